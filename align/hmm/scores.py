"""Scores of all phones for each frame of a recording, adapted to its voices and its room.

What is long is scored in stretches of five minutes, each by what is heard in it and a minute to either side: so most
of it is done while the rest is still being decoded, and the scores are the same whenever they are made.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.cores import thread_pool
from align.hmm.acoustic_model import UNITS, load_model
from align.hmm.adaptation import Transforms
from align.hmm.boundaries import band_levels
from align.hmm.coarse import CoarsePath
from align.hmm.confident import STEP, confident_frames
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP, phone_costs
from align.hmm.opening import MARGIN, OPENING, WHOLE, Adapted, adapt, adapt_to_opening, respect_floor, stretch
from align.hmm.script import Script
from align.hmm.voices import Voices, find_voices, voice_transforms
from align.signal.blocks import GrowingRows
from align.signal.enhancement import heard_cepstra
from align.signal.front_end import CEPSTRA
from align.signal.spectra import Spectra

__all__ = ["EarlyScorer", "FrameScores", "adapted_to_voices", "score_frames"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

WAITING = 4
"""Stretches, copied and not scored yet, behind which decoding waits: 10 MB."""


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
        voices_later: which stretches sound alike; found while the first search goes on.
    """

    cepstra: NDArray[np.float16]
    costs: NDArray[np.uint8]
    tops: Floats
    filler: Floats
    bands: NDArray[np.uint8]
    levels: Floats
    quiet: NDArray[np.bool_]
    voices_later: Future[Voices]

    @property
    def voices(self) -> Voices:
        """Return which stretches sound alike; waits until that is known."""
        return self.voices_later.result()


class Scored(NamedTuple):
    """Frames of a stretch: their cepstra, and which are near the noise floor; costs and tops of its coarse steps."""

    cepstra: NDArray[np.float16]
    near_floor: NDArray[np.bool_]
    costs: NDArray[np.uint8]
    tops: Floats


class Stretches:
    """Stretches of a recording that have been scored, in order."""

    def __init__(self) -> None:
        self.cepstra = GrowingRows(CEPSTRA, np.float16)
        self.near_floor = GrowingRows(1, np.bool_)
        self.costs = GrowingRows(len(UNITS), np.uint8)
        self.tops = GrowingRows(1, np.float32)

    def add(self, scored: Scored) -> None:
        """Add the next."""
        self.cepstra.append(scored.cepstra)
        self.near_floor.append(scored.near_floor[:, None])
        self.costs.append(scored.costs)
        self.tops.append(scored.tops[:, None])


@dataclass(frozen=True, slots=True)
class Early:
    """What was scored while a recording was being decoded, and how it was adapted."""

    adapted: Adapted
    stretches: Stretches


class EarlyScorer:
    """Adapts to the opening of a recording, and scores it, in a thread of its own while the rest is being decoded."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._pool = ThreadPoolExecutor(1)
        self._adapted: Future[Adapted] | None = None
        self._waiting: deque[Future[None]] = deque()
        self._stretches = Stretches()
        self._begun = 0

    def on_spectra(self, sofar: Spectra) -> None:
        """Look at what there is of a recording; begin once it is known to be more than its opening."""
        if self._adapted is None:
            if len(sofar.mel) < WHOLE:
                return
            opening = _copied(sofar, 0, OPENING + MARGIN)
            self._adapted = self._pool.submit(adapt, opening, self._script, frames=OPENING)
        while self._begun + OPENING + MARGIN <= len(sofar.mel):
            first, begins = self._begun, max(0, self._begun - MARGIN)
            around = _copied(sofar, begins, first + OPENING + MARGIN)
            self._waiting.append(self._pool.submit(self._score, self._adapted, around, first - begins))
            self._begun += OPENING
        while len(self._waiting) > WAITING:
            self._waiting.popleft().result()

    def _score(self, adapted: Future[Adapted], around: Spectra, lead: int) -> None:
        self._stretches.add(_score_stretch(around, lead, OPENING, adapted.result().changes))

    def result(self) -> Early | None:
        """Return what was scored, once and for all; `None` where the recording was too short to begin."""
        if self._adapted is None:
            return None
        for task in self._waiting:
            task.result()
        self._pool.shutdown()
        found = Early(self._adapted.result(), self._stretches)
        self._stretches = Stretches()
        return found


def _copied(spectra: Spectra, first: int, last: int) -> Spectra:
    """Copy a stretch: the spectra move when they grow."""
    part = stretch(spectra, first, last)
    return replace(part, mel=part.mel.copy(), bands=part.bands.copy())


def score_frames(
    spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None, early: Early | Adapted | None = None
) -> FrameScores:
    """Score the phones of a recording, adapted as its first minutes showed.

    Args:
        bounds: as for `align_words`.
        early: from an `EarlyScorer`, or how the recording is adapted; learnt here where `None`.
    """
    adapted = early.adapted if isinstance(early, Early) else early or adapt_to_opening(spectra, script, bounds)
    done = early.stretches if isinstance(early, Early) else Stretches()
    with thread_pool() as pool:
        loud = pool.submit(band_levels, spectra)
        for scored in pool.map(lambda part: _scored(spectra, part, adapted), _parts(spectra, len(done.cepstra))):
            done.add(scored)
    floor, costs = done.near_floor.rows()[:, 0], done.costs.rows()
    quiet = floor[::STEP].copy()
    respect_floor(costs, quiet)
    alone = ThreadPoolExecutor(1)
    voices = alone.submit(find_voices, spectra, floor)
    alone.shutdown(wait=False)
    filler, tops = filler_line(costs, COST_STEP), done.tops.rows()[:, 0]
    return FrameScores(done.cepstra.rows(), costs, tops, filler, spectra.bands, loud.result(), quiet, voices)


def _parts(spectra: Spectra, begin: int) -> list[tuple[int, int]]:
    """First and last frame of each stretch from `begin` on; what is short is one."""
    frames = len(spectra.mel)
    length = OPENING if frames >= WHOLE else max(frames, 1)
    return [(first, min(first + length, frames)) for first in range(begin, frames, length)]


def _scored(spectra: Spectra, part: tuple[int, int], adapted: Adapted) -> Scored:
    first, last = part
    begins = max(0, first - MARGIN)
    known = (adapted.costs, adapted.tops) if len(spectra.mel) < WHOLE else None
    around = stretch(spectra, begins, last + MARGIN)
    return _score_stretch(around, first - begins, last - first, adapted.changes, known)


def _score_stretch(
    around: Spectra,
    lead: int,
    frames: int,
    changes: tuple[Transforms, ...],
    known: tuple[NDArray[np.uint8], Floats] | None = None,
) -> Scored:
    """Score some frames of a recording.

    Args:
        around: with `MARGIN` frames before and behind, as far as there are any.
        lead: frames of it that come before.
        known: their costs and tops, if they are.
    """
    heard, quiet = heard_cepstra(around)
    # The differences of the outermost frames look at their neighbours.
    before = min(lead, STEP)
    features = heard[lead - before : lead + frames + STEP]
    for change in changes:
        features = change.apply(features, out=features)
    first = before // STEP
    costs, tops = known or phone_costs(load_model(), features, STEP, first, first + -(-frames // STEP))
    return Scored(features[before : before + frames], quiet[lead : lead + frames], costs, tops)


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
    respect_floor(costs, scores.quiet)
    return replace(scores, cepstra=features, costs=costs, tops=tops, filler=filler_line(costs, COST_STEP))
