"""Records of fields, one a line: "Time: 0:04", "Speaker: Ada", "Text: It floats.", again and again."""

from __future__ import annotations

import re
from collections import Counter

from align.transcript.lines import MASK, Reading, SourceLine, SourceText, Tally
from align.transcript.records import record_lines, unescaped
from align.transcript.tables import role_of

__all__ = ["fits", "read"]

HEAD = 60  # filled lines by which records are told
SHARE = 0.6  # of them that must be fields
FEWEST = 2  # records
_FIELD = re.compile(
    r"[ \t]{0,20}(?P<key>[^\W\d_][^:=\t]{0,30}?)[ \t]{0,4}(?:(?P<colon>:)(?:[ \t]{1,20}|$)|=[ \t]{0,20})"
)
_SECTION = re.compile(r"[ \t]{0,20}\[{1,2}[A-Za-z][\w .-]{0,40}\]{1,2}\s*$")
"""Opens a record of INI and TOML."""


def fits(source: SourceText) -> bool:
    """Tell whether most lines are fields with known names, of which one is said, and all come again; beside it stands a
    time, a speaker, or how sure a recogniser is.
    """
    head = [line for line in source.lines[: 4 * HEAD] if line.strip() and not _SECTION.match(line)][:HEAD]
    keys = Counter(key for line in head if (key := _key(line)))
    roles = {role_of(key) for key in keys}
    beside = roles & {"start", "name"} or "confidence" in keys
    if not ("said" in roles and beside) or sum(keys.values()) < SHARE * len(head):
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
    key, assigned = "", any(map(_SECTION.match, source.lines[:HEAD]))
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            continue
        field = _FIELD.match(line)
        name, offset = (_key(line), field.end()) if field else ("", 0)
        assigned = assigned or (field is not None and field["colon"] is None and bool(name))
        if assigned and _SECTION.match(line):
            continue
        if name:
            key = name
            if not records or key in records[-1]:
                records.append({})
        elif not records:
            records.append({})
        begin = offset if name else 0
        text = _unquoted(line[begin:]) if assigned else line[begin:]
        records[-1].setdefault(key, []).append(SourceLine(text, number, gap=int(bool(name)), offset=begin))
    tally = Tally()
    return Reading(record_lines(records, tally), tally.rows())


def _unquoted(value: str) -> str:
    """Return a value without the quotation marks around it, its escapes masked."""
    text = value.rstrip()
    quote = text[:1]
    if quote not in ('"', "'") or len(text) == 1 or text[-1] != quote:
        return value
    return MASK + unescaped(text[1:-1], quote) + MASK
