"""Plain text: every line that holds something, and `# ` headings."""

from __future__ import annotations

import re

from align.transcript.caption_markup import clean_lines
from align.transcript.lines import FIRST, MASK, Reading, SourceLine, SourceText, heading_title, mask_spans
from align.transcript.times import TIME

__all__ = ["fits", "read"]

_TAGS = re.compile(
    r"</[a-z][a-z1-6]{0,9}>|<br ?/?>|&(?:nbsp|quot|amp|lt|gt|#\d{2,5}|[lr]squo|[lr]dquo|mdash|hellip);", re.IGNORECASE
)
"""What shows that text was copied from a page or from captions with its tags."""

_EMPHASISED = re.compile(
    rf"\s{{0,20}}(?:(?:[-+*•]|\d{{1,3}}[.)])[ ]{{1,3}})?(?:{TIME}[ \t]{{0,4}}(?:[-–—|][ \t])?)?"
    r"(?P<open>\*{1,3}|_{1,3})(?=[^\W_])[^*_]{1,90}?(?P<close>(?P=open))(?=[\s:]|$)"
)
"""Emphasis that opens a line, as labels copied out of Markdown have it."""
FEWEST_EMPHASISED = 2  # lines that open so


def fits(source: SourceText) -> bool:
    """Any text is plain text."""
    return True


def read(source: SourceText) -> Reading:
    """Read the lines that hold something; headings become chapters."""
    lines = []
    gap = FIRST
    tagged = _TAGS.search(source.text) is not None
    emphasised = sum(_EMPHASISED.match(line) is not None for line in source.lines) >= FEWEST_EMPHASISED
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            gap += 1
            continue
        title = heading_title(line)
        if title is not None:
            # A time beside a name may be set as code.
            lines.append(SourceLine(title.replace("`", MASK), number, heading=True))
            gap = FIRST
            continue
        if emphasised and (label := _EMPHASISED.match(line)):
            line = mask_spans(line, (label.span("open"), label.span("close")))
        if tagged and ("<" in line or "&" in line):
            for part in clean_lines(line, number, every_tag=False):
                lines.append(SourceLine(part.text, number, gap, offset=part.offset, marks=part.marks))
                gap = 0
        else:
            lines.append(SourceLine(line, number, gap))
            gap = 0
    return Reading(lines)
