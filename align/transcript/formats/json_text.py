"""JSON that holds a transcript: what recognisers write, and what podcast players read; one row a shape.

Results that can be imported with their times, too, are read by `align.recognised`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from align.recognised import Passage, passages_of, time_or_none
from align.recognised.google import passages as google_passages
from align.recognised.words import mappings, speaker_in, speaker_of
from align.transcript.caption_markup import clean_lines
from align.transcript.formats.json_rows import in_seconds, letters_in, timed_rows
from align.transcript.lines import BREAK, MOST_LINES, Mark, Reading, SourceLine, SourceText, mask_spans

__all__ = ["SHAPES", "fits", "read"]

MANIFESTS = ({"changes", "old_sha256"}, {"clips", "source", "version"})
"""Names in what `conform`, `edit`, `tighten` and `clip` write beside their results, which quote only some words."""

LISTS = (
    ("sentences",),
    ("transcript",),
    ("utterances",),
    ("segments",),
    ("entries",),
    ("captions",),
    ("cues",),
    ("lines",),
    ("paragraphs",),
    (),
)
TEXT_KEYS = tuple(
    (text, *times)
    for text in ("text", "transcript", "sentence", "content", "raw_text", "caption", "body", "line")
    for times in (("start", "end"), ("start_time", "end_time"), ("startTime", "endTime"), ("startOffset", "endOffset"))
)
"""Names under which lists of sentences and their text and times are found."""
WRAPPERS = ("response", "result", "output", "data", "body")
"""Names under which services put the result into their answer."""
LONGEST_GAP = 100  # characters between two values
_FENCE = re.compile(r"\A\s{0,99}```[a-z]{0,9}[ \t]{0,9}\r?\n|\n```\s{0,99}\Z")
"""Signs around the JSON that a chat program writes."""
WORDS_A_LINE = 1.5  # on average, from which on lines are sentences and may open with labels
SHARE_KEPT = 0.97
"""Of the letters of a text that rows with times must hold to be taken for it."""
MOST_MISSES = 50  # texts that are not found in the file before places are given up


def fits(source: SourceText) -> bool:
    """Tell whether the file is JSON: it opens with a brace, or a bracket and a value."""
    head = source.text.lstrip("\ufeff \t\r\n")[:200]
    if source.suffix in (".json", ".json3", ".jsonl"):
        return True
    opening, following = head[:1], head[1:].lstrip()[:1]
    if head.startswith("```json"):
        return True
    return (opening == "{" and following in ('"', "}")) or (opening == "[" and following == "{")


def read(source: SourceText) -> Reading:
    """Read the text of the first shape of `SHAPES` that fits; raises `ValueError` where none does."""
    said = _said(_parsed(source.text.lstrip("\ufeff")))
    if not said:
        raise ValueError(
            "is JSON without the text of a transcript in a form that pullquote knows; save it as text or SRT"
        )
    return Reading(list(_placed(source.text, said)), prose=False, labels=_may_hold_labels(said))


def _said(content: object) -> list[Passage]:
    """Return the text of the first shape that fits; of rows anywhere that have times, where that text has none and
    they say as much.
    """
    if isinstance(content, Mapping) and any(content.keys() >= keys for keys in MANIFESTS):
        raise ValueError("is a manifest of pullquote, which says what was cut; give the transcript or the alignment")
    found = in_seconds(_by_shape(content))
    if any(one.start is not None for one in found):
        return found
    timed = timed_rows(content)
    return timed if letters_in(timed) >= SHARE_KEPT * letters_in(found) else found


def _by_shape(content: object) -> list[Passage]:
    """Return the text of the first shape that fits: all of the file, what the answer of a service wraps, or each
    element of a list.
    """
    wrapped = [content[key] for key in WRAPPERS if key in content] if isinstance(content, Mapping) else []
    for pieces in ([content], *([one] for one in wrapped), content if isinstance(content, list) else ()):
        for shape in SHAPES:
            if said := [one for piece in pieces for one in shape(piece) if one.text.strip()]:
                return said
    return []


def _may_hold_labels(said: Sequence[Passage]) -> bool:
    """Tell whether people may have written speakers into the text: where the file names none, and not word by word."""
    if len(said) > MOST_LINES or any(one.speaker for one in said):
        return False
    return sum(len(one.text.split()) for one in said) >= WORDS_A_LINE * len(said)


def _parsed(text: str) -> object:
    """Return the JSON in the text, or all of it where each line is one, or one follows the other."""
    text = _FENCE.sub("", text)
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply to be read") from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        first = line
    if text.lstrip().startswith("{") and text.rstrip().endswith("}"):
        rows = []
        for number, row in enumerate(text.split("\n"), 1):
            try:
                rows += [json.loads(row)] if row.strip() else []
            except (ValueError, RecursionError):
                line = number
                break
        else:
            return rows
        if several := _one_after_the_other(text):
            return several
    line = first if line == 1 else line
    raise ValueError("is not JSON" + (f": it breaks off or is damaged in line {line}" if line else ""))


def _one_after_the_other(text: str) -> list[object]:
    """Return the values of a text that holds several, each on lines of its own; none where it breaks off."""
    decoder, found, place = json.JSONDecoder(), [], 0
    text = text.strip()
    try:
        while place < len(text):
            value, end = decoder.raw_decode(text, place)
            found.append(value)
            place = end + len(text[end : end + LONGEST_GAP]) - len(text[end : end + LONGEST_GAP].lstrip(" \t\r\n,"))
    except (ValueError, RecursionError):
        return []
    return found


def _placed(raw: str, said: Sequence[Passage]) -> Iterator[SourceLine]:
    """Yield lines with their places in the file: where the text stands as a JSON string, its escapes masked."""
    starts = [0, *(match.end() for match in BREAK.finditer(raw))]
    place, misses, speaker = 0, 0, object()
    for one in said:
        found = (-1, "") if misses > MOST_MISSES else _find(raw, one.text, place)
        at, literal = found
        name = _whole_characters(one.speaker or "")
        marks = (Mark(0, turn=True, name=name),) if one.speaker != speaker and one.speaker else ()
        speaker = one.speaker
        if at < 0:
            misses += 1
            number = bisect_right(starts, place)
            text, offset = " ".join(one.text.split()), 0
        else:
            place = at + len(literal)
            number = bisect_right(starts, at)
            text, offset = _unescaped(literal), at - starts[number - 1]
        yield from _without_markup(
            SourceLine(
                _whole_characters(text),
                number,
                gap=bool(marks),
                start=one.start,
                end=one.end,
                offset=offset,
                marks=marks,
            )
        )


def _without_markup(line: SourceLine) -> Iterator[SourceLine]:
    """Yield the line without tags and entities; a `<br>` parts it."""
    if "<" not in line.text and "&" not in line.text:
        yield line
        return
    for place, part in enumerate(clean_lines(line.text, line.number, every_tag=False, offset=line.offset)):
        first = replace(line, text=part.text, offset=part.offset)
        yield replace(first, gap=0, start=None, end=None, marks=part.marks) if place else first


def _whole_characters(text: str) -> str:
    """Return the text with halves of characters, as JSON can hold, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _find(raw: str, text: str, place: int) -> tuple[int, str]:
    for ascii_only in (False, True):
        literal = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        at = raw.find(literal, place)
        if at >= 0:
            return at, literal
    return -1, ""


def _unescaped(literal: str) -> str:
    """Return the string with each escape as one character and masks, so that columns stay true."""
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


def _rows(rows: Sequence[Mapping[str, Any]], text: str, start: str, end: str, scale: float = 1.0) -> Iterator[Passage]:
    for row in rows:
        said = row.get(text)
        if isinstance(said, str):
            yield Passage(said, time_or_none(row.get(start), scale), time_or_none(row.get(end), scale), speaker_in(row))


def _told_apart(content: object) -> Iterator[Passage]:
    """insanely-fast-whisper: what each speaker says beside the chunks, with two times in one list."""
    for row in mappings(content, "speakers"):
        times = row.get("timestamp")
        if isinstance(row.get("text"), str) and isinstance(times, list) and len(times) == 2:
            yield Passage(row["text"], time_or_none(times[0]), time_or_none(times[1]), speaker_in(row))


def _podcast(content: object) -> Iterator[Passage]:
    """Podcasting 2.0: segments with startTime and body."""
    return _rows(mappings(content, "segments") or mappings(content), "body", "startTime", "endTime")


def _whisper_cpp(content: object) -> Iterator[Passage]:
    """whisper.cpp: transcription with offsets in milliseconds."""
    rows = mappings(content, "transcription")
    flat = [{**row, **(row["offsets"] if isinstance(row.get("offsets"), Mapping) else {})} for row in rows]
    return _rows(flat, "text", "from", "to", 0.001)


def _utterances(content: object) -> Iterator[Passage]:
    """AssemblyAI: utterances in milliseconds; others in seconds."""
    return _rows(mappings(content, "utterances"), "text", "start", "end")


def _monologues(content: object) -> Iterator[Passage]:
    """Rev.ai: monologues whose elements are words, punctuation and blanks."""
    for monologue in mappings(content, "monologues"):
        elements = mappings(monologue, "elements")
        text = "".join(str(element.get("value", "")) for element in elements)
        start = next((found for element in elements if (found := time_or_none(element.get("ts"))) is not None), None)
        yield Passage(text, start, None, speaker_of(monologue.get("speaker")))


def _events(content: object) -> Iterator[Passage]:
    """Read YouTube's json3: events of segments in milliseconds."""
    for event in mappings(content, "events"):
        text = "".join(str(segment.get("utf8", "")) for segment in mappings(event, "segs"))
        yield Passage(text, time_or_none(event.get("tStartMs"), 0.001))


def _words(content: object) -> Iterator[Passage]:
    """Return a list of words alone, as ElevenLabs and pullquote itself write it."""
    words = [row for row in mappings(content, "words") if row.get("type") in (None, "word", "audio_event")]
    key = (
        "text"
        if any("text" in word for word in words)
        else "punctuated_word"
        if any("punctuated_word" in word for word in words)
        else "word"
    )
    return _by_speaker(_rows(words, key, "start", "end"))


def _text(content: object) -> Iterator[Passage]:
    """Read text alone: OpenAI's json, Amazon's and others' whole transcript."""
    if isinstance(content, Mapping):
        for key in ("text", "transcript", "transcription"):
            if isinstance(content.get(key), str):
                yield Passage(content[key])
                return
        yield from _rows(mappings(content, "results", "transcripts"), "transcript", "start", "end")


def _lists(content: object) -> Iterator[Passage]:
    """Yield lists of sentences, as Fireflies and others write them under one name or another."""
    for keys in ((), ("data",), ("results",), ("transcript",)):
        for rows in (mappings(content, *keys, *key) for key in LISTS):
            made = [list(_rows(rows, *names)) for names in TEXT_KEYS] if rows else []
            if any(made):
                # The names that give most times, and of those the first.
                yield from max(made, key=lambda found: (bool(found), sum(one.start is not None for one in found)))
                return


def _by_speaker(words: Iterator[Passage]) -> Iterator[Passage]:
    """Yield words, each by itself; a turn begins where the speaker changes."""
    for _, turn in groupby(words, key=lambda word: word.speaker):
        yield from turn


SHAPES: tuple[Callable[[object], Iterator[Passage]], ...] = (
    _told_apart,
    passages_of,
    _podcast,
    _whisper_cpp,
    _utterances,
    _monologues,
    google_passages,
    _events,
    _words,
    _lists,
    _text,
)
"""The first that yields text is taken: those with times come before those without."""
