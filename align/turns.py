"""Who speaks: the turn that is under way at a word, and the turns within a run of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from align.document import Speaker

__all__ = ["manual_words", "named_alike", "speaker_at", "speaker_names", "turns_within", "word_speakers"]


def _by_word(turns: Sequence[Speaker]) -> list[Speaker]:
    # A document that another program wrote may list them in any order.
    return sorted(turns, key=lambda turn: turn.word)


def speaker_at(turns: Sequence[Speaker], word: int) -> str | None:
    """Return who speaks at the word with index `word`; `None` where no turn has begun or nobody is named."""
    begun = [turn for turn in _by_word(turns) if turn.word <= word]
    return begun[-1].name if begun else None


def turns_within(turns: Sequence[Speaker], first: int, last: int) -> tuple[Speaker, ...]:
    """Return the turns within the words `first` to `last`, both included; one under way begins at `first`."""
    ordered = _by_word(turns)
    begun = [replace(turn, word=first) for turn in ordered if turn.word <= first]
    return (*begun[-1:], *(turn for turn in ordered if first < turn.word <= last))


def word_speakers(turns: Sequence[Speaker], count: int) -> list[str | None]:
    """Return who says each of `count` words."""
    names: list[str | None] = [None] * count
    for turn in _by_word(turns):
        names[turn.word :] = [turn.name] * (count - turn.word)
    return names


def manual_words(turns: Sequence[Speaker], count: int) -> list[bool]:
    """Return which of `count` words lie within a turn that a person set: from its first word up to the next turn."""
    manual = [False] * count
    for turn in _by_word(turns):
        manual[turn.word :] = [turn.manual] * (count - turn.word)
    return manual


def speaker_names(turns: Sequence[Speaker]) -> list[str]:
    """Return the names of all who speak, each once, in the order of the alphabet."""
    return sorted({turn.name for turn in turns if turn.name})


def named_alike(names: Iterable[str], wanted: str) -> str | None:
    """Return the name that a user means: as it is written or, where only one fits, whatever the case.

    >>> named_alike(["Ada", "Bob"], "bob"), named_alike(["Ada", "ADA"], "ada"), named_alike(["Ada"], "Cleo")
    ('Bob', None, None)
    """
    known = list(names)
    alike = [name for name in known if name.casefold() == wanted.casefold()]
    if wanted in known:
        return wanted
    return alike[0] if len(alike) == 1 else None
