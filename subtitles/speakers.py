"""Who speaks: turns, and how subtitles show that somebody else has begun.

Turns come from the transcript or the user. Nothing is guessed unless it is asked for, and then it is marked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from align.clock import parse_clock
from align.document import Alignment, Speaker, Word
from align.errors import UsageError
from align.matching import plain
from align.sentences import ends_in_question, ends_in_sentence_mark
from subtitles.language import Break, get_language
from subtitles.profiles import Profile
from subtitles.timeline import display_text, width

__all__ = ["GUESS", "GUESS_MARK", "Turns", "dash_of", "guess_turns", "name_speakers", "read_turns"]

GUESS = "?"  # the name of a speaker who was only guessed to have begun
GUESS_MARK = ">>? "  # ... and what stands before the words


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
    """Return what stands before each line of a cue with two speakers.

    >>> from subtitles.profiles import get_profile
    >>> dash_of(get_profile("netflix")), dash_of(get_profile("amazon"))
    ('-', '- ')
    """
    return {"dash": "-", "dash-space": "- "}.get(profile.speakers, "")


def read_turns(alignment: Alignment, index: Sequence[int], profile: Profile) -> Turns:
    """Return the turns of the words `index` (indices into the alignment)."""
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    places = [turn.word for turn in turns]
    at = [bisect_right(places, word) - 1 for word in index]
    spoken = [display_text(turn.name) or None if turn.name else None for turn in turns]
    names = tuple(spoken[k] if k >= 0 else None for k in at)
    begins = tuple(
        k > 0 and at[k] != at[k - 1] and (names[k] != names[k - 1] or names[k] in (None, GUESS)) for k in range(len(at))
    )
    labels = [0] * len(at)
    for k, name in enumerate(names):
        if name == GUESS and begins[k]:
            labels[k] = len(GUESS_MARK)
        elif profile.speakers == "name" and name is not None and (k == 0 or begins[k]):
            labels[k] = width(f"{name}: ")
        elif begins[k] and profile.merge_speakers:
            labels[k] = len(dash_of(profile))
    return Turns(names, begins, tuple(labels))


def name_speakers(alignment: Alignment, rows: Sequence[str]) -> Alignment:
    """Return the alignment with speakers as the user names them.

    A row `OLD=NEW` renames a speaker; `TIME=NAME` (seconds or HH:MM:SS) says that with the first word that starts
    then or later, to a tenth of a second, NAME begins to speak. Raises `UsageError` for a row that is neither.
    """
    renamed: dict[str, str] = {}
    added: list[Speaker] = []
    known = {turn.name for turn in alignment.speakers}
    for row in rows:
        left, equals, name = (part.strip() for part in row.partition("="))
        if not equals or not left or not name:
            raise UsageError(f"{row!r} names no speaker; write OLD=NEW or HH:MM:SS=NAME")
        if left in known:
            renamed[left] = name
        else:
            added.append(Speaker(_word_at(alignment, left), name))
    kept = [turn for turn in alignment.speakers if turn.word not in {new.word for new in added}]
    turns = [replace(turn, name=renamed.get(turn.name or "", turn.name)) for turn in kept]
    return replace(alignment, speakers=tuple(sorted([*turns, *added], key=lambda turn: turn.word)))


def _word_at(alignment: Alignment, text: str) -> int:
    try:
        time = parse_clock(text)
    except UsageError:
        raise UsageError(f"{text!r} is neither a speaker of the alignment nor a time") from None
    for index, word in alignment.timed():
        if word.span[0] >= time - 0.1:
            return index
    raise UsageError(f"no word starts at {text} or later")


def guess_turns(alignment: Alignment) -> Alignment:
    """Return the alignment with a turn of the speaker `GUESS` wherever wording and pauses suggest one.

    An answer follows a question; a reply word opens a sentence after a pause. Speakers that are known stay.
    """
    if alignment.speakers:
        return alignment
    language = get_language(alignment.language)
    words = list(alignment.timed())
    turns = [Speaker(words[0][0], None)] if words else []
    for k in range(1, len(words)):
        before, (index, word) = words[k - 1][1], words[k]
        if language.break_between(before.text, word.text) is not Break.SENTENCE:
            continue
        pause = word.span[0] - before.span[1]
        reply = plain(word.text) in language.replies
        # Who has just asked may well ask on; another question is no answer.
        answer = ends_in_question(before.text) and (reply or (pause >= 0.25 and not _asks_next(words, k)))
        if answer or (reply and pause >= 0.35):
            turns.append(Speaker(index, GUESS))
    return replace(alignment, speakers=tuple(turns))


def _asks_next(words: list[tuple[int, Word]], k: int) -> bool:
    """Tell whether the sentence that begins with word k is a question."""
    ends = (word.text for _, word in words[k : k + 60] if ends_in_sentence_mark(word.text))
    return ends_in_question(next(ends, ""))
