"""Sound to spectra, and runs of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.signal.runs import runs_of
    from align.signal.spectra import FRAME, RATE, Spectra, cepstra, compute_spectra

__all__ = [
    "FRAME",
    "RATE",
    "Spectra",
    "cepstra",
    "compute_spectra",
    "runs_of",
]

_HOMES = {
    "align.signal.runs": ("runs_of",),
    "align.signal.spectra": ("FRAME", "RATE", "Spectra", "cepstra", "compute_spectra"),
}

__getattr__ = lazy_names(__name__, _HOMES)
