"""Lists of clips: CSV, TOML, Markdown and SRT files become selects."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from align.errors import FileProblem
from clips.picture import ASPECTS, focus_of
from clips.plan import CaptionStyle, Select

__all__ = ["read_selects"]


def read_selects(path: Path) -> list[Select]:
    """The selects in a file, in order. Raises `FileProblem` naming the row or line that is wrong.

    CSV: a header with `quote` (or `start` and `end`) and, where wanted, `title`, `nth`, `aspect`, `captions`, `focus`,
    `loudness`. TOML: the same keys in `[[clip]]` tables. Markdown: each list item or block quote is a quote, the
    heading above it its title. SRT: each cue's text is a quote.
    """
    readers: dict[str, Callable[[Path, str], list[Select]]] = {
        ".csv": _csv,
        ".tsv": _csv,
        ".toml": _toml,
        ".md": _markdown,
        ".markdown": _markdown,
        ".srt": _srt,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise FileProblem(path, f"is no list of clips: {', '.join(readers)} can be read")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileProblem(path, "is not UTF-8 text") from None
    selects = reader(path, text)
    if not selects:
        raise FileProblem(path, "names no clips")
    return selects


_KEYS = ("quote", "start", "end", "title", "nth", "aspect", "captions", "focus", "loudness")


def _csv(path: Path, text: str) -> list[Select]:
    head = text.split("\n", 1)[0]
    mark = max("\t;,", key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = {name: name.strip().casefold() for name in rows.fieldnames or () if name}
    if not {"quote", "start"} & set(names.values()):
        raise FileProblem(path, "has no column 'quote' (nor 'start' and 'end') in its first line")
    selects = []
    for row in rows:
        values = {names[key]: value.strip() for key, value in row.items() if key in names and isinstance(value, str)}
        if any(values.values()):
            selects.append(_select(path, f"line {rows.line_num}", values))
    return selects


def _toml(path: Path, text: str) -> list[Select]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(path, f"is not TOML: {error}") from None
    tables = data.get("clip", data.get("clips"))
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise FileProblem(path, "has no [[clip]] tables")
    for number, table in enumerate(tables, start=1):
        unknown = sorted(set(table) - set(_KEYS))
        if unknown:
            raise FileProblem(path, f"clip {number}: no option {unknown[0]!r}; there are {', '.join(_KEYS)}")
    return [_select(path, f"clip {number}", table) for number, table in enumerate(tables, start=1)]


def _select(path: Path, where: str, values: Mapping[str, Any]) -> Select:
    def refuse(problem: str) -> FileProblem:
        return FileProblem(path, f"{where}: {problem}")

    quote = str(values.get("quote") or "")
    if not quote and values.get("start") not in (None, "") and values.get("end") not in (None, ""):
        quote = f"{values['start']}-{values['end']}"
    if not quote:
        raise refuse("has no quote")
    aspect, captions = values.get("aspect") or None, values.get("captions") or None
    if aspect is not None and aspect not in ASPECTS:
        raise refuse(f"no aspect {aspect!r}; there are {', '.join(ASPECTS)}")
    if captions is not None and captions not in get_args(CaptionStyle):
        raise refuse(f"no captions {captions!r}; there are {', '.join(get_args(CaptionStyle))}")
    try:
        nth = int(values["nth"]) if values.get("nth") not in (None, "") else None
        loudness = float(values["loudness"]) if values.get("loudness") not in (None, "") else None
    except (TypeError, ValueError):
        raise refuse("nth and loudness are numbers") from None
    focus = focus_of(str(values["focus"])) if values.get("focus") else None
    return Select(quote, str(values.get("title") or ""), nth, aspect, captions, focus, loudness)


_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(?P<item>.+)$|^\s*>\s?(?P<block>.*)$")


def _markdown(path: Path, text: str) -> list[Select]:
    selects: list[Select] = []
    title, block = "", ""
    for line in [*text.splitlines(), ""]:
        found = _ITEM.match(line)
        if found and found["block"] is not None:
            block = f"{block} {found['block']}".strip()
            continue
        if block:
            selects.append(Select(block, title))
            block = ""
        if found:
            selects.append(Select(found["item"].strip(), title))
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
        elif selects and line.startswith("  ") and line.strip() and not found:
            last = selects.pop()
            selects.append(Select(f"{last.quote} {line.strip()}", last.title))
    return selects


def _srt(path: Path, text: str) -> list[Select]:
    import srt

    try:
        cues = list(srt.parse(text))
    except (srt.SRTParseError, ValueError) as error:
        raise FileProblem(path, f"is not SRT: {error}") from None
    quotes = [re.sub(r"<[^>]*>|\{\\[^}]*\}", "", cue.content) for cue in cues]
    return [Select(" ".join(quote.split())) for quote in quotes if quote.strip()]
