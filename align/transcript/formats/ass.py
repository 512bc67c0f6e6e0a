"""Advanced SubStation Alpha: the text of its Dialogue lines, speakers from the Name field."""

from __future__ import annotations

import re

from align.clock import seconds_of
from align.transcript.lines import MASK, Mark, Reading, SourceLine, SourceText, Tally, plain

__all__ = ["fits", "read"]

_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_MARKUP = re.compile(r"\{[^{}]{0,2000}\}|\\[Nnh]")
_DRAWING = re.compile(r"\{[^{}]{0,500}\\p[1-9][^{}]{0,500}\}[^{}]{0,100000}")
"""What follows it until the next braces is a shape."""
FRAME = 0.2  # seconds: signs that move are written again for every frame
_OTHER_EVENTS = frozenset({"format", "comment", "dialogue", "picture", "sound", "movie", "command"})
_CLOCK = re.compile(r"\s*\d{1,2}:\d{2}:\d{2}[.,:]\d{1,3}\s*")
HEAD = 3000  # characters


def fits(source: SourceText) -> bool:
    """Tell whether the file has the sections of ASS or SSA, or begins with their events."""
    head = source.text[:HEAD].lower()
    return "[script info]" in head or head.lstrip().startswith(("dialogue:", "[events]"))


def read(source: SourceText) -> Reading:
    """Read what the dialogue says in the order of the file; raises `ValueError` for a line that cannot be read."""
    tally = Tally()
    fields: tuple[str, ...] = _FIELDS
    lines = []
    copies = _Copies()
    events = False
    for number, line in enumerate(source.lines, 1):
        key, _, rest = line.partition(":")
        key = key.strip().lower()
        if line.startswith("["):
            events = key == "[events]"
        elif events and key == "format":
            fields = tuple(name.strip().lower() for name in rest.split(","))
        elif key == "comment" and line[:1] not in ";!":
            tally.add("comments", number)
        elif key == "dialogue":
            found = _dialogue(line, number, fields)
            if _DRAWING.search(line):
                tally.add("drawings", number)
            text = plain(found.text)
            if text and copies.has(text, found.start or 0.0, found.end or 0.0):
                tally.add("copies in another layer", number)
            elif text:
                lines.append(found)
        elif events and line.strip() and line[:1] not in ";!" and key not in _OTHER_EVENTS:
            tally.add("lines that are no event", number)
    return Reading(lines, tally.rows(), prose=False)


class _Copies:
    """Knows what is on the screen already: in another layer, or in the frame before."""

    def __init__(self) -> None:
        self.layers: set[tuple[float, float, str]] = set()
        self.last: dict[str, tuple[float, float]] = {}

    def has(self, text: str, start: float, end: float) -> bool:
        """Tell whether the text is shown already; take it in."""
        first, until = self.last.get(text, (0.0, -1.0))
        goes_on = first <= start <= until + FRAME and min(end - start, until - first) <= FRAME
        layer = (start, end, text)
        known = goes_on or layer in self.layers
        self.layers.add(layer)
        self.last[text] = (first if goes_on else start, max(until, end) if goes_on else end)
        return known


def _dialogue(line: str, number: int, fields: tuple[str, ...]) -> SourceLine:
    start = line.index(":") + 1
    values = {}
    for name in fields[:-1]:
        end = line.find(",", start)
        if end < 0:
            raise ValueError(f"line {number} has fewer fields than the {len(fields)} of a Dialogue line")
        values[name] = line[start:end].strip()
        start = end + 1
    times = [seconds_of(values[key]) if _CLOCK.fullmatch(values.get(key, "")) else None for key in ("start", "end")]
    if None in times:
        raise ValueError(f"the times in line {number} cannot be read")
    # A line break and a hard blank part words; the mask alone would join them.
    text = _DRAWING.sub(lambda match: MASK * len(match[0]), line[start:])
    text = _MARKUP.sub(lambda match: (" " if match[0][0] == "\\" else MASK) + MASK * (len(match[0]) - 1), text)
    speaker = values.get("name") or values.get("actor")
    marks = (Mark(0, turn=True, name=speaker),) if speaker else ()
    return SourceLine(text, number, start=times[0], end=times[1], offset=start, marks=marks)
