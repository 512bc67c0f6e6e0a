"""Transcripts out of nothing: a small grammar talks about a market town, so that anybody can make a long episode.

Not literature. It has what an aligner meets: numbers, money, years, percent, names, contractions, hyphens, questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

__all__ = ["adverts", "laid_out", "talk", "with_chapters"]

Rng = np.random.Generator

_SENTENCES = (
    "I remember when the {thing} {verb} the {thing2}, and that was {year}.",
    "So what did you do about the {thing}?",
    "We {verb} about {number} of them before anybody noticed.",
    "{name} said it would take {number} weeks, and it took {number2}.",
    "That's roughly {percent} of everything we had.",
    "It cost us {money}, which doesn't sound like much, but it was {adjective}.",
    "You don't just walk up to a {adjective} {thing} and ask it to move.",
    "Well, the {adjective} part is that nobody had {verb} the {thing} at all.",
    "Right, and then {name} {verb} the {adjective} {thing2} in front of everyone.",
    "If I could do it again, I'd keep the {thing} and sell the {thing2}.",
    "There's a {adjective}-looking {thing} behind the {place}, isn't there?",
    "Yes.",
    "No, not at all.",
    "Exactly, that's what I mean.",
    "Hm, I wouldn't put it quite like that.",
    "People in the {place} still talk about the {thing}, even now.",
    "Between {year} and {year2} we must have {verb} every {thing} in the county.",
    "How did the {place} change after that?",
    "By then there were {number} people working at the {place}, and {number2} of them were cousins.",
    "I think the {thing} was {adjective}, but the {thing2} was simply {adjective2}.",
    "My grandmother used to say: never trust a {adjective} {thing}.",
    "Honestly, I'd have paid {money} just to see the look on {name}'s face.",
    "And the funny thing is, it worked, for about {number} days.",
    "They'd {verb} the {thing} at {time}, long before the {place} opened.",
    "So you went to {name} with {number} sacks, and what happened then?",
    "What I learned is that {adjective} work makes {adjective2} friends.",
    "Nobody told us that the {place} would close, so we kept going through the winter.",
    "It rained, the {thing} fell over, and {name} laughed until the neighbours came.",
    "I'm not sure whether it was the {thing} or the {thing2} that finally {verb} us.",
    "You can measure it, you can paint it, but you can't make a {thing} hurry.",
)
_LISTS = """
thing: wheel, bridge, oven, ladder, kettle, boat, engine, clock, fence, piano, barrel, lantern, wagon, furnace, goat,
 ledger, telescope, harvest, orchard, machine, archive, sewing machine, cheese, rope, map, choir, well, turbine, loom
verb: rebuilt, carried, borrowed, painted, lost, measured, questioned, moved, repaired, followed, weighed, traded,
 photographed, forgot, hid, finished, doubled, changed, emptied, cleaned, delivered
adjective: careful, enormous, strange, quiet, expensive, stubborn, clever, ordinary, dangerous, patient, beautiful,
 crooked, slow, fresh, generous, wooden, noisy, honest, rare, shallow, curious, gentle
place: market, harbour, station, library, bakery, mill, chapel, school, theatre, workshop, dairy, museum
name: Martha, Desmond, Ingrid, Old Pell, Zuleika, Mr. Okafor, Priya, Quillon, Benedict, Aunt Rosa, Wen
"""
_WORDS: dict[str, list[str]] = {
    name: re.split(r",\s+", words.strip()) for name, words in re.findall(r"^(\w+): ((?:.|\n )+)$", _LISTS, re.MULTILINE)
}
_ADVERTS = (
    "This programme is brought to you by Fernhill Blankets.",
    "Warm as toast, light as a feather, and washable at sixty degrees.",
    "Go to our shop today and use the code SLEEPY for ten percent off.",
    "Are you tired of carrying your own umbrella?",
    "Drizzle Buddy follows you wherever you walk, and it never complains.",
    "Listeners of this show get the first month free.",
    "Have you tried the new crispy noodles from Golden Kettle?",
    "Three flavours, one minute, no washing up.",
    "Support for this podcast comes from the people who make sturdy ladders.",
    "Climb higher, they say, and please hold on with both hands.",
    "Terms and conditions apply, see the website for details.",
    "Our friends at Paper Lantern Books publish one good novel every month.",
    "They send it to your door, wrapped in brown paper, with a pencil.",
    "And now, back to the conversation.",
)


def _filled(sentence: str, rng: Rng) -> str:
    number = int(rng.choice([2, 3, 7, 12, 25, 40, 64, 150, 737, 1200, 16000]))
    values = {key: str(rng.choice(words)) for key, words in _WORDS.items()}
    values |= {"thing2": str(rng.choice(_WORDS["thing"])), "adjective2": str(rng.choice(_WORDS["adjective"]))}
    values |= {"number": f"{number:,}", "number2": f"{int(rng.integers(2, 99))}", "year": f"{rng.integers(1950, 1985)}"}
    values |= {"year2": f"{rng.integers(1986, 2025)}", "percent": f"{rng.integers(1, 99)}%"}
    values |= {"money": f"${rng.choice([5, 18, 20, 75, 400, 1500]):,}", "time": f"{rng.integers(4, 11)} o'clock"}
    return sentence.format(**values)


def talk(words: int, rng: Rng, *, half: int | None = None) -> tuple[str, ...]:
    """Return at least that many tokens of talk, ending at a sentence's end.

    `half`: 0 or 1, to use only every other pattern of sentence; talk of the one half is never that of the other.
    """
    patterns = range(len(_SENTENCES)) if half is None else range(half, len(_SENTENCES), 2)
    tokens: list[str] = []
    last = -1
    while len(tokens) < words:
        pick = int(rng.choice([i for i in patterns if i != last]))
        tokens += _filled(_SENTENCES[pick], rng).split()
        last = pick
    return tuple(tokens)


def adverts(count: int, rng: Rng) -> list[list[str]]:
    """Make that many adverts of three to seven sentences each."""
    return [[str(s) for s in rng.choice(_ADVERTS, int(rng.integers(3, 8)), replace=False)] for _ in range(count)]


def laid_out(tokens: Sequence[str], columns: int = 48) -> str:
    """Return the tokens as caption lines with a blank line between."""
    lines, line = [], ""
    for token in tokens:
        if line and len(line) + 1 + len(token) > columns:
            lines.append(line)
            line = token
        else:
            line = f"{line} {token}".strip()
    return "\n\n".join([*lines, line]) + "\n"


def with_chapters(tokens: Sequence[str], every: int = 2500, overlap: int = 20) -> str:
    """Laid out under `# Chapter N` headings, each chapter opening with the `overlap` last lines of the one before."""
    lines = re.split(r"\n\n", laid_out(tokens).strip())
    size = max(overlap + 1, every // 8)
    out = []
    for number, first in enumerate(range(0, len(lines), size), start=1):
        out += [f"# Chapter {number}", *lines[max(0, first - overlap) : first + size]]
    return "\n\n".join(out) + "\n"
