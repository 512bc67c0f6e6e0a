"""Deepgram's response: `results.channels[].alternatives[0].words`, the channels merged in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from align.recognised.words import (
    Imported,
    Passage,
    RecognisedWord,
    mappings,
    number,
    rows,
    seconds,
    share,
    speaker_of,
    table,
    text,
    time_or_none,
)

__all__ = ["fits", "passages", "read"]

BEST = ("results", "channels", 0, "alternatives", 0)
"""Where the words of the first channel lie."""


def fits(content: object) -> bool:
    """Tell whether there are channels with alternatives."""
    return bool(mappings(content, *BEST[:4]))


def passages(content: object) -> Iterator[Passage]:
    """Yield the sentences of the paragraphs, or the words."""
    paragraphs = mappings(content, *BEST, "paragraphs", "paragraphs")
    found = [{**row, "speaker": one.get("speaker")} for one in paragraphs for row in mappings(one, "sentences")]
    if not found or len(mappings(content, "results", "channels")) > 1:
        channels = range(len(mappings(content, "results", "channels")))
        found = [
            {
                "speaker": f"Channel {channel + 1}" if len(channels) > 1 else None,
                **row,
                "text": row.get("punctuated_word", row.get("word")),
            }
            for channel in channels
            for row in mappings(content, "results", "channels", channel, "alternatives", 0, "words")
        ]
        found.sort(key=lambda row: time_or_none(row.get("start")) or 0.0)
    if not found and (whole := mappings(content, *BEST[:-1])):
        found = [{"text": whole[0].get("transcript")}]
    for row in found:
        if isinstance(row.get("text"), str):
            times = time_or_none(row.get("start")), time_or_none(row.get("end"))
            yield Passage(row["text"], *times, speaker_of(row.get("speaker")))


def read(content: Any) -> Imported:
    """Read the parsed JSON; raises `ValueError` with what is wrong."""
    data = table(content, "Deepgram response")
    results = data.get("results")
    if not isinstance(results, Mapping) or "channels" not in results:
        raise ValueError("is not a Deepgram response (no 'results.channels' in it)")
    channels = rows(results["channels"], "channels")
    heard = [_channel(table(channel, "channel"), index, len(channels)) for index, channel in enumerate(channels)]
    words = [word for channel in heard for word in channel]
    if len(channels) > 1:
        words.sort(key=lambda word: word.start or 0.0)
    metadata = data.get("metadata")
    facts = metadata if isinstance(metadata, Mapping) else {}
    language = next((c.get("detected_language") for c in channels if isinstance(c.get("detected_language"), str)), None)
    return Imported(tuple(words), "deepgram", language=language, duration=seconds(facts.get("duration")))


def _channel(channel: Mapping[str, Any], index: int, count: int) -> list[RecognisedWord]:
    alternatives = rows(channel.get("alternatives"), "alternatives")
    if not alternatives:
        return []
    best = table(alternatives[0], "alternative")
    words = [_word(table(row, "word")) for row in rows(best.get("words"), "words")]
    if count > 1:
        words = [replace(word, speaker=word.speaker or f"Channel {index + 1}") for word in words]
    at = 0
    paragraphs = best.get("paragraphs")
    if isinstance(paragraphs, Mapping):
        for paragraph in rows(paragraphs.get("paragraphs"), "paragraphs"):
            if at < len(words):
                words[at] = replace(words[at], breaks=True)
            at += int(number(table(paragraph, "paragraph").get("num_words"), "a number of words") or 0)
            at = max(0, at)
    return words


def _word(row: Mapping[str, Any]) -> RecognisedWord:
    speaker = row.get("speaker")
    return RecognisedWord(
        text(row.get("punctuated_word", row.get("word")), "a word"),
        seconds(row.get("start")),
        seconds(row.get("end")),
        share(row.get("confidence")),
        speaker=f"Speaker {speaker}" if isinstance(speaker, int) and not isinstance(speaker, bool) else None,
    )
