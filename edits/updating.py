"""A corrected transcript put to an alignment: what is the same keeps its times, only what changed is aligned again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from align import Alignment, Word, realign_runs
from align.errors import InputsDoNotFit
from align.matching import longest_common
from align.media.stretches import search
from align.transcript import Token, Transcript
from clips.normalise import units
from edits.kept_turns import Contradicted, Places, chapters_of, report_of, turns_of

__all__ = ["Updated", "became", "update"]

LEAST_SAME = 0.5
"""Of the words, so many must be the same for the texts to be of one recording."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The new alignment; how many words are the same and how many new; words with manual times that went; turns set by
    hand that stayed against the text's labels.
    """

    alignment: Alignment
    same: int
    new: int
    lost_manual: tuple[Word, ...]
    contradicted: tuple[Contradicted, ...] = ()


def update(alignment: Alignment, transcript: Transcript, media: Path) -> Updated:
    """Take over a corrected transcript.

    A word whose letters are the same keeps its times, score and status to the digit; times set by hand stay with a word
    that was spelt anew, and turns set by hand stay whatever the text's labels say. Raises `InputsDoNotFit` where the
    text is of another recording.
    """
    # Words are compared while the recording is looked through.
    pool = ThreadPoolExecutor(1)
    searched = pool.submit(search, media)
    pool.shutdown(wait=False)
    old, fresh = _keys([word.text for word in alignment.words]), _keys([token.text for token in transcript.tokens])
    pairs = [(new, before) for before, new in longest_common(old, fresh)]
    if len(pairs) < LEAST_SAME * max(len(old), len(fresh)):
        raise InputsDoNotFit("the new transcript is not of this recording", len(pairs), len(fresh))
    places = Places(pairs)
    from_old = dict([*pairs, *_respelt(alignment.words, pairs, len(fresh))])
    words = [
        _kept(alignment.words[from_old[k]], token) if k in from_old else _unknown(token)
        for k, token in enumerate(transcript.tokens)
    ]
    kept = set(from_old.values())
    lost = tuple(word for k, word in enumerate(alignment.words) if word.manual and k not in kept)
    turns, contradicted = turns_of(alignment, transcript, places)
    made = replace(
        alignment,
        words=tuple(words),
        chapters=chapters_of(alignment, transcript, places),
        paragraphs=transcript.paragraphs,
        lines=transcript.lines,
        speakers=turns,
        report=report_of(alignment.report, places),
    )
    made = realign_runs(searched, made, _runs_of([k not in from_old for k in range(len(words))]))
    return Updated(made, len(pairs), len(words) - len(pairs), lost, contradicted)


def _respelt(words: Sequence[Word], pairs: Sequence[tuple[int, int]], count: int) -> Iterator[tuple[int, int]]:
    """Yield pairs (new, old) of words that were put in each other's place, as many as there were, with times set by
    hand.
    """
    for (fresh, old), (next_fresh, next_old) in pairwise([(-1, -1), *pairs, (count, len(words))]):
        if next_fresh - fresh == next_old - old:
            for step in range(1, next_old - old):
                if words[old + step].manual and words[old + step].timed:
                    yield fresh + step, old + step


def _keys(texts: Sequence[str]) -> list[str]:
    """Return what of each text counts; most words of a long text are said more than once."""
    known = {text: "".join(unit.key for unit in units([text])) or text for text in set(texts)}
    return [known[text] for text in texts]


def _kept(word: Word, token: Token) -> Word:
    if (word.text, word.line, word.column) == (token.text, token.line, token.column):
        return word
    return replace(word, text=token.text, line=token.line, column=token.column)


def _unknown(token: Token) -> Word:
    silent = not any(c.isalnum() for c in token.text)
    return Word(token.text, status="silent" if silent else "interpolated", line=token.line, column=token.column)


def _runs_of(new: Sequence[bool]) -> list[tuple[int, int]]:
    """Return runs of new words: first, behind the last."""
    return [(group[0], group[-1] + 1) for group in _groups([k for k, is_new in enumerate(new) if is_new])]


def _groups(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield numbers that follow each other."""
    group: list[int] = []
    for k in numbers:
        if group and k != group[-1] + 1:
            yield group
            group = []
        group.append(k)
    if group:
        yield group


def became(updated: Updated) -> Iterator[str]:
    """Yield what to tell a person of a corrected text, a line each."""
    yield f"{updated.same} words kept their times, {updated.new} were aligned"
    for word in updated.lost_manual:
        yield f"a word with times set by hand is no longer in the text: {word.text!r} at {word.span[0]:.2f} s"
    words = updated.alignment.words
    for each in updated.contradicted:
        label = f"the text says {each.label!r}" if each.label else "the text names nobody"
        yield f"the turn of {each.name!r} set by hand stays, {label}: word {each.word + 1}, {words[each.word].text!r}"
