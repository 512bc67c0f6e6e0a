"""Whose words they are, as a person sets it: turns split, joined, moved and named, as pure functions.

A turn that a person has touched is marked `manual` and stays whole when voices are told apart again. No two turns
begin with the same word. What cannot be done raises `UsageError` with a line for the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from align.document import Alignment, Mislabelled, Speaker
from align.errors import UsageError
from align.turns import speaker_at

__all__ = ["assign", "end_turn", "keep_label", "move_turn", "open_mislabelled", "rename_speaker", "set_turn"]


def rename_speaker(alignment: Alignment, old: str | None, new: str) -> Alignment:
    """Call the speaker `old` by another name in every turn; `None` stands for the turns without a name.

    The turns stay as sure as they were: telling voices apart again keeps the name, and may move their edges.
    """
    name = _tidy(new)
    if not any(turn.name == old for turn in alignment.speakers):
        raise UsageError(f"nobody is called {old!r}" if old is not None else "every turn has a name")
    turns = tuple(replace(turn, name=name) if turn.name == old else turn for turn in alignment.speakers)
    places = tuple(_renamed(row, old, name) for row in alignment.report.mislabelled)
    return replace(alignment, speakers=turns, report=replace(alignment.report, mislabelled=places))


def set_turn(alignment: Alignment, index: int, name: str | None) -> Alignment:
    """Make `name` speak from word `index` on, until the next turn: a new turn, or the one that begins there."""
    _check(alignment, index)
    return _with_turns(alignment, {index: _set(index, name)})


def end_turn(alignment: Alignment, index: int) -> Alignment:
    """Nobody new begins to speak at word `index`: the turn before goes on, and a person has set it."""
    turns = _by_word(alignment)
    if index not in turns:
        raise UsageError("no turn begins at this word")
    del turns[index]
    before = [word for word in turns if word < index]
    if before:
        turns[max(before)] = replace(turns[max(before)], probability=None, manual=True)
    return _replaced(alignment, turns)


def move_turn(alignment: Alignment, index: int, to: int) -> Alignment:
    """Make the turn of word `index` begin at word `to`; its neighbours keep at least one word each."""
    turns = _by_word(alignment)
    if index not in turns:
        raise UsageError("no turn begins at this word")
    _check(alignment, to)
    low = max((word for word in turns if word < index), default=-1)
    high = min((word for word in turns if word > index), default=len(alignment.words))
    if not low < to < high:
        raise UsageError("a turn is at least one word long; join the turns instead")
    moved = replace(turns.pop(index), word=to, probability=None, manual=True)
    turns[to] = moved
    if low >= 0:
        # The edge is the end of the turn before as well.
        turns[low] = replace(turns[low], probability=None, manual=True)
    return _replaced(alignment, turns)


def assign(alignment: Alignment, first: int, last: int, name: str) -> Alignment:
    """Give `words[first:last]` to `name`, and nothing but these; who spoke goes on after them."""
    if not 0 <= first < last <= len(alignment.words):
        raise UsageError(f"there are no words {first} to {last}")
    turns = _by_word(alignment)
    after = speaker_at(alignment.speakers, last) if last < len(alignment.words) else None
    turns = {word: turn for word, turn in turns.items() if not first <= word < last}
    mine = _tidy(name)
    if speaker_at(tuple(turns.values()), first) == mine and first not in turns:
        begun = max(word for word in turns if word < first)
        turns[begun] = replace(turns[begun], probability=None, manual=True)
    else:
        turns[first] = Speaker(first, mine, manual=True)
    if last < len(alignment.words) and last not in turns and after != mine:
        turns[last] = Speaker(last, after, manual=True)
    elif last in turns and turns[last].name == mine:
        # Two turns of one speaker that touch are one.
        del turns[last]
    return _replaced(alignment, turns)


def keep_label(alignment: Alignment, first: int, last: int) -> Alignment:
    """Let the transcript's label stand for `words[first:last]`, whatever the voice sounds like."""
    if not any(row.first < last and first <= row.last for row in open_mislabelled(alignment)):
        raise UsageError("no label contradicts the voices there")
    name = speaker_at(alignment.speakers, first)
    if name is None:
        raise UsageError("nobody is named there")
    return assign(alignment, first, last, name)


def open_mislabelled(alignment: Alignment) -> list[Mislabelled]:
    """Return the contradictions of labels and voices that no person has settled yet."""
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    return [row for row in alignment.report.mislabelled if not _settled(turns, row)]


def _settled(turns: Iterable[Speaker], row: Mislabelled) -> bool:
    begun = [turn for turn in turns if turn.word <= row.first]
    return bool(begun) and (begun[-1].manual or begun[-1].name == row.voice)


def _renamed(row: Mislabelled, old: str | None, new: str) -> Mislabelled:
    return replace(row, label=new if row.label == old else row.label, voice=new if row.voice == old else row.voice)


def _set(index: int, name: str | None) -> Speaker:
    return Speaker(index, None if name is None else _tidy(name), manual=True)


def _by_word(alignment: Alignment) -> dict[int, Speaker]:
    return {turn.word: turn for turn in alignment.speakers}


def _with_turns(alignment: Alignment, changed: dict[int, Speaker]) -> Alignment:
    return _replaced(alignment, {**_by_word(alignment), **changed})


def _replaced(alignment: Alignment, turns: dict[int, Speaker]) -> Alignment:
    return replace(alignment, speakers=tuple(turns[word] for word in sorted(turns)))


def _check(alignment: Alignment, index: int) -> None:
    if not 0 <= index < len(alignment.words):
        raise UsageError(f"there is no word {index}")


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise UsageError("a speaker needs a name")
    return tidy
