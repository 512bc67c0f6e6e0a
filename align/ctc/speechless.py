"""Stretches in which nobody speaks, from the embedded engine's spectra: they need no emissions.

Both tests err on the side of speech. Silence is what stays at the noise floor in every filter, however loud the room;
music is a spectrum whose narrow peaks stand still for a tenth of a second on average over each whole second, which
speech does not do and singing may.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.signal.blocks import block_percentiles, lowest_around
from align.signal.runs import runs_of
from align.signal.spectra import FRAME, Spectra

__all__ = ["speechless_stretches"]

Floats = NDArray[np.float32]
Stretch = tuple[float, float]

SECOND = 100
"""Frames."""

SMOOTH = 15
"""Frames over which energies are averaged before the floor is looked for."""

FLOOR_REACH = 8
"""Seconds to either side from which the noise floor is taken."""

QUIET_MEAN, QUIET_PEAK = 0.6, 1.4
"""Nepers of power above the floor: on average over the filters, and in any one of them."""

QUIET_SECONDS, QUIET_MARGIN = 2.0, 0.5
"""How long silence must last, and what of it is kept at either end."""

LAG, LOCAL = 10, 1000
"""Frames: peaks are compared with those so much later, after what stands for so long (hum, the room) is taken off."""

STEADY = 0.55
"""Correlation of the peaks above which a second is music. Measured with docs/whisperx.md's recordings: speech in quiet,
in noise, by telephone and over music 5 dB below it stays under this in at least one second of any four."""

MUSIC_SECONDS, MUSIC_MARGIN = 4.0, 1.0


BLOCK, LAP = 60_000, 2_000
"""Frames judged at once, and what is looked at beside them: memory does not grow with the recording."""


def speechless_stretches(spectra: Spectra) -> list[Stretch]:
    """Return stretches of silence and of music without speech, in seconds, ascending, without overlaps."""
    frames = len(spectra.mel)
    if frames < QUIET_SECONDS * SECOND:
        return []
    quiet, music = np.zeros(frames, np.bool_), np.zeros(frames, np.bool_)
    for first in range(0, frames, BLOCK):
        low, last = max(0, first - LAP), min(frames, first + BLOCK)
        mel = spectra.mel[low : last + LAP].astype(np.float32)
        quiet[first:last] = _at_floor(mel)[first - low :][: last - first]
        music[first:last] = (_steady(mel) > STEADY)[first - low :][: last - first]
    speechless = _shrunk(quiet, QUIET_SECONDS, QUIET_MARGIN) | _shrunk(music, MUSIC_SECONDS, MUSIC_MARGIN)
    return [(first * FRAME, last * FRAME) for first, last in runs_of(speechless)]


def _shrunk(mask: NDArray[np.bool_], least: float, margin: float) -> NDArray[np.bool_]:
    """Return the runs of at least so many seconds, less their margins."""
    out = np.zeros(len(mask), np.bool_)
    for first, last in runs_of(mask):
        if last - first >= least * SECOND:
            out[first + int(margin * SECOND) : last - int(margin * SECOND)] = True
    return out


def _at_floor(mel: Floats) -> NDArray[np.bool_]:
    """Return frames at the noise floor around them."""
    smooth = _averaged(mel, SMOOTH)
    floor = lowest_around(block_percentiles(smooth, SECOND, 10), FLOOR_REACH)
    above = smooth - np.repeat(floor, SECOND, axis=0)[: len(mel)]
    quiet: NDArray[np.bool_] = (above.mean(axis=1) < QUIET_MEAN) & (above.max(axis=1) < QUIET_PEAK)
    return quiet


def _steady(mel: Floats) -> Floats:
    """Return how alike, -1..1, the peaks of the spectrum are to those a little later, averaged over a second."""
    peaks = mel - mel.mean(axis=1, keepdims=True)
    peaks = peaks - _averaged(peaks.T, 7).T
    peaks = peaks - _averaged(peaks, min(LOCAL, len(mel)))
    now, later = peaks[:-LAG], peaks[LAG:]
    power = np.sqrt((now**2).sum(axis=1) * (later**2).sum(axis=1)) + 1e-3
    alike = np.concatenate([(now * later).sum(axis=1) / power, np.zeros(LAG, np.float32)])
    return _averaged(alike[:, None], SECOND)[:, 0]


def _averaged(rows: Floats, reach: int) -> Floats:
    """Return running means of `reach` rows, of those there are at the ends."""
    total = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    index = np.arange(len(rows))
    first, last = np.maximum(index - reach // 2, 0), np.minimum(index + reach - reach // 2, len(rows))
    means: Floats = ((total[last] - total[first]) / (last - first)[:, None]).astype(np.float32)
    return means
