"""What the speakers are called: as the user says, or as the transcript's own labels do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from align.clock import clock_text
from align.document import Alignment
from align.errors import UsageError
from align.turns import word_speakers
from speakers.attribution import Attribution, stretches

__all__ = ["contradictions", "label_names", "parse_names", "speaker_names"]

LEAST_SHARE = 0.5
"""Of a label's words that a voice must say to bear its name."""

SURE, LEAST_WORDS = 0.9, 6
"""Certainty of a word, and words in a row, from which a label that says otherwise is pointed out."""

MOST_SHOWN = 5
"""Places that are pointed out one by one."""


def parse_names(rows: Sequence[str]) -> dict[int, str]:
    """Read `1=Ada` and the like: speakers by number, from 1, in the order in which they first speak.

    Raises `UsageError` for a row that is no such thing, a number named twice, and a name given twice.
    """
    names: dict[int, str] = {}
    for row in rows:
        number, equals, name = (part.strip() for part in row.partition("="))
        if not equals or not name or not number.isdecimal() or int(number) < 1:
            raise UsageError(f"{row!r} names no speaker; write NUMBER=NAME, as in 1=Ada")
        if int(number) in names:
            raise UsageError(f"speaker {int(number)} is named twice: {names[int(number)]} and {name}")
        if name in names.values():
            raise UsageError(f"two speakers are named {name}; give each a name of his own")
        names[int(number)] = name
    return names


def label_names(alignment: Alignment, told: Attribution) -> dict[int, str]:
    """Return names that the transcript's labels give the voices: one label names a voice for the whole episode.

    Labels and voices are paired by the words they share, the surest pair first.
    """
    shared: Counter[tuple[str, int]] = Counter()
    words_of: Counter[str] = Counter()
    for index, name in enumerate(_labelled(alignment, told)):
        if name is not None and told.labels[index] >= 0:
            shared[name, int(told.labels[index])] += 1
            words_of[name] += 1
    names: dict[int, str] = {}
    for (name, voice), count in shared.most_common():
        if voice not in names and name not in names.values() and count >= LEAST_SHARE * words_of[name]:
            names[voice] = name
    return names


def _labelled(alignment: Alignment, told: Attribution) -> list[str | None]:
    """Return the label of each word that one surely applies to: until the voice that it began with ends."""
    own = [turn for turn in alignment.speakers if turn.probability is None]
    names = word_speakers(own, len(alignment.words))
    begins = {turn.word for turn in own}
    out: list[str | None] = []
    open_label = False
    for index, name in enumerate(names):
        if index in begins:
            open_label = True
        elif index and told.labels[index] != told.labels[index - 1]:
            open_label = False
        out.append(name if open_label else None)
    return out


def speaker_names(told: Attribution, given: Mapping[int, str], known: Mapping[int, str]) -> list[str | None]:
    """Return the name of each label: what the user gave, else what is known, else `Speaker 1` and so on.

    Raises `UsageError` where a speaker is named whom there is not.
    """
    for number in given:
        if number > told.count:
            found = f"{told.count} speaker{'s were' if told.count != 1 else ' was'} told apart"
            raise UsageError(f"there is no speaker {number} to call {given[number]}: {found}")
    taken = set(given.values())
    names: list[str | None] = []
    for label in range(told.count):
        own = known.get(label)
        fallback = f"Speaker {label + 1}" if told.count > 1 else None
        names.append(given.get(label + 1) or (own if own and own not in taken else None) or fallback)
    return names


def contradictions(alignment: Alignment, told: Attribution, names: Sequence[str | None]) -> list[str]:
    """Return sentences for people: where the words of one label sound like the voice that another names."""
    written = np.array([name or "" for name in _labelled(alignment, told)], object)
    known = {name for name in names if name}
    places = []
    for first, last, label in stretches(told.labels):
        voice = names[label] if label >= 0 else None
        others = {name for name in written[first:last].tolist() if name and name != voice}
        for other in sorted(others & known if voice else set()):
            rows = [i for i in range(first, last) if written[i] == other and told.certainty[i] >= SURE]
            if len(rows) >= LEAST_WORDS:
                places.append(_place(alignment, rows, other, voice or ""))
    rest = [f"and {len(places) - MOST_SHOWN} more such places"] if len(places) > MOST_SHOWN else []
    return places[:MOST_SHOWN] + rest


def _place(alignment: Alignment, rows: Sequence[int], label: str, voice: str) -> str:
    opening = " ".join(alignment.words[i].text for i in rows[:4])
    start = next((alignment.words[i].span[0] for i in rows if alignment.words[i].timed), 0.0)
    return f'these {len(rows)} words of {label}\'s sound like {voice}: "{opening} ..." at {clock_text(start, places=0)}'
