"""CMX3600 edit decision lists, written from the frame counts.

One file holds 999 events at most, since the event number has three digits; what is more goes into further files, each
a sequence of its own.
"""

from __future__ import annotations

from itertools import islice

from align.timecode import Timecode
from handoff.escape import edl_text
from handoff.formats import Written
from handoff.job import Event, Job, Source, timeline

__all__ = ["write", "write_preconformed"]

MOST_EVENTS = 999
_REEL = "AX"  # Premiere's name for a file without a tape; Avid and Resolve then go by the clip name


def write(job: Job) -> Written:
    """Write the events one after another from 01:00:00:00, or from the timeline start that was asked for."""
    return _lists(job, in_place=False)


def write_preconformed(job: Job) -> Written:
    """Write the events where they lie in the recording, for a program that cuts one flat file by them."""
    return _lists(job, in_place=True)


def _lists(job: Job, *, in_place: bool) -> Written:
    events = timeline(job)
    if in_place:
        events = tuple(sorted(events, key=lambda event: event.start))
    documents: list[str] = []
    rest = iter(events)
    while part := tuple(islice(rest, MOST_EVENTS)):
        documents.append(_document(job, part, len(documents) + 1, in_place=in_place))
    notes: tuple[str, ...] = ()
    if len(documents) > 1:
        notes = (f"{len(events)} events: an EDL holds {MOST_EVENTS}, so there are {len(documents)} files",)
    return Written(tuple(documents), notes)


def _document(job: Job, events: tuple[Event, ...], number: int, *, in_place: bool) -> str:
    source = job.source
    title = edl_text(job.title, 60) + (f" {number}" if number > 1 else "")
    lines = [f"TITLE: {title}", f"FCM: {'DROP FRAME' if source.rate.drop else 'NON-DROP FRAME'}", ""]
    start = job.starts_at(1).frame - events[0].at
    for index, event in enumerate(events, 1):
        record = source.start.frame + event.start if in_place else start + event.at
        lines += _event(source, event, index, record)
    return "\r\n".join(lines) + "\r\n"


def _event(source: Source, event: Event, index: int, record: int) -> list[str]:
    first = source.start.frame + event.start
    times = (first, first + event.length, record, record + event.length)
    text = " ".join(str(Timecode(frame, source.rate)) for frame in times)
    lines = [
        f"{index:03d}  {_REEL:<8} {_channels(source):<5} C        {text}",
        f"* FROM CLIP NAME: {edl_text(source.path.name)}",
        f"* COMMENT: {edl_text(event.name)}",
    ]
    if event.quote:
        lines.append(f"* QUOTE: {edl_text(event.quote)}")
    for note in event.notes:
        at = Timecode(record + note.start - event.start, source.rate)
        lines.append(f"* LOC: {at} {_COLOURS.get(note.mark.kind, 'RED'):<7} {edl_text(note.mark.name, 80)}")
    return [*lines, ""]


_COLOURS = {"clips": "GREEN", "chapters": "BLUE", "speakers": "CYAN", "unscripted": "YELLOW"}


def _channels(source: Source) -> str:
    sound = {0: "", 1: "A"}.get(source.channels, "AA")
    if not source.video:
        return sound or "A"
    return {"": "V", "A": "B", "AA": "AA/V"}[sound]
