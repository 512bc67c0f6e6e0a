"""Where exactly to cut: room around the words, at the quietest point, never into a neighbour.

Working numbers: 80-150 ms before the first word, 200-400 ms after the last, fades of 5-15 ms in and 20-50 ms out; a gap
below 60 ms is tight. No standard gives them; they are what editors use.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word
from align.errors import InputsDoNotFit
from align.neighbours import gap_around, timed_after, timed_before
from clips.quotes import Span
from clips.sentences import ends_sentence

__all__ = ["Cut", "ReadSound", "cut_points", "outer_limits", "quietest", "to_sentence", "with_handles", "word_warnings"]

RATE = 48000
LEAD, TAIL = 0.12, 0.28
MOST_LEAD, MOST_TAIL = 0.35, 0.6
TIGHT = 0.06
GUARD = 0.02
"""Seconds that stay between a cut and the word it belongs to, wherever there is room at all."""

SHARE = 1 / 3
"""Of a neighbour's word, which a cut takes at most where words touch: of a short "a", `GUARD` and a little is half."""

AROUND = 0.005
"""Seconds that are heard on both sides of where a cut may be."""

SPARE = 0.1
"""Seconds more that a clip may hold: a frame of its picture, half a cross-fade."""

LOW_SCORE = 0.5

NOTHING = "none of these words was found in the audio, so there is nothing to cut"
BACKWARDS = "the last of these words is said before the first; cut them one by one, or align again"

ReadSound = Callable[[float, float], NDArray[np.float32]]
"""Gives the mono samples between two times in seconds, at `RATE`."""


@dataclass(frozen=True, slots=True)
class Cut:
    """In and out point in seconds, fades in seconds, and what an editor should know.

    `available`: how far sound may be heard before the in point and behind the out point without touching a neighbour.
    """

    start: float
    end: float
    fade_in: float
    fade_out: float
    available: tuple[float, float]
    flags: tuple[str, ...] = ()


def cut_points(alignment: Alignment, span: Span, read_sound: ReadSound) -> Cut:
    """Return the cut around a span of words. Raises `InputsDoNotFit` where none of its words has times."""
    timed = [i for i in range(span.first, span.last + 1) if alignment.words[i].timed]
    if not timed:
        raise InputsDoNotFit(NOTHING)
    begin, end = alignment.words[timed[0]].span[0], alignment.words[timed[-1]].span[1]
    before, after = _neighbours(alignment, timed[0], timed[-1])
    flags = [*_edge_flags(alignment, span, begin, end)]
    touched_before, touched_after = _touched(alignment, timed[0], timed[-1])
    cut_in, tight_in = _before(begin, min(before, begin), touched_before, read_sound)
    cut_out, tight_out = _after(end, max(after, end), touched_after, read_sound)
    flags += ["tight start"] * tight_in + ["tight end"] * tight_out
    fades = _fades(begin - cut_in, cut_out - end, tight_in, tight_out)
    available = (min(cut_in, before + 0.01), max(cut_out, after - 0.01))
    return Cut(cut_in, cut_out, *fades, available, tuple(flags))


def outer_limits(alignment: Alignment, span: Span) -> tuple[float, float]:
    """Return from when to when, in seconds, a clip of the span may last at most.

    Raises `InputsDoNotFit` as `cut_points`, and where the last word is said before the first.
    """
    timed = [word.span for word in alignment.words[span.first : span.last + 1] if word.timed]
    if not timed:
        raise InputsDoNotFit(NOTHING)
    if timed[-1][1] < timed[0][0]:
        raise InputsDoNotFit(BACKWARDS)
    return max(0.0, timed[0][0] - MOST_LEAD - SPARE), timed[-1][1] + MOST_TAIL + SPARE


def _neighbours(alignment: Alignment, first: int, last: int) -> tuple[float, float]:
    """Return the end of what is said before and the start of what is said after, in seconds."""
    words = alignment.words
    begin, end = words[first].span[0], words[last].span[1]
    before, after = gap_around(words, first, last + 1, alignment.media.duration)
    for stretch in alignment.unscripted:
        if stretch.kind == "speech":
            before = max(before, stretch.end) if stretch.end <= begin + GUARD else before
            after = min(after, stretch.start) if stretch.start >= end - GUARD else after
    return before, after


def _touched(alignment: Alignment, first: int, last: int) -> tuple[float, float]:
    """Return the seconds of the word before, and of the one after, that a cut may take where words touch."""
    words = alignment.words
    before, after = timed_before(words, first), timed_after(words, last + 1)
    lengths = [math.inf if k is None else words[k].span[1] - words[k].span[0] for k in (before, after)]
    return SHARE * lengths[0], SHARE * lengths[1]


def _before(begin: float, neighbour: float, touched: float, read_sound: ReadSound) -> tuple[float, bool]:
    gap = begin - neighbour
    if gap < TIGHT and neighbour > 0:
        low, high = begin - min(0.03, gap + touched), begin - min(GUARD, gap + touched)
        return _clip(quietest(read_sound, low, high, high), begin), True
    low = max(neighbour + min(0.01, gap / 4), begin - MOST_LEAD, 0.0)
    return _clip(quietest(read_sound, low, max(low, begin - min(0.05, gap / 2)), begin - LEAD), begin), False


def _after(end: float, neighbour: float, touched: float, read_sound: ReadSound) -> tuple[float, bool]:
    gap = neighbour - end
    if gap < TIGHT:
        low, high = end + min(GUARD, gap + touched), end + min(0.03, gap + touched)
        return quietest(read_sound, low, high, low), True
    high = min(neighbour - min(0.01, gap / 4), end + MOST_TAIL)
    return quietest(read_sound, min(high, end + min(0.06, gap / 2)), high, end + TAIL), False


def _clip(time: float, begin: float) -> float:
    return min(max(0.0, time), begin)


def quietest(read_sound: ReadSound, low: float, high: float, wanted: float) -> float:
    """Return the best time to cut between `low` and `high`: quiet, near `wanted`, at a zero crossing, on a whole
    sample.

    Loudness is taken over 5 ms; being 100 ms off the wanted place weighs as much as 3 dB.
    """
    low, high = max(0.0, low), max(0.0, high)
    wanted = min(max(wanted, low), high)
    sound = read_sound(max(0.0, low - AROUND), high + AROUND)
    origin = round(max(0.0, low - AROUND) * RATE)
    first, last = round(low * RATE) - origin, round(high * RATE) - origin
    if last <= first or len(sound) == 0:
        return round(wanted * RATE) / RATE
    half = RATE // 400
    power = np.concatenate(([0.0], np.cumsum(sound.astype(np.float64) ** 2)))
    places = np.arange(first, last + 1, RATE // 1000)
    ends = np.minimum(places + half, len(sound))
    begins = np.maximum(places - half, 0)
    level = 10 * np.log10(np.maximum((power[ends] - power[begins]) / np.maximum(1, ends - begins), 1e-9))
    cost = level + 30 * np.abs((places + origin) / RATE - wanted)
    return (_zero_crossing(sound, int(places[np.argmin(cost)]), first, last) + origin) / RATE


def _zero_crossing(sound: NDArray[np.float32], place: int, first: int, last: int) -> int:
    """Return the sample nearest to `place`, within 2 ms, at which the sound changes its sign."""
    low, high = max(first, place - RATE // 500, 1), min(last, place + RATE // 500, len(sound) - 1)
    if high <= low:
        return place
    crossing = low + np.flatnonzero(np.signbit(sound[low:high]) != np.signbit(sound[low - 1 : high - 1]))
    return int(crossing[np.argmin(np.abs(crossing - place))]) if len(crossing) else place


def _fades(lead: float, tail: float, tight_in: bool, tight_out: bool) -> tuple[float, float]:
    fade_in = GUARD if tight_in else min(0.015, max(0.005, lead / 4))
    fade_out = GUARD if tight_out else min(0.05, max(0.02, tail / 4))
    return round(min(fade_in, max(0.0, lead)), 4), round(min(fade_out, max(0.0, tail)), 4)


_SOUND = re.compile(r"^[\[(].*(?:laugh|chuckl|applau|crosstalk|overlap|music|cheer).*", re.IGNORECASE)


def _edge_flags(alignment: Alignment, span: Span, begin: float, end: float) -> list[str]:
    flags = []
    words = alignment.words
    for side, index in (("start", span.first - 1), ("end", span.last + 1)):
        if 0 <= index < len(words) and _SOUND.match(words[index].text):
            flags.append(f"{words[index].text.strip('[]()')} at the {side}")
    for stretch in alignment.unscripted:
        for side, time in (("start", begin), ("end", end)):
            if stretch.start - 0.25 < time < stretch.end + 0.25:
                flags.append(f"untranscribed {stretch.kind} at the {side}")
    return flags


def word_warnings(alignment: Alignment, span: Span) -> list[str]:
    """Return what is not certain about the words of a span: each kind of doubt with the words it concerns."""
    doubts: dict[str, list[str]] = {}
    for word in alignment.words[span.first : span.last + 1]:
        doubt = _doubt(word)
        if doubt:
            doubts.setdefault(doubt, []).append(word.text)
    return [f"{doubt}: {' '.join(texts[:8])}{' ...' if len(texts) > 8 else ''}" for doubt, texts in doubts.items()]


def _doubt(word: Word) -> str | None:
    if word.status == "absent":
        return "not in the audio"
    if word.status == "interpolated":
        return "times estimated from the neighbours"
    low = word.status == "aligned" and not word.manual and word.score is not None and word.score < LOW_SCORE
    return "times uncertain" if low else None


def with_handles(cut: Cut, handles: float, duration: float) -> Cut:
    """Return the cut with `handles` seconds more on both sides, where the media go on; hand-off clips have no fades."""
    if handles <= 0:
        return cut
    start, end = max(0.0, cut.start - handles), min(duration, cut.end + handles)
    return replace(cut, start=start, end=end, fade_in=0.0, fade_out=0.0, available=(0.0, duration))


def to_sentence(alignment: Alignment, span: Span) -> Span:
    """Return the span widened to whole sentences."""
    first, last = span.first, span.last
    while first > 0 and not ends_sentence(alignment, first - 1):
        first -= 1
    while not ends_sentence(alignment, last):
        last += 1
    return Span(first, last)
