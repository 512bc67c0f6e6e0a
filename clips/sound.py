"""The sound of a clip: decoded to the sample, joined, faded, brought to its loudness."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.audio import read_pcm
from align.media import MediaInfo, ffmpeg_path
from clips.cuts import Cut
from clips.loudness import SILENCE, integrated, limit

__all__ = ["RATE", "ClipSound", "Level", "make_sound", "save_audio"]

RATE = 48000
CROSS_FADE = 0.02
"""Seconds that two joined spans overlap, half of it taken from each side of the join."""


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


def make_sound(
    info: MediaInfo,
    cuts: Sequence[Cut],
    level: Level,
    *,
    channels: int,
    lengths: Sequence[int],
    stream: int | None = None,
) -> ClipSound:
    """The sound of the cuts joined one after another.

    `lengths`: samples that each cut fills, at least its own; the rest is silence (a picture ends with a whole frame).
    """
    pieces = [_piece(info, cut, channels, stream) for cut in cuts]
    joined = join(pieces, cuts, lengths)
    before = integrated(joined)
    gain = gain_for(level, before)
    loud, reduction, peak = limit(joined * np.float32(10 ** (gain / 20)))
    after = before + gain if reduction == 0 else integrated(loud)
    if level.target is not None and level.episode is None and 0.1 < level.target - after < 3:
        # Limiting made it quieter; make up for it, once, while it is a matter of a few peaks.
        gain += level.target - after
        loud, reduction, peak = limit(joined * np.float32(10 ** (gain / 20)))
        after = integrated(loud)
    return ClipSound(loud, *(round(value, 2) for value in (before, after, gain, reduction, peak)))


def gain_for(level: Level, clip: float) -> float:
    """The gain in dB; none for silence, and none where the sound is to stay as it is."""
    measured = clip if level.episode is None else level.episode
    if level.target is None or measured <= SILENCE:
        return 0.0
    return max(-40.0, min(40.0, level.target - measured))


def _piece(info: MediaInfo, cut: Cut, channels: int, stream: int | None) -> NDArray[np.float32]:
    half = CROSS_FADE / 2
    return read_pcm(info, cut.start - half, cut.end + half, rate=RATE, channels=channels, stream=stream)


def join(pieces: Sequence[NDArray[np.float32]], cuts: Sequence[Cut], lengths: Sequence[int]) -> NDArray[np.float32]:
    """Lay the pieces one after another; each comes with half a cross-fade too much on both sides.

    The ends of the clip get the cuts' fades; joins an equal-power cross-fade. A piece that is shorter than its place is
    followed by silence, and then its end is faded instead.
    """
    half = round(CROSS_FADE / 2 * RATE)
    whole = np.zeros((half + sum(lengths) + half, pieces[0].shape[1]), np.float32)
    at = 0
    for number, (piece, cut, length) in enumerate(zip(pieces, cuts, lengths, strict=True)):
        own = len(piece) - 2 * half
        first, last = number == 0, number == len(pieces) - 1
        shaped = piece.copy()
        shaped *= _envelope(len(piece), half, cut.fade_in if first else None, rising=True)[:, None]
        ends = last or own < length
        shaped *= _envelope(len(piece), half, cut.fade_out if ends else None, rising=False)[:, None]
        whole[at : at + len(piece)] += shaped
        at += length
    return whole[half : half + sum(lengths)]


def _envelope(size: int, half: int, fade: float | None, *, rising: bool) -> NDArray[np.float32]:
    """The gain at one side of a piece: a fade inside the cut, or half of a cross-fade around it (`fade` is `None`)."""
    gain = np.ones(size, np.float32)
    if fade is None:
        gain[: 2 * half] = np.sin(np.linspace(0, np.pi / 2, 2 * half))[: len(gain)]
    else:
        gain[:half] = 0
        length = min(round(fade * RATE), size - half)
        gain[half : half + length] = np.sin(np.linspace(0, np.pi / 2, length)) ** 2
    return gain if rising else gain[::-1]


_CODECS = {
    ".mp3": ("mp3", "libmp3lame", "192k"),
    ".m4a": ("ipod", "aac", "192k"),
    ".wav": ("wav", "pcm_s24le", None),
    ".flac": ("flac", "flac", None),
}


def save_audio(path: Path, sound: ClipSound) -> None:
    """Encode a clip's sound to `path` (mp3, m4a, wav or flac) with pydub, which holds these few seconds only."""
    with warnings.catch_warnings():
        # pydub looks for an ffmpeg on PATH when it is imported; it is told below which one to use.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    kind, codec, bitrate = _CODECS[path.suffix.lower()]
    AudioSegment.converter = ffmpeg_path()
    ints = np.clip(np.round(sound.samples.astype(np.float64) * 2147483647), -2147483648, 2147483647).astype("<i4")
    segment = AudioSegment(ints.tobytes(), sample_width=4, frame_rate=RATE, channels=sound.samples.shape[1])
    bare = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    segment.export(str(path), format=kind, codec=codec, bitrate=bitrate, parameters=[*bare, "-ar", str(RATE)])
