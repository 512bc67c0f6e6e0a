"""What columns leave in text: their titles above it (`Time, Speaker, Text`), and a sign that ends every row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.transcript.lines import SourceLine, Tally, masked, plain
from align.transcript.tables import role_of

__all__ = ["leave_out_column_signs"]

FEWEST = 3  # rows, and signs in all of them
SHARE = 0.8  # of the lines that must end in the sign and hold it once more, at least
LONGEST = 80  # characters of a line of titles
_PARTS = re.compile(r"\s{0,9}[,;|\t]\s{0,9}|\s{2,9}")
_TITLE = re.compile(r"[^\W\d_][\w .-]{0,30}")


def leave_out_column_signs(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out titles of columns in the first line, and mask semicolons that close the rows."""
    kept = list(lines)
    if kept and _are_titles(kept[0]):
        tally.add("titles of columns", kept[0].number)
        del kept[0]
        kept[:1] = [replace(line, gap=max(line.gap, lines[0].gap)) for line in kept[:1]]
    closed = [line.text.rstrip().endswith(";") and line.text.count(";") > 1 for line in kept]
    if sum(closed) < max(FEWEST, SHARE * len(kept)):
        return kept
    result = []
    for line, ends in zip(kept, closed, strict=True):
        last = len(line.text.rstrip())
        result.append(replace(line, text=masked(line.text, last - 1, last)) if ends else line)
    return result


def _are_titles(line: SourceLine) -> bool:
    """Tell whether the line holds nothing but titles of columns, of which one is said and another says who or when."""
    text = plain(line.text.replace("\t", "|")).rstrip(";,|")
    if line.heading or len(text) > LONGEST or not any(sign in line.text for sign in (",", ";", "|", "\t", "  ")):
        return False
    parts = [part.strip() for part in _PARTS.split(line.text.strip(" ;,|\t")) if part.strip()]
    roles = {role_of(part) if _TITLE.fullmatch(part) else "" for part in parts}
    return "" not in roles and "said" in roles and bool(roles & {"start", "name"})
