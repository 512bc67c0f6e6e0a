"""Where a text lets one expect pauses, and what that changes for a short first word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.hmm import coarse as trellis
from align.hmm.coarse import search
from align.hmm.pauses import AFTER_ARTICLE, BESIDE_LONELY, CLAUSE, INSIDE, sentence_openings, turn_openings
from align.hmm.script import Script
from align.transcript.reader import read_transcript
from tests.align.hmm.test_coarse import SIL, STEP, planted, priced, spans


def prices(tmp_path: Path, text: str, sizes: list[int]) -> tuple[list[bool], list[float]]:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    words = read_transcript(path)
    opens, found = sentence_openings(words, range(len(words.tokens)), np.array(sizes))
    return opens.tolist(), found.tolist()


def test_pauses_are_free_between_sentences_and_dear_within(tmp_path: Path) -> None:
    opens, found = prices(tmp_path, "He came home. The fog, he said, was thick.", [2, 3, 6, 2, 3, 2, 3, 3, 5])
    assert opens == [True, False, False, True, False, False, False, False, False, True]
    assert found == [0, BESIDE_LONELY, INSIDE, 0, AFTER_ARTICLE, CLAUSE, INSIDE, CLAUSE, INSIDE, 0]


def test_nobody_is_expected_to_pause_before_a_noun(tmp_path: Path) -> None:
    _, found = prices(tmp_path, "Nevertheless he saw the fog of the, well, harbour.", [10, 2, 3, 2, 3, 2, 2, 3, 5])
    assert found == [0, INSIDE, INSIDE, INSIDE, AFTER_ARTICLE, INSIDE, AFTER_ARTICLE, CLAUSE, CLAUSE, 0]


def test_a_long_first_word_may_be_followed_by_a_pause(tmp_path: Path) -> None:
    _, found = prices(tmp_path, "Nevertheless he ran home afterwards.", [10, 2, 3, 3, 8])
    assert found == [0, INSIDE, INSIDE, INSIDE, INSIDE, 0]


def test_a_short_last_word_does_not_stand_alone_behind_a_pause(tmp_path: Path) -> None:
    _, found = prices(tmp_path, "Nevertheless he came. They waited, though.", [10, 2, 3, 2, 5, 2])
    assert found == [0, INSIDE, BESIDE_LONELY, 0, BESIDE_LONELY, CLAUSE, 0]


def test_turns_are_where_another_speaker_begins(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("ANNA: Where is it?\n\nBEN: There.\n\nBEN: No, here.\n\nANNA: Good.\n", encoding="utf-8")
    transcript = read_transcript(path)
    assert len(transcript.speakers) >= 3
    turns = turn_openings(transcript, range(len(transcript.tokens)))
    assert np.flatnonzero(turns).tolist() == [3, 6]
    assert turn_openings(transcript, [0, 1, 2, 4, 5]).tolist() == [False, False, False, True, False, False]


def test_without_punctuation_lines_are_what_there_is(tmp_path: Path) -> None:
    opens, found = prices(tmp_path, "he saw mist\n\nin early morning", [2, 3, 5, 2, 2, 5])
    assert all(opens)
    assert found == [0, BESIDE_LONELY, INSIDE, 0, BESIDE_LONELY, INSIDE, 0]


def test_one_line_without_punctuation_tells_nothing(tmp_path: Path) -> None:
    assert not any(prices(tmp_path, "the fog came in", [2, 3, 3, 2])[1])


@pytest.mark.parametrize(("cost", "place"), [(0.0, (3, 5)), (12.0, (25, 27))])
def test_a_short_first_word_goes_behind_the_pause(cost: float, place: tuple[int, int]) -> None:
    # Before the pause a fading sound that is the word but for a nat a step, behind it the word but for three.
    costs = planted([2, 3, 3] + [SIL] * 24 + [5, 6, 6])
    costs[3:5, 4], costs[25:27, 4] = 4, 12
    costs[3:5, SIL] = costs[25:27, SIL] = 20
    words = [[[2, 3]], [[4]], [[5, 6]]]
    script = Script.of(words, pauses=np.array([0, 0, cost, 0], np.float32))
    assert spans(costs, script)[1] == place
    path = search(costs, STEP, script, SIL, priced(costs))
    assert (path.kind[5:25] == trellis.SILENCE).all()
