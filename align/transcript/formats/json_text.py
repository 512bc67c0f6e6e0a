"""JSON that holds a transcript: what recognisers write, and what podcast players read; one row a shape."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from align.transcript.lines import BREAK, Mark, Reading, SourceLine, SourceText, mask_spans

__all__ = ["SHAPES", "Said", "fits", "read"]

MOST_MISSES = 50  # texts that are not found in the file before places are given up


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text, seconds where it is said, and who says it."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


def fits(source: SourceText) -> bool:
    """Whether the file is JSON: it opens with a brace, or a bracket and a value."""
    head = source.text.lstrip("\ufeff \t\r\n")[:200]
    if source.suffix in (".json", ".json3", ".jsonl"):
        return True
    opening, following = head[:1], head[1:].lstrip()[:1]
    return (opening == "{" and following in ('"', "}")) or (opening == "[" and following == "{")


def read(source: SourceText) -> Reading:
    """Read the text of the first shape of `SHAPES` that fits; raises `ValueError` where none does."""
    try:
        content = json.loads(source.text.lstrip("\ufeff"))
    except RecursionError:
        raise ValueError("is nested too deeply to be read") from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise ValueError("is not JSON" + (f": it breaks off or is damaged in line {line}" if line else "")) from None
    for shape in SHAPES:
        said = [one for one in shape(content) if one.text.strip()]
        if said:
            return Reading(list(_placed(source.text, said)), prose=False, labels=False)
    raise ValueError("is JSON without the text of a transcript in a form that pullquote knows; save it as text or SRT")


def _placed(raw: str, said: Sequence[Said]) -> Iterator[SourceLine]:
    """Lines with their places in the file: where the text stands as a JSON string, its escapes masked."""
    starts = [0, *(match.end() for match in BREAK.finditer(raw))]
    place, misses, speaker = 0, 0, object()
    for one in said:
        found = (-1, "") if misses > MOST_MISSES else _find(raw, one.text, place)
        at, literal = found
        marks = (Mark(0, turn=True, name=one.speaker),) if one.speaker != speaker and one.speaker else ()
        speaker = one.speaker
        if at < 0:
            misses += 1
            number = bisect_right(starts, place)
            text, offset = " ".join(one.text.split()), 0
        else:
            place = at + len(literal)
            number = bisect_right(starts, at)
            text, offset = _unescaped(literal), at - starts[number - 1]
        yield SourceLine(text, number, gap=bool(marks), start=one.start, end=one.end, offset=offset, marks=marks)


def _find(raw: str, text: str, place: int) -> tuple[int, str]:
    for ascii_only in (False, True):
        literal = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        at = raw.find(literal, place)
        if at >= 0:
            return at, literal
    return -1, ""


def _unescaped(literal: str) -> str:
    """The string with each escape as one character and masks, so that columns stay true."""
    parts, place = [], 0
    while (found := literal.find("\\", place)) >= 0:
        length = 6 if literal[found + 1 : found + 2] == "u" else 2
        if length == 6 and literal[found + 2 : found + 3] in "dD" and literal[found + 6 : found + 8] == "\\u":
            length = 12
        escape = literal[found : found + length]
        kept = json.loads(f'"{escape}"')
        parts += [literal[place:found], " " if kept.isspace() else kept]
        parts.append("\0" * (length - len(parts[-1])))
        place = found + length
    return mask_spans("".join([*parts, literal[place:]]), ())


def _seconds(value: object, scale: float = 1.0) -> float | None:
    """A time as a number, as text, or as "12.5s"; `None` for anything else."""
    if isinstance(value, str):
        try:
            value = float(value.rstrip("s"))
        except ValueError:
            return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9:
        return float(value) * scale
    return None


def _name(value: object) -> str | None:
    if isinstance(value, bool) or value is None or value == "":
        return None
    return f"Speaker {value}" if isinstance(value, int) else str(value)[:80]


def _list(content: object, *keys: str | int) -> list[Any]:
    """The list that lies at the end of the keys; empty where there is none."""
    for key in keys:
        if isinstance(content, Mapping) and isinstance(key, str):
            content = content.get(key)
        elif isinstance(content, list) and isinstance(key, int) and key < len(content):
            content = content[key]
        else:
            return []
    return [row for row in content if isinstance(row, Mapping)] if isinstance(content, list) else []


def _rows(rows: Sequence[Mapping[str, Any]], text: str, start: str, end: str, scale: float = 1.0) -> Iterator[Said]:
    for row in rows:
        said = row.get(text)
        if isinstance(said, str):
            who = row.get("speaker", row.get("speaker_name", row.get("speaker_id", row.get("speakerName"))))
            yield Said(said, _seconds(row.get(start), scale), _seconds(row.get(end), scale), _name(who))


def _segments(content: object) -> Iterator[Said]:
    """Whisper, faster-whisper, whisperX, OpenAI's verbose_json: segments with start, end and text."""
    return _rows(_list(content, "segments") or _list(content), "text", "start", "end")


def _podcast(content: object) -> Iterator[Said]:
    """Podcasting 2.0: segments with startTime and body."""
    return _rows(_list(content, "segments") or _list(content), "body", "startTime", "endTime")


def _whisper_cpp(content: object) -> Iterator[Said]:
    """whisper.cpp: transcription with offsets in milliseconds."""
    rows = _list(content, "transcription")
    flat = [{**row, **(row["offsets"] if isinstance(row.get("offsets"), Mapping) else {})} for row in rows]
    return _rows(flat, "text", "from", "to", 0.001)


def _deepgram(content: object) -> Iterator[Said]:
    """Deepgram: sentences of paragraphs, or the words of the first alternative."""
    best = ("results", "channels", 0, "alternatives", 0)
    paragraphs = _list(content, *best, "paragraphs", "paragraphs")
    sentences = [{**s, "speaker": p.get("speaker")} for p in paragraphs for s in _list(p, "sentences")]
    if sentences:
        return _rows(sentences, "text", "start", "end")
    words = [{**word, "word": word.get("punctuated_word", word.get("word"))} for word in _list(content, *best, "words")]
    return _by_speaker(_rows(words, "word", "start", "end"))


def _aws(content: object) -> Iterator[Said]:
    """Amazon Transcribe: items, punctuation among them."""
    words: list[Said] = []
    for item in _list(content, "results", "items"):
        best = _list(item, "alternatives")
        text = str(best[0].get("content", "")) if best else ""
        if item.get("type") == "punctuation" and words:
            last = words.pop()
            words.append(Said(last.text + text, last.start, last.end, last.speaker))
        elif text:
            times = _seconds(item.get("start_time")), _seconds(item.get("end_time"))
            words.append(Said(text, *times, _name(item.get("speaker_label"))))
    return _by_speaker(iter(words))


def _utterances(content: object) -> Iterator[Said]:
    """AssemblyAI: utterances in milliseconds; others in seconds."""
    return _rows(_list(content, "utterances"), "text", "start", "end", 0.001)


def _monologues(content: object) -> Iterator[Said]:
    """Rev.ai: monologues whose elements are words, punctuation and blanks."""
    for monologue in _list(content, "monologues"):
        elements = _list(monologue, "elements")
        text = "".join(str(element.get("value", "")) for element in elements)
        start = next((found for element in elements if (found := _seconds(element.get("ts"))) is not None), None)
        yield Said(text, start, None, _name(monologue.get("speaker")))


def _alternatives(content: object) -> Iterator[Said]:
    """Google: results whose first alternative has a transcript."""
    for result in _list(content, "results"):
        yield from _rows(_list(result, "alternatives")[:1], "transcript", "startTime", "endTime")


def _events(content: object) -> Iterator[Said]:
    """YouTube's json3: events of segments in milliseconds."""
    for event in _list(content, "events"):
        text = "".join(str(segment.get("utf8", "")) for segment in _list(event, "segs"))
        yield Said(text, _seconds(event.get("tStartMs"), 0.001))


def _words(content: object) -> Iterator[Said]:
    """A list of words alone, as gentle, ElevenLabs and pullquote itself write it."""
    words = [row for row in _list(content, "words") if row.get("type") in (None, "word")]
    key = (
        "text"
        if any("text" in word for word in words)
        else "punctuated_word"
        if any("punctuated_word" in word for word in words)
        else "word"
    )
    return _by_speaker(_rows(words, key, "start", "end"))


def _text(content: object) -> Iterator[Said]:
    """Text alone: OpenAI's json, Amazon's and others' whole transcript."""
    if isinstance(content, Mapping):
        for key in ("text", "transcript", "transcription"):
            if isinstance(content.get(key), str):
                yield Said(content[key])
                return
        yield from _rows(_list(content, "results", "transcripts"), "transcript", "start", "end")


def _by_speaker(words: Iterator[Said]) -> Iterator[Said]:
    """Words, each by itself; a turn begins where the speaker changes."""
    for _, turn in groupby(words, key=lambda word: word.speaker):
        yield from turn


SHAPES: tuple[Callable[[object], Iterator[Said]], ...] = (
    _segments,
    _podcast,
    _whisper_cpp,
    _deepgram,
    _aws,
    _utterances,
    _monologues,
    _alternatives,
    _events,
    _words,
    _text,
)
"""The first that yields text is taken: those with times come before those without."""
