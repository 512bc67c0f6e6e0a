"""Finding quotes that were pasted with slips, and refusing quotes that were never said."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from num2words import num2words

from align.document import Alignment
from benchmarks import script
from benchmarks.context import Report, Settings
from benchmarks.tables import Table
from clips.asking import AmbiguousQuote, QuoteNotFound, pick
from clips.quotes import FOUND, Match, QuoteIndex

__all__ = ["never_said", "quotes", "slipped"]

Rng = np.random.Generator
Words = list[str]


def _left_out(words: Words, rng: Rng) -> Words:
    at = int(rng.integers(1, len(words) - 1))
    return words[:at] + words[at + 1 :]


def _misspelt(words: Words, rng: Rng) -> Words:
    long = [n for n, word in enumerate(words) if len(word) > 4]
    if not long:
        return words
    at = int(rng.choice(long))
    word, place = words[at], int(rng.integers(1, len(words[at]) - 2))
    wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return [*words[:at], wrong, *words[at + 1 :]]


_HEARD = {"there": "their", "our": "are", "two": "to", "for": "four", "you're": "your", "it's": "its", "than": "then"}
_HEARD |= {"and": "in", "the": "a", "is": "was", "can": "can't", "this": "these", "that": "the", "of": "have"}


def _misheard(words: Words, rng: Rng) -> Words:
    known = [n for n, word in enumerate(words) if word.casefold() in _HEARD]
    if known:
        at = int(rng.choice(known))
        return [*words[:at], _HEARD[words[at].casefold()], *words[at + 1 :]]
    at = int(rng.integers(1, len(words) - 1))
    return [*words[:at], words[at][::-1], *words[at + 1 :]]


def _numbers(words: Words, rng: Rng) -> Words:
    def spell(word: str) -> str:
        digits = re.fullmatch(r"(\d{1,4})([.,?!]?)", word)
        return f"{num2words(int(digits[1]))}{digits[2]}" if digits else word

    return " ".join(spell(word) for word in words).split()


def _dashes(words: Words, rng: Rng) -> Words:
    at = int(rng.integers(1, len(words)))
    return [*words[:at], "—", *words[at:]]


def _ellipsis(words: Words, rng: Rng) -> Words:
    if len(words) < 12:
        return ["…", *words]
    return [*words[: len(words) // 3], "...", *words[-(len(words) // 3) :]]


def _quoted(words: Words, rng: Rng) -> Words:
    return f"“{' '.join(words).upper().replace('.', '')}”".split()


SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "transcript.txt"

SLIPS: dict[str, Callable[[Words, Rng], Words]] = {
    "a word left out": _left_out,
    "misspelt": _misspelt,
    "misheard": _misheard,
    "numbers in words": _numbers,
    "a dash": _dashes,
    "an ellipsis": _ellipsis,
    "quote marks, case": _quoted,
}


def slipped(words: Sequence[str], count: int, rng: Rng) -> str:
    """The words as somebody pastes them, with `count` different slips."""
    pasted = list(words)
    for name in rng.permutation(list(SLIPS))[:count]:
        pasted = SLIPS[str(name)](pasted, rng)
    return " ".join(pasted)


def across_overlap(alignment: Alignment, chapter: int, rng: Rng) -> tuple[range, str]:
    """A quote copied out of the transcript itself across a chapter, whose opening repeats what was said before."""
    words = [word.text for word in alignment.words]
    again = int(rng.integers(20, 160))
    first, last = max(0, chapter - int(rng.integers(5, 15))), min(len(words), chapter + int(rng.integers(5, 15)))
    pasted = [*words[first:chapter], "\n# Chapter\n", *words[max(0, chapter - again) : last]]
    return range(first, last), " ".join(pasted)


def never_said(words: Sequence[str], count: int, rng: Rng) -> list[str]:
    """Stretches of the sample's conversation, and words of the episode in an order in which nobody said them."""
    elsewhere = script.stitched(SAMPLE.read_text(encoding="utf-8"))
    made = []
    for number in range(count):
        length = int(rng.integers(6, 22))
        if number % 2:
            first = int(rng.integers(0, len(elsewhere) - length))
            made.append(" ".join(elsewhere[first : first + length]))
        else:
            made.append(" ".join(str(word) for word in rng.choice(list(words), length)))
    return made


def quotes(settings: Settings) -> Report:
    """200 quotes with one to three slips and 200 that were never said, on the long clean episode."""
    made = settings.episode("clean")
    return measured(Alignment.load(made.folder / "gold.align.json"), settings.seed)


def measured(alignment: Alignment, seed: int, count: int = 200) -> Report:
    """The same on any alignment."""
    rng = np.random.default_rng(seed)
    words = [word.text for word in alignment.words]
    index = QuoteIndex(alignment)
    chapters = [chapter.word for chapter in alignment.chapters if chapter.word]
    right, begun, misses = 0, time.perf_counter(), []
    for number in range(count):
        if chapters and number % 20 == 0:
            where, pasted = across_overlap(alignment, int(rng.choice(chapters)), rng)
        else:
            length = int(rng.integers(6, 30))
            first = int(rng.integers(0, len(words) - length))
            where, pasted = range(first, first + length), slipped(words[first : first + length], number % 3 + 1, rng)
        found = index.find(pasted)
        if found and _is_there(found[0], where):
            right += 1
        else:
            misses.append(pasted)
    took = (time.perf_counter() - begun) / count
    refused = sum(_refused(index, quote) for quote in never_said(words, count, rng))
    table = Table(
        "Quotes",
        ("", "", "wanted"),
        (
            ("right place first", f"{right} of {count}", "99%"),
            ("never said, refused", f"{refused} of {count}", "99%"),
            ("a search", f"{1000 * took:.0f} ms", ""),
        ),
    )
    return Report([table], {"right": right / count, "refused": refused / count, "seconds": took, "missed": misses})


def _is_there(match: Match, where: range) -> bool:
    shared = min(match.last + 1, where.stop) - max(match.first, where.start)
    return match.score >= FOUND and shared >= 0.7 * max(len(where), match.last + 1 - match.first)


def _refused(index: QuoteIndex, quote: str) -> bool:
    try:
        pick(index, quote)
    except QuoteNotFound:
        return True
    except AmbiguousQuote:
        return False
    return False


def on_file(path: Path, seed: int = 1) -> Report:
    """The same on an alignment of one's own."""
    return measured(Alignment.load(path), seed)
