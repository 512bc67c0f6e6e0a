"""Before and after a retiming, as one HTML file: waveform, old and new times, a tick for each cue."""

from __future__ import annotations

import base64
import importlib.resources
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from numpy.typing import NDArray

from align.errors import FileProblem
from align.html_page import filled, html_text, json_block, page_policy, page_theme, relative_address
from align.media import peaks, probe, stream_pcm
from align.progress import ProgressCallback
from subtitles.reading import TextFile
from subtitles.retime import Retimed
from subtitles.retime_limits import shift_of

__all__ = ["RetimePage", "make_retime_page"]

PEAKS = 200
"""Bytes of the waveform a second, for the progress shown."""
PLAYED = ("audio", "video")


@dataclass(frozen=True, slots=True)
class RetimePage:
    """What the page is about.

    Args:
        file: as it was.
        made: what was found, before any limit.
        command: the command, without its limits, as words of a command line.
        largest: the largest shift that was allowed, in seconds.
        recording: to hear and to draw; `None`: neither.
    """

    file: TextFile
    made: Retimed
    command: tuple[str, ...]
    largest: float | None = None
    recording: Path | None = None


def make_retime_page(asked: RetimePage, page: Path, on_progress: ProgressCallback) -> str:
    """Return the page's text, to be written to `page`: nothing but the recording is read, nothing can be sent."""
    wave, address, video = b"", None, False
    if asked.recording is not None:
        wave = _waveform(asked.recording, on_progress)
        address = relative_address(asked.recording, page)
        video = any(stream.kind == "video" and not stream.cover for stream in probe(asked.recording).streams)
    style = page_theme() + _asset("retime_page.css")
    script = _asset("retime_page.js")
    data = {**_data(asked), "media": address, "video": video, "peaks": base64.b64encode(wave).decode("ascii")}
    return filled(
        _asset("retime_page.html"),
        {
            "POLICY": page_policy(style, script),
            "TITLE": html_text(asked.file.path.name),
            "STYLE": style,
            "SCRIPT": script,
            "DATA": json_block(data),
        },
    )


def _data(asked: RetimePage) -> dict[str, Any]:
    file, made = asked.file, asked.made
    guessed = set(made.guessed)
    shifts = shift_of(file, made)
    rows = [
        [old.number, "\n".join(old.lines), *_ms(old.start, old.end, new.start, new.end), old.number in guessed]
        for old, new in zip(file.cues, made.cues, strict=True)
    ]
    return {
        "title": file.path.name,
        "list": f"{file.path.stem}.cues.txt",
        "command": shlex.join(asked.command),
        "largest": asked.largest,
        "usual": round(1000 * median(shifts)) if shifts else 0,
        "cues": rows,
    }


def _ms(*seconds: float) -> list[int]:
    return [round(1000 * value) for value in seconds]


def _waveform(recording: Path, on_progress: ProgressCallback) -> bytes:
    seconds = probe(recording).duration or 0.0
    pairs = bytearray()
    for part in _peaks(recording):
        pairs += part.tobytes()
        on_progress(min(1.0, len(pairs) / PEAKS / max(1.0, seconds)), "drawing the waveform")
    return bytes(pairs)


def _peaks(recording: Path) -> Iterable[NDArray[Any]]:
    if probe(recording).audio is None:
        raise FileProblem(recording, "has no sound")
    return peaks(stream_pcm(recording))


def _asset(name: str) -> str:
    return importlib.resources.files("subtitles").joinpath(name).read_text(encoding="utf-8")
