"""Edges of stretches lie where the sound changes, in faint noise, too, and whatever the level is."""

from __future__ import annotations

import numpy as np
import pytest

from edits.conform.edges import Line, gap_between, single_edge
from edits.conform.matching import Rough
from edits.conform.prints import RATE
from edits.conform.refining import _pieces, edges_of
from edits.conform.stretches import Stretch


def voice(seconds: float, seed: int) -> np.ndarray:
    """Something like a voice: a buzz of a few harmonics that comes and goes, over faint noise."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    slow, quick = np.arange(0, seconds + 0.3, 0.3), np.arange(0, seconds + 0.1, 0.1)
    pitch = 110 + 30 * np.interp(at, slow, rng.uniform(-1, 1, len(slow)))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    loud = np.interp(at, quick, rng.uniform(0, 1, len(quick)) ** 2)
    sound = sum(np.sin(k * phase + rng.uniform(0, 6)) / k for k in range(1, 12))
    return np.asarray(2000 * loud * sound + 8 * rng.standard_normal(len(at))).astype(np.int16)


OLD = voice(20.0, 1)
OTHER = voice(6.0, 2)


def part(first: float, last: float) -> np.ndarray:
    return OLD[round(first * RATE) : round(last * RATE)]


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("off", [-0.15, 0.0, 0.15])
def test_an_edge_beside_another_voice(gain: float, off: float) -> None:
    new = np.concatenate([part(0.0, 8.0), OTHER]) * gain
    rough = Stretch(0.0, 8.0 + off, 0.0)
    edge = single_edge(new.astype(np.int16), OLD, rough, at_start=False, lowest=0.0, highest=14.0)
    assert edge == pytest.approx(8.0, abs=0.012)


@pytest.mark.parametrize("speed", [1.0, 1.00000002, 1.001])
def test_edges_of_something_put_in(speed: float) -> None:
    new = np.concatenate([part(0.0, 8.0), OTHER[: round(0.7 * RATE)], part(8.0, 16.0)])
    places = np.arange(int(len(new) / speed)) * speed
    new = np.interp(places, np.arange(len(new)), new).astype(np.int16)
    before = Stretch(0.0, 8.05 / speed, 0.0, speed)
    after = Stretch(8.6 / speed, 16.7 / speed, 8.6 - 0.7, speed)
    end, start = gap_between(new, OLD, before, after)
    assert [end * speed, start * speed] == pytest.approx([8.0, 8.7], abs=0.015)


def test_in_faint_noise_the_edge_is_where_the_noise_changes() -> None:
    rng = np.random.default_rng(5)
    old = OLD.copy()
    for first in (7.8, 11.8):
        span = slice(round(first * RATE), round((first + 0.4) * RATE))
        old[span] = (20 * rng.standard_normal(round(0.4 * RATE))).astype(np.int16)
    new = np.concatenate([old[: 8 * RATE], old[12 * RATE :]])
    end, start = gap_between(new, old, Stretch(0.0, 7.9, 0.0), Stretch(7.9, 16.0, 11.9))
    assert end == start == pytest.approx(8.0, abs=0.012)


def test_what_is_not_there_after_all_leaves_the_edges_of_its_neighbours() -> None:
    new = np.concatenate([part(0.0, 8.0), OTHER[: 2 * RATE], part(10.0, 16.0)])
    wrong = Stretch(8.0, 8.1, 17.0)
    found = edges_of(new, OLD, [Stretch(0.0, 8.0, 0.0), wrong, Stretch(10.0, 16.0, 10.0)])
    assert [round(each.old_start) for each in found] == [0, 10]
    assert found[0].end == pytest.approx(8.0, abs=0.012)
    assert found[1].start == pytest.approx(10.0, abs=0.012)


def test_sound_between_samples_is_that_of_the_wave() -> None:
    at = np.arange(2 * RATE) / RATE
    for hertz in (300, 1500, 2800):
        wave = (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)
        for shift in (0.5 / RATE, 0.25 / RATE):
            heard = Line(shift, 1.0).samples(wave, 0.5, 4000)
            meant = 8000 * np.sin(2 * np.pi * hertz * (at[4000:8000] + shift))
            assert np.abs(heard - meant).max() < 500
    assert not Line(50.0, 1.0).samples(wave, 0.0, 100).any()


def test_what_a_codec_leaves_of_loud_sound_hides_no_edge_in_faint_sound() -> None:
    rng = np.random.default_rng(6)
    old = OLD.copy()
    old[round(7.8 * RATE) : round(8.4 * RATE)] = (20 * rng.standard_normal(round(0.6 * RATE))).astype(np.int16)
    faint = (20 * rng.standard_normal(round(0.16 * RATE))).astype(np.int16)
    new = np.concatenate([OTHER[: round(5.84 * RATE)], faint, old[8 * RATE :]]).astype(np.float64)
    near = np.sqrt(np.convolve(new**2, np.full(160, 1 / 160), "same"))
    new += 0.2 * near * rng.standard_normal(len(new))
    edge = single_edge(new.astype(np.int16), old, Stretch(6.0, 18.0, 8.0), at_start=True, lowest=0.0, highest=18.0)
    assert edge == pytest.approx(6.0, abs=0.012)


def test_silence_at_an_end_of_the_recording_belongs_to_what_is_beside_it() -> None:
    quiet = np.zeros(round(0.6 * RATE), np.int16)
    new = np.concatenate([quiet, part(1.0, 9.0), quiet])
    old = np.concatenate([quiet, OLD[RATE:]])
    old[round(8.6 * RATE) : round(9.4 * RATE)] = 0
    (found,) = edges_of(new, old, [Stretch(0.1, 9.0, 0.1)])
    assert (found.start, found.end) == (0.0, len(new) / RATE)


def test_an_edge_is_looked_for_on_the_line_that_the_stretch_has_there() -> None:
    rng = np.random.default_rng(7)
    hiss = (300 * rng.standard_normal(20 * RATE)).astype(np.int16)
    new = np.concatenate([hiss[: 8 * RATE], OTHER[: 2 * RATE], hiss[10 * RATE : 16 * RATE]])
    astray = 0.4 / RATE
    found = edges_of(new, hiss, [Stretch(0.0, 7.9, astray), Stretch(10.1, 16.0, 10.1 + astray)])
    assert [found[0].end, found[1].start] == pytest.approx([8.0, 10.0], abs=0.012)


def bed(seconds: float, *, loud: float = 60.0) -> np.ndarray:
    """Chords that swell, louder than pauses and fainter than voices."""
    at = np.arange(round(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * hertz * at + hertz) for hertz in (131.0, 165.0, 196.0, 262.0, 330.0, 392.0))
    return np.asarray(loud * (1 + 0.5 * np.sin(2 * np.pi * at / 8)) * tones)


def hushed(sound: np.ndarray, first: float, last: float, seed: int) -> np.ndarray:
    """The sound with a pause in it, in which a room is heard."""
    out = np.array(sound)
    count = round((last - first) * RATE)
    out[round(first * RATE) :][:count] = (10 * np.random.default_rng(seed).standard_normal(count)).astype(np.int16)
    return out


def test_under_music_an_edge_in_a_pause_is_where_the_room_changes() -> None:
    old = hushed(hushed(OLD, 7.5, 8.5, 8), 11.5, 12.5, 9)
    new = np.concatenate([old[: 8 * RATE], old[12 * RATE :]])
    new = (new + bed(len(new) / RATE)).astype(np.int16)
    end, start = gap_between(new, old, Stretch(0.0, 7.8, 0.0), Stretch(7.8, 16.0, 11.8))
    assert end == start == pytest.approx(8.0, abs=0.015)


def test_under_music_and_half_a_sample_off_a_pause_before_another_voice_belongs_to_the_stretch() -> None:
    old = hushed(OLD, 7.2, 8.6, 8)
    new = np.concatenate([old[: 8 * RATE], OTHER])
    new = (new + bed(len(new) / RATE)).astype(np.int16)
    rough = Stretch(0.0, 7.3, 0.5 / RATE)
    edge = single_edge(new, old, rough, at_start=False, lowest=0.0, highest=14.0)
    assert edge == pytest.approx(8.0, abs=0.015)


def test_where_both_recordings_begin_or_end_together_the_stretch_reaches_it() -> None:
    rng = np.random.default_rng(3)
    new = OLD.copy()
    new[:400] = new[-400:] = (300 * rng.standard_normal(400)).astype(np.int16)
    (found,) = edges_of(new, OLD, [Stretch(0.5, 19.6, 0.501)])
    assert (found.start, found.end) == (0.0, 20.0)
    # As much as was taken out, but another voice, was put in.
    new[: 2 * RATE] = OTHER[: 2 * RATE]
    (found,) = edges_of(new, OLD, [Stretch(1.8, 19.6, 1.801)])
    assert found.start == pytest.approx(2.0, abs=0.012)


def test_a_tenth_of_loud_sound_that_is_other_sound_is_not_of_the_stretch() -> None:
    at = np.arange(20 * RATE) / RATE
    hum = 4000 * np.sin(2 * np.pi * 300 * at) + 4000 * np.sin(2 * np.pi * 500 * at)
    rng = np.random.default_rng(11)
    old = (hum + 300 * rng.standard_normal(len(at))).astype(np.int16)
    new = old + 10 * rng.standard_normal(len(at))
    new[8 * RATE :] = (hum + 300 * rng.standard_normal(len(at)))[8 * RATE :]
    edge = single_edge(new.astype(np.int16), old, Stretch(0.0, 8.2, 0.0), at_start=False, lowest=0.0, highest=20.0)
    assert edge == pytest.approx(8.0, abs=0.012)


def test_a_rough_match_that_begins_too_early_leaves_no_piece_there() -> None:
    new = np.concatenate([part(0.0, 8.0), part(12.0, 20.0)])
    (found,) = _pieces(new, OLD, Rough(7.8, 16.0, 4.0, (9.5,)), Line(4.0, 1.0))
    assert found.start == pytest.approx(8.0, abs=0.012)
