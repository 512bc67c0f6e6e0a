"""The episodes that the benchmark makes: clean, hard, and one for each thing that editors do to a recording."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks import script, text
from benchmarks.episodes import Conditions, Episode, render, write_episode
from benchmarks.script import Piece
from samples.voices import VOICES, Voice

__all__ = ["RECIPES", "Plan", "make", "shortened"]

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Plan:
    """What to render, and the transcript to give with it. `unscored`: tokens that no honest answer exists for."""

    pieces: Sequence[Piece]
    tokens: Sequence[str]
    conditions: Conditions = field(default_factory=Conditions)
    unscored: frozenset[int] = frozenset()
    suffix: str = ".mp3"


Recipe = Callable[[Sequence[str], Rng], Plan]


def clean(tokens: Sequence[str], rng: Rng) -> Plan:
    """Four voices in a quiet room, nothing added, nothing missing."""
    return Plan(script.scripted(tokens, rng), tokens)


def hard(tokens: Sequence[str], rng: Rng, cast: Sequence[Voice] = VOICES[:6]) -> Plan:
    """Make an episode with noise at 18 dB, a room, adverts, cut sentences, fillers, music under speech and between."""
    pieces = script.scripted(tokens, rng, cast=cast)
    minutes = max(1.0, len(tokens) / 175)
    pieces = script.with_cuts(pieces, rng)
    pieces = script.with_fillers(pieces, rng)
    pieces = script.with_stings(pieces, rng, round(minutes / 5), beds=0.1)
    pieces = script.with_adverts(pieces, rng, text.adverts(round(minutes / 14) + 1, rng), VOICES[6:])
    return Plan(pieces, tokens, Conditions(snr=18.0, rt60=0.35, kbps=64))


def hard_other_voices(tokens: Sequence[str], rng: Rng) -> Plan:
    """Make the same with another cast."""
    cast = [replace(voice, pitch=voice.pitch * 1.06, stretch=voice.stretch * 0.94) for voice in VOICES[3:]]
    return hard(tokens, rng, cast)


def swapped(tokens: Sequence[str], rng: Rng) -> Plan:
    """Make an episode whose audio has the five chapters in another order than the transcript."""
    return Plan(script.cut_apart(script.scripted(tokens, rng), (0, 3, 1, 2, 4)), tokens)


def takes(tokens: Sequence[str], rng: Rng) -> Plan:
    """Say one sentence in 25 twice; the second take is the one that counts."""
    return Plan(script.with_takes(script.scripted(tokens, rng), rng), tokens)


def telephone(tokens: Sequence[str], rng: Rng) -> Plan:
    """300 to 3400 Hz, 8 kHz, with line noise."""
    return Plan(
        script.scripted(tokens, rng), tokens, Conditions(snr=26.0, phone=True, rate=8000, kbps=16), suffix=".mp3"
    )


def music(tokens: Sequence[str], rng: Rng) -> Plan:
    """Music 10 to 18 dB under four sentences in five."""
    return Plan(script.with_stings(script.scripted(tokens, rng), rng, 4, beds=0.8), tokens)


def wrong_words(tokens: Sequence[str], rng: Rng) -> Plan:
    """Replace one word in ten of the transcript by another than the one that was said; those are not scored."""
    pieces = script.scripted(tokens, rng)
    plain = [token for token in tokens if re.fullmatch(r"[A-Za-z]{3,}", token)]
    changed = {i: str(rng.choice(plain)) for i in range(len(tokens)) if rng.random() < 0.1}
    changed = {i: new for i, new in changed.items() if new.lower() != tokens[i].lower().strip(".,?!")}
    return Plan(pieces, [changed.get(i, token) for i, token in enumerate(tokens)], unscored=frozenset(changed))


def middle(tokens: Sequence[str], rng: Rng) -> Plan:
    """Keep only the middle third of what is said in the transcript."""
    first, last = len(tokens) // 3, 2 * len(tokens) // 3
    inside = range(first, last)
    pieces = [
        replace(piece, index=tuple(None if i is None or i not in inside else i - first for i in piece.index))
        for piece in script.scripted(tokens, rng)
    ]
    return Plan(pieces, tokens[first:last])


RECIPES: dict[str, Recipe] = {
    "clean": clean,
    "hard": hard,
    "hard2": hard_other_voices,
    "swapped": swapped,
    "takes": takes,
    "telephone": telephone,
    "music": music,
    "wrong-words": wrong_words,
    "middle": middle,
}


def shortened(tokens: Sequence[str], minutes: float, start: float = 0.0) -> Sequence[str]:
    """About that many minutes of it, from the share `start` on, cut at sentence ends."""
    places = script.sentences(tokens)
    first = next((p.start for p in places if p.start >= start * len(tokens)), 0)
    last = next((p.stop for p in places if p.stop >= first + minutes * 172), len(tokens))
    return tokens[first:last]


def make(
    name: str,
    tokens: Sequence[str],
    folder: Path,
    *,
    seed: int,
    transcript: str | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Episode:
    """Make the episode that `name` describes in `folder`.

    `transcript`: the text to give with it, where it holds just the tokens of the plan; otherwise they are laid out.
    """
    rng = np.random.default_rng(seed)
    plan = RECIPES[name](tokens, rng)
    episode = render(plan.pieces, plan.conditions, rng, progress)
    for i in plan.unscored:
        episode.spans.pop(i, None)
    given = transcript if transcript is not None else text.laid_out(plan.tokens)
    if script.stitched(given) != tuple(plan.tokens):
        raise ValueError(f"the transcript given does not hold the words of {name}")
    write_episode(folder, episode, plan.tokens, given, plan.conditions, suffix=plan.suffix)
    return episode
