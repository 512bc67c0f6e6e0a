"""Stretches of a translation: planted words, parted, joined and shifted sentences."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from translation import Sentence, pair_sentences
from translation.lexicon import learn
from translation.pairing import MOST
from translation.stretches import Stretch, find_stretches, words_in_row

OURS = ("alpha bravo charlie delta", "echo foxtrot golf hotel", "india juliet kilo lima")


def sentences(texts: Sequence[str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(0, 0, tuple(text.split()), number) for number, text in enumerate(texts))


def found(theirs: Sequence[str], ours: Sequence[str] = OURS) -> list[tuple[int, int]]:
    """Find the stretches where every word is known to mean the same word backwards."""
    known = {(word[:6], word[:6][::-1]): 0.9 for text in ours for word in text.split()}
    near = [min(k, len(theirs) - 1) for k in range(len(ours))]
    made = find_stretches(sentences(ours), sentences(theirs), known, near, variance=6.8)
    return [(one.first, one.stop) for one in made]


def backwards(text: str) -> str:
    return " ".join(word[:6][::-1] for word in text.split())


def test_each_sentence_takes_its_words() -> None:
    assert found([backwards(text) for text in OURS]) == [(0, 4), (4, 8), (8, 12)]


def test_words_that_moved_into_the_next_sentence_are_found_there() -> None:
    words = backwards(" ".join(OURS)).split()
    theirs = [" ".join(words[:6]), " ".join(words[6:])]
    assert found(theirs) == [(0, 4), (4, 8), (8, 12)]


def test_a_sentence_that_was_left_out_takes_none() -> None:
    first, (start, stop), last = found([backwards(OURS[0]), backwards(OURS[2])])
    assert (first, last) == ((0, 4), (4, 8))
    assert start == stop


def test_a_sentence_of_nobody_is_in_no_stretch() -> None:
    ours = OURS * 6
    theirs = [backwards(text) for text in ours]
    theirs.insert(9, "zulu " * 14)
    made = found(theirs, ours)
    assert made[8:10] == [(32, 36), (50, 54)]


def test_words_that_always_meet_are_learnt() -> None:
    pairs = [(["alpha"] * (k < 12) + [f"n{k}"], [f"m{k}"] + ["ahpla"] * (k < 12)) for k in range(60)]
    lexicon = learn(pairs)
    assert max(lexicon.sure, key=lambda key: lexicon.sure[key]) == ("alpha", "ahpla")
    # "n1" and "m1" meet once: that is chance.
    assert len(lexicon) == 1
    assert len(learn([])) == 0


texts = st.lists(
    st.lists(st.sampled_from("ab cd ef 12 34 ... – x".split()), min_size=1, max_size=6), min_size=1, max_size=7
)


@given(texts, texts)
def test_stretches_lie_in_a_row(ours: list[list[str]], theirs: list[list[str]]) -> None:
    left, right = (sentences([" ".join(text) for text in side]) for side in (ours, theirs))
    made: list[Stretch] = find_stretches(left, right, {("ab", "cd"): 0.5}, [0] * len(left), variance=6.8)
    count = len(words_in_row(right)[0])
    assert len(made) == len(left)
    at = 0
    for one in made:
        assert at <= one.first <= one.stop <= count
        at = one.stop


@given(texts, texts)
def test_pairs_stay_small(ours: list[list[str]], theirs: list[list[str]]) -> None:
    left, right = (sentences([" ".join(text) for text in side]) for side in (ours, theirs))
    pairs = pair_sentences(left, right)
    assert sorted(k for pair in pairs for k in pair.ours) == list(range(len(left)))
    assert sorted(k for pair in pairs for k in pair.theirs) == list(range(len(right)))
    assert all(len(pair.ours) <= MOST for pair in pairs)
