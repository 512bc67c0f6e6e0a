"""Google's speech JSON, and IBM's: `results`, whose first alternative has a transcript and, where asked for, words
with times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from align.recognised.words import Passage, mappings, speaker_of, time_or_none

__all__ = ["passages"]

_STARTS = ("startTime", "start_time", "startOffset", "start_offset")
_ENDS = ("endTime", "end_time", "endOffset", "end_offset")
_SPEAKERS = ("speakerTag", "speaker_tag", "speakerLabel", "speaker_label")


def passages(content: object) -> Iterator[Passage]:
    """Yield what each result says, with its words' times; parted where the words change speakers.

    Where speakers were told apart, a last result without a transcript holds all words again, with who says them.
    """
    told_at = {
        time_or_none(row.get("from")): speaker_of(row.get("speaker")) for row in mappings(content, "speaker_labels")
    }
    firsts = [
        _with_words(first, told_at)
        for result in mappings(content, "results")
        for first in mappings(result, "alternatives")[:1]
    ]
    told = [words for first in firsts if not first.get("transcript") and (words := _words(first))]
    if told and all(_speaker(word) for word in told[-1]):
        yield from _turns(told[-1])
        return
    for first in firsts:
        said = first.get("transcript")
        if not isinstance(said, str):
            continue
        words = _words(first)
        if any(map(_speaker, words)) and [word["word"] for word in words] == said.split():
            yield from _turns(words)
        else:
            start, end = (_time(words[0], _STARTS), _time(words[-1], _ENDS)) if words else (None, None)
            yield Passage(said, start, end)


def _with_words(alternative: Mapping[str, Any], speakers: Mapping[float | None, str | None]) -> Mapping[str, Any]:
    """Return an alternative of IBM's with its words as Google writes them."""
    rows = alternative.get("timestamps")
    if not isinstance(rows, list) or "words" in alternative:
        return alternative
    words = [
        {"word": row[0], "startTime": row[1], "endTime": row[2], "speakerTag": speakers.get(time_or_none(row[1]))}
        for row in rows
        if isinstance(row, list) and len(row) == 3
    ]
    return {**alternative, "words": words}


def _words(alternative: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [word for word in mappings(alternative, "words") if isinstance(word.get("word"), str)]


def _turns(words: Sequence[Mapping[str, Any]]) -> Iterator[Passage]:
    for speaker, group in groupby(words, key=_speaker):
        turn = list(group)
        text = " ".join(word["word"] for word in turn)
        yield Passage(text, _time(turn[0], _STARTS), _time(turn[-1], _ENDS), speaker)


def _speaker(word: Mapping[str, Any]) -> str | None:
    found = next((word[key] for key in _SPEAKERS if word.get(key)), None)
    return speaker_of(int(found) if isinstance(found, str) and found.isdecimal() and len(found) < 4 else found)


def _time(word: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    """Return a time, written as "1.5s" or in seconds and nanoseconds."""
    value = next((word[key] for key in keys if key in word), None)
    if isinstance(value, Mapping):
        whole, parts = time_or_none(value.get("seconds", 0)), time_or_none(value.get("nanos", 0), 1e-9)
        return None if whole is None or parts is None else whole + parts
    return time_or_none(value)
