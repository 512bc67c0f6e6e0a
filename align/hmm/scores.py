"""Scores of all phones for each frame of a recording, adapted to its voices and its room."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS, SphinxModel, load_model
from align.hmm.adaptation import Transforms, gather, global_transform
from align.hmm.boundaries import band_levels
from align.hmm.coarse import IN_WORD, CoarsePath, search
from align.hmm.confident import STEP, confident_frames
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP, DEAREST, phone_costs
from align.hmm.script import Script
from align.hmm.voices import Voices, find_voices, voice_transforms
from align.memory import give_back_freed
from align.signal.spectra import HOP, Spectra, cepstra, levels_of, near_floor

__all__ = [
    "Adapted",
    "FrameScores",
    "OpeningListener",
    "adapt",
    "adapt_to_opening",
    "adapted_to_voices",
    "score_frames",
    "thread_pool",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

MOST_THREADS = 8

BLOCK = 4096

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
class FrameScores:
    """What the searches need of a recording; made once, though it be searched more than once.

    Args:
        cepstra: frames x 13, adapted to the recording as a whole, in half precision.
        costs: coarse steps x phones, quarters of a nat above the best phone of the step.
        tops: log likelihood of the best phone of each step.
        filler: what each step costs in the filler, in nats.
        bands, levels: as in `Recording`.
        quiet: coarse steps at the noise floor.
        voices: which stretches sound alike.
    """

    cepstra: NDArray[np.float16]
    costs: NDArray[np.uint8]
    tops: Floats
    filler: Floats
    bands: NDArray[np.uint8]
    levels: Floats
    quiet: NDArray[np.bool_]
    voices: Voices


@dataclass(frozen=True, slots=True)
class Adapted:
    """How a recording is adapted as a whole, one change after the other, learnt from its opening.

    Args:
        changes: to be applied in turn.
        costs, tops: of the opening once adapted, as in `FrameScores`.
    """

    changes: tuple[Transforms, ...]
    costs: NDArray[np.uint8]
    tops: Floats


class OpeningListener:
    """Adapts to the opening of a recording in a thread of its own, while the rest is still being decoded."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._pool = ThreadPoolExecutor(1)
        self._task: Future[Adapted] | None = None

    def on_spectra(self, sofar: Spectra) -> None:
        """Look at what there is of a recording; begin once it is known to be more than its opening."""
        if self._task is None and len(sofar.mel) >= WHOLE:
            part = _beginning(sofar, OPENING + MARGIN)
            # The spectra move when they grow.
            part = replace(part, mel=part.mel.copy(), bands=part.bands.copy())
            self._task = self._pool.submit(adapt, part, self._script, frames=OPENING)
            self._pool.shutdown(wait=False)

    def result(self) -> Adapted | None:
        """Return what was learnt; `None` where the recording was too short to begin."""
        return None if self._task is None else self._task.result()


def adapt(
    spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None, *, frames: int | None = None
) -> Adapted:
    """Learn from the first `frames` of a recording, or from all, how to bring it nearer to the model."""
    model, levels = load_model(), levels_of(spectra)
    features = cepstra(spectra, levels)[:frames]
    quiet = near_floor(spectra, levels)[::STEP]
    changes: list[Transforms] = []
    # What is stuttered says little about the voice, and a search that allows for it is misled more easily.
    fluent = replace(script, false_start=np.full(script.words, np.inf, np.float32))
    spent, said = np.inf, 0
    with thread_pool() as pool:
        for round_ in range(ROUNDS + 1):
            costs, tops = _coarse_costs(model, features, quiet, pool)
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
    return Adapted(tuple(changes), costs, tops)


def adapt_to_opening(spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None) -> Adapted:
    """Learn from the opening of a long recording, or from the whole of a short one."""
    opening = OPENING if len(spectra.mel) >= WHOLE else len(spectra.mel)
    return adapt(_beginning(spectra, opening + MARGIN), script, bounds, frames=opening)


def score_frames(
    spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None, adapted: Adapted | None = None
) -> FrameScores:
    """Score the phones of a recording, adapted as its first minutes showed.

    Args:
        bounds: as for `align_words`.
        adapted: from an `OpeningListener`; learnt here where `None`.
    """
    levels = levels_of(spectra)
    features = cepstra(spectra, levels)
    floor = near_floor(spectra, levels)
    quiet = floor[::STEP]
    adapted = adapted or adapt_to_opening(spectra, script, bounds)
    for change in adapted.changes:
        features = change.apply(features, out=features)
    with thread_pool() as pool:
        # Each takes one core a second or so, while the others score.
        voices, loud = pool.submit(find_voices, spectra, floor), pool.submit(band_levels, spectra)
        costs, tops = adapted.costs, adapted.tops
        if len(costs) < -(-len(features) // STEP):
            costs, tops = _coarse_costs(load_model(), features, quiet, pool)
        filler = filler_line(costs, COST_STEP)
        return FrameScores(features, costs, tops, filler, spectra.bands, loud.result(), quiet, voices.result())


def _beginning(spectra: Spectra, frames: int) -> Spectra:
    samples = min(spectra.samples, frames * HOP)
    return Spectra(spectra.mel[:frames], spectra.bands[: 2 * frames], samples)


def adapted_to_voices(scores: FrameScores, path: CoarsePath, script: Script) -> FrameScores | None:
    """Score the voices anew that fit the model worse than others do; `None` where there are none.

    Args:
        path: of the words in the recording, from which each voice's phones are known.
    """
    if scores.voices.count < 2:
        return None
    model = load_model()
    known = confident_frames(path, scores.costs, scores.filler, script)
    cost = scores.costs[known[0] // STEP, known[1]]
    changes = voice_transforms(model, scores.cepstra, scores.voices, known, cost)
    if not changes:
        return None
    features, costs, tops = scores.cepstra.copy(), scores.costs.copy(), scores.tops.copy()
    stretches = [stretch for stretch in scores.voices.stretches() if stretch[2] in changes]
    for first, last, voice in stretches:
        changes[voice].apply(features[first:last], out=features[first:last])
    with thread_pool() as pool:
        steps = [(-(-first // STEP), min(-(-last // STEP), len(costs))) for first, last, _ in stretches]
        parts = pool.map(lambda bound: phone_costs(model, features, STEP, *bound), steps)
        for (begin, end), (cost_part, top_part) in zip(steps, parts, strict=True):
            costs[begin:end], tops[begin:end] = cost_part, top_part
    _respect_floor(costs, scores.quiet)
    return replace(scores, cepstra=features, costs=costs, tops=tops, filler=filler_line(costs, COST_STEP))


def thread_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS))


def _cost_in_words(path: CoarsePath, costs: NDArray[np.uint8], script: Script) -> float:
    """Return what a step in a word costs on average, in units of `COST_STEP`."""
    steps = np.flatnonzero(path.kind == IN_WORD)
    return float(costs[steps, script.phones[path.place[steps]]].mean()) if len(steps) else np.inf


def _respect_floor(costs: NDArray[np.uint8], quiet: NDArray[np.bool_]) -> None:
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
    model: SphinxModel, features: NDArray[np.float16], quiet: NDArray[np.bool_], pool: ThreadPoolExecutor
) -> tuple[NDArray[np.uint8], Floats]:
    steps = -(-len(features) // STEP)
    bounds = [(first, min(first + BLOCK, steps)) for first in range(0, steps, BLOCK)]
    parts = list(pool.map(lambda bound: phone_costs(model, features, STEP, *bound), bounds))
    if not parts:
        return np.zeros((0, len(UNITS)), np.uint8), np.zeros(0, np.float32)
    costs = np.concatenate([part[0] for part in parts])
    _respect_floor(costs, quiet)
    return costs, np.concatenate([part[1] for part in parts])
