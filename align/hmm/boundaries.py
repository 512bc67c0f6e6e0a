"""A small learnt model that moves word edges from where the search put them to where a phonetician would.

It looks at 120 ms of sound on either side of an edge: energies in six bands every 5 ms, and how well the phones on both
sides, silence and the filler explain each frame. For each place within 100 ms it gives a probability. The weights were
learnt on hand-labelled recordings with `benchmarks/train_edges.py`; `docs/measurements.md` has the measurements.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.signal.blocks import block_percentiles
from align.signal.spectra import BAND_STEP, BANDS, Spectra

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
_OFFSETS = (np.arange(BINS, dtype=np.float32) - BINS // 2) * np.float32(BIN)
"""Seconds from where the search put an edge to each place that it may be moved to."""

PULL = np.float32(0.02)
"""Seconds: the unit in which the pull towards the search's place is learnt."""

BATCH = 16
"""Edges moved at once: what is in between then stays in the second-level cache, or nearly."""

LEVEL_REACH = 8

ROWS_A_SECOND = 200

MARGIN, MOST = 20.0, 3.0
"""Nats of difference that count as one, and the most that is seen."""

_CLASSES = (
    "B D G", "P T K", "CH JH", "F TH S SH HH", "V DH Z ZH", "M N NG", "L R", "W Y", "IY IH EH AE EY",
    "AA AO OW UH UW OY", "AH ER AW AY", "SIL +NSN+ +SPN+",
)  # fmt: skip
CLASSES = len(_CLASSES)


@functools.cache
def classes() -> Ints:
    """Return the class of each phone of the model; the filler, numbered after them, counts as silence."""
    table = np.full(len(UNITS) + 1, CLASSES - 1, np.int32)
    for number, names in enumerate(_CLASSES):
        for name in names.split():
            table[UNITS.index(name)] = number
    return table


def band_levels(spectra: Spectra) -> Floats:
    """Return how loud each band is around each second: seconds x 6, in steps of `Spectra.bands`."""
    if len(spectra.bands) == 0:
        return np.zeros((1, BANDS), np.float32)
    high = block_percentiles(spectra.bands, 200, 90)
    padded = np.pad(high, ((LEVEL_REACH, LEVEL_REACH), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * LEVEL_REACH + 1, axis=0)
    return np.percentile(windows, 75, axis=2).astype(np.float32)


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
    """Return what the model sees of each edge: edges x 10 x 49.

    Args:
        bands, levels: of the recording.
        scores: of a piece that begins at frame `first`, frames x 42 x 3.
        filler: log likelihood of the filler at each frame of the piece.
        at: frames of the recording; an edge lies half a frame before.
        left, right: phones on both sides.
    """
    width = 2 * REACH + 1
    out = np.empty((len(at), CHANNELS, width), np.float32)
    begins = 2 * at[:, None] - 1 - REACH
    rows = np.clip(begins + np.arange(width), 0, len(bands) - 1)
    seconds = np.minimum(rows // ROWS_A_SECOND, len(levels) - 1)
    out[:, :BANDS] = ((bands[rows] - levels[seconds]) * np.float32(BAND_STEP / 5)).transpose(0, 2, 1)
    frames = np.clip(begins // 2 - first + np.arange(REACH + 2), 0, len(scores) - 1)
    values = _explained(scores, filler, frames, left[:, None], right[:, None])
    # Frames lie at even half frames; odd ones, of which the first is one, are between two.
    half = np.arange(1, width + 1)
    out[:, BANDS:] = (values[..., half // 2] + values[..., (half + 1) // 2]) / 2
    return out


def _explained(scores: Floats, filler: Floats, frames: NDArray[np.int64], left: Ints, right: Ints) -> Floats:
    """Return how much better frames are explained by the phone on the left than by that on the right, by silence than
    by both, and by either than by the filler: edges x 4 x frames.

    Args:
        frames: edges x frames, of the piece.
        left, right: edges x 1.
    """
    known = filler[frames]

    def likelihood(phones: Ints | int) -> Floats:
        found = scores[frames, np.minimum(phones, len(UNITS) - 1)]
        best = np.maximum(np.maximum(found[..., 0], found[..., 1]), found[..., 2])
        return np.where(np.asarray(phones) < len(UNITS), best, known)

    sooner, later = likelihood(left), likelihood(right)
    silent = likelihood(SIL) - np.maximum(sooner, later)
    values = np.stack([sooner - later, silent, sooner - known, later - known], axis=1)
    return np.clip(values / np.float32(MARGIN), -MOST, MOST)


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
        kinds = (2 * CLASSES + ends).astype(np.int32)
        chance = np.empty((len(windows), BINS), np.float32)
        for first in range(0, len(windows), BATCH):
            rows = slice(first, first + BATCH)
            chance[rows] = self._chances(windows[rows], left[rows], CLASSES + right[rows], kinds[rows])
        offset = chance @ _OFFSETS
        spread = np.sqrt(np.maximum(chance @ _OFFSETS**2 - offset**2, np.float32(1e-8)))
        return Moved(offset, spread)

    def _chances(self, windows: Floats, *context: Ints) -> Floats:
        """Return the probability of each place, a mean over the networks: edges x 41. `context`: rows of the tables."""
        tables = (self.context, self.shift, self.prior)
        scale, shift, prior = (np.stack([table[:, rows] for rows in context]).sum(axis=0) for table in tables)
        logits = self._logits(windows, scale, shift)
        logits -= np.logaddexp(prior[..., :1], np.float32(0)) * np.abs(_OFFSETS / PULL - prior[..., 1:])
        power = np.exp(logits - logits.max(axis=2, keepdims=True))
        mean: Floats = (power / power.sum(axis=2, keepdims=True)).mean(axis=0)
        return mean

    def _logits(self, windows: Floats, scale: Floats, shift: Floats) -> Floats:
        """Return two convolutions and a weighted sum, as one product each for all networks: networks x edges x 41.

        Args:
            windows: edges x 10 x 49.
            scale, shift: networks x edges x hidden, of what the first convolution gives.
        """
        networks, hidden, channels, taps = self.first.shape
        edges, width = len(windows), windows.shape[2] - taps + 1
        columns = np.lib.stride_tricks.sliding_window_view(windows, width, axis=2).transpose(1, 2, 0, 3)
        inner = self.first.reshape(networks * hidden, channels * taps) @ columns.reshape(channels * taps, -1)
        inner = inner.reshape(networks, hidden, edges, width)
        factor = 1 + scale.transpose(0, 2, 1)
        inner *= factor[..., None]
        inner += (self.first_bias[..., None] * factor + shift.transpose(0, 2, 1))[..., None]
        np.maximum(inner, np.float32(0), out=inner)
        # Each tap by itself, shifted and added afterwards.
        kernel = self.second.transpose(0, 3, 1, 2).reshape(networks, -1, hidden)
        each = (kernel @ inner.reshape(networks, hidden, -1)).reshape(networks, -1, hidden, edges, width)
        outer = each[:, 0, ..., :BINS] + self.second_bias[..., None, None]
        for tap in range(1, each.shape[1]):
            outer += each[:, tap, ..., tap : tap + BINS]
        np.maximum(outer, np.float32(0), out=outer)
        logits = self.last[:, None] @ outer.reshape(networks, hidden, -1)
        return logits.reshape(networks, edges, BINS)


@functools.cache
def load_boundary_model() -> BoundaryModel:
    """Return the weights that come with the package."""
    with (
        importlib.resources.files("align.hmm").joinpath("boundaries.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        return BoundaryModel(**{name: arrays[name].astype(np.float32) for name in BoundaryModel.__dataclass_fields__})
