"""Pairs recordings and transcripts of a folder by their names: the same stem, else the same date or number.

A pair is made only where it is the one possible; what is doubtful is told, with the files it could have been.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from catalogue.episodes import Episode, Found, Unpaired, episode_ids
from catalogue.remote import RemoteFile, Source

__all__ = ["pair_files", "pair_folder"]

AUDIO = frozenset(
    ".mp3 .wav .m4a .flac .ogg .opus .aac .wma .aif .aiff .mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .3gp .ts".split()
)
TEXT = frozenset(".txt .md .markdown .docx .srt .vtt .text".split())

S = TypeVar("S", Path, RemoteFile)

Key = Callable[[Source], str | None]

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")
SEASON = re.compile(r"(?<![a-z])s(\d{1,2})[ ._-]?e(\d{1,4})(?!\d)", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")


def pair_folder(folder: Path, *, out: Path | None, language: str) -> Found:
    """Pair what lies in `folder` and below it; hidden files and the output folder are passed over."""
    return pair_files(sorted(_files(folder, out)), folder, language=language)


def pair_files(files: Sequence[S], folder: Path | str, *, language: str) -> Found:
    """Pair files that lie below `folder`, a path or a URL."""
    audio = [path for path in files if path.suffix.lower() in AUDIO]
    text = [path for path in files if path.suffix.lower() in TEXT]
    pairs: dict[S, S] = {}
    doubtful: dict[S, str] = {}
    for key in (_same_place, _same_stem, _same_date, _same_number):
        left_audio = [path for path in audio if path not in pairs and path not in doubtful]
        taken = set(pairs.values())
        left_text = [path for path in text if path not in taken and path not in doubtful]
        found, unclear = _match(left_audio, left_text, key)
        pairs |= found
        doubtful |= unclear
    used = {*pairs, *pairs.values(), *doubtful}
    unpaired = [Unpaired(path, reason) for path, reason in sorted(doubtful.items())]
    unpaired += [Unpaired(path, "no transcript has its name, date or number") for path in audio if path not in used]
    unpaired += [Unpaired(path, "no recording has its name, date or number") for path in text if path not in used]
    ordered = sorted(pairs)
    stems = [path.stem for path in ordered]
    names = [path.stem if stems.count(path.stem) == 1 else _name(path, folder) for path in ordered]
    episodes = tuple(
        Episode(one, path, pairs[path], language, title=path.stem)
        for one, path in zip(episode_ids(names), ordered, strict=True)
    )
    return Found(episodes, tuple(unpaired))


def _files(folder: Path, out: Path | None) -> Iterable[Path]:
    skipped = None if out is None else out.resolve()
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if not name.startswith(".") and (here / name).resolve() != skipped]
        yield from (here / name for name in names if not name.startswith("."))


def _match(audio: Sequence[S], text: Sequence[S], key: Key) -> tuple[dict[S, S], dict[S, str]]:
    """Return pairs of files that alone have a key, and files that share one with several others."""
    groups: dict[str, tuple[list[S], list[S]]] = {}
    for which, paths in enumerate((audio, text)):
        for path in paths:
            if (value := key(path)) is not None:
                groups.setdefault(value, ([], []))[which].append(path)
    pairs: dict[S, S] = {}
    doubtful: dict[S, str] = {}
    for group in groups.values():
        sounds: list[S] = group[0]
        texts: list[S] = group[1]
        if len(sounds) == len(texts) == 1:
            pairs[sounds[0]] = texts[0]
        elif sounds and texts:
            several = sounds if len(sounds) > 1 else texts
            names = ", ".join(path.name for path in several)
            for side in (sounds, texts):
                for file in side:
                    doubtful[file] = f"it is not clear which belongs to it: {names}"
    return pairs, doubtful


def _plain(stem: str) -> str:
    return "".join(c for c in stem.casefold() if c.isalnum())


def _same_place(path: Source) -> str | None:
    return f"{path.parent}/{path.stem}"


def _same_stem(path: Source) -> str | None:
    stem = re.sub(r"(?i)[ ._-]*(transcript|audio|final|master|captions?)$", "", path.stem)
    return _plain(stem) or None


def _same_date(path: Source) -> str | None:
    found = DATE.search(path.stem)
    return None if found is None else "-".join(found.groups())


def _same_number(path: Source) -> str | None:
    """Return a season with an episode, or the one number of a name."""
    if season := SEASON.search(path.stem):
        return f"{int(season[1])}x{int(season[2])}"
    numbers = NUMBER.findall(DATE.sub(" ", path.stem))
    return str(int(numbers[0])) if len(numbers) == 1 else None


def _name(path: Source, folder: Path | str) -> str:
    inside = path.relative_to(folder).as_posix() if isinstance(path, Path) else path.url.removeprefix(f"{folder}/")
    return inside.removesuffix(path.suffix).replace("/", "-")
