"""A title for a stretch of talk, out of its own words: the sentence that says most in least."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clips.standalone import Sentence, WordLists, plain

__all__ = ["title_of"]

LONGEST_TITLE = 60
"""Characters: what a phone shows of a video's title."""
_CLAUSE = re.compile(r"(?<=[,;:–—])\s+")


def title_of(run: Sequence[Sentence], lists: WordLists) -> str:
    """Return a title of at most 60 characters for sentences in a row."""
    if run[0].question and len(run[0].text) <= LONGEST_TITLE:
        return run[0].text
    best = max(run, key=_promise)
    return _shortened(_without_hedges(best.text.split(), lists.words["dispensable"]))


def _without_hedges(tokens: Sequence[str], hedges: frozenset[str]) -> str:
    """Return the sentence without "So", "I think" and the like before it."""
    longest = max((len(hedge.split()) for hedge in hedges), default=0)
    while len(tokens) > 3:
        count = next((n for n in range(longest, 0, -1) if " ".join(map(plain, tokens[:n])) in hedges), 0)
        if not count:
            break
        tokens = tokens[count:]
    text = " ".join(tokens)
    return text[:1].upper() + text[1:]


def _promise(sentence: Sentence) -> tuple[float, int]:
    fits = 1.0 if 12 <= len(sentence.text) <= LONGEST_TITLE else 0.0
    substance = len(sentence.points) + min(4, len(sentence.content)) / 4 - sentence.fillers
    return substance + 1.5 * fits - 1.5 * bool(sentence.leans), -sentence.first


def _shortened(text: str) -> str:
    """Return the text up to the last clause, or else the last word, that fits; an ellipsis says what was cut."""
    text = text.rstrip(".").strip('"“”')
    if len(text) <= LONGEST_TITLE:
        return text
    kept = ""
    for clause in _CLAUSE.split(text):
        if len(kept) + len(clause) > LONGEST_TITLE - 1:
            break
        kept = f"{kept} {clause}".strip()
    if len(kept) < LONGEST_TITLE // 3:
        kept = text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0]
    return kept.rstrip(",;:–— ") + "…"
