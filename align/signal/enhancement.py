"""Music and other voices taken out of the spectra of a recording, by a small network.

It looks at the filter energies of a frame and of others within 0.3 s, against how loud the speech of a minute is, and
says how much of each energy is background. The weights were learnt with `benchmarks/train_enhancement.py`, from
recordings to which songs, chords, noise and other recordings were added; `docs/measurements.md` has the measurements.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.signal.blocks import running_means
from align.signal.front_end import FILTERS
from align.signal.spectra import NOISE_BLOCK, Levels, Spectra, cepstra, levels_of, loud_around, near_floor, steady_noise

__all__ = [
    "DEEPEST",
    "HIGHEST",
    "INPUTS",
    "SCALE",
    "Enhancer",
    "Surroundings",
    "enhanced",
    "heard_cepstra",
    "load_enhancer",
    "network_inputs",
    "surroundings",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

OFFSETS = (-30, -20, -13, -8, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 13, 20, 30)
"""Frames that are looked at, from the one in question."""

CONTEXT = 3
"""Numbers beside the energies that tell how loud it is around: see `surroundings`."""

INPUTS = len(OFFSETS) * FILTERS + CONTEXT

SCALE = np.float32(4.0)
"""Nepers of power that count as one."""

DEEPEST, HIGHEST = np.float32(-9.0), np.float32(6.0)
"""Nepers against the loud parts within which energies are looked at."""

LEVEL_REACH = 300
"""Frames to either side over which the mean level is taken."""

BATCH = 1024
"""Frames that go through the network at once: what is in between stays in the second-level cache, or nearly."""

TRIED = 10
"""One frame in so many tells whether a second has a background at all."""

LITTLE, MUCH = 0.9, 1.3
"""Nepers that the network takes off within `BACKGROUND_REACH`: below the first nothing is changed, above the second all
is believed. Readings and phrases have 0.0 to 0.3, talk in rooms up to 0.8, songs 8 dB below the voice 1.5."""

BACKGROUND_REACH = 8
"""Seconds to either side over which the background is measured."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the energies of each frame are compared with.

    Args:
        loud: frames, how loud the speech of the minute around is (mean log energy): a second voice is loud in the
            pauses of the first.
        context: frames x 3: how loud the speech of 17 s is, the noise floor and the mean level, against that.
    """

    loud: Floats
    context: Floats


def surroundings(spectra: Spectra, levels: Levels) -> Surroundings:
    """Measure a recording around each frame."""
    frames = len(spectra.mel)
    at = np.arange(frames, dtype=np.float32) / NOISE_BLOCK - np.float32(0.5)
    wide = loud_around(levels)
    seconds = np.arange(len(wide))

    def by_frame(values: NDArray[np.floating]) -> Floats:
        return np.interp(at, seconds, values).astype(np.float32)

    loud = by_frame(wide)
    level = np.maximum(spectra.mel.mean(axis=1, dtype=np.float32) - loud, DEEPEST)
    sums = np.cumsum(np.pad(level, (1, 0)), dtype=np.float64)
    first = np.maximum(np.arange(frames) - LEVEL_REACH, 0)
    last = np.minimum(np.arange(frames) + LEVEL_REACH, frames)
    mean = ((sums[last] - sums[first]) / (last - first)).astype(np.float32)
    floor = np.maximum(by_frame(levels.floors.mean(axis=1)) - loud, DEEPEST)
    return Surroundings(loud, np.stack([by_frame(levels.louds) - loud, floor, mean], axis=1) / SCALE)


@dataclass(frozen=True, slots=True)
class Enhancer:
    """A network of two hidden layers.

    Args:
        first, second, third: inputs x hidden, hidden x hidden, hidden x 25; the others are their biases.
    """

    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    third: Floats
    third_bias: Floats

    def apply(self, inputs: Floats) -> Floats:
        """Return what to add to each log energy, in units of `SCALE`: frames x 25. `inputs`: from `network_inputs`."""
        hidden = np.maximum(inputs @ self.first + self.first_bias, np.float32(0))
        hidden = np.maximum(hidden @ self.second + self.second_bias, np.float32(0))
        change: Floats = hidden @ self.third + self.third_bias
        return change


def network_inputs(mel: NDArray[np.float16], around: Surroundings, rows: Ints) -> Floats:
    """Return what the network sees of some frames: rows x `INPUTS`."""
    out = np.empty((len(rows), INPUTS), np.float32)
    energies = out[:, : len(OFFSETS) * FILTERS].reshape(len(rows), len(OFFSETS), FILTERS)
    for k, offset in enumerate(OFFSETS):
        there = np.clip(rows + offset, 0, len(mel) - 1)
        energies[:, k] = np.clip(mel[there].astype(np.float32) - around.loud[there, None], DEEPEST, HIGHEST)
    energies /= SCALE
    out[:, -CONTEXT:] = around.context[rows]
    return out


def heard_cepstra(spectra: Spectra) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """Return the cepstra of a recording without its background, frames x 13, and which frames are at the noise floor.

    The floor is that of the recording itself: where it isn't quiet, a network that finds no voice is no proof that
    nobody speaks.
    """
    levels = levels_of(spectra)
    clear = enhanced(spectra, levels)
    return cepstra(clear, levels if clear is spectra else levels_of(clear)), near_floor(spectra, levels)


def enhanced(spectra: Spectra, levels: Levels) -> Spectra:
    """Take the background out of a recording, where there is any; else return it as it is. `levels`: of it."""
    frames = len(spectra.mel)
    if frames == 0:
        return spectra
    network = load_enhancer()
    around = surroundings(spectra, levels)
    shares = _background(spectra.mel, around, network, levels)
    rows = np.flatnonzero(np.repeat(shares > 0, NOISE_BLOCK)[:frames])
    if len(rows) == 0:
        return spectra
    mel = spectra.mel.copy()
    for begin in range(0, len(rows), BATCH):
        some = rows[begin : begin + BATCH]
        change = network.apply(network_inputs(spectra.mel, around, some)) * SCALE
        share = shares[some // NOISE_BLOCK, None]
        mel[some] = mel[some].astype(np.float32) + share * np.clip(change, -12, 1)
    return replace(spectra, mel=mel)


def _background(mel: NDArray[np.float16], around: Surroundings, network: Enhancer, levels: Levels) -> Floats:
    """Return for each second how far the network is believed, 0 to 1: not where there is a steady noise, which is taken
    off otherwise (`align.signal.spectra`).
    """
    rows = np.arange(0, len(mel), TRIED)
    taken = np.empty(len(rows), np.float32)
    for begin in range(0, len(rows), BATCH):
        some = rows[begin : begin + BATCH]
        taken[begin : begin + BATCH] = -network.apply(network_inputs(mel, around, some)).mean(axis=1) * SCALE
    second = rows // NOISE_BLOCK
    counts = np.bincount(second).astype(np.float64)
    sums = np.bincount(second, taken).astype(np.float64)
    mean = running_means(sums[:, None], counts, BACKGROUND_REACH)[:, 0]
    changing = 1 - steady_noise(levels)
    return (np.clip((mean - LITTLE) / (MUCH - LITTLE), 0, 1) * changing).astype(np.float32)


@functools.cache
def load_enhancer() -> Enhancer:
    """Return the weights that come with the package."""
    with (
        importlib.resources.files("align.signal").joinpath("enhancement.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        return Enhancer(**{name: arrays[name].astype(np.float32) for name in Enhancer.__dataclass_fields__})
