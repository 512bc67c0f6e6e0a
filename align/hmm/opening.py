"""Adaptation of the model to a recording as a whole, learnt from its opening, and the costs of phones at each step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.cores import thread_pool
from align.hmm.acoustic_model import SIL, UNITS, SphinxModel, load_model
from align.hmm.adaptation import Transforms, gather, global_transform
from align.hmm.coarse import IN_WORD, CoarsePath, search
from align.hmm.confident import STEP, confident_frames
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP, DEAREST, phone_costs
from align.hmm.script import Script
from align.memory import give_back_freed
from align.signal.enhancement import heard_cepstra
from align.signal.spectra import HOP, Spectra

__all__ = [
    "MARGIN",
    "OPENING",
    "WHOLE",
    "Adapted",
    "adapt",
    "adapt_to_opening",
    "respect_floor",
    "stretch",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

BLOCK = 4096
"""Coarse steps that one thread scores at a time."""

OPENING, WHOLE = 30_000, 60_000
"""Frames: five minutes show what room and microphones are like; what is shorter than ten is looked at as a whole."""

MARGIN = 6_000
"""Frames behind the opening that its noise floor and its loudness depend on: a minute, of which they need 40 s."""

ROUNDS, ENOUGH, MORE = 6, 0.98, 1.02
"""Of adaptation, at most, and as long as each makes the words' frames cost less than this share of what they did, or
the words are heard in this multiple of as many frames: under music or another voice the first search hears few."""

DEARER = 1.35
"""The cost of the filler while the model is adapted, against the usual one. A model that is not adapted yet gives what
is said over music to the filler: of a speech under a song 64 of 287 words were heard."""

QUIET_COST = 2
"""The cost of silence, in coarse steps, where the sound is at the noise floor: room tone is heard as nasals."""

SILENT_COST, CLOSURE = 4, 2
"""What a phone costs more there, in the same unit, and steps to either side that must be at the floor, too: closures of
stops are silent for so long within words."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """How a recording is adapted as a whole, one change after the other, learnt from its opening.

    Args:
        changes: to be applied in turn.
        costs, tops: of the opening once adapted, as in `FrameScores` but for the noise floor.
    """

    changes: tuple[Transforms, ...]
    costs: NDArray[np.uint8]
    tops: Floats


def adapt(
    spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None, *, frames: int | None = None
) -> Adapted:
    """Learn from the first `frames` of a recording, or from all, how to bring it nearer to the model."""
    model = load_model()
    features, at_floor = heard_cepstra(spectra)
    features, quiet = features[:frames], at_floor[::STEP]
    changes: list[Transforms] = []
    # What is stuttered says little about the voice, and a search that allows for it is misled more easily.
    fluent = replace(script, false_start=np.full(script.words, np.inf, np.float32))
    spent, said = np.inf, 0
    with thread_pool() as pool:
        for round_ in range(ROUNDS + 1):
            raw, tops = _coarse_costs(model, features, pool)
            costs = raw.copy()
            respect_floor(costs, quiet)
            if round_ == ROUNDS:
                break
            filler = filler_line(costs, COST_STEP) * np.float32(DEARER)
            path = search(costs, COST_STEP, fluent, SIL, filler, bounds=bounds)
            before, spent = spent, _cost_in_words(path, costs, script)
            said_before, said = said, int(np.count_nonzero(path.kind == IN_WORD))
            if spent > ENOUGH * before and said < MORE * said_before:
                break
            change = global_transform(gather(model, features, *confident_frames(path, costs, filler, script)))
            if change is None:
                break
            features = change.apply(features, out=features)
            changes.append(change)
    give_back_freed()
    return Adapted(tuple(changes), raw, tops)


def adapt_to_opening(spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None) -> Adapted:
    """Learn from the opening of a long recording, or from the whole of a short one."""
    opening = OPENING if len(spectra.mel) >= WHOLE else len(spectra.mel)
    return adapt(stretch(spectra, 0, opening + MARGIN), script, bounds, frames=opening)


def stretch(spectra: Spectra, first: int, last: int) -> Spectra:
    """Return frames `first` to `last` of a recording, as far as it goes, as if they were all of it."""
    samples = min(spectra.samples, last * HOP) - first * HOP
    return Spectra(spectra.mel[first:last], spectra.bands[2 * first : 2 * last], samples)


def _cost_in_words(path: CoarsePath, costs: NDArray[np.uint8], script: Script) -> float:
    """Return what a step in a word costs on average, in units of `COST_STEP`."""
    steps = np.flatnonzero(path.kind == IN_WORD)
    return float(costs[steps, script.phones[path.place[steps]]].mean()) if len(steps) else np.inf


def respect_floor(costs: NDArray[np.uint8], quiet: NDArray[np.bool_]) -> None:
    """Where the sound is at the noise floor, make silence cheap and, beyond closures, all else cost more; in place."""
    quiet = quiet[: len(costs)]
    costs[quiet, SIL] = np.minimum(costs[quiet, SIL], QUIET_COST)
    silent = quiet.copy()
    for shift in range(1, CLOSURE + 1):
        silent[shift:] &= quiet[:-shift]
        silent[:-shift] &= quiet[shift:]
    others = np.arange(costs.shape[1]) != SIL
    rows = np.flatnonzero(silent)
    costs[np.ix_(rows, others)] = np.minimum(costs[np.ix_(rows, others)], DEAREST - SILENT_COST) + np.uint8(SILENT_COST)


def _coarse_costs(
    model: SphinxModel, features: NDArray[np.float16], pool: ThreadPoolExecutor
) -> tuple[NDArray[np.uint8], Floats]:
    """Return the costs of phones and the likelihood of the best at each coarse step, by all threads of a pool."""
    steps = -(-len(features) // STEP)
    bounds = [(first, min(first + BLOCK, steps)) for first in range(0, steps, BLOCK)]
    parts = list(pool.map(lambda bound: phone_costs(model, features, STEP, *bound), bounds))
    if not parts:
        return np.zeros((0, len(UNITS)), np.uint8), np.zeros(0, np.float32)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
