"""Lists of episodes as CSV, TSV or JSON Lines: `audio, transcript, language, speakers, title, id`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from align.errors import FileProblem
from align.spreadsheet import table_rows
from align.transcript import decode, read_bytes
from catalogue.episodes import Episode, Found, Unpaired, episode_ids
from catalogue.remote import Source, source_at

__all__ = ["read_manifest"]

NEEDED = ("audio", "transcript")
KNOWN = (*NEEDED, "language", "speakers", "title", "id")

Row = tuple[int, Mapping[str, Any]]


def read_manifest(source: Source, *, language: str) -> Found:
    """Read a manifest; paths in it are relative to its folder, or URLs.

    An episode whose file is missing is left out and told. Raises `FileProblem` with the line where a column or an id
    is wrong.
    """
    path, folder = (source, source.parent) if isinstance(source, Path) else (Path(source.name), source.parent)
    text = decode(path, read_bytes(source) if isinstance(source, Path) else source.read())
    rows = list(_json_rows(path, text) if path.suffix.lower() in (".jsonl", ".ndjson") else _table_rows(path, text))
    if not rows:
        raise FileProblem(path, "lists no episode")
    _refuse_doubled(path, rows)
    fallback = iter(episode_ids([Path(str(row["audio"])).stem for _, row in rows]))
    episodes: list[Episode] = []
    missing: list[Unpaired] = []
    for line, row in rows:
        made = next(fallback)
        identifier = str(row.get("id") or made)
        if episode_ids([identifier]) != [identifier]:
            raise FileProblem(
                path, f"line {line}: the id {identifier!r} may hold letters, digits, dots, dashes, underscores"
            )
        one = _episode(folder, row, identifier, language)
        gone = next((file for file in (one.audio, one.transcript) if not file.is_file()), None)
        if gone is None:
            episodes.append(one)
        else:
            missing.append(Unpaired(gone, f"there is no such file (line {line} of {path.name})"))
    return Found(tuple(episodes), tuple(missing))


def _episode(folder: Path | str, row: Mapping[str, Any], identifier: str, language: str) -> Episode:
    speakers = row.get("speakers") or ()
    if isinstance(speakers, str):
        speakers = [name.strip() for name in speakers.replace(";", ",").split(",") if name.strip()]
    return Episode(
        id=identifier,
        audio=source_at(folder, str(row["audio"])),
        transcript=source_at(folder, str(row["transcript"])),
        language=str(row.get("language") or language),
        title=str(row.get("title") or Path(str(row["audio"])).stem),
        speakers=tuple(map(str, speakers)),
    )


def _refuse_doubled(path: Path, rows: list[Row]) -> None:
    seen: dict[str, int] = {}
    for line, row in rows:
        if one := str(row.get("id") or "").casefold():
            if one in seen:
                raise FileProblem(path, f"line {line}: the id {row['id']!r} stands in line {seen[one]} already")
            seen[one] = line


def _table_rows(path: Path, text: str) -> Iterator[Row]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" or "\t" in text.partition("\n")[0] else ","
    reader = table_rows(text, delimiter)
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        _check_columns(path, 1, head)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(head):
                raise FileProblem(path, f"line {reader.line_num} has more fields than columns; quote those with commas")
            row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
            _check_values(path, reader.line_num, row)
            yield reader.line_num, row
    except csv.Error as error:
        raise FileProblem(path, f"line {reader.line_num} is not CSV: {error}") from None


def _json_rows(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise FileProblem(path, f"line {number} is not a JSON object") from None
        if not isinstance(row, dict):
            raise FileProblem(path, f"line {number} is not a JSON object")
        _check_columns(path, number, list(row))
        _check_values(path, number, row)
        yield number, row


def _check_columns(path: Path, line: int, names: list[str]) -> None:
    for name in names:
        if name not in KNOWN:
            raise FileProblem(path, f"line {line}: no column is called {name!r}; there are {', '.join(KNOWN)}")
    for name in NEEDED:
        if name not in names:
            raise FileProblem(path, f"line {line}: the column {name!r} is missing")


def _check_values(path: Path, line: int, row: Mapping[str, Any]) -> None:
    for name in NEEDED:
        if not isinstance(row.get(name), str) or not row[name] or "\0" in row[name]:
            raise FileProblem(path, f"line {line}: {name!r} is empty or no name of a file")
    for name in ("language", "title", "id"):
        if not isinstance(row.get(name), str | int | None) or isinstance(row.get(name), bool):
            raise FileProblem(path, f"line {line}: {name!r} is neither text nor a number")
    speakers = row.get("speakers") or ""
    if not isinstance(speakers, str) and not _are_texts(speakers):
        raise FileProblem(path, f"line {line}: 'speakers' is neither a text with semicolons nor a list of names")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
