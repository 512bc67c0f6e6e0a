"""whisperX JSON, and that of Whisper and its relatives: `segments` with `words`, or `word_segments` alone.

A word without times was heard but not aligned (a number, most often): it is timed from its neighbours. A segment
without words shares its time among the words of its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handoff.importers.heard import Heard, Imported, rows, seconds, share, table, text

__all__ = ["read"]


def read(content: Any) -> Imported:
    """Read the parsed JSON; raises `ValueError` with what is wrong."""
    data = table(content, "whisperX result")
    if "segments" not in data and "word_segments" not in data:
        raise ValueError("is not a whisperX result (no 'segments' in it)")
    words: list[Heard] = []
    for segment in rows(data.get("segments"), "segments"):
        found = list(_segment(table(segment, "segment")))
        words += [replace(word, line=index == 0) for index, word in enumerate(found)]
    if not words:
        words = [_word(table(row, "word"), None) for row in rows(data.get("word_segments"), "words")]
    language = data.get("language")
    return Imported(tuple(words), "whisperx", language=language if isinstance(language, str) else None)


def _segment(segment: Any) -> Iterator[Heard]:
    speaker = segment.get("speaker")
    speaker = speaker if isinstance(speaker, str) else None
    inside = rows(segment.get("words"), "words")
    if inside:
        yield from (_word(table(row, "word"), speaker) for row in inside)
        return
    said = text(segment.get("text", ""), "the text of a segment")
    start, end = seconds(segment.get("start")), seconds(segment.get("end"))
    yield Heard(said, start, end, status="interpolated", speaker=speaker)


def _word(row: Any, speaker: str | None) -> Heard:
    own = row.get("speaker")
    said = text(row.get("word", row.get("text")), "a word")
    score = share(row.get("score", row.get("probability")))
    return Heard(
        said,
        seconds(row.get("start")),
        seconds(row.get("end")),
        score,
        speaker=own if isinstance(own, str) else speaker,
    )
