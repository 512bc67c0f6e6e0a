"""Edited words are found where they are said: deletions, moves, repeats, and words that nobody said."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align import Alignment, EngineInfo, Media, Word
from edits.match import NotSaid, Run
from edits.match import match_words as match_at
from edits.script import Said


def match_words(alignment: Alignment, said: list[Said]) -> tuple[Run, ...]:
    return tuple(run for _, run in match_at(alignment, said))


def recording(text: str, pauses: tuple[int, ...] = ()) -> Alignment:
    """Words of 0.3 s, 0.05 s apart; 0.8 s before those in `pauses`."""
    words, clock = [], 0.0
    for k, token in enumerate(text.split()):
        clock += 0.8 if k in pauses else 0.05
        words.append(Word(token, round(clock, 3), round(clock + 0.3, 3), 0.9))
        clock += 0.3
    return Alignment(Media("a.mp3", "", clock), "en", EngineInfo("t", "1"), tuple(words))


def script(text: str) -> list[Said]:
    return [Said(word, line, 1) for line, row in enumerate(text.split("\n"), 1) for word in row.split()]


TALK = "We came in late, and we came in cold. The lamp was lit; the stove was not."


@pytest.mark.parametrize(
    ("edited", "runs"),
    [
        (TALK, [(0, 16)]),
        ("we CAME in late and we came in cold the lamp was lit the stove was not", [(0, 16)]),
        ("We came in cold. The stove was not.", [(0, 2), (8, 9), (13, 16)]),
        ("The lamp was lit; we came in late,", [(9, 12), (0, 3)]),
        ("The lamp was lit; The lamp was lit;", [(9, 12), (9, 12)]),
    ],
)
def test_the_fewest_stretches(edited: str, runs: list[tuple[int, int]]) -> None:
    found = match_words(recording(TALK), script(edited))
    assert len(found) <= len(runs)
    said = [word.text.lower().strip(".,;") for run in found for word in recording(TALK).words[run.first : run.last + 1]]
    assert said == [word.lower().strip(".,;") for word in edited.split()]


def test_a_cut_goes_where_people_pause() -> None:
    # "and we" is said twice; what lies between is deleted either way, and only one way has pauses.
    alignment = recording("first and we went and we stayed then", pauses=(1, 4))
    (one, two) = match_words(alignment, script("first and we stayed then"))
    assert (one, two) == (Run(0, 0), Run(4, 7))


def test_words_that_nobody_said_are_named_with_their_lines() -> None:
    with pytest.raises(NotSaid) as caught:
        match_words(recording(TALK), script("We came in\nwith a goat"))
    assert caught.value.words == (("with", 2), ("a", 2), ("goat", 2))
    assert "line 2 'goat'" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).words == caught.value.words


def test_words_of_the_transcript_that_were_never_heard_are_passed_over() -> None:
    alignment = recording(TALK + " [laughs]")
    unheard = Word("[laughs]", status="silent")
    alignment = replace(alignment, words=(*alignment.words[:-1], unheard))
    assert match_words(alignment, script("We came in late, [laughs] and we came")) == (Run(0, 6),)
    assert match_words(alignment, script("[laughs]")) == ()


def test_numbers_may_be_written_otherwise() -> None:
    assert match_words(recording("it cost $18 then"), script("it cost $18 then")) == (Run(0, 3),)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_any_edit_is_followed_word_for_word(seed: int) -> None:
    rng = random.Random(seed)
    words = [rng.choice("a b c d e f g h".split()) for _ in range(60)]
    alignment = recording(" ".join(words))
    pieces = [sorted(rng.sample(range(60), 2)) for _ in range(rng.randint(1, 6))]
    edited = [words[k] for first, last in pieces for k in range(first, last + 1)]
    runs = match_words(alignment, script(" ".join(edited)))
    assert [words[k] for run in runs for k in range(run.first, run.last + 1)] == edited
    assert len(runs) <= len(pieces)


def test_nothing_is_left() -> None:
    assert match_words(recording(TALK), []) == ()


def test_a_stretch_begins_where_it_must() -> None:
    found = match_at(recording(TALK), script(TALK), breaks=[5, 9])
    assert found == [(0, Run(0, 4)), (5, Run(5, 8)), (9, Run(9, 16))]
