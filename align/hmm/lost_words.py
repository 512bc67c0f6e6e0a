"""Runs of words that the coarse search passed over, though the sound where they belong is theirs.

In noise, or where the model fits a voice badly, the filler costs less than words that were said. The price of the
filler is right for most recordings and wrong for a minute of some. Or the words around took the sound of others that
are like them. So where a run of words is missing, it is searched for again with the words around it, with a filler that
costs more and without leave to skip; what then fits badly was rightly passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL
from align.hmm.coarse import IN_WORD, CoarsePath, TrellisCosts, search
from align.hmm.gaussians import COST_STEP
from align.hmm.script import Script
from align.signal.runs import runs_of

__all__ = ["recover_lost_words"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Bounds = tuple[Ints, Ints] | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """When a run is searched again, and when what is found is believed.

    Args:
        least_words: in a row; fewer may be slips of the transcript.
        around: words on either side that are searched again, too.
        least_steps: coarse steps that there must be for each phone; speech takes two to three.
        filler_scale: the cost of the filler, against the usual one.
        most_cost: what a step in the words of the run may cost against what a phone costs there on average. Right words
            cost 0.08 (clean) to 0.27 (noise), wrong ones 0.42 to 0.5 (docs/measurements.md).
        most_worse: by which factor a step in the words around may cost more than before.
    """

    least_words: int = 4
    around: int = 8
    least_steps: float = 1.5
    filler_scale: float = 1.5
    most_cost: float = 0.4
    most_worse: float = 1.2


RECOVERY = Recovery()

NO_SKIPS = TrellisCosts(skip=1e4)


def recover_lost_words(
    path: CoarsePath, costs: NDArray[np.uint8], filler: Floats, script: Script, bounds: Bounds = None
) -> CoarsePath:
    """Search again for runs of words that a path lacks; what is not believed stays as it was.

    Args:
        costs, filler, bounds: as for `align.hmm.coarse.search`.
    """
    inside = np.flatnonzero(path.kind == IN_WORD)
    words = script.owners()[path.place[inside]]
    found = np.unique(words)
    lost = np.ones(script.words, np.bool_)
    lost[found] = False
    kind, place = path.kind.copy(), path.place.copy()
    for first, last in runs_of(lost):
        if last - first < RECOVERY.least_words or len(found) == 0:
            continue
        low, high = _around(found, first, last, script.words)
        # From the end of the word before these to the start of the one behind.
        before_low, behind_high = np.searchsorted(words, [low, high]).tolist()
        begin = int(inside[before_low - 1]) + 1 if before_low else 0
        end = int(inside[behind_high]) if behind_high < len(inside) else len(path.kind)
        steps, part = slice(begin, end), script.part(low, high)
        if end - begin < RECOVERY.least_steps * _phones(part):
            continue
        new = search(
            costs[steps], COST_STEP, part, SIL, filler[steps] * np.float32(RECOVERY.filler_scale), NO_SKIPS,
            _shifted(bounds, low, high, begin),
        )  # fmt: skip
        state = script.states[script.variants[low]]
        placed = (new.place + np.where(new.kind == IN_WORD, state, low)).astype(np.int32)
        before = CoarsePath(path.kind[steps], path.place[steps], 0.0)
        if _believable(CoarsePath(new.kind, placed, 0.0), before, costs[steps], script, (first, last)):
            kind[steps], place[steps] = new.kind, placed
    return CoarsePath(kind, place, path.cost)


def _around(found: NDArray[np.integer], first: int, last: int, words: int) -> tuple[int, int]:
    """Return the run with so many words before and behind it that were found; to the end of the text where there are
    none.
    """
    before, behind = found[found < first], found[found >= last]
    low = int(before[-RECOVERY.around :][0]) if len(before) else 0
    high = int(behind[: RECOVERY.around][-1]) + 1 if len(behind) else words
    return low, high


def _phones(script: Script) -> int:
    return int((script.states[script.variants[:-1] + 1] - script.states[script.variants[:-1]]).sum())


def _shifted(bounds: Bounds, first: int, last: int, begin: int) -> Bounds:
    """Return the bounds of the words from `first` up to `last`, counted from step `begin`."""
    if bounds is None:
        return None
    earliest, latest = bounds
    return np.maximum(earliest[first:last] - begin, 0).astype(np.int32), (latest[first:last] - begin).astype(np.int32)


def _believable(
    new: CoarsePath, before: CoarsePath, costs: NDArray[np.uint8], script: Script, run: tuple[int, int]
) -> bool:
    """Tell whether the words of a run fit their new places, and the words around no worse than before."""
    steps = np.flatnonzero(new.kind == IN_WORD)
    words = script.owners()[new.place[steps]]
    own = (words >= run[0]) & (words < run[1])
    if len(np.unique(words[own])) < run[1] - run[0]:
        return False
    rest = _relative_cost(new, steps[~own], costs, script)
    usual = _relative_cost(before, np.flatnonzero(before.kind == IN_WORD), costs, script)
    return _relative_cost(new, steps[own], costs, script) <= RECOVERY.most_cost and rest <= RECOVERY.most_worse * usual


def _relative_cost(path: CoarsePath, steps: NDArray[np.intp], costs: NDArray[np.uint8], script: Script) -> float:
    """Return what steps in words cost, against what a phone costs there on average; nothing where there are none."""
    total = float(costs[steps].mean(axis=1).sum()) if len(steps) else 0.0
    return float(costs[steps, script.phones[path.place[steps]]].sum()) / total if total else 0.0
