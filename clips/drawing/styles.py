"""Caption styles: what a row of `styles.toml`, or of the user's own, says.

`load_styles(folder)` gives all styles by name, the user's own with them; `style_of(name, folder)` one.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from align.errors import UsageError
from align.settings_file import SETTINGS_NAME, read_settings, refuse_unknown
from clips.drawing.colours import BLACK, Rgb, read_colour, readable_on

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["SIZES", "CaptionStyle", "load_styles", "style_names", "style_of"]

SIZES: Mapping[str, float] = {"small": 0.8, "medium": 1.0, "large": 1.25}
"""What --size takes besides a percentage, as a factor of the style's own size."""

LIMITS: Mapping[str, tuple[float, float]] = {
    "size": (0.015, 0.4),
    "tracking": (-0.1, 0.5),
    "leading": (0.8, 3.0),
    "position": (0.0, 1.0),
    "words": (0, 60),
    "lines": (1, 6),
    "width": (0.2, 1.0),
    "longest": (3.0, 60.0),
    "grow": (0.8, 1.6),
    "outline": (0.0, 0.4),
    "shadow": (0.0, 1.0),
    "shadow_size": (0.0, 0.5),
    "shadow_blur": (0.0, 0.6),
    "shadow_drop": (0.0, 0.4),
    "box_opacity": (0.0, 1.0),
    "box_radius": (0.0, 2.0),
    "box_padding": (0.0, 2.0),
    "box_above": (0.0, 2.0),
}
"""Least and greatest value of each number: outside of these nothing can be read or nothing fits."""

_COLOUR_WORDS = ("accent", "on-accent")


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """A style; the fields are explained in `styles.toml`."""

    name: str
    about: str
    font: str
    size: float
    case: Literal["said", "upper", "lower"]
    tracking: float
    leading: float
    align: Literal["centre", "left"]
    position: float
    words: int
    lines: int
    width: float
    longest: float
    accent: str
    colour: str
    waiting: str
    lit: str
    grow: float
    said: str
    outline: float
    outline_colour: str
    shadow: float
    shadow_colour: str
    shadow_size: float
    shadow_blur: float
    shadow_drop: float
    box: Literal["none", "line", "block", "word"]
    box_colour: str
    box_opacity: float
    box_radius: float
    box_padding: float
    box_above: float
    sweep: bool
    enter: Literal["none", "pop", "rise", "fade"]
    name_label: bool
    support: Literal["box", "outline"]

    def rgb(self, value: str) -> Rgb:
        """Return a colour as the style means it: `accent`, `on-accent`, `colour` and what is read as one."""
        if value == "accent":
            return read_colour(self.accent)
        if value == "on-accent":
            return readable_on(read_colour(self.accent))
        if value == "colour":
            return self.rgb(self.colour)
        return BLACK if value == "hidden" else read_colour(value)

    def shown(self, text: str) -> str:
        """Return a word in the style's case."""
        return text.upper() if self.case == "upper" else text.lower() if self.case == "lower" else text

    @property
    def moves(self) -> bool:
        """Whether something changes with every frame of a caption."""
        return self.sweep


@functools.cache
def _built_in() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("styles.toml").read_text(encoding="utf-8"))


def style_names() -> tuple[str, ...]:
    """Return the names of the styles that come with pullquote, in the order in which they are shown."""
    return tuple(name for name in _built_in() if name != "default")


def load_styles(folder: Path | None = None) -> dict[str, CaptionStyle]:
    """Return all styles by name; those of the `pullquote.toml` in `folder` stand behind, or replace, the built-in ones.

    Raises `UsageError` for what cannot be a style, with the file and the key.
    """
    own = {} if folder is None else read_settings(folder).get("styles", {})
    path = Path(SETTINGS_NAME) if folder is None else folder / SETTINGS_NAME
    tables = {**_built_in(), **own}
    return {name: _build(name, tables, path) for name in tables if name != "default"}


def style_of(name: str, folder: Path | None = None) -> CaptionStyle:
    """Return a style by its name; raises `UsageError` for one that is not known, with what there is."""
    styles = load_styles(folder)
    refuse_unknown_style(name, styles)
    return styles[name]


def refuse_unknown_style(name: str, known: Mapping[str, object]) -> None:
    """Raise `UsageError` where no style has this name."""
    if name not in known:
        raise UsageError(f"no caption style is called {name!r}; there are none, {', '.join(known)}")


def _build(name: str, tables: Mapping[str, Mapping[str, Any]], path: Path, trail: tuple[str, ...] = ()) -> CaptionStyle:
    where = f"[styles.{name}]"
    table = tables.get(name)
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {where} is a table of values")
    if name in trail:
        raise UsageError(f"{path}: {where} is its own base")
    if name == "default":
        values = {**table, "name_label": table["name"], "name": "default"}
        return CaptionStyle(**values)
    base = str(table.get("base", "default"))
    if base not in tables:
        raise UsageError(f"{path}: {where} has base {base!r}, and no style is called so")
    parent = _build(base, tables, path, (*trail, name))
    given = {"name_label" if key == "name" else key: value for key, value in table.items() if key != "base"}
    known = [one.name for one in fields(CaptionStyle) if one.name != "name"]
    refuse_unknown(path, given, known, f"key in {where}:")
    checked = {key: _checked(f"{path}: {where} {key}", key, value) for key, value in given.items()}
    return replace(parent, name=name, **checked)


@functools.cache
def _types() -> dict[str, Any]:
    return get_type_hints(CaptionStyle)


def _checked(where: str, key: str, value: Any) -> Any:
    """Return the value as the field has it. Raises `UsageError`."""
    kind = _types()[key]
    choices = get_args(kind)
    if choices:
        if value not in choices:
            raise UsageError(f"{where} is one of {', '.join(choices)}, not {value!r}")
    elif kind is bool:
        if not isinstance(value, bool):
            raise UsageError(f"{where} is true or false, not {value!r}")
    elif kind in (int, float):
        if isinstance(value, bool) or not isinstance(value, int | float) or (kind is int and value != int(value)):
            raise UsageError(f"{where} is a number, not {value!r}")
        least, most = LIMITS[key]
        if not least <= value <= most:
            raise UsageError(f"{where} is between {least:g} and {most:g}, not {value:g}")
    elif not isinstance(value, str):
        raise UsageError(f"{where} is a text, not {value!r}")
    elif key in ("accent", "colour", "lit", "said", "waiting") or key.endswith("_colour"):
        _check_colour(where, key, value)
    return value


def _check_colour(where: str, key: str, value: str) -> None:
    words = () if key == "accent" else _COLOUR_WORDS
    words = (*words, "colour") if key in ("lit", "said", "waiting") else words
    words = (*words, "hidden") if key == "waiting" else words
    if value not in words:
        read_colour(value, where)
