"""Recordings of talk made to hesitate, to say words twice and to break off; aligned, tightened, aligned again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word
from align.media import probe
from benchmarks.context import Report, Settings, say
from benchmarks.measure import pullquote
from benchmarks.tables import Table
from benchmarks.talk_recordings import Spoken, read_sound, recordings_in, write_sound, write_text
from benchmarks.talk_sounds import level
from edits import LEVELS, Removal, removals
from samples.voices import RATE, VOICES
from samples.voices import say as speak

__all__ = ["Hesitating", "hesitating", "talk_tightened"]

SAID = {
    "en": "um uh er erm uhm mm hm hmm",
    "fr": "euh heu",
    "de": "äh ähm öh",
    "it": "eh ehm",
    "es": "eh",
    "ca": "mm eh",
}
"""Hesitations that the texts of recordings have themselves."""

PUT_IN = ("um", "uh", "er")
TWICE = frozenset("a an the i he she it we you they and but or to of in on at for with my our this".split())
"""Words that people say twice when they look for the next."""

EVERY = 12
"""Words, one of which has something put in before it, on average."""

SURE = 0.8
"""Score from which on a word's edges are trusted, to cut beside them and to judge by."""

HELD = 0.1
"""Seconds by which a kept word's edges may move when it is aligned again."""

WORN = 0.3
"""Of a kept word beside a cut, so much of its length may go or come before it counts as damaged; and `HELD`."""

CUT = 0.03
"""Seconds of a word that may go before it counts as cut into: as exactly as its edges are known."""

Sound = NDArray[np.float32]


@dataclass(slots=True)
class Hesitating:
    """A recording with what was put in: its sound, words, and the index and kind of each word that should go.

    Args:
        either: words that are as good to take out as others: the second of what is said twice.
        spans: from when to when each of the recording's own words is heard, in seconds; none of what was put in, and
            of words whose edges are doubtful.
    """

    sound: Sound
    words: list[str] = field(default_factory=list)
    out: dict[int, str] = field(default_factory=dict)
    either: set[int] = field(default_factory=set)
    spans: dict[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """What came of it; `said` and `found` by kind; `known`: words whose place is known without aligning what was made,
    and `cut`: those of them of which a part went.
    """

    said: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    taken: int = 0
    right: int = 0
    beside: int = 0
    damaged: int = 0
    known: int = 0
    cut: int = 0
    listed: float = 0.0
    saved: float = 0.0

    def add(self, other: Counts) -> None:
        """Add another recording's."""
        for mine, theirs in ((self.said, other.said), (self.found, other.found)):
            for kind, count in theirs.items():
                mine[kind] = mine.get(kind, 0) + count
        for name in ("taken", "right", "beside", "damaged", "known", "cut", "listed", "saved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def talk_tightened(settings: Settings) -> Report:
    """Tighten recordings of talk as they are, and with hesitations, repeats and false starts put in."""
    folder = settings.folder / "tighten-talk"
    folder.mkdir(exist_ok=True)
    rows: list[tuple[str, ...]] = []
    figures: dict[str, Counts] = {"as they are": Counts(), "made to hesitate": Counts()}
    for k, spoken in enumerate(recordings_in(settings.talk)):
        alone = _aligned(spoken.audio, spoken.text, folder, "alone")
        if alone is None:
            continue
        counts = _tightened(spoken.audio, alone, _own(alone), folder)
        figures["as they are"].add(counts)
        rows.append((spoken.name, *_cells(counts)))
        if alone.language == "en":
            counts = _made(spoken, alone, folder, np.random.default_rng(settings.seed * 1000 + k))
            figures["made to hesitate"].add(counts)
            rows.append((f"{spoken.name}, made", *_cells(counts)))
        say("  ".join(rows[-1]))
    head = ("", *KINDS, "right of taken out", "words cut into", "aligned again: damaged", "saved, listed")
    totals = [(name, *_cells(counts)) for name, counts in figures.items()]
    tables = [Table("talk tightened", head, rows), Table("all", head, totals)]
    return Report(tables, {name: list(_cells(counts)) for name, counts in figures.items()})


KINDS = ("filler", "repeat", "false start")


def _cells(counts: Counts) -> Iterator[str]:
    for kind in KINDS:
        yield f"{counts.found.get(kind, 0)} of {counts.said.get(kind, 0)}"
    yield f"{counts.right} of {counts.taken}"
    yield f"{counts.cut} of {counts.known}"
    yield f"{counts.damaged} of {counts.beside}"
    yield f"{counts.saved:.1f} s, {counts.listed:.1f} s"


def _aligned(audio: Path, text: Path, folder: Path, name: str) -> Alignment | None:
    path = folder / f"{name}.align.json"
    cost = pullquote("align", str(audio), str(text), "-o", str(path), "--force")
    if cost.code not in (0, 1):
        say(f"{audio}: {cost.stderr.strip()}")
        return None
    return Alignment.load(path)


def _own(alone: Alignment) -> Mapping[int, str]:
    """Return the hesitations that the text has itself."""
    wanted = set(SAID.get(alone.language, "").split())
    return {k: "filler" for k, word in enumerate(alone.words) if _plain(word.text) in wanted}


def _said_twice(words: Sequence[Word]) -> set[int]:
    """Return words that the text itself says again at once, alone or as a phrase."""
    plain = [_plain(word.text) for word in words]
    return {
        k + j
        for count in range(1, 5)
        for k in range(len(plain) - 2 * count + 1)
        if plain[k : k + count] == plain[k + count : k + 2 * count] and (count > 1 or plain[k] in TWICE)
        for j in range(2 * count)
    }


def _plain(text: str) -> str:
    return text.strip(".,;:!?…\"'()-").lower()


def _made(spoken: Spoken, alone: Alignment, folder: Path, rng: np.random.Generator) -> Counts:
    made = hesitating(alone.words, read_sound(spoken.audio), rng)
    audio, text = folder / "made.wav", folder / "made.txt"
    write_sound(made.sound, audio)
    write_text(made.words, (), text)
    aligned = _aligned(audio, text, folder, "made")
    if aligned is None:
        return Counts()
    return _tightened(audio, aligned, {**_own(aligned), **made.out}, folder, made)


def hesitating(words: Sequence[Word], sound: Sound, rng: np.random.Generator) -> Hesitating:
    """Put hesitations, words said twice and words broken off before some of the words whose edges are sure."""
    out = Hesitating(sound)
    parts: list[Sound] = []
    at = put_in = 0
    for k, word in enumerate(words):
        before = words[k - 1] if k else None
        if before is not None and _is_sure(before) and _is_sure(word) and rng.random() < 1 / EVERY * 2:
            middle = round((before.span[1] + max(before.span[1], word.span[0])) / 2 * RATE)
            if middle > at:
                fresh = _something(word, sound, out, rng)
                parts += [sound[at:middle], *fresh] if fresh else []
                at = middle if fresh else at
                put_in += sum(map(len, fresh))
        if _is_sure(word):
            out.spans[len(out.words)] = (word.span[0] + put_in / RATE, word.span[1] + put_in / RATE)
        out.words.append(word.text)
    parts.append(sound[at:])
    out.sound = np.concatenate(parts)
    return out


def _is_sure(word: Word) -> bool:
    return word.timed and word.status == "aligned" and (word.score or 0.0) >= SURE


def _something(word: Word, sound: Sound, out: Hesitating, rng: np.random.Generator) -> list[Sound]:
    """Return sound to put before a word, and note its text; nothing where the word does not lend itself to it."""
    kind = str(rng.choice(KINDS))
    first, last = (round(second * RATE) for second in word.span)
    here, text = len(out.words), word.text.rstrip(".,;:!?…\"'")
    own = sound[first:last].copy()
    if kind == "filler":
        text = str(rng.choice(PUT_IN))
        voice = VOICES[int(rng.integers(len(VOICES)))]
        said = speak([text], voice).samples.astype(np.float32) / np.float32(32768)
        own = said * np.float32(10 ** ((level(sound) - level(said)) / 20))
    elif kind == "repeat" and _plain(text) not in TWICE:
        return []
    elif kind == "false start":
        if len(text) < 6 or not text.isalpha() or len(own) < 0.3 * RATE:
            return []
        text, own = f"{text[: len(text) // 2]}-", own[: len(own) // 2]
    if kind == "repeat":
        out.either.add(here + 1)
    out.words.append(text + ("," if kind != "false start" and rng.random() < 0.5 else ""))
    out.out[here] = kind
    return [_room(sound, rng), _faded(own), _room(sound, rng)]


def _faded(sound: Sound) -> Sound:
    count = min(len(sound) // 2, RATE // 200)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    sound[:count] *= ramp
    sound[len(sound) - count :] *= ramp[::-1]
    return sound


def _room(sound: Sound, rng: np.random.Generator) -> Sound:
    """Return a moment of the recording's quietest tenth of a second, over and over."""
    block = RATE // 10
    blocks = sound[: len(sound) // block * block].reshape(-1, block)
    quiet = blocks[int(np.argmin((blocks**2).mean(axis=1)))]
    return np.resize(np.concatenate([quiet, quiet[::-1]]), round(float(rng.uniform(0.04, 0.25)) * RATE))


def _tightened(
    audio: Path, document: Alignment, out: Mapping[int, str], folder: Path, made: Hesitating | None = None
) -> Counts:
    """Tighten at the brisk level, and align the result again."""
    path, tight = folder / "talk.align.json", folder / "tight.wav"
    document.save(path, force=True)
    rows = removals(document, LEVELS["brisk"])
    counts = Counts()
    gone = {k for row in rows if row.kind != "pause" for k in range(row.first, row.last + 1)}
    for k, kind in out.items():
        counts.said[kind] = counts.said.get(kind, 0) + 1
        counts.found[kind] = counts.found.get(kind, 0) + (k in gone)
    right = set(out) | _said_twice(document.words) | (made.either if made else set())
    spans = [] if made is None else [span for k, span in made.spans.items() if k not in gone]
    counts.known, counts.cut = len(spans), sum(_is_cut(span, rows) for span in spans)
    counts.taken, counts.right = len(gone), len(gone & right)
    counts.listed = sum(row.end - row.start for row in rows)
    cost = pullquote("tighten", str(path), "--level", "brisk", "--media", str(audio), "-o", str(tight), "--force")
    if cost.code:
        return counts
    counts.saved = (probe(audio).duration or 0.0) - (probe(tight).duration or 0.0)
    kept = Alignment.load(tight.with_suffix(".align.json"))
    text = folder / "tight.txt"
    write_text([word.text for word in kept.words], (), text)
    again = _aligned(tight, text, folder, "again")
    places = [k for k in range(len(document.words)) if k not in gone]
    if again is not None and len(again.words) == len(kept.words) == len(places):
        beside = {k for row in rows for k in (row.first - 1, row.first, row.last, row.last + 1)} - gone
        pairs = [(kept.words[j], again.words[j]) for j, k in enumerate(places) if k in beside]
        judged = [(meant, found) for meant, found in pairs if _is_sure(meant)]
        counts.beside, counts.damaged = len(judged), sum(_is_damaged(meant, found) for meant, found in judged)
    return counts


def _is_cut(span: tuple[float, float], rows: Sequence[Removal]) -> bool:
    return any(min(span[1], row.end) - max(span[0], row.start) > CUT for row in rows)


def _is_damaged(meant: Word, found: Word) -> bool:
    if not found.timed or found.status != "aligned":
        return True
    before, after = meant.span[1] - meant.span[0], found.span[1] - found.span[0]
    moved = max(abs(a - b) for a, b in zip(meant.span, found.span, strict=True)) > HELD
    return moved and abs(after - before) > WORN * before
