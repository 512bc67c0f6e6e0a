"""Chapters for players and platforms: FFMETADATA, Podcasting 2.0 JSON 1.2.0, a YouTube description."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from align.clock import clock_text
from align.errors import UsageError
from align.timecode import nearest
from handoff.escape import ffmetadata_text, one_line
from handoff.formats import Written
from handoff.job import Job, Mark
from handoff.marks import chapter_marks

__all__ = ["ffmetadata", "write", "write_json", "write_youtube"]

_YOUTUBE_FEWEST = 3
_SHORTEST = 10
_YOUTUBE_SIGNS = str.maketrans("<>", "‹›")


def write(job: Job) -> Written:
    """FFMETADATA with times in milliseconds; each chapter ends where the next begins, the last with the recording."""
    return Written((ffmetadata(job),))


def ffmetadata(job: Job, *, from_zero: bool = False) -> str:
    """Return the text of `write`; `from_zero` makes the first chapter begin at 0, as MP4 needs it.

    ffmpeg keeps the chapters of an MP4 in a text track that begins with the file, so a first chapter at 5 s would be
    read as one at 0.
    """
    marks = _from_zero(_chapters(job)) if from_zero else _chapters(job)
    starts = [_milliseconds(mark.start) for mark in marks]
    ends = [*starts[1:], max(_milliseconds(job.source.duration), starts[-1] + 1)]
    lines = [";FFMETADATA1"]
    for mark, start, end in zip(marks, starts, ends, strict=True):
        times = ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}"]
        lines += [*times, f"title={ffmetadata_text(mark.name)}"]
    return "\n".join(lines) + "\n"


def write_json(job: Job) -> Written:
    """Write the file that a feed's `<podcast:chapters>` points at, to be served as `application/json+chapters`."""
    rows = [{"startTime": float(mark.start), "title": one_line(mark.name)} for mark in _chapters(job)]
    value = {"version": "1.2.0", "title": one_line(job.title), "fileName": one_line(job.source.path.name)}
    return Written((json.dumps({**value, "chapters": rows}, ensure_ascii=False, indent=1) + "\n",))


def write_youtube(job: Job) -> Written:
    """Write lines `0:00 Title` for a video's description.

    YouTube shows chapters only if the first is at 0:00, there are three at least and each lasts ten seconds
    (support.google.com/youtube/answer/9884579); what it would refuse is noted, not hidden. It takes no description
    with `<` or `>` (developers.google.com/youtube/v3/docs/videos, `snippet.description`).
    """
    names = [(int(mark.start), one_line(mark.name)) for mark in _from_zero(_chapters(job))]
    rows = [(seconds, name.translate(_YOUTUBE_SIGNS)) for seconds, name in names]
    lines = [f"{clock_text(seconds, places=0, hours=0)} {title}\n" for seconds, title in rows]
    notes = _youtube_notes(rows, int(job.source.duration))
    if rows != names:
        notes.append("YouTube takes no < and > in a description: they became ‹ and ›")
    return Written(("".join(lines),), tuple(notes))


def _from_zero(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the first chapter moved to 0, or an intro before it where that lasts long enough to be a chapter."""
    if marks[0].start >= _SHORTEST:
        return (Mark("chapters", "Intro", Fraction(0)), *marks)
    return (replace(marks[0], start=Fraction(0)), *marks[1:])


def _youtube_notes(rows: Sequence[tuple[int, str]], duration: int) -> list[str]:
    notes = []
    if len(rows) < _YOUTUBE_FEWEST:
        notes.append(f"YouTube shows chapters only where there are {_YOUTUBE_FEWEST} at least")
    ends = [start for start, _ in rows[1:]] + [max(duration, rows[-1][0])]
    for (start, title), end in zip(rows, ends, strict=True):
        if end - start < _SHORTEST:
            notes.append(f"YouTube shows no chapters: {title!r} is shorter than {_SHORTEST} s")
    return notes


def _chapters(job: Job) -> tuple[Mark, ...]:
    marks: dict[int, Mark] = {}
    for mark in chapter_marks(job.alignment):
        marks.setdefault(_milliseconds(mark.start), mark)
    if not marks:
        raise UsageError("the alignment has no chapters: they are the headings of the transcript")
    return tuple(marks.values())


def _milliseconds(seconds: Fraction) -> int:
    return nearest(seconds * 1000)
