"""Records of fields, one a line: "Time: 0:04", "Speaker: Ada", "Text: It floats.", again and again."""

from __future__ import annotations

import re
from collections import Counter

from align.transcript.lines import Reading, SourceLine, SourceText, Tally
from align.transcript.records import record_lines
from align.transcript.tables import role_of

__all__ = ["fits", "read"]

HEAD = 60  # filled lines by which records are told
SHARE = 0.6  # of them that must be fields
FEWEST = 2  # records
_FIELD = re.compile(r"[ \t]{0,20}(?P<key>[^\W\d_][^:\t]{0,30}?)[ \t]{0,4}:(?:[ \t]{1,20}|$)")


def fits(source: SourceText) -> bool:
    """Tell whether most lines are fields with known names, of which one is said, and all come again."""
    head = [line for line in source.lines[: 4 * HEAD] if line.strip()][:HEAD]
    keys = Counter(key for line in head if (key := _key(line)))
    roles = {role_of(key) for key in keys}
    if not ("said" in roles and roles & {"start", "name"}) or sum(keys.values()) < SHARE * len(head):
        return False
    return min(keys.values()) >= FEWEST


def _key(line: str) -> str:
    field = _FIELD.match(line)
    if field is None or any(c.isdigit() for c in field["key"]):
        return ""  # "Speaker 1:" is a label
    return field["key"].lower() if role_of(field["key"]) else ""


def read(source: SourceText) -> Reading:
    """Read the field that is said; lines without a name go on with the field before them."""
    records: list[dict[str, list[SourceLine]]] = []
    key = ""
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            continue
        field = _FIELD.match(line)
        name, offset = (_key(line), field.end()) if field else ("", 0)
        if name:
            key = name
            if not records or key in records[-1]:
                records.append({})
        elif not records:
            records.append({})
        begin = offset if name else 0
        records[-1].setdefault(key, []).append(SourceLine(line[begin:], number, gap=int(bool(name)), offset=begin))
    tally = Tally()
    return Reading(record_lines(records, tally), tally.rows())
