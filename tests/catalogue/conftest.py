"""Alignments for the library, made of words with planted times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from align import Alignment, EngineInfo, Media, Speaker, Word

Plant = Callable[..., Path]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write a document whose words are half a second long each."""

    def make(name: str, text: str, speakers: Sequence[tuple[int, str]] = (), media: str = "none.mp3") -> Path:
        words = tuple(Word(word, k * 0.5, k * 0.5 + 0.4, 0.9) for k, word in enumerate(text.split()))
        path = tmp_path / f"{name}.align.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        turns = tuple(Speaker(word, who) for word, who in speakers)
        info = Media(media, "0" * 64, len(words) / 2)
        Alignment(info, "en", EngineInfo("test", "1"), words, speakers=turns).save(path, force=True)
        return path

    return make
