"""The coarse pass: one Viterbi search of a whole recording against a whole transcript.

Every 30 ms of sound is matched with phones, one state each, in the order of the transcript. Before each word stands a
gap in which the path may rest in silence, or in the filler that stands for all that nobody transcribed, or from which
it may skip words that were cut. The search looks only at words whose cost is within a beam of the best, a window that
moves along; back-pointers are kept for the last minutes only and older frames are settled, so memory does not grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["AGAIN", "FILLER", "IN_WORD", "LONGEST_START", "SILENCE", "CoarsePath", "Script", "TrellisCosts", "search"]

SILENCE, FILLER, IN_WORD = 0, 1, 2
_BROKEN = 3  # in a word that breaks off and begins again; gone before anybody sees the path

AGAIN = 14.0
"""Nats for breaking a word off and beginning it again: in conversation one word in a hundred or two is."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, flattened: words have pronunciations, pronunciations have phones.

    Args:
        phones: the phone of each state, as an index into the model's phones.
        states: pronunciation `v` has the states from `states[v]` to `states[v + 1]`.
        variants: word `w` has the pronunciations from `variants[w]` to `variants[w + 1]`.
        opens: whether each word opens a sentence; the last one stands for the end of the script.
        pauses: what a pause before each word costs beyond the usual, in nats; the last as above.
        again: what it costs to break each word off after its first phones and to begin it again, in nats.
    """

    phones: NDArray[np.uint8]
    states: Ints
    variants: Ints
    opens: NDArray[np.bool_]
    pauses: Floats
    again: Floats

    @property
    def words(self) -> int:
        """How many."""
        return len(self.variants) - 1

    def part(self, first: int, last: int) -> Script:
        """The words from `first` up to `last`."""
        variants = self.variants[first : last + 1]
        states = self.states[variants[0] : variants[-1] + 1]
        phones = self.phones[states[0] : states[-1]]
        beside = slice(first, last + 1)
        return Script(
            phones,
            states - states[0],
            variants - variants[0],
            self.opens[beside],
            self.pauses[beside],
            self.again[first:last],
        )

    def owners(self) -> Ints:
        """The word that each state belongs to."""
        words = np.repeat(np.arange(self.words, dtype=np.int32), np.diff(self.variants))
        return np.repeat(words, np.diff(self.states))

    @classmethod
    def of(
        cls,
        words: Sequence[Sequence[Sequence[int]]],
        opens: NDArray[np.bool_] | None = None,
        pauses: Floats | None = None,
        again: float = AGAIN,
    ) -> Script:
        """From each word's pronunciations, each a sequence of phone numbers; none may be empty.

        Without `opens` and `pauses` sentences may begin and pauses be made anywhere. `again` is the same for all words.
        """
        phones = [phone for word in words for variant in word for phone in variant]
        lengths = [len(variant) for word in words for variant in word]
        counts = [len(word) for word in words]
        if not all(lengths) or not all(counts):
            raise ValueError("a word without pronunciation")
        return cls(
            np.array(phones, np.uint8),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            np.ones(len(words) + 1, np.bool_) if opens is None else opens,
            np.zeros(len(words) + 1, np.float32) if pauses is None else pauses,
            np.full(len(words), again, np.float32),
        )


@dataclass(frozen=True, slots=True)
class TrellisCosts:
    """Costs in nats. Measured on episodes with adverts, cuts, noise and fillers (docs/how-alignment-works.md).

    Args:
        enter_filler, enter_silence: of entering these; `interrupt` is added where the filler parts a sentence, since
            adverts, music and applause mostly do not.
        skip: of beginning to skip words; `skip_phone` of each phone skipped.
        beam: what is worse than the best by more is dropped; a cut of `beam / skip_phone` phones is never seen beyond.
    """

    enter_filler: float = 38.0
    interrupt: float = 6.0
    enter_silence: float = 1.0
    skip: float = 25.0
    skip_phone: float = 0.3
    beam: float = 400.0


@dataclass(frozen=True, slots=True)
class CoarsePath:
    """The best path, one row a coarse step.

    Args:
        kind: `SILENCE`, `FILLER` or `IN_WORD`.
        place: the state (`IN_WORD`), or the word that the gap stands before.
        cost: of the whole path, in nats.
    """

    kind: NDArray[np.uint8]
    place: Ints
    cost: float


def search(
    costs: NDArray[np.uint8],
    cost_step: float,
    script: Script,
    silence: int,
    filler: Floats,
    tuning: TrellisCosts | None = None,
    bounds: tuple[Ints, Ints] | None = None,
) -> CoarsePath:
    """The cheapest way through the script.

    Args:
        costs: steps x phones, each phone against the best of its step, in units of `cost_step` nats.
        silence: the phone that stands for silence.
        filler: what each step costs in the filler, in nats.
        bounds: the first and the last step at which each word may begin; anywhere where `None`.

    Returns:
        A path as long as `costs`.
    """
    tuning = tuning or TrellisCosts()
    kind = np.zeros(len(costs), np.uint8)
    place = np.zeros(len(costs), np.int32)
    if len(costs) == 0:
        return CoarsePath(kind, place, 0.0)
    enter = np.where(script.opens, tuning.enter_filler, tuning.enter_filler + tuning.interrupt) / cost_step
    pause = (tuning.enter_silence + script.pauses) / cost_step
    values = (tuning.skip, tuning.skip_phone, tuning.beam)
    scaled = np.array([v / cost_step for v in values], np.float32)
    if bounds is None:
        bounds = (np.zeros(script.words, np.int32), np.full(script.words, len(costs), np.int32))
    shape = (script.phones, script.states, script.variants, script.owners())
    cost = _search(
        costs,
        *shape,
        *bounds,
        silence,
        filler / np.float32(cost_step),
        enter.astype(np.float32),
        pause.astype(np.float32),
        script.again / np.float32(cost_step),
        scaled,
        POOL,
        kind,
        place,
    )
    _choose_takes(kind, place, costs, cost_step, script)
    return CoarsePath(kind, place, float(cost) * cost_step)


def _choose_takes(
    kind: NDArray[np.uint8], place: Ints, costs: NDArray[np.uint8], cost_step: float, script: Script
) -> None:
    """Of a word that broke off and began again one take stays, the last one; the others become filler.

    An earlier one stays if it is whole and fits much better: then another word follows it, which the transcript lacks.
    """
    owners = script.owners()
    spoken = np.flatnonzero(kind >= IN_WORD)
    words = owners[place[spoken]]
    for word in np.unique(words[kind[spoken] == _BROKEN]):
        steps = spoken[np.searchsorted(words, word) : np.searchsorted(words, word, "right")]
        begins = (np.diff(steps) > 1) | (np.diff(place[steps]) < 0) | (np.diff(kind[steps]) != 0)
        takes = np.split(steps, np.flatnonzero(begins) + 1)
        whole = script.states[script.variants[word] + 1] - 1
        kept, least = None, np.inf
        for take in takes:
            cost = costs[take, script.phones[place[take]]].mean() * cost_step
            final = kind[take[-1]] == IN_WORD
            if final or place[take[-1]] == whole:
                cost += 0.0 if final else WORSE
                if cost <= least:
                    kept, least = take, cost
        kind[steps] = FILLER
        if kept is not None:
            kind[kept] = IN_WORD


WORSE = 1.0
"""Nats a step by which a word must fit worse when it is said again for its first take to be kept."""

POOL = 48 << 20
"""Bytes of back-pointers kept."""

WIDEST = 30_000
"""States in the window at most; where more survive, the beam is drawn in."""

INFINITE = np.float32(1e30)

# A gap's back-pointer: where its value came from (0 silence, 1 filler, 2 words were skipped, 3 + v the word before,
# in its pronunciation v, 31 the word behind it, which broke off), whether skipping began here (32), whether silence and
# filler were entered (64, 128). A second byte holds the phone after which the word behind broke off.
_FROM_SILENCE, _FROM_FILLER, _FROM_SKIP, _FROM_WORD, _SKIP_BEGAN, _SILENCE_IN, _FILLER_IN = 0, 1, 2, 3, 32, 64, 128
_FROM_START = 31

LONGEST_START = 8
"""Phones of a word's first pronunciation after which it may break off; fewer than 256, so that a byte holds them."""


@numba.njit(cache=True, nogil=True)
def _trace(
    frame: int,
    settled: int,
    until: int,
    kind_now: int,
    place_now: int,
    pool: NDArray[np.uint8],
    rows: NDArray[np.int64],
    first_word: Ints,
    last_word: Ints,
    states: Ints,
    variants: Ints,
    word_of: Ints,
    kind: NDArray[np.uint8],
    place: Ints,
) -> None:
    """Follow back-pointers from `frame` to `settled`, writing the path for frames before `until`."""
    broken = False
    for t in range(frame, settled - 1, -1):
        if t < until:
            kind[t], place[t] = _BROKEN if broken else kind_now, place_now
        if t == settled:
            break
        low = states[variants[first_word[t]]]
        high = states[variants[last_word[t]]]
        gaps = rows[t] + (high - low)
        gap = -1
        if kind_now == IN_WORD:
            if pool[rows[t] + place_now - low] == 0:
                continue
            word = word_of[place_now]
            inside = True
            for v in range(variants[word], variants[word + 1]):
                if states[v] == place_now:
                    inside = False
            if inside:
                place_now -= 1
                continue
            gap = word
        else:
            flag = pool[gaps + place_now - first_word[t]]
            if kind_now == SILENCE and flag & _SILENCE_IN == 0:
                continue
            if kind_now == FILLER and flag & _FILLER_IN == 0:
                continue
            gap = place_now
        source = pool[gaps + gap - first_word[t]] & 31
        if source == _FROM_SKIP:
            while True:
                began = pool[gaps + gap - first_word[t]] & _SKIP_BEGAN
                gap -= 1
                if began:
                    break
            source = pool[gaps + gap - first_word[t]] & 31
        broken = source == _FROM_START
        if broken:
            starts = gaps + last_word[t] - first_word[t] + 1
            kind_now, place_now = IN_WORD, states[variants[gap]] + pool[starts + gap - first_word[t]]
        elif source == _FROM_SILENCE:
            kind_now, place_now = SILENCE, gap
        elif source == _FROM_FILLER:
            kind_now, place_now = FILLER, gap
        else:
            kind_now, place_now = IN_WORD, states[variants[gap - 1] + source - _FROM_WORD + 1] - 1


@numba.njit(cache=True, nogil=True, fastmath=True)
def _step(
    old: Floats, new: Floats, entry: Floats, now: Floats, phones: NDArray[np.uint8], flags: NDArray[np.uint8]
) -> float:
    """Advance states by a frame: stay, or come from the state before; `entry` already stands where words begin."""
    best = INFINITE
    for k in range(len(new)):
        came = entry[k]
        stay = old[k]
        flags[k] = came < stay
        value = min(came, stay) + now[phones[k]]
        new[k] = value
        best = min(best, value)
    return best


@numba.njit(cache=True, nogil=True)
def _search(
    costs: NDArray[np.uint8],
    phones: NDArray[np.uint8],
    states: Ints,
    variants: Ints,
    word_of: Ints,
    earliest: Ints,
    latest: Ints,
    silence: int,
    filler: Floats,
    enter_filler: Floats,
    enter_silence: Floats,
    again: Floats,
    tuning: Floats,
    pool_size: int,
    kind: NDArray[np.uint8],
    place: Ints,
) -> float:
    skip, skip_phone, beam = tuning
    frames, words, count = len(costs), len(variants) - 1, len(phones)
    old, new = np.full(count + 1, INFINITE), np.full(count + 1, INFINITE)
    entry = np.full(count + 1, INFINITE)
    quiet, noise = np.full(words + 1, INFINITE), np.full(words + 1, INFINITE)
    gap = np.full(words + 1, INFINITE)
    length = np.empty(words, np.float32)
    for w in range(words):
        length[w] = states[variants[w] + 1] - states[variants[w]]
    pool = np.empty(pool_size, np.uint8)
    used = 0
    rows = np.zeros(frames, np.int64)
    first_word, last_word = np.zeros(frames, np.int32), np.zeros(frames, np.int32)
    low, high = 0, min(words, 1)
    settled = 0
    now = np.empty(costs.shape[1], np.float32)
    offset = 0.0  # what was taken off all costs, so that float32 keeps its precision
    width = beam
    for t in range(frames):
        for p in range(len(now)):
            now[p] = costs[t, p]
        now_filler = filler[t]
        s_low, s_high = states[variants[low]], states[variants[high]]
        need = (s_high - s_low) + 2 * (high - low + 1)
        if used + need > pool_size:
            at_kind, at_place = _best_node(old, quiet, noise, low, high, s_low, s_high)
            until = settled + (t - 1 - settled) // 2 + 1
            _trace(
                t - 1,
                settled,
                until,
                at_kind,
                at_place,
                pool,
                rows,
                first_word,
                last_word,
                states,
                variants,
                word_of,
                kind,
                place,
            )
            settled = until
            start = rows[settled]
            for k in range(start, used):
                pool[k - start] = pool[k]
            used -= start
            for k in range(settled, t):
                rows[k] -= start
        rows[t], first_word[t], last_word[t] = used, low, high
        gap_row = used + (s_high - s_low)
        start_row = gap_row + high - low + 1
        # Gaps: the cheapest way to stand before each word at the end of the frame before.
        carried = INFINITE
        for g in range(low, high + 1):
            value, source = INFINITE, _FROM_SILENCE
            if t == 0:
                if g == 0:
                    value = np.float32(0.0)
            else:
                value = quiet[g]
                if noise[g] < value:
                    value, source = noise[g], _FROM_FILLER
                if g > low:
                    v0 = variants[g - 1]
                    for v in range(v0, min(variants[g], v0 + 28)):
                        end = old[states[v + 1] - 1]
                        if end < value:
                            value, source = end, _FROM_WORD + v - v0
                if g < high:
                    s0, s1 = states[variants[g]], states[variants[g] + 1]
                    for s in range(s0, min(s1, s0 + LONGEST_START)):
                        if old[s] + again[g] < value:
                            value, source = old[s] + again[g], _FROM_START
                            pool[start_row + g - low] = s - s0
            flag = 0
            if g > low:
                begun = gap[g - 1] + skip
                if begun < carried:
                    carried, flag = begun, _SKIP_BEGAN
                carried += skip_phone * length[g - 1]
            # What may be skipped from is what was there without skipping.
            gap[g] = value
            if carried < value:
                value, source = carried, _FROM_SKIP
            entry_value = value
            if g < high:
                allowed = earliest[g] <= t <= latest[g]
                for v in range(variants[g], variants[g + 1]):
                    entry[states[v]] = entry_value if allowed else INFINITE
            if entry_value + enter_silence[g] < quiet[g]:
                quiet[g] = entry_value + enter_silence[g]
                flag |= _SILENCE_IN
            if entry_value + enter_filler[g] < noise[g]:
                noise[g] = entry_value + enter_filler[g]
                flag |= _FILLER_IN
            pool[gap_row + g - low] = source | flag
        best = INFINITE
        for g in range(low, high + 1):
            quiet[g] += now[silence]
            noise[g] += now_filler
            best = min(best, quiet[g], noise[g])
        if s_high > s_low:
            for w in range(low, high):
                for v in range(variants[w], variants[w + 1]):
                    for s in range(states[v] + 1, states[v + 1]):
                        entry[s] = old[s - 1]
            inner = _step(
                old[s_low:s_high],
                new[s_low:s_high],
                entry[s_low:s_high],
                now,
                phones[s_low:s_high],
                pool[used : used + s_high - s_low],
            )
            best = min(best, inner)
        used += need
        old, new = new, old
        # The window: grow while the words at its end are alive, shrink while those at its beginning are not.
        limit = best + width
        while low < high and _dead(old, quiet, noise, low, limit, states, variants):
            quiet[low] = noise[low] = INFINITE
            low += 1
        while high < words:
            cheapest = min(quiet[high], noise[high], carried)
            for v in range(variants[high - 1] if high > 0 else 0, variants[high] if high > 0 else 0):
                for s in range(states[v], states[v + 1]):
                    cheapest = min(cheapest, old[s])
            if cheapest > limit:
                break
            for s in range(states[variants[high]], states[variants[high + 1]]):
                old[s] = INFINITE
            quiet[high + 1] = noise[high + 1] = INFINITE
            high += 1
            carried += skip_phone * length[high - 1]
        if states[variants[high]] - states[variants[low]] > WIDEST:
            width *= np.float32(0.9)
        elif width < beam:
            width *= np.float32(1.01)
        if best > 1e6:
            offset += best
            for s in range(states[variants[low]], states[variants[high]]):
                old[s] -= best
            for g in range(low, high + 1):
                quiet[g] -= best
                noise[g] -= best
    return offset + _finish(
        old,
        quiet,
        noise,
        low,
        high,
        words,
        length,
        skip,
        skip_phone,
        frames,
        settled,
        pool,
        rows,
        first_word,
        last_word,
        states,
        variants,
        word_of,
        kind,
        place,
    )


@numba.njit(cache=True, nogil=True)
def _dead(old: Floats, quiet: Floats, noise: Floats, word: int, limit: float, states: Ints, variants: Ints) -> bool:
    if quiet[word] <= limit or noise[word] <= limit:
        return False
    return not np.any(old[states[variants[word]] : states[variants[word + 1]]] <= limit)


@numba.njit(cache=True, nogil=True)
def _best_node(
    old: Floats, quiet: Floats, noise: Floats, low: int, high: int, s_low: int, s_high: int
) -> tuple[int, int]:
    best, kind, place = INFINITE, SILENCE, low
    for s in range(s_low, s_high):
        if old[s] < best:
            best, kind, place = old[s], IN_WORD, s
    for g in range(low, high + 1):
        if quiet[g] < best:
            best, kind, place = quiet[g], SILENCE, g
        if noise[g] < best:
            best, kind, place = noise[g], FILLER, g
    return kind, place


@numba.njit(cache=True, nogil=True)
def _finish(
    old: Floats,
    quiet: Floats,
    noise: Floats,
    low: int,
    high: int,
    words: int,
    length: Floats,
    skip: float,
    skip_phone: float,
    frames: int,
    settled: int,
    pool: NDArray[np.uint8],
    rows: NDArray[np.int64],
    first_word: Ints,
    last_word: Ints,
    states: Ints,
    variants: Ints,
    word_of: Ints,
    kind: NDArray[np.uint8],
    place: Ints,
) -> float:
    """Choose the last node, words after it being skipped, and trace what is not settled."""
    rest = np.float32(0.0)
    best, at_kind, at_place = INFINITE, SILENCE, low
    for w in range(words - 1, high - 1, -1):
        rest += skip_phone * length[w]
    for g in range(high, low - 1, -1):
        more = np.float32(0.0) if g == words else rest + skip
        if quiet[g] + more < best:
            best, at_kind, at_place = quiet[g] + more, SILENCE, g
        if noise[g] + more < best:
            best, at_kind, at_place = noise[g] + more, FILLER, g
        if g > low:
            for v in range(variants[g - 1], variants[g]):
                if old[states[v + 1] - 1] + more < best:
                    best, at_kind, at_place = old[states[v + 1] - 1] + more, IN_WORD, states[v + 1] - 1
            rest += skip_phone * length[g - 1]
    _trace(
        frames - 1,
        settled,
        frames,
        at_kind,
        at_place,
        pool,
        rows,
        first_word,
        last_word,
        states,
        variants,
        word_of,
        kind,
        place,
    )
    return best
