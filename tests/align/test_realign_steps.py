"""The steps of timing some words anew: which are loose, what sound is looked at, and how the words settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align import realign
from align.document import Alignment, EngineInfo, Media, Status, Word
from align.errors import UsageError
from align.media.stretches import Heard
from align.realign import realign_words

DURATION = 100.0
TIMELESS: tuple[Status, ...] = ("absent", "silent")


def document(words: Sequence[Word]) -> Alignment:
    return Alignment(Media("talk.mp3", "", DURATION), "en", EngineInfo("test", "1"), tuple(words))


def spoken(count: int, *, step: float = 1.0, first: float = 0.0) -> list[Word]:
    """Words of half a step each."""
    return [Word(f"w{k}", first + k * step, first + (k + 0.5) * step, 0.8) for k in range(count)]


class Ear:
    """In place of the sound and the acoustic model: words are found where the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, places: dict[str, tuple[float, float]]) -> None:
        self.places = places
        self.stretches = [(0.0, 0.0)]
        self.texts: list[str] = []
        monkeypatch.setattr(realign, "hear_stretches", self.sounds)
        monkeypatch.setattr(realign, "_align", self.align)

    def sounds(self, media: Path, spans: Sequence[tuple[float, float]]) -> Iterator[Heard]:
        """Note what was asked for."""
        self.stretches = list(spans)
        for start, end in spans:
            yield Heard(start, np.zeros(round((end - start) * realign.RATE), np.int16))

    def align(self, texts: Sequence[str], sound: NDArray[np.int16], language: str) -> tuple[Word, ...]:
        """The words at their places, counted from the beginning of the sound."""
        self.texts = list(texts)
        out = []
        for text in texts:
            if text in self.places:
                low, high = self.places[text]
                by = self._before(low)
                out.append(Word(text, low - by, high - by, 0.7))
            else:
                out.append(Word(text, status="absent"))
        return tuple(out)

    def _before(self, second: float) -> float:
        """Seconds of the recording that are not heard before one of them."""
        lengths = np.cumsum([0.0, *(end - start for start, end in self.stretches)])
        at = max(k for k, (start, _) in enumerate(self.stretches) if k == 0 or start <= second)
        return float(self.stretches[at][0] - lengths[at])


MEDIA = Path("talk.mp3")


def test_only_the_words_asked_for_move(monkeypatch: pytest.MonkeyPatch) -> None:
    words = spoken(40)
    Ear(monkeypatch, {f"w{k}": (k + 0.125, k + 0.625) for k in range(40)})
    after = realign_words(MEDIA, document(words), 20, 23).words
    assert [word.span for word in after[20:23]] == [(20.125, 20.625), (21.125, 21.625), (22.125, 22.625)]
    assert {word.score for word in after[20:23]} == {0.7}
    assert [*after[:20], *after[23:]] == [*words[:20], *words[23:]]


def test_six_seconds_on_either_side_are_listened_to_along(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, {})
    realign_words(MEDIA, document(spoken(40)), 20, 23)
    # The room reaches from 19.5 to 23; words that begin from 13.5 on, and those that end until 29, are heard along.
    assert ear.texts == [f"w{k}" for k in range(14, 29)]
    # Cut in the pauses: between 13.5 and 14, and between 28.5 and 29.
    assert ear.stretches[0] == (13.75, 28.75)


def test_at_the_ends_the_recordings_own_ends_count(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, {})
    realign_words(MEDIA, document(spoken(3, first=1.0)), 0, 3)
    assert ear.texts == ["w0", "w1", "w2"]
    assert ear.stretches[0] == (0.0, DURATION)


def test_in_a_long_pause_no_more_than_six_seconds_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, {})
    words = [
        Word("a", 0.0, 1.0),
        Word("b", 40.0, 41.0),
        Word("c", 42.0, 43.0),
        Word("d", 44.0, 45.0),
        Word("e", 90.0, 91.0),
    ]
    realign_words(MEDIA, document(words), 2, 3)
    assert ear.texts == ["b", "c", "d"]
    assert ear.stretches[0] == (34.0, 51.0)


@pytest.mark.parametrize("status", TIMELESS)
def test_words_without_sound_stay_as_they_are(monkeypatch: pytest.MonkeyPatch, status: Status) -> None:
    words = spoken(5)
    words[2] = Word("w2", status=status)
    Ear(monkeypatch, {f"w{k}": (k + 0.2, k + 0.4) for k in range(5)})
    after = realign_words(MEDIA, document(words), 1, 4).words
    assert after[2] == words[2]
    assert (after[1].span, after[3].span) == ((1.2, 1.4), (3.2, 3.4))


def test_a_word_is_kept_out_of_those_that_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    words = spoken(5)
    Ear(monkeypatch, {"w2": (1.2, 3.3)})
    after = realign_words(MEDIA, document(words), 2, 3).words
    # From the end of the word before to the beginning of the one after.
    assert after[2].span == (1.5, 3.0)
    assert after[2].status == "aligned"


@pytest.mark.parametrize("place", [{}, {"w2": (0.1, 0.9)}, {"w2": (8.0, 9.0)}])
def test_a_word_that_is_not_found_between_its_neighbours_takes_what_room_there_is(
    monkeypatch: pytest.MonkeyPatch, place: dict[str, tuple[float, float]]
) -> None:
    Ear(monkeypatch, place)
    after = realign_words(MEDIA, document(spoken(5)), 2, 3).words
    assert after[2] == Word("w2", 1.5, 1.8, None, "interpolated")


def test_where_there_is_no_room_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    words = spoken(5)
    words[2] = Word("w2", 2.0, 2.0, None, "interpolated")
    words[1] = Word("w1", 1.0, 2.0)
    words[3] = Word("w3", 2.005, 3.0)
    Ear(monkeypatch, {})
    assert realign_words(MEDIA, document(words), 2, 3).words[2] == Word("w2", status="absent")


def test_more_than_ten_minutes_are_for_another_command(monkeypatch: pytest.MonkeyPatch) -> None:
    Ear(monkeypatch, {})
    far = [Word("a", 0.0, 1.0), Word("b", 300.0, 301.0), Word("c", 601.5, 602.0)]
    with pytest.raises(UsageError, match="run pullquote align for so much"):
        realign_words(MEDIA, document(far), 1, 2)
    near = [*far[:2], Word("c", 600.5, 602.0)]
    assert realign_words(MEDIA, document(near), 1, 2).words[1].status == "interpolated"


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Word], int, int, dict[str, tuple[float, float]]]:
    """Words in order, some of them fixed, a range of them, and where they are heard: anywhere."""
    edges = sorted(draw(st.lists(st.integers(0, 90_000), min_size=4, max_size=16, unique=True)))
    edges = edges[: len(edges) // 2 * 2]
    words = []
    for place, (low, high) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        kind = draw(st.sampled_from(["aligned", "aligned", "interpolated", "manual", "absent"]))
        if kind == "absent":
            words.append(Word(f"w{place}", status="absent"))
        else:
            status: Status = "interpolated" if kind == "interpolated" else "aligned"
            words.append(Word(f"w{place}", low / 1000, high / 1000, 0.5, status, manual=kind == "manual"))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first + 1, len(words)))
    places = {}
    for word in words:
        if draw(st.booleans()):
            start = draw(st.integers(0, 95_000)) / 1000
            places[word.text] = (start, start + draw(st.integers(0, 4000)) / 1000)
    return words, first, last, places


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=40)
@given(cases())
def test_whatever_is_heard_the_words_stay_in_order(
    case: tuple[list[Word], int, int, dict[str, tuple[float, float]]],
) -> None:
    words, first, last, places = case
    with pytest.MonkeyPatch.context() as patch:
        Ear(patch, places)
        after = realign_words(MEDIA, document(words), first, last).words
    spans = [word.span for word in after if word.timed]
    assert all(start <= end for start, end in spans)
    assert all(before[1] <= behind[0] + 1e-9 for before, behind in pairwise(spans))
    for index, (old, new) in enumerate(zip(words, after, strict=True)):
        loose = first <= index < last and not old.manual and old.status != "absent"
        assert loose or new == old
        assert new.text == old.text
        assert new.timed == (new.status in ("aligned", "interpolated"))


def test_runs_far_apart_settle_each_in_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    words = spoken(80)
    alone = document(words)
    whole = Ear(monkeypatch, {f"w{k}": (k + 0.125, k + 0.625) for k in range(80)})
    both = realign.realign_runs(MEDIA, alone, [(20, 22), (60, 61)])
    assert [word.span[0] for k, word in enumerate(both.words) if word != words[k]] == [20.125, 21.125, 60.125]
    assert whole.texts == [f"w{k}" for k in [*range(14, 28), *range(54, 67)]]
