"""A transcript written and read, and a short talk to write."""

from __future__ import annotations

from pathlib import Path

from align.transcript.reader import Transcript, read_transcript

__all__ = ["NAMES", "TALK", "read"]

TALK = (
    "Which of the keys was it?",
    "The small one, with the red thread.",
    "And the gate?",
    "It stood open, as it does in June.",
)
NAMES = ("Ada Byron", "Ben Moss")


def read(folder: Path, text: str | bytes, name: str = "talk.txt") -> Transcript:
    """Write the text to a file of that name, and read it."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_transcript(path)
