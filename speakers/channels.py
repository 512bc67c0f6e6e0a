"""Whether two voices may be one person on two microphones, in two rooms or by telephone.

What parts microphones is, roughly, a linear filter: it moves the mean of each band. With the means taken off, and only
bands that a telephone carries, two stretches of one person sound like one voice; two persons do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.signal import Spectra
from speakers.clustering import evidence
from speakers.mixture import fit_mixture, responsibilities
from speakers.statistics import Statistics, spoken_frames

__all__ = ["beyond_channel", "evidence_beyond_channel"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two voices are compared.

    Args:
        bands: mel filters whose bands lie within the 300 to 3400 Hz of a telephone.
        cepstra: of these bands.
        components: of the mixture: kinds of sound.
        frames: of a voice at most, evenly spread: a minute.
        fewest: of a voice, below which nothing is said.
        scale: independent frames for each frame; as `statistics.Gathering.scale`.
        prior: precision of a voice's means around both voices'; as `statistics.Gathering.prior`.
    """

    bands: tuple[int, int] = (2, 17)
    cepstra: int = 12
    components: int = 24
    frames: int = 6000
    fewest: int = 300
    scale: float = 0.15
    prior: float = 6.0


COMPARISON = Comparison()

Floats = NDArray[np.float32]


def evidence_beyond_channel(one: Floats, other: Floats) -> float | None:
    """Return the log likelihood ratio of two persons to one whose channel changed; `None`: too little is heard.

    Args:
        one, other: the sound of each voice; see `beyond_channel`.
    """
    if min(len(one), len(other)) < COMPARISON.fewest:
        return None
    mixture = fit_mixture(np.concatenate([one, other]), COMPARISON.components)
    counts: list[Floats] = []
    sums: list[Floats] = []
    for sound in (one, other):
        shares = responsibilities(mixture, sound)
        count = shares.sum(axis=0)
        moved = (shares.T @ sound - count[:, None] * mixture.means) / np.sqrt(mixture.variances)
        counts.append(count * np.float32(COMPARISON.scale))
        sums.append(moved.ravel() * np.float32(COMPARISON.scale))
    size, width = mixture.means.shape
    precision, widths = np.full(size, COMPARISON.prior, np.float32), np.full(size, width)
    rows = Statistics(
        np.stack([*counts, counts[0] + counts[1]]), np.stack([*sums, sums[0] + sums[1]]), precision, widths
    )
    first, second, both = evidence(rows).tolist()
    return float(first + second - both)


def beyond_channel(words: Sequence[Word], spectra: Spectra, mask: NDArray[np.bool_]) -> Floats:
    """Return what is left of some words whatever the microphone: cepstra (frames x dimensions), mean 0 and spread 1."""
    chosen = [word for word, mine in zip(words, mask.tolist(), strict=True) if mine]
    frames, _ = spoken_frames(chosen, spectra)
    if len(frames) > COMPARISON.frames:
        frames = frames[np.linspace(0, len(frames) - 1, COMPARISON.frames).astype(np.int64)]
    first, last = COMPARISON.bands
    size = last - first
    table = np.cos(np.pi / size * np.outer(np.arange(size) + 0.5, np.arange(1, COMPARISON.cepstra + 1)))
    rows = spectra.mel[frames, first:last].astype(np.float32) @ (table * np.sqrt(2 / size)).astype(np.float32)
    if len(rows) == 0:
        return rows
    out: Floats = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + np.float32(1e-6))
    return out
