"""Advanced SubStation Alpha: the text of its Dialogue lines, speakers from the Name field."""

from __future__ import annotations

import re

from align.clock import seconds_of
from align.transcript.lines import MASK, Mark, Reading, SourceLine, SourceText, Tally, plain

__all__ = ["fits", "read"]

_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_MARKUP = re.compile(r"\{[^{}]{0,2000}\}|\\[Nnh]")
_DRAWING = re.compile(r"\{[^{}]{0,500}\\p[1-9]")
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
    seen: set[tuple[float, float, str]] = set()
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
            layer = (found.start or 0.0, found.end or 0.0, plain(found.text))
            if _DRAWING.search(line):
                tally.add("drawings", number)
            elif layer in seen:
                tally.add("copies in another layer", number)
            else:
                seen.add(layer)
                lines.append(found)
    return Reading(lines, tally.rows(), prose=False)


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
    text = _MARKUP.sub(lambda match: (" " if match[0][0] == "\\" else MASK) + MASK * (len(match[0]) - 1), line[start:])
    speaker = values.get("name") or values.get("actor")
    marks = (Mark(0, turn=True, name=speaker),) if speaker else ()
    return SourceLine(text, number, start=times[0], end=times[1], offset=start, marks=marks)
