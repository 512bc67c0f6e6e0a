"""Two sounds that should be the same made comparable: the old one as it is heard in the new, without what hides both.

Codecs, resampling and a shift between samples are one filter, and music under the voices hides some frequencies and not
others. Both are measured where the two surely are the same: the filter by least squares over all frames, each counting
as much whatever its level; what is hidden by the coherence of the faintest frames, which is all that tells in a pause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "fit"]

SIZE, HOP = 128, 32
"""Samples: frames of 16 ms, 4 ms apart; a longer filter would smear edges."""

QUIET = 0.12
"""Share of the frames that are the faintest: there are pauses in any few seconds of talk."""

LEAST, LEAST_FAINT = 60, 40
"""Frames: so many must be heard, and so many of them are taken for the faintest, for chance not to look like likeness.
"""

ROUNDING = 4.0
"""Power of rounding, in squares of 16-bit steps."""

SMALL = 1e-6
"""Of the loudest frequency: where the old sound has less, nothing can be told of the filter."""

Floats = NDArray[np.float64]
Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Fit:
    """What both sounds are to be filtered by, `(SIZE // 2 + 1,)` each."""

    heard: Floats
    meant: Complex

    def apply(self, heard: Floats, meant: Floats) -> tuple[Floats, Floats]:
        """Filter the sound that is heard in the new recording, and that of the old one at the same time."""
        return _filtered(heard, self.heard), _filtered(meant, self.meant)


def fit(heard: Floats, meant: Floats) -> Fit | None:
    """Fit the old sound `meant` to the new one that should be the same; `None` where next to nothing is heard."""
    taper = np.hanning(SIZE)
    new, old = (
        np.fft.rfft(np.lib.stride_tricks.sliding_window_view(each, SIZE)[::HOP] * taper) for each in (heard, meant)
    )
    power = (np.abs(new) ** 2).sum(axis=1)
    # Between gates there is no sound at all, which would tell that nothing is the same.
    audible = power > ROUNDING * SIZE**2 / 4
    if audible.sum() < LEAST:
        return None
    new, old, power = new[audible], old[audible], power[audible]
    faint = power <= np.quantile(power, max(QUIET, LEAST_FAINT / len(power)))
    cross, _, theirs = _spectra(new, old, 1 / power)
    response = cross / np.maximum(theirs, SMALL * theirs.max() + 1e-12)
    cross, ours, theirs = _spectra(new[faint], old[faint], 1 / power[faint])
    # Of few frames, chance alone leaves some coherence: its square keeps that out, and takes next to nothing of 0.98.
    coherence = (np.abs(cross) ** 2 / np.maximum(ours * theirs, 1e-30)) ** 2
    return Fit(coherence, coherence * response)


def _spectra(new: Complex, old: Complex, weights: Floats) -> tuple[Complex, Floats, Floats]:
    """Return the cross spectrum, and that of each."""
    return weights @ (new * old.conj()), weights @ np.abs(new) ** 2, weights @ np.abs(old) ** 2


def _filtered(sound: Floats, response: Floats | Complex) -> Floats:
    """Return a sound as long as before, through a filter that reaches half a frame to either side."""
    kernel = np.roll(np.fft.irfft(response, SIZE), SIZE // 2) * np.hanning(SIZE + 1)[:-1]
    size = 1 << (len(sound) + SIZE - 1).bit_length()
    whole = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(kernel, size), size)
    return np.asarray(whole[SIZE // 2 : SIZE // 2 + len(sound)])
