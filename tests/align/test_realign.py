"""Words that were pushed away are found again, those around them do not move, and a person's words never."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.document import Alignment, Engine, Media, Word
from align.errors import UsageError
from align.media.ffmpeg import run_ffmpeg
from align.realign import realign_words

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FIRST, LAST = 100, 115
SECONDS = 193.6


@pytest.fixture(scope="module")
def known() -> Alignment:
    words = []
    for line in (SAMPLES / "gold.tsv").read_text(encoding="utf-8").splitlines():
        _, text, start, end = line.split("\t")
        said = float(start) >= 0
        words.append(Word(text, float(start), float(end), 0.9) if said else Word(text, status="silent"))
    return Alignment(Media("sample.mp3", "", SECONDS), "en", Engine("known", "1"), tuple(words))


def pushed(known: Alignment, first: int = FIRST, last: int = LAST) -> Alignment:
    """The words `first..last` spread evenly over the time they have together."""
    words = list(known.words)
    spans = [w.span for w in words[first:last] if w.timed]
    edges = np.round(np.linspace(spans[0][0], spans[-1][1], last - first + 1), 3)
    for i in range(first, last):
        if words[i].timed:
            times = float(edges[i - first]), float(edges[i - first + 1])
            words[i] = replace(words[i], start=times[0], end=times[1], score=None, status="interpolated")
    return replace(known, words=tuple(words))


def errors(known: Alignment, found: Alignment, first: int = FIRST, last: int = LAST) -> list[float]:
    pairs = list(zip(known.words, found.words, strict=True))[first:last]
    return [abs(a.span[0] - b.span[0]) for a, b in pairs if a.timed]


@pytest.mark.parametrize("name", ["sample.mp3", "sample.mp4"])
def test_a_sentence_is_found_again(known: Alignment, name: str) -> None:
    before = pushed(known)
    assert np.mean(errors(known, before)) > 0.1
    after = realign_words(SAMPLES / name, before, FIRST, LAST)
    assert np.mean(errors(known, after)) < 0.04
    assert after.words[:FIRST] == known.words[:FIRST]
    assert after.words[LAST:] == known.words[LAST:]
    assert {w.status for w in after.words[FIRST:LAST]} <= {"aligned", "silent"}
    assert all(w.score is not None for w in after.words[FIRST:LAST] if w.timed)


def test_a_file_without_an_index_is_read_from_its_beginning(known: Alignment, tmp_path: Path) -> None:
    stream = tmp_path / "x.ts"
    run_ffmpeg(["-v", "error", "-i", str(SAMPLES / "sample.mp3"), "-t", "60", "-c:a", "mp2", str(stream)])
    after = realign_words(stream, pushed(known), FIRST, LAST)
    assert np.mean(errors(known, after)) < 0.08


def test_manual_words_stay(known: Alignment) -> None:
    before = pushed(known)
    words = list(before.words)
    held = replace(words[FIRST + 5], manual=True)
    words[FIRST + 5] = held
    after = realign_words(SAMPLES / "sample.mp3", replace(before, words=tuple(words)), FIRST, LAST)
    assert after.words[FIRST + 5] == held
    spans = [w.span for w in after.words[FIRST - 1 : LAST + 1] if w.timed]
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(spans))


def test_the_first_and_the_last_words(known: Alignment) -> None:
    count = len(known.words)
    for first, last in ((0, 5), (count - 5, count)):
        after = realign_words(SAMPLES / "sample.mp3", pushed(known, first, last), first, last)
        assert np.mean(errors(known, after, first, last)) < 0.06


def test_nothing_loose_is_nothing_to_do(known: Alignment) -> None:
    held = replace(known, words=tuple(replace(w, manual=True) for w in known.words))
    assert realign_words(SAMPLES / "gone.mp3", held, 0, 10) is held


def test_a_word_that_is_not_said_gets_the_room_there_is(known: Alignment) -> None:
    words = list(known.words)
    words.insert(FIRST, Word("Constantinople", 0.0, 0.0, None, "interpolated"))
    start = next(w.span[1] for w in reversed(words[:FIRST]) if w.timed)
    words[FIRST] = replace(words[FIRST], start=start, end=start)
    after = realign_words(SAMPLES / "sample.mp3", replace(known, words=tuple(words)), FIRST, FIRST + 1)
    room = next(w.span[0] for w in words[FIRST + 1 :] if w.timed)
    word = after.words[FIRST]
    assert word.status in ("absent", "interpolated", "aligned")
    assert not word.timed or start <= word.span[0] <= word.span[1] <= room + 1e-9


@pytest.mark.parametrize(("first", "last"), [(5, 5), (-1, 3), (0, 10_000)])
def test_words_that_are_not_there_are_refused(known: Alignment, first: int, last: int) -> None:
    with pytest.raises(UsageError):
        realign_words(SAMPLES / "sample.mp3", known, first, last)
