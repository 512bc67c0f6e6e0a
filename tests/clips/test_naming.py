from __future__ import annotations

import pytest

from clips.naming import LONGEST, clip_stem, numbered_on, slug


def test_names_are_short_and_plain() -> None:
    stem = clip_stem("Ünïcode & Friends " * 5, "12", 7, 4.0, "a " * 200, "16:9")
    assert len(stem) <= LONGEST
    assert stem.isascii()
    assert " " not in stem
    assert slug("…") == ""
    assert clip_stem("", "", 1, 0.0, "…", "source") == "01_000000000"


@pytest.mark.parametrize(
    ("stems", "existing", "expected"),
    [
        (["01_000001000_sea"], [], ["01_000001000_sea"]),
        (["01_000001000_sea"], ["01_000002000_lamp"], ["02_000001000_sea"]),
        (["01_000001000_sea", "02_000003000"], ["07_000001000_sea"], ["07_000001000_sea", "08_000003000"]),
        (["show_12_01_000001000_sea_9x16"], ["show_12_09_000002000_lamp"], ["show_12_10_000001000_sea_9x16"]),
        (["01_000001000_sea"], ["somebody's own file"], ["01_000001000_sea"]),
        (["01_000001000_sea"], ["99_000002000_lamp"], ["100_000001000_sea"]),
    ],
)
def test_numbers_go_on_from_the_clips_that_are_there(
    stems: list[str], existing: list[str], expected: list[str]
) -> None:
    assert numbered_on(stems, existing) == expected
