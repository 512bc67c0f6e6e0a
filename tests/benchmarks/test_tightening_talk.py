"""The recording that is made to hesitate says where its own words went, and what of them is cut."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from align import Word
from benchmarks import tightening_talk
from benchmarks.tightening_talk import hesitating
from edits import Removal
from samples.voices import RATE


def removal(start: float, end: float) -> Removal:
    return Removal(1, "filler", start, end, 0, 0, "")


def test_own_words_are_where_the_sound_says(monkeypatch: pytest.MonkeyPatch) -> None:
    um = SimpleNamespace(samples=np.full(3000, 9, np.int16))
    monkeypatch.setattr(tightening_talk, "speak", lambda words, voice: um)
    words = [Word("the" if k % 2 else "absolutely", 0.5 * k, 0.5 * k + 0.4, 0.9) for k in range(60)]
    words[7] = Word("the", *words[7].span, 0.3)
    sound = np.random.default_rng(1).standard_normal(31 * RATE).astype(np.float32)
    made = hesitating(words, sound, np.random.default_rng(2))
    assert len(made.out) > 3
    assert len(made.words) == 60 + len(made.out)
    own = [k for k in range(len(made.words)) if k not in made.out]
    assert sorted(made.spans) == [k for at, k in enumerate(own) if at != 7]
    for at, k in enumerate(own):
        if at != 7:
            first, begin = round(made.spans[k][0] * RATE), round(words[at].span[0] * RATE)
            assert np.array_equal(made.sound[first : first + 1000], sound[begin : begin + 1000])


def test_a_word_is_cut_into_where_more_goes_than_its_edge_is_known_by() -> None:
    assert not tightening_talk._is_cut((1.0, 1.4), [removal(0.5, 1.02), removal(1.39, 2.0)])
    assert tightening_talk._is_cut((1.0, 1.4), [removal(0.5, 1.05)])
    assert tightening_talk._is_cut((1.0, 1.4), [removal(1.1, 1.2)])
