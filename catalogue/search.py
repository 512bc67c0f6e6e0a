"""Where something was said, in all of a library: the very words first, else what the quote finder finds near them."""

from __future__ import annotations

import functools
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from align import Media, Word
from align.document import Speaker
from align.errors import FileProblem, UsageError
from align.media_place import find_media_file
from align.turns import speaker_at
from catalogue.candidates import likely_chunks, times_said
from catalogue.passages import CHUNK, alignment_of, keys_of, places_of, text_of, words_of
from clips.quotes import FOUND, QuoteIndex

__all__ = ["Filters", "Hit", "Search"]

CANDIDATES = 60
"""Chunks that a near-miss is looked for in: those that share most of its rare words."""

CONTEXT = 8
"""Words before and behind an answer."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer must be: of a show, by a speaker, not before a date (`2024`, `2024-05` or `2024-05-01`).

    Raises `UsageError` for what is no date.
    """

    show: str | None = None
    speaker: str | None = None
    since: str | None = None

    def __post_init__(self) -> None:
        if self.since is not None and not _is_date(self.since):
            raise UsageError(f"--since {self.since!r} is no date; write 2024, 2024-05 or 2024-05-01")


def _is_date(text: str) -> bool:
    """Tell whether a text is a day, a month or a year as Gregorian calendars have them.

    >>> [_is_date(text) for text in ("2024", "2024-05", "2024-02-30", "2024-5", "")]
    [True, True, False, False, False]
    """
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where something was said.

    Args:
        document: the alignment document.
        media: its recording, where the document says that it is.
        first, last: the words (indices into the document's, inclusive).
        start, end: seconds; `None` where the words have no times.
        text: the words; `before`, `after`: some words around them.
        score: 1 for the very words, less for a near-miss.
    """

    document: Path
    media: Path
    name: str
    show: str
    date: str
    speaker: str | None
    first: int
    last: int
    start: float | None
    end: float | None
    text: str
    before: str
    after: str
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """What the library knows of an episode."""

    path: str
    name: str
    show: str
    date: str
    media: Media
    turns: tuple[Speaker, ...]


class Search:
    """One search of a library's file; raises `FileProblem` where the file is damaged."""

    def __init__(self, db: sqlite3.Connection, path: Path, filters: Filters) -> None:
        self.path, self.filters = path, filters
        self._db, self._folder = db, path.resolve().parent
        self._told: dict[int, Told] = {}

    def hits(self, quote: str, limit: int) -> list[Hit]:
        """Return the places, at most `limit`; raises `UsageError` for a quote without words."""
        keys = [key for part in quote.split() for key in keys_of(part)] if "*" in quote else keys_of(quote)
        if not keys:
            raise UsageError("the quote holds no words to look for")
        try:
            return list(islice(self._exact(keys), limit)) or self._near(quote, keys, limit)
        except sqlite3.Error as error:
            raise FileProblem(self.path, f"cannot be searched: {error}") from None

    def _exact(self, keys: Sequence[str]) -> Iterator[Hit]:
        """Yield the places with the very words, in the order in which their episodes were taken in."""
        query = " + ".join(f'"{key.rstrip("*")}"{" *" if key.endswith("*") else ""}' for key in keys)
        conditions, values = self._conditions()
        statement = (
            "SELECT chunks.episode, chunks.first FROM text JOIN chunks ON chunks.id = text.rowid"
            f" JOIN episodes ON episodes.id = chunks.episode WHERE text MATCH ?{conditions} ORDER BY text.rowid"
        )
        seen: set[tuple[int, int]] = set()
        for episode, first in self._db.execute(statement, (query, *values)):
            if not self._speaks_in(episode):
                continue
            for begin, end in places_of(self._window(episode, first), keys):
                # Each place is in two windows at most: that of its own chunk and that of the one before.
                place = (episode, first + begin)
                if place not in seen and self._wanted(*place):
                    seen.add(place)
                    yield self._hit(*place, first + end, 1.0)

    def _near(self, quote: str, keys: Sequence[str], limit: int) -> list[Hit]:
        said = functools.cache(lambda key: times_said(self._db, key))
        total = self._db.execute("SELECT coalesce(sum(words), 0) FROM episodes").fetchone()[0]
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        for episode, first in islice(self._likely(keys), CANDIDATES):
            index = QuoteIndex(alignment_of(self._window(episode, first)), said=said, total=total)
            match = next(iter(index.find(quote, limit=1)), None)
            if match is None or match.score < FOUND or not self._wanted(episode, first + match.first):
                continue
            place = (episode, (first + match.first) // CHUNK)
            best[place] = max(best.get(place, (0.0, 0, 0)), (match.score, -first - match.first, first + match.last))
        hits = [self._hit(episode, -first, last, score) for (episode, _), (score, first, last) in best.items()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.name, hit.first))[:limit]

    def _likely(self, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the chunks that a near-miss may lie in, best first: (episode, first word)."""
        conditions, values = self._conditions()
        statement = (
            "SELECT episode, first FROM chunks JOIN episodes ON episodes.id = chunks.episode"
            f" WHERE chunks.id = ?{conditions}"
        )
        for row in likely_chunks(self._db, keys):
            place = self._db.execute(statement, (row, *values)).fetchone()
            if place is not None and self._speaks_in(place[0]):
                yield place

    def _conditions(self) -> tuple[str, list[str]]:
        wanted = [("episodes.show = ?", self.filters.show), ("episodes.date >= ?", self.filters.since)]
        given = [(text, value) for text, value in wanted if value is not None]
        return "".join(f" AND {text}" for text, _ in given), [value for _, value in given]

    def _speaks_in(self, episode: int) -> bool:
        """Tell whether the speaker who is asked for says anything in an episode."""
        name = self.filters.speaker
        return name is None or any(turn.name == name for turn in self._tell(episode).turns)

    def _wanted(self, episode: int, word: int) -> bool:
        return self.filters.speaker in (None, speaker_at(self._tell(episode).turns, word))

    def _tell(self, episode: int) -> Told:
        if episode not in self._told:
            path, name, show, date, media, relative, speakers = self._db.execute(
                "SELECT path, name, show, date, media, relative, speakers FROM episodes WHERE id = ?", (episode,)
            ).fetchone()
            turns = tuple(Speaker(word, name) for word, name in json.loads(speakers))
            self._told[episode] = Told(path, name, show, date, Media(media, "", 0.0, relative=relative), turns)
        return self._told[episode]

    def _window(self, episode: int, first: int, chunks: int = 2) -> list[Word]:
        rows = self._db.execute(
            "SELECT texts, times FROM chunks WHERE episode = ? AND first >= ? ORDER BY first LIMIT ?",
            (episode, first, chunks),
        )
        return [word for texts, times in rows for word in words_of(texts, times)]

    def _hit(self, episode: int, first: int, last: int, score: float) -> Hit:
        told = self._tell(episode)
        low = max(0, (first // CHUNK - 1) * CHUNK)
        words = self._window(episode, low, (last - low) // CHUNK + 2)
        said = words[first - low : last - low + 1]
        timed = [word.span for word in said if word.timed]
        document = self._folder / told.path
        media = find_media_file(told.media, document) or Path(told.media.path)
        return Hit(
            document=document, media=media, name=told.name, show=told.show,
            date=told.date, speaker=speaker_at(told.turns, first), first=first, last=last,
            start=timed[0][0] if timed else None, end=timed[-1][1] if timed else None, text=text_of(said),
            before=text_of(words[max(0, first - low - CONTEXT) : first - low]),
            after=text_of(words[last - low + 1 : last - low + 1 + CONTEXT]), score=score,
        )  # fmt: skip
