"""Where sentences of an alignment end."""

from __future__ import annotations

from align.document import Alignment
from subtitles.language import get_language

__all__ = ["ends_sentence"]

_BEFORE_WORDS = "\"'“‘«([>-—– "
"""What may stand before the first letter of a word."""


def ends_sentence(alignment: Alignment, index: int) -> bool:
    """Tell whether a sentence ends with word `index`: by its marks, the language's abbreviations, and the next word."""
    words = alignment.words
    if index + 1 >= len(words):
        return True
    if not get_language(alignment.language).ends_sentence(words[index].text):
        return False
    return not words[index + 1].text.lstrip(_BEFORE_WORDS)[:1].islower()
