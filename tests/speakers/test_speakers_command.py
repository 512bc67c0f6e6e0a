"""`pullquote speakers`, by voice and by microphone, on made conversations."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from align.document import Alignment, Speaker
from align.turns import word_speakers
from cli import main
from tests.speakers.conversation import RATE, TURNS, conversation, write_wave

pytestmark = pytest.mark.slow


def place(
    folder: Path, turns: tuple[int, ...] = TURNS, loudness: tuple[float, float] = (1.0, 1.0)
) -> tuple[Path, list[int]]:
    """The recording and its document in a folder, with a track for each speaker."""
    said, alignment, truth = conversation(turns)
    tracks = [loud * sound for loud, sound in zip(loudness, said, strict=True)]
    rng = np.random.default_rng(2)
    media = write_wave(folder / "talk.wav", tracks[0] + tracks[1] + rng.normal(0, 0.001, len(tracks[0])))
    bleed = 10 ** (-10 / 20)
    write_wave(folder / "ada.wav", tracks[0] + bleed * tracks[1] + rng.normal(0, 0.001, len(tracks[0])))
    late = int(1.7 * RATE)  # Bob's recorder was started later, and is louder.
    write_wave(folder / "bob.wav", (2 * (tracks[1] + bleed * tracks[0]) + rng.normal(0, 0.001, len(tracks[0])))[late:])
    document = folder / "talk.align.json"
    replace(alignment, media=replace(alignment.media, path=str(media))).save(document)
    return document, truth


def samples_of(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with wave.open(str(path), "rb") as file:
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, "<i2").astype(np.float64) / 30000


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["speakers", *map(str, arguments)])


def names(document: Path) -> list[str | None]:
    alignment = Alignment.load(document)
    return word_speakers(alignment.speakers, len(alignment.words))


@pytest.mark.parametrize("count", ["2", "auto"])
def test_voices_are_told_apart_to_the_word(tmp_path: Path, count: str) -> None:
    document, truth = place(tmp_path)
    result = run(document, "--speakers", count, "--name", "1=Ada", "--name", "2=Bob", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["speakers"] == ["Ada", "Bob"]
    right = [("Ada", "Bob")[voice] == name for voice, name in zip(truth, names(document), strict=True)]
    assert np.mean(right) >= 0.98


def test_a_monologue_gets_no_speakers_however_many_are_asked_for(tmp_path: Path) -> None:
    document, _ = place(tmp_path, (0, 0, 0, 0))
    result = run(document, "--speakers", "9")
    assert result.exit_code == 0, result.output
    assert "9 speakers were asked for, and only 1 voice can be told apart" in result.stderr
    assert Alignment.load(document).speakers == ()


def test_microphones_tell_who_speaks_though_one_bleeds_and_starts_late(tmp_path: Path) -> None:
    document, truth = place(tmp_path)
    result = run(document, "--track", f"Ada={tmp_path / 'ada.wav'}", "--track", f"Bob={tmp_path / 'bob.wav'}")
    assert result.exit_code == 0, result.output
    right = [("Ada", "Bob")[voice] == name for voice, name in zip(truth, names(document), strict=True)]
    # Of the words before Bob's recorder ran, nothing is known from it.
    assert np.mean(right) >= 0.98


def test_turns_set_by_hand_stay(tmp_path: Path) -> None:
    document, _ = place(tmp_path)
    before = Alignment.load(document)
    replace(before, speakers=(Speaker(5, "Cleo", manual=True),)).save(document, force=True)
    assert run(document, "--speakers", "2").exit_code == 0
    assert Speaker(5, "Cleo", manual=True) in Alignment.load(document).speakers


def test_a_label_names_its_voice_and_one_that_sounds_otherwise_is_pointed_out(tmp_path: Path) -> None:
    document, _ = place(tmp_path)
    before = Alignment.load(document)
    turns = [Speaker(0, "Ada"), Speaker(24, "Bob"), Speaker(48, "Ada"), Speaker(72, "Bob"), Speaker(96, "Bob")]
    replace(before, speakers=tuple(turns)).save(document, force=True)
    result = run(document, "--speakers", "2")
    assert result.exit_code == 0, result.output
    told = names(document)
    assert told[150] == "Ada"
    assert told[175] == "Bob"
    assert "words of Bob's sound like Ada" in result.stderr


def test_a_voice_named_once_is_known_in_the_next_episode(tmp_path: Path) -> None:
    document, _ = place(tmp_path)
    voices = tmp_path / "voices.json"
    assert run(document, "--speakers", "2", "--voices", voices, "--name", "1=Ada", "--name", "2=Bob").exit_code == 0
    (tmp_path / "next").mkdir()
    other, _ = place(tmp_path / "next", (1, 0, 1, 0, 1, 0))
    result = run(other, "--speakers", "2", "--voices", voices, "--json")
    assert json.loads(result.stdout)["speakers"] == ["Bob", "Ada"]


def test_microphones_part_a_loud_speaker_from_a_quiet_one(tmp_path: Path) -> None:
    document, truth = place(tmp_path, loudness=(1.0, 0.1))
    result = run(document, "--track", f"Ada={tmp_path / 'ada.wav'}", "--track", f"Bob={tmp_path / 'bob.wav'}")
    assert result.exit_code == 0, result.output
    assert names(document) == [("Ada", "Bob")[voice] for voice in truth]


def test_bad_tracks_are_one_clear_line_each_and_the_document_stays(tmp_path: Path) -> None:
    document, _ = place(tmp_path)
    before = document.read_bytes()
    ada = f"Ada={tmp_path / 'ada.wav'}"
    silent = write_wave(tmp_path / "silent.wav", np.zeros(30 * RATE))
    rng = np.random.default_rng(9)
    swell = np.repeat(rng.uniform(0, 0.3, 200), RATE // 4) * rng.normal(size=50 * RATE)
    other = write_wave(tmp_path / "other.wav", swell)
    short = write_wave(tmp_path / "short.wav", samples_of(tmp_path / "bob.wav")[: 12 * RATE])
    copy = write_wave(tmp_path / "copy.wav", 0.5 * samples_of(tmp_path / "ada.wav"))
    for track, message in (
        (f"Bob={short}", "is 00:00:12 long and covers only"),
        (f"Bob={copy}", "is the same sound as Ada's"),
        ("Bob=stream:3", "there is no 3"),
        (f"Bob={silent}", "is silent"),
        (f"Bob={other}", "is not of this session"),
        (f"Bob={tmp_path / 'none.wav'}", "none.wav"),
        (f"Ada={silent}", "Ada has two tracks"),
    ):
        result = run(document, "--track", ada, "--track", track)
        assert result.exit_code in (2, 4), result.output
        assert message in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
    assert document.read_bytes() == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--speakers", "3"), "--speakers 3 was asked for and 2 tracks were given; leave --speakers out"),
        (("--voices", "voices.json"), "leave --voices out"),
        (("--name", "1=Ada"), "leave --name out"),
    ],
)
def test_what_tracks_say_themselves_is_not_asked_for_beside_them(
    tmp_path: Path, more: tuple[str, str], message: str
) -> None:
    document, _ = place(tmp_path)
    tracks = [f"--track={name}={tmp_path / name.lower()}.wav" for name in ("Ada", "Bob")]
    result = run(document, *tracks, *more)
    assert result.exit_code == 2
    assert message in result.stderr
