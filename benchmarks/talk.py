"""Recordings of talk: places, doubt, texts with slips and edited ones, degraded sound, many recordings in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment, Word
from align.errors import PullquoteError
from align.transcript import read_transcript
from benchmarks import short
from benchmarks.context import Report, Settings, say
from benchmarks.scoring import read_known, score
from benchmarks.tables import Table
from benchmarks.talk_recordings import (
    Spoken,
    read_sound,
    recordings_in,
    reference_spans,
    trusted_spans,
    write_sound,
    write_text,
)
from benchmarks.talk_sounds import DEGRADATIONS, Bed, joined
from benchmarks.talk_texts import NOBODY, REWORDED, edited, edited_by_hand, replaced

__all__ = ["NEAR", "Found", "nearer_edge", "talk"]

NEAR = 0.5
"""Seconds within which a word's nearer edge must be; a recogniser's times are no better than 0.2 s."""

HIGH_SCORE = 0.95

MOVED = 0.1
"""Seconds by which degraded sound may move a word."""

Span = tuple[float, float]
Spans = Sequence[Span | None]


@dataclass(slots=True)
class Found:
    """Counts that add up over recordings; each share is `hits` of `of`."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, name: str, hits: Iterable[bool]) -> None:
        """Add trues to the hits of `name`, and all to what they are a share of."""
        values = list(hits)
        before = self.counts.get(name, (0, 0))
        self.counts[name] = before[0] + sum(values), before[1] + len(values)

    def add(self, other: Found) -> None:
        """Pool them."""
        for name, (hits, of) in other.counts.items():
            before = self.counts.get(name, (0, 0))
            self.counts[name] = before[0] + hits, before[1] + of

    def cells(self, names: Sequence[str]) -> list[Any]:
        """Percent and the counts for each name; `None` where there is nothing to count."""
        pairs = [self.counts.get(name, (0, 0)) for name in names]
        return [f"{100 * hits / of:.1f}% of {of}" if of else None for hits, of in pairs]


def nearer_edge(word: Word, span: Span) -> float:
    """Return seconds between a word's edges and another's, start to start or end to end, whichever are nearer."""
    if not word.timed:
        return float("inf")
    start, end = word.span
    return min(abs(start - span[0]), abs(end - span[1]))


def _marked(word: Word) -> bool:
    return word.status in ("interpolated", "absent")


PLACES = (
    "within 0.5 s", "agreed words marked", "marked with a score over .95", "misplaced with a score over .95",
    "marked really misplaced",
)  # fmt: skip


def places(words: Sequence[Word], reference: Spans) -> Found:
    """Count the words that text and recogniser agree on: how many are in place, and how many are doubted."""
    out = Found()
    pairs = [(word, span) for word, span in zip(words, reference, strict=True) if span is not None]
    out.count("within 0.5 s", (nearer_edge(word, span) <= NEAR for word, span in pairs))
    out.count("agreed words marked", (_marked(word) for word, _ in pairs))
    out.count("marked with a score over .95", (_marked(w) and (w.score or 0) > HIGH_SCORE for w, _ in pairs))
    misplaced = [(word, nearer_edge(word, span) > NEAR) for word, span in pairs]
    out.count("misplaced with a score over .95", (wrong and (w.score or 0) > HIGH_SCORE for w, wrong in misplaced))
    out.count("marked really misplaced", (wrong for word, wrong in misplaced if _marked(word)))
    return out


SLIPS = ("replaced words marked", "of all marked, really wrong", "right words marked")


def slips(words: Sequence[Word], wrong: set[int], trusted: Spans) -> Found:
    """Count how many replaced words of a text are marked, and what share of all that is marked is wrong."""
    out = Found()
    out.count(SLIPS[0], (_marked(words[i]) for i in sorted(wrong)))
    right = [(word, span) for i, (word, span) in enumerate(zip(words, trusted, strict=True)) if i not in wrong and span]
    marked = [nearer_edge(word, span) > NEAR for word, span in right if _marked(word)]
    out.count(SLIPS[1], [*(True for i in wrong if _marked(words[i])), *marked])
    out.count(SLIPS[2], (_marked(word) for word, _ in right))
    return out


EDITS = ("kept words within 0.5 s", "kept words marked", "paraphrased words marked", "mended words marked")


def edits(words: Sequence[Word], origin: Sequence[int], trusted: Spans) -> Found:
    """Measure on an edited text whether what was said is found and believed, and what was not said is doubted."""
    out = Found()
    kept = [(word, trusted[i]) for word, i in zip(words, origin, strict=True) if i >= 0]
    known = [(word, span) for word, span in kept if span is not None]
    out.count(EDITS[0], (nearer_edge(word, span) <= NEAR for word, span in known))
    out.count(EDITS[1], (_marked(word) for word, _ in known))
    out.count(EDITS[2], (_marked(word) for word, i in zip(words, origin, strict=True) if i == NOBODY))
    out.count(EDITS[3], (_marked(word) for word, i in zip(words, origin, strict=True) if i == REWORDED))
    return out


def _aligned(audio: Path, text: Path, notes: list[str], name: str) -> Alignment | None:
    try:
        return short.aligned(audio, text, "auto")
    except PullquoteError as error:
        notes.append(f"{name}: {error}")
        return None


@dataclass(frozen=True, slots=True)
class _Case:
    """A recording, its own alignment, what is trusted of that, and a folder for what is made of it."""

    spoken: Spoken
    alone: Alignment
    trusted: Spans
    folder: Path
    notes: list[str]

    def aligned(self, what: str, words: Sequence[str], audio: Path | None = None) -> Alignment | None:
        """Align other words, or other sound."""
        text = self.folder / f"{what}.txt"
        lines = self.spoken.transcript.lines if len(words) == len(self.alone.words) else ()
        write_text(words, lines, text)
        return _aligned(audio or self.spoken.audio, text, self.notes, f"{self.spoken.name}, {what}")


def _slips_of(case: _Case, seed: int) -> Found:
    out = Found()
    words, wrong = replaced(case.spoken.transcript.words, np.random.default_rng(seed))
    found = case.aligned("replaced", words)
    if found is not None:
        out.add(slips(found.words, wrong, case.trusted))
    return out


def _edits_of(case: _Case, seed: int) -> Found:
    words, by_hand = case.spoken.transcript.words, case.spoken.edited
    if by_hand is None:
        text = edited(words, np.random.default_rng(seed))
    else:
        text = edited_by_hand(words, read_transcript(by_hand).words)
    found = case.aligned("edited", text.words)
    return Found() if found is None else edits(found.words, text.origin, case.trusted)


def _degraded(cases: Sequence[_Case], seed: int) -> Found:
    """Measure how many words are found within `MOVED` of their place in each kind of degraded sound."""
    out = Found()
    for number, case in enumerate(cases):
        say(f"degraded {case.spoken.name} ...")
        sound, other = read_sound(case.spoken.audio), read_sound(cases[(number + 1) % len(cases)].spoken.audio)
        if len(cases) == 1:
            other = np.roll(other, len(other) // 2)
        for name, degrade in DEGRADATIONS.items():
            audio = case.folder / f"{name}.wav"
            if not audio.exists():
                write_sound(degrade(sound, Bed(other, np.random.default_rng(seed + number))), audio)
            found = case.aligned(name, [word.text for word in case.alone.words], audio)
            words = found.words if found is not None else [Word(w.text, status="absent") for w in case.alone.words]
            out.count(name, _unmoved(case.alone.words, words, 0.0, MOVED))
    return out


def _unmoved(alone: Sequence[Word], other: Sequence[Word], shift: float, bound: float) -> list[bool]:
    pairs = [(a, b) for a, b in zip(alone, other, strict=True) if a.timed and a.status == "aligned"]
    return [b.timed and abs(b.span[0] - shift - a.span[0]) <= bound for a, b in pairs]


JOINED = ("words kept", "words marked")


def _joined(cases: Sequence[_Case], folder: Path, notes: list[str]) -> Found:
    """Join all recordings to one episode and count the words that are still where they are found alone."""
    sound, starts = joined([read_sound(case.spoken.audio) for case in cases])
    audio, text = folder / "joined.wav", folder / "joined.txt"
    write_sound(sound, audio)
    words = [word.text for case in cases for word in case.alone.words]
    firsts = np.cumsum([0, *(len(case.alone.words) for case in cases)]).tolist()
    write_text(words, firsts, text)
    found, out = _aligned(audio, text, notes, "joined"), Found()
    for case, start, first in zip(cases, starts, firsts, strict=False):
        part = found.words[first : first + len(case.alone.words)] if found is not None else ()
        kept = _unmoved(case.alone.words, part, start, NEAR) if part else []
        out.count(JOINED[0], kept)
        out.count(
            JOINED[1], (_marked(b) for a, b in zip(case.alone.words, part, strict=False) if a.status == "aligned")
        )
        say(f"  {case.spoken.name}: {len(kept) - sum(kept)} of {len(kept)} lost")
    return out


def _known_row(spoken: Spoken, alignment: Alignment) -> list[Any]:
    assert spoken.times is not None
    got = score(alignment, read_known(spoken.times))
    return [spoken.name, got.spoken, got.spoken_within_100ms, got.start.share(1000), got.calibration, got.score_auc]


def talk(settings: Settings) -> Report:
    """Measure folders of recordings: `audio.*`, `transcript.txt` and, where there are, another recogniser's word times.

    `transcript.edited.txt` is what an editor made of the transcript; without it a rule makes one.
    """
    folder = settings.folder / "talk"
    notes: list[str] = []
    cases: list[_Case] = []
    for spoken in recordings_in(settings.talk):
        say(f"{spoken.name} ...")
        alone = _aligned(spoken.audio, spoken.text, notes, spoken.name)
        if alone is not None:
            own = folder / spoken.name
            own.mkdir(parents=True, exist_ok=True)
            cases.append(_Case(spoken, alone, trusted_spans(spoken, alone), own, notes))
    tables = [_places_table(cases, notes), _texts_table(cases, settings.seed), _known_table(cases)]
    english = [case for case in cases if case.alone.language == "en"]
    degraded, together = Found(), Found()
    if english:
        degraded, together = _degraded(english, settings.seed), _joined(english, folder, notes)
    rows = [[name, *degraded.cells([name])] for name in DEGRADATIONS]
    rows += [[f"joined into one: {name}", *together.cells([name])] for name in JOINED]
    tables.append(
        Table("degraded and joined", ["", f"begin within {MOVED} s (joined: {NEAR} s) of the clean one"], rows)
    )
    figures = {table.title: [list(row) for row in table.rows] for table in tables}
    return Report([table for table in tables if table.rows], figures)


def _places_table(cases: Sequence[_Case], notes: Sequence[str]) -> Table:
    rows, total = [], Found()
    for case in cases:
        if case.spoken.reference is None:
            continue
        words = case.alone.words
        found = places(words, reference_spans([word.text for word in words], case.spoken.reference))
        total.add(found)
        rows.append([case.spoken.name, *found.cells(PLACES)])
    if rows:
        rows.append(["all", *total.cells(PLACES)])
    return Table("words that text and recogniser agree on", ["", *PLACES], rows, tuple(notes))


def _texts_table(cases: Sequence[_Case], seed: int) -> Table:
    rows, total = [], Found()
    for number, case in enumerate(cases):
        say(f"other texts of {case.spoken.name} ...")
        found = _slips_of(case, seed + number)
        found.add(_edits_of(case, seed + number))
        total.add(found)
        rows.append([case.spoken.name, *found.cells([*SLIPS, *EDITS])])
    rows.append(["all", *total.cells([*SLIPS, *EDITS])])
    return Table("texts with one word in ten replaced, and as editors print them", ["", *SLIPS, *EDITS], rows)


def _known_table(cases: Sequence[_Case]) -> Table:
    rows = [_known_row(case.spoken, case.alone) for case in cases if case.spoken.times is not None]
    columns = ["", "words", "starts within 100 ms", "within 1 s", "calibration error", "area under the score's curve"]
    return Table("talk with known times", columns, rows)
