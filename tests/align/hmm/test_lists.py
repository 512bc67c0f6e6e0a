"""Lists whose items begin alike are neither stutters nor one word begun anew: each item lies where it is said."""

from __future__ import annotations

import pytest

from align import align_file
from benchmarks.scoring import read_known
from samples.lists import HERE, LINES, printed_and_said

NEAR = 0.1
"""Seconds."""


@pytest.mark.slow
def test_items_that_begin_alike_lie_where_each_is_said() -> None:
    known = read_known(HERE / "lists.tsv")
    alignment = align_file(HERE / "lists.mp3", HERE / "lists.txt")
    astray = [
        (word.text, word.status, word.start)
        for word, true in zip(alignment.words, known, strict=True)
        if word.status != "aligned" or max(abs(word.span[0] - true.start), abs(word.span[1] - true.end)) > NEAR
    ]
    assert astray == []


def test_the_text_beside_the_sound_is_what_it_was_made_from() -> None:
    printed = [token for line in LINES for token, _ in printed_and_said(line)]
    assert (HERE / "lists.txt").read_text(encoding="utf-8").split() == printed
    assert [word.text for word in read_known(HERE / "lists.tsv")] == printed
