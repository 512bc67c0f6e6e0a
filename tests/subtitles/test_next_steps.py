"""The last lines of `pullquote run` say what its counts mean and what to do next."""

from __future__ import annotations

from pathlib import Path

from align.document import Alignment, EngineInfo, Media, Unscripted, Word
from subtitles.next_steps import next_steps

SAID, GUESSED, GONE = Word("a", 0.0, 0.5, 0.9), Word("b", 1.0, 1.5, None, "interpolated"), Word("c", status="absent")


def lines(*words: Word, unscripted: tuple[Unscripted, ...] = ()) -> list[str]:
    document = Alignment(Media("x", "", 9.0), "en", EngineInfo("t", "1"), words, unscripted=unscripted)
    return list(next_steps(document, Path("my talk.align.json")))


def test_each_count_that_is_not_nought_has_its_meaning() -> None:
    said = lines(SAID, GUESSED, GONE, GONE, unscripted=(Unscripted(2.0, 4.0, "music"),))
    assert said[0].startswith("1 interpolated: ")
    assert said[1].startswith("2 absent: not found in the recording")
    assert said[2].startswith("1 unscripted: ")
    assert lines(SAID)[0] == "next:"


def test_what_to_do_next_can_be_pasted_and_doubt_comes_first() -> None:
    assert lines(SAID, GONE)[-2].startswith("  pullquote review 'my talk.align.json'")
    assert lines(*[SAID] * 100, GONE)[-2].startswith("  pullquote clip 'my talk.align.json' ")
    assert lines(*[SAID] * 100, GONE)[-1].startswith("  pullquote review ")
