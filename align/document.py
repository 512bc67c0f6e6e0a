"""The alignment document: what every other part of pullquote reads.

The JSON form is described by `align/alignment.schema.json`. Times are seconds in the media's own timeline
(what a player shows), `None` where unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from align.document_parts import (
    Chapter,
    Crosstalk,
    Engine,
    EngineInfo,
    Kind,
    LeftOut,
    Media,
    Mislabelled,
    PoorMatch,
    ReorderedPassage,
    Report,
    Speaker,
    Status,
    Unscripted,
    Word,
)
from align.document_values import choice_value, incomplete, report_value, unreadable, unscripted_value, word_value
from align.files import write_whole
from align.json_values import (
    compact_json,
    index_value,
    index_values,
    language_value,
    number_text,
    plain_value,
    seconds_value,
    shown_value,
    text_value,
)
from align.media_place import placed

__all__ = [
    "Alignment",
    "Chapter",
    "Crosstalk",
    "Engine",
    "EngineInfo",
    "Kind",
    "LeftOut",
    "Media",
    "Mislabelled",
    "PoorMatch",
    "ReorderedPassage",
    "Report",
    "Speaker",
    "Status",
    "Unscripted",
    "Word",
    "word_row",
]

VERSION = 1

MEDIA_EXTRAS = ("relative", "stream", "channel")
"""Keys of the media that are left out where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words with times, and the structure of the transcript they came from.

    Args:
        words: one for each token, in transcript order.
        paragraphs: word indices at which a paragraph begins, ascending.
        lines: word indices at which a line of the transcript begins, ascending.
        language: two-letter code of ISO 639-1.
    """

    media: Media
    language: str
    engine: EngineInfo
    words: tuple[Word, ...]
    chapters: tuple[Chapter, ...] = ()
    paragraphs: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    unscripted: tuple[Unscripted, ...] = ()
    report: Report = field(default_factory=Report)

    def timed(self) -> Iterator[tuple[int, Word]]:
        """Return the words that have times, each with its index."""
        return ((index, word) for index, word in enumerate(self.words) if word.timed)

    def summary(self) -> dict[str, int]:
        """Count the words, those of each status but `silent`, and the unscripted stretches."""
        counts = {"words": len(self.words)}
        for status in ("aligned", "interpolated", "absent"):
            counts[status] = sum(word.status == status for word in self.words)
        return {**counts, "unscripted": len(self.unscripted)}

    def to_json(self, rows: Sequence[str] | None = None) -> str:
        """Write the document as JSON text, one word a line, ending in a newline.

        `rows` are the words by `word_row`, from whoever saves often and knows them already.
        """
        head: dict[str, Any] = {
            "version": VERSION,
            "media": {
                "path": self.media.path,
                "sha256": self.media.sha256,
                "duration": _seconds(self.media.duration),
                **{key: value for key in MEDIA_EXTRAS if (value := getattr(self.media, key)) is not None},
            },
            "language": self.language,
            "engine": {
                "name": self.engine.name,
                "version": self.engine.version,
                **self.engine.detail,
                **self.report.to_dict(),
            },
        }
        tail: dict[str, Any] = {
            "chapters": [{"title": c.title, "word": c.word} for c in self.chapters],
            "paragraphs": list(self.paragraphs),
            "lines": list(self.lines),
            "speakers": [_speaker_row(turn) for turn in self.speakers],
            "unscripted": [_unscripted_row(stretch) for stretch in self.unscripted],
        }
        parts = [f' "{key}": {compact_json(value)}' for key, value in head.items()]
        lines = ",\n  ".join(map(word_row, self.words) if rows is None else rows)
        parts.append(f' "words": [\n  {lines}\n ]' if lines else ' "words": []')
        parts += [f' "{key}": {compact_json(value)}' for key, value in tail.items()]
        return "{\n" + ",\n".join(parts) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Alignment:
        """Read the JSON form; raises `ValueError` naming the first thing that is wrong."""
        data = document_data(text)
        with incomplete():
            return from_data(data, [word_value(index, row) for index, row in enumerate(data["words"])])

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the document to `path`, whole or not at all; it names the media as seen from there as well."""
        write_whole(Path(path), replace(self, media=placed(self.media, Path(path))).to_json(), force=force)

    @classmethod
    def load(cls, path: str | Path) -> Alignment:
        """Read a document; raises `FileProblem` where it is missing or malformed."""
        with unreadable(path):
            return cls.from_json(Path(path).read_text(encoding="utf-8-sig"))


def document_data(text: str) -> dict[str, Any]:
    """Read the JSON of a document; raises `ValueError` where it is none, or has another version."""
    data = json.loads(text)
    if not isinstance(data, dict) or "words" not in data or "version" not in data:
        raise ValueError("is not an alignment document")
    if data["version"] != VERSION:
        raise ValueError(f"has version {shown_value(data['version'])}; this pullquote reads version {VERSION}")
    return data


def _seconds(value: float | None) -> float | None:
    """Round a time to the millisecond: finer than any aligner, and what subtitles can hold."""
    return None if value is None else round(value, 3)


def _unscripted_row(stretch: Unscripted) -> dict[str, Any]:
    row = {"start": _seconds(stretch.start), "end": _seconds(stretch.end), "kind": stretch.kind}
    return {**row, "manual": True} if stretch.manual else row


def _speaker_row(turn: Speaker) -> dict[str, Any]:
    row: dict[str, Any] = {"word": turn.word, "name": turn.name}
    if turn.probability is not None:
        row["probability"] = round(turn.probability, 3)
    return {**row, "manual": True} if turn.manual else row


def word_row(word: Word) -> str:
    """Write one word as JSON on one line."""
    # Written out by hand: a document of two hours is saved after every correction on the review page, and json.dumps
    # would take four times as long for its rows.
    parts = [
        f'"text": {encode_basestring(word.text)}',
        f'"start": {number_text(word.start)}',
        f'"end": {number_text(word.end)}',
        f'"score": {number_text(word.score)}',
        f'"status": "{word.status}"',
    ]
    if word.line is not None:
        parts.append(f'"line": {word.line}, "column": {"null" if word.column is None else word.column}')
    if word.manual:
        parts.append('"manual": true')
    return f"{{{', '.join(parts)}}}"


def from_data(data: Mapping[str, Any], words: Sequence[Word], count: int | None = None) -> Alignment:
    """Build an alignment of its JSON and its words; `count`: how many there are, where `words` leaves them out."""
    media = data["media"]
    engine = {text_value("engine", key): plain_value("engine", value) for key, value in data["engine"].items()}
    count = len(words) if count is None else count
    report = report_value(engine, count)
    return Alignment(
        media=Media(
            str(media["path"]),
            text_value("media.sha256", media["sha256"]),
            seconds_value("media.duration", media["duration"]),
            relative=None if media.get("relative") is None else str(media["relative"]),
            stream=choice_value("media.stream", media.get("stream")),
            channel=choice_value("media.channel", media.get("channel")),
        ),
        language=language_value("language", data["language"]),
        engine=EngineInfo(str(engine.pop("name")), str(engine.pop("version")), engine),
        words=tuple(words),
        chapters=tuple(
            Chapter(text_value("chapters", c["title"]), index_value("chapters", c["word"], count))
            for c in data.get("chapters", ())
        ),
        paragraphs=index_values("paragraphs", data.get("paragraphs", ()), count),
        lines=index_values("lines", data.get("lines", ()), count),
        speakers=tuple(
            Speaker(
                index_value("speakers", s["word"], count),
                None if s["name"] is None else text_value("speakers", s["name"]),
                None if s.get("probability") is None else seconds_value("speakers", s["probability"]),
                bool(s.get("manual", False)),
            )
            for s in data.get("speakers", ())
        ),
        unscripted=tuple(unscripted_value(row) for row in data.get("unscripted", ())),
        report=report,
    )
