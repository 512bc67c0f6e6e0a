"""Alignments made elsewhere, one module a format behind one table; JSON is read by `align.recognised`.

Each module has `read(content) -> Imported`, where content is the parsed JSON or the text of the file, and raises
`ValueError` with what is wrong; `read_alignment` makes that a `FileProblem` and the rest our document.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.errors import FileProblem
from align.recognised.words import Imported

__all__ = ["IMPORTERS", "Importer", "read_alignment"]


@dataclass(frozen=True, slots=True)
class Importer:
    """A row of the table: the module, whether its files are JSON, and what they are."""

    module: str
    help: str
    json: bool = True


IMPORTERS: dict[str, Importer] = {
    "whisperx": Importer("align.recognised.whisper", "whisperX JSON; also Whisper's own and its like"),
    "deepgram": Importer("align.recognised.deepgram", "Deepgram's response, with speakers and paragraphs"),
    "aws": Importer("align.recognised.aws", "Amazon Transcribe's result"),
    "gentle": Importer("align.recognised.gentle", "gentle's JSON, with its word cases"),
    "textgrid": Importer("handoff.importers.textgrid", "Praat TextGrid, long or short, as MFA writes it", json=False),
}


def read_alignment(
    path: Path,
    name: str,
    *,
    transcript: Path | None = None,
    media: Path | None = None,
    language: str | None = None,
    tier: str | None = None,
) -> Alignment:
    """Read `path` as the format called `name`.

    With `transcript` its words take the place of the file's and get their times; `media` gives the document the
    recording's name, SHA-256 and duration. Raises `FileProblem` for a file that is not what it should be, and
    `InputsDoNotFit` where transcript or recording belong to something else.
    """
    from handoff.importers.build import alignment_of, media_of

    importer = IMPORTERS[name]
    module = importlib.import_module(importer.module)
    read: Callable[..., Imported] = module.read
    content = _content(path, as_json=importer.json)
    try:
        imported = read(content) if tier is None else read(content, tier)
        found = alignment_of(imported, media_of(media, imported), name, language)
    except ValueError as error:
        raise FileProblem(path, str(error)) from None
    except RecursionError:
        raise FileProblem(path, "is nested too deeply to be read") from None
    if transcript is not None:
        from align.transcript import read_transcript
        from handoff.importers.match import onto_transcript

        found = onto_transcript(found, read_transcript(transcript))
    return found


def _content(path: Path, *, as_json: bool) -> Any:
    from handoff.manifest import load_json

    if as_json:
        return load_json(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    # Praat writes UTF-16 with a mark where a label needs it, UTF-8 or plain ASCII otherwise.
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise FileProblem(path, "is not text in UTF-8 or UTF-16") from None
