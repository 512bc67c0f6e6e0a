"""The formats of transcripts, each read into the same lines: plain text, SRT, WebVTT, Markdown, Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from align.transcript.encoding import decode, read_bytes
from align.transcript.lines import BREAK, FIRST, HEADING, MASK, Mark, SourceLine, masked, seconds

__all__ = ["read_lines"]

STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
TIMING = re.compile(rf"\s*(?P<start>{STAMP})\s*-->\s*(?P<end>{STAMP})(?:\s.*)?$")
TAG = re.compile(
    r"<(?:/?(?:[bius]|c|ruby|rt|lang|font)\b[^<>\n]{0,200}|(?:\d+:)?\d\d:\d\d[.,]\d+)>|\{\\[^{}\n]{1,100}\}", re.I
)
VOICE = re.compile(r"<v(?:\.[^\s>]*)*\s+(?P<name>[^>\n]{1,80})>|</v>", re.I)
DASH = re.compile(r"[\s\0]*(?P<dash>[-–])[\s\0]*(?=[^\W\d_]|[\"“'‘¿¡])")
"""How subtitles show that another person speaks."""

ENTITIES = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": "\xa0",
    "&lrm;": "",
    "&rlm;": "",
    "&#39;": "'",
    "&quot;": '"',
}


def read_lines(path: Path) -> list[SourceLine]:
    """Read a file of any supported format, told by its content before its name; raises `FileProblem`."""
    data = read_bytes(path)
    if data[:4] == b"PK\x03\x04" and b"word/" in data:
        from align.transcript.formats.word import read_word

        return read_word(path, data)
    text = decode(path, data)
    if text.startswith("WEBVTT") or any(TIMING.match(line) for line in BREAK.split(text[:3000])):
        return list(_cues(BREAK.split(text)))
    if path.suffix.lower() in (".md", ".markdown", ".mdown", ".mkd"):
        from align.transcript.formats.markdown import read_markdown

        return read_markdown(BREAK.split(text))
    return list(_plain(BREAK.split(text)))


def _plain(lines: list[str]) -> Iterator[SourceLine]:
    gap = FIRST
    for number, line in enumerate(lines, 1):
        heading = HEADING.match(line)
        if heading:
            yield SourceLine(heading["title"], number, heading=True)
            gap = FIRST
        elif line.strip():
            yield SourceLine(line, number, gap)
            gap = 0
        else:
            gap += 1


def _cues(lines: list[str]) -> Iterator[SourceLine]:
    """SRT and WebVTT: every line of a cue's text, the times on its first line; nothing else in the file is said."""
    cues = [_cue(lines, index, match) for index, line in enumerate(lines) if (match := TIMING.match(line))]
    rolling = _rolling(cues)
    shown: list[str] = []
    for cue in cues:
        fresh = cue[_repeated(shown, cue) :] if rolling else cue
        shown = [line.text for line in cue]
        for place, line in enumerate(fresh):
            yield (
                line
                if place
                else SourceLine(line.text, line.number, start=cue[0].start, end=cue[0].end, marks=line.marks)
            )


def _cue(lines: list[str], index: int, timing: re.Match[str]) -> list[SourceLine]:
    cue: list[SourceLine] = []
    for number in range(index + 1, len(lines)):
        line = lines[number]
        if not line.strip() or TIMING.match(line):
            break
        # A missing blank line: the next cue's number is not said.
        if line.strip().isdigit() and number + 1 < len(lines) and TIMING.match(lines[number + 1]):
            break
        text, marks = _untagged(line)
        start, end = (seconds(timing["start"]), seconds(timing["end"])) if not cue else (None, None)
        cue.append(SourceLine(text, number + 1, start=start, end=end, marks=marks))
    return cue


def _untagged(line: str) -> tuple[str, tuple[Mark, ...]]:
    marks = []
    for voice in VOICE.finditer(line):
        line = masked(line, *voice.span())
        if voice["name"]:
            marks.append(Mark(voice.end(), turn=True, name=" ".join(voice["name"].split())))
    for tag in TAG.finditer(line):
        line = masked(line, *tag.span())
    for entity in re.finditer(r"&(?:\w{2,4}|#39);", line):
        if entity[0] in ENTITIES:
            line = masked(line, *entity.span(), keep=ENTITIES[entity[0]])
    if dash := DASH.match(line):
        line = masked(line, dash.start("dash"), dash.end("dash"))
        marks.append(Mark(dash.end(), turn=True))
    return line, tuple(marks)


def _said(text: str) -> str:
    return " ".join(text.replace(MASK, "").split())


def _repeated(before: list[str], cue: list[SourceLine]) -> int:
    """How many lines at the start of the cue the cue before still shows at its end."""
    shown = [_said(text) for text in before]
    coming = [_said(line.text) for line in cue]
    for count in range(min(len(shown), len(coming)), 0, -1):
        if shown[-count:] == coming[:count]:
            return count
    return 0


def _rolling(cues: list[list[SourceLine]]) -> bool:
    """Whether lines scroll, as in automatic captions: then most cues begin with what stands on the screen."""
    pairs = [(before, cue) for before, cue in pairwise(cues) if before and cue]
    again = sum(_repeated([line.text for line in before], cue) > 0 for before, cue in pairs)
    return again >= 3 and again > 0.3 * len(pairs)
