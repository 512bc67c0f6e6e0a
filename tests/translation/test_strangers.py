"""A text that is no translation is refused, one that shares neither names nor numbers with its original is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from align.errors import InputsDoNotFit
from benchmarks.translated import make_translation
from translation import Sentence, pair_sentences
from translation.strangers import BEYOND, DOUBT, beyond_chance, refuse_stranger


def nameless(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Sentences without what is the same in both languages, as in Chinese with names spelt out."""
    return tuple(
        replace(one, texts=tuple(t for t in one.texts if not (t[0].isupper() or t.isdigit())) or ("ba",))
        for one in sentences
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_a_translation_without_a_name_in_common_is_no_stranger(seed: int) -> None:
    made = make_translation(220, seed=seed)
    ours, theirs = nameless(made.ours), nameless(made.theirs)
    pairs = pair_sentences(ours, theirs)
    refuse_stranger(ours, theirs, pairs)
    assert beyond_chance(ours, theirs, pairs) > BEYOND


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_stranger_is_refused(seed: int) -> None:
    ours, theirs = make_translation(150, seed=seed).ours, make_translation(150, seed=seed + 50).theirs
    with pytest.raises(InputsDoNotFit, match="no better than shuffled"):
        refuse_stranger(ours, theirs, pair_sentences(ours, theirs))


@pytest.mark.slow
def test_of_a_short_text_there_is_a_doubt_at_most() -> None:
    made, other = make_translation(60, seed=2), make_translation(60, seed=61)
    assert refuse_stranger(made.ours, other.theirs, pair_sentences(made.ours, other.theirs)) == DOUBT
    assert refuse_stranger(made.ours, made.theirs, pair_sentences(made.ours, made.theirs)) is None
    few = make_translation(12, seed=1)
    assert refuse_stranger(few.ours, few.theirs, pair_sentences(few.ours, few.theirs)) is None
