"""The cuts made on the page: an edit list that `pullquote edit` follows, beside the alignment."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align.clock import clock_text, parse_clock
from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.media_place import beside_document
from align.neighbours import timed_after, timed_before
from clips.cuts import ReadSound, cut_points
from clips.quotes import Span
from review.lists import chosen_words, media_arguments, read_rows, write_rows

__all__ = [
    "CutOut",
    "add_cut",
    "cut_of",
    "cut_rows",
    "cuts_path",
    "cuts_to_show",
    "edit_command_line",
    "read_cuts",
    "remove_cut",
    "sound_reader",
]

log = logging.getLogger(__name__)

COLUMNS = ("out", "in", "words")

Cuts = tuple["CutOut", ...]


@dataclass(frozen=True, slots=True)
class CutOut:
    """What goes: seconds of the recording at which it is left and entered again, and the words, for people."""

    start: float
    end: float
    words: str


def cuts_path(document: Path) -> Path:
    """`episode.cuts.csv` for `episode.align.json`."""
    return beside_document(document, ".cuts.csv")


def edit_command_line(document: Path, recording: Path | None) -> str:
    """Return the command that makes the edit, to be pasted into a shell in any folder."""
    document = document.absolute()
    suffix = ".mp3" if recording is None else recording.suffix
    out = ["-o", str(beside_document(document, f".cut{suffix}"))]
    wanted = [str(cuts_path(document)), *media_arguments(recording)]
    return shlex.join(["pullquote", "edit", str(document), *wanted, *out])


def cut_of(alignment: Alignment, first: int, last: int, read_sound: ReadSound | None) -> CutOut:
    """Return the cut that takes `words[first:last]` out, at the quietest points beside them.

    `read_sound`: gives the sound between two seconds; without it cuts fall in the middle of pauses. Raises `UsageError`
    where none of the words is said.
    """
    spans, words = chosen_words(alignment, first, last)
    before, after = timed_before(alignment.words, first), timed_after(alignment.words, last)
    start = 0.0 if before is None else _edge(alignment, before, spans[0][0], read_sound, ends=True)
    end = alignment.media.duration if after is None else _edge(alignment, after, spans[-1][1], read_sound, ends=False)
    return CutOut(round(start, 3), round(max(start, end), 3), " ".join(words))


def sound_reader(recording: Path | None) -> ReadSound | None:
    """Return what gives the sound of a recording between two seconds, where there is one."""
    if recording is None:
        return None
    from align.media import probe, read_pcm
    from clips.sound import RATE

    info = probe(recording)
    return lambda start, end: read_pcm(info, start, end, rate=RATE)[:, 0]


def _edge(alignment: Alignment, word: int, beside: float, read_sound: ReadSound | None, *, ends: bool) -> float:
    """Return where a word that stays ends, or begins, with the breath around it."""
    own = alignment.words[word].span[1 if ends else 0]
    if read_sound is None:
        return (own + beside) / 2
    cut = cut_points(alignment, Span(word, word), read_sound)
    return min(cut.end, max(own, beside)) if ends else max(cut.start, min(own, beside))


def read_cuts(path: Path) -> Cuts:
    """Return the list in order of time; empty where there is no file yet. Raises `FileProblem` for another's list."""
    foreign = f"is not a list of cuts (its columns are {', '.join(COLUMNS)}); rename or delete it"
    rows = read_rows(path, COLUMNS, kind="cuts", foreign=foreign)
    cuts = []
    for number, row in enumerate(rows, 2):
        try:
            start, end = parse_clock(row["out"]), parse_clock(row["in"])
        except UsageError as error:
            raise FileProblem(path, f"line {number}: {error}") from None
        if start > end:
            raise FileProblem(path, f"line {number}: the recording is entered again before it is left")
        cuts.append(CutOut(start, end, row["words"]))
    return tuple(sorted(cuts, key=lambda cut: cut.start))


def cuts_to_show(document: Path) -> Cuts:
    """Return the cuts of a document; none where the list is somebody else's, which must not keep the page shut."""
    try:
        return read_cuts(cuts_path(document))
    except FileProblem as problem:
        log.warning("%s", problem)
        return ()


def add_cut(path: Path, cut: CutOut) -> Cuts:
    """Add a cut; those that it touches become one with it."""
    kept = read_cuts(path)
    touched = [each for each in kept if each.start <= cut.end and cut.start <= each.end]
    together = sorted([*touched, cut], key=lambda each: each.start)
    words = cut.words if len(together) == 1 else " ".join(each.words for each in together)
    whole = CutOut(together[0].start, max(each.end for each in together), words)
    return _write(path, [*(each for each in kept if each not in touched), whole])


def remove_cut(path: Path, start: float) -> Cuts:
    """Take the cut back that begins at a second."""
    kept = read_cuts(path)
    left = [each for each in kept if abs(each.start - start) > 0.0005]
    if len(left) == len(kept):
        raise UsageError("the list of cuts has changed; look again")
    return _write(path, left)


def _write(path: Path, cuts: Sequence[CutOut]) -> Cuts:
    ordered = tuple(sorted(cuts, key=lambda cut: cut.start))
    rows = ((clock_text(cut.start, hours=1), clock_text(cut.end, hours=1), cut.words) for cut in ordered)
    write_rows(path, COLUMNS, rows)
    return ordered


def cut_rows(cuts: Cuts) -> list[list[float | str]]:
    """Return for the page: milliseconds and words."""
    return [[round(cut.start * 1000), round(cut.end * 1000), cut.words] for cut in cuts]
