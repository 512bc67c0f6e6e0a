"""Lists of cuts followed: what takes out no word is said."""

from __future__ import annotations

from edits.cut_list import cuts_without_words
from review.cuts import CutOut
from tests.clips.films import alignment_of


def test_cuts_in_which_no_word_lies_are_named() -> None:
    alignment = alignment_of("We came in with a lamp", duration=6.0)
    start, end = alignment.words[2].span
    whole = CutOut(start - 0.01, end + 0.01, "in")
    between = CutOut(end, alignment.words[3].span[0], "")
    a_little = CutOut(start, start + 0.3 * (end - start), "in")
    assert cuts_without_words(alignment, [a_little, whole, between]) == [a_little, between]
