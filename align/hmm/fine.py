"""The fine pass: exact Viterbi at 10 ms over a few seconds at a time, with three states a phone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS, SphinxModel
from align.hmm.adaptation import Transforms
from align.hmm.boundaries import boundary_windows, classes, load_boundary_model
from align.hmm.fine_kernel import AH, GAP, STATES, M, search_frames
from align.hmm.fine_lattice import Band, FineLattice, FinePenalties, Frames, Transitions
from align.hmm.gaussians import REACH as CONTEXT
from align.hmm.gaussians import state_scores
from align.hmm.path import IN_WORD, Traced, keep_best_takes
from align.hmm.pieces import REACH, Piece
from align.hmm.script import Script
from align.hmm.triphones import load_triphones, triphone_gains
from align.hmm.word_fit import FILLER_UNIT, WordFit, WordPlaces, measure_words
from align.signal.spectra import FRAME

__all__ = ["FineCosts", "FinePath", "Recording", "edge_arguments", "refine_piece", "search_piece", "search_words"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

BEGUN = 150
"""Frames before a word in which its start is looked for where nothing else is said."""

UNREFINED = np.float32(-20.0)
"""The likelihoods of a word that the fine pass could not find a place for."""

SHORTEST_WORD = 0.01
"""Seconds."""


@dataclass(frozen=True, slots=True)
class FineCosts:
    """Costs in nats, beside the log likelihoods of 10 ms frames (docs/measurements.md).

    Args:
        enter_filler: of sound that nobody transcribed; `enter_hesitation` of an "uh".
        false_start: by which breaking a word off and beginning it again costs more than in the coarse search.
        pause_discount: by which a pause costs less than there: words that adjoin it shall not grow over it.
        most_pause: that a pause costs at most: where it has been found, it need not be doubted again.
        worse_repair: nats a frame by which a word must fit worse when it is said again for its first take to be kept.
    """

    enter_filler: float = 40.0
    enter_hesitation: float = 25.0
    false_start: float = 22.0
    pause_discount: float = 5.0
    most_pause: float = 7.0
    worse_repair: float = 2.0


COSTS = FineCosts()


@dataclass(frozen=True, slots=True)
class FinePath:
    """Where each word of a piece lies.

    Args:
        words: indices, ascending.
        start, end: seconds.
        start_spread, end_spread: standard deviation of these, in seconds.
        variant: which pronunciation, an index into the script's.
        fit: how well it fits; `in_context` the same with phones as they sound between their neighbours.
        before, after: what adjoins: `SIL`, `FILLER_UNIT`, or a phone of the neighbour.
    """

    words: Ints
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    start_spread: Floats
    end_spread: Floats
    variant: Ints
    fit: WordFit
    in_context: WordFit
    before: Ints
    after: Ints


@dataclass(frozen=True, slots=True)
class Recording:
    """What the fine pass needs of a recording.

    Args:
        cepstra: frames x 13, single or half precision.
        local: how they are adapted to the voices around, if they are.
        filler: log likelihood of the filler at each frame.
        bands: half frames x 6, as in `Spectra`.
        levels: seconds x 6, from `band_levels`.
    """

    cepstra: NDArray[np.floating]
    local: Transforms | None
    filler: Floats
    bands: NDArray[np.uint8]
    levels: Floats


def refine_piece(
    model: SphinxModel, recording: Recording, script: Script, start: Ints, end: Ints, piece: Piece
) -> FinePath:
    """Place the words of a piece; `start` and `end` are the coarse frames of each word of the script."""
    found, fits, scores = search_piece(model, recording, script, start, end, piece)
    return _with_edges(found, fits, scores, recording, script, piece)


def search_piece(
    model: SphinxModel, recording: Recording, script: Script, start: Ints, end: Ints, piece: Piece
) -> tuple[WordPlaces, tuple[WordFit, WordFit], Floats]:
    """Place the words of a piece to the frame of the recording, and say how well they fit, by phones and by triphones.

    Also the scores it took: frames of the piece x 42 x 3.

    A word with more phones than frames, at three frames a phone, stays at its coarse place.
    """
    sound, begins = _piece_sound(recording, piece)
    opens, closes = _windows(start, end, piece)
    scores = state_scores(model, sound, begins, _wanted(script, piece, opens, closes))
    frames = Frames(scores, recording.filler[piece.first : piece.last])
    band = _band(opens, closes, piece.last - piece.first)
    path, found, fit = search_words(frames, script, piece.words, Transitions(model.stay, model.leave), band=band)
    gains = triphone_gains(model, load_triphones(), sound, begins, path, script) - frames.filler
    _, in_context = measure_words(path, gains, lattice_of(script, piece.words))
    lost = found.variant < 0
    words = piece.words[lost]
    found.start[:] += piece.first
    found.end[:] += piece.first
    found.start[lost], found.end[lost], found.variant[lost] = start[words], end[words], script.variants[words]
    for each in (fit, in_context):
        for values in (each.mean, each.worse_half, each.head, each.tail, each.worst_phone):
            values[lost] = UNREFINED
    return found, (fit, in_context), scores


def search_words(
    frames: Frames,
    script: Script,
    words: Ints,
    transitions: Transitions,
    costs: FineCosts = COSTS,
    *,
    band: Band | None = None,
) -> tuple[Traced, WordPlaces, WordFit]:
    """Find the best path through some words of a script, all of which are said.

    Args:
        words: indices, ascending.
        band: which of them may be said at each frame.
    """
    lattice = lattice_of(script, words)
    path = Traced(np.zeros(len(frames.filler), np.uint8), np.zeros(len(frames.filler), np.int32))
    search_frames(frames, lattice, transitions, penalties_of(script, words, costs), path, band)
    gains = _gains(path, frames, script)
    keep_best_takes(path, script, -gains, margin=costs.worse_repair, nodes_per_state=STATES)
    return (path, *measure_words(path, gains, lattice))


def lattice_of(script: Script, words: Ints) -> FineLattice:
    """Return the nodes of some words of a script, a gap before each and one behind the last."""
    sizes = script.states[script.variants[words + 1]] - script.states[script.variants[words]]
    base = np.concatenate([[0], np.cumsum(GAP + STATES * sizes), [0]]).astype(np.int32)
    base[-1] = base[-2] + GAP
    return FineLattice(script.phones, script.states, script.variants, words, base)


def penalties_of(script: Script, words: Ints, costs: FineCosts) -> FinePenalties:
    """Return what the kernel subtracts, for each gap or word."""
    pauses = script.pauses[np.append(words, words[-1] + 1)] - np.float32(costs.pause_discount)
    return FinePenalties(
        pauses=np.clip(pauses, np.float32(0), np.float32(costs.most_pause)),
        false_start=script.false_start[words] + np.float32(costs.false_start),
        enter_filler=np.float32(costs.enter_filler),
        enter_hesitation=np.float32(costs.enter_hesitation),
    )


def _gains(path: Traced, frames: Frames, script: Script) -> Floats:
    """Log likelihood of each frame in a word against the filler."""
    gains = np.zeros(len(path.kind), np.float32)
    spoken = np.flatnonzero(path.kind >= IN_WORD)
    phones = script.phones[path.place[spoken] // STATES]
    gains[spoken] = frames.scores[spoken, phones, path.place[spoken] % STATES] - frames.filler[spoken]
    return gains


def _piece_sound(recording: Recording, piece: Piece) -> tuple[Floats, int]:
    """Cepstra of a piece, adapted to the voices around, with what their differences need; where the piece begins."""
    before = max(0, piece.first - CONTEXT)
    sound = recording.cepstra[before : piece.last + CONTEXT].astype(np.float32)
    if recording.local is not None:
        sound = recording.local.apply(sound, before)
    return sound, piece.first - before


def _windows(start: Ints, end: Ints, piece: Piece) -> tuple[Ints, Ints]:
    """Return the first frame of a piece, and the last (exclusive), at which each of its words may be said."""
    first, last = start[piece.words], end[piece.words]
    # The word may have been begun, and broken off, anywhere since the one before it.
    before = np.append(piece.first, last[:-1])
    begun = np.minimum(first - REACH, np.maximum(before, first - BEGUN))
    opens, closes = np.maximum(begun, piece.first), np.minimum(last + REACH, piece.last)
    return (opens - piece.first).astype(np.int32), (np.maximum(closes, opens) - piece.first).astype(np.int32)


def _band(opens: Ints, closes: Ints, frames: int) -> Band:
    """Return which words may be said at each frame: none opens behind a later one, nor closes before a sooner one."""
    at = np.arange(frames)
    opened = np.minimum.accumulate(opens[::-1])[::-1]
    return Band(
        np.searchsorted(np.maximum.accumulate(closes), at, "right").astype(np.int32),
        np.searchsorted(opened, at, "right").astype(np.int32),
    )


def _wanted(script: Script, piece: Piece, opens: Ints, closes: Ints) -> NDArray[np.bool_]:
    """Return which phones may be said at each frame of a piece: frames x 42."""
    out = np.zeros((piece.last - piece.first, len(UNITS)), np.bool_)
    bounds = script.states[script.variants[np.stack([piece.words, piece.words + 1])]].T.tolist()
    for (begin, end), first, last in zip(bounds, opens.tolist(), closes.tolist(), strict=True):
        out[first:last, script.phones[begin:end]] = True
    out[:, [SIL, AH, M]] = True
    return out


def _with_edges(
    found: WordPlaces,
    fits: tuple[WordFit, WordFit],
    scores: Floats,
    recording: Recording,
    script: Script,
    piece: Piece,
) -> FinePath:
    """Move the edges to where the learnt model sees them."""
    start, end, left, right = edge_arguments(found, script)
    joined = np.append(found.after[:-1] < FILLER_UNIT, False) & (found.after != SIL)
    at = np.concatenate([start, end[~joined]])
    phones_left, phones_right = (
        np.concatenate([left[0], left[1][~joined]]),
        np.concatenate([right[0], right[1][~joined]]),
    )
    windows = boundary_windows(
        recording.bands, recording.levels, scores, recording.filler[piece.first : piece.last], piece.first, at,
        phones_left, phones_right,
    )  # fmt: skip
    table, count = classes(), len(start)
    moved = load_boundary_model().apply(windows, table[phones_left], table[phones_right], np.arange(len(at)) >= count)
    places = np.asarray(at * FRAME - FRAME / 2 + moved.offset, np.float64)
    starts, start_spread = places[:count], moved.spread[:count]
    # Where words touch, the end of one is the start of the next.
    ends, end_spread = np.append(starts[1:], 0.0), np.append(start_spread[1:], np.float32(0))
    ends[~joined], end_spread[~joined] = places[count:], moved.spread[count:]
    _keep_order(starts, ends)
    return FinePath(
        piece.words, starts, ends, start_spread, end_spread, found.variant, *fits,
        found.before, found.after,
    )  # fmt: skip


def edge_arguments(found: WordPlaces, script: Script) -> tuple[Ints, Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return frames of starts and ends, and the phones to the left and to the right of each."""
    first = script.phones[script.states[found.variant]].astype(np.int32)
    last = script.phones[script.states[found.variant + 1] - 1].astype(np.int32)
    return found.start, found.end, (found.before, last), (first, found.after)


def _keep_order(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
    """Keep words from overlapping or vanishing: where edges crossed, both move to the middle."""
    starts[:] = np.maximum.accumulate(np.maximum(starts, 0.0))
    crossed = ends[:-1] > starts[1:]
    middle = (ends[:-1] + starts[1:]) / 2
    ends[:-1][crossed] = middle[crossed]
    starts[1:][crossed] = middle[crossed]
    np.maximum(ends, starts + SHORTEST_WORD, out=ends)
    ends[:-1] = np.where(ends[:-1] > starts[1:], np.maximum(starts[1:], starts[:-1]), ends[:-1])
