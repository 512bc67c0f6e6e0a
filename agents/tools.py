"""The tools that agents are given: each is a command with its arguments, and what they may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.fence import Fence
from align.document import Alignment
from align.engine import ENGINES
from align.media_place import find_media_file
from align.settings_file import read_settings
from clips.drawing.styles import style_names

__all__ = ["TOOLS", "Tool"]

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool.

    Args:
        command: whose `--json` output the tool answers with, such as `library search`.
        description: what it does, for the one who chooses tools.
        properties: JSON Schema of each argument.
        required: names of the arguments that must be there.
        line: makes the command's arguments, behind its name, from the tool's; raises errors of our tree.
    """

    command: str
    description: str
    properties: Mapping[str, Any]
    required: tuple[str, ...]
    line: Callable[[Fence, Arguments], list[str]]

    @property
    def input_schema(self) -> dict[str, Any]:
        """The schema of the arguments; others are refused."""
        return {
            "type": "object",
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


_ALIGNMENT = {"alignment": _text("The alignment document, *.align.json.")}
_FORCE = {"force": {"type": "boolean", "description": "Replace files that exist already.", "default": False}}
_SPEAKER = {"speaker": _text("Only what this person says.")}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": 1000, "description": "At most so many."}


def _align(fence: Fence, given: Arguments) -> list[str]:
    output = fence.inside(given["output"])
    options = ["-o", str(output), *_options(given, "language", "engine", "speakers"), *_flags(given, "hints", "force")]
    if "align_model" in given:
        options.append(f"--align-model={fence.inside(given['align_model'])}")
    return [*options, "--", str(fence.inside(given["audio"])), str(fence.inside(given["transcript"]))]


def _find(fence: Fence, given: Arguments) -> list[str]:
    options = _options(given, "limit", "speaker")
    return [*options, "--", str(fence.inside(given["alignment"])), given["quote"]]


def _suggest(fence: Fence, given: Arguments) -> list[str]:
    return [*_options(given, "limit", "speaker"), "--", str(fence.inside(given["alignment"]))]


def _clip(fence: Fence, given: Arguments) -> list[str]:
    alignment = fence.inside(given["alignment"])
    _look_at_settings(fence, alignment.parent)
    options = ["-o", str(fence.inside(given.get("output", "clips"))), "--media", str(_media(fence, alignment, given))]
    options += [*_options(given, "aspect", "captions", "format"), *_flags(given, "dry-run", "to-sentence", "force")]
    return [*options, "--", str(alignment), *given["quotes"]]


def _media(fence: Fence, alignment: Path, given: Arguments) -> Path:
    """Return the recording to cut; the document may name one outside the fence, which is refused like any other."""
    if "media" in given:
        return fence.inside(given["media"])
    media = Alignment.load(alignment).media
    return fence.inside(str(find_media_file(media, alignment) or media.path))


def _look_at_settings(fence: Fence, folder: Path) -> None:
    """Refuse a `pullquote.toml` that would have a clip read a font or a cover from outside."""
    for key in ("font", "cover"):
        value = read_settings(folder).get("clip", {}).get(key)
        if isinstance(value, str):
            fence.inside(value)


def _subtitles(fence: Fence, given: Arguments) -> list[str]:
    outputs = [part for name in given["outputs"] for part in ("-o", str(fence.inside(name)))]
    alignment = str(fence.inside(given["alignment"]))
    return [*outputs, *_options(given, "profile"), *_flags(given, "force"), "--", alignment]


def _library_add(fence: Fence, given: Arguments) -> list[str]:
    sources = [fence.inside(name) for name in given["sources"]]
    for folder in filter(Path.is_dir, sources):
        for found in folder.rglob("*.align.json"):
            fence.inside(str(found))  # a link among them may lead out
    return [*_library(fence, given), *_options(given, "show"), "--", *map(str, sources)]


def _library_search(fence: Fence, given: Arguments) -> list[str]:
    return [*_library(fence, given), *_options(given, "show", "speaker", "since", "limit"), "--", given["quote"]]


def _library(fence: Fence, given: Arguments) -> list[str]:
    return ["--library", str(fence.inside(given.get("library", "library.sqlite")))]


def _options(given: Arguments, *names: str) -> list[str]:
    # In one word, so that a value that begins with a dash is no option.
    return [f"--{name}={given[name]}" for name in names if name in given]


def _flags(given: Arguments, *names: str) -> list[str]:
    return [f"--{name}" for name in names if given.get(name.replace("-", "_"))]


TOOLS: dict[str, Tool] = {
    "align": Tool(
        "align",
        "Find out when each word of a transcript is said in a recording, and write an alignment document.",
        {
            "audio": _text("The recording: any audio or video file."),
            "transcript": _text("What is said: text, Markdown, Word, SRT, WebVTT or JSON."),
            "output": _text("The alignment document to write, such as episode.align.json."),
            "language": _text("Two-letter code; auto tells it from the text.", pattern="^[a-z]{2}$|^auto$"),
            "engine": _text("auto: the embedded one.", enum=["auto", *ENGINES]),
            "align_model": _text("For whisperx and onnx: the folder of a wav2vec2 model; for onnx a converted one."),
            "speakers": _text("Tell so many voices apart; auto: as many as there are.", pattern="^[1-9][0-9]?$|^auto$"),
            "hints": {"type": "boolean", "description": "Believe the transcript's own times, to within 3 s."},
            **_FORCE,
        },
        ("audio", "transcript", "output"),
        _align,
    ),
    "find": Tool(
        "find",
        "Say where a quote is said; small slips do not matter, and 'first words ... last words' is a long stretch.",
        {**_ALIGNMENT, "quote": _text("What is remembered of it."), **_SPEAKER, "limit": _LIMIT},
        ("alignment", "quote"),
        _find,
    ),
    "suggest": Tool(
        "suggest",
        "Suggest stretches of whole sentences that would stand alone as clips, with reasons.",
        {**_ALIGNMENT, **_SPEAKER, "limit": _LIMIT},
        ("alignment",),
        _suggest,
    ),
    "clip": Tool(
        "clip",
        "Cut quotes into audio or video files, exact to the frame; dry_run plans and makes nothing.",
        {
            **_ALIGNMENT,
            "quotes": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string"},
                "description": "Quotes, times such as 12:03-12:41, or words by number such as word:120-180.",
            },
            "media": _text("The recording, where it is not the one that was aligned."),
            "output": _text("The folder to fill.", default="clips"),
            "format": _text("Of the clips.", enum=["auto", "mp4", "mp3", "m4a", "wav", "flac"]),
            "aspect": _text("Of the picture.", enum=["source", "16:9", "9:16", "1:1", "4:5"]),
            "captions": _text(f"Burn captions in: none, {', '.join(style_names())}, or one of the user's own."),
            "to_sentence": {"type": "boolean", "description": "Widen to whole sentences."},
            "dry_run": {"type": "boolean", "description": "Plan, and make nothing."},
            **_FORCE,
        },
        ("alignment", "quotes"),
        _clip,
    ),
    "subtitles": Tool(
        "subtitles",
        "Write subtitles or a transcript with times; the ending of each output chooses its format (.srt, .vtt, ...).",
        {
            **_ALIGNMENT,
            "outputs": {"type": "array", "minItems": 1, "items": {"type": "string"}, "description": "Files to write."},
            "profile": _text("Rules of a broadcaster or platform, such as netflix or bbc."),
            **_FORCE,
        },
        ("alignment", "outputs"),
        _subtitles,
    ),
    "library_add": Tool(
        "library add",
        "Take alignment documents, or all below a folder, into a library that can be searched.",
        {
            "sources": {"type": "array", "minItems": 1, "items": {"type": "string"}, "description": "Files, folders."},
            "library": _text("The library's file.", default="library.sqlite"),
            "show": _text("Which show these episodes are of."),
        },
        ("sources",),
        _library_add,
    ),
    "library_search": Tool(
        "library search",
        "Find a quote in all episodes of a library.",
        {
            "quote": _text("What was said; * ends a word that is only begun."),
            "library": _text("The library's file.", default="library.sqlite"),
            "show": _text("Only of this show."),
            "speaker": _text("Only what this person says."),
            "since": _text("Only from this date on: 2024, 2024-05 or 2024-05-01."),
            "limit": _LIMIT,
        },
        ("quote",),
        _library_search,
    ),
}
