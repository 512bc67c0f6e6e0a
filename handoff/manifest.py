"""Reading `clips.json`, the list of what `pullquote clip` made; only what was cut matters here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from align.errors import FileProblem, UsageError
from align.json_values import seconds_value
from align.timecode import Rate, exact
from handoff.escape import one_line
from handoff.job import Clip, Span

__all__ = ["Manifest", "load_json", "read_manifest"]

_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Manifest:
    """The clips; the recording they were cut from (path, SHA-256) and its frame rate, where the file tells; how many
    pauses and files an edit has beside them.
    """

    clips: tuple[Clip, ...]
    path: str | None = None
    sha256: str | None = None
    rate: Rate | None = None
    inserted: int = 0


def load_json(path: Path) -> Any:
    """Read the JSON value in a UTF-8 file; raises `FileProblem` in one line for anything else."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileProblem(path, "is not JSON (not UTF-8 text)") from None
    except json.JSONDecodeError as error:
        raise FileProblem(path, f"is not JSON (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise FileProblem(path, "is not JSON that can be read") from None


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; raises `FileProblem` where it is malformed.

    Of each entry of `clips` are read `title`, `text` (else `quote`), and `spans`, each with `in` and `out` in seconds
    and perhaps a `frame_rate`; its own `in` and `out` where it has no `spans`. `source` (or `media`) holds the
    `sha256` of the recording. Further keys are left alone.
    """
    data = load_json(path)
    if not isinstance(data, Mapping) or not isinstance(data.get("clips"), list):
        raise FileProblem(path, "is not a list of clips (no 'clips' in it)")
    clips = tuple(_clip(path, number, row) for number, row in enumerate(data["clips"], 1))
    if not clips:
        raise FileProblem(path, "lists no clips")
    media = data.get("source", data.get("media"))
    facts = media if isinstance(media, Mapping) else {}
    told = {key: facts[key] for key in ("path", "sha256") if isinstance(facts.get(key), str)}
    rates = {rate for row in data["clips"] for rate in _rates(path, row)}
    inserted = data.get("inserted")
    count = len(inserted) if isinstance(inserted, list) else 0
    return Manifest(clips, **told, rate=rates.pop() if len(rates) == 1 else None, inserted=count)


def _rates(path: Path, row: Mapping[str, Any]) -> Iterator[Rate]:
    for part in [row, *(row.get("spans") or ())]:
        if isinstance(part.get("frame_rate"), str):
            try:
                yield Rate.parse(part["frame_rate"])
            except UsageError as error:
                raise FileProblem(path, str(error)) from None


def _clip(path: Path, number: int, row: object) -> Clip:
    if not isinstance(row, Mapping):
        raise FileProblem(path, f"has no proper clip {number}")
    rows = row.get("spans") or [row]
    if not isinstance(rows, list):
        raise FileProblem(path, f"has no list of spans in clip {number}")
    spans = tuple(_span(path, number, part) for part in rows)
    quote = _text(row, "text", "quote")
    title = _text(row, "title") or one_line(quote, _TITLE_LENGTH) or _text(row, "name") or f"Clip {number}"
    return Clip(title, spans, quote)


def _text(row: Mapping[str, Any], *keys: str) -> str:
    found = (one_line(row[key]) for key in keys if isinstance(row.get(key), str))
    return next((text for text in found if text), "")


def _span(path: Path, number: int, part: object) -> Span:
    if not isinstance(part, Mapping):
        raise FileProblem(path, f"has no proper span in clip {number}")
    start, end = (_seconds(path, number, part.get(key)) for key in ("in", "out"))
    if not start < end:
        raise FileProblem(path, f"has an out point that is not after its in point in clip {number}")
    return Span(start, end)


def _seconds(path: Path, number: int, value: object) -> Fraction:
    try:
        return exact(seconds_value(f"clip {number}", value))
    except ValueError as error:
        raise FileProblem(path, str(error)) from None
