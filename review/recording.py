"""The recording behind the page: found, judged, drawn, and served on the same timeline as the alignment.

A browser is given the file itself where it plays it faithfully. Otherwise (a codec browsers lack, an mp3, where they
land beside the time they are asked for) it is given the sound as plain samples, decoded by the
decoder that aligned it, so that what is heard at a time is what the document says about that time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import struct
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from align.audio import stream_pcm
from align.document import Media
from align.errors import FileProblem, PullquoteError
from align.media import MediaInfo, probe
from review.peaks import PER_SECOND, peaks

__all__ = [
    "FileSource",
    "Recording",
    "Source",
    "WaveSource",
    "find_media",
    "is_video",
    "media_type",
    "open_recording",
    "unfaithful",
    "unfaithful_file",
    "variable_rate",
]

log = logging.getLogger(__name__)

RATE = 24000
"""Samples a second of the plain copy: consonants stay clear, and two hours take 350 MB of temporary disk."""
BLOCK = 1 << 18
WAV_HEADER = 44
WAIT = 30.0
"""Seconds that a request waits for sound not decoded yet; a whole episode takes ten."""

# By the first name that ffmpeg gives a container: its MIME subtype, and the codecs in it that the usual browsers
# share. Raw AAC is left out: it has no index, and browsers guess where a time is.
TYPES = {"mp3": "mpeg", "mov": "mp4", "matroska": "webm", "ogg": "ogg", "wav": "wav", "flac": "flac"}
SOUNDS = {
    "mp3": {"mp3"},
    "mov": {"aac", "mp3", "opus", "flac"},
    "matroska": {"opus", "vorbis"},
    "ogg": {"opus", "vorbis"},
    "wav": {"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"},
    "flac": {"flac"},
}
PICTURES = {"mov": {"h264", "av1", "vp9"}, "matroska": {"vp8", "vp9", "av1"}}


class Source(Protocol):
    """Bytes that can be asked for from any place."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        ...

    @property
    def content_type(self) -> str:
        """The MIME type."""
        ...

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop` in blocks of at most 256 KiB."""
        ...


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, streamed from disk."""

    path: Path

    size: int
    content_type: str

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop`; fewer bytes where the file has become shorter."""
        with self.path.open("rb") as stream:
            stream.seek(start)
            while start < stop:
                block = stream.read(min(BLOCK, stop - start))
                if not block:
                    return
                start += len(block)
                yield block


class WaveSource:
    """A WAV file that is still being decoded: a request for what is not there yet waits for it."""

    content_type = "audio/wav"

    def __init__(self, seconds: float) -> None:
        self.size = WAV_HEADER + 2 * round(seconds * RATE)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the server
        self._grown = threading.Condition()
        self._file.write(_wav_header(self.size - WAV_HEADER))
        self._written = WAV_HEADER
        self._done = False

    def write(self, samples: bytes) -> None:
        """Append samples; what goes beyond the length announced is dropped."""
        with self._grown:
            part = samples[: max(0, self.size - self._written)]
            self._file.seek(self._written)
            self._file.write(part)
            self._written += len(part)
            self._grown.notify_all()

    def close(self) -> None:
        """Forget the samples."""
        self._file.close()

    def finish(self) -> None:
        """Nothing more will come: what is missing is silence."""
        with self._grown:
            self._done = True
            self._grown.notify_all()

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop`, waiting for the decoder where need be."""
        while start < stop:
            wanted = min(start + BLOCK, stop)
            with self._grown:
                self._grown.wait_for(lambda w=wanted: self._done or self._written >= w, WAIT)  # type: ignore[misc]
                there = max(start, min(wanted, self._written))
                self._file.seek(start)
                block = self._file.read(there - start)
                if not self._done and not block:
                    return
            yield block if not self._done else block.ljust(wanted - start, b"\0")
            start += len(block) if not self._done else wanted - start


def _wav_header(size: int) -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    return b"RIFF" + struct.pack("<I", 36 + size) + b"WAVE" + form + b"data" + struct.pack("<I", size)


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
        self.total = round(media.duration * PER_SECOND)
        self._peaks = bytearray()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        self.finished = threading.Event()
        if path is not None:
            self._judge(path)

    def _judge(self, path: Path) -> None:
        info = probe(path)
        # The document's duration was measured by decoding; what a header says may be a guess.
        seconds = self.media.duration or info.duration or 0.0
        self.total = round(seconds * PER_SECOND)
        why = unfaithful(info)
        if why is None:
            self.source = FileSource(path, path.stat().st_size, media_type(info))
            self.video = _picture(info) is not None
        else:
            self.source = WaveSource(seconds)
            self.copy = f"You hear a plain copy of the sound: {why}."
            if _picture(info) is not None:
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
        """The peaks that are known so far, from pair `start` on: two signed bytes each."""
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
        known = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                known.update(block)
        if known.hexdigest() != self.media.sha256:
            self.note = f"{path.name} is not the file that was aligned: times may be off."


def find_media(document: Path, media: Media) -> Path | None:
    """The recording that a document names: as given, from the document's folder, or beside the document."""
    named = Path(media.path)
    for path in (named, document.parent / named, document.parent / named.name):
        try:
            if path.is_file():
                return path
        except (OSError, ValueError):
            continue
    return None


def media_type(info: MediaInfo) -> str:
    """The MIME type of a file that `unfaithful` lets pass."""
    kind = "audio" if _picture(info) is None else "video"
    return f"{kind}/{TYPES[info.container.split(',')[0]]}"


def unfaithful(info: MediaInfo) -> str | None:
    """Why a browser would not play this file, or not at the right times; `None` where it does."""
    container = info.container.split(",")[0]
    sound, picture = info.audio, _picture(info)
    if sound is None:
        raise FileProblem(info.path, "has no sound")
    if sound.codec not in SOUNDS.get(container, ()):
        return f"browsers do not play {sound.codec} in {container}"
    if picture is not None and picture not in PICTURES.get(container, ()):
        return f"browsers do not show {picture} in {container}"
    if container == "mp3":
        # Measured in Chromium 156 after a seek: constant rate 3 ms early to 50 ms late, variable rate up to 9 s off.
        varies = variable_rate(info.path)
        return f"after a jump in an mp3 browsers are {'seconds' if varies else 'up to 50 ms'} beside the time they show"
    return None


def unfaithful_file(path: Path) -> str | None:
    """`unfaithful` for a file; raises `FileProblem` where it is no recording."""
    return unfaithful(probe(path))


def is_video(path: Path) -> bool:
    """Whether a recording has a picture that moves."""
    return _picture(probe(path)) is not None


def _picture(info: MediaInfo) -> str | None:
    return next((s.codec for s in info.streams if s.kind == "video" and not s.cover), None)


RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def variable_rate(path: Path) -> bool:
    """Whether an mp3 changes its bit rate, judged by the headers of frames from its beginning, middle and end.

    The header is four bytes (ISO/IEC 11172-3, 2.4.1.3); sound that merely looks like one is told apart by the frames
    that must follow.
    """
    size = path.stat().st_size
    seen: set[tuple[int, int]] = set()
    with path.open("rb") as stream:
        for place in range(9):
            stream.seek(max(0, (size - BLOCK) * place // 8))
            seen |= _rates(stream.read(BLOCK // 4))
    return len(seen) > 1


def _rates(data: bytes) -> set[tuple[int, int]]:
    """(version, kbit/s) of the frames in the first chain of eight or more."""
    at = 0
    while (at := data.find(b"\xff", at)) >= 0:
        chain, here = [], at
        while (frame := _frame(data, here)) is not None:
            chain.append(frame[:2])
            here += frame[2]
        if len(chain) >= 8:
            # The first frame of a file may be the encoder's tag, with a rate of its own.
            return set(chain[1:])
        at += 1
    return set()


def _frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Version, kbit/s and length of the layer 3 frame at `at`."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version, index, tempo = (data[at + 1] >> 3) & 3, data[at + 2] >> 4, (data[at + 2] >> 2) & 3
    if version == 1 or index in (0, 15) or tempo == 3:
        return None
    rate = RATES[3 if version == 3 else 2][index]
    hertz = (44100, 48000, 32000)[tempo] >> (0 if version == 3 else 1 if version == 2 else 2)
    length = (144 if version == 3 else 72) * rate * 1000 // hertz + (data[at + 2] >> 1 & 1)
    return version, rate, length


def open_recording(document: Path, media: Media, given: Path | None) -> Recording:
    """The recording `given`, or the one that the document names; a `Recording` without sound where there is none."""
    path = given or find_media(document, media)
    if path is None:
        name = os.fsdecode(os.fsencode(Path(media.path).name))
        return Recording(None, media, f"The recording {name} was not found: give it with --media.")
    if given is not None:
        return Recording(given, media)
    try:
        return Recording(path, media)
    except PullquoteError as error:
        return Recording(None, media, f"The recording cannot be played: {error}")
