"""Aligning the words of a script with a recording: the coarse search, then the fine one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.cores import thread_pool
from align.hmm.acoustic_model import load_model
from align.hmm.coarse_pass import Coarse, coarse_pass, recording_of
from align.hmm.competitors import CompetitorFit, compare_with_competitors
from align.hmm.confident import STEP
from align.hmm.fine import FinePath, refine_piece
from align.hmm.gaussians import COST_STEP
from align.hmm.phrase_fit import PhraseFit, compare_with_any_phones
from align.hmm.pieces import cut_pieces
from align.hmm.scores import FrameScores, score_frames
from align.hmm.script import Script, script_of
from align.hmm.word_fit import FILLER_UNIT, no_fit
from align.memory import give_back_freed
from align.pronunciation.phones import Variant
from align.signal.blocks import block_percentiles, lowest_around
from align.signal.spectra import BAND_STEP, FRAME, Spectra

__all__ = ["WordAlignment", "align_tokens", "align_words"]

FLOOR_BLOCK, FLOOR_PERCENT = 33, 10
"""Coarse steps (a second) in each of which so many percent are taken for the noise floor."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordAlignment:
    """Where words lie, one row a spoken token.

    Args:
        tokens: index of each row's token in the transcript; tokens without pronunciation have no row.
        start, end: seconds; NaN where the token was skipped.
        start_spread, end_spread: standard deviations of the edges, seconds.
        moved: how far the fine pass and the edge model moved the farther edge from its coarse place, seconds.
        score, worst, head, tail, worst_phone: log likelihood a frame against the filler: mean of the word, of its worse
            half, of its first and of its last 50 ms, of its worst phone.
        in_context, in_context_worst: mean and worst phone, with phones as they sound between their neighbours.
        longest, first, last: seconds of the longest, the first and the last phone.
        short: share of the phones that are as short as can be.
        contrast, filler_cost: how much more than the best phone the others, and the filler, cost there (nats a step).
        loudness: how far the sound stands out from the noise floor, nepers of power.
        fit: what the word, other words and any phones cost there.
        phrase: how much more the word costs between its neighbours than anything else there.
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
    worst_phone: Floats
    in_context: Floats
    in_context_worst: Floats
    longest: Floats
    first: Floats
    last: Floats
    short: Floats
    contrast: Floats
    filler_cost: Floats
    loudness: Floats
    fit: CompetitorFit
    phrase: PhraseFit
    before: Ints
    after: Ints
    phones: Ints
    filler: NDArray[np.bool_]


def align_tokens(
    spectra: Spectra,
    variants: Sequence[Sequence[Variant]],
    *,
    given_times: NDArray[np.float64] | None = None,
) -> WordAlignment:
    """Find each token of a transcript in a recording.

    Args:
        variants: the pronunciations of each token, none for a silent one.
        given_times: tokens x 2, where another engine found each token (seconds, NaN where it did not); the fine pass
            then looks there, and there is no coarse one.
    """
    tokens, script = script_of(variants)
    scores = score_frames(spectra, script)
    return align_words(scores, tokens, script, given_times=given_times)


def align_words(
    scores: FrameScores,
    tokens: Ints,
    script: Script,
    on_progress: Callable[[float], None] | None = None,
    *,
    given_times: NDArray[np.float64] | None = None,
    bounds: tuple[Ints, Ints] | None = None,
    filler_scale: float = 1.0,
) -> WordAlignment:
    """Search a recording for the words of a script.

    Args:
        tokens: index of each word in the transcript.
        on_progress: called with the share done, 0..1.
        given_times: as for `align_tokens`.
        bounds: first and last coarse step at which each word may begin, from `bounds_of`.
        filler_scale: the cost of the filler in the coarse search, against the usual one.
    """
    on_progress = on_progress or (lambda share: None)
    model = load_model()
    if given_times is None:
        found = coarse_pass(scores, script, bounds=bounds, filler_scale=filler_scale)
    else:
        at = np.nan_to_num(np.round(given_times[tokens] / FRAME), nan=-1.0).astype(np.int32)
        nowhere = np.zeros(len(scores.cepstra), np.bool_)
        found = Coarse(at[:, 0].copy(), at[:, 1].copy(), nowhere, recording_of(scores, None), scores)
    give_back_freed()
    on_progress(0.3)
    start, end, recording = found.start, found.end, found.recording
    pieces = cut_pieces(start, end, found.unexplained)
    with thread_pool() as pool:
        tasks = [pool.submit(refine_piece, model, recording, script, start, end, piece) for piece in pieces]
        paths = []
        for done, task in enumerate(tasks):
            paths.append(task.result())
            on_progress(0.3 + 0.7 * (done + 1) / len(tasks))
    give_back_freed()
    return _gather(tokens, script, paths, (start, end), found.unexplained, found.scores)


def _gather(
    tokens: Ints,
    script: Script,
    paths: Sequence[FinePath],
    coarse: tuple[Ints, Ints],
    filler: NDArray[np.bool_],
    scores: FrameScores,
) -> WordAlignment:
    count = script.words
    times = np.full((2, count), np.nan)
    spreads = np.zeros((2, count), np.float32)
    fit, in_context = no_fit(count), no_fit(count)
    beside = np.full((2, count), FILLER_UNIT, np.int32)
    variant = script.variants[:-1].copy()
    for path in paths:
        times[:, path.words] = path.start, path.end
        spreads[:, path.words] = path.start_spread, path.end_spread
        for whole, part in zip((*fit, *in_context), (*path.fit, *path.in_context), strict=True):
            whole[path.words] = part
        beside[:, path.words] = path.before, path.after
        variant[path.words] = path.variant
    moved = np.abs(times - np.stack(coarse) * FRAME).max(axis=0)
    phones = script.states[variant + 1] - script.states[variant]
    return WordAlignment(
        tokens=tokens,
        start=times[0],
        end=times[1],
        start_spread=spreads[0],
        end_spread=spreads[1],
        moved=np.nan_to_num(moved).astype(np.float32),
        score=fit.mean,
        worst=fit.worse_half,
        head=fit.head,
        tail=fit.tail,
        worst_phone=fit.worst_phone,
        in_context=in_context.mean,
        in_context_worst=in_context.worst_phone,
        longest=fit.longest * np.float32(FRAME),
        first=fit.first * np.float32(FRAME),
        last=fit.last * np.float32(FRAME),
        short=fit.short,
        contrast=_over_words(scores.costs.mean(axis=1, dtype=np.float32) * np.float32(COST_STEP), times),
        filler_cost=_over_words(scores.filler, times),
        loudness=_over_words(_above_floor(scores.bands, len(scores.costs)), times),
        fit=compare_with_competitors(scores.costs, COST_STEP, script, *_steps(times)),
        phrase=compare_with_any_phones(scores.costs, COST_STEP, script, *_steps(times), variant),
        before=beside[0],
        after=beside[1],
        phones=phones,
        filler=filler,
    )


def _above_floor(bands: NDArray[np.uint8], steps: int) -> Floats:
    """Return how far each coarse step stands out from the quietest sound around it, nepers of power.

    Args:
        bands: as in `Spectra`.
    """
    level = bands.mean(axis=1, dtype=np.float32) * np.float32(BAND_STEP)
    halves = 2 * STEP
    level = np.resize(level, steps * halves).reshape(steps, halves).mean(axis=1) if len(level) else np.zeros(steps)
    if steps == 0:
        return level.astype(np.float32)
    floor = lowest_around(block_percentiles(level[:, None], FLOOR_BLOCK, FLOOR_PERCENT))[:, 0]
    above: Floats = (level - np.repeat(floor, FLOOR_BLOCK)[:steps]).astype(np.float32)
    return above


def _steps(times: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """First and last (exclusive) coarse step of each word, -1 where it has no time."""
    first, last = np.nan_to_num(np.round(times / (STEP * FRAME)), nan=-1.0).astype(np.int32)
    return first, last


def _over_words(values: Floats, times: NDArray[np.float64]) -> Floats:
    """Mean over each word of a value for each coarse step; of a word without times, at the beginning."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    first, last = (np.nan_to_num(times) / (STEP * FRAME)).astype(np.int64).clip(0, max(len(values) - 1, 0))
    last = np.maximum(last, first) + (len(values) > 0)
    return ((total[last] - total[first]) / np.maximum(last - first, 1)).astype(np.float32)
