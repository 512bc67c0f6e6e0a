"""The recording behind the page: found, judged, drawn, and served on the same timeline as the alignment.

A browser is given the file itself where it plays it faithfully. Otherwise (a codec browsers lack, an mp3, where they
land beside the time they are asked for) it is given the sound as plain samples, decoded by the
decoder that aligned it, so that what is heard at a time is what the document says about that time.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from align.document import Media
from align.errors import PullquoteError
from align.hashing import file_sha256
from align.media import PEAKS_PER_SECOND, peaks, probe, stream_pcm
from align.media_place import find_media_file
from review.playback import media_type, picture, playback_fault
from review.sources import RATE, FileSource, Source, WaveSource

__all__ = ["Recording", "open_recording"]

log = logging.getLogger(__name__)


class Recording:
    """A recording that is being served.

    `source` is `None` where there is nothing to play; `note` is what a person must know; `copy` says why a plain
    copy is heard.
    """

    def __init__(self, path: Path | None, media: Media, note: str | None = None) -> None:
        self.path = path
        self.media = media
        self.note = note
        self.copy: str | None = None
        self.source: Source | None = None
        self.video = False
        self.total = round(media.duration * PEAKS_PER_SECOND)
        self._peaks = bytearray()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        self.finished = threading.Event()
        if path is not None:
            self._choose_source(path)

    def _choose_source(self, path: Path) -> None:
        info = probe(path)
        # The document's duration was measured by decoding; what a header says may be a guess.
        seconds = self.media.duration or info.duration or 0.0
        self.total = round(seconds * PEAKS_PER_SECOND)
        why = playback_fault(info)
        if why is None:
            self.source = FileSource(path, path.stat().st_size, media_type(info))
            self.video = picture(info) is not None
        else:
            self.source = WaveSource(seconds)
            self.copy = f"You hear a plain copy of the sound: {why}."
            if picture(info) is not None:
                self.note = f"Without the picture: {why}."

    def start(self) -> None:
        """Decode in the background, once: the waveform, and the plain copy where one is needed."""
        with self._lock:
            if self._worker is None:
                self._worker = threading.Thread(target=self._decode, name="waveform", daemon=True)
                self._worker.start()

    def close(self) -> None:
        """Stop decoding, and forget what was decoded."""
        self._stop.set()
        if self._worker is not None:
            self._worker.join()
        if isinstance(self.source, WaveSource):
            self.source.close()

    def peaks_from(self, start: int) -> bytes:
        """Return the peaks that are known so far, from pair `start` on: two signed bytes each."""
        with self._lock:
            return bytes(self._peaks[2 * start :])

    def _decode(self) -> None:
        try:
            if self.path is not None:
                self._draw(self.path)
                self._compare(self.path)
        except (PullquoteError, OSError) as error:
            log.warning("the waveform is incomplete: %s", error)
            self.note = f"The waveform is incomplete: {error}"
        finally:
            if isinstance(self.source, WaveSource):
                self.source.finish()
            self.total = len(self._peaks) // 2
            self.finished.set()

    def _draw(self, path: Path) -> None:
        def tee() -> Iterator[object]:
            for block in stream_pcm(path, rate=RATE):
                if self._stop.is_set():
                    return
                if isinstance(self.source, WaveSource):
                    self.source.write(block.tobytes())
                yield block

        for pairs in peaks(tee(), rate=RATE):  # type: ignore[arg-type]
            with self._lock:
                self._peaks += pairs.tobytes()

    def _compare(self, path: Path) -> None:
        if self._stop.is_set() or not self.media.sha256:
            return
        if file_sha256(path) != self.media.sha256:
            self.note = f"{path.name} is not the file that was aligned: times may be off."


def open_recording(document: Path, media: Media, given: Path | None) -> Recording:
    """Open the recording `given`, or the one that the document names; a `Recording` without sound where there is
    none.
    """
    path = given or find_media_file(media, document)
    if path is None:
        name = os.fsdecode(os.fsencode(Path(media.path).name))
        return Recording(None, media, f"The recording {name} was not found: give it with --media.")
    if given is not None:
        return Recording(given, media)
    try:
        return Recording(path, media)
    except PullquoteError as error:
        return Recording(None, media, f"The recording cannot be played: {error}")
