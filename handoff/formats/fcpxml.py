"""FCPXML 1.9 for Final Cut Pro and Resolve: every time is a whole number of frames as a fraction of a second.

1.9 is the oldest version with `media-rep`, so the widest read (Apple's FCPXML reference). `start` of a clip and of a
marker is in the source's own timecode; `offset` in the sequence's.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from align.timecode import Rate
from handoff.escape import file_url
from handoff.formats import Written
from handoff.formats.xml import child, document
from handoff.job import Event, Job, Note, Source, timeline

__all__ = ["write"]

_VERSION = "1.9"
_RATES = {32000: "32k", 44100: "44.1k", 48000: "48k", 88200: "88.2k", 96000: "96k", 176400: "176.4k", 192000: "192k"}


def write(job: Job) -> Written:
    """Write a library with one event, holding one project with the edits in its primary storyline."""
    source, events = job.source, timeline(job)
    root = ET.Element("fcpxml", version=_VERSION)
    _resources(child(root, "resources"), source)
    library = child(root, "library")
    project = child(child(library, "event", name=job.title), "project", name=job.title)
    start = job.starts_at(0).frame
    last = events[-1]
    sequence = child(
        project,
        "sequence",
        format="r1",
        duration=_time(last.at + last.length, source.rate),
        tcStart=_time(start, source.rate),
        tcFormat=_format(source.rate),
        audioLayout="mono" if source.channels == 1 else "stereo",
        audioRate=_RATES.get(source.sample_rate, "48k"),
    )
    spine = child(sequence, "spine")
    for event in events:
        _clip(spine, source, event, start)
    return Written((document(root, "fcpxml"),))


def _resources(parent: ET.Element, source: Source) -> None:
    size = {"width": source.width, "height": source.height}
    child(parent, "format", id="r1", frameDuration=_time(1, source.rate), **size)
    if not source.video:
        child(parent, "format", id="r3", name="FFVideoFormatRateUndefined")
    facts: dict[str, object] = {"hasVideo": 1, "videoSources": 1} if source.video else {}
    if source.channels or not source.video:
        facts.update(hasAudio=1, audioSources=1, audioChannels=max(1, source.channels), audioRate=source.sample_rate)
    asset = child(
        parent,
        "asset",
        id="r2",
        name=source.path.stem,
        start=_time(source.start.frame, source.rate),
        duration=_time(source.frames, source.rate),
        format="r1" if source.video else "r3",
        **facts,
    )
    child(asset, "media-rep", kind="original-media").set("src", file_url(source.path))


def _clip(spine: ET.Element, source: Source, event: Event, start: int) -> None:
    element = child(
        spine,
        "asset-clip",
        ref="r2",
        offset=_time(start + event.at, source.rate),
        name=event.name,
        start=_time(source.start.frame + event.start, source.rate),
        duration=_time(event.length, source.rate),
        tcFormat=_format(source.rate),
        audioRole="dialogue",
    )
    if event.quote:
        child(element, "note", event.quote)
    for note in event.notes:
        _marker(element, source, note)


def _marker(parent: ET.Element, source: Source, note: Note) -> None:
    kind = "chapter-marker" if note.mark.kind == "chapters" else "marker"
    length = 1 if note.mark.end is None else note.end - note.start
    attributes = {"value": note.mark.name or note.mark.kind}
    if note.mark.note:
        attributes["note"] = note.mark.note
    times = {"start": _time(source.start.frame + note.start, source.rate), "duration": _time(length, source.rate)}
    child(parent, kind, **times, **attributes)


def _time(frames: int, rate: Rate) -> str:
    """Write frames as Final Cut writes them: `1001/30000s`, whole seconds without a fraction."""
    seconds = rate.seconds(frames)
    if seconds.denominator == 1:
        return f"{seconds.numerator}s"
    return f"{frames * rate.fps.denominator}/{rate.fps.numerator}s"


def _format(rate: Rate) -> str:
    return "DF" if rate.drop else "NDF"
