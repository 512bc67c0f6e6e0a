"""What of a recording's sound tells voices apart, gathered for each word.

Each word has, for every dimension, how much was heard of it and the sum of what was heard, in units of the spread that
one voice has. A voice is then a mean in each dimension, with a prior around 0; see `voices`. Dimensions of one group
are always heard together: those of one component, the shares of all components, the pitch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.signal import FRAME, Spectra
from speakers.mixture import Mixture, fit_mixture, responsibilities
from speakers.pitch import PITCH_HOP, Pitch

__all__ = [
    "GATHERING",
    "Statistics",
    "lengths_of",
    "speech_cepstra",
    "spoken_frames",
    "times_of",
    "word_statistics",
]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What is gathered, measured on joined recordings of single voices (`python -m benchmarks --only speakers`).

    Args:
        cepstra: of them, the loudness left out: unlike for telling phones apart, no mean is taken off.
        components: of the mixture.
        depth: nepers of power below the loud frames up to which a frame is taken.
        scale: independent frames for each frame: neighbours are much alike.
        words, least_scale: above so many words the scale falls with the root of their number, to that share of it: a
            voice wanders from turn to turn, and what was learnt from hours must not be believed to the last digit.
        prior: precision of a voice's means around those of the recording, in units of the components' spread.
        shares_scale, shares_prior: the same for how often each component is heard.
        voiced: least strength of pitch.
        pitch_spread: octaves that the pitch of a voice wanders from sentence to sentence, at least and at most.
        wandering: how much more than between halves of a sentence it wanders between sentences.
        pitch_prior: octaves that voices differ by.
        least_voiced: frames of a piece whose pitch is believed.
        places: words from the beginning of a sentence at which the next stretch of its fall begins.
        few_places: words at a place whose mean height is believed by half.
        fewest_frames: below which nothing can be told of a recording.
    """

    cepstra: int = 18
    components: int = 32
    depth: float = 5.5
    scale: float = 0.15
    words: int = 444
    least_scale: float = 0.2
    prior: float = 6.0
    shares_scale: float = 0.15
    shares_prior: float = 20.0
    voiced: float = 0.55
    pitch_spread: tuple[float, float] = (0.04, 0.13)
    wandering: float = 1.5
    pitch_prior: float = 0.25
    least_voiced: int = 8
    places: tuple[int, ...] = (1, 2, 4, 7, 11, 16)
    few_places: int = 10
    fewest_frames: int = 200


GATHERING = Gathering()

SENTENCE_BEGINS = 0.05
"""Chance of a turn from which on a word begins a sentence."""

WORDS_AT_ONCE = 500
"""Words whose frames are shared out among the components at once."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was heard in words or pieces.

    Args:
        counts: rows x groups of dimensions, how much was heard of the group.
        sums: rows x dimensions, what was heard.
        precision: of the prior, one for each group.
        widths: dimensions of each group, which lie side by side; `None`: each dimension is a group.
    """

    counts: Floats
    sums: Floats
    precision: Floats
    widths: NDArray[np.int64] | None = None

    def pooled(self, firsts: NDArray[np.integer]) -> Statistics:
        """Return the same for pieces of words that begin with the words `firsts`."""
        return replace(
            self, counts=np.add.reduceat(self.counts, firsts, axis=0), sums=np.add.reduceat(self.sums, firsts, axis=0)
        )

    def rows(self, chosen: NDArray[np.integer]) -> Statistics:
        """Return some of the words or pieces."""
        return replace(self, counts=self.counts[chosen], sums=self.sums[chosen])

    def spread(self, of_groups: Floats) -> Floats:
        """Return for each dimension what is given for its group, the last axis."""
        return of_groups if self.widths is None else np.repeat(of_groups, self.widths, axis=-1)

    def gathered(self, of_dimensions: Floats) -> Floats:
        """Return for each group the sum over its dimensions, the last axis."""
        if self.widths is None:
            return of_dimensions
        out: Floats = np.add.reduceat(of_dimensions, np.cumsum(self.widths) - self.widths, axis=-1)
        return out

    def sizes(self) -> NDArray[np.int64]:
        """Return how many dimensions each group has."""
        return np.ones(len(self.precision), np.int64) if self.widths is None else self.widths


def word_statistics(
    words: Sequence[Word], spectra: Spectra, pitch: Pitch, chances: NDArray[np.float64]
) -> Statistics | None:
    """Gather the statistics of all words; those without times have counts of 0. `None`: too little is said.

    Args:
        chances: of a turn before each word; see `turn_chances`.
    """
    frames, owners, cepstra = speech_cepstra(words, spectra)
    if len(frames) < GATHERING.fewest_frames:
        return None
    mixture = fit_mixture(cepstra, GATHERING.components)
    heard, moved = _offsets(cepstra, owners, mixture, len(words))
    trust = max(GATHERING.least_scale, min(1.0, (GATHERING.words / max(len(words), 1)) ** 0.5))
    scale, shares_scale = np.float32(trust * GATHERING.scale), np.float32(trust * GATHERING.shares_scale)
    frames_heard = heard.sum(axis=1, keepdims=True) * shares_scale
    voiced, height, precision = _pitch_of_words(words, pitch, chances)
    size, width = mixture.means.shape
    moved *= scale
    return Statistics(
        np.hstack([heard * scale, frames_heard, voiced[:, None]]),
        np.hstack([moved.reshape(len(words), -1), frames_heard * _shares(heard), height[:, None]]),
        np.array([*[GATHERING.prior] * size, GATHERING.shares_prior, precision], np.float32),
        np.array([*[width] * size, size, 1]),
    )


def speech_cepstra(words: Sequence[Word], spectra: Spectra) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return frames in which words are said, the index of the word of each, and their cepstra (frames x dimensions)."""
    frames, owners = spoken_frames(words, spectra)
    return frames, owners, _cepstra(spectra.mel[frames])


def spoken_frames(words: Sequence[Word], spectra: Spectra) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return frames within words that are not much quieter than the loud ones, and the word that each belongs to."""
    timed, starts, ends = times_of(words)
    firsts = np.rint(starts / FRAME).astype(np.int64)
    counts = np.maximum(np.minimum(np.rint(ends / FRAME).astype(np.int64) + 1, len(spectra.mel)) - firsts, 0)
    owners = np.repeat(timed, counts)
    # Frames count up from each word's first: what was counted in the words before is taken off.
    frames = np.arange(len(owners)) + np.repeat(firsts - (np.cumsum(counts) - counts), counts)
    level = spectra.mel[frames].mean(axis=1, dtype=np.float32)
    loud = np.percentile(level, 90) if len(frames) else 0.0
    kept = level > loud - GATHERING.depth
    return frames[kept], owners[kept]


def times_of(words: Sequence[Word]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the indices of the words that have times, their starts and their ends in seconds."""
    found = [(k, word.start, word.end) for k, word in enumerate(words) if word.timed]
    table = np.array(found, np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1], table[:, 2]


def lengths_of(words: Sequence[Word]) -> list[float]:
    """Return the seconds that each word takes; 0 without times."""
    return [word.end - word.start if word.start is not None and word.end is not None else 0.0 for word in words]


def _cepstra(mel: NDArray[np.floating]) -> Floats:
    filters = mel.shape[1]
    order = np.arange(1, GATHERING.cepstra + 1)
    table = np.cos(np.pi / filters * np.outer(np.arange(filters) + 0.5, order)) * np.sqrt(2 / filters)
    cepstra: Floats = mel.astype(np.float32) @ table.astype(np.float32)
    return cepstra


def _offsets(cepstra: Floats, owners: NDArray[np.int64], mixture: Mixture, count: int) -> tuple[Floats, Floats]:
    """Return frames of each component in each word (words x components), and how far off their means they were in
    sum.
    """
    size, width = mixture.means.shape
    heard, moved = np.zeros((count, size), np.float32), np.zeros((count, size, width), np.float32)
    edges = [*np.flatnonzero(np.diff(owners, prepend=-1)).tolist(), len(owners)]
    for at in range(0, len(edges) - 1, WORDS_AT_ONCE):
        some = edges[at : at + WORDS_AT_ONCE + 1]
        shares = responsibilities(mixture, cepstra[some[0] : some[-1]])
        heard[owners[some[:-1]]] = np.add.reduceat(shares, np.array(some[:-1]) - some[0], axis=0)
        for first, last in pairwise(some):
            np.matmul(shares[first - some[0] : last - some[0]].T, cepstra[first:last], out=moved[owners[first]])
    moved -= heard[:, :, None] * mixture.means
    moved /= np.sqrt(mixture.variances)
    return heard, moved


def _shares(heard: Floats) -> Floats:
    """Return how often each component was heard in each word, against how often it is in the whole recording.

    A share of a word's frames over the usual share, less 1, times the root of the usual share, varies by 1 over the
    number of frames, whichever component it is.
    """
    usual = np.maximum(heard.sum(axis=0) / max(float(heard.sum()), 1.0), 1e-4)
    off: Floats = (heard / np.maximum(heard.sum(axis=1, keepdims=True), 1.0) / usual - 1) * np.sqrt(usual)
    return off


def _pitch_of_words(words: Sequence[Word], pitch: Pitch, chances: NDArray[np.float64]) -> tuple[Floats, Floats, float]:
    """Return counts, sums and prior precision of the pitch.

    How far it wanders is measured between neighbouring pieces within sentences, by the median: a few of them belong to
    two voices.
    """
    voiced, total = np.zeros(len(words)), np.zeros(len(words))
    octaves, spoken = pitch.octaves.astype(np.float64), pitch.strength >= GATHERING.voiced
    sums, counts = (np.concatenate([[0.0], np.cumsum(each)]) for each in (octaves * spoken, spoken))
    timed, *times = times_of(words)
    first, last = (np.minimum(np.rint(each / PITCH_HOP).astype(np.int64), len(octaves)) for each in times)
    voiced[timed], total[timed] = counts[last] - counts[first], sums[last] - sums[first]
    middle = total.sum() / max(voiced.sum(), 1.0)
    total = total - _declination(total - middle * voiced, voiced, chances) * voiced
    firsts = _halves(words, chances)
    frames, height = np.add.reduceat(voiced, firsts), np.add.reduceat(total - middle * voiced, firsts)
    height /= np.maximum(frames, 1.0)
    known = frames >= GATHERING.least_voiced
    inside = (chances[firsts[1:]] < SENTENCE_BEGINS) & known[1:] & known[:-1]
    steps, frames_each = np.abs(np.diff(height))[inside], frames[1:][inside]
    least, most = GATHERING.pitch_spread
    spread = float(np.clip(np.median(steps) / 0.6745 / np.sqrt(2), least, most)) if len(steps) > 8 else most
    spread *= GATHERING.wandering
    scale = 1 / (float(frames_each.mean()) if len(frames_each) else 3 * GATHERING.least_voiced)
    weight = voiced * scale
    heights = np.clip(total - middle * voiced, -1.0 * voiced, voiced) / spread * scale
    return weight.astype(np.float32), heights.astype(np.float32), (spread / GATHERING.pitch_prior) ** 2


def _declination(
    height: NDArray[np.float64], voiced: NDArray[np.float64], chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return by how many octaves each word is expected above the voice's mean for its place in the sentence.

    Every voice begins a sentence high and falls, by 0.15 octaves and more: as far as two like voices are apart. How far
    is measured on the recording, all voices together.

    Args:
        height: of each word above the recording's mean, in octaves, summed over `voiced` frames.
    """
    firsts = np.flatnonzero(chances >= SENTENCE_BEGINS)
    words = np.arange(len(chances))
    before = np.searchsorted(firsts, words, side="right")
    place = words - np.concatenate([[0], firsts])[before]
    bins = np.searchsorted(GATHERING.places, place, side="right")
    size = len(GATHERING.places) + 1
    heard = voiced >= 1
    means = height[heard] / voiced[heard]
    out = np.zeros(size)
    for k in range(size):
        some = means[bins[heard] == k]
        if len(some):
            out[k] = float(np.median(some)) * len(some) / (len(some) + GATHERING.few_places)
    count = np.bincount(bins[heard], minlength=size)
    out -= (out * count).sum() / max(int(count.sum()), 1)
    expected: NDArray[np.float64] = out[bins]
    return expected


def _halves(words: Sequence[Word], chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """First words of pieces of about a second."""
    firsts, spoken = [0], 0.0
    for index, (chance, before) in enumerate(zip(chances[1:].tolist(), lengths_of(words), strict=False), start=1):
        spoken += before
        if spoken >= 1.0 or (chance >= SENTENCE_BEGINS and spoken >= 0.7):
            firsts.append(index)
            spoken = 0.0
    return np.array(firsts)
