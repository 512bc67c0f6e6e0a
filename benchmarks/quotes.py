"""Finding quotes that were pasted with slips, and refusing quotes that were never said."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from num2words import num2words

from align.document import Alignment
from benchmarks import script
from benchmarks.context import Report, Settings
from benchmarks.measure import ROOT
from benchmarks.tables import Table

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
    """Return the words as somebody pastes them, with `count` different slips."""
    pasted = list(words)
    for name in rng.permutation(list(SLIPS))[:count]:
        pasted = SLIPS[str(name)](pasted, rng)
    return " ".join(pasted)


def across_overlap(alignment: Alignment, chapter: int, rng: Rng) -> tuple[range, str]:
    """Return a quote copied out of the transcript itself across a chapter, whose opening repeats what was said
    before.
    """
    words = [word.text for word in alignment.words]
    again = int(rng.integers(20, 160))
    first, last = max(0, chapter - int(rng.integers(5, 15))), min(len(words), chapter + int(rng.integers(5, 15)))
    pasted = [*words[first:chapter], "\n# Chapter\n", *words[max(0, chapter - again) : last]]
    return range(first, last), " ".join(pasted)


def never_said(words: Sequence[str], count: int, rng: Rng) -> list[str]:
    """Return stretches of the sample's conversation, and words of the episode in an order in which nobody said them."""
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
    return measured(made.folder / "gold.align.json", made.audio, settings.seed)


def measured(path: Path, audio: Path, seed: int, count: int = 200) -> Report:
    """Measure the same on any alignment: all quotes in one list for `pullquote clip --dry-run`."""
    alignment = Alignment.load(path)
    rng = np.random.default_rng(seed)
    words = [word.text for word in alignment.words]
    chapters = [chapter.word for chapter in alignment.chapters if chapter.word]
    asked: list[tuple[range, str]] = []
    for number in range(count):
        if chapters and number % 20 == 0:
            asked.append(across_overlap(alignment, int(rng.choice(chapters)), rng))
        else:
            length = int(rng.integers(6, 30))
            first = int(rng.integers(0, len(words) - length))
            pasted = slipped(words[first : first + length], number % 3 + 1, rng)
            asked.append((range(first, first + length), pasted))
    begun = time.perf_counter()
    found, _ = planned(path, audio, [pasted for _, pasted in asked])
    took = (time.perf_counter() - begun) / count
    missed = [q for n, (where, q) in enumerate(asked, start=1) if not (n in found and _is_there(found[n], where))]
    wrong, refused = planned(path, audio, never_said(words, count, rng))
    right, names = count - len(missed), sum(error.startswith("not found") for error in refused.values())
    table = Table(
        "Quotes",
        ("", "", "wanted"),
        (
            ("right place", f"{right} of {count}", "99%"),
            ("never said, refused", f"{names} of {count}", "99%"),
            ("a quote found and its cut planned", f"{1000 * took:.0f} ms", ""),
        ),
    )
    figures = {"right": right / count, "refused": names / count, "seconds": took, "missed": missed}
    return Report([table], {**figures, "cut_though_never_said": len(wrong)})


def planned(alignment: Path, audio: Path, wanted: Sequence[str]) -> tuple[dict[int, range], dict[int, str]]:
    """Return what `pullquote clip --dry-run` makes of a list of quotes: words by number of the quote, and errors."""
    with tempfile.TemporaryDirectory() as name:
        selects = Path(name) / "selects.csv"
        with selects.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["quote"], *([quote] for quote in wanted)])
        command = ["clip", str(alignment), "--media", str(audio), "--list", str(selects), "--dry-run", "--json"]
        done = subprocess.run([sys.executable, "-m", "cli", *command], cwd=ROOT, capture_output=True, text=True)
    told = json.loads(done.stdout)
    spans = {clip["number"]: clip["spans"] for clip in told["clips"]}
    return (
        {number: range(rows[0]["words"][0], rows[-1]["words"][1] + 1) for number, rows in spans.items()},
        {failure["number"]: failure["error"] for failure in told["failed"]},
    )


def _is_there(found: range, where: range) -> bool:
    shared = min(found.stop, where.stop) - max(found.start, where.start)
    return shared >= 0.7 * max(len(where), len(found))
