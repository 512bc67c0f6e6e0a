"""Transcribing by faster-whisper: its own time against ours, what is wrong, memory, and a run taken up again.

    python -m benchmarks.transcribing AUDIO TRANSCRIPT MODEL

MODEL is a folder in CTranslate2's form or a name that faster-whisper knows.
"""

from __future__ import annotations

import importlib
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from align.cores import usable_cores
from align.engine import ModelOptions, Recogniser
from align.media import stream_pcm
from align.transcribe import Draft, transcribe_file
from align.transcript import read_transcript
from align.whisper import COMPUTE

__all__ = ["plain_words", "word_error_rate"]


def plain_words(text: str) -> list[str]:
    """Return the words in small letters, without marks.

    >>> plain_words("It’s “late”, he said: 8 o'clock.")
    ["it's", 'late', 'he', 'said', '8', "o'clock"]
    """
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'"))


def word_error_rate(found: Sequence[str], known: Sequence[str]) -> float:
    """Return words that are wrong, missing or too many, for each word that was said.

    >>> word_error_rate(["the", "lamp"], ["the", "old", "lamp", "is"])
    0.5
    """
    return Levenshtein.distance(found, known) / max(1, len(known))


def _library(audio: Path, model: str) -> str:
    """Transcribe the whole recording by the library alone."""
    sound = np.concatenate(list(stream_pcm(audio))).astype(np.float32) / 32768
    loaded = importlib.import_module("faster_whisper").WhisperModel(
        model, device="cpu", compute_type=COMPUTE["cpu"], cpu_threads=usable_cores()
    )
    segments, _ = loaded.transcribe(sound, language="en", vad_filter=True)
    return " ".join(segment.text for segment in segments)


def _timed(make: Callable[[], str]) -> tuple[str, float]:
    begun = time.process_time()
    return make(), time.process_time() - begun


def _main(arguments: Sequence[str]) -> None:
    audio, transcript, model = Path(arguments[0]), Path(arguments[1]), arguments[2]
    known = plain_words(" ".join(read_transcript(transcript).words))
    recogniser = Recogniser(model, "en", models=ModelOptions(device="cpu"))

    def ours() -> str:
        draft: Draft = transcribe_file(audio, recogniser)
        return draft.text

    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        for name, make in (("ours", ours), ("again", ours), ("library", lambda: _library(audio, model))):
            text, seconds = _timed(make)
            wrong = word_error_rate(plain_words(text), known)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            print(f"{name}: {seconds:.1f} s of processor time, {wrong:.1%} of words wrong, {memory:.0f} MB so far")


if __name__ == "__main__":
    _main(sys.argv[1:])
