"""The fine pass: exact Viterbi at 10 ms over a few seconds at a time, with three states a phone."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS, SphinxModel
from align.hmm.adaptation import Transforms
from align.hmm.boundaries import boundary_windows, classes, load_boundary_model
from align.hmm.gaussians import REACH as CONTEXT
from align.hmm.gaussians import state_scores
from align.hmm.path import LONGEST_START
from align.hmm.script import Script
from align.signal.spectra import FRAME

__all__ = ["FILLER_UNIT", "FinePath", "Piece", "Recording", "cut_pieces", "refine_piece", "search_piece"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

REACH = 35
"""Frames around a word's coarse place in which its phones are scored."""

ENTER_FILLER = -40.0
ENTER_HESITATION = -25.0
AGAIN = np.float32(22)
"""Nats by which it is dearer in the fine search to break a word off and to begin it again."""

AH, M = UNITS.index("AH"), UNITS.index("M")
"""What "uh" and "um" are made of, which nobody writes down and everybody says."""

ALLOWED = np.float32(5)
"""Nats by which a pause is cheaper in the fine search: words that adjoin it shall not grow over it."""

MOST_PAUSE = np.float32(7)
"""Nats that a pause costs at most: where it has been found, it need not be doubted again."""

GAP = 10
"""Nodes of a gap: three states of silence, the filler, three of AH, three of M."""

WORSE = 2.0
"""Nats a frame by which a word must fit worse when it is said again for its first take to be kept."""

_STAY, _BEFORE, _WORD, _SILENCE, _FILLER, _UH, _UM = range(7)
"""Back-pointers: the same node, the node before, or the end of a word or of a part of the gap."""

_BROKEN = 128
"""Added to the phone after which the word behind a gap broke off, where the number of the pronunciation is expected in
which the word before it ended."""

PAUSES = ((0, 60), (600, 12), (2000, 4), (4000, -1000))
"""A piece of so many frames may end at a pause of so many; after 40 s it ends wherever a word does."""


BEGUN = 150
"""Frames before a word in which its start is looked for where nothing else is said."""

HESITATION = 100
"""Frames of sound between two words that are searched together with both."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch to refine: frames from `first` to `last`, and the words (ascending indices) in it."""

    first: int
    last: int
    words: Ints


@dataclass(frozen=True, slots=True)
class FinePath:
    """Where each word of a piece lies.

    Args:
        words: indices, ascending.
        start, end: seconds.
        start_spread, end_spread: standard deviation of these, in seconds.
        variant: which pronunciation, an index into the script's.
        quality: words x 9. Log likelihood a frame against the filler: mean of the word, of its worse half, of its first
            and of its last 50 ms, of its worst phone. Frames of the longest, the first and the last phone. Share of
            phones that are as short as a phone can be.
        before, after: what adjoins: `SIL`, `FILLER_UNIT`, or a phone of the neighbour.
    """

    words: Ints
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    start_spread: Floats
    end_spread: Floats
    variant: Ints
    quality: Floats
    before: Ints
    after: Ints


QUALITIES = 9
UNREFINED = -20.0
"""The score of a word that the fine pass could not place."""

SHORTEST_WORD = 0.01
"""Seconds."""

FILLER_UNIT = SILENT_FROM = 42
"""The number of the filler where the number of a phone is expected."""


def cut_pieces(start: Ints, end: Ints, unexplained: NDArray[np.bool_]) -> list[Piece]:
    """Divide a recording at its pauses, not where somebody hesitates or begins a word twice.

    Args:
        start, end: coarse frames of each word, -1 where it was skipped.
        unexplained: frames of the recording in no word and no silence.

    Returns:
        Pieces that hold every word that was found, in order; each cut lies in the middle of a pause, or between two
        words where nobody pauses for 40 s.
    """
    found = np.flatnonzero(start >= 0).astype(np.int32)
    pieces: list[Piece] = []
    begin, first_frame = 0, 0
    for k in range(1, len(found) + 1):
        if k < len(found):
            pause = int(start[found[k]] - end[found[k - 1]])
            length = int(end[found[k - 1]]) - first_frame
            between = int(unexplained[end[found[k - 1]] : start[found[k]]].sum())
            if 0 < between < HESITATION and length < PAUSES[-1][0]:
                continue
            if pause < PAUSES[0][1] and not any(length >= least and pause >= short for least, short in PAUSES[1:]):
                continue
            cut = int(end[found[k - 1]]) + max(0, pause) // 2
        else:
            cut = len(unexplained)
        # Where a gap is long, only its edges matter: half a second of it is enough for the search.
        lead = max(first_frame, int(start[found[begin]]) - 3 * REACH)
        tail = min(cut, int(end[found[k - 1]]) + 3 * REACH)
        pieces.append(Piece(lead, max(tail, lead + 1), found[begin:k]))
        begin, first_frame = k, cut
    return pieces


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
    found, scores = search_piece(model, recording, script, start, end, piece)
    return _with_edges(found, scores, recording, script, piece)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the search puts the words of a piece, in frames of the recording, `end` exclusive; see `FinePath`."""

    start: Ints
    end: Ints
    variant: Ints
    quality: Floats
    beside: Ints


def search_piece(
    model: SphinxModel, recording: Recording, script: Script, start: Ints, end: Ints, piece: Piece
) -> tuple[Found, Floats]:
    """Place the words of a piece to the frame; also the scores it took: frames of the piece x 42 x 3."""
    wanted = _wanted(script.phones, script.states, script.variants, start, end, piece.first, piece.last, piece.words)
    wanted[:, [SIL, AH, M]] = True
    before = max(0, piece.first - CONTEXT)
    sound = recording.cepstra[before : piece.last + CONTEXT].astype(np.float32)
    if recording.local is not None:
        sound = recording.local.apply(sound, before)
    scores = state_scores(model, sound, piece.first - before, wanted)
    count = len(piece.words)
    pauses = np.clip(script.pauses[np.append(piece.words, piece.words[-1] + 1)] - ALLOWED, 0, MOST_PAUSE)
    again = script.false_start[piece.words] + AGAIN
    place = np.full((count, 3), -1, np.int32)
    beside = np.full((count, 2), SIL, np.int32)
    quality = np.zeros((count, QUALITIES), np.float32)
    _viterbi(
        scores, recording.filler[piece.first : piece.last], script.phones, script.states, script.variants, piece.words,
        pauses, again, model.stay, model.leave, place, beside, quality,
    )  # fmt: skip
    shifted = place[:, :2] + piece.first
    lost = place[:, 2] < 0
    if lost.any():
        # More phones than frames at three frames a phone: the coarse places stand.
        shifted[lost, 0], shifted[lost, 1] = start[piece.words[lost]], end[piece.words[lost]]
        place[lost, 2] = script.variants[piece.words[lost]]
        quality[lost, :5] = UNREFINED
    return Found(shifted[:, 0], shifted[:, 1], place[:, 2], quality, beside), scores


def _with_edges(found: Found, scores: Floats, recording: Recording, script: Script, piece: Piece) -> FinePath:
    """Move the edges to where the learnt model sees them."""
    start, end, left, right = edge_arguments(found, script)
    joined = np.append(found.beside[:-1, 1] < SILENT_FROM, False) & (found.beside[:, 1] != SIL)
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
        piece.words, starts, ends, start_spread, end_spread, found.variant, found.quality,
        found.beside[:, 0], found.beside[:, 1],
    )  # fmt: skip


def edge_arguments(found: Found, script: Script) -> tuple[Ints, Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Frames of starts and ends, and the phones to the left and to the right of each."""
    first = script.phones[script.states[found.variant]].astype(np.int32)
    last = script.phones[script.states[found.variant + 1] - 1].astype(np.int32)
    return found.start, found.end, (found.beside[:, 0], last), (first, found.beside[:, 1])


def _keep_order(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
    """Words neither overlap nor vanish: where edges crossed, both move to the middle."""
    starts[:] = np.maximum.accumulate(np.maximum(starts, 0.0))
    crossed = ends[:-1] > starts[1:]
    middle = (ends[:-1] + starts[1:]) / 2
    ends[:-1][crossed] = middle[crossed]
    starts[1:][crossed] = middle[crossed]
    np.maximum(ends, starts + SHORTEST_WORD, out=ends)
    ends[:-1] = np.where(ends[:-1] > starts[1:], np.maximum(starts[1:], starts[:-1]), ends[:-1])


@numba.njit(cache=True, nogil=True)
def _wanted(
    phones: NDArray[np.uint8], states: Ints, variants: Ints, start: Ints, end: Ints, first: int, last: int, words: Ints
) -> NDArray[np.bool_]:
    out = np.zeros((last - first, 42), np.bool_)
    before = first
    for w in words:
        # The word may have been begun, and broken off, anywhere since the one before it.
        begun = min(start[w] - REACH, max(before, start[w] - BEGUN))
        low, high = max(begun - first, 0), min(end[w] + REACH - first, last - first)
        before = end[w]
        for s in range(states[variants[w]], states[variants[w + 1]]):
            out[low:high, phones[s]] = True
    return out


@numba.njit(cache=True, nogil=True)
def _advance_gap(
    old: Floats,
    new: Floats,
    back: NDArray[np.uint8],
    gap: int,
    came: float,
    scores: Floats,
    filler: float,
    pause: float,
    stay: Floats,
    leave: Floats,
) -> tuple[float, int]:
    """Advance the nodes of a gap by a frame; the best way into the word behind it, as its score and where from.

    `came` is the score of coming from the word before, `pause` what silence costs here.
    """
    quiet = old[gap + 2] + leave[SIL, 2]
    noise = old[gap + 3]
    uh = old[gap + 6] + leave[AH, 2]
    um = old[gap + 9] + leave[M, 2]
    entry, source = came, _WORD
    if quiet > entry:
        entry, source = quiet, _SILENCE
    if noise > entry:
        entry, source = noise, _FILLER
    begin, begun = came, _WORD
    if noise > begin:
        begin, begun = noise, _FILLER
    if uh > entry:
        entry, source = uh, _UH
    if um > entry:
        entry, source = um, _UM
    if uh > begin:
        begin, begun = uh, _UH
    if um > begin:
        begin, begun = um, _UM
    hesitate, hesitated = came, _WORD
    if quiet > came:
        hesitate, hesitated = quiet, _SILENCE
    _advance_phone(old, new, back, gap, SIL, begin - pause, begun, scores, stay, leave)
    _advance_phone(old, new, back, gap + 4, AH, hesitate + ENTER_HESITATION, hesitated, scores, stay, leave)
    _advance_phone(old, new, back, gap + 7, M, uh, _UH, scores, stay, leave)
    value, choice = noise, _STAY
    if hesitate + ENTER_FILLER > value:
        value, choice = hesitate + ENTER_FILLER, hesitated
    new[gap + 3] = value + filler
    back[gap + 3] = choice
    return entry, source


@numba.njit(cache=True, nogil=True)
def _advance_phone(
    old: Floats,
    new: Floats,
    back: NDArray[np.uint8],
    at: int,
    phone: int,
    entry: float,
    source: int,
    scores: Floats,
    stay: Floats,
    leave: Floats,
) -> None:
    """Advance the three states of a phone by a frame."""
    for i in range(3):
        value, choice = old[at + i] + stay[phone, i], _STAY
        other = entry if i == 0 else old[at + i - 1] + leave[phone, i - 1]
        if other > value:
            value, choice = other, source if i == 0 else _BEFORE
        new[at + i] = value + scores[phone, i]
        back[at + i] = choice


@numba.njit(cache=True, nogil=True)
def _advance_word(
    old: Floats,
    new: Floats,
    back: NDArray[np.uint8],
    at: int,
    entry: float,
    scores: Floats,
    phones: NDArray[np.uint8],
    states: Ints,
    first: int,
    last: int,
    stay: Floats,
    leave: Floats,
) -> None:
    """Advance the pronunciations from `first` to `last` of a word by a frame."""
    for v in range(first, last):
        for s in range(states[v], states[v + 1]):
            if s == states[v]:
                _advance_phone(old, new, back, at, phones[s], entry, _WORD, scores, stay, leave)
            else:
                ended = old[at - 1] + leave[phones[s - 1], 2]
                _advance_phone(old, new, back, at, phones[s], ended, _BEFORE, scores, stay, leave)
            at += 3


@numba.njit(cache=True, nogil=True)
def _viterbi(
    scores: Floats,
    filler: Floats,
    phones: NDArray[np.uint8],
    states: Ints,
    variants: Ints,
    words: Ints,
    pauses: Floats,
    again: Floats,
    stay: Floats,
    leave: Floats,
    place: Ints,
    beside: Ints,
    quality: Floats,
) -> None:
    """Fill `place` (start, end, variant), `beside` and `quality` of each word.

    The nodes of a gap are listed at `GAP`, the price of silence there is in `pauses`; those of a word are three states
    a phone.
    """
    frames, count = len(scores), len(words)
    base = np.zeros(count + 2, np.int32)  # node number at which gap k begins; word k follows its gap
    for k in range(count):
        w = words[k]
        base[k + 1] = base[k] + GAP + 3 * (states[variants[w + 1]] - states[variants[w]])
    base[count + 1] = base[count] + GAP
    nodes = base[count + 1]
    low = np.float32(-1e30)
    old, new = np.full(nodes, low), np.full(nodes, low)
    back = np.zeros((frames, nodes), np.uint8)
    entries = np.zeros((frames, count + 1), np.uint8)  # how a word was entered: a part of the gap, or the word before
    ends = np.zeros((frames, count + 1), np.uint8)  # in which pronunciation the word before ended
    for t in range(frames):
        for k in range(count + 1):
            gap = base[k]
            came = low
            if t == 0:
                if k == 0:
                    came = np.float32(0.0)
            elif k > 0:
                w = words[k - 1]
                at = base[k - 1] + GAP
                for v in range(variants[w], variants[w + 1]):
                    at += 3 * (states[v + 1] - states[v])
                    value = old[at - 1] + leave[phones[states[v + 1] - 1], 2]
                    if value > came:
                        came = value
                        ends[t, k] = v - variants[w]
            if k < count:
                v = variants[words[k]]
                for p in range(min(states[v + 1] - states[v], LONGEST_START)):
                    value = old[gap + GAP + 3 * p + 2] + leave[phones[states[v] + p], 2] - again[k]
                    if value > came:
                        came = value
                        ends[t, k] = _BROKEN + p
            entry = _advance_gap(old, new, back[t], gap, came, scores[t], filler[t], pauses[k], stay, leave)
            entries[t, k] = entry[1]
            if k < count:
                w = words[k]
                _advance_word(old, new, back[t], gap + GAP, entry[0], scores[t], phones, states, variants[w],
                              variants[w + 1], stay, leave)  # fmt: skip
        old, new = new, old
    _read_back(scores, filler, phones, states, variants, words, base, old, back, entries, ends, place, beside, quality)


@numba.njit(cache=True, nogil=True)
def _read_back(
    scores: Floats,
    filler: Floats,
    phones: NDArray[np.uint8],
    states: Ints,
    variants: Ints,
    words: Ints,
    base: Ints,
    last: Floats,
    back: NDArray[np.uint8],
    entries: NDArray[np.uint8],
    ends: NDArray[np.uint8],
    place: Ints,
    beside: Ints,
    quality: Floats,
) -> None:
    frames, count = len(scores), len(words)
    # The last node: the closing gap, or the end of the last word.
    node, k = base[count] + 2, count
    for other in (3, 6, 9):
        if last[base[count] + other] > last[node]:
            node = base[count] + other
    best = last[node]
    w = words[count - 1]
    at = base[count - 1] + GAP
    for v in range(variants[w], variants[w + 1]):
        at += 3 * (states[v + 1] - states[v])
        if last[at - 1] > best:
            node, best, k = at - 1, last[at - 1], count - 1
    gains = np.empty(frames, np.float32)
    phone = np.empty(frames, np.int32)  # of the word: 0, 1, ...
    broken, whole, broke = False, False, 0
    for t in range(frames - 1, -1, -1):
        offset = node - base[k]
        choice = back[t, node]
        inside = offset >= GAP
        if inside:
            # Which pronunciation, phone and state this node is.
            w = words[k]
            rest = offset - GAP
            v = variants[w]
            while rest >= 3 * (states[v + 1] - states[v]):
                rest -= 3 * (states[v + 1] - states[v])
                v += 1
            gains[t] = scores[t, phones[states[v] + rest // 3], rest % 3] - filler[t]
            phone[t] = rest // 3
            if broken:
                broke = max(broke, t + 1)
                whole = whole or rest // 3 == states[v + 1] - states[v] - 1
            else:
                place[k, 0] = t
                if place[k, 1] < 0:
                    place[k, 1], place[k, 2] = t + 1, v
        if choice == _STAY:
            continue
        if choice == _BEFORE:
            node -= 1
            continue
        source = entries[t, k] if inside else choice
        again = source == _WORD and ends[t, k] >= _BROKEN
        if inside and broken:
            first = place[k, 0]
            if whole and gains[t:broke].mean() > gains[first : place[k, 1]].mean() + WORSE:
                # It was said in full and better: what follows is another word, which the transcript lacks.
                broken = False
                place[k, 0], place[k, 1], place[k, 2] = t, broke, variants[words[k]]
                beside[k, 1] = FILLER_UNIT
                if k + 1 < count and beside[k + 1, 0] != SIL:
                    beside[k + 1, 0] = FILLER_UNIT
            broke, whole = 0, False
        if inside and not broken and (source != _WORD or again):
            beside[k, 0] = SIL if source == _SILENCE else FILLER_UNIT
        begun, broken = broken, again
        if again:
            node = base[k] + GAP + 3 * (ends[t, k] - _BROKEN) + 2
        elif source == _SILENCE:
            node = base[k] + 2
        elif source == _FILLER:
            node = base[k] + 3
        elif source == _UH:
            node = base[k] + 6
        elif source == _UM:
            node = base[k] + 9
        elif k > 0:
            w = words[k - 1]
            v = variants[w] + ends[t, k]
            at = base[k - 1] + GAP
            for u in range(variants[w], v + 1):
                at += 3 * (states[u + 1] - states[u])
            if inside and not begun:
                beside[k, 0] = phones[states[v + 1] - 1]
                beside[k - 1, 1] = phones[states[place[k, 2]]]
            else:
                beside[k - 1, 1] = SIL if offset < 3 else FILLER_UNIT
            node, k = at - 1, k - 1
    for k in range(count):
        a, b = place[k, 0], place[k, 1]
        if b < 0:
            continue
        _describe(gains[a:b], phone[a:b], quality[k])


@numba.njit(cache=True, nogil=True)
def _describe(gains: Floats, phone: Ints, quality: Floats) -> None:
    """Fill a row of `FinePath.quality` from the gain and the phone of each frame of a word."""
    length = len(gains)
    quality[2] = gains[: min(length, EDGE)].mean()
    quality[3] = gains[max(0, length - EDGE) :].mean()
    ordered = np.sort(gains)
    quality[0] = ordered.mean()
    quality[1] = ordered[: (length + 1) // 2].mean()
    quality[4] = np.float32(1e30)
    first, short = 0, 0
    for t in range(1, length + 1):
        if t < length and phone[t] == phone[first]:
            continue
        quality[4] = min(quality[4], gains[first:t].mean())
        quality[5] = max(quality[5], t - first)
        short += t - first <= SHORT_PHONE
        if first == 0:
            quality[6] = t
        quality[7] = t - first
        first = t
    quality[8] = short / (phone[length - 1] + 1)


EDGE = 5
SHORT_PHONE = 3
"""Frames: nothing is shorter than three states."""
