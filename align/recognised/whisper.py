"""whisperX JSON, and that of Whisper and its relatives: `segments` with `words`, or `word_segments` alone.

OpenAI's `verbose_json` has the words beside the segments, without punctuation; Whisper's own words may come in
pieces. A word without times was heard but not aligned (a number, most often): it is timed from its neighbours. A
segment without words shares its time among the words of its text. Pipelines of transformers write `chunks`, each with
its two times in one list. A list alone is one of segments, or of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from align.recognised.pieces import join_pieces, letters_of, with_text
from align.recognised.relatives import as_segments
from align.recognised.words import (
    Imported,
    Passage,
    RecognisedWord,
    mappings,
    name,
    rows,
    seconds,
    share,
    speaker_in,
    table,
    text,
    time_or_none,
)

__all__ = ["fits", "passages", "read"]


def fits(content: object) -> bool:
    """Tell whether there are segments with text, or words by themselves as whisperX and OpenAI write them."""
    content = _as_table(content)
    if any(isinstance(row.get("text"), str) for row in _rows_of(content)):
        return True
    words = mappings(content, "word_segments") or mappings(content, "words")
    return any("word" in row and not {"case", "punctuated_word"} & row.keys() for row in words)


def passages(content: object) -> Iterator[Passage]:
    """Yield the text of the segments or, where there are none, the words, spelt as in the text of all."""
    content = _as_table(content)
    found = [row for row in _rows_of(content) if isinstance(row.get("text"), str)]
    for row in found:
        inside = mappings(row, "words") or [row]
        start, end = row.get("start", inside[0].get("start")), row.get("end", inside[-1].get("end"))
        yield Passage(row["text"], time_or_none(start), time_or_none(end), speaker_in(row))
    if found:
        return
    rows_ = mappings(content, "word_segments") or mappings(content, "words")
    words = [
        RecognisedWord(row["word"], time_or_none(row.get("start")), time_or_none(row.get("end")))
        for row in rows_
        if isinstance(row.get("word"), str)
    ]
    whole = content.get("text") if isinstance(content, Mapping) else None
    for word in with_text(join_pieces(words), [whole] if isinstance(whole, str) else []):
        yield Passage(word.text, word.start, word.end, word.speaker)


def _rows_of(content: object) -> list[Mapping[str, Any]]:
    return [_with_times(row) for row in mappings(content, "segments")]


def _as_table(content: object) -> object:
    """Return `content` with segments or words under their names, where it is a list of them, or one of chunks."""
    chunks = isinstance(content, Mapping) and isinstance(content.get("chunks"), list) and "segments" not in content
    found = content["chunks"] if isinstance(content, Mapping) and chunks else content
    if not isinstance(found, list) or not any(isinstance(row, Mapping) for row in found):
        return content
    words = any(isinstance(row.get("word"), str) and "text" not in row for row in mappings(found))
    beside = {key: value for key, value in content.items() if key != "text"} if isinstance(content, Mapping) else {}
    return {**beside, "words" if words else "segments": found}


def _with_times(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the row of a list with its times under the usual names."""
    times = row.get("timestamp")
    if isinstance(times, list) and len(times) == 2 and "start" not in row:
        return {**row, "start": times[0], "end": times[1]}
    if isinstance(times, str) and ":" in times and "start" not in row:
        return {**row, "start": times}
    start = next((key for key in ("start_time", "startTime") if key in row), "start")
    if start == "start" or "start" in row:
        return row
    return {**row, "start": row[start], "end": row.get(start.replace("start", "end"))}


def read(content: Any) -> Imported:
    """Read the parsed JSON; raises `ValueError` with what is wrong."""
    if isinstance(content, list) and not content:
        raise ValueError("holds an empty list")
    if isinstance(content, list) and not mappings(content):
        raise ValueError("is a list without a segment or a word with its times in it")
    data = table(_as_table(as_segments(content)), "whisperX result")
    if not {"segments", "word_segments", "words"} & data.keys():
        if isinstance(data.get("text"), str):
            raise ValueError("holds text without times; give it to `pullquote align` as a transcript")
        raise ValueError("is not a whisperX result (no 'segments' in it)")
    if not isinstance(data.get("words"), list | None) or any(isinstance(row, str) for row in data.get("words") or ()):
        raise ValueError("lists its words without times; give their text to `pullquote align` as a transcript")
    segments = [_with_times(table(row, "segment")) for row in rows(data.get("segments"), "segments")]
    beside = [_word(table(row, "word"), None) for row in rows(data.get("words"), "words")]
    words: list[RecognisedWord] = []
    if beside and not any(segment.get("words") for segment in segments):
        words = _beside(beside, data, segments)
    else:
        spaced = 2 * sum(_opens_with_space(segment) for segment in segments) > len(segments)
        for segment in segments:
            found = _with_lost_words(segment, join_pieces(list(_segment(segment))))
            if spaced and words and found and _goes_on(segment, found[0]):
                words[-1] = join_pieces([words[-1], found.pop(0), _APART])[0]
            words += [replace(word, line=index == 0) for index, word in enumerate(found)]
    if not words:
        words = join_pieces([_word(table(row, "word"), None) for row in rows(data.get("word_segments"), "words")])
    _check_unit(words)
    return Imported(tuple(words), "whisperx", language=name(data.get("language")), duration=_duration(data))


_APART = RecognisedWord(" ")
_LONGEST_WORD = 20.0  # seconds; so long is not every other word of any talk
_FEWEST = 3  # words that tell


def _check_unit(words: Sequence[RecognisedWord]) -> None:
    """Raise `ValueError` where the times are no seconds: milliseconds, most often."""
    lengths = [
        (word.end - word.start) / max(1, len(word.text.split()))
        for word in words
        if word.start is not None and word.end is not None
    ]
    usual = median(lengths) if len(lengths) >= _FEWEST else 0.0
    if usual > _LONGEST_WORD:
        raise ValueError(f"has times that are no seconds: its words would be {usual:.0f} s long")


def _with_lost_words(segment: Mapping[str, Any], words: list[RecognisedWord]) -> list[RecognisedWord]:
    """Return the words of a segment, and those of its text that its list of words lacks."""
    said = segment.get("text")
    if not isinstance(said, str) or not segment.get("words"):
        return words
    if letters_of(said) == "".join(letters_of(word.text) for word in words):
        return words
    speaker = name(segment.get("speaker"))
    return [replace(word, speaker=word.speaker or speaker) for word in with_text(words, [text(said, "a text")])]


def _opens_with_space(segment: Mapping[str, Any]) -> bool:
    said = segment.get("text")
    return isinstance(said, str) and said[:1].isspace()


def _goes_on(segment: Mapping[str, Any], first: RecognisedWord) -> bool:
    """Tell whether the segment begins inside a word, where all others begin with a space."""
    cut = first.text[:1].islower() or first.text[:1].isdigit()
    return cut and isinstance(segment.get("text"), str) and not _opens_with_space(segment)


def _beside(
    words: list[RecognisedWord], data: Mapping[str, Any], segments: Sequence[Mapping[str, Any]]
) -> list[RecognisedWord]:
    """Return the words of OpenAI's `verbose_json`, spelt and in lines as its segments have them, or else its text."""
    texts = [text(segment.get("text", ""), "the text of a segment") for segment in segments]
    if not texts and isinstance(data.get("text"), str):
        texts = [text(data["text"], "a text")]
    return with_text(join_pieces(words), texts)


def _duration(data: Mapping[str, Any]) -> float | None:
    return seconds(data.get("duration"))


def _segment(segment: Any) -> Iterator[RecognisedWord]:
    speaker = name(segment.get("speaker"))
    inside = rows(segment.get("words"), "words")
    if inside:
        yield from (_word(table(row, "word"), speaker) for row in inside)
        return
    said = text(segment.get("text", ""), "the text of a segment")
    start, end = seconds(segment.get("start")), seconds(segment.get("end"))
    yield RecognisedWord(said, start, end, status="interpolated", speaker=speaker)


def _word(row: Any, speaker: str | None) -> RecognisedWord:
    said = text(row.get("word", row.get("text")), "a word")
    score = share(next((row[key] for key in ("score", "probability", "conf") if key in row), None))
    return RecognisedWord(
        said,
        seconds(row.get("start")),
        seconds(row.get("end")),
        score,
        speaker=name(row.get("speaker")) or speaker,
    )
