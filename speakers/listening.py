"""Hearing a recording: spectra and pitch, along with the engine or in a pass of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.engine import ProgressCallback
from align.media import probe, stream_pcm
from align.signal import Spectra, compute_spectra
from speakers.pitch import Pitch, PitchTracker

__all__ = ["VoiceListener", "decoded", "listen"]


class VoiceListener:
    """Keeps the spectra and the pitch of the last recording that was heard to its end."""

    def __init__(self) -> None:
        self._tracker = PitchTracker()
        self.heard: tuple[Spectra, Pitch] | None = None

    def hear(self, block: NDArray[np.int16]) -> None:
        """See `align.engine.Listener.hear`."""
        self._tracker.hear(block)

    def take(self, spectra: Spectra) -> None:
        """See `align.engine.Listener.take`."""
        self.heard = spectra, self._tracker.result()
        self._tracker = PitchTracker()


def listen(media: Path, alignment: Alignment, on_progress: ProgressCallback | None = None) -> tuple[Spectra, Pitch]:
    """Decode what was aligned of `media`; raises `FileProblem` where it cannot be read."""
    expected = max(probe(media).duration or 0.0, 1.0)
    report_progress = on_progress or (lambda share, doing: None)
    tracker = PitchTracker()

    def blocks() -> Iterator[NDArray[np.int16]]:
        for block in stream_pcm(media, stream=alignment.media.stream, channel=alignment.media.channel):
            tracker.hear(block)
            yield block

    spectra = compute_spectra(blocks(), lambda seconds: report_progress(min(1.0, seconds / expected), "listening"))
    return spectra, tracker.result()


def decoded(media: Path, alignment: Alignment, on_progress: ProgressCallback) -> NDArray[np.float32]:
    """Return what was aligned of `media`, mono at 16 kHz, -1 to 1; raises `FileProblem` where it cannot be read."""
    on_progress(0.0, "listening")
    blocks = stream_pcm(media, stream=alignment.media.stream, channel=alignment.media.channel)
    sound: NDArray[np.float32] = np.concatenate([np.zeros(0, np.int16), *blocks]).astype(np.float32)
    return sound / np.float32(32768)
