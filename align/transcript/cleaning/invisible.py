"""Signs that cannot be seen: soft hyphens, zero-width spaces, marks of direction, control characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.transcript.lines import MASK, SourceLine, Tally

__all__ = ["mask_invisible"]

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]"
)
"""The joiners U+200C and U+200D are left but behind Latin letters: Persian and emoji are spelt with them."""


_SYMBOL_BULLET = re.compile(r"(\A\s{0,80})[\uf020-\uf0ff](?=[ \t])")
"""The sign before a point of a list, in the fonts of signs that Word takes it from."""
_WIDE = re.compile("[\u2002\u2003\u3000]")
"""Spaces of printers part columns as a tab does."""


def mask_invisible(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask what cannot be seen; a soft hyphen at the end of a line parts a word that goes on in the next."""
    return [_visible(line) for line in lines]


def _visible(line: SourceLine) -> SourceLine:
    if line.text.isascii() and line.text.isprintable():
        return line
    if _WIDE.search(line.text):
        line = replace(line, text=_WIDE.sub("\t", line.text))
    line = replace(line, text=_SYMBOL_BULLET.sub(r"\1•", line.text))
    parted = line.text.rstrip().endswith("\u00ad") and not line.heading
    return replace(line, text=_INVISIBLE.sub(MASK, line.text), joins=line.joins or parted)
