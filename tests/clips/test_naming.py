from __future__ import annotations

from clips.naming import LONGEST, clip_stem, slug


def test_names_are_short_and_plain() -> None:
    stem = clip_stem("Ünïcode & Friends " * 5, "12", 7, 4.0, "a " * 200, "16:9")
    assert len(stem) <= LONGEST
    assert stem.isascii()
    assert " " not in stem
    assert slug("…") == ""
    assert clip_stem("", "", 1, 0.0, "…", "source") == "01_000000000"
