"""Plain text: every line that holds something, and `# ` headings."""

from __future__ import annotations

from align.transcript.lines import FIRST, Reading, SourceLine, SourceText, heading_title

__all__ = ["fits", "read"]


def fits(source: SourceText) -> bool:
    """Any text is plain text."""
    return True


def read(source: SourceText) -> Reading:
    """Read the lines that hold something; headings become chapters."""
    lines = []
    gap = FIRST
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            gap += 1
            continue
        title = heading_title(line)
        if title is not None:
            lines.append(SourceLine(title, number, heading=True))
            gap = FIRST
            continue
        lines.append(SourceLine(line, number, gap))
        gap = 0
    return Reading(lines)
