"""Titles, dates and lists of names above the first label of a transcript, and directions below names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.sentences import ends_in_sentence_mark
from align.transcript.lines import MASK, SourceLine, Tally, masked, plain

__all__ = ["leave_out_directions", "leave_out_front_matter"]

AT_ONCE = 1.0  # seconds from the beginning within which nobody has said anything before
MOST_LINES = 30
FEWEST_TIMES = 2
FEWEST_TURNS = 3
SHARE_OF_TURNS = 0.8  # of the paragraphs that must begin with a label for talk to be what stands behind one
LONGEST_NOTE = 15  # words of an unlabelled line above the first label that is no sentence

_WORD = re.compile(rf"[^\s{MASK}]")
_DIRECTION = re.compile(r"(?:[\s\0]*[(\[][^()\[\]]{1,60}[)\]]){1,3}[\s\0]*")


def leave_out_front_matter(
    lines: Sequence[SourceLine], tally: Tally, keep: re.Pattern[str] | None = None
) -> list[SourceLine]:
    """Leave out what stands above the first label and cannot be said; headings stay chapters.

    That is all of it where the first time is 0:00 and others follow, and where labels open the paragraphs of the talk
    the lines that are no sentences. Lines that `keep` matches whole stay.
    """
    first = _first_time(lines)
    above = [place for place in range(first) if not lines[place].heading] or list(_notes_above_labels(lines))
    above = [place for place in above if not _kept(lines[place], keep)]
    for place in above:
        if plain(lines[place].text):
            tally.add("lines above the first label", lines[place].number)
    out = set(above)
    return [line for place, line in enumerate(lines) if place not in out]


def _first_time(lines: Sequence[SourceLine]) -> int:
    """Return the place of the first time, where it is 0:00 and others follow; else 0."""
    times = [(place, time) for place, line in enumerate(lines) if (time := _time(line)) is not None]
    if len(times) < FEWEST_TIMES or times[0][1] > AT_ONCE or not 0 < times[0][0] <= MOST_LINES:
        return 0
    first = times[0][0]
    # A speaker's name on the line above belongs to the time.
    while first and any(mark.turn for mark in lines[first - 1].marks) and not plain(lines[first - 1].text):
        first -= 1
    return 0 if any(line.marks for line in lines[:first]) else first


def _notes_above_labels(lines: Sequence[SourceLine]) -> Iterator[int]:
    turns = [place for place, line in enumerate(lines) if any(mark.turn and mark.name for mark in line.marks)]
    if len(turns) < FEWEST_TURNS or not 0 < turns[0] <= MOST_LINES or any(line.marks for line in lines[: turns[0]]):
        return
    paragraphs = sum(line.gap > 0 for line in lines[turns[0] :]) or 1
    if len(turns) < SHARE_OF_TURNS * paragraphs or not lines[turns[0]].gap:
        return
    for place, line in enumerate(lines[: turns[0]]):
        text = plain(line.text)
        if not line.heading and len(text.split()) <= LONGEST_NOTE and not ends_in_sentence_mark(text.rstrip("*_ ")):
            yield place


def _time(line: SourceLine) -> float | None:
    """Return the time at which the line begins, by its label or by itself."""
    words = _WORD.search(line.text) if line.marks else None
    first = words.start() if words else len(line.text)
    return next((mark.time for mark in line.marks if mark.time is not None and mark.column <= first), None)


def _kept(line: SourceLine, keep: re.Pattern[str] | None) -> bool:
    return keep is not None and keep.fullmatch(plain(line.text)) is not None


def leave_out_directions(
    lines: Sequence[SourceLine], tally: Tally, keep: re.Pattern[str] | None = None
) -> list[SourceLine]:
    """Mask lines in brackets right below a name that stands alone, such as "(smiling)" in a script; not those that
    `keep` matches whole.
    """
    kept = list(lines)
    named = False
    for place, line in enumerate(lines):
        if named and line.gap == 0 and not line.heading and _DIRECTION.fullmatch(line.text):
            if _kept(line, keep):
                continue
            tally.add("directions", line.number)
            kept[place] = replace(line, text=masked(line.text, 0, len(line.text)))
            continue
        named = any(mark.turn and mark.name for mark in line.marks) and not plain(line.text)
    return kept
