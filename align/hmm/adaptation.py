"""Bringing a recording's sound nearer to the model's: voices, rooms, microphones and noise differ from its training.

What is estimated is a linear transform of the cepstra (constrained maximum likelihood linear regression, Gales 1998,
doi:10.1006/csla.1998.0043): the 13 x 13 matrix and the offset under which frames whose phone is known become most
likely. Differences over time are linear in the cepstra, so one matrix serves all three streams, without the offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SphinxModel
from align.hmm.gaussians import REACH as CONTEXT
from align.hmm.gaussians import differences
from align.signal.front_end import CEPSTRA
from align.signal.spectra import AT_ONCE

__all__ = ["Statistics", "Transforms", "gather", "global_transform", "local_transforms"]

BLOCK = 2000
"""Frames (20 s) that share a transform; between the middles of blocks transforms are blended."""

REACH = 1
"""Blocks to either side whose frames count for a block's transform: turns of speech are about as long."""

PRIOR_GLOBAL = 300.0
PRIOR_LOCAL = 500.0
"""Frames' worth of belief in leaving things as they are: in no change at all, and in the transform of the whole."""

EACH = 4
"""Known frames for each number that is estimated: from 104 (3 s of speech at a coarse step each) a factor and an offset
for each cepstrum, from 728 (22 s) whole matrices; with fewer, nothing. Sentences of a few seconds gained nothing, and
whole matrices from 14 s of speech did harm."""

ROUNDS = 6
MOST = 60_000
"""Frames looked at; more than enough, evenly spread."""

TOGETHER = 64
"""Blocks whose frames are compared with the Gaussians at once: 20 minutes, 5 MB."""

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Sums over known frames, for each block: the quadratic and linear terms of the likelihood of each row.

    Args:
        quadratic: blocks x 13 x 14 x 14.
        linear: blocks x 13 x 14.
        count: frames of each block.
    """

    quadratic: Doubles
    linear: Doubles
    count: Doubles


@dataclass(frozen=True, slots=True)
class Transforms:
    """A matrix and offset (13 x 14) for each block of frames."""

    matrices: Floats

    def apply(self, cepstra: NDArray[np.floating], first: int = 0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Transform frames x 13, from frame `first` of the recording on; `out` may be `cepstra` itself."""
        out = np.empty(cepstra.shape, np.float32) if out is None else out
        last = len(self.matrices) - 1
        # From the middle of one block to that of the next.
        for begin in range((first + BLOCK // 2) // BLOCK * BLOCK - BLOCK // 2, first + len(cepstra), BLOCK):
            rows = slice(max(0, begin - first), max(0, begin + BLOCK - first))
            left, right = (self.matrices[min(max(k, 0), last)] for k in (begin // BLOCK, begin // BLOCK + 1))
            part = cepstra[rows].astype(np.float32)
            changed = part @ left[:, :CEPSTRA].T + left[:, CEPSTRA]
            if not np.array_equal(left, right):
                share = (np.arange(first + rows.start, first + rows.start + len(part)) - begin) / np.float32(BLOCK)
                other = part @ right[:, :CEPSTRA].T + right[:, CEPSTRA]
                changed += share[:, None].astype(np.float32) * (other - changed)
            out[rows] = changed
        return out


def gather(
    model: SphinxModel, cepstra: NDArray[np.floating], frames: NDArray[np.int64], phones: NDArray[np.uint8]
) -> Statistics:
    """Return sums over `frames` (ascending) of which the phones are known."""
    stride = -(-len(frames) // MOST) if len(frames) else 1
    frames, phones = frames[::stride], phones[::stride]
    blocks = -(-len(cepstra) // BLOCK)
    bounds = np.searchsorted(frames, np.arange(blocks + 1) * BLOCK)
    quadratic = np.zeros((blocks, CEPSTRA, CEPSTRA + 1, CEPSTRA + 1))
    linear = np.zeros((blocks, CEPSTRA, CEPSTRA + 1))
    for first in range(0, blocks, TOGETHER):
        here = bounds[first : first + TOGETHER + 1]
        part = slice(here[0], here[-1])
        nearest = _nearest(model, cepstra, frames[part], phones[part])
        for block, (low, high) in enumerate(pairwise((here - here[0]).tolist()), first):
            values, wanted, precision = (each[:, low:high] for each in nearest)
            _add_up(values, wanted, precision, quadratic[block], linear[block])
    return Statistics(quadratic * stride, linear * stride, np.diff(bounds).astype(np.float64) * stride)


def _add_up(values: Floats, wanted: Floats, precision: Floats, quadratic: Doubles, linear: Doubles) -> None:
    """Add a block's frames to its sums; arguments from `_nearest` and of `Statistics`."""
    for stream in range(3):
        dims = slice(stream * CEPSTRA, (stream + 1) * CEPSTRA)
        extended = np.concatenate([values[dims], np.full_like(values[:1], float(stream == 0))])
        quadratic += (precision[dims, None] * extended[None]) @ extended.T
        linear += wanted[dims] @ extended.T


def _features(cepstra: NDArray[np.floating], frames: NDArray[np.int64]) -> Floats:
    """39 x frames (ascending), a part of the recording at a time."""
    values = np.empty((3 * CEPSTRA, len(frames)), np.float32)
    bounds = np.searchsorted(frames, np.arange(0, len(cepstra) + AT_ONCE, AT_ONCE))
    for number, (low, high) in enumerate(pairwise(bounds.tolist())):
        if low == high:
            continue
        begins = max(0, number * AT_ONCE - CONTEXT)
        part = cepstra[begins : (number + 1) * AT_ONCE + CONTEXT].astype(np.float32)
        values[:, low:high] = differences(part, (frames[low:high] - begins).astype(np.int32)).T
    return values


def _nearest(
    model: SphinxModel, cepstra: NDArray[np.floating], frames: NDArray[np.int64], phones: NDArray[np.uint8]
) -> tuple[Floats, Floats, Floats]:
    """Return features of each frame; of the likeliest Gaussian of its phone mean x precision and precision (39 x
    frames).
    """
    values = _features(cepstra, frames)
    wanted, precision = np.empty_like(values), np.empty_like(values)
    for phone in np.unique(phones):
        rows = np.flatnonzero(phones == phone)
        scores = np.zeros((3, len(rows)), np.float32)
        chosen = np.zeros((3, 3, len(rows)), np.int64)
        for stream in range(3):
            x = values[stream * CEPSTRA : (stream + 1) * CEPSTRA, rows].T
            each = model.constant[phone, stream] + x**2 @ model.square[phone, stream].T
            each += x @ model.linear[phone, stream].T
            for state in range(3):
                weighted = each + model.weights[phone, state, stream]
                chosen[state, stream] = weighted.argmax(axis=1)
                scores[state] += weighted.max(axis=1)
        state_of = scores.argmax(axis=0)
        for stream in range(3):
            gaussian = chosen[state_of, stream, np.arange(len(rows))]
            dims = slice(stream * CEPSTRA, (stream + 1) * CEPSTRA)
            wanted[dims, rows] = model.linear[phone, stream, gaussian].T
            precision[dims, rows] = -2.0 * model.square[phone, stream, gaussian].T
    return values, wanted, precision


def global_transform(found: Statistics) -> Transforms | None:
    """Return one transform for the whole recording; `None` where too little of it is known."""
    count = found.count.sum()
    reach = _reach(count)
    if reach is None:
        return None
    sums = _with_prior(found.quadratic.sum(0)[None], found.linear.sum(0)[None], count, PRIOR_GLOBAL)
    return Transforms(_solve(*sums, np.array([count]), reach))


def local_transforms(found: Statistics) -> Transforms | None:
    """Return a transform for each block, from the frames around it and, for want of these, the whole recording."""
    count = found.count.sum()
    reach = _reach(count)
    if reach is None:
        return None
    whole = found.quadratic.sum(0), found.linear.sum(0)
    prior = _with_prior(whole[0][None], whole[1][None], count, PRIOR_GLOBAL)
    share = PRIOR_LOCAL / count

    def around(values: Doubles) -> Doubles:
        total = values.copy()
        for step in range(1, REACH + 1):
            total[step:] += values[:-step]
            total[:-step] += values[step:]
        return total

    return Transforms(
        _solve(
            around(found.quadratic) + share * prior[0],
            around(found.linear) + share * prior[1],
            around(found.count) + share * count,
            reach,
        )
    )


def _reach(count: float) -> int | None:
    """Return how far from the diagonal so many frames let a matrix differ from no change; `None`: nowhere."""
    if count < EACH * 2 * CEPSTRA:
        return None
    return CEPSTRA if count >= EACH * CEPSTRA * (CEPSTRA + 1) else 0


def _with_prior(quadratic: Doubles, linear: Doubles, count: float, belief: float) -> tuple[Doubles, Doubles]:
    """Add a pull towards the identity, as strong as `belief` frames."""
    pull = quadratic * (belief / count)
    rows = np.arange(CEPSTRA)
    return quadratic + pull, linear + pull[:, rows, :, rows].transpose(1, 0, 2)


def _solve(quadratic: Doubles, linear: Doubles, count: Doubles, reach: int) -> Floats:
    """Return the likeliest matrices, row by row (Gales 1998, section 3), for all blocks at once: blocks x 13 x 14.

    Each row has numbers other than zero within `reach` of the diagonal, and in the last column, the offset.
    """
    blocks = len(quadratic)
    matrices = np.tile(np.eye(CEPSTRA, CEPSTRA + 1), (blocks, 1, 1))
    columns = [[*range(max(0, row - reach), min(CEPSTRA, row + reach + 1)), CEPSTRA] for row in range(CEPSTRA)]
    inverse = [np.linalg.inv(quadratic[:, row][:, used][:, :, used]) for row, used in enumerate(columns)]
    volume = 3.0 * count
    for _ in range(ROUNDS):
        for row, used in enumerate(columns):
            square = matrices[:, :, :CEPSTRA]
            cofactors = np.zeros((blocks, CEPSTRA + 1))
            cofactors[:, :CEPSTRA] = np.linalg.inv(square)[:, :, row]
            cofactors, wanted = cofactors[:, used], linear[:, row][:, used]
            step = np.einsum("bi,bij->bj", cofactors, inverse[row])
            a, b = (step * cofactors).sum(1), (step * wanted).sum(1)
            # Of the two roots the positive one keeps the orientation that the identity has.
            root = (np.sqrt(b * b + 4 * a * volume) - b) / (2 * a)
            matrices[:, row, used] = np.einsum("bi,bij->bj", root[:, None] * cofactors + wanted, inverse[row])
    return matrices.astype(np.float32)
