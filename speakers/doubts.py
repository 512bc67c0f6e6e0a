"""Voices that may be one person: on another microphone, by telephone, whispering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from speakers.attribution import UNKNOWN, Attribution, stretches
from speakers.statistics import GATHERING, Statistics

__all__ = ["TAKEN_AS_ONE", "as_one", "doubts_of", "may_be_one"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """When two voices may be one person; set by hand.

    Args:
        changes: from one to the other at most: people who talk with each other take turns.
        octaves: of pitch that they differ by at most.
        voiced: share of the usual voice in his words below which nothing is said of somebody's pitch: he whispers.
    """

    changes: int = 2
    octaves: float = 0.08
    voiced: float = 0.35


DOUBT = Doubt()

TAKEN_AS_ONE = (
    "2 voices were heard that hardly take turns and are as high as each other: they may be one person on another"
    " microphone, and are taken as one; if they are two, give --speakers 2"
)

FRAMES, PITCH = -2, -1
"""Dimensions of the statistics that count all frames of a word, and those with a voice."""


def may_be_one(statistics: Statistics, labels: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return pairs of voices that hardly ever take turns and do not differ in pitch, the one first heard first.

    Args:
        labels: of each word, from 0.
    """
    order = [label for _, _, label in stretches(labels)]
    heights = {label: _pitch(statistics, labels == label) for label in sorted(set(order))}
    out = []
    for one, other in combinations(heights, 2):
        between = [label for label in order if label in (one, other)]
        changes = sum(a != b for a, b in pairwise(between))
        pitches = heights[one], heights[other]
        alike = None in pitches or abs((pitches[0] or 0.0) - (pitches[1] or 0.0)) <= DOUBT.octaves
        if changes <= DOUBT.changes and alike:
            out.append((one, other))
    return out


def as_one(told: Attribution) -> Attribution:
    """Return all voices taken as one."""
    labels = np.where(told.labels == UNKNOWN, UNKNOWN, 0)
    return replace(told, labels=labels, changes=np.zeros(len(labels)))


def doubts_of(pairs: Sequence[tuple[int, int]], names: Sequence[str | None]) -> list[str]:
    """Return sentences for people on voices that may be one person and were left apart.

    Args:
        names: of the labels.
    """
    return [
        f"{names[one]} and {names[other]} hardly take turns and are as high as each other: they may be one person, on"
        " another microphone"
        for one, other in pairs
    ]


def _pitch(statistics: Statistics, words: NDArray[np.bool_]) -> float | None:
    """Return the pitch of some words, in octaves against the recording's; `None`: it is hardly heard."""
    usual = float(statistics.counts[:, PITCH].sum()) / max(float(statistics.counts[:, FRAMES].sum()), 1e-9)
    heard, frames = float(statistics.counts[words, PITCH].sum()), float(statistics.counts[words, FRAMES].sum())
    if heard < DOUBT.voiced * usual * frames or heard == 0:
        return None
    # The pitch is in spreads, which its prior's precision tells.
    spread = float(np.sqrt(statistics.precision[PITCH])) * GATHERING.pitch_prior
    return float(statistics.sums[words, PITCH].sum()) / heard * spread
