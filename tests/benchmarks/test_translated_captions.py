"""The benchmark of translated captions: what it measures on texts whose times are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.translated import _off_borders, make_translation
from benchmarks.translated_captions import captions_of_made, captions_of_people

CUES = (("It is late.", "Es ist spät."), ("The lamp of 1850 is lit.", "Die Lampe von 1850 brennt."))


def test_captions_of_a_made_translation_stand_by_their_original() -> None:
    found = captions_of_made(make_translation(40, seed=3, left_out=0.0, moved=0))
    assert found.sentences >= 25
    assert found.near > 0.8
    assert found.broken == 0


@pytest.mark.parametrize(("late", "near"), [(0, 1.0), (2, 0.5)])
def test_a_cue_of_people_that_stands_elsewhere_is_counted(late: int, near: float, tmp_path: Path) -> None:
    for side, name in enumerate(("en", "de")):
        blocks = [
            f"00:00:{5 * k + late * side * k:02d}.000 --> 00:00:{5 * k + 4 + late * side * k:02d}.000\n{texts[side]}"
            for k, texts in enumerate(CUES)
        ]
        (tmp_path / f"{name}.vtt").write_text("\n\n".join(["WEBVTT", *blocks]) + "\n", encoding="utf-8")
    found = captions_of_people(tmp_path / "en.vtt", tmp_path / "de.vtt", ("en", "de"))
    assert (found.near, found.sentences) == (near, 2)


@pytest.mark.parametrize(("edge", "lengths", "place"), [(9, [10, 9], 7), (4, [10, 9], 4), (2, [2, 2], 2)])
def test_words_of_joined_sentences_cross_where_they_can(edge: int, lengths: list[int], place: int) -> None:
    assert _off_borders(edge, lengths) == place
