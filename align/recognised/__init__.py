"""Results of recognisers in JSON, one module a program: words for import, and text as a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.recognised.results import RESULTS, passages_of
    from align.recognised.words import Imported, Passage, RecognisedWord, time_or_none

__all__ = ["RESULTS", "Imported", "Passage", "RecognisedWord", "passages_of", "time_or_none"]

_HOMES = {
    "align.recognised.results": ("RESULTS", "passages_of"),
    "align.recognised.words": ("Imported", "Passage", "RecognisedWord", "time_or_none"),
}

__getattr__ = lazy_names(__name__, _HOMES)
