"""Where the text leads one to expect a pause, as costs for the searches.

A short word that opens a sentence sounds much like the breath or the last fading syllable before it, and would often be
put before the pause that it follows; see `docs/measurements.md` for what they changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.sentences import ends_in_sentence_mark
from align.transcript.reader import Transcript

__all__ = ["pauses_inside", "sentence_openings", "turn_openings"]

CLAUSE, INSIDE, BESIDE_LONELY, AFTER_ARTICLE = 2.0, 6.0, 12.0, 14.0
"""Nats for a pause after a comma or at the end of a line, elsewhere within a sentence, after the first word of one or
before the last if that is short, and between an article or the like and its noun. The silence of a pause of a quarter
of a second and more is worth many times as much."""

ARTICLES = frozenset(["a", "an", "the", "of", "my", "your", "his", "her", "its", "our", "their"])
"""English; in the languages served where one of these is a word, too, it is another word that pauses rarely follow."""

SHORT = 4
"""Phones of a short word at most."""

_PAUSE_INSIDE = re.compile(r"\w\W*(?:--|[\u2013\u2014\u2026]|\.\.\.)\W*\w|[a-z]{2}[.?!,;:][A-Z]")
_CLAUSE_END = re.compile(r"[,;:\-\u2013\u2014)\]\"\u201d]$")

Floats = NDArray[np.float32]


def pauses_inside(token: str) -> bool:
    """Tell whether people pause within what is printed as one word, since no space stands where there might be one.

    >>> [pauses_inside(token) for token in ("here\u2014no", "well...I", "done.Then", "twenty-five", "U.S.")]
    [True, True, True, False, False]
    """
    return _PAUSE_INSIDE.search(token) is not None


def turn_openings(transcript: Transcript, tokens: Sequence[int]) -> NDArray[np.bool_]:
    """Whether another speaker begins at each spoken token, and `False` for the end of the text; arguments as below."""
    spoken = np.asarray(tokens)
    out = np.zeros(len(spoken) + 1, np.bool_)
    for turn, before in zip(transcript.speakers[1:], transcript.speakers, strict=False):
        if turn.name != before.name:
            out[np.searchsorted(spoken, turn.word)] = True
    out[-1] = False
    return out


def sentence_openings(
    transcript: Transcript, tokens: Sequence[int], sizes: NDArray[np.integer]
) -> tuple[NDArray[np.bool_], Floats]:
    """Tell whether each spoken token may open a sentence, and the cost of a pause before it, in nats.

    Where no token ends a sentence, every one may open one, and pauses are expected where lines begin.

    Args:
        tokens: indices of the tokens that are spoken.
        sizes: how many phones each of them has.

    Returns:
        Two arrays, one element a token and one for the end of the text.
    """
    words, lines = transcript.words, set(transcript.lines)
    ends = {i + 1 for i, word in enumerate(words) if ends_in_sentence_mark(word)}
    silent = set(range(len(words))) - set(tokens)
    opening = ends | {0, *transcript.openers} | {i + 1 for i in silent} if ends else lines
    first = np.array([i in opening for i in tokens], np.bool_)
    clause = np.array([i in lines or bool(i and _CLAUSE_END.search(words[i - 1])) for i in tokens], np.bool_)
    after = np.append(False, (first & (sizes <= SHORT))[:-1])
    bound = np.array([bool(i and words[i - 1].lower() in ARTICLES) for i in tokens], np.bool_)
    before = np.append(first[1:], True) & (sizes <= SHORT)
    inside = np.where(bound, AFTER_ARTICLE, np.where(after | before, BESIDE_LONELY, INSIDE))
    costs = np.where(first, 0.0, np.where(clause & ~bound, CLAUSE, inside))
    if not ends and len(lines) < 2:
        costs[:] = 0.0
    return np.append(first | (not ends), True), np.append(costs, 0.0).astype(np.float32)
