"""Lists of clips as SRT: the text of each cue is a quote."""

from __future__ import annotations

import re
from pathlib import Path

import srt

from align.errors import FileProblem
from clips.settings import Select

__all__ = ["read"]

_TAGS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")


def read(path: Path, text: str) -> list[Select]:
    """Read the cues; tags are left out, and so are cues without text."""
    try:
        cues = list(srt.parse(text))
    except (srt.SRTParseError, ValueError) as error:
        raise FileProblem(path, f"is not SRT: {error}") from None
    quotes = [" ".join(_TAGS.sub("", cue.content).split()) for cue in cues]
    return [Select(quote) for quote in quotes if quote]
