"""Plain text: every line that holds something, and `# ` headings."""

from __future__ import annotations

import re

from align.transcript.caption_markup import clean_lines
from align.transcript.lines import FIRST, Reading, SourceLine, SourceText, heading_title

__all__ = ["fits", "read"]

_TAGS = re.compile(
    r"</[a-z][a-z1-6]{0,9}>|<br ?/?>|&(?:nbsp|quot|amp|lt|gt|#\d{2,5}|[lr]squo|[lr]dquo|mdash|hellip);", re.IGNORECASE
)
"""What shows that text was copied from a page or from captions with its tags."""


def fits(source: SourceText) -> bool:
    """Any text is plain text."""
    return True


def read(source: SourceText) -> Reading:
    """Read the lines that hold something; headings become chapters."""
    lines = []
    gap = FIRST
    tagged = _TAGS.search(source.text) is not None
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            gap += 1
            continue
        title = heading_title(line)
        if title is not None:
            lines.append(SourceLine(title, number, heading=True))
            gap = FIRST
            continue
        if tagged and ("<" in line or "&" in line):
            for part in clean_lines(line, number, every_tag=False):
                lines.append(SourceLine(part.text, number, gap, offset=part.offset, marks=part.marks))
                gap = 0
        else:
            lines.append(SourceLine(line, number, gap))
            gap = 0
    return Reading(lines)
