"""SRT and WebVTT files as somebody wrote them: cue by cue, faults included, so that they can be checked and retimed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from align.errors import FileProblem
from align.transcript import decode, read_bytes

__all__ = ["NEWLINE", "TextCue", "TextFile", "read_subtitles", "strip_markup"]

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})([,.])(\d{1,3})"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(.*)$", re.ASCII)
_VTT_TAG = re.compile(r"<[^>]*>")
_SRT_TAG = re.compile(r"</?(?:[bius]|font)\b[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextCue:
    """A cue of a file.

    Args:
        number: its place in the file, from 1.
        start, end: seconds; a fault of the file may put the end first.
        lines: what a viewer reads, without markup.
        raw: the payload as written, markup and line breaks included.
        identifier: the line above the times: a counter in SRT, anything in WebVTT.
        settings: what follows the times in WebVTT.
        at: line of the file on which the times stand, from 1.
    """

    number: int
    start: float
    end: float
    lines: tuple[str, ...]
    raw: str = ""
    identifier: str | None = None
    settings: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file, `kind` "srt" or "vtt": its cues, its whole `text` as it was, and its `faults`: what is odd about it."""

    path: Path
    kind: str
    cues: tuple[TextCue, ...]
    text: str = ""
    faults: tuple[str, ...] = ()


def strip_markup(text: str, kind: str) -> str:
    """The text that is shown.

    >>> strip_markup("<v Ada>a &lt; b</v>", "vtt"), strip_markup("{\\\\an8}<i>a < b</i>", "srt")
    ('a < b', 'a < b')
    """
    return html.unescape(_VTT_TAG.sub("", text)) if kind == "vtt" else _SRT_TAG.sub("", text)


def read_subtitles(path: Path) -> TextFile:
    """Read SRT or WebVTT, told apart by content; raises `FileProblem` for a file that is neither or holds no cue."""
    data = read_bytes(path)
    text = decode(path, data)
    kind = "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    lines = NEWLINE.split(text.lstrip("\ufeff"))
    found = [(k, match) for k, line in enumerate(lines) if (match := _TIMING.match(line))]
    if not found:
        raise FileProblem(path, "holds no SRT or WebVTT cue")
    cues = tuple(_cues(lines, found, kind))
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return TextFile(path, kind, cues, mark + text.lstrip("\ufeff"), tuple(_faults(data, kind, found, cues)))


def _cues(lines: list[str], found: list[tuple[int, re.Match[str]]], kind: str) -> Iterator[TextCue]:
    ends = [place - (_identifier(lines, place, kind) is not None) for place, _ in found[1:]]
    for number, ((place, match), end) in enumerate(zip(found, [*ends, len(lines)], strict=True), 1):
        payload = lines[place + 1 : end]
        if kind == "vtt":
            # A blank line ends a cue; notes may follow it.
            payload = payload[: next((k for k, line in enumerate(payload) if not line.strip()), len(payload))]
        while payload and not payload[-1].strip():
            payload.pop()
        groups = match.groups()
        yield TextCue(
            number=number,
            start=_seconds(groups[0:5]),
            end=_seconds(groups[5:10]),
            lines=tuple(strip_markup("\n".join(payload), kind).split("\n")) if payload else (),
            raw="\n".join(payload),
            identifier=_identifier(lines, place, kind),
            settings=groups[10].strip(),
            at=place + 1,
        )


def _identifier(lines: list[str], place: int, kind: str) -> str | None:
    """The line above the times, where it is no text of the cue before."""
    above = lines[place - 1].strip() if place else ""
    if not above or above.startswith("WEBVTT"):
        return None
    if kind == "vtt" or above.isdecimal():
        return above if place < 2 or not lines[place - 2].strip() or above.isdecimal() else None
    return None


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, _, fraction = groups
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return round(whole + int((fraction or "0").ljust(3, "0")) / 1000, 3)


def _faults(data: bytes, kind: str, found: list[tuple[int, re.Match[str]]], cues: tuple[TextCue, ...]) -> Iterator[str]:
    """What a player may stumble over, apart from the cues themselves."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield "encoding is not UTF-8"
        text = ""
    if kind == "srt" and text.startswith("\ufeff"):
        yield "begins with a byte order mark, over which some players lose the first cue"
    if 0 < text.count("\r\n") < text.count("\n"):
        yield "mixes Windows and Unix line ends"
    mark = "," if kind == "srt" else "."
    wrong = [match for _, match in found if match[4] != mark or match[9] != mark]
    if wrong:
        yield f"writes {len(wrong)} times with the wrong decimal mark ({kind.upper()} has {mark!r})"
    numbers = [cue.identifier for cue in cues]
    if kind == "srt" and numbers != [str(k) for k in range(1, len(cues) + 1)]:
        yield "cues are not numbered 1, 2, 3"
