"""What two recordings of the same sound have in common: the bits of a fingerprint, 24 for every 16 ms.

Each bit says whether the difference of two neighbouring mel bands has grown within a fifth of a second (after Haitsma
and Kalker, "A Highly Robust Audio Fingerprinting System", 2002). Level, codecs and a little music under a voice leave
most bits as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.media import stream_pcm

__all__ = ["BITS", "HOP", "RATE", "Prints", "Sound", "band_energies", "prints_of", "read_sound"]

RATE = 8000
"""Samples a second: enough for a tenth of a millisecond, and half the work of 16,000."""

HOP, WINDOW = 128, 512
"""Samples: 16 ms and 64 ms."""

BITS = 24
LOWEST, HIGHEST = 200.0, 3600.0
"""Hz: what telephones, codecs and hum leave alone."""

SMOOTH, LAG = 12, 12
"""Frames: over so many the energy is averaged, and so far apart two of them are compared."""

FAINT = 1e3
"""Energy of a band under which there is nothing but rounding."""

BATCH = 2000
"""Frames transformed at once."""

BLOCK = 60 * RATE

Sound = NDArray[np.int16]
Prints = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Bands:
    """The bands of a stretch of frames, and the samples that the next frame begins with."""

    energies: NDArray[np.float32]
    rest: Sound


def read_sound(path: Path, *, stream: int | None = None, channel: int | None = None) -> tuple[Sound, Prints]:
    """Decode a recording to 8 kHz and take its fingerprint on the way; raises `FileProblem`."""
    blocks, bands = [], []
    rest = np.zeros(0, np.int16)
    for block in stream_pcm(path, rate=RATE, stream=stream, channel=channel, block=BLOCK):
        blocks.append(block)
        made = _bands(np.concatenate([rest, block]))
        bands.append(made.energies)
        rest = made.rest
    return np.concatenate(blocks), _bits(np.concatenate(bands))


def prints_of(sound: Sound) -> Prints:
    """Return the fingerprint of samples at 8 kHz: frame k begins with sample `k * HOP`."""
    return _bits(_bands(sound).energies)


def band_energies(sound: Sound) -> NDArray[np.float32]:
    """Return the energies of `BITS + 1` mel bands in each frame; frame k begins with sample `k * HOP`."""
    return _bands(sound).energies


def _bands(sound: Sound) -> _Bands:
    count = max(0, (len(sound) - WINDOW) // HOP + 1)
    energies = np.empty((count, BITS + 1), np.float32)
    if count:
        frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
        taper, filters = np.hanning(WINDOW).astype(np.float32), _filters()
        for first in range(0, count, BATCH):
            spectrum = np.fft.rfft(frames[first : first + BATCH] * taper)
            power = spectrum.real**2 + spectrum.imag**2
            energies[first : first + BATCH] = power.astype(np.float32) @ filters
    return _Bands(energies, sound[count * HOP :])


def _filters() -> NDArray[np.float32]:
    """Return triangles on the mel scale, `(WINDOW // 2 + 1, BITS + 1)`."""

    def mel(hertz: float) -> float:
        return float(2595 * np.log10(1 + hertz / 700))

    edges = 700 * (10 ** (np.linspace(mel(LOWEST), mel(HIGHEST), BITS + 3) / 2595) - 1)
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _bits(energies: NDArray[np.float32]) -> Prints:
    """Pack the bits of each frame, least band first; frames too near the end to be compared have none."""
    packed = np.zeros(len(energies), np.uint32)
    size = 20_000
    for first in range(0, len(energies) - SMOOTH - LAG, size):
        part = energies[first : first + size + SMOOTH + LAG].astype(np.float64)
        sums = np.cumsum(np.concatenate([np.zeros((1, part.shape[1])), part]), axis=0)
        levels = np.log(sums[SMOOTH:] - sums[:-SMOOTH] + FAINT)
        slopes = levels[:, :-1] - levels[:, 1:]
        grown = slopes[LAG:] > slopes[:-LAG]
        made = grown @ (1 << np.arange(BITS, dtype=np.int64))
        packed[first : first + len(made)] = made.astype(np.uint32)
    return packed
