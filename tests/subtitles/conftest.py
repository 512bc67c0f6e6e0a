"""Alignments for the tests: words said one after the other, with planted pauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from align.document import Alignment, Engine, Media, Speaker, Unscripted, Word

RATE = 0.07  # seconds for a character


def plant(
    text: str,
    *,
    pauses: dict[int, float] | None = None,
    start: float = 1.0,
    rate: float = RATE,
    language: str = "en",
    speakers: Sequence[tuple[int, str | None]] = (),
    unscripted: Sequence[tuple[float, float]] = (),
) -> Alignment:
    """An alignment of `text`; `pauses` gives seconds of silence before a word. A lone dash is silent."""
    words, clock = [], start
    for index, token in enumerate(text.split()):
        clock += (pauses or {}).get(index, 0.0)
        if token == "–" or token.startswith("["):
            words.append(Word(token, status="silent"))
            continue
        end = clock + rate * len(token)
        words.append(Word(token, round(clock, 3), round(end, 3), 0.9))
        clock = end
    return Alignment(
        media=Media("episode.mp3", "0" * 64, round(clock + 2.0, 3)),
        language=language,
        engine=Engine("planted", "1"),
        words=tuple(words),
        speakers=tuple(Speaker(word, name) for word, name in speakers),
        unscripted=tuple(Unscripted(a, b, "music") for a, b in unscripted),
    )


@pytest.fixture(scope="session")
def said() -> Callable[..., Alignment]:
    """`said(text, pauses={index: seconds}, speakers=[(index, name)], unscripted=[(start, end)])`."""
    return plant
