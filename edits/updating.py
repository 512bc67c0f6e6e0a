"""A corrected transcript put to an alignment: what is the same keeps its times, only what changed is aligned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz.distance import LCSseq

from align import Alignment, Word, realign_words
from align.errors import InputsDoNotFit
from align.transcript import Token, Transcript
from clips.normalise import units

__all__ = ["Updated", "update"]

LEAST_SAME = 0.5
"""Of the words, so many must be the same for the texts to be of one recording."""

NEAR = 12
"""Words: changes no further apart are aligned together."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The new alignment; how many words are the same and how many new; words with manual times that went."""

    alignment: Alignment
    same: int
    new: int
    lost_manual: tuple[Word, ...]


def update(alignment: Alignment, transcript: Transcript, media: Path) -> Updated:
    """Take over a corrected transcript.

    A word whose letters are the same keeps its times, score and status to the digit, manual ones too. Raises
    `InputsDoNotFit` where the text is of another recording.
    """
    old = [_key(word.text) for word in alignment.words]
    fresh = [_key(token.text) for token in transcript.tokens]
    pairs = _same(old, fresh)
    if len(pairs) < LEAST_SAME * max(len(old), len(fresh)):
        raise InputsDoNotFit("the new transcript is not of this recording", len(pairs), len(fresh))
    from_old = dict(pairs)
    words = [
        _kept(alignment.words[from_old[k]], token) if k in from_old else _unknown(token)
        for k, token in enumerate(transcript.tokens)
    ]
    kept = set(from_old.values())
    lost = tuple(word for k, word in enumerate(alignment.words) if word.manual and k not in kept)
    made = replace(
        alignment,
        words=tuple(words),
        chapters=transcript.chapters,
        paragraphs=transcript.paragraphs,
        lines=transcript.lines,
        speakers=transcript.speakers or alignment.speakers[:0],
    )
    for first, last in _changed([k not in from_old for k in range(len(words))]):
        made = _again(media, made, first, last)
    return Updated(made, len(pairs), len(words) - len(pairs), lost)


def _key(text: str) -> str:
    return "".join(unit.key for unit in units([text])) or text


def _same(old: Sequence[str], fresh: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs (new, old) of the longest common subsequence."""
    pairs: list[tuple[int, int]] = []
    for step in LCSseq.opcodes(old, fresh):
        if step.tag == "equal":
            count = step.src_end - step.src_start
            pairs += [(step.dest_start + k, step.src_start + k) for k in range(count)]
    return pairs


def _kept(word: Word, token: Token) -> Word:
    return replace(word, text=token.text, line=token.line, column=token.column)


def _unknown(token: Token) -> Word:
    silent = not any(c.isalnum() for c in token.text)
    return Word(token.text, status="silent" if silent else "interpolated", line=token.line, column=token.column)


def _changed(new: Sequence[bool]) -> list[tuple[int, int]]:
    """Return stretches of new words, with what lies between near ones."""
    runs: list[list[int]] = []
    for k in (k for k, is_new in enumerate(new) if is_new):
        if runs and k - runs[-1][1] <= NEAR:
            runs[-1][1] = k + 1
        else:
            runs.append([k, k + 1])
    return [(first, last) for first, last in runs]


def _again(media: Path, alignment: Alignment, first: int, last: int) -> Alignment:
    """Align the new words of a stretch; those between them that have times stay as they are."""
    found = realign_words(media, alignment, first, last)
    words = [
        before if before.timed or before.status in ("absent", "silent") else after
        for before, after in zip(alignment.words, found.words, strict=True)
    ]
    return replace(alignment, words=tuple(words))
