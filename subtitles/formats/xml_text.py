"""Text that XML can hold."""

from __future__ import annotations

import unicodedata

__all__ = ["xml_text"]


def xml_text(text: str) -> str:
    """Leave out the characters that XML has no way to write: controls, halves of characters, non-characters.

    >>> xml_text("a\\x00b")
    'ab'
    """
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
