"""The embedded engine: phones of the model that ships inside the pocketsphinx wheel, searched twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.edges import band_levels
from align.engines.gaussians import COST_STEP, phone_costs
from align.engines.sphinx_model import PHONES, SIL, SphinxModel, load_model
from align.features import FRAME, Spectra, cepstra, near_floor
from align.lexicon import Variant
from align.refine import FILLER_UNIT, FinePath, Recording, cut_pieces, refine_piece
from align.trellis import FILLER, IN_WORD, CoarsePath, Script, TrellisCosts, filler_costs, search

__all__ = ["STEP", "Placed", "place_words"]

STEP = 3
"""Frames in a coarse step: 30 ms."""

FINE_FILLER = 2.5
"""The filler of the fine pass against that of the coarse one: between words that were found it is less likely."""

MOST_THREADS = 8
BLOCK = 4096

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
_NUMBER = {phone: number for number, phone in enumerate(PHONES)}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words lie, one row a spoken token.

    Args:
        tokens: index of each row's token in the transcript; tokens without pronunciation have no row.
        start, end: seconds; NaN where the token was skipped.
        start_spread, end_spread: standard deviations of the edges, seconds.
        moved: how far the fine pass and the edge model moved the farther edge from its coarse place, seconds.
        score, worst, head, tail: log likelihood a frame against the filler: mean of the word, of its worse half, of its
            first and of its last 50 ms.
        before, after: the phone that adjoins, or silence, or `FILLER_UNIT`.
        phones: how many the word has in the pronunciation that was found.
        filler: frames of the recording that no word and no silence explains.
    """

    tokens: Ints
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    start_spread: Floats
    end_spread: Floats
    moved: Floats
    score: Floats
    worst: Floats
    head: Floats
    tail: Floats
    before: Ints
    after: Ints
    phones: Ints
    filler: NDArray[np.bool_]


def place_words(
    spectra: Spectra,
    variants: Sequence[Sequence[Variant]],
    progress: Callable[[float], None] | None = None,
    *,
    known: NDArray[np.float64] | None = None,
    hints: Sequence[tuple[int, float, float]] = (),
    price: float = 1.0,
) -> Placed:
    """Find each token of a transcript in a recording.

    Args:
        variants: the pronunciations of each token, none for a silent one.
        progress: called with the share done, 0..1.
        known: tokens x 2, where another engine found each token (seconds, NaN where it did not); the fine pass then
            looks there, and there is no coarse one.
        hints: (token, start, end) in seconds: tokens from this one up to the next hint's begin within these times,
            or `HINT_SLACK` beside.
        price: of the filler in the coarse search, against the usual one.
    """
    told = progress or (lambda share: None)
    model = load_model()
    tokens = np.array([i for i, token in enumerate(variants) if token], np.int32)
    script = _script([variants[i] for i in tokens])
    features = cepstra(spectra)
    told(0.1)
    workers = min(os.cpu_count() or 1, MOST_THREADS)
    with ThreadPoolExecutor(workers) as pool:
        costs, tops = _coarse_costs(model, features, pool)
        quiet = near_floor(spectra)[::STEP]
        costs[quiet, SIL] = np.minimum(costs[quiet, SIL], QUIET_COST)
        told(0.4)
        if known is None:
            usual = TrellisCosts()
            tuning = replace(usual, filler=usual.filler * price, filler_share=usual.filler_share * price)
            path = search(costs, COST_STEP, script, SIL, tuning, _bounds(hints, tokens, len(costs)))
            start, end = _word_frames(path, script)
            unexplained = np.repeat(path.kind == FILLER, STEP)[: len(features)]
        else:
            frames = np.nan_to_num(np.round(known[tokens] / FRAME), nan=-1.0).astype(np.int32)
            start, end = frames[:, 0].copy(), frames[:, 1].copy()
            unexplained = np.zeros(len(features), np.bool_)
        told(0.6)
        filler = _filler_line(costs, tops, len(features))
        del costs, tops
        pieces = cut_pieces(start, end, len(features))
        recording = Recording(features, filler, spectra.bands, band_levels(spectra))
        tasks = [pool.submit(refine_piece, model, recording, script, start, end, piece) for piece in pieces]
        paths = []
        for done, task in enumerate(tasks):
            paths.append(task.result())
            told(0.6 + 0.4 * (done + 1) / len(tasks))
    return _gather(tokens, script, paths, (start, end), unexplained)


QUIET_COST = 2
"""The cost of silence, in coarse steps, where the sound is at the noise floor: room tone is heard as nasals."""

HINT_SLACK = 3.0
"""Seconds: captions follow speech by a second or two, and many keep whole seconds."""


def _bounds(hints: Sequence[tuple[int, float, float]], tokens: Ints, steps: int) -> tuple[Ints, Ints] | None:
    """First and last step at which each row of `tokens` may begin."""
    if not hints:
        return None
    earliest, latest = np.zeros(len(tokens), np.int32), np.full(len(tokens), steps, np.int32)
    for (token, start, end), following in zip(hints, [*hints[1:], None], strict=True):
        here = tokens >= token
        if following is not None:
            here &= tokens < following[0]
            end = following[1] if end <= start else end
        elif end <= start:
            end = np.inf
        earliest[here] = max(0, int((start - HINT_SLACK) / (STEP * FRAME)))
        latest[here] = int(min(steps, (end + HINT_SLACK) / (STEP * FRAME)))
    return earliest, latest


def _script(words: Sequence[Sequence[Variant]]) -> Script:
    return Script.of([[[_NUMBER[p] for spoken in variant for p in spoken] for variant in word] for word in words])


def _coarse_costs(model: SphinxModel, features: Floats, pool: ThreadPoolExecutor) -> tuple[NDArray[np.uint8], Floats]:
    steps = -(-len(features) // STEP)
    bounds = [(first, min(first + BLOCK, steps)) for first in range(0, steps, BLOCK)]
    parts = list(pool.map(lambda bound: phone_costs(model, features, STEP, *bound), bounds))
    if not parts:
        return np.zeros((0, len(PHONES)), np.uint8), np.zeros(0, np.float32)
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _filler_line(costs: NDArray[np.uint8], tops: Floats, frames: int) -> Floats:
    tuning = TrellisCosts()
    line = tops - FINE_FILLER * (tuning.filler + filler_costs(costs, tuning.filler_share) * COST_STEP)
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


def _gather(
    tokens: Ints, script: Script, paths: Sequence[FinePath], coarse: tuple[Ints, Ints], filler: NDArray[np.bool_]
) -> Placed:
    count = script.words
    times = np.full((2, count), np.nan)
    spreads = np.zeros((2, count), np.float32)
    scores = np.zeros((4, count), np.float32)
    beside = np.full((2, count), FILLER_UNIT, np.int32)
    variant = script.variants[:-1].copy()
    for path in paths:
        times[:, path.words] = path.start, path.end
        spreads[:, path.words] = path.start_spread, path.end_spread
        scores[:, path.words] = path.quality.T
        beside[:, path.words] = path.before, path.after
        variant[path.words] = path.variant
    moved = np.abs(times - np.stack(coarse) * FRAME).max(axis=0)
    phones = script.states[variant + 1] - script.states[variant]
    return Placed(
        tokens=tokens,
        start=times[0],
        end=times[1],
        start_spread=spreads[0],
        end_spread=spreads[1],
        moved=np.nan_to_num(moved).astype(np.float32),
        score=scores[0],
        worst=scores[1],
        head=scores[2],
        tail=scores[3],
        before=beside[0],
        after=beside[1],
        phones=phones,
        filler=filler,
    )
