"""The fonts of burned captions and titles: where they are, what they are called, what they can draw and how wide.

All come as packages under the SIL Open Font License, so every machine draws the same.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from align.errors import FileProblem, ProgramMissing, UsageError

__all__ = ["FONTS", "Font", "built_in_font", "chosen_font", "font_named", "read_font"]

FONTS: Mapping[str, tuple[str, str]] = {
    "Source Sans": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "Source Sans Bold": ("font_source_sans_pro", "SourceSansPro-Bold.ttf"),
    "Source Sans Black": ("font_source_sans_pro", "SourceSansPro-Black.ttf"),
    "Manrope": ("font_manrope", "Manrope-SemiBold.ttf"),
    "Manrope ExtraBold": ("font_manrope", "Manrope-ExtraBold.ttf"),
    "Lato Bold": ("font_lato", "Lato-Bold.ttf"),
    "Lato Black": ("font_lato", "Lato-Black.ttf"),
    "Fjalla One": ("font_fjallaone", "FjallaOne-Regular.ttf"),
    "Fredoka One": ("font_fredoka_one", "FredokaOne-Regular.ttf"),
}
"""Package and file of each font that comes with pullquote."""

BOLD_FROM = 600
"""Weight (OS/2 `usWeightClass`) from which ASS has to ask for bold, or libass draws another cut of the family."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font file and what is needed to set text in it.

    Args:
        family: as libass looks it up.
        characters: the code points that it has.
        advances: widths of characters, in em.
        capital: height of a capital letter, in em.
        above, below: from the baseline to the top and to the foot of a line as libass makes it, in em.
    """

    path: Path
    family: str
    characters: frozenset[int]
    advances: Mapping[int, float] = field(default_factory=dict, repr=False)
    weight: int = 700
    capital: float = 0.7
    above: float = 0.98
    below: float = 0.27

    @property
    def bold(self) -> bool:
        """Whether ASS has to ask for bold."""
        return self.weight >= BOLD_FROM

    @property
    def line(self) -> float:
        """What ASS calls the size of a letter, for letters of 1 em: libass fits ascender and descender into it."""
        return self.above + self.below

    def width(self, text: str) -> float:
        """Return the width of text in em, without kerning."""
        wide = self.advances.get(ord("n"), 0.5)
        return sum(self.advances.get(ord(c), wide) for c in text if unicodedata.category(c) not in ("Cf", "Mn"))

    def missing(self, text: str) -> str:
        """Return the characters of `text` that the font cannot draw, each once; spaces and invisible ones do not
        count.
        """
        invisible = ("Zs", "Cc", "Cf", "Zl", "Zp")
        wanted = dict.fromkeys(c for c in text if unicodedata.category(c) not in invisible)
        return "".join(c for c in wanted if ord(c) not in self.characters)


def built_in_font() -> Font:
    """Source Sans Bold. Raises `ProgramMissing` where its package is not installed."""
    return font_named("Source Sans Bold")


def font_named(name: str) -> Font:
    """Return a font of `FONTS`. Raises `UsageError` for another name, `ProgramMissing` where its package is missing."""
    if name not in FONTS:
        raise UsageError(f"no font is called {name!r}; there are {', '.join(FONTS)}, or a file (.ttf, .otf)")
    package, file = FONTS[name]
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ProgramMissing(f"the font {name}", f"install {package.replace('_', '-')}, or name a font with --font")
    return read_font(Path(found.submodule_search_locations[0]) / "files" / file)


def chosen_font(name: str) -> Font:
    """Return a font by the name of a file (.ttf, .otf) or of one that comes with pullquote; raises as these do."""
    path = Path(name)
    return read_font(path) if path.suffix.casefold() in (".ttf", ".otf", ".ttc") else font_named(name)


@lru_cache(maxsize=16)
def read_font(path: Path) -> Font:
    """Read a TrueType or OpenType font. Raises `FileProblem` for anything else, and for one without letters."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    try:
        font = _parsed(path, raw)
    except Exception:  # fontTools raises whatever the bytes of a broken file lead to
        raise FileProblem(path, "is not a TrueType or OpenType font") from None
    if not any(unicodedata.category(chr(code))[0] == "L" for code in font.characters):
        raise FileProblem(path, "has no letters; name a font that has")
    return font


def _parsed(path: Path, raw: bytes) -> Font:
    import io

    from fontTools.ttLib import TTFont

    tables = TTFont(io.BytesIO(raw), lazy=True)
    em, glyphs, widths = tables["head"].unitsPerEm, tables.getBestCmap() or {}, tables["hmtx"].metrics
    metrics, hhea = tables["OS/2"], tables["hhea"]
    above, below = metrics.usWinAscent, metrics.usWinDescent
    if not above + below:
        above, below = hhea.ascent, -hhea.descent
    capital = getattr(metrics, "sCapHeight", 0) or 0.7 * em
    return Font(
        path,
        str(tables["name"].getDebugName(1)),
        frozenset(code for code in glyphs if code < 0x110000),
        {code: widths[name][0] / em for code, name in glyphs.items() if name in widths},
        weight=metrics.usWeightClass,
        capital=capital / em,
        above=above / em,
        below=below / em,
    )
