"""SRT and WebVTT as they are found: one tolerant reader for `align`, `check`, `retime` and `--hints`.

It drops no word: text that belongs to no cue, and times that cannot be read, are handed on with their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from align.transcript.caption_counters import timeless_rows
from align.transcript.caption_markup import CaptionLine, clean_lines
from align.transcript.caption_times import Times, read_times, times_at, usual_spaces

__all__ = ["NEWLINE", "Caption", "CaptionFile", "looks_like_captions", "read_captions"]

NEWLINE = re.compile(r"\r{0,2}\n|\r")
"""Ends a line; a doubled CR, as transfers in the wrong mode leave it, ends one line and not two."""

MOST_CHARACTERS = 6_000_000  # in a file: automatic captions of twelve hours have five million ...
MOST_LINES = 200_000  # ... on 180,000 lines; as many again may come of `<br>`
LONGEST_LINE = 20_000  # characters
HEAD = 3000  # characters in which the first times of a file without a header stand

_NOT_SAID = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)")
_WITH_NAME = re.compile(r"\d+ \"(?P<name>[^\"]{1,200})\" \(\d+\)")
"""Webex keeps the speaker in the identifier: `12 "Ada Byron" (1000)`."""
_SETTING = re.compile(r"(?:vertical|line|position|size|align|region|[XYxy][12]):\S+")

_WHOLE_TIMES = re.compile(r"\d\d?:\d\d[.,]\d{1,3}[ \t]{0,3}-->[ \t]{0,3}\d\d")
_CUES_ON_A_LINE = 3
"""A second pair of times may be a slip; with a third the line ends of the file are gone."""

_COUNTER = re.compile(r"[#(\[]?\d{1,9}[.):\]]?")
_TITLED = re.compile(r"(?P<title>[A-Za-z]{2,20}[ #_.-]{1,3})(?P<number>\d{1,9})[.:]?")
FEWEST_COUNTED = 2
"""Cues below counters for times without an arrow to be those of captions."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A cue of a file.

    Args:
        start, end: seconds, never below 0; `None` where they cannot be read.
        lines: its text, markup masked; none is blank.
        at: number of the line on which the times stand, from 1.
        times: how the times are written.
        identifier: the line above the times: a counter in SRT, anything in WebVTT.
        name: the speaker that the identifier names.
        settings: what follows the times and is not text.
        raw: the payload as written, from the line below the times on.
        broken: whether a blank line stands inside the text, at which players end the cue.
        timeless: lines with the counters of cues that have no times; their words are the last ones of this cue.
    """

    start: float | None
    end: float | None
    lines: tuple[CaptionLine, ...]
    at: int
    times: Times
    identifier: str | None = None
    name: str | None = None
    settings: str = ""
    raw: str = ""
    broken: bool = False
    timeless: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What a viewer reads, the lines joined by newlines."""
        return "\n".join(line.plain for line in self.lines)


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """What was found in a file: its cues in order, and `loose` lines of text that belong to no cue."""

    kind: Literal["srt", "vtt"]
    cues: tuple[Caption, ...]
    loose: tuple[CaptionLine, ...] = ()


def looks_like_captions(text: str) -> bool:
    """Tell whether `text` is SRT or WebVTT: by its header, or by times near its beginning."""
    head = text[:HEAD].replace("\ufeff", "")
    if _is_vtt(head):
        return True
    lines = NEWLINE.split(head)
    found = [(place, times) for place in range(len(lines)) if (times := times_at(lines, place)) and times.readable]
    # Times without an arrow are those of captions where counters stand above them.
    counted = sum(place > 0 and _COUNTER.fullmatch(lines[place - 1].strip()) is not None for place, _ in found)
    return counted >= FEWEST_COUNTED or any(times.certain for _, times in found) or _damaged_throughout(lines)


def _damaged_throughout(lines: Sequence[str]) -> bool:
    """Tell whether arrows stand between what were times, each below a counter, and none of them can be read."""
    arrows = [place for place, line in enumerate(lines) if place and "-->" in line and read_times(line)]
    counted = [place for place in arrows if _COUNTER.fullmatch(lines[place - 1].strip())]
    return len(counted) >= FEWEST_COUNTED and 2 * len(counted) > len(arrows)


def read_captions(text: str) -> CaptionFile:
    """Read the text of an SRT or WebVTT file, told apart by the header.

    Raises `ValueError`, with what is wrong, for text without times and for text too long to be captions.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"is too large for captions (more than {MOST_CHARACTERS // 1_000_000} million characters)")
    lines = NEWLINE.split(text, MOST_LINES)
    if len(lines) > MOST_LINES:
        raise ValueError(f"is too large for captions (more than {MOST_LINES:,} lines)")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ValueError(f"does not hold captions (line {number} has {len(line)} characters)")
    return _Reader(lines, "vtt" if _is_vtt(text) else "srt").read()


def _is_vtt(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:6].upper() == "WEBVTT"


def _is_text(rest: str) -> bool:
    """Tell whether what follows the times on their line is text, and no settings."""
    return any(c.isalnum() for c in rest) and not all(map(_SETTING.fullmatch, rest.split()))


class _Reader:
    """Parts the lines of a file into cues; places count lines from 0."""

    def __init__(self, lines: list[str], kind: Literal["srt", "vtt"]) -> None:
        self.lines = lines
        self.kind = kind
        self.tags = kind == "vtt"
        self.made = 0  # lines of text until now
        self.times = dict(self._all_times())
        above = [self._above(place, before) for before, place in pairwise([-1, *self.times])]
        self.title = self._title([place for place in above if place is not None])
        counters = sum(self._is_counter(place) for place in above if place is not None)
        self.counted = 2 * counters > len(self.times)

    def _all_times(self) -> Iterator[tuple[int, Times]]:
        beyond = 0
        for place in range(len(self.lines)):
            times = self._times(place) if place >= beyond else None
            if times is not None:
                beyond = place + 1 + times.below
                yield place, times

    def _title(self, above: Sequence[int]) -> str:
        """Return the word with which counters begin, as in "Subtitle 1" or "cue-1"; "" where they are numbers alone."""
        found = [titled for place in above if (titled := _TITLED.fullmatch(self._shown(place)))]
        numbers = [int(titled["number"]) for titled in found]
        often = len(found) >= FEWEST_COUNTED and 2 * len(found) > len(self.times)
        titles = {titled["title"] for titled in found}
        if not often or len(titles) > 1 or any(after != before + 1 for before, after in pairwise(numbers)):
            return ""
        return titles.pop()

    def _is_counter(self, place: int) -> bool:
        shown = self._shown(place)
        titled = _TITLED.fullmatch(shown) if self.title else None
        return _COUNTER.fullmatch(shown) is not None or (titled is not None and titled["title"] == self.title)

    def _above(self, place: int, before: int) -> int | None:
        """Return the line above `place` that is not blank, if it stands below line `before`."""
        return next((above for above in range(place - 1, before, -1) if self._shown(above)), None)

    def _shown(self, place: int) -> str:
        return usual_spaces(self.lines[place]).strip()

    def _times(self, place: int) -> Times | None:
        times = times_at(self.lines, place)
        if times is not None and not (times.certain and times.readable):
            # It may be talk; times stand below a counter or a blank line.
            above = self._shown(place - 1) if place else ""
            return times if not above or _COUNTER.fullmatch(above) else None
        return times

    def read(self) -> CaptionFile:
        places = list(self.times)
        readable = [times for times in self.times.values() if times.readable]
        known = self.times.values() if self.counted else ()
        if not any(times.certain for times in readable) and len(known) < FEWEST_COUNTED:
            raise ValueError("holds no SRT or WebVTT cue")
        openings = [self._opening(place, before) for before, place in pairwise([-1, *places])]
        loose = list(self._outside(0, openings[0][0], header=self.kind == "vtt"))
        cues: list[Caption] = []
        ends = [first for first, _ in openings[1:]] + [len(self.lines)]
        following = [identifier for _, identifier in openings[1:]] + [None]
        for place, (_, identifier), end, coming in zip(places, openings, ends, following, strict=True):
            stop = self._text_end(place + 1 + self.times[place].below, end)
            cues.append(self._cue(place, stop, identifier, coming))
            loose += self._outside(stop, end)
        return CaptionFile(self.kind, tuple(cues), tuple(loose))

    def _opening(self, place: int, before: int) -> tuple[int, str | None]:
        """Return where the cue with times in line `place` begins, and its identifier; `before` are the times before
        it.
        """
        above = self._above(place, before)
        text = "" if above is None else self._shown(above)
        if above is None or _NOT_SAID.match(text):
            return place, None
        near = above == place - 1
        parted = above == 0 or (above - 1 > before and not self._shown(above - 1))
        if self.kind == "vtt" and near and parted:
            counter = True
        elif self._is_counter(above):
            # A number may be said: all that a cue says, too. A counter stands by itself, or below other text.
            alone = above - 1 == before and not self._opens_text(before)
            counter = self.counted and (parted or (near and not alone))
            counter |= near and above == 0 and int(re.sub(r"\D", "", text) or 9) < FEWEST_COUNTED
        else:
            counter = False
        return (above, text) if counter else (place, None)

    def _opens_text(self, place: int) -> bool:
        """Tell whether the text of a cue begins on the line of its times."""
        times = self.times.get(place)
        return times is not None and _is_text(times.rest)

    def _text_end(self, first: int, end: int) -> int:
        """Return where the text of a cue ends: in WebVTT at a blank line, in SRT where the next cue begins."""
        if self.kind == "vtt":
            # A line of spaces is none, and automatic captions begin with one.
            return next((p for p in range(first, end) if not self.lines[p].replace("\ufeff", "")), end)
        return end

    def _cue(self, place: int, stop: int, identifier: str | None, coming: str | None) -> Caption:
        """Read the cue with times in line `place`; `coming` is the identifier of the next one."""
        times = self.times[place]
        if len(_WHOLE_TIMES.findall(times.rest)) + 1 >= _CUES_ON_A_LINE:
            raise ValueError(f"holds several cues on one line (line {place + 1}); give each its own lines")
        payload = self.lines[place + 1 + times.below : stop]
        while payload and not payload[-1].strip("\ufeff \t"):
            payload.pop()
        settings = times.rest.strip()
        lines: list[CaptionLine] = []
        if _is_text(settings):
            # Text on the line of the times.
            offset = len(self.lines[place]) - len(times.rest)
            lines += self._clean(times.rest, place + 1, offset)
            settings = ""
        first = place + 2 + times.below
        timeless = tuple(first + row for row in timeless_rows(payload, identifier, coming)) if self.counted else ()
        for number, line in enumerate(payload, first):
            lines += self._clean(line, number) if number not in timeless else ()
        filled = [number for number, line in enumerate(payload) if line.strip()]
        named = _WITH_NAME.fullmatch(identifier) if identifier else None
        return Caption(
            start=times.start,
            end=times.end,
            lines=tuple(lines),
            at=place + 1,
            times=times,
            identifier=identifier,
            name=named["name"] if named else None,
            settings=settings,
            raw="\n".join(payload),
            broken=bool(filled) and filled[-1] - filled[0] >= len(filled),
            timeless=timeless,
        )

    def _outside(self, first: int, end: int, *, header: bool = False) -> Iterator[CaptionLine]:
        """Yield the lines of text between cues; notes, styles and, with `header`, everything up to a blank line are
        none.
        """
        skipping, opened = header, False
        for place in range(first, end):
            line = self._shown(place)
            if not line:
                skipping = opened = False
                continue
            if not opened and self.kind == "vtt" and _NOT_SAID.match(line):
                skipping = True
            opened = True
            if not skipping:
                yield from self._clean(self.lines[place], place + 1)

    def _clean(self, line: str, number: int, offset: int = 0) -> Iterator[CaptionLine]:
        """Yield the lines of text in a line of the file; one line of `<br>` alone makes thousands."""
        for made in clean_lines(line, number, every_tag=self.tags, offset=offset):
            self.made += 1
            if self.made > MOST_LINES:
                raise ValueError(f"is too large for captions (more than {MOST_LINES:,} lines, counting each <br>)")
            yield made
