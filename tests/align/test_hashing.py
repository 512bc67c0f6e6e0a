"""SHA-256 of files, at once and in the background."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from align.errors import FileProblem
from align.hashing import BLOCK, BackgroundHash, file_sha256


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_it_is_the_hash_of_all_bytes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a"
    data = bytes(range(256)) * (size // 256 + 1)
    path.write_bytes(data[:size])
    wanted = hashlib.sha256(data[:size]).hexdigest()
    assert file_sha256(path) == wanted
    later = BackgroundHash(path)
    assert later.hexdigest() == wanted
    assert later.hexdigest() == wanted


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        file_sha256(tmp_path / "none")
    waiting = BackgroundHash(tmp_path / "none")
    for _ in range(2):
        with pytest.raises(FileProblem, match="cannot be read"):
            waiting.hexdigest()
