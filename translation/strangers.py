"""Whether a text is a translation of another at all: in order it must fit better than shuffled."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.errors import InputsDoNotFit
from translation.evidence import matched
from translation.pairing import Pair, cheapest_path
from translation.sentences import Sentence

__all__ = ["beyond_chance", "refuse_stranger"]

SHUFFLES = 10
MOST = 200
"""Sentences that are looked at."""

FEWEST, FEWEST_SURE = 30, 100
"""Sentences below which two texts are too short to doubt, and to refuse, a stranger."""

DOUBT = "the sentences fit those of the original hardly better than shuffled: is it the translation of this recording?"

BEYOND, BEYOND_FEW = 3.5, 1.5
"""Standard deviations by which the texts must fit better in order than shuffled, of `MOST` sentences and of fewer. Made
translations of 300 sentences without a name or number in common have 10 to 18, strangers -2.4 to 3.1; of 100 sentences
they have 2 to 7 and -2.1 to 2.5."""


def beyond_chance(ours: Sequence[Sentence], theirs: Sequence[Sentence], pairs: Sequence[Pair]) -> float:
    """Return by how many standard deviations the texts fit better in the order of the pairs than shuffled.

    Only lengths, numbers, names and words alike speak: a lexicon learnt on the pair fits a stranger, too.
    """
    ordered = [theirs[k] for pair in pairs for k in pair.theirs]
    if len(ours) > MOST:
        ordered = ordered[: round(len(ordered) * MOST / len(ours))]
    ours = ours[:MOST]
    evidence = matched(ours, ordered, {})
    dice = random.Random(1)
    chance = []
    for _ in range(SHUFFLES):
        order = dice.sample(range(len(ordered)), len(ordered))
        chance.append(_cost(ours, [ordered[k] for k in order], evidence[:, order]))
    return float((np.mean(chance) - _cost(ours, ordered, evidence)) / max(1e-9, np.std(chance)))


def _cost(ours: Sequence[Sentence], theirs: Sequence[Sentence], evidence: NDArray[np.float32]) -> float:
    pairs = cheapest_path(ours, theirs, evidence)
    return sum(max(0.0, pair.cost) * max(len(pair.ours), len(pair.theirs)) for pair in pairs)


def refuse_stranger(ours: Sequence[Sentence], theirs: Sequence[Sentence], pairs: Sequence[Pair]) -> str | None:
    """Raise `InputsDoNotFit` where a text of many sentences is no translation of the other.

    Return what to tell of one that may be none.
    """
    count = min(len(ours), len(theirs))
    if count < FEWEST:
        return None
    beyond = beyond_chance(ours, theirs, pairs)
    if count >= FEWEST_SURE and beyond < (BEYOND if count >= MOST else BEYOND_FEW):
        raise InputsDoNotFit(
            "this does not look like a translation of what is said here: it fits no better than shuffled",
            advice="give the translation of this recording",
        )
    return DOUBT if beyond < BEYOND else None
