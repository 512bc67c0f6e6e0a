"""JSON as whisperX writes it, so that its many readers take our times: a segment for each line or turn.

A word without times has no `start`, `end` or `score`, as whisperX does it.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from align.document import Alignment, Word
from align.spacing import join_words
from align.turns import word_speakers
from handoff.formats import Written
from handoff.job import Job

__all__ = ["write"]


def write(job: Job) -> Written:
    """`segments` with their `words`, and `word_segments` with all; silent tokens and absent words have no times."""
    alignment = job.alignment
    speakers = word_speakers(alignment.speakers, len(alignment.words))
    rows = [_word(word, name) for word, name in zip(alignment.words, speakers, strict=True)]
    segments = []
    edges = _edges(alignment)
    for first, stop in pairwise(edges):
        segment = _segment(alignment, rows, first, stop)
        if segment is not None:
            segments.append({**segment, **({"speaker": speakers[first]} if speakers[first] is not None else {})})
    value = {"segments": segments, "word_segments": rows, "language": alignment.language}
    # ASCII only: a lone surrogate in a transcript could not be written otherwise.
    return Written((json.dumps(value) + "\n",))


def _edges(alignment: Alignment) -> list[int]:
    breaks = {0, len(alignment.words), *(turn.word for turn in alignment.speakers)}
    breaks.update(alignment.lines or alignment.paragraphs)
    return sorted(breaks)


def _word(word: Word, speaker: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"word": word.text}
    if word.timed:
        row["start"], row["end"] = word.span
        if word.score is not None:
            row["score"] = word.score
    if speaker is not None:
        row["speaker"] = speaker
    return row


def _segment(alignment: Alignment, rows: list[dict[str, Any]], first: int, stop: int) -> dict[str, Any] | None:
    spans = [word.span for word in alignment.words[first:stop] if word.timed]
    if not spans:
        return None  # whisperX has no segment without times
    text = join_words(alignment.words[first:stop])
    return {"start": spans[0][0], "end": max(end for _, end in spans), "text": text, "words": rows[first:stop]}
