"""Likelihoods of frames under the phones' Gaussian mixtures: the arithmetic that costs most, compiled.

Frames are taken 64 at a time and laid out as lanes, so that every inner loop runs over contiguous frames and the
compiler turns it into vector instructions; a codebook's 384 Gaussians stay in the first-level cache meanwhile.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SphinxModel

__all__ = ["differences", "phone_costs", "state_scores"]

LANES = 64
COST_STEP = 0.25
"""Nats in one step of a coarse cost."""

REACH = 3
"""Frames to either side that the differences of a frame look at."""

Floats = NDArray[np.float32]


@numba.njit(cache=True, nogil=True)
def differences(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """The 39 features (13 cepstra, differences over 4 frames, second differences) of some frames: 39 x frames."""
    last = len(cepstra) - 1
    out = np.empty((39, len(frames)), np.float32)
    for lane in range(len(frames)):
        t = frames[lane]
        a3, a2, a1 = max(t - 3, 0), max(t - 2, 0), max(t - 1, 0)
        b1, b2, b3 = min(t + 1, last), min(t + 2, last), min(t + 3, last)
        for k in range(13):
            out[k, lane] = cepstra[t, k]
            out[13 + k, lane] = cepstra[b2, k] - cepstra[a2, k]
            out[26 + k, lane] = (cepstra[b3, k] - cepstra[a1, k]) - (cepstra[b1, k] - cepstra[a3, k])
    return out


@numba.njit(cache=True, nogil=True, fastmath=True)
def _mixture(
    values: Floats,
    squares: Floats,
    square: Floats,
    linear: Floats,
    constant: Floats,
    weights: Floats,
    best: Floats,
) -> None:
    """One stream of one phone: `best[s, lane]` grows by the best weighted Gaussian of state `s`."""
    top = np.full((3, LANES), np.float32(-1e30))
    for g in range(128):
        a, b, c = square[g], linear[g], constant[g]
        w0, w1, w2 = weights[0, g], weights[1, g], weights[2, g]
        for t in range(LANES):
            s = c + squares[0, t] * a[0] + values[0, t] * b[0] + squares[1, t] * a[1] + values[1, t] * b[1]
            s += squares[2, t] * a[2] + values[2, t] * b[2] + squares[3, t] * a[3] + values[3, t] * b[3]
            s += squares[4, t] * a[4] + values[4, t] * b[4] + squares[5, t] * a[5] + values[5, t] * b[5]
            s += squares[6, t] * a[6] + values[6, t] * b[6] + squares[7, t] * a[7] + values[7, t] * b[7]
            s += squares[8, t] * a[8] + values[8, t] * b[8] + squares[9, t] * a[9] + values[9, t] * b[9]
            s += squares[10, t] * a[10] + values[10, t] * b[10] + squares[11, t] * a[11] + values[11, t] * b[11]
            s += squares[12, t] * a[12] + values[12, t] * b[12]
            top[0, t] = max(top[0, t], s + w0)
            top[1, t] = max(top[1, t], s + w1)
            top[2, t] = max(top[2, t], s + w2)
    for state in range(3):
        for t in range(LANES):
            best[state, t] += top[state, t]


@numba.njit(cache=True, nogil=True, fastmath=True)
def _phone_scores(
    features: Floats,
    phone: int,
    square: Floats,
    linear: Floats,
    constant: Floats,
    weights: Floats,
    squares: Floats,
    best: Floats,
) -> None:
    """`best[state, lane]`, log likelihoods of 64 frames under one phone; `squares` are the squared features."""
    best[:] = np.float32(0.0)
    for stream in range(3):
        rows = slice(13 * stream, 13 * stream + 13)
        _mixture(
            features[rows],
            squares[rows],
            square[phone, stream],
            linear[phone, stream],
            constant[phone, stream],
            weights[phone, :, stream],
            best,
        )


@numba.njit(cache=True, nogil=True, fastmath=True)
def _costs(
    cepstra: Floats,
    begins: int,
    step: int,
    first: int,
    last: int,
    square: Floats,
    linear: Floats,
    constant: Floats,
    weights: Floats,
) -> tuple[NDArray[np.uint8], Floats]:
    # `cepstra` begin at frame `begins` of the recording.
    phones = len(constant)
    out = np.empty((last - first, phones), np.uint8)
    tops = np.empty(last - first, np.float32)
    best = np.empty((3, LANES), np.float32)
    scores = np.empty((phones, LANES), np.float32)
    frames = np.empty(LANES, np.int32)
    for begin in range(first, last, LANES):
        for lane in range(LANES):
            frames[lane] = min((begin + lane) * step - begins, len(cepstra) - 1)
        features = differences(cepstra, frames)
        squares = features * features
        for phone in range(phones):
            _phone_scores(features, phone, square, linear, constant, weights, squares, best)
            for t in range(LANES):
                scores[phone, t] = max(best[0, t], best[1, t], best[2, t])
        for t in range(min(LANES, last - begin)):
            top = np.float32(-1e30)
            for phone in range(phones):
                top = max(top, scores[phone, t])
            tops[begin - first + t] = top
            for phone in range(phones):
                out[begin - first + t, phone] = np.uint8(min((top - scores[phone, t]) / COST_STEP, 255.0))
    return out, tops


@numba.njit(cache=True, nogil=True, fastmath=True)
def _scores(
    cepstra: Floats,
    first: int,
    wanted: NDArray[np.bool_],
    square: Floats,
    linear: Floats,
    constant: Floats,
    weights: Floats,
) -> Floats:
    count, phones = wanted.shape
    out = np.full((count, phones, 3), np.float32(-1e4))
    best = np.empty((3, LANES), np.float32)
    frames = np.empty(LANES, np.int32)
    for phone in range(phones):
        lane = 0
        for t in range(count + 1):
            if t < count:
                if not wanted[t, phone]:
                    continue
                frames[lane] = first + t
                lane += 1
                if lane < LANES:
                    continue
            if lane == 0:
                continue
            for rest in range(lane, LANES):
                frames[rest] = frames[0]
            features = differences(cepstra, frames)
            _phone_scores(features, phone, square, linear, constant, weights, features * features, best)
            for k in range(lane):
                for state in range(3):
                    out[frames[k] - first, phone, state] = best[state, k]
            lane = 0
    return out


def phone_costs(
    model: SphinxModel, cepstra: NDArray[np.floating], step: int, first: int, last: int
) -> tuple[NDArray[np.uint8], Floats]:
    """How much worse than the best phone each phone is, at coarse steps `first` to `last`.

    Args:
        cepstra: frames x 13.
        step: frames in a coarse step.

    Returns:
        (last - first) x 42, in quarters of a nat, at most 255; and the log likelihood of the best phone of each step.
    """
    begins = max(0, first * step - REACH)
    part = cepstra[begins : last * step + REACH].astype(np.float32)
    return _costs(part, begins, step, first, last, model.square, model.linear, model.constant, model.weights)


def state_scores(model: SphinxModel, cepstra: Floats, first: int, wanted: NDArray[np.bool_]) -> Floats:
    """Log likelihoods of the three states of each phone: frames x 42 x 3, -1e4 where not wanted.

    Args:
        cepstra: frames x 13; the rows of the result begin at frame `first`.
        wanted: frames x 42, what to compute.
    """
    return _scores(cepstra, first, wanted, model.square, model.linear, model.constant, model.weights)
