"""The gallery shows every style and layout there is, in pictures that are small."""

from __future__ import annotations

import re
from pathlib import Path

from clips.drawing.cards import layout_names
from clips.drawing.styles import style_names
from docs.gallery import page, sample_words

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 1_500_000


def test_the_page_is_what_the_script_writes() -> None:
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == page()


def test_every_style_and_layout_has_its_picture() -> None:
    shown = re.findall(r"\((pictures/[^)]+)\)", page())
    assert len(shown) == len(style_names()) + len(layout_names())
    files = [ROOT / "docs" / name for name in shown]
    assert [file for file in files if not file.read_bytes().startswith(b"\xff\xd8")] == []
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_the_words_are_the_samples() -> None:
    words = sample_words().words
    assert [word.text for word in words[:4]] == ["Today", "I'm", "in", "a"]
    assert all(0 <= (word.start or 0) <= (word.end or 0) <= 13 for word in words)
