"""The front end that the acoustic model was trained with (`feat.params`): windows, mel filters, cosine transform."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CEPSTRA",
    "EMPHASIS",
    "FFT",
    "FILTERS",
    "FRAME",
    "HOP",
    "LIFTER",
    "RATE",
    "WINDOW",
    "cosines",
    "mel_filters",
]

RATE = 16_000
HOP = 160
FRAME = HOP / RATE
WINDOW, FFT = 410, 512
FILTERS, LOWEST, HIGHEST = 25, 130.0, 6800.0
CEPSTRA, LIFTER, EMPHASIS = 13, 22, 0.97

Floats = NDArray[np.float32]


def mel_filters() -> Floats:
    """257 x 25: triangles of unit area with edges rounded to bins, as Sphinx makes them."""

    def mel(hertz: float) -> float:
        return float(2595.0 * np.log10(1.0 + hertz / 700.0))

    width = RATE / FFT
    points = np.linspace(mel(LOWEST), mel(HIGHEST), FILTERS + 2)
    hertz = np.floor(700.0 * (10.0 ** (points / 2595.0) - 1.0) / width + 0.5) * width
    bins = np.arange(FFT // 2 + 1) * width
    rows = []
    for low, centre, high in zip(hertz, hertz[1:], hertz[2:], strict=False):
        rise = (bins - low) / max(centre - low, 1e-3)
        fall = (high - bins) / max(high - centre, 1e-3)
        rows.append(np.maximum(np.minimum(rise, fall), 0.0) * 2.0 / (high - low))
    return np.array(rows, np.float32).T.copy()


def cosines() -> Floats:
    """25 x 13: the orthonormal cosine transform with the lifter applied."""
    order = np.arange(CEPSTRA)
    table = np.cos(np.pi * np.outer(np.arange(FILTERS) + 0.5, order) / FILTERS)
    table *= np.sqrt(np.where(order == 0, 1.0, 2.0) / FILTERS)
    return (table * (1.0 + LIFTER / 2 * np.sin(np.pi * order / LIFTER))).astype(np.float32)
