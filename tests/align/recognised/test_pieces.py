"""Words as recognisers cut them, brought to the words of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.recognised.pieces import join_pieces, with_text
from align.recognised.words import RecognisedWord


def heard(*texts: str) -> list[RecognisedWord]:
    return [RecognisedWord(text, k / 10, (k + 1) / 10, 0.5 + k / 100) for k, text in enumerate(texts)]


def test_pieces_without_a_space_before_them_belong_to_the_word_before() -> None:
    made = join_pieces(heard(" Bar", "ley", " for", " $", "4", ",", "500", " twenty", "-two"))
    assert [word.text.strip() for word in made] == ["Barley", "for", "$4,500", "twenty-two"]
    assert [(word.start, word.end) for word in made] == [(0.0, 0.2), (0.2, 0.3), (0.3, 0.7), (0.7, 0.9)]
    assert made[0].score == 0.5


def test_words_that_come_without_spaces_are_left_alone() -> None:
    for words in (heard("so", "it", "is"), heard(" 水", "が", "来", " OK"), heard("one")):
        assert join_pieces(words) == words


def test_punctuation_and_lines_come_from_the_text() -> None:
    made = with_text(heard("so", "Ada", "said", "twenty", "two"), ["So, Ada said:", "– twenty-two!"])
    assert [word.text for word in made] == ["So,", "Ada", "said:", "–", "twenty-two!"]
    assert [word.line for word in made] == [True, False, False, True, False]
    assert (made[4].start, made[4].end, made[3].status) == (0.3, 0.5, "silent")


def test_words_of_another_text_stay_as_they_are() -> None:
    assert with_text(heard("so", "it", "is"), ["So it was."]) == heard("so", "it", "is")


@pytest.mark.slow
@given(st.lists(st.text("ab1", min_size=1, max_size=5), min_size=1, max_size=20), st.sets(st.floats(0, 1), max_size=9))
def test_every_token_comes_out_whole_whatever_the_pieces(tokens: list[str], shares: set[float]) -> None:
    letters = "".join(tokens)
    cuts = sorted({0, len(letters), *(round(share * len(letters)) for share in shares)})
    words = heard(*(letters[a:b] for a, b in pairwise(cuts)))
    made = with_text(words, [" ".join(tokens)])
    assert [word.text for word in made] == tokens
    starts = [word.start for word in made]
    assert starts == sorted(starts, key=lambda start: start or 0.0)
