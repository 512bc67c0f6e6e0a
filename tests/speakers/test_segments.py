from __future__ import annotations

import numpy as np

from align.document import Alignment, Speaker
from speakers.attribution import UNKNOWN
from speakers.segments import Segment, tell_by_segments
from tests.clips.films import alignment_of


def document() -> Alignment:
    """Word n stands at 1 + n / 2, and is 0.3 s long."""
    return alignment_of("a b c. d e f. g h", speakers=(Speaker(0, None),))


def test_words_are_given_to_whose_stretch_they_lie_in_and_turns_begin_with_words() -> None:
    # The model changes in the middle of the fourth word, and leaves the last one out.
    told = tell_by_segments(document(), [Segment(0.9, 2.58, "B"), Segment(2.58, 4.3, "A")])
    assert told.labels.tolist() == [0, 0, 0, 1, 1, 1, 1, 1]
    assert told.changes.argmax() == 3
    assert told.changes[3] > 0.9
    assert told.certainty[4] > 0.9


def test_a_flicker_of_the_model_within_a_word_changes_nobody() -> None:
    told = tell_by_segments(document(), [Segment(0.9, 5.0, "A"), Segment(2.0, 2.05, "B")])
    assert told.labels.tolist() == [0] * 8


def test_where_two_stretches_lie_over_each_other_both_speak() -> None:
    told = tell_by_segments(document(), [Segment(0.9, 3.4, "A"), Segment(2.4, 5.0, "B")])
    assert told.together == (3, 4)


def test_without_stretches_nobody_says_anything() -> None:
    told = tell_by_segments(document(), [])
    assert (told.labels == UNKNOWN).all()
    assert told.count == 0


def test_speakers_are_numbered_as_they_first_speak() -> None:
    told = tell_by_segments(document(), [Segment(3.9, 5.0, "A"), Segment(0.9, 2.4, "Z"), Segment(2.4, 3.9, "M")])
    assert list(dict.fromkeys(told.labels.tolist())) == [0, 1, 2]
    assert np.all(np.diff(told.labels) >= 0)
