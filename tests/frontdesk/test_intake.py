"""Names and sizes of files that come in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from align.errors import FileProblem, UsageError
from frontdesk.intake import LARGEST, check_sizes, receive, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("talk.mp3", "talk.mp3"),
        ("C:\\Users\\Ada\\talk.mp3", "talk.mp3"),
        ("/etc/passwd", "passwd"),
        ("--output=x.wav", "_-output=x.wav"),
        (".mp3", "mp3"),
        ("", "recording"),
        ("...", "recording"),
        ("a\nb\0c.wav", "a_b_c.wav"),
        ("Gespräch über Äpfel.m4a", "Gespräch über Äpfel.m4a"),
        ("x" * 300 + ".wav", "x" * 97 + ".wav"),
        ("x" * 300, "x" * 100),
        ("漢" * 300 + ".wav", "漢" * 65 + ".wav"),
        ("🎙" * 300, "🎙" * 50),
    ],
)
def test_a_name_is_a_files_own_and_nothing_else(name: str, expected: str) -> None:
    assert safe_name(name, "recording") == expected


@pytest.mark.parametrize(
    ("recording", "transcript", "free", "message"),
    [
        (0, 10, 1 << 40, "the recording is empty"),
        (10, LARGEST["transcript"] + 1, 1 << 40, "the transcript is larger than 20 MB"),
        (10, 10, 1 << 20, "too little space"),
    ],
)
def test_sizes_that_cannot_be_taken(recording: int, transcript: int, free: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check_sizes({"recording": recording, "transcript": transcript}, free)


def test_a_stream_is_written_block_by_block(tmp_path: Path) -> None:
    come: list[int] = []
    raw = bytes(range(256)) * 3000
    assert receive(io.BytesIO(raw + b"next request"), len(raw), tmp_path / "a", come.append)
    assert (tmp_path / "a").read_bytes() == raw
    assert come == [1 << 18, 1 << 19, len(raw)]


def test_a_file_that_cannot_be_kept_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"talk\.wav: cannot be kept"):
        receive(io.BytesIO(b"x"), 1, tmp_path / "gone" / "talk.wav", lambda come: None)
