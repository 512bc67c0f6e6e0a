"""Markdown transcripts: headings become chapters, markup is masked, the rest is words."""

from __future__ import annotations

import re

from align.transcript.lines import FIRST, HEADING, MASK, SourceLine, masked

__all__ = ["read_markdown"]

SETEXT = re.compile(r"[ ]{0,3}(=+|-{2,})\s*$")
FENCE = re.compile(r"\s*(```|~~~)")
RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
LEAD = re.compile(r"\s*(?:>(?!>)\s?)*\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+)?")
INLINE = (
    re.compile(r"(?P<a><!--.*?-->)"),
    re.compile(r"(?P<a>!\[[^\]]*\]\([^)]*\))"),
    re.compile(r"(?P<a>\[)[^\[\]]+(?P<b>\](?:\([^)\s]*(?:\s\"[^\"]*\")?\)|\[[^\]]*\]))"),
    re.compile(r"(?P<a>\[\^[^\]]+\])"),
    re.compile(r"(?P<a><)(?:https?://|mailto:)[^>\s]+(?P<b>>)"),
    re.compile(r"(?P<a></?[A-Za-z][^<>]*>)"),
    re.compile(r"(?P<a>`+)[^`]+(?P<b>(?P=a))"),
    re.compile(r"(?<!\\)(?P<a>\*\*\*|\*\*|\*|~~)(?=[^\s*])[^*~]*?[^\s\\](?P<b>(?P=a))"),
    re.compile(r"(?<![\w\\])(?P<a>___|__|_)(?=[^\s_])[^_]*?[^\s](?P<b>(?P=a))(?!\w)"),
    re.compile(r"(?P<a>\\)[!-/:-@\[-`{-~]"),
)
"""Markup that surrounds or stands between words; groups `a` and `b` are what is not said."""


def read_markdown(lines: list[str]) -> list[SourceLine]:
    """The lines of a Markdown file that hold words or headings; code fences keep theirs, front matter does not."""
    result: list[SourceLine] = []
    gap = FIRST
    comment = False
    for number, line in enumerate(lines[: len(lines)], 1):
        if number <= _front_matter(lines):
            continue
        if comment or re.match(r"\s*<!--(?!.*-->)", line):
            comment = "-->" not in line
            continue
        if SETEXT.match(line) and result and not gap and not result[-1].heading:
            if "=" in line or result[-1].gap:
                last = result.pop()
                result.append(SourceLine(last.text.strip(), last.number, heading=True))
                gap = FIRST
            continue
        if not line.strip() or any(p.match(line) for p in (FENCE, RULE, DEFINITION, TABLE_RULE)):
            gap += 1
            continue
        heading = HEADING.match(line)
        text = _inline(heading["title"] if heading else line)
        if heading:
            result.append(SourceLine(text, number, heading=True))
            gap = FIRST
            continue
        lead = LEAD.match(text)
        text = masked(text, 0, lead.end()) if lead else text
        if text.lstrip().startswith("|") or text.count("|") > 1:
            text = text.replace("|", " ")
        result.append(SourceLine(text, number, gap))
        gap = 0
    return result


def _front_matter(lines: list[str]) -> int:
    """How many lines of metadata open the file."""
    if lines[0].strip() != "---":
        return 0
    return next((n for n, line in enumerate(lines[1:200], 2) if line.strip() in ("---", "...")), 0)


def _inline(text: str) -> str:
    for pattern in INLINE:
        # Emphasis nests; a second look finds what the first one uncovered.
        for _ in range(2):
            for found in list(pattern.finditer(text)):
                for group in pattern.groupindex:
                    text = masked(text, *found.span(group))
            if MASK not in text:
                break
    return text
