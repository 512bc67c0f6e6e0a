"""When a described sound is heard: `[laughs]` belongs over the laughter, which the alignment lists as unscripted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from align.document import Alignment, Unscripted

__all__ = ["describes_sound", "sound_times"]

LONGEST = 5.0  # seconds that a description stays (ai-media's captioning guide), however long the sound
_OPENING = "[({<*♪"


def describes_sound(text: str) -> bool:
    """Tell whether a word begins the description of a sound.

    >>> describes_sound("[laughs]"), describes_sound("–")
    (True, False)
    """
    return text.lstrip("\"'“‘—–- ")[:1] in tuple(_OPENING)


def sound_times(alignment: Alignment) -> dict[int, tuple[float, float]]:
    """Start and end, seconds, of the words that describe a sound which was heard where they stand, by index."""
    times: dict[int, tuple[float, float]] = {}
    middles = [(stretch.start + stretch.end) / 2 for stretch in alignment.unscripted]
    for low, high, groups in _descriptions(alignment):
        near = alignment.unscripted[bisect_left(middles, low) : bisect_left(middles, high)]
        # Where more is heard than described, the description is of what is longest.
        chosen = sorted(sorted(near, key=_length, reverse=True)[: len(groups)], key=lambda each: each.start)
        for group, stretch in zip(groups, chosen, strict=False):
            start, end = max(low, stretch.start), min(high, stretch.end, stretch.start + LONGEST)
            share = (end - start) / len(group)
            times |= {index: (start + share * k, start + share * (k + 1)) for k, index in enumerate(group)}
    return times


def _length(stretch: Unscripted) -> float:
    return stretch.end - stretch.start


def _descriptions(alignment: Alignment) -> Iterator[tuple[float, float, list[list[int]]]]:
    """Yield the pauses in which descriptions stand: from, to, and the words of each description."""
    groups: list[list[int]] = []
    low = 0.0
    for index, word in enumerate(alignment.words):
        if word.timed:
            if groups:
                yield low, word.span[0], groups
            low, groups = word.span[1], []
        elif word.status == "silent" and describes_sound(word.text):
            groups.append([index])
        elif word.status == "silent" and groups and groups[-1][-1] == index - 1 and word.text not in "-–—":
            groups[-1].append(index)
    if groups:
        yield low, max(low, alignment.media.duration), groups
