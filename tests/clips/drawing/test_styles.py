from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import UsageError
from clips.drawing.colours import ENOUGH, contrast
from clips.drawing.look import Look, styled
from clips.drawing.styles import load_styles, style_names, style_of


def own(folder: Path, text: str) -> Path:
    (folder / "pullquote.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_style_is_complete_and_says_what_it_is() -> None:
    styles = load_styles()
    assert tuple(styles) == style_names()
    assert len(styles) >= 12
    assert all(style.about.endswith(".") for style in styles.values())
    assert len({style.font for style in styles.values()}) >= 5


@pytest.mark.parametrize("name", style_names())
def test_letters_stand_out_from_their_own_outline_or_box(name: str) -> None:
    style = style_of(name)
    behind = style.box_colour if style.box in ("line", "block") else style.outline_colour if style.outline else None
    if behind is None:
        return
    for colour in {style.colour, style.lit, style.said, style.waiting} - {"hidden"}:
        on = "accent" if style.box == "word" and colour == style.lit else behind
        assert contrast(style.rgb(colour), style.rgb(on)) >= ENOUGH


def test_a_style_of_the_users_own_stands_on_another(tmp_path: Path) -> None:
    own(tmp_path, '[styles.ours]\nbase = "burst"\naccent = "#00ff88"\nwords = 2\n')
    style, base = style_of("ours", tmp_path), style_of("burst")
    assert (style.accent, style.words, style.font, style.case) == ("#00ff88", 2, base.font, "upper")
    assert "ours" in load_styles(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[styles.a]\nsise = 1\n", r"unknown key in \[styles.a\]: sise; did you mean size\?"),
        ('[styles.a]\nsize = "big"\n', r"\[styles.a\] size is a number, not 'big'"),
        ("[styles.a]\nsize = 7\n", r"\[styles.a\] size is between 0.015 and 0.4, not 7"),
        ("[styles.a]\nwords = 1.5\n", r"\[styles.a\] words is a number, not 1.5"),
        ('[styles.a]\nbox = "round"\n', r"\[styles.a\] box is one of none, line, block, word, not 'round'"),
        ('[styles.a]\ncolour = "mauve-ish"\n', r"\[styles.a\] colour 'mauve-ish': a colour such as #ffd400"),
        ("[styles.a]\nsweep = 1\n", r"\[styles.a\] sweep is true or false, not 1"),
        ('[styles.a]\nbase = "b"\n', r"\[styles.a\] has base 'b', and no style is called so"),
        ('[styles.a]\nbase = "b"\n[styles.b]\nbase = "a"\n', "is its own base"),
        ("[styles.a]\nfont = 3\n", r"\[styles.a\] font is a text, not 3"),
        ("styles = 3\n", "must be tables"),
        ("[styles]\na = 3\n", "must be tables"),
    ],
)
def test_what_cannot_be_a_style_is_named(tmp_path: Path, text: str, said: str) -> None:
    from align.errors import PullquoteError

    with pytest.raises(PullquoteError, match=said):
        load_styles(own(tmp_path, text))


def test_a_look_changes_size_place_and_colour() -> None:
    style = styled("burst", Look(size=0.5, position=0.0, accent="#00ff00", font="Lato Bold"))
    assert style.size == pytest.approx(style_of("burst").size / 2)
    assert (style.position, style.accent, style.font) == (0.0, "#00ff00", "Lato Bold")
    with pytest.raises(UsageError, match="no caption style is called 'brust'"):
        styled("brust", Look())
