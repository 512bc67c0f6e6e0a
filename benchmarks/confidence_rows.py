"""What confidence is learnt from: recordings aligned with right, spoilt and edited texts, clean and degraded."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.hmm.engine import align_closely
from align.hmm.opening import Adapted, adapt_to_opening
from align.hmm.scores import score_frames
from align.hmm.script import Script, script_of
from align.hmm.words import WordAlignment
from align.pronunciation.g2p import pronounce
from align.signal.spectra import Spectra, compute_spectra
from align.transcript import read_transcript
from benchmarks.scoring import GOOD, read_known
from benchmarks.talk import NEAR
from benchmarks.talk_recordings import Spoken, read_sound, reference_spans, write_sound, write_text
from benchmarks.talk_sounds import DEGRADATIONS, Bed, joined
from benchmarks.talk_texts import NOBODY, REWORDED, edited, replaced
from samples.voices import RATE

__all__ = ["Labelled", "joined_by_speaker", "labelled"]

TALK_RIGHT, READ_RIGHT = 0.88, 0.97
"""Share of words with both edges within 100 ms where only the neighbourhood is known: of hand-labelled talk and
readings."""

TEXTS = ("right", "slips", "edited", "phrases", "slips", "slips", "edited", "slips")
"""Copies of a transcript for clean sound, each with other random numbers."""

DEGRADED_TEXTS = 2
"""So many of them for degraded sound: what differs more is the sound."""

ENOUGH = 600
"""Words of a transcript from which on half of the copies are enough: readings are long."""

EACH = 3
"""Degradations for each recording, taken in turn."""

LOUDNESS = 0.05
"""RMS to which recordings that are joined are brought, 1.0 being full scale."""

Floats = NDArray[np.float64]
Spans = Sequence[tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of one alignment and what is known of them, NaN where nothing is.

    Args:
        group: the recording; no other recording's weights may be judged by it.
        clean: whether the transcript is right and the sound as it was.
        wrong: 1 where another word was said, or the word is said elsewhere.
        right: the chance that both edges are within 100 ms.
    """

    group: str
    clean: bool
    placed: WordAlignment
    wrong: Floats
    right: Floats


def joined_by_speaker(short: Sequence[Spoken], folder: Path) -> list[Spoken]:
    """Join recordings of a sentence each, with exact times, into one for each speaker, written to `folder`.

    Who speaks is told by the name up to its last hyphen (`dr5-mbgt0-sa1`) or, without one, by the folder.
    """
    groups: dict[str, list[Spoken]] = {}
    for spoken in short:
        groups.setdefault(spoken.audio.stem.rpartition("-")[0] or spoken.audio.parent.name, []).append(spoken)
    return [_joined(name, group, folder / f"{name}.wav") for name, group in groups.items()]


def _joined(name: str, group: Sequence[Spoken], audio: Path) -> Spoken:
    sounds = [read_sound(spoken.audio) for spoken in group]
    sound, starts = joined([s * np.float32(LOUDNESS / np.sqrt(np.mean(s**2) + 1e-9)) for s in sounds])
    known = [(k, start) for spoken, start in zip(group, starts, strict=True) for k in read_known(spoken.times or audio)]
    rows = [
        f"{i}\t{k.text}\t{k.start + (start if k.start >= 0 else 0):.4f}\t{k.end + (start if k.start >= 0 else 0):.4f}"
        for i, (k, start) in enumerate(known)
    ]
    write_sound(sound, audio)
    audio.with_suffix(".tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    audio.with_suffix(".txt").write_text(" ".join(k.text for k, _ in known) + "\n", encoding="utf-8")
    return Spoken(name, audio, audio.with_suffix(".txt"), audio.with_suffix(".tsv"))


def labelled(spoken: Spoken, others: Sequence[Spoken], number: int, folder: Path) -> list[Labelled]:
    """Everything that is learnt from a recording; kept in `folder` for the next time.

    Args:
        others: recordings to take second voices from.
        number: seeds what is random, and chooses the degradations.
    """
    kept = folder / f"{spoken.name}.pickle"
    mark = hashlib.sha256(f"{number} {spoken}".encode()).hexdigest()
    if kept.exists():
        found = pickle.loads(kept.read_bytes())
        if found[0] == mark:
            return list(found[1])
    out = list(_made(spoken, others, number, folder))
    kept.write_bytes(pickle.dumps((mark, out)))
    return out


def _made(spoken: Spoken, others: Sequence[Spoken], number: int, folder: Path) -> Iterator[Labelled]:
    rng = np.random.default_rng(number)
    sound = read_sound(spoken.audio)
    words = spoken.transcript.words
    lines = spoken.transcript.lines
    spectra = _spectra(sound)
    adapted = adapt_to_opening(spectra, _script(words, lines, folder)[1])
    alone = _placed(spectra, words, lines, folder, adapted)
    known = _truth(spoken, words, alone)
    names = list(DEGRADATIONS)
    chosen = [names[(EACH * number + k) % len(names)] for k in range(EACH)]
    for condition in (None, *chosen):
        if condition is not None:
            other = read_sound(others[number % len(others)].audio)
            spectra = _spectra(DEGRADATIONS[condition](sound, Bed(other, rng)))
            adapted = adapt_to_opening(spectra, _script(words, lines, folder)[1])
        copies = len(TEXTS) if condition is None else DEGRADED_TEXTS
        for text in TEXTS[: copies // 2 if len(words) > ENOUGH else copies]:
            new, origin = _text(text, words, rng)
            placed = _placed(spectra, new, lines if len(new) == len(words) else (), folder, adapted)
            clean = condition is None and text == "right"
            yield Labelled(spoken.name, clean, _lean(placed), *_labels(placed, origin, known, degraded=bool(condition)))


def _spectra(sound: NDArray[np.float32]) -> Spectra:
    samples = np.rint(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return compute_spectra(samples[first : first + 10 * RATE] for first in range(0, len(samples), 10 * RATE))


def _script(words: Sequence[str], lines: Sequence[int], folder: Path) -> tuple[NDArray[np.int32], Script]:
    path = folder / "text.txt"
    write_text(words, lines, path)
    return script_of(pronounce(list(words)), read_transcript(path))


def _placed(
    spectra: Spectra, words: Sequence[str], lines: Sequence[int], folder: Path, adapted: Adapted
) -> WordAlignment:
    """Align as `align_file` does.

    All copies of a text share what the right one taught of the sound: it is half of the work, and differs little.
    """
    tokens, script = _script(words, lines, folder)
    return align_closely(score_frames(spectra, script, early=adapted), tokens, script)


def _lean(placed: WordAlignment) -> WordAlignment:
    return replace(placed, filler=placed.filler[:0])


def _text(kind: str, words: Sequence[str], rng: np.random.Generator) -> tuple[Sequence[str], Sequence[int]]:
    """Return a copy of the text, and for each word its index in the original, `NOBODY` or `REWORDED`."""
    if kind == "right":
        return words, range(len(words))
    if kind == "edited":
        text = edited(words, rng)
        return text.words, text.origin
    new, wrong = replaced(words, rng, 0.6 if kind == "phrases" else 0.1)
    return new, [NOBODY if i in wrong else i for i in range(len(words))]


@dataclass(frozen=True, slots=True)
class _Truth:
    """Spans of the original words, where they are known at all, and how well.

    Args:
        exact: spans to the millisecond.
        near: spans to half a second, of which the nearer edge counts.
        alone: where the clean recording has the words, and `share` of them are right.
    """

    exact: Spans
    near: Spans
    alone: Spans
    share: float


def _truth(spoken: Spoken, words: Sequence[str], alone: WordAlignment) -> _Truth:
    nothing: Spans = [None] * len(words)
    if spoken.times is not None:
        known = read_known(spoken.times)
        exact = [(k.start, k.end) if k.scored and not k.cut else None for k in known]
        return _Truth(exact, nothing, nothing, 1.0)
    found = list(nothing)
    for row, token in enumerate(alone.tokens.tolist()):
        if not np.isnan(alone.start[row]):
            found[token] = (float(alone.start[row]), float(alone.end[row]))
    if spoken.reference is not None:
        near = reference_spans(words, spoken.reference)
        trusted = [span if n and span and _off(span, n) <= NEAR else None for span, n in zip(found, near, strict=True)]
        return _Truth(nothing, near, trusted, TALK_RIGHT)
    score = dict(zip(alone.tokens.tolist(), alone.score.tolist(), strict=True))
    trusted = [span if span and score[i] > 0 else None for i, span in enumerate(found)]
    return _Truth(nothing, trusted, trusted, READ_RIGHT)


def _off(span: tuple[float, float], other: tuple[float, float]) -> float:
    return min(abs(span[0] - other[0]), abs(span[1] - other[1]))


def _labels(placed: WordAlignment, origin: Sequence[int], known: _Truth, *, degraded: bool) -> tuple[Floats, Floats]:
    """`wrong` and `right` of each row, see `Labelled`."""
    wrong, right = np.full(len(placed.start), np.nan), np.full(len(placed.start), np.nan)
    for row, token in enumerate(placed.tokens.tolist()):
        index = origin[token]
        if np.isnan(placed.start[row]) or index == REWORDED:
            continue
        here = float(placed.start[row]), float(placed.end[row])
        if index < 0:
            wrong[row] = 1.0
            continue
        exact, near, alone = known.exact[index], known.near[index], known.alone[index]
        if exact is not None:
            wrong[row] = float(_off(here, exact) > NEAR)
            right[row] = float(_both(here, exact))
        elif near is not None:
            wrong[row] = float(_off(here, near) > NEAR)
            if wrong[row]:
                right[row] = 0.0
            elif alone is not None:
                right[row] = known.share if _both(here, alone) or not degraded else 0.0
    return wrong, right


def _both(span: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(span[0] - other[0]) <= GOOD and abs(span[1] - other[1]) <= GOOD
