"""Where the media of a document are: as given, and as seen from the document, so that both can move together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from align.document_parts import Media

__all__ = ["beside_document", "document_stem", "find_media_file", "placed"]


def document_stem(document: Path) -> str:
    """Return a document's name without its endings.

    >>> document_stem(Path("out/episode.align.json"))
    'episode'
    """
    return document.name.removesuffix(".json").removesuffix(".align")


def beside_document(document: Path, ending: str) -> Path:
    """Return the file beside a document that is named after it.

    >>> beside_document(Path("out/episode.align.json"), ".cuts.csv").as_posix()
    'out/episode.cuts.csv'
    """
    return document.with_name(document_stem(document) + ending)


def placed(media: Media, document: Path) -> Media:
    """Return the media with the path from a document's folder; unchanged where the file is not to be seen.

    A path that leads there already is kept, whoever wrote it.
    """
    if media.relative is not None and _is_file(document.parent / media.relative):
        return media
    named = Path(media.path)
    if not media.path or not _is_file(named):
        return media
    try:
        relative = PurePosixPath(Path(os.path.relpath(named.resolve(), document.parent.resolve()))).as_posix()
    except (OSError, ValueError):  # another drive
        return media
    return replace(media, relative=None if relative == media.path else relative)


def find_media_file(media: Media, document: Path) -> Path | None:
    """Return the media of a document: from its folder, beside it, or where they were; `None` where they are nowhere."""
    folder, name = document.parent, PureWindowsPath(media.path).name
    relative = [folder / media.relative] if media.relative is not None else []
    beside = [folder / Path(media.relative).name] if media.relative is not None else []
    places = [*relative, folder / media.path, folder / name, *beside, Path(media.path)] if media.path else relative
    return next((place for place in places if _is_file(place)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name longer than the system takes, or none at all
        return False
