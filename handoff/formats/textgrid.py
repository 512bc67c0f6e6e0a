"""Praat TextGrid, long text form: interval tiers of words, speakers and clips, a point tier of chapters.

The intervals of a tier touch and fill it from 0 to the end, with empty text where nothing is; Praat refuses anything
else, so a stretch that overlaps the one before it begins where that one ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from align.clock import decimal_text
from align.timecode import nearest
from handoff.escape import textgrid_text
from handoff.formats import Written
from handoff.job import Job
from handoff.marks import chapter_marks, marks_of

__all__ = ["tile", "write"]

_MICRO = 1_000_000
Stretch = tuple[int, int, str]
"""Start and end in millionths of a second, and the text."""


def write(job: Job) -> Written:
    """Write the tiers `words`, `speakers`, `clips` and `chapters`, those that have something in them."""
    tiers = [("words", _stretches(job, "words"))]
    tiers += [(kind, found) for kind in ("speakers", "clips") if (found := _stretches(job, kind))]
    points = [(_micro(mark.start), mark.name) for mark in chapter_marks(job.alignment)]
    ends = [end for _, found in tiers for _, end, _ in found] + [time for time, _ in points]
    # Praat has no empty recordings, nor anything after the end of one.
    total = max([_micro(job.source.duration), 1, *ends])
    blocks = [_intervals(name, tile(found, total), total) for name, found in tiers]
    if points:
        blocks.append(_points("chapters", points, total))
    head = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_text(total)}",
        "tiers? <exists>",
        f"size = {len(blocks)}",
        "item []:",
    ]
    body = [line for index, block in enumerate(blocks, 1) for line in (f"    item [{index}]:", *block)]
    return Written(("\n".join([*head, *body]) + "\n",))


def tile(stretches: Iterable[Stretch], total: int) -> list[Stretch]:
    """Touching intervals from 0 to `total` with empty ones between; what has no length left is dropped."""
    tiles: list[Stretch] = []
    at = 0
    for start, end, text in sorted(stretches, key=lambda stretch: stretch[:2]):
        start = max(start, at)
        if end <= start:
            continue
        if start > at:
            tiles.append((at, start, ""))
        tiles.append((start, end, text))
        at = end
    if at < total:
        tiles.append((at, total, ""))
    return tiles


def _stretches(job: Job, kind: str) -> list[Stretch]:
    marks = marks_of(job.alignment, job.clips, (kind,))
    return [(_micro(mark.start), _micro(mark.end), mark.name) for mark in marks if mark.end is not None]


def _micro(seconds: Fraction) -> int:
    return nearest(seconds * _MICRO)


def _text(micro: int) -> str:
    return decimal_text(Fraction(micro, _MICRO))


def _head(kind: str, name: str, total: int) -> list[str]:
    return [
        f'        class = "{kind}"',
        f"        name = {textgrid_text(name)}",
        "        xmin = 0",
        f"        xmax = {_text(total)}",
    ]


def _intervals(name: str, tiles: Sequence[Stretch], total: int) -> list[str]:
    lines = [*_head("IntervalTier", name, total), f"        intervals: size = {len(tiles)}"]
    for index, (start, end, text) in enumerate(tiles, 1):
        lines += [
            f"        intervals [{index}]:",
            f"            xmin = {_text(start)}",
            f"            xmax = {_text(end)}",
            f"            text = {textgrid_text(text)}",
        ]
    return lines


def _points(name: str, points: Sequence[tuple[int, str]], total: int) -> list[str]:
    lines = [*_head("TextTier", name, total), f"        points: size = {len(points)}"]
    for index, (time, text) in enumerate(points, 1):
        lines += [
            f"        points [{index}]:",
            f"            number = {_text(time)}",
            f"            mark = {textgrid_text(text)}",
        ]
    return lines
