"""Make the lists again: `python -m samples.lists [FOLDER]` writes lists.mp3, lists.txt and lists.tsv.

Their items begin alike ("2008, 2009, 2010"), which a search that allows for stutters may take for one word begun
anew. Needs Debian's flite; see `voices.py`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samples import mixing
from samples.voices import RATE, Span, Voice, say

HERE = Path(__file__).parent

LINES = (
    "In the late 2008,{two thousand eight,} 2009,{two thousand nine,} 2010{two thousand ten} season nobody came.",
    "In the late 2008,{two zero zero eight,} 2009,{two zero zero nine,} 2010{two zero one zero} season nobody came.",
    "Count to a hundred one, a hundred two, a hundred three.",
    "Rooms 101,{one hundred and one,} 102,{one hundred and two,} 103{one hundred and three} are free.",
    "The more you plant the more you pick, and the more you pick the more you plant.",
    "Chapter one, chapter two, chapter three and chapter four are lost.",
    "Between 1998{nineteen ninety eight} and 1999{nineteen ninety nine} we built three boats.",
)
"""What is printed; in braces, where it differs from that, what is said."""

CAST = (Voice("slt"), Voice("kal16", 0.95), Voice("rms"))
"""They take turns, a line each."""

PAUSE, NOISE = 0.6, -62.0
"""Seconds of silence behind a line; dBFS of the noise under everything."""


def printed_and_said(line: str) -> list[tuple[str, list[str]]]:
    """Return each token with the words that it is said with.

    >>> printed_and_said("Room 101{one oh one} now")
    [('Room', ['Room']), ('101', ['one', 'oh', 'one']), ('now', ['now'])]
    """
    tokens = re.findall(r"([^\s{}]+)(?:\{([^}]*)\})?", line)
    return [(token, said.split() or [token]) for token, said in tokens]


def make(folder: Path = HERE) -> None:
    """Write the sound, its text and the time of each word."""
    parts: list[NDArray[np.floating[Any]]] = []
    rows: list[tuple[str, tuple[float, float]]] = []
    clock = 0
    for number, line in enumerate(LINES):
        tokens = printed_and_said(line)
        said = say([word for _, words in tokens for word in words], CAST[number % len(CAST)])
        spans = iter(said.spans)
        for token, words in tokens:
            first, *rest = [span for _ in words if (span := next(spans)) is not None]
            rows.append((token, _later((first[0], (rest or [first])[-1][1]), clock / RATE)))
        parts += [said.samples.astype(np.float32) / 32768, np.zeros(round(PAUSE * RATE), np.float32)]
        clock += len(parts[-2]) + len(parts[-1])
    sound = np.concatenate(parts)
    sound = sound + mixing.noise(np.random.default_rng(0), len(sound), NOISE)
    mixing.encode(sound, folder / "lists.mp3", kbps=32, rate=16000)
    text = "\n".join(" ".join(token for token, _ in printed_and_said(line)) for line in LINES)
    (folder / "lists.txt").write_text(f"{text}\n", encoding="utf-8")
    table = "".join(f"{i}\t{token}\t{a:.4f}\t{b:.4f}\n" for i, (token, (a, b)) in enumerate(rows))
    (folder / "lists.tsv").write_text(table, encoding="utf-8")


def _later(span: Span, seconds: float) -> Span:
    return span[0] + seconds, span[1] + seconds


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
