"""One module a format, behind one table.

A format's function takes a `Track` and returns text or bytes; its module is imported when it is used.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from align.errors import UsageError
from subtitles.track import Track

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of subtitle file: its name, the endings of its file names, and the function that writes it."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    writer: str  # module:function

    def write(self, track: Track) -> bytes:
        """Return the file's content; text is UTF-8."""
        module, _, function = self.writer.partition(":")
        made = getattr(importlib.import_module(module), function)(track)
        return made.encode("utf-8") if isinstance(made, str) else cast(bytes, made)


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("srt", "SubRip", (".srt",), "subtitles.formats.srt:write"),
        Format("vtt", "WebVTT", (".vtt",), "subtitles.formats.vtt:write"),
        Format("ass", "Advanced SubStation Alpha", (".ass",), "subtitles.formats.ass:write"),
        Format("ttml", "TTML, IMSC 1.1 Text", (".ttml", ".dfxp", ".xml"), "subtitles.formats.ttml:write"),
        Format("scc", "Scenarist closed captions", (".scc",), "subtitles.formats.scc:write"),
        Format("stl", "EBU STL", (".stl",), "subtitles.formats.stl:write"),
        Format("itt", "iTunes Timed Text", (".itt",), "subtitles.formats.itt:write"),
        Format("sbv", "SubViewer, for YouTube", (".sbv",), "subtitles.formats.sbv:write"),
        Format("docx", "Word transcript with times", (".docx",), "subtitles.formats.docx_transcript:write"),
        Format("pdf", "PDF transcript with times", (".pdf",), "subtitles.formats.pdf_transcript:write"),
        Format("txt", "text with times", (".txt",), "subtitles.formats.text:write_text"),
        Format("md", "Markdown with times", (".md",), "subtitles.formats.text:write_markdown"),
        Format("csv", "a cue a row", (".csv",), "subtitles.formats.table:write_csv"),
        Format("tsv", "a cue a row", (".tsv",), "subtitles.formats.table:write_tsv"),
        Format("words-csv", "a word a row", (".words.csv",), "subtitles.formats.table:write_words_csv"),
        Format("words-tsv", "a word a row", (".words.tsv",), "subtitles.formats.table:write_words_tsv"),
        Format("whisperx", "whisperX JSON", (".json", ".whisperx.json"), "subtitles.formats.whisperx:write"),
        Format("podcast-json", "Podcasting 2.0 JSON", (".podcast.json",), "subtitles.formats.podcast:write_json"),
        Format("podcast-html", "Podcasting 2.0 HTML", (".html",), "subtitles.formats.podcast:write_html"),
    )
}


def format_of(path: Path, name: str | None = None) -> Format:
    """Return the format of this name, or the one that the file's ending asks for; raises `UsageError` for neither."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(f"no format {name!r}; there are {', '.join(FORMATS)}")
        return FORMATS[name]
    lower = path.name.lower()
    found = [(len(suffix), each) for each in FORMATS.values() for suffix in each.suffixes if lower.endswith(suffix)]
    if not found:
        known = " ".join(suffix for each in FORMATS.values() for suffix in each.suffixes)
        raise UsageError(f"cannot tell the format from the name {path.name!r}; endings are {known}, or give --format")
    return max(found, key=lambda pair: pair[0])[1]
