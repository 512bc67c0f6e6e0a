"""Amazon Transcribe: `results.items`, where times and confidences are strings and punctuation stands by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from align.recognised.words import (
    Imported,
    Passage,
    RecognisedWord,
    mappings,
    name,
    rows,
    seconds,
    share,
    speaker_of,
    table,
    text,
    time_or_none,
)

__all__ = ["fits", "passages", "read"]

_OPENING = frozenset("([{«¿¡“‘")


def fits(content: object) -> bool:
    """Tell whether there are items with alternatives."""
    return any("alternatives" in row for row in mappings(content, "results", "items"))


def passages(content: object) -> Iterator[Passage]:
    """Yield the words with their punctuation, those of wrong values as far as they go."""
    words: list[Passage] = []
    opening = ""
    speakers = {
        time_or_none(item.get("start_time")): item.get("speaker_label")
        for segment in mappings(content, "results", "speaker_labels", "segments")
        for item in mappings(segment, "items")
    }
    for item in mappings(content, "results", "items"):
        best = mappings(item, "alternatives")
        said = str(best[0].get("content", "")) if best else ""
        if item.get("type") != "punctuation":
            times = time_or_none(item.get("start_time")), time_or_none(item.get("end_time"))
            label = item.get("speaker_label") or speakers.get(times[0]) or item.get("channel_label")
            words.append(Passage(opening + said, *times, speaker_of(label)))
            opening = ""
        elif said in _OPENING:
            opening += said
        elif words:
            words[-1] = replace(words[-1], text=words[-1].text + said)
    yield from words


def read(content: Any) -> Imported:
    """Read the parsed JSON; raises `ValueError` with what is wrong."""
    data = table(content, "Transcribe result")
    results = data.get("results")
    if not isinstance(results, Mapping) or "items" not in results:
        raise ValueError("is not an Amazon Transcribe result (no 'results.items' in it)")
    speakers = _speakers(results)
    words: list[RecognisedWord] = []
    opening = ""
    for item in (table(row, "item") for row in rows(results["items"], "items")):
        content_, score = _best(item)
        if item.get("type") == "punctuation":
            if content_ in _OPENING:
                opening += content_
            elif words:
                words[-1] = replace(words[-1], text=words[-1].text + content_)
            continue
        start = seconds(item.get("start_time"))
        speaker = name(item.get("speaker_label")) or speakers.get(start)
        words.append(RecognisedWord(opening + content_, start, seconds(item.get("end_time")), score, speaker=speaker))
        opening = ""
    return Imported(tuple(words), "aws-transcribe", language=name(results.get("language_code")))


def _best(item: Mapping[str, Any]) -> tuple[str, float | None]:
    alternatives = rows(item.get("alternatives"), "alternatives")
    if not alternatives:
        raise ValueError("has an item without alternatives")
    best = table(alternatives[0], "alternative")
    return text(best.get("content"), "a word"), share(best.get("confidence"))


def _speakers(results: Mapping[str, Any]) -> dict[float | None, str]:
    """Older results name the speakers apart from the words, by start time."""
    labels = results.get("speaker_labels")
    found: dict[float | None, str] = {}
    if isinstance(labels, Mapping):
        for segment in rows(labels.get("segments"), "speaker segments"):
            for item in rows(table(segment, "speaker segment").get("items"), "items"):
                row = table(item, "item")
                label = name(row.get("speaker_label"))
                if label is not None:
                    found[seconds(row.get("start_time"))] = label
    found.pop(None, None)
    return found
