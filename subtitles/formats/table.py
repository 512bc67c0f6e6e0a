"""CSV and TSV: one cue a row, or one word a row. Times are seconds with three decimals."""

from __future__ import annotations

from collections.abc import Iterable

from align.spreadsheet import table_text
from subtitles.track import Track

__all__ = ["write_csv", "write_tsv", "write_words_csv", "write_words_tsv"]


def write_csv(track: Track) -> str:
    """`number,start,end,speaker,text`, a cue a row; the lines of a cue are joined by a space."""
    return table_text(_cues(track), delimiter=",")


def write_tsv(track: Track) -> str:
    """Return the same with tabs."""
    return table_text(_cues(track), delimiter="\t")


def write_words_csv(track: Track) -> str:
    """`index,start,end,score,status,speaker,word`, a word a row; times stay empty where there are none."""
    return table_text(_words(track), delimiter=",")


def write_words_tsv(track: Track) -> str:
    """Return the same with tabs."""
    return table_text(_words(track), delimiter="\t")


def _cues(track: Track) -> Iterable[tuple[str, ...]]:
    yield "number", "start", "end", "speaker", "text"
    for number, event in enumerate(track.events, 1):
        names = dict.fromkeys(line.name for line in event.lines if line.name is not None)
        yield str(number), f"{event.start:.3f}", f"{event.end:.3f}", ", ".join(names), event.one_line


def _words(track: Track) -> Iterable[tuple[str, ...]]:
    yield "index", "start", "end", "score", "status", "speaker", "word"
    for event in track.events:
        for line in event.lines:
            for word in line.words:
                source = track.alignment.words[word.index]
                times = (f"{word.start:.3f}", f"{word.end:.3f}") if source.timed else ("", "")
                score = "" if word.score is None else f"{word.score:.3f}"
                yield str(word.index), *times, score, source.status, line.name or "", word.text
