"""The script that the searches follow: words, their pronunciations, and the phones of each, flattened into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.pauses import pauses_inside, sentence_openings, turn_openings
from align.pronunciation.phones import Variant
from align.transcript.reader import Transcript

__all__ = ["FALSE_START", "Script", "script_of"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_NUMBER = {phone: number for number, phone in enumerate(UNITS)}

FALSE_START = 14.0
"""Nats for breaking a word off and beginning it again: in conversation one word in a hundred or two is."""

FOREIGN_FALSE_START = 40.0
"""As `FALSE_START`, for other languages than English, of which the model knows the phones so badly that a word seems to
begin twice where it does not."""

ALIKE = 3
"""Phones: where neighbours begin with the same ones ("2008, 2009"), what seems to be begun twice is the next item."""

NEVER = 1e4
"""Nats: more than any path costs that holds a false start."""

MOST_JOINS = 3
"""Places in a word at which a pause is allowed: each makes a pronunciation more, which costs time in the searches."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, flattened: words have pronunciations, pronunciations have phones.

    Args:
        phones: the phone of each state, as an index into the model's phones.
        states: pronunciation `v` has the states from `states[v]` to `states[v + 1]`.
        variants: word `w` has the pronunciations from `variants[w]` to `variants[w + 1]`.
        opens: whether each word opens a sentence; the last one stands for the end of the script.
        turns: whether another speaker begins at each word; the last as above.
        pauses: what a pause before each word costs beyond the usual, in nats; the last as above.
        false_start: what it costs to break each word off after its first phones and to begin it again, in nats.
    """

    phones: NDArray[np.uint8]
    states: Ints
    variants: Ints
    opens: NDArray[np.bool_]
    turns: NDArray[np.bool_]
    pauses: Floats
    false_start: Floats

    @property
    def words(self) -> int:
        """How many."""
        return len(self.variants) - 1

    def part(self, first: int, last: int) -> Script:
        """Return the words from `first` up to `last`."""
        variants = self.variants[first : last + 1]
        states = self.states[variants[0] : variants[-1] + 1]
        phones = self.phones[states[0] : states[-1]]
        beside = slice(first, last + 1)
        return Script(
            phones,
            states - states[0],
            variants - variants[0],
            self.opens[beside],
            self.turns[beside],
            self.pauses[beside],
            self.false_start[first:last],
        )

    def owners(self) -> Ints:
        """Return the word that each state belongs to."""
        words = np.repeat(np.arange(self.words, dtype=np.int32), np.diff(self.variants))
        return np.repeat(words, np.diff(self.states))

    @classmethod
    def of(
        cls,
        words: Sequence[Sequence[Sequence[int]]],
        opens: NDArray[np.bool_] | None = None,
        pauses: Floats | None = None,
        false_start: float = FALSE_START,
        *,
        turns: NDArray[np.bool_] | None = None,
    ) -> Script:
        """Flatten each word's pronunciations, each a sequence of phone numbers; none may be empty.

        Without `opens` and `pauses` sentences may begin and pauses be made anywhere, without `turns` one speaker talks.
        `false_start` is the same for all words but those that begin like a neighbour, which never break off.
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
            np.zeros(len(words) + 1, np.bool_) if turns is None else turns,
            np.zeros(len(words) + 1, np.float32) if pauses is None else pauses,
            np.where(_begin_alike(words), NEVER, false_start).astype(np.float32),
        )


def script_of(
    variants: Sequence[Sequence[Variant]], transcript: Transcript | None = None, language: str = "en"
) -> tuple[Ints, Script]:
    """Return the tokens that are spoken, and how.

    Args:
        variants: the pronunciations of each token, none for a silent one.
        transcript: where they stand; without it, sentences may begin and pauses be made anywhere.
        language: two-letter code.
    """
    tokens = np.array([i for i, token in enumerate(variants) if token], np.int32)
    words = [[[_NUMBER[p] for spoken in variant for p in spoken] for variant in variants[i]] for i in tokens]
    false_start = FALSE_START if language == "en" else FOREIGN_FALSE_START
    if transcript is None:
        return tokens, Script.of(words, false_start=false_start)
    sizes = np.array([len(word[0]) for word in words], np.int32)
    for word, i in zip(words, tokens.tolist(), strict=True):
        if pauses_inside(transcript.tokens[i].text):
            word += _with_pauses(variants[i][0])
    openings = sentence_openings(transcript, tokens.tolist(), sizes)
    return tokens, Script.of(words, *openings, false_start, turns=turn_openings(transcript, tokens.tolist()))


def _begin_alike(words: Sequence[Sequence[Sequence[int]]]) -> NDArray[np.bool_]:
    """Tell whether each word and a neighbour are different ones that begin with the same `ALIKE` phones."""
    openings = [{tuple(variant[:ALIKE]) for variant in word if len(variant) > ALIKE} for word in words]
    out = np.zeros(len(words), np.bool_)
    for k in range(1, len(words)):
        if openings[k - 1] & openings[k] and words[k - 1] != words[k]:
            out[k - 1 : k + 1] = True
    return out


def _with_pauses(variant: Variant) -> list[list[int]]:
    """Return a pronunciation with a pause behind one of its spoken words, for each of the first few."""
    out = []
    for join in range(1, min(len(variant), MOST_JOINS + 1)):
        before, after = ([_NUMBER[p] for spoken in part for p in spoken] for part in (variant[:join], variant[join:]))
        out.append([*before, SIL, *after])
    return out
