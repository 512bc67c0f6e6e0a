"""What happens to a transcript of talk before it is aligned: slips, and the hand of an editor."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

__all__ = ["NOBODY", "REWORDED", "Edited", "edited", "edited_by_hand", "replaced"]

NOBODY, REWORDED = -1, -2
"""In place of the index of a word in the old text: nobody said it; it stands for what was said a little otherwise
("it is" for "it's"), and is neither right nor wrong."""

MOST_MENDED = 2
"""Words: what an editor changed so few of is mended, more is paraphrased."""

SHARE = 0.1
"""Of the words that are replaced."""

LEFT_OUT, REWRITTEN = 12, 10
"""One sentence in so many."""

Rng = np.random.Generator


def replaced(words: Sequence[str], rng: Rng, again: float = 0.1) -> tuple[list[str], set[int]]:
    """Return the words with one in ten replaced by another from elsewhere in the text, and which.

    Args:
        again: share of the words behind a replaced one that are replaced, too; .1 is here and there, .6 in phrases.
    """
    plain = [word for word in words if re.fullmatch(r"[A-Za-z]{2,}", word)]
    out, wrong, now = list(words), set(), False
    for index, word in enumerate(words):
        now = bool(rng.random() < (again if now else SHARE * (1 - again) / (1 - SHARE)))
        if not now or not plain or not re.fullmatch(r"[^\W\d_']{2,}('[a-z]+)?[.,?!]?", word):
            continue
        other = str(rng.choice(plain))
        if other.lower() != word.lower().strip(".,?!"):
            out[index] = other
            wrong.add(index)
    return out, wrong


@dataclass(frozen=True, slots=True)
class Edited:
    """A transcript as an editor would print it.

    Args:
        words: of the new text.
        origin: for each the index of the word in the old text, or `NOBODY` or `REWORDED`.
    """

    words: tuple[str, ...]
    origin: tuple[int, ...]


FILLERS = frozenset("uh um er erm ah hm hmm mm mhm".split())
"""Left out wherever they stand."""

ASIDES = (("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of"), ("you", "see"))
"""Left out where commas or the beginning of a sentence set them off."""

OPENERS = frozenset("so well yeah okay ok right like now look actually basically honestly".split())
"""Left out where a sentence opens with one and goes on."""

MENDED = {
    "gonna": "going to", "wanna": "want to", "gotta": "have to", "kinda": "rather", "cause": "because",
    "ain't": "is not", "don't": "do not", "doesn't": "does not", "didn't": "did not", "can't": "cannot",
    "won't": "will not", "isn't": "is not", "it's": "it is", "that's": "that is", "i'm": "I am", "we're": "we are",
    "they're": "they are", "there's": "there is", "you're": "you are", "i've": "I have", "we've": "we have",
    "i'd": "I would", "yeah": "yes", "guys": "people", "stuff": "things", "okay": "good", "really": "very",
    "lots": "many", "pretty": "rather", "got": "received", "guess": "suppose", "huge": "considerable",
    "talk": "speak", "start": "begin", "started": "began", "kids": "children", "big": "large", "amazing": "impressive",
}  # fmt: skip
"""How an editor prints what was said otherwise."""

PARAPHRASES = (
    "this was the main reason", "as mentioned before", "in the opinion of many people", "which came as a surprise",
    "for a number of years", "it had been decided", "among other considerations", "the speaker explained",
    "under these circumstances", "a matter of some importance", "to everybody involved", "without further delay",
)  # fmt: skip
"""Phrases that take the place of what was said in rewritten sentences; nobody says them in talk."""


def edited(words: Sequence[str], rng: Rng) -> Edited:
    """Remove fillers and repeats, mend the grammar, leave one sentence out in twelve and rewrite one in ten."""
    out: list[tuple[str, int]] = []
    for number, (first, last) in enumerate(_sentences(words)):
        indices = _without_fillers(words, range(first, last))
        if number % LEFT_OUT == LEFT_OUT // 2 and last - first >= 4:
            continue
        if number % REWRITTEN == REWRITTEN // 3 and len(indices) >= 6:
            out += _rewritten(words, indices, rng)
        else:
            out += _mended(words, indices)
    return Edited(tuple(word for word, _ in out), tuple(index for _, index in out))


def edited_by_hand(words: Sequence[str], new: Sequence[str]) -> Edited:
    """Return what an editor made of a text, compared with it word by word."""
    old = [_plain(word) for word in words]
    matcher = difflib.SequenceMatcher(None, old, [_plain(word) for word in new], autojunk=False)
    origin: list[int] = []
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            origin += range(first, last)
        elif tag != "delete":
            mended = tag == "replace" and last - first <= MOST_MENDED and end - begin <= MOST_MENDED
            origin += [REWORDED if mended else NOBODY] * (end - begin)
    return Edited(tuple(new), tuple(origin))


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    ends = [i + 1 for i, word in enumerate(words) if re.search(r"[.?!][\"'\u201d\u2019)]*$", word)]
    bounds = sorted({0, *ends, len(words)})
    return list(pairwise(bounds))


def _plain(word: str) -> str:
    return word.lower().replace("\u2019", "'").strip(".,?!;:\"'()-\u2013\u2014\u201c\u201d")


def _without_fillers(words: Sequence[str], indices: Sequence[int]) -> list[int]:
    """Those of the words of a sentence that an editor keeps."""
    kept: list[int] = []
    skip = 0
    for place, index in enumerate(indices):
        word = _plain(words[index])
        following = _plain(words[indices[place + 1]]) if place + 1 < len(indices) else ""
        set_off = place == 0 or words[indices[place - 1]].endswith(",")
        if skip:
            skip -= 1
        elif set_off and (word, following) in ASIDES:
            skip = 1
        elif word in FILLERS or word == following or (place == 0 and word in OPENERS and len(indices) > 3):
            continue
        else:
            kept.append(index)
    return kept


def _mended(words: Sequence[str], indices: Sequence[int]) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for index in indices:
        better = MENDED.get(_plain(words[index]))
        if better is None:
            out.append((words[index], index))
        else:
            stop = re.search(r"[.,?!]*$", words[index])
            out += [(part, REWORDED) for part in (better + (stop.group() if stop else "")).split()]
    return out


def _rewritten(words: Sequence[str], indices: Sequence[int], rng: Rng) -> list[tuple[str, int]]:
    """Return the sentence with the middle of it said in other words."""
    first, last = len(indices) // 4, len(indices) - len(indices) // 4
    phrases = rng.permutation(len(PARAPHRASES))[: max(1, (last - first) // 5)]
    new = [(word, NOBODY) for phrase in phrases.tolist() for word in PARAPHRASES[phrase].split()]
    return [*_mended(words, indices[:first]), *new, *_mended(words, indices[last:])]
