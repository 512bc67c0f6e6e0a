"""Entities of HTML, as their characters."""

from __future__ import annotations

import html
import re

from align.transcript.lines import MASK

__all__ = ["mask_entities"]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def mask_entities(text: str) -> str:
    """`text` with HTML entities, doubly escaped ones too, as their characters, masks behind them.

    >>> mask_entities("a&amp;amp;b&nbsp;c").replace(MASK, "")
    'a&b\\xa0c'
    """
    if "&" not in text:
        return text
    parts, place = [], 0
    for match in _ENTITY.finditer(text):
        if match.start() < place:
            continue
        end = match.end()
        kept = html.unescape(match[0])
        if kept == "&" and (again := _ENTITY.match("&" + text[end : end + 40])):
            kept, end = html.unescape(again[0]), end + again.end() - 1
        if kept != match[0] and len(kept) <= end - match.start():
            parts += [text[place : match.start()], kept, MASK * (end - match.start() - len(kept))]
            place = end
    return "".join([*parts, text[place:]])
