"""Likelihoods of frames under the phones' Gaussian mixtures: the arithmetic that costs most, as matrix products.

A log density is linear in a constant, the 13 values of a stream and their squares, so the densities of 128 Gaussians
for 64 frames are one product of 128 x 27 and 27 x 64, which BLAS computes at the machine's speed whatever the processor
is. The likeliest Gaussians are picked while the product lies in the second-level cache. `benchmarks/speed.py` prints
what this reaches beside a bare product.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, STATES, STREAMS, TERMS, SphinxModel
from align.kernels import kernel, part

__all__ = ["COST_STEP", "DEAREST", "REACH", "UNSCORED", "differences", "phone_costs", "state_scores", "terms_of"]

LANES = 64
"""Frames in a product. Up to 2 ** 18 multiplications OpenBLAS stays on the thread that calls it; these are 221,184."""

TILE = 3
"""Codebooks whose densities are held at once: 295 kB."""

COST_STEP = 0.25
"""Nats in one step of a coarse cost."""

DEAREST = 255
"""The highest coarse cost: what a byte holds."""

REACH = 3
"""Frames to either side that the differences of a frame look at."""

UNSCORED = np.float32(-1e4)
"""The log likelihood of what was not to be computed."""

_LEAST = np.float32(-1e30)

Floats = NDArray[np.float32]


def differences(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """Return the 39 features (13 cepstra, differences over 4 frames, second differences) of frames: frames x 39."""
    last = len(cepstra) - 1
    before3, before2, before1, now, after1, after2, after3 = (
        cepstra[np.clip(frames + shift, 0, last)] for shift in range(-REACH, REACH + 1)
    )
    return np.concatenate([now, after2 - before2, (after3 - before1) - (after1 - before3)], axis=1)


def terms_of(cepstra: Floats, frames: NDArray[np.int32]) -> Floats:
    """Return what a log density is linear in, for some frames: frames x streams x 27."""
    values = differences(cepstra, frames).reshape(len(frames), STREAMS, DIMENSIONS)
    return np.concatenate([np.ones_like(values[..., :1]), values, values * values], axis=2)


class _Scorer:
    """Scores one codebook for a few tiles of frames, or a few codebooks for one; holds the room for their densities."""

    def __init__(self) -> None:
        self._densities = np.empty((TILE, STREAMS, GAUSSIANS, LANES), np.float32)
        self._top = np.empty(LANES, np.float32)

    def score(self, table: Floats, terms: Floats, weights: Floats, out: Floats) -> None:
        """Fill `out` with the log likelihoods of each state: up to `TILE` phones or tiles x states x `LANES`.

        Args:
            table: of the model, of the phones or of one.
            terms: `LANES` x streams x 27, or tiles x the same.
            weights: of the model, of the phones or of one; there is a dimension of phones all the same.
        """
        densities = np.matmul(table, np.moveaxis(terms, -3, -1), out=self._densities[: len(out)])
        _add_likeliest(densities, weights, self._top, out)


@part()
def _higher(a: float, b: float) -> float:
    return a if a > b else b


@kernel()
def _add_likeliest(densities: Floats, weights: Floats, top: Floats, out: Floats) -> None:
    """Sum over streams the highest weighted density of each state.

    Eight Gaussians are compared in a tree before the running maximum is touched, and all bounds are constants: without
    either, compilers leave the vector unit alone.

    Args:
        densities: phones x streams x Gaussians x frames.
        weights: phones (or 1, the same for all) x states x streams x Gaussians.
        top: room for the highest of each frame.
        out: phones x states x frames.
    """
    for phone in range(len(densities)):
        own = weights[phone if phone < len(weights) else 0]
        for state in range(STATES):
            total = out[phone, state]
            for t in range(LANES):
                total[t] = 0.0
            for stream in range(STREAMS):
                d, w = densities[phone, stream], own[state, stream]
                for t in range(LANES):
                    top[t] = _LEAST
                for g in range(0, GAUSSIANS, 8):
                    for t in range(LANES):
                        first = _higher(
                            _higher(d[g, t] + w[g], d[g + 1, t] + w[g + 1]),
                            _higher(d[g + 2, t] + w[g + 2], d[g + 3, t] + w[g + 3]),
                        )
                        second = _higher(
                            _higher(d[g + 4, t] + w[g + 4], d[g + 5, t] + w[g + 5]),
                            _higher(d[g + 6, t] + w[g + 6], d[g + 7, t] + w[g + 7]),
                        )
                        top[t] = _higher(top[t], _higher(first, second))
                for t in range(LANES):
                    total[t] += top[t]


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
    count, phones = last - first, len(model.table)
    tiles = -(-count // LANES)
    frames = np.minimum(np.arange(first, first + tiles * LANES) * step - begins, len(part) - 1).astype(np.int32)
    terms = terms_of(part, frames).reshape(tiles, LANES, STREAMS, TERMS)
    best = np.empty((tiles, phones, STATES, LANES), np.float32)
    scorer = _Scorer()
    # A few codebooks stay in the cache for all frames; all of them (2 MB) would not fit.
    for phone in range(0, phones, TILE):
        rows = slice(phone, phone + TILE)
        for tile in range(tiles):
            scorer.score(model.table[rows], terms[tile], model.weights[rows], best[tile, rows])
    scores = best.max(axis=2)
    tops = scores.max(axis=1)
    above = np.minimum((tops[:, None] - scores) * np.float32(1 / COST_STEP), np.float32(DEAREST)).astype(np.uint8)
    return above.transpose(0, 2, 1).reshape(-1, phones)[:count], tops.reshape(-1)[:count]


def state_scores(model: SphinxModel, cepstra: Floats, first: int, wanted: NDArray[np.bool_]) -> Floats:
    """Log likelihoods of the three states of each phone: frames x 42 x 3, `UNSCORED` where not wanted.

    Args:
        cepstra: frames x 13; the rows of the result begin at frame `first`.
        wanted: frames x 42, what to compute.
    """
    out = np.full((*wanted.shape, STATES), UNSCORED, np.float32)
    terms = terms_of(cepstra, np.arange(first, first + len(wanted), dtype=np.int32))
    best = np.empty((TILE, STATES, LANES), np.float32)
    scorer = _Scorer()
    for phone in range(wanted.shape[1]):
        frames = _tiles(np.flatnonzero(wanted[:, phone]))
        for begin in range(0, len(frames), TILE):
            some = frames[begin : begin + TILE]
            scores = best[: len(some)]
            scorer.score(model.table[phone], terms[some], model.weights[phone : phone + 1], scores)
            out[some, phone] = scores.transpose(0, 2, 1)
    return out


def _tiles(frames: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return rows of `LANES` frames; the last frame fills up the last row.

    >>> _tiles(np.arange(65))[1, :3]
    array([64, 64, 64])
    """
    lanes = np.arange(-(-len(frames) // LANES) * LANES)
    return frames[np.minimum(lanes, len(frames) - 1)].reshape(-1, LANES)
