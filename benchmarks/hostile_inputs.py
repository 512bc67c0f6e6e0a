"""Media with errors, and texts that are slow to read."""

from __future__ import annotations

import random
from pathlib import Path

from align.media import run_ffmpeg
from benchmarks.hostile_bytes import damage, renumber

__all__ = ["CONTAINERS", "make_media", "mutated_media", "slow_text"]

MEGABYTE = 1 << 20

CONTAINERS = ("wav", "mp3", "m4a", "mp4", "mkv", "webm", "ogg", "flac", "avi", "ts", "mov", "aiff")


def make_media(folder: Path, seconds: float) -> list[Path]:
    """Make a short recording in each container."""
    made = []
    for ending in CONTAINERS:
        path = folder / f"whole.{ending}"
        picture = ["-f", "lavfi", "-i", f"testsrc=d={seconds}:s=64x64:r=10"] if ending in ("mp4", "mkv", "avi") else []
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", f"sine=d={seconds}", *picture, "-y", str(path)])
        made.append(path)
    return made


HEADERS = 2048
"""Bytes of a short file that hold its headers."""


def mutated_media(whole: bytes, rng: random.Random) -> bytes:
    """Return the file with errors: in its headers, behind them, or with other numbers in headers that stay in form."""
    raw = bytearray(whole)
    how = rng.randrange(4)
    if how == 0:
        damage(raw, rng, 0, HEADERS)
    elif how == 1:
        renumber(raw, rng, 16, HEADERS)
    elif how == 2:
        damage(raw, rng, min(HEADERS, len(raw) // 2), len(raw))
    else:
        del raw[rng.randrange(len(raw) // 4, len(raw)) :]
    return bytes(raw)


PIECES = (
    *("Ada:", "Ada: ", "Ada:\n", "**Ada:** ", "- ", "> ", "[", "](", "![", "](x)", "[a](b) ", "`", "*", "_", "~", "|"),
    *("\\", "#", "# ", "===\n", "---\n", "|---|", "<i>", "</i>", "<v Ada>", "<", "&amp;", "&#", "{\\an8}", "{", "}"),
    *("(", ")", " ", "\t", "\n", "\r", "\r\r\n", "\u00a0", "\u200b", "\u0301", "\ufeff", "\u2502", "\u2500", "\u00ad"),
    *(
        "a",
        "a-\n",
        "00:00:01,000 --> 00:00:02,000\n",
        "--> ",
        "1\n",
        "00:",
        "[00:01] ",
        "0:01 ",
        "(0:01) ",
        "1:",
        "12.",
    ),
    *(
        "12.",
        "Q. ",
        "A: ",
        '"',
        '""',
        ",",
        ";",
        "\t\t",
        '{"text": "',
        "[[",
        "[laughs] ",
        "(music) ",
        "\u266a ",
        "Speaker 1 ",
    ),
    *("Speaker 1 ", "i.e. ", "..", "1,", "<p>", "<div><p>", "<tt><body>", "<p begin='1s'>", "</p>", "word ", "x\n"),
    "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,",
)
"""What the slow texts are made of: the signs that the formats give a meaning."""

ENDINGS = ("txt", "md", "srt", "vtt", "csv", "tsv", "json", "html", "ass", "sbv", "ttml")
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "latin-1")


def slow_text(rng: random.Random) -> tuple[str, bytes]:
    """Return a name and a text of one to eight megabytes: pieces repeated until regular expressions despair."""
    size = round(MEGABYTE * 2 ** rng.uniform(0, 3))

    def choose() -> str:
        return rng.choice(PIECES)

    how = rng.randrange(4)
    if how == 0:
        piece = choose()
        text = piece * (size // len(piece))
    elif how == 1:
        head, piece, tail = choose(), choose(), choose()
        text = head + piece * (size // len(piece)) + tail
    elif how == 2:
        line = choose() + choose() * rng.choice((1, 100, 10_000)) + choose()
        text = (line + "\n") * max(1, size // (len(line) + 1))
    else:
        block = "".join(choose() for _ in range(rng.randrange(2, 12)))
        text = block * (size // len(block))
    opening = "WEBVTT\n\n" if rng.random() < 0.2 else ""
    raw = (opening + text).encode(rng.choice(ENCODINGS), "replace")
    return f"slow.{rng.choice(ENDINGS)}", raw if len(raw) >= MEGABYTE else raw * (MEGABYTE // len(raw) + 1)
