"""Names of speakers, and files of voices that cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.errors import FileProblem, UsageError
from speakers.attribution import Attribution
from speakers.enrolment import Profile, load_voices, recognised, save_voices
from speakers.names import parse_names, speaker_names
from speakers.tracks import parse_tracks


def two() -> Attribution:
    return Attribution(np.array([0, 0, 1, 1]), np.ones(4), np.zeros(4))


def profile(height: float) -> Profile:
    return Profile((*(height for _ in range(18)), 7.0 + height), (1.0,) * 18 + (0.15,), 60.0)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["Ada"], "names no speaker"),
        (["0=Ada"], "names no speaker"),
        (["1=Ada", "1=Bob"], "speaker 1 is named twice"),
        (["1=Ada", "2=Ada"], "two speakers are named Ada"),
    ],
)
def test_names_that_cannot_be_meant(rows: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_names(rows)


def test_a_speaker_whom_there_is_not_cannot_be_named() -> None:
    with pytest.raises(UsageError, match="there is no speaker 3 to call Cleo: 2 speakers were told apart"):
        speaker_names(two(), {3: "Cleo"}, {})


def test_a_given_name_goes_before_a_label() -> None:
    assert speaker_names(two(), {1: "Ada"}, {0: "Bob", 1: "Cleo"}) == ["Ada", "Cleo"]
    assert speaker_names(two(), {1: "Ada"}, {1: "Ada"}) == ["Ada", "Speaker 2"]


def test_one_track_alone_tells_nobody_apart() -> None:
    with pytest.raises(UsageError, match="one track alone"):
        parse_tracks(["Ada=ada.wav"])


def test_voices_come_back_as_they_were_saved_and_are_known_again(tmp_path: Path) -> None:
    path = tmp_path / "voices.json"
    save_voices(path, {}, {"Ada": profile(0.0), "Bob": profile(2.0)})
    known = load_voices(path)
    assert known == {"Ada": profile(0.0), "Bob": profile(2.0)}
    assert recognised({0: profile(1.95), 1: profile(0.05)}, known) == {0: "Bob", 1: "Ada"}
    assert recognised({0: profile(1.0)}, known) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"version": 7, "voices": []}', "holds voices of version 7, and this pullquote reads version 1"),
        ("{", "is not a file of voices"),
        ("[]", "is not a file of voices"),
        ('{"version": 1, "voices": [{"name": "Ada"}]}', "not complete"),
    ],
)
def test_files_of_voices_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "voices.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem, match=message):
        load_voices(path)
    assert path.read_text(encoding="utf-8") == text
