"""MLT XML: projects for Shotcut and for Kdenlive, counted in frames of the recording."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from align.clock import clock_text
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Event, Job, Note, Source, timeline

__all__ = ["write_kdenlive", "write_shotcut"]

RECORDING, BLACK, BIN = "recording", "black_track", "main_bin"
BIN_NUMBER = "2"
"""Kdenlive's number of the recording in its bin; 1 is the bin's first folder."""

KDENLIVE_VERSION = "0.98"
"""Of the project's layout; every Kdenlive since 18 opens it and brings it to its own."""

COLOURS = {"clips": "#008000", "chapters": "#0000ff", "speakers": "#00a0a0", "unscripted": "#c0a000"}
CATEGORIES = {"chapters": 2, "speakers": 1, "unscripted": 4, "suspects": 6}
"""Kdenlive's colours of guides: blue, cyan, yellow, red; 3 is green."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_shotcut(job: Job) -> Written:
    """Return a Shotcut project: the edits on one track, marks as markers of the timeline."""
    events = timeline(job)
    root = _root(job, events)
    content = ET.SubElement(root, "playlist", {"id": "playlist0"})
    _property(content, "shotcut:video" if job.source.video else "shotcut:audio", "1")
    _property(content, "shotcut:name", "V1" if job.source.video else "A1")
    _entries(content, events)
    length = sum(event.length for event in events)
    background = ET.SubElement(root, "playlist", {"id": "background"})
    ET.SubElement(background, "entry", {"producer": BLACK, "in": "0", "out": str(length - 1)})
    tractor = ET.SubElement(root, "tractor", {"id": "tractor0", "in": "0", "out": str(length - 1)})
    _property(tractor, "shotcut", "1")
    _markers(tractor, job, events)
    ET.SubElement(tractor, "track", {"producer": "background"})
    sound_only = {} if job.source.video else {"hide": "video"}
    ET.SubElement(tractor, "track", {"producer": "playlist0", **sound_only})
    _mix(tractor, 1)
    return Written((_document(root),))


def write_kdenlive(job: Job) -> Written:
    """Return a Kdenlive project: a track for the picture and one for the sound, marks as guides."""
    source, events = job.source, timeline(job)
    root = _root(job, events)
    bin_list = root.find(f"playlist[@id='{BIN}']")
    assert bin_list is not None
    _property(bin_list, "kdenlive:docproperties.version", KDENLIVE_VERSION)
    _property(bin_list, "kdenlive:docproperties.decimalPoint", ".")
    _property(bin_list, "kdenlive:docproperties.guides", _guides(events))
    kinds = [("A1", True)] if source.channels or not source.video else []
    kinds += [("V1", False)] if source.video else []
    tractors = [_kdenlive_track(root, events, number, *kind) for number, kind in enumerate(kinds)]
    main = ET.SubElement(root, "tractor", {"id": "main", "global_feed": "1"})
    for name in (BLACK, *tractors):
        ET.SubElement(main, "track", {"producer": name})
    for number in range(1, len(tractors) + 1):
        _mix(main, number)
    return Written((_document(root),))


def _kdenlive_track(root: ET.Element, events: Sequence[Event], number: int, name: str, sound: bool) -> str:
    """Add a track, which is a tractor over two playlists, the second for cross-fades; return its identifier."""
    playlists = [f"playlist{2 * number + k}" for k in (0, 1)]
    for k, identifier in enumerate(playlists):
        content = ET.SubElement(root, "playlist", {"id": identifier})
        if sound:
            _property(content, "kdenlive:audio_track", "1")
        if k == 0:
            _entries(content, events)
    tractor = ET.SubElement(root, "tractor", {"id": f"tractor{number}"})
    _property(tractor, "kdenlive:track_name", name)
    if sound:
        _property(tractor, "kdenlive:audio_track", "1")
    for k, identifier in enumerate(playlists):
        ET.SubElement(
            tractor, "track", {"producer": identifier, "hide": "both" if k else ("video" if sound else "audio")}
        )
    return f"tractor{number}"


def _root(job: Job, events: Sequence[Event]) -> ET.Element:
    """Return the project with its profile, the recording, the bin that holds it, and black below everything."""
    source = job.source
    root = ET.Element("mlt", {"LC_NUMERIC": "C", "version": "7.0.0", "title": one_line(job.title), "producer": BIN})
    rate = source.rate.fps
    shape = {"width": source.width, "height": source.height, "progressive": 1, "colorspace": 709}
    ratios = {"sample_aspect_num": 1, "sample_aspect_den": 1}
    ratios |= {"display_aspect_num": source.width, "display_aspect_den": source.height}
    rates = {"frame_rate_num": rate.numerator, "frame_rate_den": rate.denominator}
    numbers = {key: str(value) for key, value in {**shape, **ratios, **rates}.items()}
    ET.SubElement(root, "profile", {"description": f"{source.width}x{source.height}", **numbers})
    _producer(root, source)
    bin_list = ET.SubElement(root, "playlist", {"id": BIN})
    _property(bin_list, "xml_retain", "1")
    ET.SubElement(bin_list, "entry", {"producer": RECORDING, "in": "0", "out": str(source.frames - 1)})
    length = sum(event.length for event in events)
    black = ET.SubElement(root, "producer", {"id": BLACK, "in": "0", "out": str(length - 1)})
    for name, value in (("length", str(length)), ("resource", "black"), ("mlt_service", "color")):
        _property(black, name, value)
    return root


def _producer(root: ET.Element, source: Source) -> None:
    producer = ET.SubElement(root, "producer", {"id": RECORDING, "in": "0", "out": str(source.frames - 1)})
    _property(producer, "length", str(source.frames))
    # As it is: a name with two spaces is another name than one with one.
    _property(producer, "resource", _FORBIDDEN.sub("\ufffd", str(source.path)))
    _property(producer, "mlt_service", "avformat")
    _property(producer, "kdenlive:id", BIN_NUMBER)
    _property(producer, "kdenlive:clipname", one_line(source.path.name))
    _property(producer, "shotcut:caption", one_line(source.path.name))


def _entries(content: ET.Element, events: Sequence[Event]) -> None:
    for event in events:
        places = {"in": str(event.start), "out": str(event.end - 1)}
        entry = ET.SubElement(content, "entry", {"producer": RECORDING, **places})
        _property(entry, "kdenlive:id", BIN_NUMBER)
        _property(entry, "shotcut:comment", event.quote)


def _mix(tractor: ET.Element, track: int) -> None:
    """Have the sound of a track join what lies below it."""
    transition = ET.SubElement(tractor, "transition", {"id": f"mix{track}"})
    rows = (("a_track", "0"), ("b_track", str(track)), ("mlt_service", "mix"), ("always_active", "1"), ("sum", "1"))
    for name, value in rows:
        _property(transition, name, value)


def _placed(events: Sequence[Event]) -> list[tuple[int, Note]]:
    """Return each note with its frame on the timeline."""
    return [(event.at + note.start - event.start, note) for event in events for note in event.notes]


def _markers(tractor: ET.Element, job: Job, events: Sequence[Event]) -> None:
    rate, placed = job.source.rate, _placed(events)
    if not placed:
        return
    group = ET.SubElement(tractor, "properties", {"name": "shotcut:markers"})
    for number, (frame, note) in enumerate(placed):
        one = ET.SubElement(group, "properties", {"name": str(number)})
        _property(one, "text", one_line(note.mark.name))
        _property(one, "start", clock_text(rate.seconds(frame)))
        _property(one, "end", clock_text(rate.seconds(frame + note.end - note.start)))
        _property(one, "color", COLOURS.get(note.mark.kind, "#808080"))


def _guides(events: Sequence[Event]) -> str:
    rows = [
        {"pos": frame, "comment": one_line(note.mark.name), "type": CATEGORIES.get(note.mark.kind, 3)}
        for frame, note in _placed(events)
    ]
    return json.dumps(rows, ensure_ascii=False)


def _property(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, "property", {"name": name}).text = value


def _document(root: ET.Element) -> str:
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
