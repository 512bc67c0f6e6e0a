"""A brand: colours, fonts, a caption style, a logo, names of people, intro, outro and end card.

`brand.toml` says it once for all clips; file names in it count from its own folder.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from align.errors import FileProblem, ProgramFailed, UsageError
from align.files import temporary_folder
from align.media import MediaInfo, first_bytes, looks_like_text, probe, run_ffmpeg
from align.settings_file import refuse_unknown
from clips.drawing.cards import Palette
from clips.drawing.colours import Rgb, hex_of, read_colour
from clips.drawing.names import NameCard

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Brand", "EndCard", "Logo", "read_brand", "read_picture"]

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
_TABLES: Mapping[str, tuple[str, ...]] = {
    "colours": tuple(one.name for one in fields(Palette)),
    "fonts": ("captions", "titles"),
    "logo": ("file", "corner", "width", "opacity"),
    "end_card": ("title", "line", "seconds", "picture"),
}
_KEYS = ("style", "names", "intro", "outro", *_TABLES)

LONGEST_CARD = 15.0
"""Seconds that an end card may stand."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in a corner of the safe area; `width` as a share of the picture's, `opacity` 0..1.

    `tall`: its own height as a share of its own width.
    """

    file: Path
    corner: str = "top-right"
    width: float = 0.14
    opacity: float = 0.9
    tall: float = 1.0


@dataclass(frozen=True, slots=True)
class EndCard:
    """What stands behind a clip for some seconds: a title, a line below it, the logo; `picture`: an image behind."""

    title: str = ""
    line: str = ""
    seconds: float = 3.0
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand; `None` and empty: as pullquote has it."""

    palette: Palette = field(default_factory=Palette)
    accent: str | None = None
    style: str | None = None
    caption_font: str | None = None
    title_font: str | None = None
    logo: Logo | None = None
    names: Mapping[str, NameCard] = field(default_factory=dict)
    intro: MediaInfo | None = None
    outro: MediaInfo | None = None
    end_card: EndCard | None = None


def read_brand(path: Path) -> Brand:
    """Read a brand. Raises `FileProblem` and `UsageError` for what is not as it should be, with its key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileProblem(path, f"is not TOML: {error}") from None
    refuse_unknown(path, data, _KEYS, "key")
    for name in (*_TABLES, "names"):
        if not isinstance(data.get(name, {}), dict):
            raise UsageError(f"{path}: [{name}] is a table of values")
    for name, known in _TABLES.items():
        refuse_unknown(path, data.get(name, {}), known, f"key in [{name}]:")
    fonts = {key: _font(path, key, value) for key, value in data.get("fonts", {}).items()}
    colours = {key: _colour(path, key, value) for key, value in data.get("colours", {}).items()}
    return Brand(
        Palette(**colours),
        hex_of(colours["accent"]) if "accent" in colours else None,
        _text(path, "style", data["style"]) if "style" in data else None,
        fonts.get("captions"),
        fonts.get("titles"),
        _logo(path, data["logo"]) if "logo" in data else None,
        {name: _name(path, name, value) for name, value in data.get("names", {}).items()},
        **{key: _film(path, key, data[key]) for key in ("intro", "outro") if key in data},
        end_card=_end_card(path, data["end_card"]) if "end_card" in data else None,
    )


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{path}: {key} is a text, not {value!r}")
    return value


def _number(path: Path, key: str, value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise UsageError(f"{path}: {key} is a number from {least:g} to {most:g}, not {value!r}")
    return float(value)


def _colour(path: Path, key: str, value: Any) -> Rgb:
    return read_colour(_text(path, f"[colours] {key}", value), f"{path}: [colours] {key}")


def _font(path: Path, key: str, value: Any) -> str:
    from clips.fonts import FONTS, read_font

    name = _text(path, f"[fonts] {key}", value)
    if name in FONTS:
        return name
    file = path.parent / name
    read_font(file)
    return str(file)


def _logo(path: Path, table: Mapping[str, Any]) -> Logo:
    if "file" not in table:
        raise UsageError(f"{path}: [logo] names no file")
    file = path.parent / _text(path, "[logo] file", table["file"])
    wide, high = read_picture(file)
    corner = _text(path, "[logo] corner", table.get("corner", "top-right"))
    if corner not in CORNERS:
        raise UsageError(f"{path}: [logo] corner is one of {', '.join(CORNERS)}, not {corner!r}")
    return Logo(
        file,
        corner,
        _number(path, "[logo] width", table.get("width", 0.14), 0.02, 0.6),
        _number(path, "[logo] opacity", table.get("opacity", 0.9), 0.05, 1.0),
        high / wide,
    )


def _film(path: Path, key: str, value: Any) -> MediaInfo:
    """Return an intro or outro. Raises `FileProblem` where it cannot be read or has nothing that plays."""
    file = path.parent / _text(path, key, value)
    info = probe(file)
    if info.audio is None and (info.video is None or not info.duration):
        raise FileProblem(file, f"has neither film nor sound, and cannot be an {key}")
    if not info.duration:
        raise FileProblem(file, f"does not say how long it lasts, and cannot be an {key}; save it as .mp4 or .wav")
    return info


def _end_card(path: Path, table: Mapping[str, Any]) -> EndCard:
    title, line = (_text(path, f"[end_card] {key}", table.get(key, "")) for key in ("title", "line"))
    picture = path.parent / _text(path, "[end_card] picture", table["picture"]) if "picture" in table else None
    if picture is not None:
        read_picture(picture)
    seconds = _number(path, "[end_card] seconds", table.get("seconds", 3.0), 0.5, LONGEST_CARD)
    return EndCard(title, line, seconds, picture)


def read_picture(file: Path) -> tuple[int, int]:
    """Return width and height of a picture. Raises `FileProblem` where a file is none that can be drawn."""
    if not file.is_file():
        raise FileProblem(file, "cannot be read: No such file or directory")
    with temporary_folder() as folder:
        # ffmpeg reads `%d` in the name of a picture as a pattern.
        copy = folder / f"picture{file.suffix.lower()}"
        try:
            shutil.copyfile(file, copy)
        except OSError as error:
            raise FileProblem(file, f"cannot be read: {error.strerror}") from None
        return _size_of(copy, file)


TEXT_PICTURES = (b"P1", b"P2", b"P3", b"/* XPM")
"""How pictures begin that are written as text."""


def _size_of(copy: Path, file: Path) -> tuple[int, int]:
    head = first_bytes(copy)
    if looks_like_text(head) and not head.startswith(TEXT_PICTURES):
        # ffmpeg would draw it as a terminal shows it.
        raise FileProblem(file, "is not a picture")
    options = ["-protocol_whitelist", "file,pipe", "-i", f"file:{copy}", "-frames:v", "1", "-pix_fmt", "gray"]
    try:
        # A header of plain text with the size comes before the points.
        made = run_ffmpeg(["-v", "error", "-xerror", *options, "-c:v", "pgm", "-f", "image2pipe", "-"]).stdout
        _, width, height = made[:32].split(maxsplit=3)[:3]
    except (ProgramFailed, ValueError):
        raise FileProblem(file, "is not a picture") from None
    return int(width), int(height)


def _name(path: Path, name: str, value: Any) -> NameCard:
    if isinstance(value, str):
        return NameCard(name, value)
    if not isinstance(value, dict):
        raise UsageError(f"{path}: [names] {name} is what the person is, or a table with name and role, not {value!r}")
    refuse_unknown(path, value, ("name", "role"), f"key in [names.{name}]:")
    parts = [
        _text(path, f"[names.{name}] {key}", value.get(key, other)) for key, other in (("name", name), ("role", ""))
    ]
    return NameCard(*parts)
