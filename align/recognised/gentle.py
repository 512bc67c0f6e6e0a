"""gentle: `transcript` and `words` with character offsets into it, and a case for each word.

`success` is aligned, `not-found-in-audio` is absent, `not-found-in-transcript` is sound without words. The offsets give
back the tokens exactly as written; gentle's own words lack their punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from align.document import Unscripted
from align.recognised.words import (
    Imported,
    Passage,
    RecognisedWord,
    mappings,
    number,
    rows,
    seconds,
    table,
    text,
    time_or_none,
)

__all__ = ["fits", "passages", "read"]

_SHORTEST = 1.0  # the document lists stretches of a second or more


def fits(content: object) -> bool:
    """Tell whether the words have cases."""
    return any("case" in row for row in mappings(content, "words"))


def passages(content: object) -> Iterator[Passage]:
    """Yield the transcript, or the words that are part of it."""
    whole = content.get("transcript") if isinstance(content, Mapping) else None
    if isinstance(whole, str) and whole.strip():
        yield Passage(whole)
        return
    for row in mappings(content, "words"):
        if row.get("case") != "not-found-in-transcript" and isinstance(row.get("word"), str):
            yield Passage(row["word"], time_or_none(row.get("start")), time_or_none(row.get("end")))


def read(content: Any) -> Imported:
    """Read the parsed JSON; raises `ValueError` with what is wrong."""
    data = table(content, "gentle result")
    if "words" not in data:
        raise ValueError("is not a gentle result (no 'words' in it)")
    found = [table(row, "word") for row in rows(data["words"], "words")]
    extra = tuple(_unscripted([row for row in found if row.get("case") == "not-found-in-transcript"]))
    said = [row for row in found if row.get("case") != "not-found-in-transcript"]
    whole = data.get("transcript")
    if isinstance(whole, str) and whole.strip() and all("startOffset" in row for row in said):
        words = _tokens(text(whole, "a transcript"), said)
    else:
        words = [_heard(text(row.get("word"), "a word"), [row]) for row in said]
    return Imported(tuple(words), "gentle", unscripted=extra)


def _tokens(whole: str, said: Sequence[Mapping[str, Any]]) -> list[RecognisedWord]:
    tokens = list(re.finditer(r"\S+", whole))
    starts = [token.start() for token in tokens]
    inside: list[list[Mapping[str, Any]]] = [[] for _ in tokens]
    for row in said:
        at = number(row["startOffset"], "an offset")
        if at is None or not 0 <= at < len(whole):
            raise ValueError("has an offset outside its transcript")
        inside[max(0, bisect_right(starts, int(at)) - 1)].append(row)
    words = []
    at = 0
    for token, parts in zip(tokens, inside, strict=True):
        gap = whole[at : token.start()]
        words.append(_heard(token[0], parts, breaks=gap.count("\n") > 1, line="\n" in gap))
        at = token.end()
    return words


def _heard(
    said: str, parts: Sequence[Mapping[str, Any]], *, breaks: bool = False, line: bool = False
) -> RecognisedWord:
    if not parts:
        return RecognisedWord(said, status="silent", breaks=breaks, line=line)
    timed = [part for part in parts if part.get("case", "success") == "success" and part.get("start") is not None]
    if not timed:
        return RecognisedWord(said, status="absent", breaks=breaks, line=line)
    start, end = seconds(timed[0]["start"]), seconds(timed[-1].get("end"))
    status = "aligned" if len(timed) == len(parts) else "interpolated"
    return RecognisedWord(said, start, end, status=status, breaks=breaks, line=line)  # type: ignore[arg-type]


def _unscripted(found: Sequence[Mapping[str, Any]]) -> list[Unscripted]:
    stretches: list[Unscripted] = []
    for row in found:
        start, end = seconds(row.get("start")), seconds(row.get("end"))
        if start is None or end is None or end < start:
            continue
        if stretches and start - stretches[-1].end < 0.5:
            stretches[-1] = Unscripted(stretches[-1].start, max(end, stretches[-1].end), "speech")
        else:
            stretches.append(Unscripted(start, end, "speech"))
    return [s for s in stretches if s.end - s.start >= _SHORTEST]
