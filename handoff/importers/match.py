"""The times of an imported alignment given to the words of a transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from align.document import Alignment, Unscripted, Word
from align.errors import InputsDoNotFit
from align.matching import steps_between
from handoff.importers.build import interpolate

if TYPE_CHECKING:
    from align.transcript import Transcript

__all__ = ["onto_transcript"]

_FEWEST = 0.3  # share of the transcript's words that must be found again
_SHORTEST = 1.0  # seconds of an unscripted stretch


def onto_transcript(found: Alignment, transcript: Transcript) -> Alignment:
    """`found` with the transcript's words: equal words (case and punctuation aside) take times and score.

    Words that stand where others were heard share the time of those and are `interpolated`; words that stand where
    nothing was heard are `absent`, and what was heard where nothing stands is unscripted speech if it lasts a second.
    Raises `InputsDoNotFit` where under 30% of the words are found.
    """
    words = [Word(t.text, status="absent", line=t.line, column=t.column) for t in transcript.tokens]
    keys = [_key(word.text) for word in words]
    said = [index for index, key in enumerate(keys) if key]
    words = [word if key else replace(word, status="silent") for word, key in zip(words, keys, strict=True)]
    heard = [word for word in found.words if _key(word.text) and word.status != "absent"]
    steps = steps_between([_key(word.text) for word in heard], [keys[index] for index in said])
    equal = 0
    unscripted = list(found.unscripted)
    for tag, i1, i2, j1, j2 in steps:
        places = said[j1:j2]
        if tag == "equal":
            equal += len(places)
            for place, word in zip(places, heard[i1:i2], strict=True):
                words[place] = replace(
                    words[place], start=word.start, end=word.end, score=word.score, status=word.status
                )
        elif tag == "replace":
            _share(words, places, heard[i1:i2])
        elif tag == "delete":
            unscripted += _stretch(heard[i1:i2])
    if equal < _FEWEST * len(said):
        raise InputsDoNotFit("the transcript does not belong to this alignment", equal, len(said))
    return replace(
        found,
        words=tuple(interpolate(words, found.media.duration)),
        chapters=transcript.chapters,
        paragraphs=transcript.paragraphs,
        lines=transcript.lines,
        speakers=transcript.speakers or (),
        unscripted=tuple(sorted(unscripted, key=lambda stretch: stretch.start)),
    )


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _share(words: list[Word], places: Sequence[int], heard: Sequence[Word]) -> None:
    spans = [word.span for word in heard if word.timed]
    for place in places:
        words[place] = replace(words[place], status="interpolated")
    if not spans:
        return
    low, high = spans[0][0], max(end for _, end in spans)
    letters = [len(_key(words[place].text)) for place in places]
    at = 0
    for place, count in zip(places, letters, strict=True):
        edges = [round(low + (high - low) * part / sum(letters), 3) for part in (at, at + count)]
        words[place] = replace(words[place], start=edges[0], end=edges[1])
        at += count


def _stretch(heard: Sequence[Word]) -> list[Unscripted]:
    spans = [word.span for word in heard if word.timed]
    if not spans or spans[-1][1] - spans[0][0] < _SHORTEST:
        return []
    return [Unscripted(spans[0][0], spans[-1][1], "speech")]
