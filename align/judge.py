"""What is known of each word: its status, the chance that its times are right, and sound that no word covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.document import Kind, Unscripted, Word
from align.engines.pocketsphinx import Placed
from align.features import FRAME, Spectra
from align.transcript import Token

__all__ = ["Verdict", "judge"]

SHORTEST_STRETCH = 1.0
"""Seconds: the contract of the alignment document."""

JOIN = 50
"""Frames: pauses shorter than this do not divide a stretch of unscripted sound."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The words with times and statuses, and the stretches that no word covers."""

    words: tuple[Word, ...]
    unscripted: tuple[Unscripted, ...]


def judge(placed: Placed, spectra: Spectra, tokens: Sequence[Token]) -> Verdict:
    """Turn places into words.

    Raises `InputsDoNotFit` where the transcript is not of this recording.
    """
    rows = dict(zip(placed.tokens.tolist(), range(len(placed.tokens)), strict=True))
    scores = _scores(placed)
    words = []
    for index, token in enumerate(tokens):
        row = rows.get(index)
        if row is None:
            words.append(Word(token.text, status="silent", line=token.line, column=token.column))
        elif np.isnan(placed.start[row]):
            words.append(Word(token.text, status="absent", line=token.line, column=token.column))
        else:
            start, end = float(placed.start[row]), float(placed.end[row])
            words.append(
                Word(token.text, round(start, 3), round(end, 3), round(float(scores[row]), 3),
                     line=token.line, column=token.column)
            )  # fmt: skip
    return Verdict(tuple(words), _unscripted(placed, spectra))


def _scores(placed: Placed) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-(2.5 + 0.15 * placed.worst.astype(np.float64))))


def _unscripted(placed: Placed, spectra: Spectra) -> tuple[Unscripted, ...]:
    """Stretches of sound of a second or more between words."""
    frames = len(spectra.mel)
    free = np.ones(frames, np.bool_)
    for start, end in zip(placed.start, placed.end, strict=True):
        if not np.isnan(start):
            free[round(start / FRAME) : round(end / FRAME)] = False
    sound = free & placed.filler[:frames]
    found = []
    for first, last in _runs(sound, JOIN):
        while first < last and not free[first]:
            first += 1
        if (last - first) * FRAME >= SHORTEST_STRETCH and free[first:last].all():
            found.append(Unscripted(round(first * FRAME, 3), round(last * FRAME, 3), _kind(spectra, first, last)))
    return tuple(found)


def _runs(mask: NDArray[np.bool_], join: int) -> list[tuple[int, int]]:
    """(first, last exclusive) of the runs in a mask, those with less than `join` between them as one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and first - runs[-1][1] < join:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _kind(spectra: Spectra, first: int, last: int) -> Kind:
    return "speech"
