"""Made translations with known links: into an invented language, sentences merged, parted, left out and moved.

Every sentence of the original is of words by Zipf's law, as talk is; each word has one of three translations, some with
another ending, in another order; lengths vary as translations' do.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from translation import Pair, Sentence, pair_sentences

__all__ = ["Made", "make_translation", "rightly_paired", "run_translation"]

SHAPES = ((1, 1, 0.80), (2, 1, 0.06), (1, 2, 0.06), (2, 2, 0.02), (3, 2, 0.02), (3, 1, 0.02), (1, 3, 0.02))
"""How many sentences go with how many, and how often (after Gale and Church, with more of the rare ones)."""

VOCABULARY, NAMES = 900, 40
NAMED, NUMBERED = 0.25, 0.1
"""Shares of the sentences with a name and with a number."""

CROSSED = 3
"""Words of one sentence that stand with another in a link of two to two or three to two, at the least: where fewer do,
the link is one to one twice, or cannot be told from that by anybody."""

PARAGRAPH = 5
"""Links in a paragraph."""


@dataclass(frozen=True, slots=True)
class Made:
    """A text, its translation, and which sentences of one go with which of the other."""

    ours: tuple[Sentence, ...]
    theirs: tuple[Sentence, ...]
    links: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def make_translation(count: int, *, seed: int = 1, left_out: float = 0.05, moved: int = 2) -> Made:
    """Make a text of about `count` sentences and its translation; `moved` paragraphs stand elsewhere in it."""
    dice = random.Random(seed)
    words = [_word(dice, "bdfgklmnprst") for _ in range(VOCABULARY)]
    others = [[_word(dice, "cjvwxzhqstrl") for _ in range(1 + k % 3)] for k in range(VOCABULARY)]
    names = [_word(dice, "bdgklmnprst").capitalize() + "son" for _ in range(NAMES)]
    weights = [1 / (k + 3) for k in range(VOCABULARY)]
    ours: list[Sentence] = []
    blocks: list[list[tuple[tuple[int, ...], list[list[str]]]]] = [[]]
    while len(ours) < count:
        a, b, _ = dice.choices(SHAPES, [shape[2] for shape in SHAPES])[0]
        numbers = tuple(range(len(ours), len(ours) + a))
        texts = []
        for _ in range(a):
            text = dice.choices(range(VOCABULARY), weights, k=dice.randint(4, 22))
            same = _same(dice, names)
            ours.append(Sentence(0, 0, (*(words[k] for k in text), *same), len(blocks)))
            texts.append(_translated(dice, text, others) + same)
        said = [] if dice.random() < left_out else _parted(dice, texts, b)
        blocks[-1].append((numbers, said))
        if len(blocks[-1]) == PARAGRAPH:
            blocks.append([])
    for _ in range(moved):
        blocks.insert(dice.randrange(len(blocks)), blocks.pop(dice.randrange(len(blocks))))
    return _linked(ours, blocks)


def _same(dice: random.Random, names: Sequence[str]) -> list[str]:
    """Return what is the same in both languages: now and then a name or a number."""
    made = [dice.choice(names)] if dice.random() < NAMED else []
    return [*made, str(dice.randint(2, 2000))] if dice.random() < NUMBERED else made


def _linked(ours: Sequence[Sentence], blocks: Sequence[Sequence[tuple[tuple[int, ...], list[list[str]]]]]) -> Made:
    theirs: list[Sentence] = []
    links = []
    for number, block in enumerate(blocks):
        for numbers, said in block:
            links.append((numbers, tuple(range(len(theirs), len(theirs) + len(said)))))
            theirs += [Sentence(0, 0, tuple(text), number) for text in said]
    return Made(tuple(ours), tuple(theirs), tuple(links))


def _word(dice: random.Random, consonants: str) -> str:
    return "".join(dice.choice(consonants) + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))


def _translated(dice: random.Random, text: Sequence[int], others: Sequence[Sequence[str]]) -> list[str]:
    """Translate a sentence: some words fall out, some come in, neighbours change places, endings vary."""
    made = []
    for k in text:
        chance = dice.random()
        if chance < 0.08:
            continue
        made.append(dice.choice(others[k]) + ("" if dice.random() < 0.7 else dice.choice(("n", "s", "en"))))
        if chance > 0.9:
            made.append(dice.choice(others[dice.randrange(12)]))
    for k in range(0, len(made) - 1, 3):
        made[k], made[k + 1] = made[k + 1], made[k]
    return made or [others[text[0]][0]]


def _parted(dice: random.Random, texts: Sequence[list[str]], count: int) -> list[list[str]]:
    """Put the words of a link into `count` sentences of like length."""
    words = [word for text in texts for word in text]
    if len(texts) == count == 1:
        return list(texts)
    edges = sorted(dice.sample(range(1, len(words)), min(count - 1, len(words) - 1))) if count > 1 else []
    even = [len(words) * k // count for k in range(1, count)]
    edges = [(a + 2 * b) // 3 for a, b in zip(edges, even, strict=False)]
    if count > 1:
        edges = [_off_borders(edge, [len(text) for text in texts]) for edge in edges]
    parts = [words[a:b] for a, b in zip([0, *edges], [*edges, len(words)], strict=True)]
    return [part for part in parts if part]


def _off_borders(edge: int, lengths: Sequence[int]) -> int:
    """Return the nearest place that is `CROSSED` words from where one sentence ends and the next begins, if any is."""
    borders = list(accumulate(lengths))[:-1]
    places = [k for k in range(1, sum(lengths)) if all(abs(k - border) >= CROSSED for border in borders)]
    return min(places, key=lambda k: abs(k - edge)) if places else edge


def rightly_paired(made: Made, pairs: Sequence[Pair]) -> float:
    """Return the share of our sentences whose sentences in the translation are exactly those that they should be."""
    right = {k: theirs for ours, theirs in made.links for k in ours}
    found = {k: pair.theirs for pair in pairs for k in pair.ours}
    return sum(tuple(found.get(k, ())) == right[k] for k in right) / len(right)


def run_translation(counts: Sequence[int] = (200, 1500), seeds: Sequence[int] = (1, 2, 3)) -> list[dict[str, float]]:
    """Pair made translations; return the share rightly paired and the seconds for each."""
    rows = []
    for count in counts:
        for seed in seeds:
            made = make_translation(count, seed=seed)
            begun = time.process_time()
            share = rightly_paired(made, pair_sentences(made.ours, made.theirs))
            rows.append({"sentences": count, "seed": seed, "right": share, "seconds": time.process_time() - begun})
    return rows


if __name__ == "__main__":
    for row in run_translation():
        print(f"{row['sentences']:6.0f} sentences, seed {row['seed']:.0f}: {row['right']:.1%}, {row['seconds']:.1f} s")
