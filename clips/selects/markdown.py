"""Lists of clips as Markdown: each list item or block quote is a quote, the heading above it its title."""

from __future__ import annotations

import re
from pathlib import Path

from clips.settings import Select

__all__ = ["read"]

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(?P<item>\S.*)|\s*>\s?(?P<block>.*)")
_MARKED = re.compile(r"(?P<mark>`|\*{1,3}|_{1,3})(?P<inside>[^`*_]+)(?P=mark)")


def _plain(item: str) -> str:
    """Drop the marks of an item that stands in them as a whole, as in `` `0:12-0:41` ``."""
    marked = _MARKED.fullmatch(item)
    return marked["inside"] if marked else item


def read(path: Path, text: str) -> list[Select]:
    """Read a page; whatever is neither item, block quote nor heading is prose, and left alone."""
    selects: list[Select] = []
    title, block = "", ""
    for line in [*text.splitlines(), ""]:
        match = _ITEM.fullmatch(line)
        if match and match["block"] is not None:
            block = f"{block} {match['block']}".strip()
            continue
        if block:
            selects.append(Select(block, title))
            block = ""
        if match:
            selects.append(Select(_plain(match["item"].strip()), title))
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
        elif selects and line.startswith("  ") and line.strip():
            last = selects.pop()
            selects.append(Select(f"{last.quote} {line.strip()}", last.title))
    return selects
