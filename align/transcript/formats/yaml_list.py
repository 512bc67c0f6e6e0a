"""YAML: a list whose items have fields such as `speaker`, `time` and `text`, in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from align.transcript.lines import Reading, SourceLine, SourceText, Tally, mask_spans, plain
from align.transcript.records import record_lines, unescaped
from align.transcript.tables import role_of

__all__ = ["fits", "read"]

HEAD = 400  # lines by which the format is told
FEWEST = 2  # items
MOST_BESIDE = 0.4  # of the lines may stand outside of the list
SHARE = 0.6  # of the items that must have what is said, and who says it or when

_FIELD = re.compile(
    r"(?P<indent>[ ]{0,40})(?P<dash>-[ ]{1,8})?(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w-]{0,30})(?P=quote)"
    r"[ ]{0,4}:(?:[ ]{1,20}|$)"
)
_BLOCK = re.compile(r"[|>](?:\d[+-]?|[+-]\d?)?[ ]*$")
"""What stands behind a key whose text follows in the lines below."""


@dataclass(slots=True)
class _Item:
    """An item of the list: its fields in the order of the file."""

    fields: dict[str, list[SourceLine]] = field(default_factory=dict)

    @property
    def telling(self) -> bool:
        roles = set(map(role_of, self.fields))
        return "said" in roles and bool(roles & {"start", "name"})


def fits(source: SourceText) -> bool:
    """Tell whether most items of a list have a field that is said, and one for who says it or when."""
    tally = Tally()
    lines = source.lines[:HEAD]
    items = list(_items(lines, tally))
    told = sum(item.telling for item in items)
    beside = sum(row.count for row in tally.rows())
    return told >= FEWEST and told >= SHARE * len(items) and beside <= MOST_BESIDE * len(lines)


def read(source: SourceText) -> Reading:
    """Read the field that is said; what stands above the list, and lists inside its items, are left out."""
    tally = Tally()
    items = list(_items(source.lines, tally))
    records = [{key: _unquoted(lines) for key, lines in item.fields.items()} for item in items]
    return Reading(record_lines(records, tally), tally.rows())


def _items(lines: Sequence[str], tally: Tally) -> Iterator[_Item]:
    """Yield the items of the list that the first telling dash opens; what is deeper belongs to a field's text."""
    dashes = (found for line in lines if (found := _FIELD.match(line)) and found["dash"])
    opening = next((found for found in dashes if role_of(found["key"])), None)
    if opening is None:
        return
    dash, inner = len(opening["indent"]), opening.start("quote")
    item: _Item | None = None
    key, block = "", False
    for number, line in enumerate(lines, 1):
        if not line.strip() or (line.startswith("#") and not block):
            continue
        found = _FIELD.match(line)
        column = found.start("quote") if found else 0
        opens = found is not None and bool(found["dash"]) and len(found["indent"]) == dash
        if opens:
            if item is not None:
                yield item
            item, inner = _Item(), column
        if item is None or (found is not None and not opens and column < inner and not found["dash"]):
            tally.add("lines of metadata", number)
            continue
        if found is not None and (opens or (column == inner and not found["dash"])):
            key = found["key"]
            value = line[found.end() :]
            block = _BLOCK.match(value) is not None
            value = "" if block else value
            item.fields[key] = [SourceLine(value, number, gap=1, offset=found.end())]
        elif line.strip() not in ("---", "...") and key:
            item.fields[key].append(SourceLine(line, number))
    if item is not None:
        yield item


def _unquoted(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines of a value without the quotation marks around it, its escapes masked."""
    filled = [line for line in lines if plain(line.text)] or [lines[0]]
    texts = [line.text for line in filled]
    quote = texts[0].lstrip()[:1]
    open_at, close_at = texts[0].find(quote), len(texts[-1].rstrip()) - 1
    quoted = quote in ('"', "'") and texts[-1][close_at : close_at + 1] == quote
    if not quoted or (len(texts) == 1 and close_at <= open_at):
        return filled
    texts[0] = mask_spans(texts[0], [(open_at, open_at + 1)])
    texts[-1] = mask_spans(texts[-1], [(close_at, close_at + 1)])
    return [replace(line, text=unescaped(text, quote)) for line, text in zip(filled, texts, strict=True)]
