"""Dialogues whose lines open with a dash, as novels, plays and captions have them: each dash is a change of voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from align.sentences import QUESTION_MARKS, ends_in_sentence_mark
from align.transcript.lines import Mark, SourceLine, masked, plain

__all__ = ["mark_dialogue"]

FEWEST = 2  # lines that open with a dash
SHARE = 0.7  # of the paragraphs that must
SHARE_OF_SENTENCES = 0.8  # of what stands before a dash that must end in a full stop

_DASH = re.compile(
    r"[\s\0]{0,20}(?P<dash>(?P<long>[—―─]{1,2}|--)[ \t\xa0\u3000]{0,4}|[-–][ \t\xa0]{1,4})"
    r"(?=[^\W\d_]|[¿¡\"“«‘'「『(\[…])"
)
_CLOSERS = "\"”»’')]*_"


def mark_dialogue(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Mask dashes that open most lines and mark a turn at each; names that were found before stay.

    A list with dashes is none: its items are no sentences, it follows a colon, or nobody asks anything in it. Long
    dashes need no question, since lists seldom have them.
    """
    found = [None if line.heading else _DASH.match(line.text[:60]) for line in lines]
    places = [place for place, match in enumerate(found) if match]
    if len(places) < FEWEST or any(mark.turn for line in lines for mark in line.marks):
        return list(lines)
    texts = [plain(line.text).rstrip(_CLOSERS) for line in lines]
    opening = [place for place in range(len(lines)) if not lines[place].heading and _opens(lines, texts, place)]
    if len(places) < SHARE * len({*opening, *places}) or not _is_spoken(texts, places):
        return list(lines)
    asked = any(mark in texts[place] for place in places for mark in QUESTION_MARKS)
    if not asked and not all(match["long"] for match in found if match):
        return list(lines)
    result = list(lines)
    for place in places:
        line, match = lines[place], found[place]
        assert match is not None
        text = masked(line.text, *match.span("dash"))
        result[place] = replace(line, text=text, marks=(*line.marks, Mark(match.end("dash"), turn=True)))
    return result


def _opens(lines: Sequence[SourceLine], texts: Sequence[str], place: int) -> bool:
    """Tell whether the line begins a paragraph: behind a blank line or a finished sentence."""
    return lines[place].gap > 0 or not place or ends_in_sentence_mark(texts[place - 1])


def _is_spoken(texts: Sequence[str], places: Sequence[int]) -> bool:
    """Tell whether what the dashes open ends in full stops, and no colon announces a list."""
    ends = [*(after - 1 for _, after in pairwise(places)), len(texts) - 1]
    ended = sum(ends_in_sentence_mark(texts[place]) or texts[place].endswith(("—", "–", "-")) for place in ends)
    announced = places[0] > 0 and texts[places[0] - 1].endswith(":")
    return ended >= SHARE_OF_SENTENCES * len(ends) and not announced
