"""From words as heard to an alignment document: tokens split, times checked and put in order, gaps timed."""

from __future__ import annotations

import hashlib
import logging
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from align.document import Alignment, Engine, Media, Speaker, Word
from align.errors import FileProblem, InputsDoNotFit
from align.recognised.words import Imported, RecognisedWord

__all__ = ["alignment_of", "interpolate", "media_of"]

_log = logging.getLogger(__name__)

_SLACK = 1.0  # seconds a last word may end after the recording: durations in headers are not exact
_SECONDS_A_LETTER = 0.07  # where nothing on one side has a time: about 14 letters a second of plain speech


def media_of(path: Path | None, imported: Imported) -> Media:
    """Return the recording's facts; without a file only what the words tell: no name, no hash, the last end as
    duration.
    """
    last = max((word.end or 0.0 for word in imported.words), default=0.0)
    duration = max(last, imported.duration or 0.0)
    if path is None:
        return Media("", "", duration)
    from align.media import probe

    known = probe(path).duration or duration
    if last > known + _SLACK:
        raise InputsDoNotFit(f"the last word ends at {last:.1f} s, after the recording's {known:.1f} s")
    return Media(str(path), _sha256(path), known)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    return digest.hexdigest()


def alignment_of(imported: Imported, media: Media, name: str, language: str | None = None) -> Alignment:
    """Build the document; raises `ValueError` where there is no word with times, or one that ends before it starts.

    Scores are the program's own confidences, which are not calibrated to edges; the engine's detail says so.
    """
    heard = [token for word in imported.words for token in _split(word)]
    for index, word in enumerate(heard):
        if word.start is not None and word.end is not None and word.end < word.start:
            raise ValueError(f"has an end before its start at word {index}: {word.text[:40]!r}")
    words = interpolate(_in_order([_word(word) for word in heard]), media.duration)
    if not any(word.timed for word in words):
        raise ValueError("holds no word with times")
    detail = {"imported_from": name, "score": "confidence of the recogniser"}
    return Alignment(
        media=media,
        language=_language(language or imported.language),
        engine=Engine(imported.engine, imported.version, detail),
        words=tuple(words),
        paragraphs=_starts([word.breaks for word in heard]),
        lines=_starts([word.line for word in heard]) if any(word.line for word in heard) else (),
        speakers=tuple(_turns(heard)),
        unscripted=imported.unscripted,
    )


def _split(word: RecognisedWord) -> list[RecognisedWord]:
    """Return one `RecognisedWord` a token; the time of several is shared by their lengths."""
    tokens = word.text.split()
    if len(tokens) < 2 or word.start is None or word.end is None:
        parts = [replace(word, text=token) for token in tokens]
    else:
        weights = [len(token) for token in tokens]
        step = (word.end - word.start) / sum(weights)
        edges = [word.start + step * sum(weights[:index]) for index in range(len(tokens))] + [word.end]
        parts = [
            replace(word, text=token, start=edges[index], end=edges[index + 1], status="interpolated")
            for index, token in enumerate(tokens)
        ]
    return parts[:1] + [replace(part, breaks=False, line=False) for part in parts[1:]]


def _word(word: RecognisedWord) -> Word:
    if word.status in ("absent", "silent") or word.start is None or word.end is None:
        status = word.status if word.status in ("absent", "silent") else "interpolated"
        if not any(sign.isalnum() for sign in word.text):
            status = "silent"
        return Word(word.text, status=status)
    return Word(word.text, round(word.start, 3), round(word.end, 3), word.score, word.status)


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Take the times from the fewest words whose going leaves the starts ascending.

    Programs that align piece by piece sometimes throw a word far away; the others must not suffer for it.
    """
    timed = [(index, word.span[0]) for index, word in enumerate(words) if word.timed]
    tails: list[float] = []
    places: list[int] = []
    before: list[int] = []
    for place, (_, start) in enumerate(timed):
        at = bisect_right(tails, start)
        if at == len(tails):
            tails.append(start)
            places.append(place)
        tails[at], places[at] = start, place
        before.append(places[at - 1] if at else -1)
    keep = set()
    place = places[-1] if places else -1
    while place >= 0:
        keep.add(timed[place][0])
        place = before[place]
    lost = len(timed) - len(keep)
    if lost:
        _log.warning("%d words had times that run backwards; they are timed from their neighbours", lost)
    return [
        replace(word, start=None, end=None, score=None, status="interpolated") if word.timed and i not in keep else word
        for i, word in enumerate(words)
    ]


def interpolate(words: Sequence[Word], duration: float) -> list[Word]:
    """Give each `interpolated` word without times its share, by letters, of the room between its timed neighbours."""
    done = list(words)
    index = 0
    while index < len(done):
        if done[index].timed or done[index].status != "interpolated":
            index += 1
            continue
        stop = index
        while stop < len(done) and not done[stop].timed:
            stop += 1
        _share(done, index, stop, duration)
        index = stop
    return done


def _share(words: list[Word], first: int, stop: int, duration: float) -> None:
    places = [index for index in range(first, stop) if words[index].status == "interpolated"]
    letters = [max(1, len(re.sub(r"\W", "", words[index].text))) for index in places]
    ends = [word.span[1] for word in words[:first] if word.timed][-1:]
    left = ends[0] if ends else None
    right = words[stop].span[0] if stop < len(words) else None
    if left is None and right is None:
        return
    room = _SECONDS_A_LETTER * sum(letters)
    low = max(0.0, (right or 0.0) - room) if left is None else left
    high = max(low, min(low + room, duration)) if right is None else max(low, right)
    at = 0
    for place, count in zip(places, letters, strict=True):
        edges = [round(low + (high - low) * part / sum(letters), 3) for part in (at, at + count)]
        words[place] = replace(words[place], start=edges[0], end=edges[1])
        at += count


def _language(code: str | None) -> str:
    """Return the two-letter code of `en`, `de-CH` or, as OpenAI has it, `german`; English where it is none that is
    known.
    """
    text = (code or "").strip().lower()
    match = re.match(r"([a-z]{2})(?:[-_]|$)", text, re.ASCII)
    if match:
        return match[1]
    from align.pronunciation.language_table import LANGUAGES

    return next((each.code for each in LANGUAGES.values() if each.name.lower() == text), "en")


def _starts(flags: Sequence[bool]) -> tuple[int, ...]:
    """Return where a paragraph or line begins; the first word always begins one."""
    return tuple(index for index, flag in enumerate(flags) if flag or index == 0)


def _turns(heard: Sequence[RecognisedWord]) -> list[Speaker]:
    turns: list[Speaker] = []
    for index, word in enumerate(heard):
        if word.speaker != (turns[-1].name if turns else None):
            turns.append(Speaker(index, word.speaker))
    return turns
