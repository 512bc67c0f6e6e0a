"""Likelihoods of frames under the phones' Gaussian mixtures: the arithmetic that costs most.

A log density is linear in a constant, the 13 values of a stream and their squares; the highest of 128 for each of
three states counts. `align.hmm.gaussian_tile` computes both for a tile of frames; here is what chooses the frames and
puts the numbers where they belong. `benchmarks/speed.py` prints what this reaches beside a bare product of matrices.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, STATES, STREAMS, TERMS, SphinxModel
from align.hmm.gaussian_tile import GROUP, LANES, VALUES, add_likeliest
from align.kernels import kernel, part

__all__ = ["COST_STEP", "DEAREST", "REACH", "UNSCORED", "differences", "phone_costs", "state_scores", "terms_of"]

COST_STEP = 0.25
"""Nats in one step of a coarse cost."""

DEAREST = 255
"""The highest coarse cost: what a byte holds."""

REACH = 3
"""Frames to either side that the differences of a frame look at."""

UNSCORED = np.float32(-1e4)
"""The log likelihood of what was not to be computed."""

Floats = NDArray[np.float32]


def differences(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """Return the 39 features (13 cepstra, differences over 4 frames, second differences) of frames: frames x 39."""
    before3, before2, before1, now, after1, after2, after3 = (
        cepstra.take(frames + shift, axis=0, mode="clip") for shift in range(-REACH, REACH + 1)
    )
    return np.concatenate([now, after2 - before2, (after3 - before1) - (after1 - before3)], axis=1)


def terms_of(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """Return what a log density is linear in, for some frames: frames x streams x 27."""
    values = differences(cepstra, frames).reshape(len(frames), STREAMS, DIMENSIONS)
    return np.concatenate([np.ones_like(values[..., :1]), values, values * values], axis=2)


class Mixtures(NamedTuple):
    """The model as tiles take it.

    Args:
        table: phones x streams x groups x 27 x `GROUP`, as in `SphinxModel.table`.
        weights: phones x streams x groups x states x `GROUP`.
    """

    table: Floats
    weights: Floats


class Room(NamedTuple):
    """Room for one tile.

    Args:
        values: streams x 26 x `LANES`.
        totals: states x `LANES`.
        frames: which frames of a phone are wanted, as many as there are frames.
    """

    values: Floats
    totals: Floats
    frames: NDArray[np.int32]


@functools.cache
def _mixtures(model: SphinxModel) -> Mixtures:
    phones, groups = len(model.table), GAUSSIANS // GROUP
    table = model.table.reshape(phones, STREAMS, groups, GROUP, TERMS).transpose(0, 1, 2, 4, 3)
    weights = model.weights.reshape(phones, STATES, STREAMS, groups, GROUP).transpose(0, 2, 3, 1, 4)
    return Mixtures(np.ascontiguousarray(table), np.ascontiguousarray(weights))


def _room(frames: int) -> Room:
    return Room(
        np.empty((STREAMS, VALUES, LANES), np.float32),
        np.empty((STATES, LANES), np.float32),
        np.empty(frames, np.int32),
    )


def _values_of(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """Return what a log density is linear in beside its constant, for some frames: streams x 26 x frames."""
    features = differences(cepstra, frames).T.reshape(STREAMS, DIMENSIONS, len(frames))
    return np.concatenate([features, features * features], axis=1)


@part()
def _take(values: Floats, frames: NDArray[np.int32], begin: int, count: int, tile: Floats) -> None:
    """Fill a tile with the values of `frames` from `begin` on; the last of `count` stands for what is missing."""
    first, last = frames[begin], frames[min(begin + LANES, count) - 1]
    together = begin + LANES <= count and last - first == LANES - 1
    for stream in range(STREAMS):
        for k in range(VALUES):
            row, out = values[stream, k], tile[stream, k]
            if together:
                for lane in range(LANES):
                    out[lane] = row[first + lane]
            else:
                for lane in range(LANES):
                    out[lane] = row[frames[min(begin + lane, count - 1)]]


@part()
def _add_up(table: Floats, weights: Floats, tile: Floats, totals: Floats) -> None:
    """Fill in the log likelihoods of the states of a phone at the frames of a tile: states x `LANES`."""
    totals[:] = np.float32(0.0)
    for stream in range(STREAMS):
        add_likeliest(table[stream], weights[stream], tile[stream], totals)


@kernel()
def _score_steps(mixtures: Mixtures, values: Floats, room: Room, out: Floats) -> None:
    """Fill in the log likelihood of the best state of each phone at each step.

    Args:
        values: streams x 26 x steps.
        out: phones x steps.
    """
    table, weights = mixtures
    tile, totals, frames = room
    count = len(frames)
    for t in range(count):
        frames[t] = t
    # The codebook of one phone stays in the cache for all frames; those of all (1.7 MB) would not.
    for phone in range(len(table)):
        for begin in range(0, count, LANES):
            _take(values, frames, begin, count, tile)
            _add_up(table[phone], weights[phone], tile, totals)
            for lane in range(min(LANES, count - begin)):
                out[phone, begin + lane] = max(totals[0, lane], totals[1, lane], totals[2, lane])


@kernel()
def _score_wanted(mixtures: Mixtures, values: Floats, wanted: NDArray[np.bool_], room: Room, out: Floats) -> None:
    """Fill in the log likelihoods of the states of each phone where it is wanted.

    Args:
        values: streams x 26 x frames.
        wanted: frames x phones.
        out: frames x phones x states.
    """
    table, weights = mixtures
    tile, totals, frames = room
    for phone in range(len(table)):
        count = 0
        for t in range(len(wanted)):
            if wanted[t, phone]:
                frames[count] = t
                count += 1
        for begin in range(0, count, LANES):
            _take(values, frames, begin, count, tile)
            _add_up(table[phone], weights[phone], tile, totals)
            for lane in range(min(LANES, count - begin)):
                for state in range(STATES):
                    out[frames[begin + lane], phone, state] = totals[state, lane]


def phone_costs(
    model: SphinxModel, cepstra: NDArray[np.floating], step: int, first: int, last: int
) -> tuple[NDArray[np.uint8], Floats]:
    """Return how much worse than the best phone each phone is, at coarse steps `first` to `last`.

    Args:
        cepstra: frames x 13.
        step: frames in a coarse step.

    Returns:
        (last - first) x 42, in quarters of a nat, at most 255; and the log likelihood of the best phone of each step.
    """
    begins = max(0, first * step - REACH)
    part = cepstra[begins : last * step + REACH].astype(np.float32)
    frames = (np.arange(first, last) * step - begins).astype(np.int32)
    scores = np.empty((len(model.table), len(frames)), np.float32)
    _score_steps(_mixtures(model), _values_of(part, frames), _room(len(frames)), scores)
    tops = scores.max(axis=0)
    above = np.minimum((tops - scores) * np.float32(1 / COST_STEP), np.float32(DEAREST)).astype(np.uint8)
    return np.ascontiguousarray(above.T), tops


def state_scores(model: SphinxModel, cepstra: Floats, first: int, wanted: NDArray[np.bool_]) -> Floats:
    """Log likelihoods of the three states of each phone: frames x 42 x 3, `UNSCORED` where not wanted.

    Args:
        cepstra: frames x 13; the rows of the result begin at frame `first`.
        wanted: frames x 42, what to compute.
    """
    out = np.full((*wanted.shape, STATES), UNSCORED, np.float32)
    values = _values_of(cepstra, np.arange(first, first + len(wanted), dtype=np.int32))
    _score_wanted(_mixtures(model), values, wanted, _room(len(wanted)), out)
    return out
