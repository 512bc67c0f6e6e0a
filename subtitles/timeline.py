"""The words that subtitles show, each with a time, ready for arithmetic.

Words that are `absent` from the sound are not shown. A word without times gets some for display: a `silent` one
stands between its neighbours and takes no time; others share the gap they stand in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word
from align.errors import InputsDoNotFit
from align.spacing import SPACELESS, gaps_before
from subtitles.sounds import sound_times

__all__ = ["Timeline", "display_text", "make_timeline", "spaces_of_phrases", "width"]

_UNTIMED = 0.3  # seconds for a word before the first or after the last known time
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"})


@dataclass(frozen=True, slots=True)
class Timeline:
    """Parallel sequences, one entry for each shown word.

    Args:
        index: of the word in the alignment.
        texts: as printed.
        starts, ends: seconds; starts never go back, and no end is before its start, but a silent word has its
            neighbours' times turned round: the start of the next and the end of the one before.
        gaps: whether a space stands before each; Chinese, Japanese and Thai have none within a sentence.
    """

    index: tuple[int, ...]
    texts: tuple[str, ...]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    gaps: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.index)


def spaces_of_phrases(timeline: Timeline) -> list[int]:
    """Return the words before which a space parts phrases: in Thai it does what a comma does elsewhere."""
    texts = timeline.texts
    return [
        k
        for k in range(1, len(texts))
        if timeline.gaps[k] and SPACELESS.match(texts[k]) and SPACELESS.match(texts[k - 1][-1])
    ]


def width(text: str) -> int:
    """Length in grapheme clusters, near enough: combining marks, joiners and what they join take no room.

    >>> width("naïve"), width("nai\\u0308ve"), width("👩\\u200d🚀")
    (5, 5, 1)
    """
    if text.isascii():
        return len(text)
    count, joined = 0, False
    for char in text:
        category = unicodedata.category(char)
        if char == "\u200d":
            joined = True
        elif category in ("Mn", "Me", "Cf", "Mc") or "\U0001f3fb" <= char <= "\U0001f3ff":
            continue
        else:
            count += not joined
            joined = False
    return count


def display_text(text: str, quotes: str = "keep") -> str:
    """Return a token as it can be printed: no line breaks or control characters, quotes straightened on request."""
    if not text.isprintable() or " " in text:
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc")
        text = " ".join(text.split())
    return text.translate(_STRAIGHT) if quotes == "straight" and not text.isascii() else text


def make_timeline(alignment: Alignment, *, keep_absent: bool = False, quotes: str = "keep") -> Timeline:
    """Return the words to show. Raises `InputsDoNotFit` where words are there but none has a time."""
    shown = [
        (index, text)
        for index, word in enumerate(alignment.words)
        if (keep_absent or word.status != "absent") and (text := display_text(word.text, quotes))
    ]
    sounds = sound_times(alignment)
    words = [_at(alignment.words[index], sounds.get(index)) for index, _ in shown]
    if words and not any(word.timed for word in words):
        raise InputsDoNotFit("the alignment has no times: no word of it was found in the audio")
    starts, ends = _filled(words, alignment.media.duration)
    gaps = gaps_before([alignment.words[index] for index, _ in shown])
    return Timeline(tuple(i for i, _ in shown), tuple(t for _, t in shown), starts, ends, gaps)


def _at(word: Word, span: tuple[float, float] | None) -> Word:
    return word if span is None else replace(word, start=span[0], end=span[1])


def _filled(words: list[Word], duration: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    count = len(words)
    starts, ends = np.zeros(count), np.zeros(count)
    latest, i = 0.0, 0
    while i < count:
        word = words[i]
        if word.start is not None and word.end is not None:
            starts[i] = latest = max(word.start, latest)
            ends[i] = max(word.end, latest)
            i += 1
            continue
        j = i
        while j < count and not words[j].timed:
            j += 1
        _fill(words, starts, ends, (i, j), duration)
        latest = max(latest, float(starts[j - 1]) if words[j - 1].status != "silent" else latest)
        i = j
    return starts, ends


def _fill(
    words: list[Word], starts: NDArray[np.float64], ends: NDArray[np.float64], run: tuple[int, int], duration: float
) -> None:
    """Make up times for the words `run[0]:run[1]`, none of which has any."""
    i, j = run
    said = [k for k in range(i, j) if words[k].status != "silent"]
    following = words[j].start if j < len(words) else None
    low = float(ends[i - 1]) if i else max(0.0, (following or 0.0) - _UNTIMED * len(said))
    high = following if following is not None else min(low + _UNTIMED * len(said), max(duration, low))
    high = max(high, float(starts[i - 1]) if i else 0.0)
    low = min(low, high)
    weights = np.array([len(words[k].text) for k in said], dtype=np.float64)
    edges = low + (high - low) * np.concatenate(([0.0], np.cumsum(weights) / max(weights.sum(), 1.0)))
    for place, k in enumerate(said):
        starts[k], ends[k] = edges[place], edges[place + 1]
    before, after = low, high
    for k in range(i, j):
        if words[k].status != "silent":
            before = ends[k]
        else:
            ends[k] = before
    for k in range(j - 1, i - 1, -1):
        if words[k].status != "silent":
            after = starts[k]
        else:
            starts[k] = after
