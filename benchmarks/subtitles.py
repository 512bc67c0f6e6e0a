"""Where cues and lines end: ours beside the published rules of whisper, whisperX and stable-ts, on the same words.

The rules are written anew from what the projects publish: whisper's `SubtitlesWriter` (`max_line_width`,
`max_line_count`), whisperX's `SubtitlesProcessor` (45 and 30 characters; commas and conjunctions), stable-ts's default
`regroup` string (`isp_cm_sp=.* /。/?/？_sg=.5_sp=,* /，++++50_sl=70_cm`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from align.document import Alignment, Engine, Media, Word
from align.errors import PullquoteError
from benchmarks.context import Report, Settings, say
from benchmarks.tables import Table
from subtitles import get_profile, make_cues
from subtitles.language import Break, get_language
from subtitles.profiles import override
from subtitles.reading import TextCue, read_subtitles

__all__ = ["compare"]

Cues = list[list[int]]
"""For each cue, the number of words in each of its lines."""

CLOSED = frozenset(
    """a an the my your his her its our their of in at by for with from to into onto about over under between through
    during without within against and or but nor because if when while although though that which who whose whether
    unless as than am is are was were be been being have has had do does did will would shall should can could may might
    must i he she we they you dr mr mrs ms""".split()
)
"""Words that wait for the next one: a count that owes nothing to the rules by which we break."""

CONJUNCTIONS = frozenset(
    """and whether or as but so for nor which yet although since unless when while because if how that than who where
    what near before after across through until once whereas even both either neither though""".split()
)


@dataclass(frozen=True, slots=True)
class Ends:
    """Positions (words before them) at which lines and cues end, the last word left out."""

    lines: frozenset[int]
    cues: frozenset[int]


@dataclass(frozen=True, slots=True)
class House:
    """What a house asks of its subtitles: characters in a line and a second, seconds between cues.

    The others have no rule for the second and third.
    """

    chars: int = 42
    cps: float = 20.0
    gap: float = 0.083


def ends_of(cues: Cues) -> Ends:
    """Return where the lines and cues of a division end."""
    lines = list(accumulate(count for cue in cues for count in cue))
    whole = list(accumulate(sum(cue) for cue in cues))
    return Ends(frozenset(lines[:-1]), frozenset(whole[:-1]))


def ours(document: Alignment, house: House) -> Cues:
    """Divide by the default profile with the house's line length and reading speed."""
    profile = override(get_profile("default"), {"max_chars": house.chars, "max_cps": house.cps, "min_gap": house.gap})
    return [[len(line) for line in cue.lines] for cue in make_cues(document, profile)]


def whisper(document: Alignment, house: House) -> Cues:
    """Divide as whisper does: lines are filled, two to a cue; a new cue after 3 s from one word's start to the next."""
    cues: Cues = [[]]
    room, last = 0, 0.0
    for word in document.words:
        start, size = word.span[0], len(word.text) + 1
        if cues[-1] and size <= room and start - last <= 3.0:
            cues[-1][-1] += 1
            room -= size
        else:
            if len(cues[-1]) >= 2 or (cues[-1] and start - last > 3.0):
                cues.append([])
            cues[-1].append(1)
            room = house.chars - size + 1
        last = start
    return cues


def whisperx(document: Alignment, house: House) -> Cues:
    """Divide as whisperX does: sentences, parted at 45 characters in the middle, and at commas and conjunctions after
    30; a line to a cue.
    """
    cues: Cues = []
    for begin, end in _sentences(document):
        texts = [word.text for word in document.words[begin:end]]
        after, before, last, splits = sum(map(len, texts)), 0, 0, []
        for i, text in enumerate(texts):
            size = len(text) + 1
            after -= size
            if before + size >= 45:
                if before >= 30:
                    middle = int((last + i) / 2 + 0.5)
                    splits.append(middle + 1)
                    last = middle + 1
                    before = sum(len(each) for each in texts[last : i + 1]) - size
            elif before >= 30 and after >= 30 and text.endswith(","):
                splits.append(i + 1)
                last, before = i + 1, -size
            elif before >= 30 and after >= 30 and text.lower() in CONJUNCTIONS:
                splits.append(i)
                last, before = i, 0
            before += size
        cues += [[b - a] for a, b in pairwise([0, *splits, len(texts)]) if b > a]
    return cues


def stable_ts(document: Alignment, house: House) -> Cues:
    """Divide as stable-ts does: sentences, pauses of half a second, commas from 50 characters, then even parts of at
    most 70; a line to a cue.
    """
    words = document.words
    pieces: list[tuple[int, int]] = []
    for begin, end in _cut(0, len(words), lambda i: words[i].text.endswith((".", "?", "。", "？"))):
        pieces += _cut(begin, end, lambda i: words[i + 1].span[0] - words[i].span[1] > 0.5)
    cues: Cues = []
    for begin, end in pieces:
        parts = [(begin, end)]
        if _width(words[begin:end]) > 50:
            parts = _cut(begin, end, lambda i: words[i].text.endswith((",", "，")))
        for a, b in parts:
            cues += [[n] for n in _even(words[a:b], 70)]
    return cues


def _even(words: Sequence[Word], limit: int) -> list[int]:
    size = _width(words)
    parts = -(-size // limit)
    counts, share = [0], size / parts
    done = 0
    for word in words:
        if done >= share * len(counts) and len(counts) < parts:
            counts.append(0)
        counts[-1] += 1
        done += len(word.text) + 1
    return counts


def _width(words: Sequence[Word]) -> int:
    return sum(len(word.text) + 1 for word in words) - 1


def _cut(begin: int, end: int, here: Callable[[int], bool]) -> list[tuple[int, int]]:
    """Return parts of `begin:end`, ending after each word (but the last) that `here` names."""
    edges = [begin, *(i + 1 for i in range(begin, end - 1) if here(i)), end]
    return list(pairwise(edges))


def _sentences(document: Alignment) -> list[tuple[int, int]]:
    return _cut(0, len(document.words), lambda i: document.words[i].text.rstrip("\"'”’)")[-1:] in (".", "?", "!"))


WRITERS: dict[str, Callable[[Alignment, House], Cues]] = {
    "pullquote": ours,
    "whisper, two lines": whisper,
    "whisperX": whisperx,
    "stable-ts": stable_ts,
}


@dataclass(frozen=True, slots=True)
class Human:
    """Subtitles that a person made: the words, with times shared out inside each cue, and where the person broke."""

    document: Alignment
    ends: Ends
    house: House


def read_human(path: Path) -> Human | None:
    """Return words and breaks of a file; labels, sounds and dashes are left out. `None` where too little is left."""
    try:
        file = read_subtitles(path)
    except PullquoteError as error:
        say(str(error))
        return None
    words: list[Word] = []
    cues: Cues = []
    longest, speeds = 0, [0.0]
    for cue, following in zip(file.cues, [*file.cues[1:], None], strict=True):
        lines = [line.split() for line in map(_spoken, cue.lines)]
        lines = [line for line in lines if line]
        if not lines:
            continue
        longest = max([longest, *(len(" ".join(line)) for line in lines)])
        speeds.append(sum(len(" ".join(line)) for line in lines) / max(0.1, cue.end - cue.start))
        cues.append([len(line) for line in lines])
        words += _shared(cue, following, [word for line in lines for word in line])
    if len(words) < 50:
        return None
    media = Media(path.name, "0" * 64, words[-1].span[1])
    language = "fr" if path.stem.endswith("fr") else "en"
    return Human(
        Alignment(media, language, Engine("human", "1"), tuple(words)),
        ends_of(cues),
        House(longest, _usual(speeds), 0.0),
    )


def _usual(speeds: list[float]) -> float:
    """Return the speed that 19 cues in 20 keep, and 20 characters a second at least."""
    return max(20.0, sorted(speeds)[len(speeds) * 19 // 20])


def _spoken(line: str) -> str:
    line = re.sub(r"\[[^\]]*\]|\([^)]*\)|^\s*[-–>]+\s*|♪", " ", line)
    return re.sub(r"^\s*[\w .'&-]{1,30}:(\s|$)", " ", line)


def _shared(cue: TextCue, following: TextCue | None, texts: list[str]) -> list[Word]:
    """Return times in proportion to letters; gaps below 0.3 s are closed, since they would tell where the person
    broke.
    """
    end = max(cue.end, cue.start + 0.01)
    if following is not None and cue.start < following.start < end + 0.3:
        end = following.start
    edges = list(accumulate((len(text) + 1 for text in texts), initial=0))
    times = [cue.start + (end - cue.start) * edge / edges[-1] for edge in edges]
    return [Word(text, a, b) for text, (a, b) in zip(texts, pairwise(times), strict=True)]


def _waiting(document: Alignment, ends: frozenset[int]) -> tuple[int, int]:
    """Return how many line ends the rules of Netflix and the BBC forbid, and how many follow a word of a closed
    class.
    """
    break_between, words = get_language(document.language).break_between, document.words
    forbidden = sum(break_between(words[e - 1].text, words[e].text) is Break.FORBIDDEN for e in ends)
    return forbidden, sum(words[e - 1].text.lower().strip('"“‘(') in CLOSED for e in ends)


def compare(settings: Settings) -> Report:
    """Forbidden breaks on a long episode; agreement with people, where a folder of their subtitles is given."""
    document = Alignment.load(settings.episode("clean").folder / "gold.align.json")
    document = Alignment(
        document.media, document.language, document.engine, tuple(w for w in document.words if w.timed)
    )
    rows: list[tuple[str, ...]] = []
    figures: dict[str, Any] = {}
    for name, writer in WRITERS.items():
        ends = ends_of(writer(document, House()))
        forbidden, closed = _waiting(document, ends.lines)
        shares = (100 * forbidden / len(ends.lines), 100 * closed / len(ends.lines))
        rows.append((name, str(len(ends.cues) + 1), f"{shares[0]:.2f}%", f"{shares[1]:.2f}%"))
        figures[name] = {"cues": len(ends.cues) + 1, "forbidden_percent": shares[0], "closed_class_percent": shares[1]}
    tables = [
        Table(
            f"Line and cue ends, {len(document.words):,} words",
            ("writer", "cues", "breaks that the guides forbid", "ends on a word that waits for the next"),
            rows,
        )
    ]
    for folder in settings.captions:
        table, found = _people(folder)
        tables.append(table)
        figures[f"people, {folder.name}"] = found
    return Report(tables, figures)


def _people(folder: Path) -> tuple[Table, dict[str, dict[str, float]]]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".srt", ".vtt"))
    humans = [human for path in files if (human := read_human(path)) is not None]
    rows, figures = [], {}
    for name, writer in WRITERS.items():
        made = [(human, ends_of(writer(human.document, human.house))) for human in humans]
        scores = []
        for kind in ("cues", "lines"):
            hits = sum(len(getattr(ends, kind) & getattr(human.ends, kind)) for human, ends in made)
            total = sum(len(getattr(ends, kind)) + len(getattr(human.ends, kind)) for human, ends in made)
            scores.append(2 * hits / max(1, total))
        waiting = [_waiting(human.document, ends.lines) for human, ends in made]
        lines = max(1, sum(len(ends.lines) for _, ends in made))
        forbidden = 100 * sum(a for a, _ in waiting) / lines
        rows.append((name, f"{scores[0]:.3f}", f"{scores[1]:.3f}", f"{forbidden:.2f}%"))
        figures[name] = {"cue_f1": scores[0], "line_f1": scores[1], "forbidden_percent": forbidden}
    theirs = [_waiting(human.document, human.ends.lines) for human in humans]
    lines = max(1, sum(len(human.ends.lines) for human in humans))
    rows.append(("the people themselves", "", "", f"{100 * sum(a for a, _ in theirs) / lines:.2f}%"))
    words = sum(len(human.document.words) for human in humans)
    title = f"Agreement with people: {folder.name}, {len(humans)} files, {words:,} words"
    return Table(
        title, ("writer", "F1 of cue ends", "F1 of all line ends", "breaks that the guides forbid"), rows
    ), figures
