"""The alignment document: what every other part of pullquote reads.

The JSON form is described by `align/alignment.schema.json`. Times are seconds in the media's own timeline
(what a player shows), `None` where unknown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Literal, get_args

from align.errors import FileProblem
from align.files import write_whole

__all__ = [
    "Alignment",
    "Chapter",
    "Engine",
    "EngineInfo",
    "Kind",
    "Media",
    "ReorderedPassage",
    "Report",
    "Speaker",
    "Status",
    "Unscripted",
    "Word",
    "word_row",
]

VERSION = 1

Status = Literal["aligned", "interpolated", "absent", "silent"]
Kind = Literal["speech", "music", "noise"]


@dataclass(frozen=True, slots=True)
class Word:
    """One whitespace-separated token of the transcript, exactly as written.

    Args:
        start, end: seconds; both `None` or neither. Always `None` for `absent` and `silent` words.
        score: probability in 0..1 that both edges are within 100 ms; `None` where nothing was measured.
        status: `aligned`; `interpolated` (said, timed from its neighbours); `absent` (not in the audio);
            `silent` (nothing to say: a lone dash, `[music]`).
        line, column: place in the user's transcript file, both from 1; `None` where there was no such file.
        manual: a person set the times; re-aligning keeps them.
    """

    text: str
    start: float | None = None
    end: float | None = None
    score: float | None = None
    status: Status = "aligned"
    line: int | None = None
    column: int | None = None
    manual: bool = False

    @property
    def timed(self) -> bool:
        """Whether the word has times."""
        return self.start is not None and self.end is not None

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in seconds; raises `ValueError` for a word without times."""
        if self.start is None or self.end is None:
            raise ValueError(f"{self.text!r} has no times")
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Media:
    """The file that was aligned: path as given, SHA-256 of its bytes, duration in seconds."""

    path: str
    sha256: str
    duration: float


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What made the alignment. `detail` holds whatever else the engine tells, as JSON values."""

    name: str
    version: str
    detail: Mapping[str, Any] = field(default_factory=dict)


Engine = EngineInfo
"""The name of `EngineInfo` before version 0.2."""


@dataclass(frozen=True, slots=True)
class ReorderedPassage:
    """Words `first` to `last` (indices, inclusive), absent in their place, are heard from `start` to `end` seconds."""

    first: int
    last: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a user should be told beside the words.

    Args:
        dropped_lines: lines of the transcript that repeat the end of the chapter before, and were left out.
        overlaps: in how many places.
        reordered: passages that the recording has in another place than the transcript.
        warnings: sentences for people, each on one line.
    """

    dropped_lines: int = 0
    overlaps: int = 0
    reordered: tuple[ReorderedPassage, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As the document and `--json` hold it: only what there is to tell."""
        out: dict[str, Any] = {}
        if self.dropped_lines:
            out |= {"dropped_lines": self.dropped_lines, "overlaps": self.overlaps}
        if self.reordered:
            out["moved"] = [
                {"word": passage.first, "last_word": passage.last, "start": passage.start, "end": passage.end}
                for passage in self.reordered
            ]
        if self.warnings:
            out["warnings"] = list(self.warnings)
        return out


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the transcript, standing before `word` (an index into the words)."""

    title: str
    word: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """A turn: from `word` (an index) on, `name` speaks. `None`: somebody the transcript does not name."""

    word: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Unscripted:
    """A stretch of 1 s or more, in seconds, with sound that no word covers."""

    start: float
    end: float
    kind: Kind


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
        """The words that have times, each with its index."""
        return ((index, word) for index, word in enumerate(self.words) if word.timed)

    def summary(self) -> dict[str, int]:
        """How many words, how many of each status but `silent`, and how many unscripted stretches."""
        counts = {"words": len(self.words)}
        for status in ("aligned", "interpolated", "absent"):
            counts[status] = sum(word.status == status for word in self.words)
        return {**counts, "unscripted": len(self.unscripted)}

    def to_json(self, rows: Sequence[str] | None = None) -> str:
        """The document as JSON text, one word a line, ending in a newline.

        `rows` are the words by `word_row`, from whoever saves often and knows them already.
        """
        head: dict[str, Any] = {
            "version": VERSION,
            "media": {
                "path": self.media.path,
                "sha256": self.media.sha256,
                "duration": _seconds(self.media.duration),
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
            "speakers": [{"word": s.word, "name": s.name} for s in self.speakers],
            "unscripted": [
                {"start": _seconds(u.start), "end": _seconds(u.end), "kind": u.kind} for u in self.unscripted
            ],
        }
        parts = [f' "{key}": {_compact(value)}' for key, value in head.items()]
        lines = ",\n  ".join(map(word_row, self.words) if rows is None else rows)
        parts.append(f' "words": [\n  {lines}\n ]' if lines else ' "words": []')
        parts += [f' "{key}": {_compact(value)}' for key, value in tail.items()]
        return "{\n" + ",\n".join(parts) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Alignment:
        """Read the JSON form; raises `ValueError` naming the first thing that is wrong."""
        data = json.loads(text)
        if not isinstance(data, dict) or "words" not in data or "version" not in data:
            raise ValueError("is not an alignment document")
        if data["version"] != VERSION:
            raise ValueError(f"has version {data['version']!r}; this pullquote reads version {VERSION}")
        try:
            return _from_dict(data)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"is not a complete alignment document: {type(error).__name__} {error}") from None

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the document to `path`, whole or not at all."""
        write_whole(Path(path), self.to_json(), force=force)

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


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def _seconds(value: float | None) -> float | None:
    """Times are kept to the millisecond: finer than any aligner, and what subtitles can hold."""
    return None if value is None else round(value, 3)


def word_row(word: Word) -> str:
    """One word as JSON on one line."""
    # Written out by hand: a document of two hours is saved after every correction on the review page, and json.dumps
    # would take four times as long for its rows.
    parts = [
        f'"text": {encode_basestring(word.text)}',
        f'"start": {_number(word.start)}',
        f'"end": {_number(word.end)}',
        f'"score": {_number(word.score)}',
        f'"status": "{word.status}"',
    ]
    if word.line is not None:
        parts.append(f'"line": {word.line}, "column": {"null" if word.column is None else word.column}')
    if word.manual:
        parts.append('"manual": true')
    return f"{{{', '.join(parts)}}}"


def _number(value: float | None) -> str:
    if value is None:
        return "null"
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number of seconds")
    return str(round(value, 3))


def _from_dict(data: Mapping[str, Any]) -> Alignment:
    words = tuple(_word_from_json(index, row) for index, row in enumerate(data["words"]))
    media = data["media"]
    engine = dict(data["engine"])
    count = len(words)
    report = _report(engine, count)
    return Alignment(
        media=Media(str(media["path"]), str(media["sha256"]), _time("media.duration", media["duration"])),
        language=str(data["language"]),
        engine=EngineInfo(str(engine.pop("name")), str(engine.pop("version")), engine),
        words=words,
        chapters=tuple(
            Chapter(str(c["title"]), _index("chapters", c["word"], count)) for c in data.get("chapters", ())
        ),
        paragraphs=_indices("paragraphs", data.get("paragraphs", ()), count),
        lines=_indices("lines", data.get("lines", ()), count),
        speakers=tuple(
            Speaker(_index("speakers", s["word"], count), None if s["name"] is None else str(s["name"]))
            for s in data.get("speakers", ())
        ),
        unscripted=tuple(_unscripted(row) for row in data.get("unscripted", ())),
        report=report,
    )


def _report(engine: dict[str, Any], count: int) -> Report:
    """Take the report out of the engine's JSON object, where version 1 of the document keeps it."""
    return Report(
        dropped_lines=_count("engine.dropped_lines", engine.pop("dropped_lines", 0)),
        overlaps=_count("engine.overlaps", engine.pop("overlaps", 0)),
        reordered=tuple(
            ReorderedPassage(
                _index("engine.moved", row["word"], count),
                _index("engine.moved", row["last_word"], count),
                _time("engine.moved", row["start"]),
                _time("engine.moved", row["end"]),
            )
            for row in engine.pop("moved", ())
        ),
        warnings=tuple(str(warning) for warning in engine.pop("warnings", ())),
    )


def _word_from_json(index: int, row: Mapping[str, Any]) -> Word:
    text, status = row["text"], row.get("status", "aligned")
    if not isinstance(text, str) or status not in get_args(Status):
        raise ValueError(f"has a malformed word {index}")
    start, end, score = row.get("start"), row.get("end"), row.get("score")
    if (start is None) != (end is None):
        raise ValueError(f"has a start without an end, or the reverse, at word {index}")
    if start is not None and _time(f"word {index}", start) > _time(f"word {index}", end):
        raise ValueError(f"has an end before its start at word {index}")
    return Word(
        text=text,
        start=None if start is None else float(start),
        end=None if end is None else float(end),
        score=None if score is None else _time(f"word {index}", score),
        status=status,
        line=row.get("line"),
        column=row.get("column"),
        manual=bool(row.get("manual", False)),
    )


def _unscripted(row: Mapping[str, Any]) -> Unscripted:
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"has an unscripted stretch of unknown kind {row['kind']!r}")
    return Unscripted(_time("unscripted", row["start"]), _time("unscripted", row["end"]), row["kind"])


def _time(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"has {value!r} where a number of seconds is expected ({where})")
    return float(value)


def _index(where: str, value: object, count: int) -> int:
    # `count` itself is allowed: a heading may stand after the last word.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= count:
        raise ValueError(f"has {value!r} where the index of a word is expected ({where})")
    return value


def _count(where: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"has {value!r} where a count is expected ({where})")
    return value


def _indices(where: str, values: Sequence[object], count: int) -> tuple[int, ...]:
    return tuple(_index(where, value, count) for value in values)
