"""The keys of a clip in a list, and how their values are read: the same in a table's columns and in TOML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from align.clock import parse_duration
from align.errors import FileProblem, UsageError
from clips.focus import Follow, read_focus
from clips.picture import ASPECTS, FITS
from clips.queries import is_time
from clips.settings import Select

__all__ = ["KEYS", "select_of"]

T = TypeVar("T")

KEYS = tuple("quote start end title nth aspect style captions focus loudness fit to_sentence handles".split())
"""`style` and `captions` are the same, as the options of `pullquote clip` are."""
_CHOICES: dict[str, tuple[str, ...]] = {"aspect": ASPECTS, "fit": FITS}
_EXPECTED = {
    "nth": "a number from 1",
    "loudness": "a number of LUFS or off",
    "handles": "a duration such as 2s",
    "to_sentence": "yes or no",
    "focus": "left, centre, right, a percentage such as 30%, one for each speaker (Ada=30%; Bob=70%), or auto",
}


def select_of(path: Path, where: str, values: Mapping[str, Any]) -> Select:
    """Return the select that the values of `KEYS` describe.

    `where` names the row for `FileProblem`, which is raised for values that cannot be read.
    """

    def refuse(problem: str) -> FileProblem:
        return FileProblem(path, f"{where}: {problem}")

    def given(key: str, read: Callable[[str], T]) -> T | None:
        text = _text(values.get(key))
        try:
            return read(text) if text else None
        except (TypeError, ValueError, UsageError):
            raise refuse(f"{key} is {_EXPECTED[key]}, not {text!r}") from None

    chosen: dict[str, Any] = {}
    for name, options in _CHOICES.items():
        value = _text(values.get(name)) or None
        if value is not None and value not in options:
            raise refuse(f"no {name} {value!r}; there are {', '.join(options)}")
        chosen[name] = value
    focus, follow = given("focus", _focus) or (None, None)
    return Select(
        _quote(values, refuse),
        _text(values.get("title")),
        nth=given("nth", _positive),
        loudness=given("loudness", _loudness),
        handles=given("handles", lambda text: float(parse_duration(text))),
        to_sentence=given("to_sentence", _truth),
        focus=focus,
        follow=follow,
        captions=_style(values, refuse),
        times=_times(values),
        **chosen,
    )


def _style(values: Mapping[str, Any], refuse: Callable[[str], FileProblem]) -> str | None:
    style, captions = _text(values.get("style")), _text(values.get("captions"))
    if style and captions and style != captions:
        raise refuse(f"style is {style!r} and captions {captions!r}, which are the same; leave one out")
    return style or captions or None


def _focus(text: str) -> tuple[float, Follow | None]:
    return read_focus([row.strip() for row in text.split(";")])


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _quote(values: Mapping[str, Any], refuse: Callable[[str], FileProblem]) -> str:
    quote, start, end = (_text(values.get(key)) for key in ("quote", "start", "end"))
    if quote:
        return quote
    for key, time in (("start", start), ("end", end)):
        if time and not is_time(time):
            raise refuse(f"{key} is a time such as 0:12.5 or, with frames, 00:00:12:15, not {time!r}")
    if start and end:
        return f"{start}-{end}"
    if start or end:
        raise refuse(f"has {'a start without an end' if start else 'an end without a start'}, and no quote")
    raise refuse("has no quote")


def _times(values: Mapping[str, Any]) -> str:
    """Return the times beside a quote; empty where there are none that can be read."""
    quote, start, end = (_text(values.get(key)) for key in ("quote", "start", "end"))
    return f"{start}-{end}" if quote and is_time(start) and is_time(end) else ""


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _loudness(text: str) -> float | Literal["off"]:
    return "off" if text.casefold() == "off" else float(text)


def _truth(text: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "x": True, "no": False, "false": False, "0": False}
    if text.casefold() not in answers:
        raise ValueError(text)
    return answers[text.casefold()]
