"""Who speaks: turns, and how subtitles show that somebody else has begun."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from align.document import Alignment
from subtitles.profiles import Profile
from subtitles.timeline import display_text, width

__all__ = ["Turns", "dash_of", "read_turns"]


@dataclass(frozen=True, slots=True)
class Turns:
    """One entry for each shown word.

    Args:
        names: who says it; `None` where the transcript does not tell.
        begins: whether another speaker begins here (never at the very first word).
        label_widths: characters that a label before the word takes, with its space.
    """

    names: tuple[str | None, ...]
    begins: tuple[bool, ...]
    label_widths: tuple[int, ...]


def dash_of(profile: Profile) -> str:
    """What stands before each line of a cue with two speakers.

    >>> from subtitles.profiles import get_profile
    >>> dash_of(get_profile("netflix")), dash_of(get_profile("amazon"))
    ('-', '- ')
    """
    return {"dash": "-", "dash-space": "- "}.get(profile.speakers, "")


def read_turns(alignment: Alignment, index: Sequence[int], profile: Profile) -> Turns:
    """The turns of the words `index` (indices into the alignment)."""
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    places = [turn.word for turn in turns]
    at = [bisect_right(places, word) - 1 for word in index]
    spoken = [display_text(turn.name) or None if turn.name else None for turn in turns]
    names = tuple(spoken[k] if k >= 0 else None for k in at)
    begins = tuple(
        k > 0 and at[k] != at[k - 1] and (names[k] != names[k - 1] or names[k] is None) for k in range(len(at))
    )
    labels = [0] * len(at)
    if profile.speakers == "name":
        for k, name in enumerate(names):
            if name is not None and (k == 0 or begins[k]):
                labels[k] = width(f"{name}: ")
    return Turns(names, begins, tuple(labels))
