"""What is odd about the times of captions is told by `align`, with its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.caption_faults import listed
from align.transcript.reader import read_transcript

GOOD = "00:00:01,000 --> 00:00:02,000"


def warnings(folder: Path, text: str, name: str = "talk.srt") -> tuple[str, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    transcript = read_transcript(path)
    assert " ".join(transcript.words) == "The kettle sings every morning."
    return transcript.warnings


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ("-00:00:01,000 --> 00:00:02,000", "times before zero are taken for zero"),
        ("00:00:-1,000 --> 00:00:02,000", "times before zero are taken for zero"),
        (
            "OO:00:01,000 --> 00:00:02,000",
            "times with letters for figures, or odd signs, are read as they were meant",
        ),
        ("x0:00:01,000 --> 00:00:02,000", "times that cannot be read are left out, their words are kept"),
        ("00:00:04,000 -->", "times that cannot be read are left out, their words are kept"),
        ("00:00:04,000 --> 00:00:03,000", "cues end before they begin; their words are kept"),
    ],
)
def test_times_that_are_changed_or_unreadable_are_named(tmp_path: Path, times: str, told: str) -> None:
    text = f"1\n{GOOD}\nThe kettle sings\n\n2\n{times}\nevery morning.\n"
    assert warnings(tmp_path, text) == (f"in the captions {told} (line 6)",)


def test_text_outside_of_cues_is_named(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nThe kettle sings\n\nevery\n\n00:03.000 --> 00:04.000\nmorning.\n"
    told = "in the captions text outside of cues is taken for words (line 6)"
    assert warnings(tmp_path, text, "talk.vtt") == (told,)


def test_good_captions_say_nothing(tmp_path: Path) -> None:
    assert warnings(tmp_path, f"1\n{GOOD}\nThe kettle sings\n\n2\n{GOOD}\nevery morning.\n") == ()


def test_only_so_many_lines_are_listed() -> None:
    assert listed(range(1, 400)) == "lines 1, 2, 3, 4, 5, ..."
