"""Rows of text with times, wherever they lie in JSON: for the results of recognisers whose shape has no row of its own.

Rows of all lists under the same names belong together (`paragraphs[].cues[]`); of lists that can be read so, the one
called a transcript, and of those the one that says most, is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from align.recognised.pieces import with_text
from align.recognised.words import Passage, RecognisedWord, mappings, speaker_of, time_or_none

__all__ = ["in_seconds", "letters_in", "timed_rows"]

TEXTS = (
    *("text", "transcript", "display", "display_text", "displaytext", "body", "sentence", "content", "raw_text"),
    *("caption", "line", "utterance", "punctuated_word", "punct", "word", "value", "utf8"),
)
"""Names of what is said, in small letters, likeliest first."""
BEST = ("alternatives", "nbest")
"""Lists of which the first element alone counts."""
PARTS = ("words", "segs", "elements", "tokens", "items", "content", "written_form")
"""Lists whose texts together are what a row says."""
HOLDERS = ("value", "data", "offsets", "instances", *BEST, *PARTS)
"""Where a row may keep its times and speaker: in an object, or in the first of a list."""
TIMES = (
    ("start", "end", "duration", 1.0),
    ("start_time", "end_time", "duration", 1.0),
    ("starttime", "endtime", "duration", 1.0),
    ("startoffset", "endoffset", "duration", 1.0),
    ("start_timestamp", "end_timestamp", "duration", 1.0),
    ("data_start", "data_end", "", 1.0),
    ("from", "to", "", 1.0),
    ("begin", "end", "", 1.0),
    ("ts", "end_ts", "", 1.0),
    ("timestamp", "end_timestamp", "", 1.0),
    ("time", "", "", 1.0),
    ("startms", "endms", "durationms", 1e-3),
    ("start_ms", "end_ms", "duration_ms", 1e-3),
    ("tstartms", "", "ddurationms", 1e-3),
    ("offsetmilliseconds", "", "durationmilliseconds", 1e-3),
    ("offsetinticks", "", "durationinticks", 1e-7),
    ("offset", "", "duration", 1.0),
)
"""Names of a row's start, end and duration, in small letters, and seconds in their unit."""
TICKS = ("Offset", "Duration", 1e-7)
"""Of Azure, which counts in ticks under names of capitals; others count something else under the same names."""
SPEAKERS = ("speakerdisplayname", "speaker_name", "speakername", "speaker", "speaker_label", "speaker_id", "speakerid")
PEOPLE = ("participant", "speaker_info", "speaker")
"""Objects that have a name of their own."""
NAMES = ("name", "display_name", "speaker_name", "label")

DEEPEST = 12  # lists and objects within each other
MOST_ROWS = 200_000
SHARE_TIMED = 0.5  # of the rows that say something must have a time
SHARE_SPACED = 0.4  # of pieces must open with a blank for those without one to go on with a word
SLOWEST = 0.05
"""Words in a unit of time, from which on whole numbers are seconds: nobody needs twenty for each word, and in
milliseconds people say three thousandths of one."""
LONGEST = 86_400  # seconds; whole numbers over a day are milliseconds
MANY = 20  # passages without ends, which no list of a few quotes from hours of talk has

_CLOSING = re.compile(r"[.,;:!?…%)\]}»”’]")
_ISO = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?")


def timed_rows(content: object) -> list[Passage]:
    """Return the rows that say something and when, in order of time; none where there are no such rows."""
    people = _people(content)
    lists: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for path, row in _rows_in(content, (), 0):
        lists.setdefault(path, []).append(row)
    if sum(map(len, lists.values())) > MOST_ROWS:
        raise ValueError(f"is too large for a transcript (more than {MOST_ROWS:,} rows)")
    found = {path: made for path, rows in lists.items() if (made := _passages(rows, people))}
    if not found:
        return []
    best = max(found, key=lambda path: (_is_transcript(path), letters_in(found[path]), -len(path)))
    said = in_seconds(found[best])
    if all(one.start is not None for one in said):
        said.sort(key=lambda one: one.start or 0.0)
    return _spelt(said, content)


def in_seconds(said: list[Passage]) -> list[Passage]:
    """Return passages whose times are whole numbers that only make sense as milliseconds with those in seconds."""
    starts = [one.start for one in said if one.start is not None]
    spans = [(one.start, one.end) for one in said if one.start is not None and one.end is not None]
    if not starts or not all(time.is_integer() for time in (*starts, *(end for _, end in spans))):
        return said
    words = sum(len(one.text.split()) for one in said if one.start is not None)
    if len(spans) == len(starts):
        slow = words < SLOWEST * sum(end - start for start, end in spans)
    else:
        slow = max(starts) > LONGEST or (len(starts) >= MANY and words < SLOWEST * (max(starts) - min(starts)))
    return [replace(one, start=_thousandth(one.start), end=_thousandth(one.end)) for one in said] if slow else said


def letters_in(said: Sequence[Passage]) -> int:
    """Return how many letters and digits passages have."""
    return sum(sum(map(str.isalnum, one.text)) for one in said)


def _thousandth(time: float | None) -> float | None:
    return None if time is None else time * 0.001


def _rows_in(value: object, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the objects in all lists with the names that lead to them."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, (Mapping, list)):
                first = isinstance(inner, list) and key.lower() in BEST
                yield from _rows_in(inner[:1] if first else inner, (*path, key.lower()), depth + 1)
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, Mapping):
                yield path, row
            yield from _rows_in(row, (*path, ""), depth + 1)


def _is_transcript(path: Sequence[str]) -> bool:
    return any("transcript" in key for key in path)


def _passages(rows: Sequence[Mapping[str, Any]], people: Mapping[str, str]) -> list[Passage]:
    """Return what rows say; none where too few have times. Punctuation by itself belongs to the word before it, and so
    does a piece of a word that opens with no blank, where others do.
    """
    said: list[Passage] = []
    texts = [(row, text) for row in map(_small, rows) if (text := _text(row, 0)).strip()]
    spaced = sum(text[0].isspace() for _, text in texts)
    pieces = spaced >= SHARE_SPACED * len(texts) and all(len(text.split()) == 1 for _, text in texts)
    for row, text in texts:
        signs = row.get("type") in ("punctuation", "punct") and _CLOSING.match(text)
        if said and (signs or (pieces and not text[0].isspace() and not said[-1].text[-1].isspace())):
            end = said[-1].end if signs else _times(row)[1]
            said[-1] = replace(said[-1], text=said[-1].text.rstrip() + text, end=end)
        else:
            said.append(Passage(text, *_times(row), _speaker(row, people)))
    timed = sum(one.start is not None for one in said)
    return said if timed and timed >= SHARE_TIMED * len(said) else []


def _small(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with its names in small letters; Azure's ticks under a name that says so."""
    small = {key.lower(): value for key, value in row.items()}
    offset, duration, _ = TICKS
    if isinstance(row.get(offset), int):
        small |= {"offsetinticks": row[offset], "durationinticks": row.get(duration)}
        small.pop("duration", None)
    return small


def _text(row: Mapping[str, Any], depth: int) -> str:
    """Return what a row says, in itself or in its parts."""
    if depth > DEEPEST:
        return ""
    for key in TEXTS:
        value = row.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping) and (text := _text(_small(value), depth + 1)):
            return text
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return " ".join(value)
    for key in BEST:
        if first := mappings(row, key)[:1]:
            return _text(_small(first[0]), depth + 1)
    for key in PARTS:
        parts = [text for part in mappings(row, key) if (text := _text(_small(part), depth + 1))]
        if parts:
            spaced = any(part[:1].isspace() or part[-1:].isspace() for part in parts)
            return ("" if spaced else " ").join(parts)
    return ""


def _times(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    for start_key, end_key, duration_key, unit in TIMES:
        value = row.get(start_key)
        if isinstance(value, list) and len(value) == 2:
            return _time(value[0], unit), _time(value[1], unit)
        start = _time(value, unit)
        if start is not None:
            end = _time(row.get(end_key), unit)
            duration = _time(row.get(duration_key), unit)
            return start, start + duration if end is None and duration is not None else end
    for inner in _held(row):
        found = _times(inner)
        if found[0] is not None:
            return found
    return None, None


def _time(value: object, unit: float) -> float | None:
    if isinstance(value, Mapping):
        return _time(value.get("relative"), unit)
    if isinstance(value, str) and value and (parts := _ISO.fullmatch(value)):
        hours, minutes, seconds = (float(part or 0) for part in parts.groups())
        return 3600 * hours + 60 * minutes + seconds
    return time_or_none(value, unit)


def _held(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that a row keeps, and the first of its lists."""
    for key in HOLDERS:
        value = row.get(key)
        inner = value if isinstance(value, Mapping) else next(iter(mappings(value)), None)
        if inner is not None:
            yield _small(inner)


def _speaker(row: Mapping[str, Any], people: Mapping[str, str]) -> str | None:
    for key in PEOPLE:
        person = row.get(key)
        if isinstance(person, Mapping) and (name := _name(person)):
            return name
    for key in SPEAKERS:
        value = row.get(key)
        if isinstance(value, (str, int)) and (name := people.get(str(value)) or speaker_of(value)):
            return name
    return next((name for inner in _held(row) if (name := _speaker(inner, people))), None)


def _name(person: Mapping[str, Any]) -> str | None:
    return speaker_of(next((person[key] for key in NAMES if isinstance(person.get(key), str)), None))


def _people(content: object) -> dict[str, str]:
    """Return the names that the file gives to its speakers' identifiers."""
    found = {}
    for person in mappings(content, "speakers"):
        if isinstance(person.get("id"), (str, int)) and (name := _name(person)):
            found[str(person["id"])] = name
    return found


def _spelt(said: list[Passage], content: object) -> list[Passage]:
    """Return single words spelt as in the text of all, where the file has it."""
    whole = next((content[key] for key in ("text", "transcript") if isinstance(content.get(key), str)), "") \
        if isinstance(content, Mapping) else ""  # fmt: skip
    if not whole or any(len(one.text.split()) > 1 or one.speaker for one in said):
        return said
    words = [RecognisedWord(one.text.strip(), one.start, one.end) for one in said]
    return [Passage(word.text, word.start, word.end) for word in with_text(words, [whole])]
