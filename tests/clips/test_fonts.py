from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from clips.fonts import FONTS, built_in_font, font_named, read_font

FONT = built_in_font()


def test_the_font_is_known() -> None:
    assert FONT.family == "Source Sans Pro"
    assert FONT.missing("Größe, naïve — “quoted” 25% …") == ""
    assert FONT.missing("ok 😀 中文 😀") == "😀中文"


@pytest.mark.parametrize("name", FONTS)
def test_every_font_that_comes_along_can_be_measured(name: str) -> None:
    font = font_named(name)
    assert font.missing("Größe, naïve — “quoted” $25% …") == ""
    assert 0.3 < font.width("n") < 0.8
    assert font.width("iii") < font.width("WWW")
    assert 0.6 < font.capital < 0.9
    assert 1.0 < font.line < 1.5


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"text", b"\0\1\0\0\0\xff" + bytes(40))):
        path = tmp_path / f"{number}.ttf"
        path.write_bytes(content)
        with pytest.raises(FileProblem, match="is not a TrueType or OpenType font"):
            read_font(path)


def test_a_font_without_letters_is_refused(tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "one"])
    made.setupCharacterMap({0x31: "one"})
    made.setupGlyf({".notdef": Glyph(), "one": Glyph()})
    made.setupHorizontalMetrics({".notdef": (500, 0), "one": (500, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Figures", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(tmp_path / "figures.ttf")
    with pytest.raises(FileProblem, match="has no letters"):
        read_font(tmp_path / "figures.ttf")
