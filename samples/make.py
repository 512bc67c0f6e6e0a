"""Make the sample again from `script.txt`: `python -m samples.make [FOLDER]`.

Writes sample.mp3, sample.mp4, transcript.txt and gold.tsv. Needs Debian's flite; see `voices.py`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samples import mixing
from samples.frames import draw_number
from samples.voices import RATE, Voice, say

HERE = Path(__file__).parent
FPS = 25
SIZE = (360, 640)
OVERLAP = 6
"""Lines of the first chapter with which the second opens."""

CAST = {"ADA": Voice("slt", 0.98), "TOR": Voice("rms", 0.97), "MEL": Voice("slt", 0.93, 0.86)}

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go; `chapter` where a new one begins with it."""

    speaker: str
    tokens: tuple[str, ...]
    chapter: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A token and when it is heard; `None` for one with nothing to say."""

    text: str
    speaker: str
    span: tuple[float, float] | None


def read_script(text: str) -> list[Turn]:
    """Return the turns of `script.txt`."""
    turns: list[Turn] = []
    chapter = None
    for line in filter(None, text.splitlines()):
        if line.startswith("# "):
            chapter = line[2:]
            continue
        speaker, _, said = line.partition(": ")
        turns.append(Turn(speaker, tuple(said.split()), chapter))
        chapter = None
    return turns


def caption_lines(tokens: Sequence[str], columns: int = 46) -> Iterator[str]:
    """Yield captions of two lines; a double space, often a hard one and a blank, stands where the caption breaks."""
    halves, half = [], ""
    for token in tokens:
        if half and len(half) + 1 + len(token) > columns:
            halves.append(half)
            half = token
        else:
            half = f"{half} {token}".strip()
    halves.append(half)
    for number, first in enumerate(range(0, len(halves), 2)):
        yield ("\u00a0 " if number % 3 else "  ").join(halves[first : first + 2])


def transcript(turns: Sequence[Turn]) -> str:
    """Write the words as transcripts come: nobody named, turns change inside lines, chapters overlap."""
    chapters: list[tuple[str, list[str]]] = []
    for turn in turns:
        if turn.chapter is not None:
            chapters.append((turn.chapter, []))
        chapters[-1][1].extend(turn.tokens)
    out: list[str] = []
    before: list[str] = []
    for title, tokens in chapters:
        lines = list(caption_lines(tokens))
        out += [f"# {title}", *before[len(before) - OVERLAP :], *lines]
        before = lines
    return "\n\n".join(out) + "\n"


def sentences(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield sentences, and each `[laughs]` by itself."""
    current: list[str] = []
    for token in tokens:
        if token.startswith("["):
            if current:
                yield tuple(current)
            yield (token,)
            current = []
            continue
        current.append(token)
        if re.search(r"[.?!][\"”]?$", token) and token != "U.S.":
            yield tuple(current)
            current = []
    if current:
        yield tuple(current)


def perform(turns: Sequence[Turn], rng: Rng) -> tuple[mixing.Mix, list[Spoken]]:
    """Speak the turns in a room, with music before, between and after, and laughter where it is written."""
    mix, spoken = mixing.Mix(), []
    clock = _sting(mix, rng, 0.2, 4.2)
    for number, turn in enumerate(turns):
        if turn.chapter is not None and number:
            clock = _sting(mix, rng, clock + 0.3, 2.6)
        clock += float(rng.uniform(0.05, 0.4))
        for part in sentences(turn.tokens):
            if part[0].startswith("["):
                mix.add(clock, mixing.laughter(rng, 1.3, -25.0))
                clock += 1.4
                spoken.append(Spoken(part[0], turn.speaker, None))
                continue
            said = say(part, CAST[turn.speaker])
            mix.add(clock, said.samples.astype(np.float32) / np.float32(32768))
            for token, span in zip(part, said.spans, strict=True):
                spoken.append(Spoken(token, turn.speaker, span and (span[0] + clock, span[1] + clock)))
            clock += said.seconds + float(rng.uniform(0.0, 0.25))
    clock = _sting(mix, rng, clock + 0.2, 3.4)
    # A whole number of frames, so that sound and picture end together.
    frames = int(np.ceil((clock + 0.3) * FPS))
    mix.add(frames / FPS - 1 / RATE, np.zeros(1, np.float32))
    np.add(mix.sound, mixing.noise(rng, mix.length, -66.0), out=mix.sound)
    return mix, spoken


def _sting(mix: mixing.Mix, rng: Rng, clock: float, seconds: float) -> float:
    mix.add(clock, mixing.music(rng, seconds, -27.0))
    return clock + seconds


def gold(spoken: Sequence[Spoken]) -> str:
    """`gold.tsv`: index, word, start, end in seconds; -2 -2 for a token with nothing to say."""
    rows = []
    for index, word in enumerate(spoken):
        start, end = word.span or (-2.0, -2.0)
        rows.append(f"{index}\t{word.text}\t{start:.4f}\t{end:.4f}\n")
    return "".join(rows)


def pictures(count: int, spoken: Sequence[Spoken]) -> Iterator[NDArray[np.uint8]]:
    """Yield frames in yuv420p: the number, and a disc a speaker that lights up while they talk."""
    height, width = SIZE
    down, across = np.mgrid[0:height, 0:width]
    ground = (40 + 30 * down / height).astype(np.uint8)
    chroma = np.concatenate([np.full(height * width // 4, 138, np.uint8), np.full(height * width // 4, 120, np.uint8)])
    discs = {name: (across - x) ** 2 + (down - 250) ** 2 < 60**2 for name, x in zip(CAST, (90, 550, 320), strict=True)}
    discs["MEL"] = (across - 550) ** 2 + (down - 80) ** 2 < 45**2
    for number in range(count):
        now = number / FPS
        luma = ground.copy()
        talking = {word.speaker for word in spoken if word.span and word.span[0] <= now < word.span[1]}
        for name, disc in discs.items():
            luma[disc] = 200 if name in talking else 90
        # A bar that grows across the bottom once a minute shows a person where they are.
        luma[352:, : round(width * (now % 60) / 60)] = 180
        draw_number(luma, number)
        yield np.concatenate([luma.ravel(), chroma])


def write_video(path: Path, sound: Path, frames: int, spoken: Sequence[Spoken]) -> None:
    """Write frames and sound as H.264 and AAC in an mp4."""
    height, width = SIZE
    with tempfile.TemporaryFile() as raw:
        for picture in pictures(frames, spoken):
            raw.write(picture.tobytes())
        raw.seek(0)
        source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "pipe:0"]
        coder = ["-c:v", "libx264", "-preset", "medium", "-crf", "30", "-c:a", "aac", "-b:a", "64k"]
        flags = ["-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart"]
        mixing.run_ffmpeg([*source, "-i", str(sound), *coder, *flags, str(path)], feed=raw)


def main(folder: Path = HERE) -> None:
    """Make the four files in `folder`."""
    turns = read_script((HERE / "script.txt").read_text(encoding="utf-8"))
    mix, spoken = perform(turns, np.random.default_rng(7))
    (folder / "transcript.txt").write_text(transcript(turns), encoding="utf-8")
    (folder / "gold.tsv").write_text(gold(spoken), encoding="utf-8")
    mixing.encode(mix.sound, folder / "sample.mp3", kbps=64)
    frames = round(mix.length / RATE * FPS)
    with tempfile.TemporaryDirectory() as scratch:
        wave = Path(scratch) / "sound.wav"
        mixing.encode(mix.sound, wave)
        write_video(folder / "sample.mp4", wave, frames, spoken)
    for name in ("sample.mp3", "sample.mp4", "transcript.txt", "gold.tsv"):
        print(f"{(folder / name).stat().st_size:>9,}  {folder / name}")
    print(f"{mix.length / RATE:.2f} s, {frames} frames, {len(spoken)} tokens")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
