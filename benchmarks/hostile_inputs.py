"""Inputs made to do harm: documents and media with errors, texts that are slow to read."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from align.document import Alignment, Chapter, EngineInfo, Media, Speaker, Unscripted, Word
from align.media import run_ffmpeg

__all__ = ["CONTAINERS", "base_document", "make_media", "mutated_document", "mutated_media", "slow_text"]

MEGABYTE = 1 << 20

VALUES = (
    *("1e999", "-1", "NaN", "1" + "0" * 400, "1" + "0" * 4400, r'"\ud800"', '""', "null", "true", "{}", "[]", "[[]]"),
)
"""JSON in place of a value."""


def base_document(media: str, seconds: float) -> Alignment:
    """Forty words with one of everything."""
    step = seconds / 42
    words = [
        Word(f"word{i}", round(i * step, 3), round((i + 0.9) * step, 3), 0.9, line=1, column=i + 1) for i in range(40)
    ]
    words[7] = Word("gone", status="absent")
    return Alignment(
        Media(media, "", seconds),
        "en",
        EngineInfo("pocketsphinx", "1", {"note": ["a", 1, None]}),
        tuple(words),
        chapters=(Chapter("One", 0), Chapter("Two", 20)),
        paragraphs=(0, 10, 20),
        lines=(0, 20),
        speakers=(Speaker(0, "Ada"), Speaker(20, None)),
        unscripted=(Unscripted(0.5, 1.7, "speech"),),
    )


def mutated_document(document: Alignment, rng: random.Random) -> bytes:
    """Return the document with one to four errors: values, keys, rows, or bytes."""
    data = json.loads(document.to_json())
    marks: dict[str, str] = {}
    for number in range(rng.randrange(3)):
        _mutate(data, rng, marks, f"MARK{number}")
    text = json.dumps(data)
    for mark, value in marks.items():
        text = text.replace(f'"{mark}"', value)
    raw = bytearray(text.encode())
    if not marks or rng.random() < 0.3:
        _damage(raw, rng, 0, len(raw))
    return bytes(raw)


def _mutate(data: Any, rng: random.Random, marks: dict[str, str], mark: str) -> None:
    holder = data
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = rng.choice(keys)
        if not isinstance(holder[key], dict | list) or rng.random() < 0.2:
            break
        holder = holder[key]
    how = rng.randrange(4)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, list):
        holder.append(holder[key])
    else:
        holder[key] = mark
        marks[mark] = rng.choice(VALUES)


def _damage(raw: bytearray, rng: random.Random, first: int, last: int) -> None:
    """Change, cut out, double or cut off bytes between two places."""
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(first, max(first + 1, min(last, len(raw))))
        how = rng.randrange(5)
        if how == 0:
            raw[at : at + 1] = bytes([rng.randrange(256)])
        elif how == 1:
            del raw[at : at + rng.randrange(1, 40)]
        elif how == 2:
            raw[at:at] = raw[at : at + rng.randrange(1, 40)]
        elif how == 3:
            raw[at : at + 4] = bytes([255] * 4)
        elif rng.random() < 0.3:
            del raw[at:]


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


def mutated_media(whole: bytes, rng: random.Random) -> bytes:
    """Return the file with errors, two times out of three in its first two kilobytes, where the headers are."""
    raw = bytearray(whole)
    _damage(raw, rng, 0, 2048 if rng.random() < 0.67 else len(raw))
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
