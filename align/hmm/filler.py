"""The cost of sound that nobody transcribed, which the words of the transcript must beat.

A fixed cost either gives noisy words away or lets words into adverts. What tells how much phones cost here is a loop of
any phones in any order: the right words follow its best path at a distance that hardly depends on noise and rooms,
words that were not said lie far above it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import UNITS
from align.kernels import kernel

__all__ = ["brief_line", "filler_line", "fine_filler", "loop_costs"]

ALWAYS, MEAN_SHARE, LOOP_SHARE = -0.3, 0.1, 0.8
"""The cost of a step, in nats: a constant, a share of what phones cost on average, one of what the loop costs."""

FINE_ALWAYS, FINE_MEAN_SHARE = 4.0, 0.3125
"""The same in the fine pass. Between words that were found sound that nobody transcribed is less likely."""

HESITATIONS = tuple(UNITS.index(unit) for unit in ("AH", "M", "ER", "HH"))
"""What "uh", "um", "hm" and breaths are made of."""

BRIEF = 0.8
"""What a step of brief sound costs beyond the filler, in nats; a hesitation costs less, down to nothing. It is entered
for less than the filler: after a second or so, the filler costs less."""

CHANGE = 6.0
"""Nats for going from one phone to the next in the loop."""

BLOCK = 3000
"""Coarse steps searched at a time (90 s), so that memory does not grow."""

REACH = 8
"""Coarse steps to either side over which a cost is averaged: half a second in all."""

BRIEF_REACH = 2
"""The same for hesitations, which last a quarter of a second."""

Floats = NDArray[np.float32]


def loop_costs(costs: NDArray[np.uint8], cost_step: float) -> Floats:
    """Return what each step costs on the best way through any phones, in nats.

    Args:
        costs: steps x phones, each phone against the best of its step, in units of `cost_step` nats.
    """
    out = np.empty(len(costs), np.float32)
    changed, source = np.empty((BLOCK, costs.shape[1]), np.bool_), np.empty(BLOCK, np.int64)
    for first in range(0, len(costs), BLOCK):
        part = slice(first, first + BLOCK)
        total = costs[first] * np.float32(cost_step)
        _loop(costs[part], np.float32(cost_step), np.float32(CHANGE), total, changed, source, out[part])
    return out


@kernel()
def _loop(
    costs: NDArray[np.uint8],
    cost_step: float,
    change: float,
    total: Floats,
    changed: NDArray[np.bool_],
    source: NDArray[np.int64],
    out: Floats,
) -> None:
    """Fill in what each step costs; `total`: of each phone at the first; the other two are room for back-pointers."""
    steps, phones = costs.shape
    phone = 0
    for t in range(1, steps + 1):
        phone = 0
        for p in range(1, phones):
            if total[p] < total[phone]:
                phone = p
        if t == steps:
            break
        source[t], lowest = phone, total[phone]
        for p in range(phones):
            came = total[p] - lowest
            changed[t, p] = came > change
            total[p] = (change if came > change else came) + costs[t, p] * cost_step
    for t in range(steps - 1, -1, -1):
        out[t] = costs[t, phone] * cost_step
        if t > 0 and changed[t, phone]:
            out[t] += change
            phone = source[t]


def filler_line(costs: NDArray[np.uint8], cost_step: float) -> Floats:
    """Compute the filler's cost in the coarse search: nats above the best phone of each step; arguments as above."""
    mean = costs.mean(axis=1, dtype=np.float32) * np.float32(cost_step)
    return ALWAYS + MEAN_SHARE * _around(mean) + LOOP_SHARE * _around(loop_costs(costs, cost_step))


def fine_filler(costs: NDArray[np.uint8], cost_step: float) -> Floats:
    """Compute the cost of the filler in the fine pass, in nats a frame, for each coarse step."""
    return FINE_ALWAYS + FINE_MEAN_SHARE * _around(costs.mean(axis=1, dtype=np.float32) * np.float32(cost_step))


def brief_line(costs: NDArray[np.uint8], cost_step: float, filler: Floats) -> Floats:
    """Compute what brief sound that nobody transcribed costs in the coarse search: nats above the best phone.

    Args:
        filler: what each step costs there.
    """
    hesitation = loop_costs(np.ascontiguousarray(costs[:, HESITATIONS]), cost_step)
    worse = _around(hesitation - loop_costs(costs, cost_step), BRIEF_REACH)
    brief: Floats = filler + np.clip(worse, 0.0, BRIEF).astype(np.float32)
    return brief


def _around(values: Floats, reach: int = REACH) -> Floats:
    """Return the mean of `values` around each step."""
    if len(values) == 0:
        return values
    total = np.concatenate([[0.0], np.cumsum(np.pad(values, reach, mode="edge"), dtype=np.float64)])
    return ((total[2 * reach + 1 :] - total[: -2 * reach - 1]) / (2 * reach + 1)).astype(np.float32)
