"""Loudness and true peak as ITU-R BS.1770-4 defines them, and a limiter that keeps below a true peak.

Mono counts as heard from two loudspeakers (ffmpeg's `dual_mono`), so that a mono and a stereo clip of the same loudness
sound alike.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.media import choose_stream, input_arguments, pan_filter, probe, run_ffmpeg, text_of, timeline_filter

__all__ = ["CEILING", "SILENCE", "episode_loudness", "integrated", "limit", "true_peak"]

RATE = 48000
CEILING = -1.0
"""dBTP; what Apple, Spotify and EBU R 128 ask for."""

SILENCE = -70.0
"""LUFS; the absolute gate of BS.1770: what lies below has no loudness."""

Sound = NDArray[np.float32]


def episode_loudness(path: Path, stream: int | None = None, channel: int | None = None) -> float:
    """Integrated loudness of a whole file in LUFS, by ffmpeg's ebur128 filter, as a stream; `SILENCE` at least."""
    info = probe(path)
    sound = choose_stream(info, stream)
    dual = ":dualmono=true" if sound.channels == 1 or channel is not None else ""
    args = ["-vn", "-sn", "-dn", *input_arguments(path), "-map", f"0:{sound.index}"]
    # Surround is folded down as it will be in the clip; ffmpeg 5 cannot choose among several layouts itself.
    layout = "mono" if sound.channels == 1 or channel is not None else "stereo"
    alone = [pan_filter(channel)] if channel is not None else []
    chain = ",".join([*alone, timeline_filter()])
    args += ["-af", f"{chain},aformat=channel_layouts={layout},ebur128=framelog=verbose{dual}"]
    stderr = text_of(run_ffmpeg([*args, "-f", "null", "-"]).stderr)
    readings = re.findall(r"^\s+I:\s+(-?[\d.]+|-inf|nan) LUFS", stderr, re.MULTILINE)
    value = float(readings[-1]) if readings else SILENCE
    return max(SILENCE, value) if math.isfinite(value) else SILENCE


def integrated(sound: Sound) -> float:
    """Integrated loudness in LUFS of samples `(n, channels)` at 48 kHz, gated; `SILENCE` where there is none.

    BS.1770-4: K-weighting, blocks of 400 ms every 100 ms, gates at -70 LUFS and 10 LU below the mean.
    """
    power = sum(_block_power(sound[:, channel]) for channel in range(sound.shape[1]))
    blocks = np.asarray(power) * (2.0 if sound.shape[1] == 1 else 1.0)
    blocks = blocks[blocks > 10 ** ((SILENCE + 0.691) / 10)]
    if not len(blocks):
        return SILENCE
    blocks = blocks[blocks > blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


def _block_power(channel: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean power of each block after K-weighting; one block where the sound is shorter than a block."""
    weighted = _k_weighted(channel)
    step, each = RATE // 10, 4
    if len(weighted) < each * step:
        return np.array([np.mean(weighted**2, dtype=np.float64) if len(weighted) else 0.0])
    steps = (weighted[: len(weighted) // step * step] ** 2).reshape(-1, step).sum(axis=1, dtype=np.float64)
    return np.asarray(np.convolve(steps, np.ones(each), "valid") / (each * step))


# Samples transformed at once, and those in which the filter forgets: a third of a second.
_SIZE, _MEMORY = 1 << 16, 1 << 14


@lru_cache(maxsize=1)
def _k_response() -> NDArray[np.complex64]:
    z = np.exp(-2j * np.pi * np.arange(_SIZE // 2 + 1) / _SIZE)
    # Coefficients for 48 kHz from BS.1770-4, tables 1 and 2.
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    response = shelf * (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(response, np.complex64)


def _k_weighted(channel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the K filter by its frequency response, in pieces."""
    weighted = np.zeros(len(channel), np.float32)
    padded = np.concatenate((np.zeros(_MEMORY, np.float32), channel))
    for begin in range(0, len(channel), _SIZE - _MEMORY):
        piece = np.fft.irfft(np.fft.rfft(padded[begin : begin + _SIZE], _SIZE) * _k_response(), _SIZE)[_MEMORY:]
        weighted[begin : begin + _SIZE - _MEMORY] = piece[: len(channel) - begin]
    return weighted


_TIMES = 4  # oversampling: BS.1770-4, annex 2
_PIECE, _MARGIN = 1 << 12, 1 << 8


def _oversampled_peaks(sound: Sound) -> NDArray[np.float32]:
    """Return for each sample the highest absolute value between it and the next, any channel, oversampled four times.

    Where no sample comes within 6 dB of the highest one, the samples themselves stand: nothing between them can matter.
    """
    count = max(1, -(-len(sound) // _PIECE))
    # One channel after the other: numpy takes the highest of two neighbours in memory slowly.
    padded = np.zeros((sound.shape[1], count * _PIECE + 2 * _MARGIN), np.float32)
    padded[:, _MARGIN : _MARGIN + len(sound)] = sound.T
    whole = np.abs(padded[:, _MARGIN:-_MARGIN]).max(axis=0).reshape(count, _PIECE)
    highest = whole.max(axis=1)
    for number in np.flatnonzero(highest >= highest.max() / 2) if highest.max() > 0 else ():
        for channel in padded:
            piece = channel[number * _PIECE : (number + 1) * _PIECE + 2 * _MARGIN]
            fine = np.abs(np.fft.irfft(np.fft.rfft(piece), len(piece) * _TIMES)[_MARGIN * _TIMES : -_MARGIN * _TIMES])
            for phase in range(_TIMES):
                np.maximum(whole[number], fine[phase::_TIMES] * np.float32(_TIMES), out=whole[number])
    return np.asarray(whole.reshape(-1)[: len(sound)])


def true_peak(sound: Sound) -> float:
    """Return true peak in dBTP of samples `(n, channels)`; -200 where all is zero."""
    return _decibels(float(_oversampled_peaks(sound).max(initial=0.0)))


def limit(sound: Sound, ceiling: float = CEILING) -> tuple[Sound, float, float]:
    """Keep the true peak at or below `ceiling` dBTP; gives the samples, the most that was taken off in dB, the peak.

    The gain goes down within 5 ms ahead of a peak and comes back within 60 ms behind it; nothing else is touched.
    """
    # Meters differ by a tenth in how they read_times_and_sound between samples.
    highest = 10 ** ((ceiling - 0.1) / 20)
    peaks = _oversampled_peaks(sound)
    peak, reduction = float(peaks.max(initial=0.0)), 0.0
    # Between samples a gain that moves adds a little; a second and third pass take that off as well.
    for _ in range(4):
        if peak <= highest:
            break
        gain = _smooth(np.minimum(1.0, 0.995 * highest / np.maximum(peaks, 1e-9)))
        sound = np.asarray(sound * gain[:, None], np.float32)
        reduction -= _decibels(float(gain.min()))
        peaks = _oversampled_peaks(sound)
        peak = float(peaks.max(initial=0.0))
    if peak > highest:
        sound, reduction = sound * np.float32(highest / peak), reduction + _decibels(peak / highest)
        peak = highest
    return sound, reduction, _decibels(peak)


def _decibels(ratio: float) -> float:
    return 20 * math.log10(max(ratio, 1e-10))


def _smooth(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a gain that is never above `needed`, with an attack of 5 ms and a release of 60 ms."""
    attack, release = RATE // 200, 3 * RATE // 50
    gain = np.ones(len(needed))
    for at in _valleys(needed):
        low, high = max(0, at - attack), min(len(needed), at + release)
        before = np.linspace(1.0, needed[at], attack)[attack - (at - low) :]
        after = np.linspace(needed[at], 1.0, release)[: high - at]
        gain[low:at] = np.minimum(gain[low:at], before)
        gain[at:high] = np.minimum(gain[at:high], after)
    return np.minimum(gain, needed)


def _valleys(needed: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the lowest place of every millisecond in which the gain must go down."""
    size = RATE // 1000
    padded = np.pad(needed, (0, -len(needed) % size), constant_values=1.0).reshape(-1, size)
    lowest = padded.argmin(axis=1)
    rows = np.flatnonzero(padded[np.arange(len(padded)), lowest] < 1.0)
    return np.asarray(rows * size + lowest[rows])
