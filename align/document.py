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
from typing import Any, get_args

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
from align.errors import FileProblem
from align.files import write_whole
from align.json_values import (
    LATEST,
    compact_json,
    count_value,
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

STATUSES = frozenset(get_args(Status))

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
        data = json.loads(text)
        if not isinstance(data, dict) or "words" not in data or "version" not in data:
            raise ValueError("is not an alignment document")
        if data["version"] != VERSION:
            raise ValueError(f"has version {shown_value(data['version'])}; this pullquote reads version {VERSION}")
        try:
            return _from_dict(data)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"is not a complete alignment document: {type(error).__name__} {error}") from None

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the document to `path`, whole or not at all; it names the media as seen from there as well."""
        write_whole(Path(path), replace(self, media=placed(self.media, Path(path))).to_json(), force=force)

    @classmethod
    def load(cls, path: str | Path) -> Alignment:
        """Read a document; raises `FileProblem` where it is missing or malformed."""
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise FileProblem(path, f"cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise FileProblem(path, "is not an alignment document (not UTF-8 text)") from None
        except json.JSONDecodeError as error:
            raise FileProblem(path, f"is not an alignment document (line {error.lineno}: {error.msg})") from None
        except (ValueError, RecursionError) as error:
            raise FileProblem(path, str(error)) from None


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


def _from_dict(data: Mapping[str, Any]) -> Alignment:
    words = tuple(_word_from_json(index, row) for index, row in enumerate(data["words"]))
    media = data["media"]
    engine = {text_value("engine", key): plain_value("engine", value) for key, value in data["engine"].items()}
    count = len(words)
    report = _report(engine, count)
    return Alignment(
        media=Media(
            str(media["path"]),
            text_value("media.sha256", media["sha256"]),
            seconds_value("media.duration", media["duration"]),
            relative=None if media.get("relative") is None else str(media["relative"]),
            stream=_choice("media.stream", media.get("stream")),
            channel=_choice("media.channel", media.get("channel")),
        ),
        language=language_value("language", data["language"]),
        engine=EngineInfo(str(engine.pop("name")), str(engine.pop("version")), engine),
        words=words,
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
        unscripted=tuple(_unscripted(row) for row in data.get("unscripted", ())),
        report=report,
    )


def _choice(where: str, value: object) -> int | None:
    return None if value is None else count_value(where, value)


def _report(engine: dict[str, Any], count: int) -> Report:
    """Take the report out of the engine's JSON object, where version 1 of the document keeps it."""
    poor = engine.pop("poor_match", None)
    return Report(
        dropped_lines=count_value("engine.dropped_lines", engine.pop("dropped_lines", 0)),
        overlaps=count_value("engine.overlaps", engine.pop("overlaps", 0)),
        reordered=tuple(
            ReorderedPassage(
                index_value("engine.moved", row["word"], count),
                index_value("engine.moved", row["last_word"], count),
                seconds_value("engine.moved", row["start"]),
                seconds_value("engine.moved", row["end"]),
            )
            for row in engine.pop("moved", ())
        ),
        warnings=tuple(str(warning) for warning in engine.pop("warnings", ())),
        poor_match=poor
        and PoorMatch(count_value("engine.poor_match", poor["found"]), count_value("engine.poor_match", poor["total"])),
        left_out=tuple(
            LeftOut(
                text_value("engine.left_out", row["kind"]),
                count_value("engine.left_out", row["count"]),
                count_value("engine.left_out", row["line"]),
            )
            for row in engine.pop("left_out", ())
        ),
        mislabelled=tuple(
            Mislabelled(
                index_value("engine.mislabelled", row["word"], count),
                index_value("engine.mislabelled", row["last_word"], count),
                text_value("engine.mislabelled", row["label"]),
                text_value("engine.mislabelled", row["voice"]),
            )
            for row in engine.pop("mislabelled", ())
        ),
        crosstalk=tuple(
            Crosstalk(
                index_value("engine.crosstalk", row["word"], count),
                index_value("engine.crosstalk", row["last_word"], count),
            )
            for row in engine.pop("crosstalk", ())
        ),
    )


def _word_from_json(index: int, row: Mapping[str, Any]) -> Word:
    get = row.get
    text, status = row["text"], get("status", "aligned")
    start, end, score = get("start"), get("end"), get("score")
    # Nearly all words of nearly all documents are of this kind, and a library reads millions of them.
    ordinary = type(start) is type(end) is float and 0.0 <= start <= end <= LATEST
    if not isinstance(text, str) or status not in STATUSES:
        raise ValueError(f"has a malformed word {index}")
    if not ordinary:
        _check_times(index, start, end)
        start = None if start is None else float(start)
        end = None if end is None else float(end)
    where = f"word {index}"
    line, column = get("line"), get("column")
    return Word(
        text_value(where, text),
        start,
        end,
        None if score is None else seconds_value(where, score),
        status,
        None if line is None else count_value(where, line),
        None if column is None else count_value(where, column),
        bool(get("manual", False)),
    )


def _check_times(index: int, start: object, end: object) -> None:
    where = f"word {index}"
    if (start is None) != (end is None):
        raise ValueError(f"has a start without an end, or the reverse, at {where}")
    if start is not None and seconds_value(where, start) > seconds_value(where, end):
        raise ValueError(f"has an end before its start at {where}")


def _unscripted(row: Mapping[str, Any]) -> Unscripted:
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"has an unscripted stretch of unknown kind {shown_value(row['kind'])}")
    start, end = seconds_value("unscripted", row["start"]), seconds_value("unscripted", row["end"])
    return Unscripted(start, end, row["kind"], bool(row.get("manual", False)))
