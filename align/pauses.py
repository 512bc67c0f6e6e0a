"""Where the text leads one to expect a pause, as prices for the searches.

A short word that opens a sentence sounds much like the breath or the last fading syllable before it, and would often be
put before the pause that it follows; see `docs/how-alignment-works.md` for what the prices changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.transcript import Transcript

__all__ = ["sentence_openings"]

CLAUSE, INSIDE, AFTER_FIRST = 2.0, 6.0, 12.0
"""Nats for a pause after a comma or at the end of a line, elsewhere within a sentence, and after the first word of one
if that is short. The silence of a pause of a quarter of a second and more is worth many times as much."""

SHORT = 4
"""Phones of a short word at most."""

_SENTENCE_END = re.compile(r"[.?!\u2026][^\w\s]*$")
_CLAUSE_END = re.compile(r"[,;:\-\u2013\u2014)\]\"\u201d]$")

Floats = NDArray[np.float32]


def sentence_openings(
    transcript: Transcript, tokens: Sequence[int], sizes: NDArray[np.integer]
) -> tuple[NDArray[np.bool_], Floats]:
    """Whether each spoken token may open a sentence, and the price of a pause before it, in nats.

    Where no token ends a sentence, every one may open one, and pauses are expected where lines begin.

    Args:
        tokens: indices of the tokens that are spoken.
        sizes: how many phones each of them has.

    Returns:
        Two arrays, one element a token and one for the end of the text.
    """
    words, lines = transcript.words, set(transcript.lines)
    ends = {i + 1 for i, word in enumerate(words) if _SENTENCE_END.search(word)}
    silent = set(range(len(words))) - set(tokens)
    opening = ends | {0, *transcript.openers} | {i + 1 for i in silent} if ends else lines
    first = np.array([i in opening for i in tokens], np.bool_)
    clause = np.array([i in lines or bool(i and _CLAUSE_END.search(words[i - 1])) for i in tokens], np.bool_)
    after = np.append(False, (first & (sizes <= SHORT))[:-1])
    prices = np.where(first, 0.0, np.where(clause, CLAUSE, np.where(after, AFTER_FIRST, INSIDE)))
    if not ends and len(lines) < 2:
        prices[:] = 0.0
    return np.append(first | (not ends), True), np.append(prices, 0.0).astype(np.float32)
