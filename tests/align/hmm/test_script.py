"""Pronunciations flattened into arrays: owners, parts, pauses inside a word, and what has no pronunciation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.script import FALSE_START, FOREIGN_FALSE_START, MOST_JOINS, Script, script_of
from align.transcript import Token, Transcript

Words = list[list[list[int]]]
words_of = st.lists(
    st.lists(st.lists(st.integers(0, len(UNITS) - 1), min_size=1, max_size=4), min_size=1, max_size=3),
    min_size=1,
    max_size=8,
)


def unflattened(script: Script) -> Words:
    """The words of a script, read back."""
    return [
        [
            script.phones[script.states[v] : script.states[v + 1]].tolist()
            for v in range(script.variants[w], script.variants[w + 1])
        ]
        for w in range(script.words)
    ]


@pytest.mark.slow
@given(words_of)
def test_it_is_read_back_as_it_was(words: Words) -> None:
    assert unflattened(Script.of(words)) == words


@pytest.mark.slow
@given(words_of, st.data())
def test_a_part_is_the_script_of_its_words(words: Words, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    whole, alone = Script.of(words), Script.of(words[first:last])
    part = whole.part(first, last)
    for name in ("phones", "states", "variants", "opens", "pauses"):
        assert getattr(part, name).tolist() == getattr(alone, name).tolist(), name
    # Whether a word may break off depends on its neighbours in the whole.
    assert part.false_start.tolist() == whole.false_start[first:last].tolist()


@pytest.mark.slow
@given(words_of)
def test_every_state_has_its_word(words: Words) -> None:
    owners = Script.of(words).owners()
    assert owners.tolist() == [w for w, word in enumerate(words) for variant in word for _ in variant]


@pytest.mark.parametrize("words", [[[]], [[[]]], [[[1], []]]])
def test_a_word_that_cannot_be_said_is_refused(words: Words) -> None:
    with pytest.raises(ValueError, match="without pronunciation"):
        Script.of(words)


def transcript(text: str) -> Transcript:
    return Transcript(Path("t.txt"), tuple(Token(word, 1, 1) for word in text.split()))


GO = (("G", "OW"),)
LEFT = (("L", "EH", "F", "T"),)


def test_silent_tokens_have_no_row() -> None:
    tokens, script = script_of([(GO,), (), (LEFT,)])
    assert tokens.tolist() == [0, 2]
    assert script.words == 2
    assert [UNITS[phone] for phone in script.phones] == ["G", "OW", "L", "EH", "F", "T"]


def test_a_pause_may_stand_within_what_is_printed_as_one_word() -> None:
    both = (("HH", "IY", "R"), ("N", "OW"))
    text = transcript("here—no here-no")
    _, script = script_of([(both,), (both,)], text)
    dash, hyphen = unflattened(script)
    assert len(dash) == 2
    assert dash[1][3] == SIL
    assert dash[1][:3] + dash[1][4:] == dash[0]
    assert len(hyphen) == 1


def test_there_are_only_so_many_places_for_a_pause() -> None:
    spelled = tuple(("EH", "M") for _ in range(9))
    _, script = script_of([(spelled,)], transcript("a...b"))
    assert len(unflattened(script)[0]) == 1 + MOST_JOINS


def test_false_starts_cost_more_in_other_languages() -> None:
    assert set(script_of([(GO,)])[1].false_start) == {np.float32(FALSE_START)}
    assert set(script_of([(GO,)], language="de")[1].false_start) == {np.float32(FOREIGN_FALSE_START)}
