"""What the speakers are called: as the user says, or as the transcript's own labels do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from align.clock import clock_text
from align.document import Alignment, Mislabelled
from align.errors import UsageError
from align.turns import manual_words, word_speakers
from speakers.attribution import Attribution, stretches, transcript_turns

__all__ = [
    "contradictions",
    "find_mislabelled",
    "former_names",
    "is_numbered",
    "label_names",
    "parse_names",
    "speaker_names",
]

LEAST_SHARE = 0.5
"""Of a label's words that a voice must say to bear its name."""

SURE, LEAST_WORDS = 0.9, 6
"""Certainty of a word, and words in a row, from which a label that says otherwise is pointed out."""

THOROUGH, LEAST_CHANGES = 0.6, 3
"""Share of the changes of voice that begin with a label where each has one but by mistake, and how many must.

Transcripts that repeat a label in each paragraph are read as one turn for each name: where a paragraph of another's
has the label of those around it, nothing but the voice tells.
"""

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
    return _paired(_labelled(alignment, told), told)


def former_names(alignment: Alignment, told: Attribution) -> dict[int, str]:
    """Return the names that voices were called by before, as by a person on the review page; numbers are none."""
    names = word_speakers(alignment.speakers, len(alignment.words))
    return _paired([None if name is None or is_numbered(name) else name for name in names], told)


def is_numbered(name: str) -> bool:
    """Tell whether a name is what a voice is called for want of one: `Speaker 1`."""
    return re.fullmatch(r"Speaker \d+", name) is not None


def _paired(labels: Sequence[str | None], told: Attribution) -> dict[int, str]:
    shared: Counter[tuple[str, int]] = Counter()
    words_of: Counter[str] = Counter()
    for index, name in enumerate(labels):
        if name is not None and told.labels[index] >= 0:
            shared[name, int(told.labels[index])] += 1
            words_of[name] += 1
    names: dict[int, str] = {}
    for (name, voice), count in shared.most_common():
        if voice not in names and name not in names.values() and count >= LEAST_SHARE * words_of[name]:
            names[voice] = name
    return names


def _labelled(alignment: Alignment, told: Attribution) -> list[str | None]:
    """Return the label of each word that one surely applies to: until the voice that it began with ends.

    Where labels are set at nearly every change of voice, up to the next label.
    """
    own = transcript_turns(alignment)
    names = word_speakers(own, len(alignment.words))
    begins = {turn.word for turn in own}
    thorough = _thorough(begins, told)
    out: list[str | None] = []
    open_label = False
    for index, name in enumerate(names):
        if index in begins:
            open_label = True
        elif index and told.labels[index] != told.labels[index - 1] and not thorough:
            open_label = False
        out.append(name if open_label else None)
    return out


def _thorough(begins: Set[int], told: Attribution) -> bool:
    """Tell whether labels are meant to stand wherever another begins; a word off is still a label."""
    runs = stretches(told.labels)
    changes = [
        second[0] for first, second in pairwise(runs) if min(first[1] - first[0], second[1] - second[0]) >= LEAST_WORDS
    ]
    labelled = sum(not begins.isdisjoint((word - 1, word, word + 1)) for word in changes)
    return labelled >= max(LEAST_CHANGES, THOROUGH * len(changes))


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


def find_mislabelled(alignment: Alignment, told: Attribution, names: Sequence[str | None]) -> tuple[Mislabelled, ...]:
    """Return where the words of one label sound like the voice that another names; what a person set is right."""
    set_by_hand = manual_words(alignment.speakers, len(alignment.words))
    written = [None if by_hand else name for name, by_hand in zip(_labelled(alignment, told), set_by_hand, strict=True)]
    known = {name for name in names if name}
    found = []
    for first, last, label in stretches(told.labels):
        voice = names[label] if label >= 0 else None
        others = {name for name in written[first:last] if name and name != voice}
        for other in sorted(others & known if voice else set()):
            rows = [i for i in range(first, last) if written[i] == other and told.certainty[i] >= SURE]
            if len(rows) >= LEAST_WORDS:
                found.append(Mislabelled(rows[0], rows[-1], other, voice or ""))
    return tuple(found)


def contradictions(alignment: Alignment, found: Sequence[Mislabelled]) -> list[str]:
    """Return sentences for people on what `find_mislabelled` found."""
    places = [_place(alignment, row) for row in found[:MOST_SHOWN]]
    rest = [f"and {len(found) - MOST_SHOWN} more such places"] if len(found) > MOST_SHOWN else []
    return places + rest


def _place(alignment: Alignment, row: Mislabelled) -> str:
    words = alignment.words[row.first : row.last + 1]
    opening = " ".join(word.text for word in words[:4])
    start = next((word.span[0] for word in words if word.timed), 0.0)
    return (
        f"these {len(words)} words of {row.label}'s sound like {row.voice}:"
        f' "{opening} ..." at {clock_text(start, places=0)}'
    )
