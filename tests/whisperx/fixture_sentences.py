"""The fixture model's reading matter: sentences that mean nothing, in which every letter and sound turns up."""

from __future__ import annotations

import random
from pathlib import Path


def sentences(seed: int, count: int) -> list[list[str]]:
    """Sentences of lower-case words, drawn from `fixture_words.txt`."""
    rng = random.Random(seed)
    lines = (Path(__file__).parent / "fixture_words.txt").read_text(encoding="utf-8").splitlines()
    classes = {head.strip(): tail.split() for head, _, tail in (line.partition(":") for line in lines if ":" in line)}
    pools = {name: _Deal(words, rng) for name, words in classes.items()}
    return [_sentence(pools, rng) for _ in range(count)]


class _Deal:
    """Draws without replacement, again and again: rare words come as often as frequent ones."""

    def __init__(self, words: list[str], rng: random.Random) -> None:
        self.words, self.rng, self.left = words, rng, list[str]()

    def __call__(self) -> str:
        if not self.left:
            self.left = self.rng.sample(self.words, len(self.words))
        return self.left.pop()


_PATTERNS = (
    "det adj noun verbs prep det noun",
    "pron aux verb det noun conj pron aux verb adv",
    "adv , pron past det adj noun",
    "det noun conj det noun past number noun prep det noun",
    "number adj noun past prep name",
    "name past name prep det noun , conj pron aux adv verb",
    "ask aux pron verb det adj noun prep number noun",
    "filler , pron verb pron past it adv",
    "noun noun noun adj adj noun",
    "past adj name number number number",
    "pron is adv adj , but det noun is number percent adj",
    "if pron verb det noun , pron will verb prep pron",
)


def _sentence(pools: dict[str, _Deal], rng: random.Random) -> list[str]:
    words = [pools[slot]() if slot in pools else slot for slot in rng.choice(_PATTERNS).split()]
    return " ".join(words).replace(" ,", ",").split()
