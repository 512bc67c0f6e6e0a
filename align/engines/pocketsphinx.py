"""The embedded engine: phones of the model that ships inside the pocketsphinx wheel, searched twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.adapt import Transforms, gather, global_transform, local_transforms
from align.edges import band_levels
from align.engines.gaussians import COST_STEP, phone_costs
from align.engines.sphinx_model import PHONES, SIL, SphinxModel, load_model
from align.features import FRAME, Spectra, cepstra, levels_of, near_floor
from align.filler import filler_line, fine_filler
from align.lexicon import Variant
from align.pauses import pauses_inside, sentence_openings
from align.refine import FILLER_UNIT, QUALITIES, FinePath, Recording, cut_pieces, refine_piece
from align.rivals import Fit, fit_beside_rivals
from align.runs import runs_of
from align.transcript import Transcript
from align.trellis import AGAIN, FILLER, IN_WORD, CoarsePath, Script, TrellisCosts, search

__all__ = [
    "STEP",
    "Heard",
    "Placed",
    "bounds_of",
    "coarse_pass",
    "hear",
    "place",
    "place_words",
    "script_of",
    "sure_steps",
    "whole_path",
]

STEP = 3
"""Frames in a coarse step: 30 ms."""

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
        score, worst, head, tail, worst_phone: log likelihood a frame against the filler: mean of the word, of its worse
            half, of its first and of its last 50 ms, of its worst phone.
        longest, first, last: seconds of the longest, the first and the last phone.
        short: share of the phones that are as short as can be.
        contrast, price: how much dearer than the best phone the others, and the filler, are there (nats a step).
        fit: what the word, other words and any phones cost there.
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
    longest: Floats
    first: Floats
    last: Floats
    short: Floats
    contrast: Floats
    price: Floats
    fit: Fit
    before: Ints
    after: Ints
    phones: Ints
    filler: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Heard:
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


def hear(spectra: Spectra, script: Script, bounds: tuple[Ints, Ints] | None = None) -> Heard:
    """Score the phones of a recording, after a look at its first minutes has shown how to adapt it to the model."""
    model = load_model()
    levels = levels_of(spectra)
    features = cepstra(spectra, levels)
    quiet = near_floor(spectra, levels)[::STEP]
    with _pool() as pool:
        opening = features if len(features) < 2 * OPENING else features[:OPENING]
        costs, tops = _coarse_costs(model, opening, quiet, pool)
        filler, spent = filler_line(costs, COST_STEP), np.inf
        # What is stuttered says little about the voice, and a search that allows for it is misled more easily.
        fluent = replace(script, again=np.full(script.words, np.inf, np.float32))
        for _ in range(ROUNDS):
            path = search(costs, COST_STEP, fluent, SIL, filler, bounds=bounds)
            before, spent = spent, _cost_in_words(path, costs, script)
            if spent > ENOUGH * before:
                break
            change = global_transform(gather(model, opening, *_sure(path, costs, filler, script)))
            if change is None:
                break
            features = change.apply(features, out=features)
            costs, tops = _coarse_costs(model, opening, quiet, pool)
            filler = filler_line(costs, COST_STEP)
        if len(opening) < len(features):
            costs, tops = _coarse_costs(model, features, quiet, pool)
            filler = filler_line(costs, COST_STEP)
    return Heard(features, costs, tops, filler, spectra.bands, band_levels(spectra))


def place_words(
    spectra: Spectra,
    variants: Sequence[Sequence[Variant]],
    *,
    known: NDArray[np.float64] | None = None,
) -> Placed:
    """Find each token of a transcript in a recording.

    Args:
        variants: the pronunciations of each token, none for a silent one.
        known: tokens x 2, where another engine found each token (seconds, NaN where it did not); the fine pass then
            looks there, and there is no coarse one.
    """
    tokens, script = script_of(variants)
    heard = hear(spectra, script)
    return place(heard, tokens, script, known=known)


def script_of(
    variants: Sequence[Sequence[Variant]], transcript: Transcript | None = None, language: str = "en"
) -> tuple[Ints, Script]:
    """The tokens that are spoken, and how.

    Args:
        variants: the pronunciations of each token, none for a silent one.
        transcript: where they stand; without it, sentences may begin and pauses be made anywhere.
        language: two-letter code.
    """
    tokens = np.array([i for i, token in enumerate(variants) if token], np.int32)
    words = [[[_NUMBER[p] for spoken in variant for p in spoken] for variant in variants[i]] for i in tokens]
    again = AGAIN if language == "en" else FOREIGN_AGAIN
    if transcript is None:
        return tokens, Script.of(words, again=again)
    sizes = np.array([len(word[0]) for word in words], np.int32)
    for word, i in zip(words, tokens.tolist(), strict=True):
        if pauses_inside(transcript.tokens[i].text):
            word += _with_pauses(variants[i][0])
    return tokens, Script.of(words, *sentence_openings(transcript, tokens.tolist(), sizes), again)


def _with_pauses(variant: Variant) -> list[list[int]]:
    """A pronunciation with a pause behind one of its spoken words, for each of the first few."""
    out = []
    for join in range(1, min(len(variant), MOST_JOINS + 1)):
        before, after = ([_NUMBER[p] for spoken in part for p in spoken] for part in (variant[:join], variant[join:]))
        out.append([*before, SIL, *after])
    return out


FOREIGN_AGAIN = 40.0
"""As `AGAIN`, for other languages than English, of which the model knows the phones so badly that a word seems to begin
twice where it does not."""

MOST_JOINS = 3
"""Each makes a pronunciation more, which costs time in the searches."""


def place(
    heard: Heard,
    tokens: Ints,
    script: Script,
    progress: Callable[[float], None] | None = None,
    *,
    known: NDArray[np.float64] | None = None,
    bounds: tuple[Ints, Ints] | None = None,
    price: float = 1.0,
) -> Placed:
    """Search a recording for the words of a script.

    Args:
        tokens: index of each word in the transcript.
        progress: called with the share done, 0..1.
        known: as for `place_words`.
        bounds: first and last coarse step at which each word may begin, from `bounds_of`.
        price: of the filler in the coarse search, against the usual one.
    """
    told = progress or (lambda share: None)
    model = load_model()
    if known is None:
        found = coarse_pass(heard, script, bounds=bounds, price=price)
    else:
        at = np.nan_to_num(np.round(known[tokens] / FRAME), nan=-1.0).astype(np.int32)
        nowhere = np.zeros(len(heard.cepstra), np.bool_)
        found = Coarse(at[:, 0].copy(), at[:, 1].copy(), nowhere, _recording(heard, None))
    told(0.3)
    start, end, recording = found.start, found.end, found.recording
    pieces = cut_pieces(start, end, found.unexplained)
    with _pool() as pool:
        tasks = [pool.submit(refine_piece, model, recording, script, start, end, piece) for piece in pieces]
        paths = []
        for done, task in enumerate(tasks):
            paths.append(task.result())
            told(0.3 + 0.7 * (done + 1) / len(tasks))
    return _gather(tokens, script, paths, (start, end), found.unexplained, heard)


@dataclass(frozen=True, slots=True)
class Coarse:
    """What the coarse pass found.

    Args:
        start, end: frames of each word, -1 where it was skipped.
        unexplained: frames in the filler.
        recording: what the fine pass needs, adapted to the voices around.
    """

    start: Ints
    end: Ints
    unexplained: NDArray[np.bool_]
    recording: Recording


def coarse_pass(heard: Heard, script: Script, *, bounds: tuple[Ints, Ints] | None = None, price: float = 1.0) -> Coarse:
    """Search the whole recording; `bounds` and `price` as for `place`."""
    path = whole_path(heard.costs, heard.filler * np.float32(price), script, bounds)
    start, end = _word_frames(path, script)
    unexplained = np.repeat(path.kind == FILLER, STEP)[: len(heard.cepstra)]
    known = gather(load_model(), heard.cepstra, *_sure(path, heard.costs, heard.filler, script))
    return Coarse(start, end, unexplained, _recording(heard, local_transforms(known)))


def whole_path(
    costs: NDArray[np.uint8], filler: Floats, script: Script, bounds: tuple[Ints, Ints] | None = None
) -> CoarsePath:
    """The cheapest path of a recording, searched with wider beams where words were lost in a row."""
    path = search(costs, COST_STEP, script, SIL, filler, bounds=bounds)
    for beam in BEAMS:
        known = np.zeros(script.words, np.bool_)
        known[script.owners()[path.place[sure_steps(path, costs, filler, script)]]] = True
        if max((last - first for first, last in runs_of(~known)), default=0) < LOST:
            break
        wider = search(costs, COST_STEP, script, SIL, filler, TrellisCosts(beam=beam), bounds)
        if wider.cost >= path.cost:
            break
        path = wider
    return path


BEAMS, LOST = (1000.0, 3000.0), 100
"""Nats, tried one after the other where so many words in a row are not surely found. The usual beam loses its way
behind a cut of 400 words, these behind longer ones than 800 and 2400, in two and a half and seven times the time."""


def _recording(heard: Heard, local: Transforms | None) -> Recording:
    filler = _filler_line(heard.costs, heard.tops, len(heard.cepstra))
    return Recording(heard.cepstra, local, filler, heard.bands, heard.levels)


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS))


def sure_steps(path: CoarsePath, costs: NDArray[np.uint8], filler: Floats, script: Script) -> NDArray[np.int64]:
    """The steps in words that, with the words around, are matched much better than the filler."""
    steps = np.flatnonzero(path.kind == IN_WORD)
    phones = script.phones[path.place[steps]]
    words = script.owners()[path.place[steps]]
    gain = np.bincount(words, filler[steps] - costs[steps, phones] * COST_STEP, script.words)
    size = np.bincount(words, minlength=script.words)
    around = np.ones(2 * SURE_REACH + 1)
    width = min(len(around), script.words)
    mean = np.convolve(gain, around[:width], "same") / np.maximum(np.convolve(size, around[:width], "same"), 1)
    return steps[mean[words] > SURE_GAIN]


def _sure(
    path: CoarsePath, costs: NDArray[np.uint8], filler: Floats, script: Script
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Frames whose phone the path surely knows, and the phones."""
    steps = sure_steps(path, costs, filler, script)
    return steps * STEP, script.phones[path.place[steps]]


SURE_GAIN, SURE_REACH = 0.5, 3
"""Nats a step by which words must beat the filler, with so many on either side, for their phones to be believed."""

OPENING = 30_000
"""Frames: five minutes show what room and microphones are like."""

ROUNDS, ENOUGH = 6, 0.98
"""Of adaptation, at most, and as long as each makes the words' frames cost less than this share of what they did."""

QUIET_COST = 2
"""The cost of silence, in coarse steps, where the sound is at the noise floor: room tone is heard as nasals."""

HINT_SLACK = 3.0
"""Seconds: captions follow speech by a second or two, and many keep whole seconds."""


def bounds_of(hints: Sequence[tuple[int, float, float]], tokens: Ints, spectra: Spectra) -> tuple[Ints, Ints] | None:
    """First and last coarse step at which each row of `tokens` may begin; `None` where anywhere is allowed.

    Args:
        hints: (token, start, end) in seconds: tokens from this one up to the next hint's begin within these times,
            or `HINT_SLACK` beside.
    """
    if not hints:
        return None
    steps = -(-len(spectra.mel) // STEP)
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
        return np.zeros((0, len(PHONES)), np.uint8), np.zeros(0, np.float32)
    costs = np.concatenate([part[0] for part in parts])
    quiet = quiet[: len(costs)]
    costs[quiet, SIL] = np.minimum(costs[quiet, SIL], QUIET_COST)
    return costs, np.concatenate([part[1] for part in parts])


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


def _gather(
    tokens: Ints,
    script: Script,
    paths: Sequence[FinePath],
    coarse: tuple[Ints, Ints],
    filler: NDArray[np.bool_],
    heard: Heard,
) -> Placed:
    count = script.words
    times = np.full((2, count), np.nan)
    spreads = np.zeros((2, count), np.float32)
    scores = np.zeros((QUALITIES, count), np.float32)
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
        worst_phone=scores[4],
        longest=scores[5] * np.float32(FRAME),
        first=scores[6] * np.float32(FRAME),
        last=scores[7] * np.float32(FRAME),
        short=scores[8],
        contrast=_over_words(heard.costs.mean(axis=1, dtype=np.float32) * np.float32(COST_STEP), times),
        price=_over_words(heard.filler, times),
        fit=fit_beside_rivals(heard.costs, COST_STEP, script, *_steps(times)),
        before=beside[0],
        after=beside[1],
        phones=phones,
        filler=filler,
    )


def _steps(times: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """First and last (exclusive) coarse step of each word, -1 where it has no time."""
    first, last = np.nan_to_num(np.round(times / (STEP * FRAME)), nan=-1.0).astype(np.int32)
    return first, last


def _over_words(values: Floats, times: NDArray[np.float64]) -> Floats:
    """Mean over each word of what is known for each coarse step; of a word without times, at the beginning."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    first, last = (np.nan_to_num(times) / (STEP * FRAME)).astype(np.int64).clip(0, max(len(values) - 1, 0))
    last = np.maximum(last, first) + (len(values) > 0)
    return ((total[last] - total[first]) / np.maximum(last - first, 1)).astype(np.float32)
