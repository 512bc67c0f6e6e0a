"""New cuts recognised by their sound, however they were published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align import InputsDoNotFit
from edits.conform import Stretch, recognise
from edits.conform.prints import HOP, RATE, prints_of, read_sound
from tests.edits.conform.cuts import PIECES, SAMPLE, make_cut, noise, stretches_of

NEAR = 0.02
"""Seconds; where both sides of a cut are quiet there is nothing to tell it by, so pauses count as near (`IN_PAUSE`)."""

IN_PAUSE = 0.35


def listen(path: Path) -> tuple[Stretch, ...]:
    return recognise(SAMPLE, path, lambda share, doing: None).stretches


def assert_found(found: tuple[Stretch, ...], wanted: list[Stretch]) -> None:
    assert len(found) == len(wanted)
    for have, want in zip(found, wanted, strict=True):
        middle = (want.start + want.end) / 2
        assert have.to_old(middle) == pytest.approx(want.to_old(middle), abs=0.003)
        assert have.start == pytest.approx(want.start, abs=IN_PAUSE)
        assert have.end == pytest.approx(want.end, abs=IN_PAUSE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "speed", "gain"),
    [("a.mp3", 1.0, 1.0), ("a.opus", 1.0, 0.5), ("a.m4a", 1.001, 1.0), ("a.wav", 0.9925, 1.0)],
)
def test_every_stretch_is_found_in_any_encoding(tmp_path: Path, name: str, speed: float, gain: float) -> None:
    found = listen(make_cut(tmp_path / name, speed=speed, gain=gain))
    assert_found(found, stretches_of(PIECES, speed))
    assert found[0].speed == pytest.approx(speed, abs=1e-5)


@pytest.mark.slow
def test_what_is_new_is_told_from_what_was_replaced(tmp_path: Path) -> None:
    # The second piece takes the place of as much of the sample: the offset stays, and only the sound tells.
    pieces = ((0.0, 40.0), noise(0.5), (40.5, 90.0), noise(30.0, 2), (90.0, 140.0))
    found = listen(make_cut(tmp_path / "a.wav", pieces))
    assert_found(found, stretches_of(pieces))
    assert found[1].start - found[0].end == pytest.approx(0.5, abs=2 * NEAR)
    assert found[2].start - found[1].end == pytest.approx(30.0, abs=2 * NEAR)


@pytest.mark.slow
def test_a_word_that_was_moved_is_found(tmp_path: Path) -> None:
    pieces = ((0.0, 30.0), (60.2, 61.1), (30.0, 60.2), (61.1, 120.0))
    found = listen(make_cut(tmp_path / "a.mp3", pieces))
    assert len(found) == 4
    assert found[1].to_old(30.5) == pytest.approx(60.7, abs=0.003)


@pytest.mark.slow
def test_another_recording_and_another_speed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputsDoNotFit, match=r"is no cut of sample\.mp3: 00:00:0\d of"):
        listen(make_cut(tmp_path / "other.mp3", [noise(60.0)]))
    with pytest.raises(InputsDoNotFit, match=r"4\.[12]% faster"):
        listen(make_cut(tmp_path / "film.mp3", speed=25 / 24))


def test_a_print_begins_with_its_frame_and_keeps_most_bits_under_noise() -> None:
    rng = np.random.default_rng(3)
    sound = (2000 * rng.standard_normal(RATE * 4) * np.repeat(rng.uniform(0.1, 1, 40), RATE // 10)).astype(np.int16)
    plain = prints_of(sound)
    shifted = prints_of(sound[3 * HOP :])
    assert len(plain) > 200
    assert (plain[3 : 3 + 150] == shifted[:150]).mean() > 0.9
    noisy = prints_of((sound * 0.5 + 50 * rng.standard_normal(len(sound))).astype(np.int16))
    differ = sum(bin(a ^ b).count("1") for a, b in zip(plain[:200].tolist(), noisy[:200].tolist(), strict=True))
    assert differ / (200 * 24) < 0.15


@pytest.mark.slow
def test_reading_in_blocks_gives_the_same_prints_as_at_once() -> None:
    sound, prints = read_sound(SAMPLE)
    assert len(sound) / RATE > 100
    assert np.array_equal(prints, prints_of(sound))
