"""Premiere's static transcript: words with times in the text panel, so that the film is cut by its text.

The form is Adobe's transcript schema 1.0.0 (https://schemas.adobe.com/transcript/v1.0.0): closed, every key required.
"""

from __future__ import annotations

import json
import uuid
from itertools import pairwise
from typing import Any

from align.document import Alignment
from align.errors import InputsDoNotFit
from align.json_values import bare_language
from align.sentences import ends_in_sentence_mark
from align.turns import word_speakers
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Job

__all__ = ["LANGUAGES", "write"]

LANGUAGES = {
    "en": "en-us", "zh": "cmn-hans", "es": "es-es", "de": "de-de", "fr": "fr-fr", "ja": "ja-jp", "pt": "pt-pt",
    "ko": "ko-kr", "it": "it-it", "ru": "ru-ru", "hi": "hi-in", "nb": "nb-no", "no": "nb-no", "sv": "sv-se",
    "nl": "nl-nl", "da": "da-dk", "id": "id-id", "th": "th-th", "vi": "vi-vn", "ms": "ms-my", "tr": "tr-tr",
    "pl": "pl-pl", "te": "te-in", "ml": "ml-in", "pa": "pa-in",
}  # fmt: skip
"""The schema's code for each language; it has no others."""

UNKNOWN = "??-??"
"""The schema's code for a language that it does not list."""

FILLERS = {"um", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "äh", "ähm", "euh"}
"""Words that Premiere marks as fillers, to be taken out at once."""

SPEAKERS = uuid.UUID("6c3f5a52-9a8a-4e0e-8f0a-6b7f0c2b1d47")
"""Under which the identifiers of speakers are made from their names: the same name, the same identifier."""


def write(job: Job) -> Written:
    """Return a segment for each turn, line or sentence; words without times are joined to the word before them.

    A score stands for the confidence, which is 1 where there is none. Raises `InputsDoNotFit` without a timed word.
    """
    alignment = job.alignment
    code = LANGUAGES.get(bare_language(alignment.language), UNKNOWN)
    speakers = [one_line(name or "") or "Speaker" for name in word_speakers(alignment.speakers, len(alignment.words))]
    segments = []
    for first, stop in pairwise(_edges(alignment)):
        words = _words(alignment, first, stop)
        if words:
            start, end = words[0]["start"], max(word["start"] + word["duration"] for word in words)
            times = {"start": start, "duration": round(end - start, 3)}
            heard = next(k for k in range(first, stop) if alignment.words[k].timed)
            segments.append({**times, "language": code, "speaker": _identifier(speakers[heard]), "words": words})
    if not segments:
        raise InputsDoNotFit("the alignment has no words with times")
    told = {segment["speaker"] for segment in segments}
    names = [{"id": _identifier(name), "name": name} for name in dict.fromkeys(speakers) if _identifier(name) in told]
    value = {"language": code, "segments": segments, "speakers": names}
    return Written((json.dumps(value, ensure_ascii=False) + "\n",), _notes(alignment.language, code))


def _notes(language: str, code: str) -> tuple[str, ...]:
    return (f"Premiere has no code for {language!r}; the transcript says {UNKNOWN}",) if code == UNKNOWN else ()


def _edges(alignment: Alignment) -> list[int]:
    """Return the indices at which segments begin and the count of words: turns, paragraphs and sentences.

    One in which no word has a time goes with the one before it, or the first with the next.
    """
    breaks = {0, len(alignment.words), *(turn.word for turn in alignment.speakers), *alignment.paragraphs}
    breaks.update(k + 1 for k, word in enumerate(alignment.words) if ends_in_sentence_mark(word.text))
    kept = [0]
    for first, stop in pairwise(sorted(breaks)):
        parts = alignment.words[kept[-1] : first], alignment.words[first:stop]
        if all(any(word.timed for word in part) for part in parts):
            kept.append(first)
    return [*kept, len(alignment.words)]


def _words(alignment: Alignment, first: int, stop: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before = ""
    for word in alignment.words[first:stop]:
        text = one_line(word.text)
        if word.status == "absent" or not text:
            continue
        if not word.timed:
            # A dash, or a word nobody heard the times of: shown with its neighbour, so that no text is lost.
            if rows:
                rows[-1]["text"] += f" {text}"
            else:
                before += f"{text} "
            continue
        start, end = word.span
        rows.append(
            {
                "text": before + text,
                "start": round(start, 3),
                "duration": round(end - start, 3),
                "confidence": 1.0 if word.score is None else min(1.0, max(0.0, word.score)),
                "eos": False,
                "tags": ["filler"] if text.strip(".,!?…").casefold() in FILLERS else [],
                "type": "word",
            }
        )
        before = ""
    if rows:
        rows[-1]["eos"] = True
    return rows


def _identifier(name: str) -> str:
    """Return an identifier of version 4's form, which the schema asks for, made from the name."""
    made = uuid.uuid5(SPEAKERS, name)
    return str(uuid.UUID(bytes=made.bytes, version=4))
