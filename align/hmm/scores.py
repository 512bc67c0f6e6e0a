"""Scores of all phones for each frame of a recording, adapted to its voices and its room."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS, SphinxModel, load_model
from align.hmm.adaptation import gather, global_transform
from align.hmm.boundaries import band_levels
from align.hmm.coarse import IN_WORD, CoarsePath, search
from align.hmm.confident import STEP, confident_frames
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP, phone_costs
from align.hmm.script import Script
from align.signal.spectra import Spectra, cepstra, levels_of, near_floor

__all__ = ["FrameScores", "score_frames", "thread_pool"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

MOST_THREADS = 8

BLOCK = 4096

OPENING = 30_000
"""Frames: five minutes show what room and microphones are like."""

ROUNDS, ENOUGH = 6, 0.98
"""Of adaptation, at most, and as long as each makes the words' frames cost less than this share of what they did."""

QUIET_COST = 2
"""The cost of silence, in coarse steps, where the sound is at the noise floor: room tone is heard as nasals."""


@dataclass(frozen=True, slots=True)
class FrameScores:
    """What the searches need of a recording; made once, though it be searched more than once.

    Args:
        cepstra: frames x 13, adapted to the recording as a whole, in half precision.
        costs: coarse steps x phones, quarters of a nat above the best phone of the step.
        tops: log likelihood of the best phone of each step.
        filler: what each step costs in the filler, in nats.
        bands, levels: as in `Recording`.
    """

    cepstra: NDArray[np.float16]
    costs: NDArray[np.uint8]
    tops: Floats
    filler: Floats
    bands: NDArray[np.uint8]
    levels: Floats


def score_frames(spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None) -> FrameScores:
    """Score the phones of a recording, after a look at its first minutes has shown how to adapt it to the model."""
    model = load_model()
    levels = levels_of(spectra)
    features = cepstra(spectra, levels)
    quiet = near_floor(spectra, levels)[::STEP]
    with thread_pool() as pool:
        opening = features if len(features) < 2 * OPENING else features[:OPENING]
        costs, tops = _coarse_costs(model, opening, quiet, pool)
        filler, spent = filler_line(costs, COST_STEP), np.inf
        # What is stuttered says little about the voice, and a search that allows for it is misled more easily.
        fluent = replace(script, false_start=np.full(script.words, np.inf, np.float32))
        for _ in range(ROUNDS):
            path = search(costs, COST_STEP, fluent, SIL, filler, bounds=bounds)
            before, spent = spent, _cost_in_words(path, costs, script)
            if spent > ENOUGH * before:
                break
            change = global_transform(gather(model, opening, *confident_frames(path, costs, filler, script)))
            if change is None:
                break
            features = change.apply(features, out=features)
            costs, tops = _coarse_costs(model, opening, quiet, pool)
            filler = filler_line(costs, COST_STEP)
        if len(opening) < len(features):
            costs, tops = _coarse_costs(model, features, quiet, pool)
            filler = filler_line(costs, COST_STEP)
    return FrameScores(features, costs, tops, filler, spectra.bands, band_levels(spectra))


def thread_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS))


def _cost_in_words(path: CoarsePath, costs: NDArray[np.uint8], script: Script) -> float:
    """What a step in a word costs on average, in units of `COST_STEP`."""
    steps = np.flatnonzero(path.kind == IN_WORD)
    return float(costs[steps, script.phones[path.place[steps]]].mean()) if len(steps) else np.inf


def _coarse_costs(
    model: SphinxModel, features: NDArray[np.float16], quiet: NDArray[np.bool_], pool: ThreadPoolExecutor
) -> tuple[NDArray[np.uint8], Floats]:
    steps = -(-len(features) // STEP)
    bounds = [(first, min(first + BLOCK, steps)) for first in range(0, steps, BLOCK)]
    parts = list(pool.map(lambda bound: phone_costs(model, features, STEP, *bound), bounds))
    if not parts:
        return np.zeros((0, len(UNITS)), np.uint8), np.zeros(0, np.float32)
    costs = np.concatenate([part[0] for part in parts])
    quiet = quiet[: len(costs)]
    costs[quiet, SIL] = np.minimum(costs[quiet, SIL], QUIET_COST)
    return costs, np.concatenate([part[1] for part in parts])
