"""Somebody's subtitles moved to a new cut: every other letter of the file stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from align.clock import clock_text, seconds_of
from align.errors import FileProblem
from align.transcript import decode, read_bytes
from edits.conform.stretches import NewCut

__all__ = ["MovedCaptions", "move_captions"]

SHORTEST = 0.2
"""Seconds: of a subtitle less than that is not left standing."""

STAMP = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
ARROW = re.compile(rf"(?P<start>{STAMP})(?P<between>\s*-->\s*)(?P<end>{STAMP})")
DIALOGUE = re.compile(r"(?P<head>(?:Dialogue|Comment):[^,]*,)(?P<start>[\d:.]+),(?P<end>[\d:.]+)(?P<rest>,.*)")

Times = list[tuple[float, float]]
Where = Callable[[float, float], Times]


@dataclass(frozen=True, slots=True)
class MovedCaptions:
    """The new text of the file, and how many subtitles stayed, were cut short, and went."""

    text: str
    kept: int
    shortened: int
    gone: int


def move_captions(path: Path, cut: NewCut) -> MovedCaptions:
    """Give each subtitle of an SRT, VTT or ASS file its times in the new cut; what is no longer heard is left out.

    Raises `FileProblem` where it holds no subtitles of these kinds.
    """
    text = decode(path, read_bytes(path)).replace("\r\n", "\n")
    tally = _Tally(cut)
    moved = _events(text, tally) if re.search(r"^\[Events\]", text, re.MULTILINE) else _blocks(text, tally)
    if not tally.kept + tally.gone:
        raise FileProblem(path, "holds no subtitles that can be moved (SRT, VTT or ASS)")
    return MovedCaptions(moved, tally.kept, tally.shortened, tally.gone)


class _Tally:
    """Where subtitles go, counted."""

    def __init__(self, cut: NewCut) -> None:
        self.cut = cut
        self.kept = self.shortened = self.gone = 0

    def where(self, start: float, end: float) -> Times:
        """Return the new times of a subtitle: one for each time that it is heard."""
        found = self.cut.places(start, end)
        # Where two stretches follow one another the subtitle goes on.
        spans: Times = []
        for _, first, last in found:
            if spans and first - spans[-1][1] < SHORTEST:
                spans[-1] = (spans[-1][0], last)
            elif last - first >= min(SHORTEST, end - start):
                spans.append((first, last))
        self.kept += bool(spans)
        self.gone += not spans
        self.shortened += bool(spans) and spans[0][1] - spans[0][0] < (end - start) / self.cut.speed - 0.05
        return spans


def _blocks(text: str, tally: _Tally) -> str:
    """SRT and VTT: blocks between empty lines, those with an arrow in the order of their new times."""
    other: list[str] = []
    cues: list[tuple[float, str]] = []
    blocks = re.split(r"\n{2,}", text.strip("\n"))
    numbered = not text.lstrip("\ufeff").startswith("WEBVTT")
    for block in blocks:
        found = ARROW.search(block)
        if found is None:
            other.append(block)
            continue
        mark = "," if "," in found["start"] else "."
        for start, end in tally.where(seconds_of(found["start"]), seconds_of(found["end"])):
            stamps = f"{clock_text(start, mark=mark)}{found['between']}{clock_text(end, mark=mark)}"
            cues.append((start, block[: found.start()] + stamps + block[found.end() :]))
    cues.sort(key=lambda cue: cue[0])
    made = [re.sub(r"^\d+\n", f"{k}\n", cue) if numbered else cue for k, (_, cue) in enumerate(cues, 1)]
    return "\n\n".join([*other, *made]) + "\n"


def _events(text: str, tally: _Tally) -> str:
    """ASS: a line for each event."""
    lines = []
    for line in text.split("\n"):
        found = DIALOGUE.fullmatch(line)
        if found is None:
            lines.append(line)
            continue
        for start, end in tally.where(seconds_of(found["start"]), seconds_of(found["end"])):
            stamps = ",".join(clock_text(second, places=2, hours=1) for second in (start, end))
            lines.append(f"{found['head']}{stamps}{found['rest']}")
    return "\n".join(lines)
