"""SRT and WebVTT, by the one tolerant reader of captions."""

from __future__ import annotations

from align.transcript.caption_faults import warnings_of
from align.transcript.caption_lines import caption_lines
from align.transcript.captions import looks_like_captions, read_captions
from align.transcript.lines import Reading, SourceText

__all__ = ["fits", "read"]


def fits(source: SourceText) -> bool:
    """Tell whether the file has the header of WebVTT, or times with an arrow near its beginning."""
    return looks_like_captions(source.text)


def read(source: SourceText) -> Reading:
    """Read what the cues say, each word once."""
    file = read_captions(source.text)
    return Reading(list(caption_lines(file)), prose=False, warnings=tuple(warnings_of(file)))
