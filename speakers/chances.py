"""How likely somebody else begins to speak before a word, by the text and the pauses alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word
from align.sentences import CLOSERS, ends_in_question, ends_in_sentence_mark

__all__ = ["turn_chances"]


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances of a turn before a word; evidence, never certainties. Set by hand; the voices decide.

    Args:
        inside: within a phrase.
        comma: behind a comma, a colon or a dash.
        sentence, question: behind the end of one.
        pauses: seconds of pause up to which the odds are multiplied by `factors`; the last factor is for longer ones.
        lonely_pause: seconds of a pause inside a sentence that speak for a turn, and by how much.
        reply: words of a sentence that may be a short reply, and what the odds of a turn before and behind it are
            multiplied by.
        paragraph: by which the chance grows where the text begins a paragraph; `most` at most.
    """

    inside: float = 0.002
    comma: float = 0.008
    sentence: float = 0.10
    question: float = 0.30
    pauses: tuple[float, ...] = (0.03, 0.25, 0.8)
    factors: tuple[float, ...] = (0.6, 1.0, 1.8, 2.5)
    lonely_pause: tuple[float, float] = (0.35, 4.0)
    reply: tuple[int, float] = (3, 1.5)
    paragraph: float = 2.0
    most: float = 0.5


CHANCES = Chances()


def turn_chances(alignment: Alignment) -> NDArray[np.float64]:
    """Return one chance for each word, 0..1; 0 before the first."""
    words = alignment.words
    out = np.zeros(len(words))
    before: Word | None = None
    for index, word in enumerate(words):
        if index:
            pause = 0.1 if before is None or not word.timed else word.span[0] - before.span[1]
            out[index] = _chance(words[index - 1].text, pause)
        before = word if word.timed else before
    for index in _reply_edges(words):
        out[index] = _raised(float(out[index]), CHANCES.reply[1])
    for index in alignment.paragraphs:
        if index:
            out[index] = min(CHANCES.most, out[index] * CHANCES.paragraph)
    return out


def _reply_edges(words: Sequence[Word]) -> list[int]:
    """Return the first words of sentences that are as short as a reply, or follow one that is."""
    firsts = [0, *(index for index in range(1, len(words)) if ends_in_sentence_mark(words[index - 1].text))]
    short = [end - first <= CHANCES.reply[0] for first, end in pairwise([*firsts, len(words)])]
    return [firsts[k] for k in range(1, len(firsts)) if short[k] or short[k - 1]]


def _raised(chance: float, factor: float) -> float:
    """Return the chance whose odds are `factor` times those of `chance`."""
    return chance * factor / (1 - chance + chance * factor)


def _chance(text: str, pause: float) -> float:
    """Behind a word with that text, before a pause of so many seconds."""
    inside = not ends_in_sentence_mark(text)
    if ends_in_question(text):
        base = CHANCES.question
    elif not inside:
        base = CHANCES.sentence
    else:
        base = CHANCES.comma if text.rstrip(CLOSERS).endswith((",", ";", ":", "-", "–", "—")) else CHANCES.inside
    factor = CHANCES.factors[bisect_right(CHANCES.pauses, pause)]
    if inside and pause > CHANCES.lonely_pause[0]:
        factor *= CHANCES.lonely_pause[1]
    return _raised(base, factor)
