from __future__ import annotations

import pytest

from clips.drawing.titles import set_title
from clips.fonts import font_named

FONT = font_named("Manrope ExtraBold")


def test_lines_are_balanced() -> None:
    made = set_title("What a goat taught a baker about the sea", FONT, width=700, height=160, em=60)
    assert made.lines == ("What a goat taught", "a baker about the sea") or made.lines == (
        "What a goat taught a",
        "baker about the sea",
    )
    widths = [FONT.width(line) for line in made.lines]
    assert min(widths) > 0.8 * max(widths)


def test_a_long_title_is_made_smaller_and_then_cut_short() -> None:
    text = "It cost me eighteen thousand and there was a goat living on the stairs"
    smaller = set_title(text, FONT, width=700, height=160, em=60)
    assert smaller.em < 60
    assert " ".join(smaller.lines) == text
    short = set_title(f"{text} " * 4, FONT, width=700, height=160, em=60)
    assert short.lines[-1].endswith("…")
    assert short.em == pytest.approx(36)


def test_a_word_that_is_wider_than_the_box_is_hyphenated() -> None:
    made = set_title("Donaudampfschifffahrtsgesellschaft", FONT, width=400, height=400, em=60)
    assert len(made.lines) > 1
    assert made.lines[0].endswith("-")
    assert "".join(line.removesuffix("-") for line in made.lines) == "Donaudampfschifffahrtsgesellschaft"
    for line in made.lines:
        assert made.em * FONT.width(line) <= 400


@pytest.mark.parametrize("text", ["", "   ", "a", "x" * 500, "-" * 90])
def test_whatever_is_asked_stays_inside(text: str) -> None:
    made = set_title(text, FONT, width=300, height=120, em=60)
    for line in made.lines:
        assert made.em * FONT.width(line) <= 301
    assert len(made.lines) * 1.15 * made.em <= 120 + made.em
