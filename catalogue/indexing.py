"""Alignment documents as the rows of a library: read side by side where there are many."""

from __future__ import annotations

import gc
import json
import multiprocessing as mp
import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from align.errors import FileProblem
from align.media_place import document_stem
from align.word_columns import load_columns
from catalogue.passages import chunks_of

__all__ = ["EpisodeRows", "document_state", "read_rows", "rows_of"]

MANY = 24
"""Documents from which on processes are started to read them: each takes half a second to begin."""

TOGETHER, AHEAD = 4, 3
"""Documents that a process reads at a time, and such parts for each process that are under way or wait."""

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?([01]\d)(?:[-_.]?([0-3]\d))?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class EpisodeRows:
    """What a library keeps of a document.

    Args:
        state: size in bytes and time of change in nanoseconds, as they were before it was read.
        date: `2024-05-01`, `2024-05` or `2024`, from its name; empty where the name tells none.
        relative: the recording as seen from the document, where that says so.
        speakers: a JSON list of [word, name].
        chunks: first word, texts, times and keys of each, as from `chunks_of`.
    """

    document: Path
    state: tuple[int, int]
    name: str
    date: str
    media: str
    relative: str | None
    language: str
    words: int
    speakers: str
    chunks: tuple[tuple[int, str, bytes, str], ...]


def document_state(document: Path) -> tuple[int, int]:
    """Return size and time of change of a file; raises `FileProblem` where it cannot be read."""
    try:
        found = document.stat()
    except OSError as error:
        raise FileProblem(document, f"cannot be read: {error.strerror}") from None
    return found.st_size, found.st_mtime_ns


def rows_of(document: Path) -> EpisodeRows:
    """Read a document; raises `FileProblem` where it is missing or malformed."""
    state = document_state(document)
    alignment, words = load_columns(document)
    name = document_stem(document)
    found = DATE.search(name)
    return EpisodeRows(
        document=document,
        state=state,
        name=name,
        date="-".join(part for part in found.groups() if part) if found else "",
        media=alignment.media.path,
        relative=alignment.media.relative,
        language=alignment.language,
        words=len(words.texts),
        speakers=json.dumps([[turn.word, turn.name] for turn in alignment.speakers], ensure_ascii=False),
        chunks=tuple(chunks_of(words)),
    )


def read_rows(documents: Sequence[Path], workers: int = 1) -> Iterator[EpisodeRows | FileProblem]:
    """Read documents in their order, many of them in several processes; a problem stands for what cannot be read."""
    if len(documents) < MANY or workers < 2:
        yield from map(_rows_or_problem, documents)
        return
    parts = iter([documents[k : k + TOGETHER] for k in range(0, len(documents), TOGETHER)])
    # Nothing that is read here refers to itself, and looking for such things would take a third of the time.
    with ProcessPoolExecutor(workers, mp_context=mp.get_context("spawn"), initializer=gc.disable) as pool:
        try:
            # No more ahead than keeps the processes at work: the one that writes may be the slowest.
            ahead = deque(pool.submit(_read_several, part) for part in islice(parts, AHEAD * workers))
            while ahead:
                yield from ahead.popleft().result()
                ahead += [pool.submit(_read_several, part) for part in islice(parts, 1)]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_several(documents: Sequence[Path]) -> list[EpisodeRows | FileProblem]:
    return list(map(_rows_or_problem, documents))


def _rows_or_problem(document: Path) -> EpisodeRows | FileProblem:
    try:
        return rows_of(document)
    except FileProblem as problem:
        return problem
