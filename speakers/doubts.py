"""Voices that may be one person: on another microphone, by telephone, in another room, whispering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.signal import Spectra
from speakers.attribution import UNKNOWN, Attribution, stretches
from speakers.channels import beyond_channel, evidence_beyond_channel
from speakers.statistics import GATHERING, Statistics

__all__ = ["Doubted", "doubts_of", "may_be_one", "taken_as_one"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """When two voices may be one person.

    Evidence is the log likelihood ratio of two persons to one whose channel changed. Of 22 voices, 15 to 60 s at a
    time, halves of one, in two rooms or by telephone, had 8 at most; two persons had less than 10 in 25 of 55 pairs and
    -39 at least; one who whispers half of the time had -100 and less where he was heard as two with turns.

    Args:
        changes: from one to the other at most: people who talk with each other take turns.
        evidence: below which two voices that are all there are may be one.
        clear_evidence: below which two of several voices are taken as one: two guests may never meet.
        strong_evidence: below which turns do not count, if the pitch is no other.
        octaves: of pitch by which one person differs at most.
        voiced: share of the usual voice in his words below which nothing is said of somebody's pitch: he whispers.
    """

    changes: int = 2
    evidence: float = 10.0
    clear_evidence: float = -15.0
    strong_evidence: float = -80.0
    octaves: float = 0.08
    voiced: float = 0.35


DOUBT = Doubt()

FRAMES, PITCH = -2, -1
"""Groups of the statistics that count all frames of a word, and those with a voice."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """Two voices that may be one person, the one first heard first; `clear`: it is likelier than not."""

    one: int
    other: int
    clear: bool


def may_be_one(
    words: Sequence[Word], spectra: Spectra, statistics: Statistics, labels: NDArray[np.int64]
) -> list[Doubted]:
    """Return pairs of voices that differ as one person on two microphones does, and hardly ever take turns.

    Args:
        labels: of each word, from 0.
    """
    order = [label for _, _, label in stretches(labels)]
    heights = {label: _pitch(statistics, labels == label) for label in sorted(set(order))}
    sounds = {label: beyond_channel(words, spectra, labels == label) for label in heights}
    out = []
    for one, other in combinations(heights, 2):
        between = [label for label in order if label in (one, other)]
        apart = sum(a != b for a, b in pairwise(between)) <= DOUBT.changes
        evidence = evidence_beyond_channel(sounds[one], sounds[other])
        pitches = heights[one], heights[other]
        whispers = None in pitches
        alike = whispers or abs((pitches[0] or 0.0) - (pitches[1] or 0.0)) <= DOUBT.octaves
        if apart and (whispers or (alike if evidence is None else evidence < DOUBT.evidence)):
            out.append(Doubted(one, other, evidence is not None and evidence < DOUBT.clear_evidence))
        elif alike and evidence is not None and evidence < DOUBT.strong_evidence:
            out.append(Doubted(one, other, True))
    return out


def taken_as_one(told: Attribution, pairs: Sequence[Doubted]) -> tuple[Attribution, list[str]]:
    """Take pairs of voices as one each, and say so: nobody is made up who was not asked for.

    Where two voices are all there are, a doubt is enough; among more, it must be clear.
    """
    owner = list(range(told.count))
    for pair in pairs:
        if pair.clear or told.count == 2:
            gone, kept = owner[pair.other], owner[pair.one]
            owner = [kept if label == gone else label for label in owner]
    left = sorted(set(owner))
    if len(left) == told.count:
        return told, []
    places = np.array([left.index(label) for label in owner])
    labels = np.where(told.labels == UNKNOWN, UNKNOWN, places[told.labels])
    changes = np.where(np.diff(labels, prepend=labels[:1]) == 0, 0.0, told.changes)
    some = "they" if told.count == 2 else "two of them"
    said = (
        f"{told.count} voices were heard, but {some} hardly take turns, or sound like one person: they may be one"
        f" person on another microphone, and are taken as one; if they are not, give --speakers {told.count}"
    )
    return replace(told, labels=labels, changes=changes), [said]


def doubts_of(pairs: Sequence[Doubted], names: Sequence[str | None]) -> list[str]:
    """Return sentences for people on voices that may be one person and were left apart.

    Args:
        names: of the labels.
    """
    return [
        f"{names[pair.one]} and {names[pair.other]} hardly take turns, or sound like one person: they may be one"
        " person, on another microphone"
        for pair in pairs
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
