"""Films with a number in every frame and sound that tells where it was taken from, and alignments to go with them."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Engine, Media, Speaker, Unscripted, Word
from align.hashing import file_sha256
from align.media import ffmpeg_path, probe

RATE = 48000

_spec = importlib.util.spec_from_file_location("frames", Path(__file__).parents[2] / "samples" / "frames.py")
assert _spec is not None
assert _spec.loader is not None
_frames: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_frames)


def read_numbers(path: Path) -> list[int]:
    """The number in each frame of a film."""
    return list(_frames.read_numbers(path))


def telling_sound(seconds: float, *, channels: int = 1) -> NDArray[np.int16]:
    """Noise under a rising tone: every stretch of it is unlike any other."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(5).standard_normal(len(time))
    one = 4000 * np.sin(2 * np.pi * (150 + 20 * time) * time) + 1500 * noise
    return np.stack([one.astype(np.int16)] * channels, axis=1)


def make_film(
    path: Path,
    frames: int,
    rate: str,
    options: str = "",
    *,
    size: tuple[int, int] = (320, 180),
    late: float = 0.0,
    sound: NDArray[np.int16] | None = None,
) -> Path:
    """Encode a film with numbered frames; the sound begins `late` seconds after the picture."""
    width, height = size
    if sound is None:
        sound = telling_sound(float(frames / Fraction(rate)))
    raw = path.with_name(path.name + ".raw")
    raw.write_bytes(sound.astype("<i2").tobytes())
    picture = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", rate, "-i", "pipe:0"]
    heard = ["-itsoffset", str(late), "-f", "s16le", "-ar", str(RATE), "-ac", str(sound.shape[1]), "-i", f"file:{raw}"]
    shape = ["-pix_fmt", "yuv420p", "-preset", "ultrafast", *options.split(), f"file:{path}"]
    page = np.full((height, width), 90, np.uint8)
    command = [ffmpeg_path(), "-v", "error", "-y", *picture, *heard, *shape]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(frames):
            _frames.draw_number(page, number)
            process.stdin.write(page.tobytes())
    assert process.returncode == 0
    raw.unlink()
    return path


def shift_between(clip: NDArray[np.floating[Any]], source: NDArray[np.floating[Any]]) -> int:
    """How many samples later in `source` the clip is found, by cross-correlation."""
    size = 1 << (len(clip) + len(source)).bit_length()
    spectrum = np.conj(np.fft.rfft(clip - clip.mean(), size)) * np.fft.rfft(source - source.mean(), size)
    best = int(np.argmax(np.fft.irfft(spectrum, size)))
    return best if best < size // 2 else best - size


def with_media(alignment: Alignment, path: Path) -> Alignment:
    """The alignment as if it had been made of a file."""
    info = probe(path)
    assert info.duration is not None
    return replace(alignment, media=Media(str(path), file_sha256(path), info.duration))


def alignment_of(
    text: str,
    *,
    begin: float = 1.0,
    word: float = 0.3,
    gap: float = 0.2,
    duration: float = 60.0,
    media: str = "film.mp4",
    speakers: tuple[Speaker, ...] = (),
    unscripted: tuple[Unscripted, ...] = (),
) -> Alignment:
    """Words at a steady pace: word n stands at `begin + n * (word + gap)`."""
    words, time = [], begin
    for token in text.split():
        if not any(c.isalnum() for c in token) or token.startswith("["):
            words.append(Word(token, status="silent"))
            continue
        words.append(Word(token, round(time, 3), round(time + word, 3), 0.97))
        time += word + gap
    return Alignment(
        Media(media, "0" * 64, duration),
        "en",
        Engine("test", "1"),
        tuple(words),
        speakers=speakers,
        unscripted=unscripted,
    )
