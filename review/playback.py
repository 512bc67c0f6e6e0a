"""Which recordings a browser plays, and plays at the times it says."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem
from align.media import MediaInfo, probe
from review.sources import BLOCK

__all__ = ["is_video", "media_type", "picture", "playback_fault", "playback_fault_of", "variable_rate"]

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


def media_type(info: MediaInfo) -> str:
    """Return the MIME type of a file that `playback_fault` lets pass."""
    kind = "audio" if picture(info) is None else "video"
    return f"{kind}/{TYPES[info.container.split(',')[0]]}"


def playback_fault(info: MediaInfo) -> str | None:
    """Why a browser would not play this file, or not at the right times; `None` where it does."""
    container = info.container.split(",")[0]
    sound, shown = info.audio, picture(info)
    if sound is None:
        raise FileProblem(info.path, "has no sound")
    if sound.codec not in SOUNDS.get(container, ()):
        return f"browsers do not play {sound.codec} in {container}"
    if shown is not None and shown not in PICTURES.get(container, ()):
        return f"browsers do not show {shown} in {container}"
    if container == "mp3":
        # Measured in Chromium 156 after a seek: constant rate 3 ms early to 50 ms late, variable rate up to 9 s off.
        varies = variable_rate(info.path)
        return f"after a jump in an mp3 browsers are {'seconds' if varies else 'up to 50 ms'} beside the time they show"
    return None


def playback_fault_of(path: Path) -> str | None:
    """`playback_fault` for a file; raises `FileProblem` where it is no recording."""
    return playback_fault(probe(path))


def is_video(path: Path) -> bool:
    """Tell whether a recording has a picture that moves."""
    return picture(probe(path)) is not None


def picture(info: MediaInfo) -> str | None:
    """Return the codec of the picture that moves; `None` where there is none."""
    return next((s.codec for s in info.streams if s.kind == "video" and not s.cover), None)


RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def variable_rate(path: Path) -> bool:
    """Tell whether an mp3 changes its bit rate, judged by the headers of frames from its beginning, middle and end.

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
