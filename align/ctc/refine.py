"""Edges found by a CTC model, looked at again by the embedded engine where both serve the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.hmm.words import WordAlignment, align_tokens
from align.pronunciation.g2p import pronounce
from align.signal.spectra import Spectra

__all__ = ["REFINED", "refine_edges"]

REFINED = frozenset({"en"})
"""Languages in which the embedded engine's edges were measured to be the better ones."""

NEAR = 0.2
"""Seconds: where the engines are further apart than this, the CTC edge stays.

On the sample with the fixture model the mean error falls from 21 to 12 ms, at starts and at ends; 0.06 gives 14 ms.
"""


def refine_edges(words: Sequence[Word], spectra: Spectra, language: str) -> tuple[tuple[Word, ...], WordAlignment]:
    """Return the words with the embedded engine's edges where it finds them near, and where it finds them at all."""
    variants = pronounce([word.text for word in words], language)
    given = np.array([word.span if word.timed else (np.nan, np.nan) for word in words], dtype=np.float64).reshape(-1, 2)
    alignment = align_tokens(spectra, variants, given_times=given)
    edges = given.copy()
    found = np.stack([alignment.start, alignment.end], axis=1)
    with np.errstate(invalid="ignore"):
        near = np.abs(found - given[alignment.tokens]) <= NEAR
    edges[alignment.tokens] = np.where(near, found, given[alignment.tokens])
    return _in_order(words, edges), alignment


def _in_order(words: Sequence[Word], edges: NDArray[np.float64]) -> tuple[Word, ...]:
    """Return words with new edges; where two words of mixed origin overlap, they meet in the middle."""
    out = list(words)
    timed = [index for index, word in enumerate(words) if word.timed]
    for left, right in pairwise(timed):
        if edges[left, 1] > edges[right, 0]:
            edges[left, 1] = edges[right, 0] = max(edges[left, 0], (edges[left, 1] + edges[right, 0]) / 2)
    for index in timed:
        start, end = (float(edge) for edge in edges[index])
        out[index] = replace(words[index], start=start, end=max(start, end))
    return tuple(out)
