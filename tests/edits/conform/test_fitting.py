"""The old sound is filtered as the new one was, and what hides both is taken out of both."""

from __future__ import annotations

import numpy as np

from edits.conform.fitting import fit
from edits.conform.prints import RATE


def noise(seed: int) -> np.ndarray:
    """Talk and pauses: noise of 40 dB more, and less."""
    rng = np.random.default_rng(seed)
    loud = np.repeat(np.where(np.arange(30) % 5 == 0, 10.0, 1000.0), RATE // 10)
    return np.asarray(loud * rng.standard_normal(len(loud)))


def left(new: np.ndarray, old: np.ndarray) -> float:
    """Return what is left of the new sound without the old one, as a share of it, in the first pause."""
    fitted = fit(new, old)
    assert fitted is not None
    heard, meant = (each[200:600] for each in fitted.apply(new, old))
    return float(((heard - meant) ** 2).sum() / (heard**2).sum())


def test_a_filter_and_a_shift_are_found() -> None:
    old = noise(1)
    new = 0.5 * np.convolve(old, [0.1, 0.6, 0.5, -0.2])[: len(old)]
    assert left(new, old) < 0.01


def test_tones_louder_than_the_pause_are_taken_out() -> None:
    old = noise(2)
    at = np.arange(len(old)) / RATE
    new = old + 200 * np.sin(2 * np.pi * 220 * at) + 100 * np.sin(2 * np.pi * 440 * at)
    assert left(new, old) < 0.1


def test_sounds_that_have_nothing_to_do_with_each_other_are_not_made_alike() -> None:
    assert left(noise(3), noise(4)) > 0.8


def test_pauses_without_any_sound_tell_nothing() -> None:
    old = np.where(np.abs(noise(5)) < 100, 0.0, noise(5))
    gated = np.where(np.repeat(np.arange(30) % 5 == 0, RATE // 10), 0.0, old)
    fitted = fit(gated, gated)
    assert fitted is not None
    assert fitted.heard.min() > 0.99
    assert fit(np.zeros(RATE), np.zeros(RATE)) is None
