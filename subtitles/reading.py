"""SRT and WebVTT files as somebody wrote them: cue by cue, faults included, so that they can be checked and retimed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.errors import FileProblem
from align.transcript.caption_faults import (
    early_times,
    listed,
    loose_text,
    stray_arrows,
    timeless_cues,
    unreadable_times,
    warnings_of,
)
from align.transcript.caption_lines import are_rolling
from align.transcript.caption_speakers import lines_without_labels
from align.transcript.captions import NEWLINE, CaptionFile, read_captions
from align.transcript.encoding import decode, read_bytes

__all__ = ["Fault", "TextCue", "TextFile", "read_subtitles"]


@dataclass(frozen=True, slots=True)
class TextCue:
    """A cue of a file.

    Args:
        number: its place in the file, from 1.
        start, end: seconds; a fault of the file may put the end first.
        lines: what a viewer reads, without markup.
        said: the same without labels of speakers; empty where it was not told.
        raw: the payload as written, markup and line breaks included.
        identifier: the line above the times: a counter in SRT, anything in WebVTT.
        rest: what follows the times on their line: settings, in a damaged file text.
        at: line of the file on which the times stand, from 1.
        timed: whether its times could be read; else it has those of the cue before.
        below: lines of the file below `at` over which its times go on.
        counter: what stands before the times on their line.
    """

    number: int
    start: float
    end: float
    lines: tuple[str, ...]
    raw: str = ""
    identifier: str | None = None
    rest: str = ""
    at: int = 0
    timed: bool = True
    below: int = 0
    counter: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something odd about a file as a whole: `hard` if players fail on it, `lost` if it is not understood."""

    comment: str
    lost: bool = False
    hard: bool = False


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was read.

    Args:
        kind: "srt" or "vtt".
        text: all of it, as it was.
        faults: what is odd about it.
        loose: numbers of the lines whose text belongs to no cue.
        rolling: whether cues repeat what is on the screen already, as automatic captions do.
        align_warnings: the same faults as `align` words them for captions that it is given as a transcript.
    """

    path: Path
    kind: str
    cues: tuple[TextCue, ...]
    text: str = ""
    faults: tuple[Fault, ...] = ()
    loose: tuple[int, ...] = ()
    rolling: bool = False
    align_warnings: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """What of the file is not understood."""
        return tuple(fault.comment for fault in self.faults if fault.lost)


def read_subtitles(path: Path) -> TextFile:
    """Read SRT or WebVTT, told apart by content; raises `FileProblem` for a file that is neither or holds no cue."""
    data = read_bytes(path)
    text = decode(path, data).removeprefix("\ufeff")
    try:
        file = read_captions(text)
    except ValueError as error:
        raise FileProblem(path, str(error)) from None
    rolling = are_rolling(file.cues)
    faults = [*_header_faults(path, text, file.kind), *_file_faults(data, text, file.kind), *_cue_faults(file)]
    if close := _unparted(file, NEWLINE.split(text)):
        faults.append(Fault(f"has no blank line before {len(close)} cues, where players part them ({listed(close)})"))
    if rolling:
        faults.append(Fault("captions roll or grow: cues repeat what is on the screen already"))
    return TextFile(
        path=path,
        kind=file.kind,
        cues=tuple(_cues(file)),
        text=("\ufeff" if data.startswith(b"\xef\xbb\xbf") else "") + text,
        faults=tuple(faults),
        loose=tuple(line.number for line in file.loose),
        rolling=rolling,
        align_warnings=tuple(warnings_of(file)),
    )


def _cues(file: CaptionFile) -> Iterator[TextCue]:
    latest = 0.0
    for number, (each, said) in enumerate(zip(file.cues, lines_without_labels(file), strict=True), 1):
        start = latest if each.start is None else each.start
        latest = start if each.end is None else each.end
        yield TextCue(
            number=number,
            start=start,
            end=latest,
            lines=tuple(line.plain for line in each.lines),
            raw=each.raw,
            identifier=each.identifier,
            rest=each.times.rest.strip(),
            at=each.at,
            timed=each.start is not None and each.end is not None,
            below=each.times.below,
            counter=each.times.counter,
            said=said,
        )


def _header_faults(path: Path, text: str, kind: str) -> Iterator[Fault]:
    """Yield what is wrong with the header of WebVTT."""
    if path.suffix.lower() == ".vtt" and kind == "srt":
        yield Fault("has no WEBVTT in its first line, without which players show nothing of a .vtt", hard=True)
    elif kind == "vtt" and not text.lstrip("\ufeff").startswith("WEBVTT"):
        yield Fault("does not begin with WEBVTT in capitals, without which players show nothing of it", hard=True)


def _unparted(file: CaptionFile, lines: Sequence[str]) -> list[int]:
    """Return lines of times whose cue begins right below the text of the one before."""
    found = []
    for cue in file.cues[1:]:
        above = cue.at - 2
        if cue.identifier is not None and lines[above].strip("\ufeff \t") == cue.identifier:
            above -= 1
        if lines[above].strip():
            found.append(cue.at)
    return found


def _file_faults(data: bytes, text: str, kind: str) -> Iterator[Fault]:
    """Yield what a player may stumble over in the bytes of the file."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        yield Fault("encoding is not UTF-8", hard=True)
    if kind == "srt" and data.startswith(b"\xef\xbb\xbf"):
        yield Fault("begins with a byte order mark, over which some players lose the first cue")
    if "\ufeff" in text:
        line = text.count("\n", 0, text.index("\ufeff")) + 1
        yield Fault(f"holds a byte order mark inside, in line {line}, where files were joined")
    doubled = text.count("\r\r\n")
    if doubled:
        yield Fault("ends lines with a doubled carriage return, which players take for blank lines")
    if "X-TIMESTAMP-MAP" in text[:1000]:
        yield Fault("moves all its times by X-TIMESTAMP-MAP in its header, which players of streams obey", lost=True)
    if 0 < text.count("\r\n") < text.count("\n"):
        yield Fault("mixes Windows and Unix line ends")


def _cue_faults(file: CaptionFile) -> Iterator[Fault]:
    """Yield what is odd about the lines that are no text: times, counters, blank lines."""
    mark = "," if file.kind == "srt" else "."
    wrong = [cue for cue in file.cues if {*cue.times.marks} - {mark} and cue.times.proper]
    if wrong:
        yield Fault(f"writes {len(wrong)} times with the wrong decimal mark ({file.kind.upper()} has {mark!r})")
    if lost := unreadable_times(file):
        yield Fault(f"has {len(lost)} times that cannot be read ({listed(lost)})", lost=True)
    if early := early_times(file):
        yield Fault(f"has {len(early)} times before zero, taken for zero ({listed(early)})")
    odd = [cue.at for cue in file.cues if cue.times.readable and not (cue.times.proper or cue.times.negative)]
    if odd:
        yield Fault(f"writes {len(odd)} times in a way that players may not read ({listed(odd)})")
    broken = [cue.at for cue in file.cues if cue.broken]
    if broken:
        yield Fault(f"has {len(broken)} cues with a blank line inside, where players end them ({listed(broken)})")
    if timeless := timeless_cues(file):
        yield Fault(f"has cues without times, read with the cue above ({listed(timeless)})", lost=True)
    if arrows := stray_arrows(file):
        yield Fault(f"has arrows in lines that are no times and are taken for text ({listed(arrows)})", lost=True)
    if loose := loose_text(file):
        yield Fault(f"has text that belongs to no cue ({listed(loose)})", lost=True)
    numbers = [cue.identifier for cue in file.cues]
    if file.kind == "srt" and numbers != [str(k) for k in range(1, len(file.cues) + 1)]:
        yield Fault("cues are not numbered 1, 2, 3")
