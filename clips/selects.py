"""Lists of clips: CSV, TOML, Markdown and SRT files become selects."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from align.errors import FileProblem
from clips.picture import ASPECTS, FITS, focus_of
from clips.plan import CaptionStyle, Select

__all__ = ["read_selects"]

T = TypeVar("T")


def read_selects(path: Path) -> list[Select]:
    """The selects in a file, in order. Raises `FileProblem` naming the row or line that is wrong.

    CSV: a header with `quote` (or `start` and `end`) and, where wanted, `title`, `nth`, `aspect`, `captions`, `focus`,
    `loudness`, `fit`, `to_sentence`, `handles`. TOML: the same keys in `[[clip]]` tables. Markdown: each list item or
    block quote is a quote, the heading above it its title. SRT: each cue's text is a quote.
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


_KEYS = tuple("quote start end title nth aspect captions focus loudness fit to_sentence handles".split())
_CHOICES: dict[str, tuple[str, ...]] = {"aspect": ASPECTS, "captions": get_args(CaptionStyle), "fit": FITS}


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
    chosen: dict[str, Any] = {}
    for name, known in _CHOICES.items():
        value = values.get(name) or None
        if value is not None and value not in known:
            raise refuse(f"no {name} {value!r}; there are {', '.join(known)}")
        chosen[name] = value
    try:
        return Select(
            quote,
            str(values.get("title") or ""),
            nth=_given(int, values.get("nth")),
            loudness=_given(_loudness, values.get("loudness")),
            handles=_given(_seconds, values.get("handles")),
            to_sentence=_given(_truth, values.get("to_sentence")),
            focus=_given(focus_of, values.get("focus")),
            **chosen,
        )
    except (TypeError, ValueError):
        raise refuse("nth is a number, loudness one or off, handles such as 2s, to_sentence is yes or no") from None


def _given(read: Callable[[str], T], value: object) -> T | None:
    """An option of a clip; `None` where its cell is empty."""
    text = "" if value is None else str(value).strip()
    return read(text) if text else None


def _loudness(text: str) -> float | Literal["off"]:
    return "off" if text.casefold() == "off" else float(text)


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|)", text)
    if found is None:
        raise ValueError(text)
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def _truth(text: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "x": True, "no": False, "false": False, "0": False}
    if text.casefold() not in known:
        raise ValueError(text)
    return known[text.casefold()]


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
