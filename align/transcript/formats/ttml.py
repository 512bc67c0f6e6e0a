"""TTML, DFXP and iTT: the paragraphs with their times; speakers by their agents."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any
from xml.parsers import expat

from align.clock import seconds_of
from align.transcript.lines import Mark, Reading, SourceLine, SourceText, Tally

__all__ = ["fits", "read"]

_ROOT = re.compile(
    r"(?:<\?xml[^>]{0,300}\?>|<!--[\s\S]{0,3000}?-->|<!DOCTYPE[^\[>]{0,300}(?:\[[^\]]{0,3000}\]\s{0,9})?>|\s){0,20}"
    r"<(?:\w{1,10}:)?tt[\s>]"
)
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
_CLOCK = re.compile(r"\d{1,3}:\d{2}:\d{2}(?:[.,]\d{1,9}|:\d{1,3}(?:\.\d{1,9})?)?")
UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
FRAMES = 30.0  # a second, where the file does not say; the standard's default
_SILENT = frozenset({"head", "metadata"})
_READINGS = frozenset({"text", "textContainer", "delimiter"})
"""Kinds of `ruby` that stand beside the signs and say how they are read."""


def fits(source: SourceText) -> bool:
    """Tell whether the root element is `tt`."""
    return _ROOT.match(source.text[:6000].lstrip("\ufeff")) is not None


def read(source: SourceText) -> Reading:
    """Read the paragraphs; raises `ValueError` for XML that is damaged or has entities of its own."""
    text = source.text.lstrip("\ufeff")
    # The text is decoded already: what the declaration says of its encoding is no longer true.
    declared = re.match(r"\s*<\?xml[^>]{0,300}\?>", text)
    if declared:
        text = "\n" * declared[0].count("\n") + text[declared.end() :]
    walk = _Walk()
    try:
        walk.parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"is TTML that is damaged in line {error.lineno}") from None
    return Reading(list(chain.from_iterable(walk.cues)), walk.tally.rows(), prose=False)


class _Walk:
    """Takes in a document as expat reads it."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse
        self.tally = Tally()
        self.cues: list[list[SourceLine]] = []
        self.cue: list[SourceLine] | None = None
        self.parts: list[str] = []
        self.times: tuple[float | None, float | None] = (None, None)
        self.agents: dict[str, str] = {}
        self.agent: str | None = None
        self.silent = 0
        self.marks: tuple[Mark, ...] = ()
        self.place = (1, 0)
        self.frames, self.ticks = FRAMES, 1.0
        self.begins: list[float] = []
        self.readings = 0

    def _refuse(self, *_: Any) -> None:
        raise ValueError("is XML with entities of its own, which are not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "tt":
            rate = _number(values.get("frameRate"), FRAMES)
            self.frames = rate * _multiplier(values.get("frameRateMultiplier"))
            # By the standard, a file that names frames and no ticks has as many ticks as frames.
            self.ticks = _number(values.get("tickRate"), self.frames if "frameRate" in values else 1.0)
        elif name == "agent":
            self.agent = values.get("id")
        elif name in _SILENT:
            self.silent += 1
        elif name in ("body", "div"):
            # The times inside count from where it begins.
            self.begins.append(self._begin + (self._seconds(values.get("begin")) or 0.0))
        elif name == "p":
            self.cue, self.times, self.parts = [], self._times(values), []
            who = self.agents.get(values.get("agent", ""))
            self.marks = (Mark(0, turn=True, name=who),) if who else ()
        elif name == "br" and self.cue is not None:
            self._line()
        elif name == "span" and self.cue is not None:
            self.readings += bool(self.readings) or values.get("ruby") in _READINGS
            if self.times[0] is None and not self.cue:
                self.times = self._times(values)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "agent":
            self.agent = None
        elif name in _SILENT:
            self.silent -= 1
        elif name in ("body", "div"):
            self.begins.pop()
        elif name == "span" and self.readings:
            self.readings -= 1
        elif name == "p" and self.cue is not None:
            self._line()
            self.cues.append(self.cue)
            self.cue = None

    def _text(self, text: str) -> None:
        if self.agent is not None and text.strip():
            self.agents[self.agent] = " ".join((self.agents.get(self.agent, "") + text).split())
        if self.cue is None and self.begins and not self.silent and text.strip():
            self.tally.add("text outside of paragraphs", self.parser.CurrentLineNumber)
        if self.cue is None or self.silent or self.readings:
            return
        if text == "\n":
            self._line()
            return
        if not self.parts:
            self.place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)
        self.parts.append(text)

    def _line(self) -> None:
        text = "".join(self.parts)
        self.parts = []
        if self.cue is None or not text.strip():
            return
        start, end = (None, None) if self.cue else self.times
        end = end if start is not None else None
        number, column = self.place
        marks = () if self.cue else self.marks
        self.cue.append(SourceLine(text, number, start=start, end=end, offset=column, marks=marks))

    @property
    def _begin(self) -> float:
        return self.begins[-1] if self.begins else 0.0

    def _times(self, values: dict[str, str]) -> tuple[float | None, float | None]:
        start, end, length = (self._seconds(values.get(key)) for key in ("begin", "end", "dur"))
        if end is None and start is not None and length is not None:
            end = start + length
        begin = self._begin
        return None if start is None else start + begin, None if end is None else end + begin

    def _seconds(self, stamp: str | None) -> float | None:
        stamp = (stamp or "").strip()
        if _CLOCK.fullmatch(stamp):
            frames = stamp.split(":")[3:]
            return seconds_of(stamp) + (float(frames[0]) / self.frames if frames else 0.0)
        offset = _OFFSET.fullmatch(stamp)
        if offset is None:
            return None
        unit = {**UNITS, "f": 1 / self.frames, "t": 1 / self.ticks}[offset[2]]
        return float(offset[1]) * unit


def _number(text: str | None, otherwise: float) -> float:
    # Ten million ticks a second are usual.
    return float(text) if text and re.fullmatch(r"\d{1,12}", text.strip()) and int(text) else otherwise


def _multiplier(text: str | None) -> float:
    """Return what `1000 1001` makes of a rate of frames."""
    found = re.fullmatch(r"\s*(\d{1,9})[ :](\d{1,9})\s*", text or "")
    return int(found[1]) / int(found[2]) if found and int(found[1]) and int(found[2]) else 1.0
