"""Sound to spectra in one pass, and spectra to the cepstra that the acoustic model was trained on.

Frame `t` is centred on second `t / 100`. The front end is that of the model's `feat.params`: windows of 25.6 ms,
pre-emphasis 0.97, 25 mel filters from 130 to 6800 Hz, 13 cepstra, lifter 22.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.signal.blocks import GrowingRows, block_percentiles, lowest_around, running_means
from align.signal.fourier import Transform, powers, transform_of
from align.signal.front_end import CEPSTRA, EMPHASIS, FFT, FILTERS, FRAME, HOP, RATE, WINDOW, cosines, mel_filters

__all__ = [
    "BANDS",
    "FRAME",
    "HOP",
    "NOISE_BLOCK",
    "RATE",
    "Levels",
    "Spectra",
    "cepstra",
    "compute_spectra",
    "levels_of",
    "loud_around",
    "near_floor",
    "steady_noise",
]

SHORT_HOP, SHORT_WINDOW, SHORT_FFT = 80, 160, 256
# Bins of 62.5 Hz: voicing, two for the first formant, two for the second and third, frication.
SHORT_EDGES = (2, 8, 16, 24, 40, 64, 110)
BANDS = len(SHORT_EDGES) - 1
BAND_STEP = 0.1
SHORT_FLOOR = 1e3

CHUNK = 6000
"""Frames for which sound is gathered: one minute."""

BATCH = 240
"""Frames transformed at once: what is in between then stays in the second-level cache."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spectra:
    """What is kept of a recording.

    Args:
        mel: frames x 25, natural log of filter energies, every 10 ms.
        bands: (2 x frames) x 6, log energies of 10 ms windows every 5 ms, in steps of 0.1.
        samples: how many were heard, at 16 kHz.
    """

    mel: NDArray[np.float16]
    bands: NDArray[np.uint8]
    samples: int

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.samples / RATE


def compute_spectra(
    blocks: Iterable[NDArray[np.int16]],
    heard: Callable[[float], None] | None = None,
    *,
    on_spectra: Callable[[Spectra], None] | None = None,
) -> Spectra:
    """Reduce a stream of mono samples at 16 kHz to spectra; memory grows by 6 kB a second of sound.

    Args:
        heard: called with the seconds heard so far.
        on_spectra: called every minute with the spectra so far, which hold until it returns.
    """
    mels = GrowingRows(FILTERS, np.float16)
    bands = GrowingRows(BANDS, np.uint8)
    left = WINDOW // 2
    waiting = [np.zeros(left + 1, np.int16)]
    size, samples, done = left + 1, 0, 0
    need = left + 1 + CHUNK * HOP + WINDOW
    for block in blocks:
        waiting.append(block)
        size += len(block)
        samples += len(block)
        while size >= need:
            sound = np.concatenate(waiting)
            _analyse(sound, CHUNK, mels, bands)
            waiting = [sound[CHUNK * HOP :].copy()]
            size = len(waiting[0])
            done += CHUNK
            if heard is not None:
                heard(done * FRAME)
            if on_spectra is not None:
                on_spectra(Spectra(mels.rows(), bands.rows(), done * HOP))
    rest = -(-samples // HOP) - done
    if rest > 0:
        sound = np.concatenate([*waiting, np.zeros(WINDOW + HOP, np.int16)])
        _analyse(sound, rest, mels, bands)
    return Spectra(mels.rows(), bands.rows(), samples)


def _analyse(sound: NDArray[np.int16], frames: int, mels: GrowingRows, bands: GrowingRows) -> None:
    """Spectra of `frames` frames; `sound` begins one sample and half a window before the first frame's centre."""
    wave = sound.astype(np.float32)
    wave = wave[1:] - np.float32(EMPHASIS) * wave[:-1]
    for first in range(0, frames, BATCH):
        count = min(BATCH, frames - first)
        mels.append(_mel(wave[first * HOP :], count))
        bands.append(_bands(wave[(WINDOW - SHORT_WINDOW) // 2 + first * HOP :], 2 * count))


def _mel(wave: Floats, count: int) -> NDArray[np.float16]:
    """Log filter energies of so many frames, the first of which begins with `wave`."""
    transform, filters = _long_transform()
    return np.log(filters @ powers(wave, HOP, count, transform) + np.float32(1e-4)).T.astype(np.float16)


def _bands(wave: Floats, count: int) -> NDArray[np.uint8]:
    """Log energies of six bands in so many short windows, the first of which begins with `wave`."""
    transform, sums = _short_transform()
    energy = sums @ powers(wave, SHORT_HOP, count, transform)
    steps = np.log(energy + np.float32(SHORT_FLOOR)) / np.float32(BAND_STEP)
    return np.minimum(steps, 255).astype(np.uint8).T


@functools.cache
def _long_transform() -> tuple[Transform, Floats]:
    """Bins that are in any filter, and what each filter has of each: 25 x bins."""
    filters = mel_filters()
    used = np.flatnonzero(filters.any(axis=1))
    first, last = int(used[0]), int(used[-1]) + 1
    return transform_of(np.hamming(WINDOW), FFT, (first, last)), np.ascontiguousarray(filters[first:last].T)


@functools.cache
def _short_transform() -> tuple[Transform, Floats]:
    """Bins that are in any band, and which band has which: 6 x bins."""
    bins = np.arange(SHORT_EDGES[0], SHORT_EDGES[-1])
    edges = np.array(SHORT_EDGES)[:, None]
    sums = (bins >= edges[:-1]) & (bins < edges[1:])
    window = np.hanning(SHORT_WINDOW)
    return transform_of(window, SHORT_FFT, (SHORT_EDGES[0], SHORT_EDGES[-1])), sums.astype(np.float32)


NOISE_BLOCK = 100
NOISE_REACH = 8
NOISE_KEPT = 0.2
NOISE_TAKEN = 2.0
NOISY, CLEAN = 3.5, 6.0
"""How far speech stands above the noise floor, nepers of power (4.3 dB): noise is subtracted in full, or not at all."""

MEAN_REACH = 8
"""Noise and mean are taken over so many blocks (seconds) to either side."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What is quiet and what is loud around each second.

    Args:
        floors: seconds x 25, the noise floor of each filter (log energy).
        louds: seconds, how loud speech is (mean log energy).
    """

    floors: Floats
    louds: Floats


def levels_of(spectra: Spectra) -> Levels:
    """Measure the floor and the loud parts of a recording."""
    if len(spectra.mel) == 0:
        return Levels(np.zeros((0, FILTERS), np.float32), np.zeros(0, np.float32))
    return Levels(*_floors(spectra.mel))


def cepstra(
    spectra: Spectra, levels: Levels | None = None, *, noise: float = NOISE_TAKEN, mean_reach: int = MEAN_REACH
) -> NDArray[np.float16]:
    """Cepstra with the noise floor taken off and the local mean of the speech subtracted: frames x 13.

    In half precision, which is finer than a hundredth of what any of them varies by: of eight hours they are 75 MB.

    Args:
        levels: from `levels_of`, if they are at hand.
        noise: how much of the running noise floor is subtracted from each filter's energy where speech stands out
            from it little; nothing is where it stands out well, since quiet phones would suffer.
        mean_reach: seconds to either side over which the mean is taken.
    """
    frames = len(spectra.mel)
    if frames == 0:
        return np.zeros((0, CEPSTRA), np.float16)
    blocks = -(-frames // NOISE_BLOCK)
    levels = levels or levels_of(spectra)
    floors, louds = levels.floors, levels.louds
    out = np.empty((frames, CEPSTRA), np.float16)
    sums = np.zeros((blocks, CEPSTRA), np.float64)
    weights = np.zeros(blocks)
    whole = frames // NOISE_BLOCK
    for first, last in [*pairwise([*range(0, whole, TOGETHER), whole]), *([(whole, blocks)] * (whole < blocks))]:
        seconds = slice(first, last)
        rows = slice(first * NOISE_BLOCK, min(last * NOISE_BLOCK, frames))
        log_energy = spectra.mel[rows].astype(np.float32).reshape(last - first, -1, FILTERS)
        _take_off_noise(log_energy, floors[seconds], louds[seconds], noise)
        exact = (log_energy.reshape(-1, FILTERS) @ cosines()).reshape(last - first, -1, CEPSTRA)
        out[rows] = exact.reshape(-1, CEPSTRA)
        spoken = _spoken(log_energy, louds[seconds])
        sums[seconds] = (spoken[:, None] @ exact)[:, 0]
        weights[seconds] = spoken.sum(axis=1)
    means = running_means(sums, weights, mean_reach)
    for first in range(0, frames, AT_ONCE):
        part = out[first : first + AT_ONCE]
        at = np.arange(first, first + len(part)) / NOISE_BLOCK - 0.5
        for dimension in range(CEPSTRA):
            part[:, dimension] -= np.interp(at, np.arange(blocks), means[:, dimension]).astype(np.float32)
    return out


def _take_off_noise(log_energy: Floats, floors: Floats, louds: Floats, noise: float) -> None:
    """Raise what is very quiet, and take the noise floor off where speech stands out from it little; in place.

    Args:
        log_energy: seconds x frames x 25; the others as in `cepstra` and `Levels`.
    """
    np.maximum(log_energy, (louds - QUIETEST)[:, None, None], out=log_energy)
    share = noise * steady_noise(Levels(floors, louds))
    noisy = share > 0
    if noisy.any():
        energy = np.exp(log_energy[noisy])
        floor = np.exp(floors[noisy]) * share[noisy, None].astype(np.float32)
        log_energy[noisy] = np.log(np.maximum(energy - floor[:, None], NOISE_KEPT * energy) + np.float32(1e-4))


def steady_noise(levels: Levels) -> Floats:
    """Return for each second how little speech stands out from the noise floor: 0 where it does well, to 1."""
    standing = levels.louds - levels.floors.mean(axis=1)
    return np.clip((CLEAN - standing) / (CLEAN - NOISY), 0, 1).astype(np.float32)


def near_floor(spectra: Spectra, levels: Levels | None = None) -> NDArray[np.bool_]:
    """Return frames as quiet as the quietest around them: nobody speaks there. `levels` as for `cepstra`.

    How near they must come depends on how far speech stands out; where it hardly does, its quiet phones are no louder
    than the noise, and no frame is taken for silent.
    """
    frames = len(spectra.mel)
    if frames == 0:
        return np.zeros(0, np.bool_)
    # All filters together: each by itself wavers by more than what parts speech from room tone.
    level = spectra.mel.mean(axis=1, dtype=np.float32)
    floors = lowest_around(block_percentiles(level, NOISE_BLOCK, 20))
    standing = loud_around(levels or levels_of(spectra)).astype(np.float32) - floors
    reach = np.minimum(FLOOR_REACH, FLOOR_SHARE * (standing - FLOOR_FROM))
    limit = np.where(reach > 0, floors + reach, -np.inf).astype(np.float32)
    # Single dips and clicks do not count.
    smooth = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2, np.float32), "valid")
    quiet: NDArray[np.bool_] = smooth < np.repeat(limit, NOISE_BLOCK)[:frames]
    return quiet


LOUD_REACH = 30
"""Seconds."""


def loud_around(levels: Levels) -> NDArray[np.floating]:
    """Return for each second how loud speech is in the minute around it: in a long pause there is nothing to compare
    with.
    """
    padded = np.pad(levels.louds, LOUD_REACH, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * LOUD_REACH + 1)
    loud: NDArray[np.floating] = np.percentile(around, 70, axis=1)
    return loud


FLOOR_REACH, FLOOR_SHARE, FLOOR_FROM = 1.2, 0.8, 3.0
"""Nepers of power above the floor at most (5.2 dB), and a share of what speech stands out by beyond the third."""


def _floors(mel: NDArray[np.float16]) -> tuple[Floats, Floats]:
    """Return for each second: the noise floor of each filter, and how loud speech around it is (mean log energy)."""
    floors = lowest_around(block_percentiles(mel, NOISE_BLOCK, 10))
    high = block_percentiles(mel.mean(axis=1, dtype=np.float32), NOISE_BLOCK, 90)
    padded_high = np.pad(high, NOISE_REACH, mode="edge")
    louds = np.percentile(np.lib.stride_tricks.sliding_window_view(padded_high, 2 * NOISE_REACH + 1), 80, axis=1)
    return floors, louds.astype(np.float32)


def _spoken(log_energy: Floats, louds: Floats) -> Floats:
    """Weight of each frame in the mean: near 1 within 0.3 s of sound that is no more than 17 dB below the loud parts.

    The model was trained on sentences with a little silence around them; longer silences would pull the mean away.

    Args:
        log_energy: seconds x frames x 25.
        louds: seconds.
    """
    level = log_energy.mean(axis=2)
    weight = 1.0 / (1.0 + np.exp(np.clip(-2.0 * (level - (louds[:, None] - 4.0)), -30, 30)))
    near = np.pad(weight, ((0, 0), (NEAR, NEAR)))
    # The highest of 2, 4, 8 ... side by side, and then of two such that overlap.
    reach, width = 1, 2 * NEAR + 1
    while 2 * reach <= width:
        near = np.maximum(near[:, :-reach], near[:, reach:])
        reach *= 2
    near = np.maximum(near[:, : level.shape[1]], near[:, width - reach : width - reach + level.shape[1]])
    return (near + 0.02).astype(np.float32)


NEAR = 30
"""Frames."""

AT_ONCE = 60_000
"""Frames whose mean is subtracted at once: ten minutes."""

TOGETHER = 60
"""Seconds whose cepstra are made at once."""

QUIETEST = 13.0
"""Nepers of power (56 dB) below the loud parts: what is less, as in gated or synthetic sound, is raised to this."""
