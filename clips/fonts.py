"""The font of burned captions: where it is, what it is called, which characters it can draw.

Source Sans comes with the `font-source-sans-pro` package (SIL Open Font License), so every machine draws the same.
"""

from __future__ import annotations

import importlib.util
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from align.errors import FileProblem, ProgramMissing

__all__ = ["Font", "built_in_font", "read_font"]


@dataclass(frozen=True, slots=True)
class Font:
    """A font file, its family name, and the code points that it has."""

    path: Path
    family: str
    characters: frozenset[int]

    def missing(self, text: str) -> str:
        """Return the characters of `text` that the font cannot draw, each once; spaces and invisible ones do not
        count.
        """
        invisible = ("Zs", "Cc", "Cf", "Zl", "Zp")
        wanted = dict.fromkeys(c for c in text if unicodedata.category(c) not in invisible)
        return "".join(c for c in wanted if ord(c) not in self.characters)


def built_in_font() -> Font:
    """Source Sans Bold. Raises `ProgramMissing` where its package is not installed."""
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or not found.submodule_search_locations:
        raise ProgramMissing("the font Source Sans", "install font-source-sans-pro, or name a font with --font")
    return read_font(Path(found.submodule_search_locations[0]) / "files" / "SourceSansPro-Bold.ttf")


def read_font(path: Path) -> Font:
    """Read a TrueType or OpenType font. Raises `FileProblem` for anything else."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    try:
        tables = _tables(raw)
        return Font(path, _family(raw, tables["name"]), frozenset(_characters(raw, tables["cmap"])))
    except (struct.error, KeyError, IndexError, ValueError, UnicodeDecodeError):
        raise FileProblem(path, "is not a TrueType or OpenType font") from None


def _tables(raw: bytes) -> dict[str, int]:
    """Return where each table begins."""
    if raw[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise ValueError("no font")
    (count,) = struct.unpack_from(">H", raw, 4)
    rows = (struct.unpack_from(">4sIII", raw, 12 + 16 * row) for row in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in rows}


def _family(raw: bytes, at: int) -> str:
    _, count, strings = struct.unpack_from(">HHH", raw, at)
    names: dict[int, str] = {}
    for row in range(count):
        platform, _, _, name, length, offset = struct.unpack_from(">HHHHHH", raw, at + 6 + 12 * row)
        text = raw[at + strings + offset : at + strings + offset + length]
        if platform in (0, 3):
            names.setdefault(name, text.decode("utf-16-be"))
        elif platform == 1:
            names.setdefault(name, text.decode("mac-roman"))
    return names[1]


def _characters(raw: bytes, at: int) -> set[int]:
    """Code points of every Unicode subtable of format 4 and 12 (OpenType specification, `cmap`)."""
    (count,) = struct.unpack_from(">H", raw, at + 2)
    found: set[int] = set()
    for row in range(count):
        platform, _, offset = struct.unpack_from(">HHI", raw, at + 4 + 8 * row)
        if platform not in (0, 3):
            continue
        (form,) = struct.unpack_from(">H", raw, at + offset)
        if form == 4:
            found |= _segments(raw, at + offset)
        elif form == 12:
            (groups,) = struct.unpack_from(">I", raw, at + offset + 12)
            for group in range(min(groups, 100_000)):
                first, last, _ = struct.unpack_from(">III", raw, at + offset + 16 + 12 * group)
                found.update(range(first, min(last, 0x10FFFF) + 1))
    return found


def _segments(raw: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", raw, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", raw, at + 14)
    starts = struct.unpack_from(f">{count}H", raw, at + 16 + double)
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1) if code < 0xFFFF}
