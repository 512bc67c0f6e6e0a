"""Records with named fields, as YAML, rows of pairs and lists of fields hold them, read as the table that they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from align.transcript.lines import MASK, SourceLine, Tally
from align.transcript.tables import Cell, role_of, table_lines

__all__ = ["MOST_FIELDS", "record_lines", "unescaped"]

MOST_FIELDS = 20
"""Of different names in a file, those with known meaning first: a table of more would be mostly holes."""

MOST_CELLS = 100_000  # of the table, ten hours of talk in records of five fields
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[^\s\w]|[ntr])")
_EMPTY = (SourceLine("", 1),)


def record_lines(records: Sequence[Mapping[str, Sequence[SourceLine]]], tally: Tally) -> list[SourceLine]:
    """Return the lines of the field that is said, record by record, with speakers and times from the others.

    Raises `ValueError` for more than `MOST_CELLS` fields.
    """
    counts = Counter(key for record in records for key in record)
    known = sorted(counts, key=lambda key: (role_of(key) != "said", not role_of(key), -counts[key]))[:MOST_FIELDS]
    keys = [key for key in counts if key in known]
    if len(keys) * len(records) > MOST_CELLS:
        raise ValueError(f"is too large for a transcript (more than {MOST_CELLS:,} fields)")
    for record in records if len(keys) < len(counts) else ():
        for key in record.keys() - keys:
            tally.add("fields of rare names", record[key][0].number)
    titles = [Cell((SourceLine(key, 1),)) for key in keys]
    rows = [[Cell(tuple(record.get(key, _EMPTY))) for key in keys] for record in records]
    return table_lines([titles, *rows], tally)


def unescaped(text: str, quote: str) -> str:
    """Return what stands between quotation marks with each escape of YAML or JSON as one character and masks."""
    if quote == "'":
        return text.replace("''", "'" + MASK)
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    escape = found[0]
    if escape[1] in "ux":
        kept = chr(int(escape[2:], 16))
        kept = kept if kept.isprintable() else " "
    else:
        kept = " " if escape[1] in "ntr" else escape[1]
    return kept + MASK * (len(escape) - 1)
