"""Whether the media to cut are what was aligned: the same bytes, or another encoding of the same sound.

Another encoding has the same length, and sound where the words are. That is looked at in a few windows: in the right
recording frames inside words are louder than frames between them; in another one there is no telling.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from align.clock import clock_text
from align.document import Alignment
from align.errors import InputsDoNotFit
from align.media import MediaInfo

__all__ = ["ReadMono", "check_media", "words_are_louder"]

ReadMono = Callable[[float, float], NDArray[np.float32]]
"""Gives the mono samples between two times in seconds, at 48 kHz."""

RATE = 48000
LENGTHS_APART, SHARE_APART = 2.0, 0.003
"""Seconds, and share of the length, whichever is more: codecs pad by 0.1 s, films run on a moment behind the sound."""

PADDING = 0.2
"""Seconds: codecs take no more; what is shorter by more may run faster. Films may well be longer than their sound."""

LIKELY = 0.66
"""Least share of pairs (a frame inside a word, one between words) of which the first is louder: at least 0.80 in the
right recordings of talk that we have, with music below it too, and 0.43 to 0.58 in others of the same length."""

WINDOWS, WINDOW = 8, 20.0
"""Places that are looked at, and seconds in each."""

FRAME = 0.02
"""Seconds."""

LEAST_FRAMES = 50
"""Inside words and between them: one second of each, below which nothing can be said."""

TAIL = 2.0
"""Seconds before the end of the last word in which there must be something: beyond its sound a file reads as zeros."""

EMPTY_HASHES = ("", "0" * 64)
"""Of documents that were imported without their media."""


def check_media(alignment: Alignment, info: MediaInfo, read_mono: ReadMono, file_hash: Callable[[], str]) -> str | None:
    """Make sure that the media are what was aligned; return what a user should know, if anything.

    `file_hash` gives their SHA-256. Raises `InputsDoNotFit` where they are others.
    """
    aligned, length = alignment.media.duration, info.duration
    same_length = length is None or aligned <= 0 or abs(length - aligned) <= max(LENGTHS_APART, SHARE_APART * aligned)
    named = alignment.media.sha256 not in EMPTY_HASHES
    if named and file_hash() == alignment.media.sha256:
        return None
    if not same_length:
        times = f"lasts {clock_text(length or 0.0, places=1)}, what was aligned {clock_text(aligned, places=1)}"
        raise InputsDoNotFit(f"{info.path.name} {times}: these are other media; give --anyway to cut them all the same")
    if _ends_early(alignment, read_mono):
        raise InputsDoNotFit(
            f"{info.path.name} ends before the last word, whatever length it claims: only a part of it may have been"
            " copied; copy it again, or give --anyway to cut what there is"
        )
    louder = words_are_louder(alignment, read_mono)
    if louder is False:
        raise InputsDoNotFit(
            f"{info.path.name} is as long as what was aligned, but the words are not where the sound is:"
            " these are other media; give --anyway to cut them all the same"
        )
    if not named:
        return None
    if louder is None:
        return f"{info.path.name} is not the file that was aligned; it is as long, and too short to tell more"
    missing = 0.0 if length is None or aligned <= 0 else aligned - length
    if missing > PADDING:
        return (
            f"{info.path.name} is not the file that was aligned; the words fit, but it is {missing:.1f} s shorter and"
            " may run faster: listen to the edges of a clip, or align it anew"
        )
    return f"{info.path.name} is not the file that was aligned, but another encoding of it: as long, and the words fit"


def _ends_early(alignment: Alignment, read_mono: ReadMono) -> bool:
    """Tell whether there is no sound where the last word is: a header may claim more than the file holds."""
    last = max((word.span[1] for _, word in alignment.timed()), default=0.0)
    return last > 0 and not read_mono(max(0.0, last - TAIL), last).any()


def words_are_louder(alignment: Alignment, read_mono: ReadMono) -> bool | None:
    """Tell whether there is sound where the words are, in a few windows; `None` where there is too little to tell."""
    spans = np.array([word.span for _, word in alignment.timed()]).reshape(-1, 2)
    if not len(spans):
        return None
    last = float(spans[:, 1].max())
    starts = np.unique(np.linspace(0.0, max(0.0, last - WINDOW), WINDOWS).round(3))
    pairs = [_louder(spans, float(start), read_mono(float(start), float(start) + WINDOW)) for start in starts]
    inside, between = (sum(pair[side] for pair in pairs) for side in (1, 2))
    if min(inside, between) < LEAST_FRAMES:
        return None
    weights = np.array([pair[1] * pair[2] for pair in pairs], np.float64)
    return bool(np.average([pair[0] for pair in pairs], weights=weights) >= LIKELY)


def _louder(spans: NDArray[np.float64], start: float, sound: NDArray[np.float32]) -> tuple[float, int, int]:
    """Return the share of pairs whose frame inside a word is the louder one, and how many frames there are of both."""
    size = round(FRAME * RATE)
    count = len(sound) // size
    power = (sound[: count * size].reshape(count, size).astype(np.float64) ** 2).mean(axis=1)
    middle = start + (np.arange(count) + 0.5) * FRAME
    at = np.searchsorted(spans[:, 0], middle) - 1
    inside = (at >= 0) & (middle < np.maximum.accumulate(spans[:, 1])[np.maximum(at, 0)])
    between = ~inside & (middle > spans[0, 0]) & (middle < spans[-1, 1])
    words, pauses = power[inside], np.sort(power[between])
    if not len(words) or not len(pauses):
        return 0.5, 0, 0
    below = np.searchsorted(pauses, words, "left") + np.searchsorted(pauses, words, "right")
    return float(below.mean() / (2 * len(pauses))), len(words), len(pauses)
