"""Lists of clips as SRT or WebVTT: the text of each cue is a quote."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem
from align.transcript import read_captions
from clips.settings import Select

__all__ = ["read"]


def read(path: Path, text: str) -> list[Select]:
    """Read the cues, markup left out; a cue without text is none. Raises `FileProblem` for text outside of all cues."""
    try:
        file = read_captions(text)
    except ValueError as error:
        raise FileProblem(path, str(error)) from None
    # Counters may stand anywhere in a file that was put together by hand.
    loose = [line.number for line in file.loose if not line.plain.strip().isdecimal()]
    if loose:
        raise FileProblem(path, f"line {loose[0]} belongs to no cue; join it to one or delete it")
    quotes = [" ".join(cue.text.split()) for cue in file.cues]
    return [Select(quote) for quote in quotes if quote]
