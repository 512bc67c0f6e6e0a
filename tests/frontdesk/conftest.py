"""A desk whose work is done by a script: each job waits until the test lets it go on."""

from __future__ import annotations

import threading
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.document import Alignment, Engine, Media, Word
from align.progress import ProgressCallback
from frontdesk.running import CommandFailed, Files, Stopped

TEXT = "Every recording has a moment worth keeping."


class Script:
    """Stands for `pullquote run`: tells of half the work, then waits to be let go on."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.most = 0
        self._open: set[str] = set()
        self._at_work = 0
        self._changed = threading.Condition()

    def let(self, name: str) -> None:
        """Let the job of a recording come to its end."""
        with self._changed:
            self._open.add(name)
            self._changed.notify_all()

    def __call__(self, files: Files, on_progress: ProgressCallback, stop: threading.Event) -> dict[str, Any]:
        name = files.recording.name
        with self._changed:
            self.begun.append(name)
            self._at_work += 1
            self.most = max(self.most, self._at_work)
        try:
            on_progress(0.5, "finding the words")
            with self._changed:
                while name not in self._open and not stop.is_set():
                    self._changed.wait(0.02)
            if stop.is_set():
                raise Stopped
            if "wrong" in name:
                raise CommandFailed(f"{files.transcript}: belongs to another recording; if not, --accept-poor takes it")
            return write_result(files)
        finally:
            with self._changed:
                self._at_work -= 1


def write_result(files: Files) -> dict[str, Any]:
    """What a run leaves: a document, and subtitles."""
    files.out.mkdir(exist_ok=True)
    words = tuple(Word(text, 0.3 * k, 0.3 * k + 0.25, 0.9) for k, text in enumerate(TEXT.split()))
    document = Alignment(Media(str(files.recording), "", 3.0), "en", Engine("test", "1"), words)
    document.save(files.out / f"{files.recording.stem}.align.json")
    (files.out / f"{files.recording.stem}.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nEvery recording\n")
    return {"words": len(words), "aligned": len(words), "absent": 0, "language": "en"}


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of a tone."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes((9000 * np.sin(np.arange(24000) / 4)).astype("<i2").tobytes())
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "transcript.txt"
    path.write_text(TEXT + "\n")
    return path
