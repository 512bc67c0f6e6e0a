"""Fountain screenplays: what characters say is read; headings, action and parentheticals are not said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.transcript.lines import FIRST, Mark, Reading, SourceLine, SourceText, Tally, mask_spans
from align.transcript.names import tidy_name

__all__ = ["fits", "read"]

_SCENE = re.compile(r"\s{0,20}(?:\.(?=\w)|(?:INT|EXT|EST|INT\./EXT|INT/EXT|I/E)[. ])", re.IGNORECASE)
_TITLE = re.compile(r"(?:Title|Credit|Author|Authors|Source|Draft date|Contact|Copyright|Notes)\s{0,4}:", re.IGNORECASE)
_TRANSITION = re.compile(r"\s*>(?!.*<\s*$)|\s*[A-Z ]{1,30} TO:\s*$")
_SECTION = re.compile(r"\s{0,3}#{1,6}\s{0,4}(?P<title>\S.*)")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|_)(?=\S)|(?<=\S)(?:\*{1,3}|_)(?=\s|$|[.,!?;:])|\[\[[^\]]{0,400}\]\]")
_FORCED = re.compile(r"\s{0,40}@\S")
HEAD = 200  # lines


def fits(source: SourceText) -> bool:
    """Tell whether the file is called so, or has scene headings and forced characters as no other text has."""
    if source.suffix in (".fountain", ".spmd"):
        return True
    head = source.lines[:HEAD]
    scenes = sum(_SCENE.match(line) is not None and line.strip().isupper() for line in head)
    return scenes > 0 and (any(_FORCED.match(line) for line in head) or _TITLE.match(source.text[:80]) is not None)


def read(source: SourceText) -> Reading:
    """Read the dialogue; sections become chapters, everything else is counted."""
    tally = Tally()
    lines: list[SourceLine] = []
    raw = source.lines
    place = _after_title_page(raw, tally)
    speaking = inside_note = False
    gap = FIRST
    while place < len(raw):
        line, number = raw[place], place + 1
        place += 1
        if inside_note or line.lstrip().startswith("/*"):
            inside_note = "*/" not in line
            tally.add("notes", number)
        elif not line.strip():
            speaking = False
            gap += 1
        elif section := _SECTION.match(line):
            lines.append(SourceLine(section["title"].rstrip("# "), number, heading=True))
            gap = FIRST
        elif speaking and line.strip().startswith("(") and line.strip().endswith(")"):
            tally.add("parentheticals", number)
        elif speaking:
            lines.append(_dialogue(line, number, gap))
            gap = 0
        elif _is_character(raw, place - 1):
            speaking = True
            lines.append(SourceLine("", number, gap, marks=(Mark(0, turn=True, name=tidy_name(line.strip())),)))
            gap = 0
        else:
            tally.add(_kind(line), number)
    return Reading(lines, tally.rows(), prose=False, labels=False)


def _after_title_page(raw: Sequence[str], tally: Tally) -> int:
    if not raw or not _TITLE.match(raw[0].lstrip("\ufeff")):
        return 0
    end = next((place for place, line in enumerate(raw) if not line.strip()), len(raw))
    tally.add("lines of the title page", 1, end)
    return end


def _is_character(raw: Sequence[str], place: int) -> bool:
    """Return a line in capitals, or after `@`, between a blank line and one that is not."""
    line = raw[place].strip()
    if place + 1 >= len(raw) or not raw[place + 1].strip() or (place and raw[place - 1].strip()):
        return False
    if line.startswith("@"):
        return True
    name = tidy_name(line)
    return name.isupper() and not _SCENE.match(line) and not _TRANSITION.match(line) and line[0] not in "!>~=."


def _dialogue(line: str, number: int, gap: int) -> SourceLine:
    spans = [match.span() for match in _EMPHASIS.finditer(line)]
    lyric = len(line) - len(line.lstrip())
    if line[lyric : lyric + 1] == "~":
        spans.insert(0, (lyric, lyric + 1))
    return SourceLine(mask_spans(line, spans), number, gap)


def _kind(line: str) -> str:
    if _SCENE.match(line):
        return "scene headings"
    if _TRANSITION.match(line) or line.strip().startswith("==="):
        return "transitions"
    return "notes" if line.lstrip()[:1] == "=" or line.lstrip().startswith("[[") else "lines of action"
