"""Voices: which stretches of a recording sound alike, and the model adapted to each.

Nobody says how many people speak, and nothing is learnt beforehand: seconds of speech are clustered by the mean and the
spread of their cepstra as they are, no mean taken off: these differ more between people, microphones and rooms than
between sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SphinxModel
from align.hmm.adaptation import Transforms, gather, global_transform
from align.signal.front_end import CEPSTRA
from align.signal.runs import runs_of
from align.signal.spectra import Spectra

__all__ = ["VOICE_BLOCK", "Voices", "find_voices", "voice_transforms"]

VOICE_BLOCK = 100
"""Frames (1 s) that belong to one voice."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """How voices are told apart.

    Args:
        least_frames: frames of a block that must stand out from the noise floor for it to count as speech.
        smooth: blocks to either side that are averaged with a block: turns last for some seconds.
        most: clusters at most.
        penalty: how much better a further cluster must explain the blocks, as a multiple of the Bayesian criterion:
            neighbouring blocks share frames, and sentences differ, too.
        rounds: of k-means.
        least_blocks: blocks of a cluster; fewer go to the nearest of the others.
    """

    least_frames: int = 40
    smooth: int = 2
    most: int = 12
    penalty: float = 1.5
    rounds: int = 20
    least_blocks: int = 8


CLUSTERING = Clustering()

WORSE_VOICE = 1.35
"""How much more than in the best-fitting voice a step in words must cost for a voice to be adapted to."""

Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Voices:
    """Which voice each block of `VOICE_BLOCK` frames belongs to: 0, 1, ...; -1 where nobody speaks."""

    labels: Ints

    @property
    def count(self) -> int:
        """How many voices there are."""
        return int(self.labels.max(initial=-1)) + 1

    def of_frames(self, frames: NDArray[np.integer]) -> Ints:
        """Return the voice at each frame."""
        return self.labels[np.minimum(frames // VOICE_BLOCK, len(self.labels) - 1)]

    def stretches(self) -> list[tuple[int, int, int]]:
        """First frame, last frame (exclusive) and voice of each stretch, in order."""
        found = [
            (first * VOICE_BLOCK, last * VOICE_BLOCK, voice)
            for voice in range(self.count)
            for first, last in runs_of(self.labels == voice)
        ]
        return sorted(found)


def find_voices(spectra: Spectra, quiet: NDArray[np.bool_]) -> Voices:
    """Cluster the seconds of a recording.

    Args:
        quiet: frames at the noise floor.
    """
    labels = np.full(-(-len(spectra.mel) // VOICE_BLOCK), -1, np.int32)
    spoken, shapes = _shapes(spectra.mel, quiet, len(labels))
    if len(spoken) == 0:
        return Voices(labels)
    if len(spoken) < 2 * CLUSTERING.least_blocks:
        labels[spoken] = 0
        return Voices(labels)
    labels[spoken] = _clusters(shapes)
    return Voices(_settled(labels))


def _shapes(mel: NDArray[np.floating], quiet: NDArray[np.bool_], blocks: int) -> tuple[Ints, Doubles]:
    """Return blocks with speech, and mean and log spread of their cepstra without loudness, smoothed and
    standardised.
    """
    spoken, rows = [], []
    filters = mel.shape[1]
    cosines = np.cos(np.pi / filters * np.outer(np.arange(filters) + 0.5, np.arange(1, CEPSTRA)))
    for block in range(blocks):
        part = slice(block * VOICE_BLOCK, (block + 1) * VOICE_BLOCK)
        sound = mel[part][~quiet[part]].astype(np.float64)
        if len(sound) >= CLUSTERING.least_frames:
            spoken.append(block)
            sound = sound @ cosines
            rows.append(np.concatenate([sound.mean(axis=0), np.log(sound.std(axis=0) + 1e-3)]))
    if not rows:
        return np.zeros(0, np.int32), np.zeros((0, 2 * (CEPSTRA - 1)))
    values = np.stack(rows)
    values = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9)
    reach = CLUSTERING.smooth
    padded = np.pad(values, ((reach, reach), (0, 0)), mode="edge")
    smooth = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).mean(axis=-1)
    return np.array(spoken, np.int32), smooth


def _clusters(shapes: Doubles) -> Ints:
    """Cluster by k-means, with as many clusters as the Bayesian information criterion asks for."""
    count, width = shapes.shape
    best, chosen = np.inf, np.zeros(count, np.int32)
    for k in range(1, min(CLUSTERING.most, count // CLUSTERING.least_blocks) + 1):
        labels, spent = _k_means(shapes, k)
        independent = count / (2 * CLUSTERING.smooth + 1)
        criterion = independent * width * np.log(spent / (count * width) + 1e-12)
        criterion += CLUSTERING.penalty * k * width * np.log(max(independent, 2.0))
        if criterion < best:
            best, chosen = criterion, labels
    return chosen


def _k_means(shapes: Doubles, k: int) -> tuple[Ints, float]:
    """Cluster rows: labels and the sum of squared distances; begun from rows that are far from each other."""
    centres = [shapes[np.argmin(((shapes - shapes.mean(axis=0)) ** 2).sum(axis=1))]]
    for _ in range(k - 1):
        far = _distances(shapes, np.stack(centres)).min(axis=1)
        centres.append(shapes[np.argsort(far)[int(0.95 * (len(far) - 1))]])
    middle = np.stack(centres)
    distances = _distances(shapes, middle)
    for _ in range(CLUSTERING.rounds):
        distances = _distances(shapes, middle)
        labels = distances.argmin(axis=1).astype(np.int32)
        settled, middle = (
            middle,
            np.stack([shapes[labels == j].mean(axis=0) if (labels == j).any() else middle[j] for j in range(k)]),
        )
        if np.array_equal(settled, middle):
            break
    return distances.argmin(axis=1).astype(np.int32), float(distances.min(axis=1).sum())


def _distances(shapes: Doubles, centres: Doubles) -> Doubles:
    """Squared distances, rows x centres."""
    squares = (shapes**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)
    return np.maximum(squares - 2 * shapes @ centres.T, 0.0)


def _settled(labels: Ints) -> Ints:
    """Small clusters given to that of the block before; numbers in the order in which voices are first heard."""
    out = labels.copy()
    sizes = np.bincount(labels[labels >= 0])
    large = np.flatnonzero(sizes >= CLUSTERING.least_blocks)
    order: dict[int, int] = {}
    now = next((int(k) for k in labels if k in large), -1)
    for block, label in enumerate(labels.tolist()):
        if label < 0:
            continue
        now = label if label in large else now
        out[block] = order.setdefault(now, len(order))
    return out


def voice_transforms(
    model: SphinxModel,
    cepstra: NDArray[np.floating],
    voices: Voices,
    known: tuple[NDArray[np.int64], NDArray[np.uint8]],
    cost: NDArray[np.number[Any]],
) -> dict[int, Transforms]:
    """Adapt to each voice that fits worse than the best one; too little of a voice gives nothing.

    Args:
        known: frames (ascending) of which the phones are known, and the phones.
        cost: of each of these frames, in any unit.
    """
    frames, phones = known
    labels = voices.of_frames(frames)
    means = {k: float(cost[labels == k].mean()) for k in range(voices.count) if (labels == k).any()}
    out = {}
    for voice, mean in means.items():
        if mean > WORSE_VOICE * min(means.values()):
            here = labels == voice
            change = global_transform(gather(model, cepstra, frames[here], phones[here]))
            if change is not None:
                out[voice] = change
    return out
