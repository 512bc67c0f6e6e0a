"""Recordings of talk with their transcripts, and what another recogniser makes of them."""

from __future__ import annotations

import difflib
import json
import re
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.media import stream_pcm
from align.transcript import Transcript, read_transcript
from samples.voices import RATE

__all__ = [
    "SOUNDS",
    "Spoken",
    "read_sound",
    "recordings_in",
    "reference_spans",
    "trusted_spans",
    "write_sound",
    "write_text",
]

EDITED = ".edited"
"""What stands behind the name of a transcript in that of its editor's version."""

SOUNDS = (".flac", ".mp3", ".wav", ".m4a", ".ogg", ".wma")

Span = tuple[float, float]
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording with its transcript.

    Args:
        times: known times of its words (`NAME.tsv`), or `None`.
        reference: word times by a recogniser that knew nothing of the transcript, or `None`.
        edited: what an editor made of the transcript (`NAME.edited.txt`), or `None`.
    """

    name: str
    audio: Path
    text: Path
    times: Path | None = None
    reference: Path | None = None
    edited: Path | None = None

    @property
    def transcript(self) -> Transcript:
        """As the product reads it."""
        return read_transcript(self.text)


def recordings_in(folders: Iterable[Path]) -> list[Spoken]:
    """Return all recordings: folders of one (`audio.*`, `transcript.txt`), and files of one name beside each other."""
    out = []
    for folder in folders:
        for text in sorted(folder.rglob("*.txt")):
            if text.stem.endswith(EDITED):
                continue
            alone = text.name == "transcript.txt"
            name = text.parent.name if alone else text.stem
            stem = text.with_name("audio") if alone else text
            audio = next((path for suffix in SOUNDS if (path := stem.with_suffix(suffix)).exists()), None)
            if audio is None:
                continue
            times, reference = stem.with_suffix(".tsv"), text.with_name("whisper-base.json")
            edited = text.with_name(f"{text.stem}{EDITED}.txt")
            out.append(
                Spoken(
                    name,
                    audio,
                    text,
                    times if times.exists() else None,
                    reference if alone and reference.exists() else None,
                    edited if edited.exists() else None,
                )
            )
    return out


def _plain(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower().replace("\u2019", "'"))


def reference_spans(words: Sequence[str], reference: Path) -> list[Span | None]:
    """Return where the recogniser heard each word of the transcript; `None` where it heard none like it.

    Args:
        reference: JSON whose `words` are rows of word, start, end and probability.
    """
    rows = json.loads(reference.read_text(encoding="utf-8"))["words"]
    ours, theirs = [_plain(word) for word in words], [_plain(row[0]) for row in rows]
    out: list[Span | None] = [None] * len(ours)
    for block in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            if ours[block.a + k]:
                _, start, end, *_ = rows[block.b + k]
                out[block.a + k] = (float(start), float(end))
    return out


def trusted_spans(spoken: Spoken, alone: Alignment) -> list[Span | None]:
    """Return what is known of each word: where the recogniser heard it or, without one, where it was found itself."""
    if spoken.reference is not None:
        return reference_spans([word.text for word in alone.words], spoken.reference)
    return [word.span if word.timed and word.status == "aligned" else None for word in alone.words]


def read_sound(path: Path) -> Sound:
    """Mono samples at `RATE`, 1.0 at full scale."""
    sound: Sound = np.concatenate(list(stream_pcm(path))).astype(np.float32) / np.float32(32768)
    return sound


def write_sound(sound: Sound, path: Path) -> None:
    """Write a WAV file; what is too loud is made quieter as a whole."""
    loudest = float(np.abs(sound).max(initial=0.0))
    samples = np.rint(sound * (32767 / max(1.0, loudest))).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def write_text(words: Sequence[str], lines: Iterable[int], path: Path) -> None:
    """Write words as text, a line beginning at each index of `lines`; read again, they are the same words."""
    begins = set(lines)
    text = "".join(("\n" if i in begins and i else " " if i else "") + word for i, word in enumerate(words))
    path.write_text(text + "\n", encoding="utf-8")
    if read_transcript(path).words != tuple(words):
        path.write_text(" ".join(words) + "\n", encoding="utf-8")
