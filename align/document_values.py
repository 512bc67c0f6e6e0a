"""Parts of a document read from its JSON, each checked: what is wrong is said, never carried on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from align.document_parts import (
    Crosstalk,
    Kind,
    LeftOut,
    Mislabelled,
    PoorMatch,
    ReorderedPassage,
    Report,
    Status,
    Unscripted,
    Word,
)
from align.errors import FileProblem
from align.json_values import LATEST, count_value, index_value, seconds_value, shown_value, text_value

__all__ = ["STATUSES", "choice_value", "incomplete", "report_value", "unreadable", "unscripted_value", "word_value"]

STATUSES = frozenset(get_args(Status))


@contextlib.contextmanager
def unreadable(path: str | Path) -> Iterator[None]:
    """Raise `FileProblem` for whatever keeps a document from being read."""
    try:
        yield
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileProblem(path, "is not an alignment document (not UTF-8 text)") from None
    except json.JSONDecodeError as error:
        raise FileProblem(path, f"is not an alignment document (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError) as error:
        raise FileProblem(path, str(error)) from None


@contextlib.contextmanager
def incomplete() -> Iterator[None]:
    """Raise `ValueError` where a document lacks something or holds something else in its place."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"is not a complete alignment document: {type(error).__name__} {error}") from None


def choice_value(where: str, value: object) -> int | None:
    """Read the number of a stream or a channel, or `None` for no choice."""
    return None if value is None else count_value(where, value)


def report_value(engine: dict[str, Any], count: int) -> Report:
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


def word_value(index: int, row: Mapping[str, Any]) -> Word:
    """Read a word; raises `ValueError` naming it where it is malformed."""
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


def unscripted_value(row: Mapping[str, Any]) -> Unscripted:
    """Read a stretch that nobody transcribed."""
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"has an unscripted stretch of unknown kind {shown_value(row['kind'])}")
    start, end = seconds_value("unscripted", row["start"]), seconds_value("unscripted", row["end"])
    return Unscripted(start, end, row["kind"], bool(row.get("manual", False)))
