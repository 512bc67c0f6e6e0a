"""JSON of the shape that whisperX writes: segments with their words, and all words in one list."""

from __future__ import annotations

import json
from typing import Any

from subtitles.track import Line, Spoken, Track, join_spoken

__all__ = ["write"]


def write(track: Track) -> str:
    """Return a segment for each cue; like there, a word without times or score has no such keys."""
    segments: list[dict[str, Any]] = []
    for event in track.events:
        words = [_word(track, word, line) for line in event.lines for word in line.words]
        segment: dict[str, Any] = {
            "start": round(event.start, 3),
            "end": round(event.end, 3),
            "text": join_spoken([word for line in event.lines for word in line.words]),
            "words": words,
        }
        if event.lines[0].name is not None:
            segment["speaker"] = event.lines[0].name
        segments.append(segment)
    everything = [word for segment in segments for word in segment["words"]]
    document = {"segments": segments, "word_segments": everything, "language": track.alignment.language}
    return json.dumps(document, ensure_ascii=False) + "\n"


def _word(track: Track, word: Spoken, line: Line) -> dict[str, Any]:
    made: dict[str, Any] = {"word": word.text}
    if track.alignment.words[word.index].timed:
        made |= {"start": round(word.start, 3), "end": round(word.end, 3)}
    if word.score is not None:
        made["score"] = round(word.score, 3)
    if line.name is not None:
        made["speaker"] = line.name
    return made
