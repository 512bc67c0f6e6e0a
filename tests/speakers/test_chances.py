"""What the text alone says of turns."""

from __future__ import annotations

from speakers.chances import turn_chances
from tests.clips.films import alignment_of


def test_short_replies_make_turns_before_and_behind_them_likelier() -> None:
    # Words of equal length with equal pauses: only the text differs.
    chances = turn_chances(alignment_of("we all went down there. oh yes. they all came with us. so we all sat down."))
    before, behind, plain = chances[5], chances[7], chances[12]
    assert before == behind > plain > chances[3]
