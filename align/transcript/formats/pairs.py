"""Rows of keys with their values, `start=0.0s stop=4.0s speaker=Ada It floats.` or `{start: 0, text: "It floats."}`,
`Start: 0.0s, End: 4.0s, Text: It floats.`
"""

from __future__ import annotations

import re

from align.transcript.lines import Reading, SourceLine, SourceText, Tally
from align.transcript.records import record_lines, unescaped
from align.transcript.tables import role_of

__all__ = ["fits", "read"]

SAMPLE = 200  # lines by which the format is told
FEWEST = 2  # rows
SHARE = 0.6  # of the lines that must be such rows
MOST_PAIRS = 20
LONGEST_NAME = 60  # characters of a value with blanks and without quotation marks

_OPENING = re.compile(r"[ \t]{0,20}(?:[-*•][ ]{1,4})?(?:<(?P<tag>[A-Za-z]\w{0,30})(?=[ ])|(?P<brace>[\[({])?)[ ]{0,4}")
_KEY = re.compile(r"[ \t,;|]{0,8}(?P<key>[A-Za-z_]{1,20}(?:[ ][A-Za-z_]{1,20}(?=[ ]?:))?)[ ]?(?P<sign>[=:])[ ]{0,4}")
_QUOTED = re.compile(r"\"(?P<double>(?:[^\"\\]|\\.){0,5000})\"|'(?P<single>[^']{0,5000})'(?=[\s,;}\])]|$)")
_PLAIN = re.compile(r"[^\s,;|]+")
_NEXT = {sign: re.compile(rf"[ \t]{{0,4}}(?:[,;|][ \t]{{0,4}}|[ \t])(?=[A-Za-z_]{{1,20}}[ ]?{sign})") for sign in "=:"}
_SPEAKER = re.compile(r"speaker[_ ](?P<name>[\w-]{1,40})(?=\s|$)", re.IGNORECASE)
"""How pyannote's example prints who speaks: `speaker_SPEAKER_00`."""
_CLOSING = re.compile(r"[ ]{0,4}[\])}]?,?\s*$")

Row = dict[str, tuple[int, int]]


def fits(source: SourceText) -> bool:
    """Tell whether most lines are rows of pairs with a time and, under a key or behind them, something that is said."""
    lines = [line for line in source.lines[:SAMPLE] if line.strip()]
    rows = [row for line in lines if (row := _row(line))]
    return len(rows) >= FEWEST and len(rows) >= SHARE * len(lines)


def read(source: SourceText) -> Reading:
    """Read the value that is said, or what stands behind the pairs; a line without pairs goes on with the row above."""
    found: list[tuple[int, Row]] = []
    below: dict[int, list[SourceLine]] = {}
    loose: list[SourceLine] = []
    for number, line in enumerate(source.lines, 1):
        if row := _row(line):
            found.append((number, row))
        elif line.strip():
            (below.setdefault(len(found) - 1, []) if found else loose).append(SourceLine(line, number))
    records: list[dict[str, list[SourceLine]]] = []
    for place, (number, row) in enumerate(found):
        line = source.lines[number - 1]
        record = {key: [_between(line, span, number)] for key, span in row.items()}
        said = next(key for key in record if role_of(key) == "said")
        record[said] += below.get(place, ())
        records.append(record)
    tally = Tally()
    return Reading([*loose, *record_lines(records, tally)], tally.rows())


def _between(line: str, span: tuple[int, int], number: int) -> SourceLine:
    start, end = span
    quote = line[start - 1 : start]
    text = line[start:end]
    return SourceLine(unescaped(text, quote) if quote in ('"', "'") else text, number, gap=1, offset=start)


def _row(line: str) -> Row:
    """Return the places of a row's values by their keys; empty where the line has no time or nothing that is said."""
    opening = _OPENING.match(line)
    place = opening.end() if opening else 0
    sign = _sign(line, place, braced=opening is not None and opening["brace"] == "{")
    row: Row = {}
    while len(row) < MOST_PAIRS and (pair := _KEY.match(line, place)) and pair["sign"] == sign:
        key = pair["key"].lower()
        # A word ends with the word; a text goes on to the end of the line.
        row[key], place = _value(line, pair.end(), "" if key in ("word", "token") else role_of(key), sign)
    rest = place + len(line[place:]) - len(line[place:].lstrip(" \t,;|"))
    if named := _SPEAKER.match(line, rest):
        row["speaker"] = named.span("name")
        rest = named.end()
    end = len(line.rstrip())
    if opening and opening["tag"]:
        closing = f"</{opening['tag']}>"
        if line[rest : rest + 1] != ">" or not line[rest:end].endswith(closing):
            return {}
        rest, end = rest + 1, end - len(closing)
    roles = set(map(role_of, row))
    if "said" not in roles and not _CLOSING.match(line, rest):
        row["text"] = (rest, end)
        roles.add("said")
    return row if {"start", "said"} <= roles and len(row) > 1 else {}


def _sign(line: str, place: int, *, braced: bool) -> str:
    """Return what stands between keys and values: a colon in braces, and where the first key is that of a time.

    A name with a colon is a label otherwise.
    """
    first = _KEY.match(line, place)
    timed = first is not None and first["sign"] == ":" and role_of(first["key"].lower()) == "start"
    return ":" if braced or timed else "="


def _value(line: str, place: int, role: str, sign: str) -> tuple[tuple[int, int], int]:
    """Return where a value begins and ends without its quotation marks, and where the line goes on."""
    if quoted := _QUOTED.match(line, place):
        return quoted.span("double" if quoted["double"] is not None else "single"), quoted.end()
    if role == "said":
        return (place, _end(line)), len(line)
    value = _PLAIN.match(line, place)
    end = value.end() if value else place
    # A name may have blanks in it; it ends where the next key begins.
    following = _NEXT[sign].search(line, end, end + LONGEST_NAME) if role == "name" else None
    end = following.start() if following else end
    return (place, end), end


def _end(line: str) -> int:
    """Return where the text of a line ends, without the brace and the comma that close it."""
    text = line.rstrip(", \t")
    return len(text[:-1].rstrip()) if text.lstrip(" -\t")[:1] == "{" and text.endswith("}") else len(line.rstrip())
