"""Results of Whisper's relatives brought to the shape of Whisper's own: whisper.cpp's and Vosk's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from align.recognised.words import mappings

__all__ = ["as_segments"]


def as_segments(content: object) -> object:
    """Return `content` with `segments` where it is a result of whisper.cpp or of Vosk; anything else as it is.

    whisper.cpp has `transcription`, with milliseconds under `offsets` and, in full output, `tokens`; Vosk `result` with
    words and their `text`, one object an utterance.
    """
    cut = mappings(content, "transcription")
    if cut and all(isinstance(row.get("offsets"), Mapping) for row in cut):
        language = content.get("result") if isinstance(content, Mapping) else None
        known = language if isinstance(language, Mapping) else {}
        return {**known, "segments": [_of_whisper_cpp(row) for row in cut]}
    heard = mappings([content]) or mappings(content)
    spoken = [row for row in heard if any("word" in word for word in mappings(row, "result"))]
    if spoken and all("result" in row or row.get("text") == "" for row in heard):
        return {"segments": [{"text": row.get("text", ""), "words": row["result"]} for row in spoken]}
    return content


def _of_whisper_cpp(row: Mapping[str, Any]) -> Mapping[str, Any]:
    # What stands in brackets are its marks: [_BEG_], [_TT_150].
    tokens = [token for token in mappings(row, "tokens") if not str(token.get("text", "")).startswith("[_")]
    words = [{"word": token.get("text"), "probability": token.get("p"), **_times(token)} for token in tokens]
    return {"text": row.get("text", ""), **_times(row), "words": words}


def _times(row: Mapping[str, Any]) -> Mapping[str, float | None]:
    offsets = row.get("offsets")
    found = offsets if isinstance(offsets, Mapping) else {}
    times = [found.get("from"), found.get("to")]
    start, end = (time / 1000 if isinstance(time, int) and abs(time) < 1 << 40 else None for time in times)
    return {"start": start, "end": end}
