"""Where sentences of an alignment end."""

from __future__ import annotations

from align.document import Alignment

__all__ = ["ends_sentence"]

_ABBREVIATIONS = frozenset(
    ["mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "vs.", "e.g.", "i.e.", "etc.", "no.", "jr.", "sr.", "u.s.", "u.k."]
)


def ends_sentence(alignment: Alignment, index: int) -> bool:
    """Whether a sentence ends with word `index`."""
    words = alignment.words
    bare = words[index].text.rstrip("\"'”’)]»")
    if index + 1 >= len(words):
        return True
    if not bare.endswith((".", "?", "!", "…")) or bare.casefold() in _ABBREVIATIONS:
        return False
    following = words[index + 1].text.lstrip("\"'“‘([«>-—– ")
    return not following[:1].islower()
