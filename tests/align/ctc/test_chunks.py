"""Chunks cover every frame once, and the stream is cut where the plan says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.ctc.chunks import RATE, Geometry, Loudness, cut, plan

BASE = Geometry(320, 400)


@given(st.integers(0, RATE * 200), st.sampled_from([BASE, Geometry(320, 1680), Geometry(160, 400)]))
def test_every_frame_is_kept_once(samples: int, geometry: Geometry) -> None:
    chunks = plan(samples, geometry)
    kept = [frame for chunk in chunks for frame in range(chunk.first, chunk.last)]
    assert kept == list(range(geometry.frames(samples)))
    for chunk in chunks:
        assert chunk.low % geometry.hop == 0
        assert chunk.low <= chunk.first * geometry.hop
        assert chunk.high <= samples
        assert chunk.high - chunk.low <= 31 * RATE


def test_chunks_have_context_on_both_sides() -> None:
    middle = plan(RATE * 90, BASE)[1]
    assert middle.first * 320 - middle.low == 2 * RATE
    assert middle.high - ((middle.last - 1) * 320 + 400) == 2 * RATE


def test_silence_is_left_out() -> None:
    chunks = plan(RATE * 60, BASE, [(10.0, 40.0)])
    assert [(c.first, c.last) for c in chunks] == [(0, 500), (2000, BASE.frames(RATE * 60))]


def test_skipped_sound_is_not_heard_as_context_either() -> None:
    before, after = plan(RATE * 60, BASE, [(10.0, 40.0), (50.0, 50.9)])
    assert before.high == 499 * 320 + 400 + 12 * 320
    assert after.low == 2000 * 320 - 12 * 320
    assert after.last == BASE.frames(RATE * 60)


def test_loudness_is_taken_in_passing() -> None:
    rng = np.random.default_rng(0)
    noise = (3000 * rng.standard_normal(RATE)).astype(np.int16)
    sound = np.concatenate([noise, np.zeros(RATE, np.int16), noise[:1000]])
    meter = Loudness()
    passed = list(meter.passing(sound[at : at + 7001] for at in range(0, len(sound), 7001)))
    assert np.array_equal(np.concatenate(passed), sound)
    levels = meter.levels()
    assert len(levels) == 207
    assert levels[:100].mean() == pytest.approx(20 * np.log10(3000 / 32768), abs=0.3)
    assert np.all(levels[100:200] == -120)
    assert len(Loudness().levels()) == 0


def test_the_stream_is_cut_as_planned() -> None:
    sound = (np.arange(RATE * 100) % 30011).astype(np.int16)
    chunks = plan(len(sound), BASE, [(30.0, 50.0)])
    assert len(chunks) == 4
    pieces = list(cut((sound[at : at + 50_000] for at in range(0, len(sound), 50_000)), chunks))
    assert [chunk for chunk, _ in pieces] == list(chunks)
    for chunk, samples in pieces:
        assert np.array_equal(samples, sound[chunk.low : chunk.high])


def test_a_part_of_the_plan_can_be_cut() -> None:
    sound = (np.arange(RATE * 100) % 30011).astype(np.int16)
    chunks = plan(len(sound), BASE)[2:3]
    ((_, samples),) = cut(iter([sound]), chunks)
    assert np.array_equal(samples, sound[chunks[0].low : chunks[0].high])
