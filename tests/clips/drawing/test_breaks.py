from __future__ import annotations

import itertools

from clips.drawing.breaks import PageRules, TimedWord, divide, line_text, line_width
from subtitles.language import get_language

KINDS = get_language("en").break_between


def timed(text: str, *, apart: bool = True) -> list[TimedWord]:
    """Words of half an em a letter, two a second."""
    rows = enumerate(text.split())
    return [TimedWord(word, k / 2, k / 2 + 0.4, len(word) / 2, word, apart=apart or k == 0) for k, word in rows]


def test_words_without_a_space_before_them_stand_together() -> None:
    line = [*timed("ab cd", apart=False), *timed("ef")]
    assert line_text(line) == "abcd ef"
    assert line_width(line, 0.25) == 3.25


def test_lines_are_filled_by_what_stands_on_them() -> None:
    rules = PageRules(width=8.0, space=1.0, words=0, lines=1)
    spaced = divide(timed("aaaa bbbb cccc dddd"), rules, KINDS, duration=9.0)
    joined = divide(timed("aaaa bbbb cccc dddd", apart=False), rules, KINDS, duration=9.0)
    assert [line_text(page.words) for page in spaced] == ["aaaa bbbb", "cccc dddd"]
    assert [line_text(page.words) for page in joined] == ["aaaabbbbccccdddd"]


def test_a_page_that_costs_more_when_it_is_smaller_is_divided_instead() -> None:
    words = timed("everybody really noticed nothing")
    rules = PageRules(width=9.0, space=0.5, words=4, lines=1, squeeze=1.0)
    whole = divide(words, rules, KINDS, duration=9.0)
    parted = divide(words, PageRules(9.0, 0.5, 4, 1, squeeze=1.0, smaller=500.0), KINDS, duration=9.0)
    assert max(line_width(page.lines[0], 0.5) for page in whole) > 9.0
    assert max(line_width(page.lines[0], 0.5) for page in parted) <= 9.0
    assert list(itertools.chain(*(page.words for page in parted))) == words
