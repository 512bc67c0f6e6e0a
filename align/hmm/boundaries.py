"""A small learnt model that moves word edges from where the search put them to where a phonetician would.

It looks at 120 ms of sound on either side of an edge: energies in six bands every 5 ms, and how well the phones on both
sides, silence and the filler explain each frame. For each place within 100 ms it gives a probability. The weights were
learnt on hand-labelled recordings with `benchmarks/train_edges.py`; `docs/how-alignment-works.md` has the measurements.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.signal.spectra import BAND_STEP, BANDS, Spectra, block_percentiles

__all__ = [
    "BINS",
    "CHANNELS",
    "BoundaryModel",
    "Moved",
    "band_levels",
    "boundary_windows",
    "classes",
    "load_boundary_model",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

REACH = 24
"""Half frames (5 ms) of context to either side of an edge."""

CHANNELS = BANDS + 4
BINS = 41
BIN = 0.005
LEVEL_REACH = 8

_CLASSES = (
    "B D G", "P T K", "CH JH", "F TH S SH HH", "V DH Z ZH", "M N NG", "L R", "W Y", "IY IH EH AE EY",
    "AA AO OW UH UW OY", "AH ER AW AY", "SIL +NSN+ +SPN+",
)  # fmt: skip
CLASSES = len(_CLASSES)


@functools.cache
def classes() -> Ints:
    """The class of each phone of the model; the filler, numbered after them, counts as silence."""
    table = np.full(len(UNITS) + 1, CLASSES - 1, np.int32)
    for number, names in enumerate(_CLASSES):
        for name in names.split():
            table[UNITS.index(name)] = number
    return table


def band_levels(spectra: Spectra) -> Floats:
    """How loud each band is around each second: seconds x 6, in steps of `Spectra.bands`."""
    if len(spectra.bands) == 0:
        return np.zeros((1, BANDS), np.float32)
    high = block_percentiles(spectra.bands, 200, 90)
    padded = np.pad(high, ((LEVEL_REACH, LEVEL_REACH), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * LEVEL_REACH + 1, axis=0)
    return np.percentile(windows, 75, axis=2).astype(np.float32)


@numba.njit(cache=True, nogil=True)
def boundary_windows(
    bands: NDArray[np.uint8],
    levels: Floats,
    scores: Floats,
    filler: Floats,
    first: int,
    at: Ints,
    left: Ints,
    right: Ints,
) -> Floats:
    """What the model sees of each edge: edges x 10 x 49.

    Args:
        bands, levels: of the recording.
        scores: of a piece that begins at frame `first`, frames x 42 x 3.
        filler: log likelihood of the filler at each frame of the piece.
        at: frames of the recording; an edge lies half a frame before.
        left, right: phones on both sides.
    """
    width = 2 * REACH + 1
    out = np.zeros((len(at), CHANNELS, width), np.float32)
    frames = len(scores)
    values = np.empty((frames, 4), np.float32)
    for e in range(len(at)):
        centre = 2 * at[e] - 1
        low = max((centre - REACH) // 2 - first, 0)
        high = min((centre + REACH) // 2 + 2 - first, frames)
        for t in range(low, high):
            known = filler[t]
            a = known if left[e] >= 42 else max(scores[t, left[e], 0], scores[t, left[e], 1], scores[t, left[e], 2])
            b = known if right[e] >= 42 else max(scores[t, right[e], 0], scores[t, right[e], 1], scores[t, right[e], 2])
            s = max(scores[t, SIL, 0], scores[t, SIL, 1], scores[t, SIL, 2])
            values[t, 0] = min(max((a - b) / 20, -3), 3)
            values[t, 1] = min(max((s - max(a, b)) / 20, -3), 3)
            values[t, 2] = min(max((a - known) / 20, -3), 3)
            values[t, 3] = min(max((b - known) / 20, -3), 3)
        for k in range(width):
            half = centre - REACH + k
            row = min(max(half, 0), len(bands) - 1)
            second = min(row // 200, len(levels) - 1)
            for c in range(BANDS):
                out[e, c, k] = (bands[row, c] - levels[second, c]) * (BAND_STEP / 5)
            # Frames lie at even half frames; odd ones are between two.
            t0 = min(max(half // 2 - first, 0), frames - 1)
            t1 = min(max((half + 1) // 2 - first, 0), frames - 1)
            for c in range(4):
                out[e, BANDS + c, k] = (values[t0, c] + values[t1, c]) / 2
    return out


@dataclass(frozen=True, slots=True)
class Moved:
    """Where edges really lie: seconds to add, the spread (standard deviation, seconds)."""

    offset: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class BoundaryModel:
    """An average of small convolutional networks; each array has one row a network.

    Args:
        context: (2 x classes + 2) x hidden, scale of each channel by the classes on both sides and the kind of edge.
        shift: the same, added.
        first: hidden x channels x 7, `first_bias`: hidden.
        second: hidden x hidden x 3, `second_bias`: hidden.
        last: hidden.
        prior: (2 x classes + 2) x 2, slope and centre of the pull towards the place that the search found.
    """

    context: Floats
    shift: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats
    prior: Floats

    def apply(self, windows: Floats, left: Ints, right: Ints, ends: NDArray[np.bool_]) -> Moved:
        """Move edges.

        Args:
            windows: edges x 10 x 49.
            left, right: classes of the phones on both sides.
            ends: whether the edge is the end of a word; otherwise it is a start.
        """
        bins = (np.arange(BINS, dtype=np.float32) - BINS // 2) * np.float32(BIN)
        chance = np.zeros((len(windows), BINS), np.float32)
        kinds = (2 * CLASSES + ends).astype(np.int32)
        for n in range(len(self.first)):
            by_context = [table[n][left] + table[n][CLASSES + right] + table[n][kinds]
                          for table in (self.context, self.shift, self.prior)]  # fmt: skip
            scale, shift, prior = by_context
            logits = _convolve(
                windows, 1 + scale, shift, self.first[n], self.first_bias[n], self.second[n], self.second_bias[n],
                self.last[n],
            )  # fmt: skip
            logits -= np.logaddexp(prior[:, :1], np.float32(0)) * np.abs(bins / PULL - prior[:, 1:])
            power = np.exp(logits - logits.max(axis=1, keepdims=True))
            chance += power / power.sum(axis=1, keepdims=True)
        chance /= len(self.first)
        offset = chance @ bins
        spread = np.sqrt(np.maximum(chance @ bins**2 - offset**2, np.float32(1e-8)))
        return Moved(offset, spread)


PULL = np.float32(0.02)
"""Seconds: the unit in which the pull towards the search's place is learnt."""


@numba.njit(cache=True, nogil=True, fastmath=True)
def _convolve(
    windows: Floats,
    scale: Floats,
    shift: Floats,
    first: Floats,
    first_bias: Floats,
    second: Floats,
    second_bias: Floats,
    last: Floats,
) -> Floats:
    """Two convolutions and a weighted sum: edges x 41."""
    hidden, channels, taps = first.shape
    width = windows.shape[2] - taps + 1
    narrow = width - second.shape[2] + 1
    out = np.zeros((len(windows), narrow), np.float32)
    inner = np.empty((hidden, width), np.float32)
    row = np.empty(narrow, np.float32)
    for e in range(len(windows)):
        for h in range(hidden):
            line = inner[h]
            line[:] = first_bias[h]
            for c in range(channels):
                for tap in range(taps):
                    weight = first[h, c, tap]
                    signal = windows[e, c]
                    for k in range(width):
                        line[k] += weight * signal[k + tap]
            for k in range(width):
                line[k] = max(line[k] * scale[e, h] + shift[e, h], np.float32(0))
        for h in range(hidden):
            row[:] = second_bias[h]
            for g in range(hidden):
                line = inner[g]
                for tap in range(second.shape[2]):
                    weight = second[h, g, tap]
                    for k in range(narrow):
                        row[k] += weight * line[k + tap]
            for k in range(narrow):
                out[e, k] += last[h] * max(row[k], np.float32(0))
    return out


@functools.cache
def load_boundary_model() -> BoundaryModel:
    """The weights that come with the package."""
    with (
        importlib.resources.files("align.hmm").joinpath("boundaries.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        return BoundaryModel(**{name: arrays[name].astype(np.float32) for name in BoundaryModel.__dataclass_fields__})
