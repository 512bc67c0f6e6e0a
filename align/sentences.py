"""The ends of sentences: the marks that end one, and the quotes and brackets that may close behind them."""

from __future__ import annotations

import re

__all__ = ["CLOSERS", "SENTENCE_MARKS", "ends_in_question", "ends_in_sentence_mark", "split_sentences"]

QUESTION_MARKS = ("?", "？", "؟")
SENTENCE_MARKS = (".", "!", "…", "。", "．", "！", "।", "။", "។", *QUESTION_MARKS)
"""Latin, Chinese and Japanese, Devanagari, Burmese, Khmer, Arabic, as Unicode has them in Sentence_Terminal."""

CLOSERS = "\"'”’“»›)]}」』）】》〉"
"""Quotes and brackets that close; the German one that closes is the English one that opens."""

_BREAK = re.compile(rf"(?<=[{''.join(map(re.escape, SENTENCE_MARKS))}])[{re.escape(CLOSERS)}]*\s+")


def ends_in_sentence_mark(text: str) -> bool:
    """Tell whether a mark that may end a sentence stands at the end, closing quotes and brackets aside.

    The full stop of an abbreviation counts, too: telling it apart takes the language and the next word.

    >>> ends_in_sentence_mark("(Really?)"), ends_in_sentence_mark("well,"), ends_in_sentence_mark("Mr.")
    (True, False, True)
    """
    return text.rstrip(CLOSERS).endswith(SENTENCE_MARKS)


def ends_in_question(text: str) -> bool:
    """Tell whether a question mark stands at the end, closing quotes and brackets aside."""
    return text.rstrip(CLOSERS).endswith(QUESTION_MARKS)


def split_sentences(text: str) -> list[str]:
    """Part running text behind every mark that may end a sentence; the space between is dropped.

    >>> split_sentences('He said "No." Then he left.')
    ['He said "No."', 'Then he left.']
    """
    marked = _BREAK.sub(lambda found: found[0].rstrip() + "\n", text)
    return [sentence for sentence in marked.splitlines() if sentence]
