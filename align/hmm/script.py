"""From pronunciations to the script that the searches follow, and from a transcript's own times to bounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.coarse import AGAIN, Script
from align.hmm.confident import STEP
from align.hmm.pauses import pauses_inside, sentence_openings
from align.pronunciation.phones import Variant
from align.signal.spectra import FRAME, Spectra
from align.transcript.reader import Transcript

__all__ = ["bounds_of", "script_of"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_NUMBER = {phone: number for number, phone in enumerate(UNITS)}

FOREIGN_AGAIN = 40.0
"""As `AGAIN`, for other languages than English, of which the model knows the phones so badly that a word seems to begin
twice where it does not."""

MOST_JOINS = 3
"""Each makes a pronunciation more, which costs time in the searches."""

HINT_SLACK = 3.0
"""Seconds: captions follow speech by a second or two, and many keep whole seconds."""


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
