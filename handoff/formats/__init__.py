"""One module a format behind one table.

Each module has `write(job) -> Written`; `FORMATS` says which module a name stands for, and importing it
imports none of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from handoff.job import Job

__all__ = ["FORMATS", "Format", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer made.

    Args:
        documents: the files' contents; more than one where a program takes no more in one file.
        notes: what the user should know, one line each.
        binary: the one file's content, where the format is no text; there are no documents then.
    """

    documents: tuple[str, ...]
    notes: tuple[str, ...] = ()
    binary: bytes | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table.

    Args:
        target: `module:function` that writes it.
        suffix: of the files, with its dot.
        help: what it is and which program reads it.
        frames: whether it counts frames, so that the recording's rate and start timecode matter.
    """

    target: str
    suffix: str
    help: str
    frames: bool = True

    def write(self, job: Job) -> Written:
        """Make the documents; nothing is written to disk."""
        module, _, name = self.target.partition(":")
        writer: Callable[[Job], Written] = getattr(importlib.import_module(module), name)
        return writer(job)


def _own(name: str, suffix: str, text: str, frames: bool = True, function: str = "write") -> Format:
    return Format(f"handoff.formats.{name}:{function}", suffix, text, frames)


FORMATS: dict[str, Format] = {
    "otio": _own("otio", ".otio", "OpenTimelineIO: Resolve, Premiere"),
    "fcp7": _own("fcp7", ".xml", "Final Cut Pro 7 XML: Premiere, Resolve, Audition"),
    "fcpxml": _own("fcpxml", ".fcpxml", "FCPXML 1.9: Final Cut Pro, Resolve"),
    "edl": _own("edl", ".edl", "CMX3600 EDL: Avid and all others"),
    "edl-preconformed": _own(
        "edl", ".edl", "EDL that cuts up one flat file: Resolve's Pre-Conformed EDL", function="write_preconformed"
    ),
    "aaf": _own("aaf", ".aaf", "AAF: Avid, Pro Tools"),
    "shotcut": _own("mlt", ".mlt", "MLT XML: Shotcut", function="write_shotcut"),
    "kdenlive": _own("mlt", ".kdenlive", "MLT XML: Kdenlive", function="write_kdenlive"),
    "resolve-markers": _own("resolve_markers", ".edl", "Timeline markers for Resolve"),
    "premiere-transcript": _own("premiere_transcript", ".json", "Static transcript for Premiere's text panel", False),
    "premiere-markers": _own("premiere_markers", ".csv", "Marker list as Premiere writes it"),
    "audition": _own("audition", ".csv", "Marker list for Audition", False),
    "audacity": _own("audacity", ".txt", "Label track for Audacity", False),
    "reaper": _own("reaper", ".csv", "Markers and regions for REAPER", False),
    "textgrid": _own("textgrid", ".TextGrid", "Praat TextGrid: words, speakers, chapters, clips", False),
    "ctm": _own("ctm", ".ctm", "NIST CTM: a word a line", False),
    "chapters": _own("chapters", ".ffmeta", "Chapters as FFMETADATA, for ffmpeg", False),
    "chapters-json": _own("chapters", ".json", "Podcasting 2.0 chapters, JSON 1.2.0", False, "write_json"),
    "chapters-youtube": _own("chapters", ".txt", "Chapters for a YouTube description", False, "write_youtube"),
    "epub": _own("epub", ".epub", "EPUB 3 to read and hear along: text and sound", False),
    "podcast": _own("podcast", ".xml", "<podcast:soundbite> and <podcast:transcript> lines for a feed", False),
    "whisperx": _own("whisperx", ".json", "whisperX JSON: segments and words", False),
}
