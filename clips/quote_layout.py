"""Layout of pasted quotes that is likely, and not sure: it goes only where the quote is found better without it."""

from __future__ import annotations

import re

__all__ = ["without_any_layout"]

_TIME = (
    r"(?:(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[:;.,-]\d{1,3})?|\d{1,2}h ?\d{1,2}m(?: ?\d{1,2}s)?|\d{1,3}m ?\d{1,2}s"
    r"|\d{1,5}\.\d{1,3} ?s(?![a-z])|\d{1,5} ?(?:s|secs?|seconds)(?=\s*[:|])|(?<=[\[({<])\d{1,5}\.\d{1,3})"
)
_STAMP = (
    rf"(?:(?:TC|TCR|time(?:code)?|at|around|ca\.?)\b[:\s]{{0,3}})?[@~#]?[\[({{<]?{_TIME}"
    rf"(?:\s{{0,3}}(?:[-–—]|to|-?->)\s{{0,3}}{_TIME})?[\])}}>#]?"
)
_WORD = r"(?:[^\W\d_a-z]\w{0,3}\.|[^\W\d_a-z][\w'’&-]{0,30})"
_NAME = rf"(?:{_WORD}(?:[ ](?:{_WORD}|de|van|von|der|la)){{0,3}}(?:[ ]\d{{1,3}})?)"
_KIND = r"(?:(?:pull )?quote|clip|(?:sound)?bite|sot|select|sync|speaker|track|segment)(?:[ #]{1,2}\d{1,3})?"

_OPENING = re.compile(
    r"[\s*_`\"“«>-]*(?:"
    rf"{_STAMP}[*_`]{{0,3}}\s*[-–—:|,]?(?=\s|$)"
    rf"|{_NAME}(?:\s*\([^():]{{1,40}}\))?,?[ \t]+{_STAMP}\s*[-–—:|,]?(?=\s|$)"
    rf"|{_NAME}(?:\s*\([^():]{{1,40}}\))?[*_]*:[*_]*(?=\s)"
    rf"|(?i:{_KIND})[*_]*:[*_]*(?=\s)"
    rf"|{_NAME}\t"
    r"|<[^<>]{1,40}>|\{[^{}]{1,40}\}"
    r"|[QA]\.(?=\s)"
    r")\s*"
)
_CLOSING = re.compile(rf"(?<=\S)\s+{_STAMP}[\s\"”».]*$")
_LABEL_INSIDE = re.compile(rf"(?<=[.!?…\"”'’])\s+(?:{_NAME}:|[QA][.:])(?=\s)")
_SAID = (
    "said says asked asks told tells added adds explained explains recalled recalls remembered remembers replied"
    " replies answered answers joked jokes continued continues"
).split()
_TELLING = rf"[^\"“”«»]{{0,60}}\b(?:{'|'.join(_SAID)})\b[^\"“”«»]{{0,60}}"
_TOLD_BETWEEN = re.compile(rf"(?<=[^\s])[\"”»]\s{_TELLING}\s[\"“«](?=\S)")
_TOLD_BEHIND = re.compile(rf"(?<=[^\s])[\"”»],?\s{_TELLING}$")
_LINK = re.compile(r"(?<!\S)[<(]?(?:https?://|www\.)\S+")
_AT_MOST = 4
"""Times, names and marks before the words of a line."""


def without_any_layout(text: str) -> str:
    """Drop times, names and marks around the words of each line, and who said so around words in quotation marks.

    >>> without_any_layout("Speaker 2 00:46 So it floats. Speaker 1: It does. [0m50s-0m52s]")
    'So it floats.  It does.'
    >>> without_any_layout("“So it floats,” Ada said, “and sings.”")
    '“So it floats, and sings.”'
    """
    lines = [_bare(line) for line in _LINK.sub(" ", text).splitlines()]
    told = _TOLD_BEHIND.sub("", _TOLD_BETWEEN.sub(" ", "\n".join(lines)))
    return told.strip()


def _bare(line: str) -> str:
    begun = line
    for _ in range(_AT_MOST):
        match = _OPENING.match(begun)
        if match is None:
            break
        begun = begun[match.end() :]
    if begun != line:
        # Where the first speaker is named, so are those after them.
        begun = _LABEL_INSIDE.sub(" ", begun)
    return _CLOSING.sub("", begun)
