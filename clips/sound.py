"""The sound of a clip: decoded to the sample, joined, faded, brought to its loudness."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.files import temporary_folder
from align.media import MediaInfo, read_pcm, run_ffmpeg
from clips.cuts import Cut
from clips.decoded import DecodedSound
from clips.denoise import denoise
from clips.loudness import CEILING, SILENCE, integrated, limit

__all__ = [
    "RATE",
    "Cleaning",
    "ClipSound",
    "Level",
    "Slot",
    "encoding_ceiling",
    "make_sound",
    "save_audio",
    "wav_bytes",
]

RATE = 48000
CROSS_FADE = 0.02
"""Seconds that two joined spans overlap, half of it taken from each side of the join."""
_HALF = round(CROSS_FADE / 2 * RATE)


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a clip shall be.

    Args:
        target: LUFS, or `None` to leave the sound as it is.
        episode: LUFS of the whole episode, from which one gain for all its clips follows; `None`: by the clip alone.
    """

    target: float | None = -16.0
    episode: float | None = None


@dataclass(frozen=True, slots=True)
class ClipSound:
    """Samples `(n, channels)` at 48 kHz and what was done to them.

    Args:
        loudness_before, loudness: LUFS as cut, and as delivered.
        gain: dB applied to everything. reduction: the most that the limiter took off a peak, in dB.
        peak: true peak as delivered, dBTP.
    """

    samples: NDArray[np.float32]
    loudness_before: float
    loudness: float
    gain: float
    reduction: float
    peak: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of the clip's sound.

    Args:
        start: seconds in the source at which the piece begins; length: its samples.
        audible: from when to when, in seconds in the source, the piece may be heard; the rest is silence (a picture
            begins and ends with whole frames, which may reach into a neighbouring word).
        fade_in, fade_out: seconds, used at the ends of the clip.
    """

    start: float
    length: int
    audible: tuple[float, float]
    fade_in: float
    fade_out: float

    @classmethod
    def of(cls, cut: Cut) -> Slot:
        """Return the slot of a clip without a picture: the cut itself."""
        length = round(cut.end * RATE) - round(cut.start * RATE)
        return cls(cut.start, length, (cut.start, cut.end), cut.fade_in, cut.fade_out)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What is left out: all channels but `channel`, all below `high_pass` Hz (`None`: nothing), and steady noise."""

    high_pass: float | None = None
    denoise: bool = False
    channel: int | None = None


def make_sound(
    info: MediaInfo,
    slots: Sequence[Slot],
    level: Level,
    *,
    channels: int,
    ceiling: float = CEILING,
    stream: int | None = None,
    cleaning: Cleaning = Cleaning(),
    decoded: Sequence[DecodedSound] = (),
) -> ClipSound:
    """Return the sound of the slots one after another, joined, faded and brought to its loudness.

    `decoded`: what need not be read again. `ceiling`: dBTP that no peak may exceed.
    """
    filters = f"highpass=f={cleaning.high_pass:g}" if cleaning.high_pass is not None else ""
    # What was decoded before was not filtered.
    usable = () if filters else decoded
    track = _Track(channels, stream, cleaning.channel, filters)
    pieces = [_piece(info, slot, track, usable) for slot in slots]
    joined = join([denoise(piece) for piece in pieces] if cleaning.denoise else pieces, slots)
    before = integrated(joined)
    gain = gain_for(level, before)
    loud, reduction, peak = limit(joined * np.float32(10 ** (gain / 20)), ceiling)
    after = before + gain if reduction == 0 else integrated(loud)
    if level.target is not None and level.episode is None and 0.1 < level.target - after < 3:
        # Limiting made it quieter; make up for it, once, while it is a matter of a few peaks.
        gain += level.target - after
        loud, reduction, peak = limit(joined * np.float32(10 ** (gain / 20)), ceiling)
        after = integrated(loud)
    return ClipSound(loud, *(round(value, 2) for value in (before, after, gain, reduction, peak)))


def gain_for(level: Level, clip: float) -> float:
    """Return the gain in dB; none for silence, and none where the sound is to stay as it is."""
    measured = clip if level.episode is None else level.episode
    if level.target is None or measured <= SILENCE:
        return 0.0
    return max(-40.0, min(40.0, level.target - measured))


@dataclass(frozen=True, slots=True)
class _Track:
    """What is read of the source: how many channels, of which stream, one of them alone, through which filters."""

    channels: int
    stream: int | None
    channel: int | None
    filters: str


def _piece(info: MediaInfo, slot: Slot, track: _Track, decoded: Sequence[DecodedSound]) -> NDArray[np.float32]:
    first = round(slot.start * RATE) - _HALF
    last = first + slot.length + 2 * _HALF
    for sound in decoded:
        if sound.samples.shape[1] == track.channels and (kept := sound.between(first, last)) is not None:
            return kept
    return read_pcm(
        info,
        first / RATE,
        last / RATE,
        rate=RATE,
        channels=track.channels,
        stream=track.stream,
        channel=track.channel,
        filters=track.filters,
    )


def join(pieces: Sequence[NDArray[np.float32]], slots: Sequence[Slot]) -> NDArray[np.float32]:
    """Lay pieces one after another; each comes with half a cross-fade more than its slot on both sides.

    The ends of the clip get the slots' fades, joins an equal-power cross-fade.
    """
    whole = np.zeros((sum(slot.length for slot in slots) + 2 * _HALF, pieces[0].shape[1]), np.float32)
    at = 0
    for number, (piece, slot) in enumerate(zip(pieces, slots, strict=True)):
        late = max(0, round(slot.audible[0] * RATE) - round(slot.start * RATE))
        early = max(0, round(slot.start * RATE) + slot.length - round(slot.audible[1] * RATE))
        ends = (number == 0, number == len(pieces) - 1)
        rising = _envelope(len(piece), late, slot.fade_in, end=ends[0])
        falling = _envelope(len(piece), early, slot.fade_out, end=ends[1])[::-1]
        whole[at : at + len(piece)] += piece * (rising * falling)[:, None]
        at += slot.length
    return whole[_HALF:-_HALF]


def _envelope(size: int, silent: int, fade: float, *, end: bool) -> NDArray[np.float32]:
    """Return the gain at one side of a piece, `silent` samples in: a fade, or half of a cross-fade at a join."""
    gain = np.ones(size, np.float32)
    if not end and silent <= 1:
        gain[: 2 * _HALF] = np.sin(np.linspace(0, np.pi / 2, 2 * _HALF))
        return gain
    begins = min(size, _HALF + silent)
    gain[:begins] = 0
    length = min(round((fade if end else 0.01) * RATE), size - begins)
    gain[begins : begins + length] = np.sin(np.linspace(0, np.pi / 2, length)) ** 2
    return gain


LOSSY_HEADROOM = 0.6
"""Decibels more below the ceiling for lossy codecs, whose noise adds to the peaks."""


def encoding_ceiling(suffix: str) -> float:
    """Return the true peak, in dBTP, below which sound must stay before it is encoded, for -1 dBTP afterwards."""
    return CEILING if suffix in (".wav", ".flac") else CEILING - LOSSY_HEADROOM


_CODECS: dict[str, list[str]] = {
    ".mp3": ["-f", "mp3", "-c:a", "libmp3lame", "-b:a", "192k"],
    ".m4a": ["-f", "ipod", "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"],
    ".aac": ["-f", "adts", "-c:a", "aac", "-b:a", "192k"],
    ".wav": ["-f", "wav", "-c:a", "pcm_s24le"],
    ".flac": ["-f", "flac", "-c:a", "flac"],
}


def wav_bytes(sound: ClipSound) -> bytes:
    """Return a clip's sound as a WAV file of 32 bits; pydub holds these few seconds only."""
    with warnings.catch_warnings():
        # pydub looks for an ffmpeg on PATH when it is imported; it is not asked to run one.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    # By a power of two nothing is rounded; 2147483520 is the float32 below 2**31.
    ints = np.clip(sound.samples * np.float32(1 << 31), -2147483648, 2147483520).astype("<i4")
    segment = AudioSegment(ints.tobytes(), sample_width=4, frame_rate=RATE, channels=sound.samples.shape[1])
    held = io.BytesIO()
    segment.export(held, format="wav")
    return held.getvalue()


_LAME = np.float32(0.97)
"""What LAME multiplies everything by at 192 kb/s (its presets' `scale`), to keep clear of clipping; taken back here."""


def save_audio(path: Path, sound: ClipSound) -> None:
    """Encode a clip's sound to `path` (mp3, m4a, aac, wav of 24 bits, or flac), without metadata."""
    with temporary_folder() as folder:
        track = Path(folder) / "sound.wav"
        if path.suffix.lower() == ".mp3":
            sound = replace(sound, samples=sound.samples / _LAME)
        track.write_bytes(wav_bytes(sound))
        bare = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-ar", str(RATE)]
        run_ffmpeg(["-v", "error", "-y", "-i", str(track), *_CODECS[path.suffix.lower()], *bare, f"file:{path}"])
