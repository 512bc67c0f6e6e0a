"""The coarse search of a whole recording, with wider beams where words are lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, load_model
from align.hmm.adaptation import Transforms, gather, local_transforms
from align.hmm.coarse import FILLER, IN_WORD, CoarsePath, TrellisCosts, search
from align.hmm.confident import STEP, confident_frames, confident_steps
from align.hmm.filler import fine_filler
from align.hmm.fine import Recording
from align.hmm.gaussians import COST_STEP
from align.hmm.lost_words import recover_lost_words
from align.hmm.scores import FrameScores, adapted_to_voices
from align.hmm.script import Script
from align.signal.runs import runs_of

__all__ = ["Coarse", "coarse_pass", "recording_of", "whole_path"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

BEAMS, LOST = (1000.0, 3000.0), 100
"""Nats, tried one after the other where so many words in a row are not surely found. The usual beam loses its way
behind a cut of 200 words, these behind longer ones than 800 and 2400, in four and ten times the time."""


@dataclass(frozen=True, slots=True)
class Coarse:
    """What the coarse pass found.

    Args:
        start, end: frames of each word, -1 where it was skipped.
        unexplained: frames in the filler.
        recording: what the fine pass needs, adapted to the voices around.
        scores: adapted to each voice.
    """

    start: Ints
    end: Ints
    unexplained: NDArray[np.bool_]
    recording: Recording
    scores: FrameScores


def coarse_pass(
    scores: FrameScores, script: Script, *, bounds: tuple[Ints, Ints] | None = None, filler_scale: float = 1.0
) -> Coarse:
    """Search the whole recording; `bounds` and `filler_scale` as for `align_words`."""
    path = whole_path(scores.costs, scores.filler * np.float32(filler_scale), script, bounds)
    adapted = adapted_to_voices(scores, path, script)
    if adapted is not None:
        scores = adapted
        path = whole_path(scores.costs, scores.filler * np.float32(filler_scale), script, bounds)
    path = recover_lost_words(path, scores.costs, scores.filler * np.float32(filler_scale), script, bounds)
    start, end = _word_frames(path, script)
    unexplained = np.repeat(path.kind == FILLER, STEP)[: len(scores.cepstra)]
    known = gather(load_model(), scores.cepstra, *confident_frames(path, scores.costs, scores.filler, script))
    return Coarse(start, end, unexplained, recording_of(scores, local_transforms(known)), scores)


def whole_path(
    costs: NDArray[np.uint8], filler: Floats, script: Script, bounds: tuple[Ints, Ints] | None = None
) -> CoarsePath:
    """Return the cheapest path of a recording, searched with wider beams where words were lost in a row."""
    path = search(costs, COST_STEP, script, SIL, filler, bounds=bounds)
    for beam in BEAMS:
        known = np.zeros(script.words, np.bool_)
        known[script.owners()[path.place[confident_steps(path, costs, filler, script)]]] = True
        if max((last - first for first, last in runs_of(~known)), default=0) < LOST:
            break
        wider = search(costs, COST_STEP, script, SIL, filler, TrellisCosts(beam=beam), bounds)
        if wider.cost >= path.cost:
            break
        path = wider
    return path


def recording_of(scores: FrameScores, local: Transforms | None) -> Recording:
    filler = _filler_line(scores.costs, scores.tops, len(scores.cepstra))
    return Recording(scores.cepstra, local, filler, scores.bands, scores.levels)


def _filler_line(costs: NDArray[np.uint8], tops: Floats, frames: int) -> Floats:
    line = tops - fine_filler(costs, COST_STEP)
    return np.interp(np.arange(frames), np.arange(len(line)) * STEP, line).astype(np.float32)


def _word_frames(path: CoarsePath, script: Script) -> tuple[Ints, Ints]:
    """First and last (exclusive) frame of each word on the coarse path, -1 where it was skipped."""
    inside = np.flatnonzero(path.kind == IN_WORD).astype(np.int32)
    word = script.owners()[path.place[inside]]
    start, end = np.full(script.words, -1, np.int32), np.full(script.words, -1, np.int32)
    # A step stands for the frame it was taken at and one to either side.
    start[word[::-1]] = np.maximum(inside[::-1] * STEP - 1, 0)
    end[word] = (inside + 1) * STEP - 1
    return start, end
