"""Some words of an alignment timed anew, in the time that their neighbours leave them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.blas import one_blas_thread
from align.document import Alignment, Word
from align.errors import InputsDoNotFit, UsageError
from align.media.stretches import Heard, Searched, hear_stretches
from align.neighbours import gap_around

__all__ = ["realign_runs", "realign_words"]

RATE = 16000
AROUND = 6.0
"""Seconds of known words on either side that are aligned along: the model hears the voice and the room, and words that
are right hold the first and the last."""
AROUND_MANY, MANY = 3.0, 10
"""Seconds, and runs of words from which on so little will do: the voice and the room are heard in all of them."""
LONGEST = 600.0
"""Seconds: more than that is for `pullquote align`."""
SHORTEST = 0.010
BATCH = 240.0
"""Seconds of sound from which on pieces are aligned; more at once costs no less."""


def realign_words(media: Path, alignment: Alignment, first: int, last: int) -> Alignment:
    """Time `words[first:last]` anew between the neighbours, which stay as they are.

    Manual, silent and absent words stay as they are, too. A word that is not found keeps to the room there is, as
    `interpolated`. Takes a fraction of a second for a sentence, wherever in the recording it is.

    Raises `UsageError` where the words span more than ten minutes, `LanguageNotServed` for a language that the embedded
    model cannot align, `FileProblem` for a recording that cannot be read.
    """
    return realign_runs(media, alignment, [(first, last)])


def realign_runs(media: Path | Future[Searched], alignment: Alignment, runs: Sequence[tuple[int, int]]) -> Alignment:
    """Time several runs of words anew, as `realign_words` does one; in order, each `(first, behind the last)`.

    `media`: the recording, or what `align.media.stretches.search` is finding out about it.

    Sound around runs that lie far apart is aligned together, some minutes at once, since beginning costs more than
    going on.
    """
    around = AROUND if len(runs) < MANY else AROUND_MANY
    pieces = _joined([piece for run in runs if (piece := _piece(alignment, *run, around))])
    if any(piece.upper - piece.lower > LONGEST for piece in pieces):
        raise UsageError("that is more than ten minutes; run pullquote align for so much")
    if not pieces:
        return alignment
    fresh: dict[int, Word] = {}
    recording = media if isinstance(media, Path) else media.result()
    heard = hear_stretches(recording, [_bounds(alignment, piece, around) for piece in pieces])
    # Loading the model and looking for places are two things to do at once.
    importlib.import_module("align.hmm.confidence")
    with one_blas_thread():
        for batch, sounds in _batches(pieces, heard):
            fresh |= _found(alignment, batch, sounds)
    return replace(alignment, words=_settled(alignment, sorted(fresh), fresh))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words to align together: `low` up to `high`, of which those in `loose` get new times between two seconds."""

    low: int
    high: int
    loose: tuple[int, ...]
    lower: float
    upper: float


def _piece(alignment: Alignment, first: int, last: int, around: float) -> _Piece | None:
    """Return what to align for a run of words; `None` where none of them may move."""
    words = alignment.words
    if not 0 <= first < last <= len(words):
        raise UsageError(f"there are no words {first} to {last}")
    loose = tuple(i for i in range(first, last) if _loose(words[i]))
    if not loose:
        return None
    lower, upper = _room(alignment, loose[0], loose[-1] + 1)
    return _Piece(*_reach(words, (first, last), (lower, upper), around), loose, lower, upper)


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Make one of pieces that have words in common."""
    out: list[_Piece] = []
    for each in pieces:
        before = out[-1] if out else None
        if before is not None and each.low < before.high and each.upper - before.lower <= LONGEST:
            loose = (*before.loose, *each.loose)
            high, upper = max(before.high, each.high), max(before.upper, each.upper)
            out[-1] = _Piece(before.low, high, loose, before.lower, upper)
        else:
            out.append(each)
    return out


def _batches(pieces: Sequence[_Piece], heard: Iterator[Heard]) -> Iterator[tuple[list[_Piece], list[Heard]]]:
    """Yield pieces with their sound, as many as make `BATCH` seconds."""
    batch: list[_Piece] = []
    sounds: list[Heard] = []
    for piece, sound in zip(pieces, heard, strict=True):
        batch.append(piece)
        sounds.append(sound)
        if sum(len(each.samples) for each in sounds) > BATCH * RATE:
            yield batch, sounds
            batch, sounds = [], []
    if batch:
        yield batch, sounds


def _found(alignment: Alignment, pieces: Sequence[_Piece], heard: Sequence[Heard]) -> dict[int, Word]:
    """Return the loose words of pieces by their index, where they were found; aligned one by one where they do not
    fit together.
    """
    words = alignment.words
    texts = [word.text for piece in pieces for word in words[piece.low : piece.high]]
    aligned = _align(texts, np.concatenate([each.samples for each in heard]), alignment.language)
    if len(pieces) > 1 and not any(word.timed for word in aligned):
        alone = [_found(alignment, [piece], [each]) for piece, each in zip(pieces, heard, strict=True)]
        return {index: word for found in alone for index, word in found.items()}
    out: dict[int, Word] = {}
    begun, at = 0, 0
    for piece, each in zip(pieces, heard, strict=True):
        by = each.start - begun / RATE
        out |= {index: _moved(aligned[at + index - piece.low], by) for index in piece.loose}
        begun += len(each.samples)
        at += piece.high - piece.low
    return out


def _loose(word: Word) -> bool:
    return not word.manual and word.status in ("aligned", "interpolated")


def _room(alignment: Alignment, first: int, last: int) -> tuple[float, float]:
    """Return the span from the end of the timed word before to the start of the one after."""
    before, after = gap_around(alignment.words, first, last, alignment.media.duration)
    return min(before, after), after


def _reach(words: Sequence[Word], run: tuple[int, int], room: tuple[float, float], around: float) -> tuple[int, int]:
    """Return the words to align along: all that lie within `around` seconds of the room."""
    (low, high), (lower, upper) = run, room
    while low > 0 and not (words[low - 1].timed and words[low - 1].span[0] < lower - around):
        low -= 1
    while high < len(words) and not (words[high].timed and words[high].span[1] > upper + around):
        high += 1
    return low, high


def _bounds(alignment: Alignment, piece: _Piece, around: float) -> tuple[float, float]:
    """Return the stretch of sound that holds exactly the words of a piece: cut in the middle of the pauses beside
    them.
    """
    before, after = _room(alignment, piece.low, piece.high)
    timed = [w.span for w in alignment.words[piece.low : piece.high] if w.timed]
    start = min([piece.lower, *(span[0] for span in timed[:1])])
    end = max([piece.upper, *(span[1] for span in timed[-1:])])
    return max((before + start) / 2, start - around, 0.0), min((end + after) / 2, end + around)


def _align(texts: Sequence[str], sound: NDArray[np.int16], language: str) -> tuple[Word, ...]:
    """Align the words in the sound, times from its beginning; words without times were not found."""
    from align.hmm.confidence import assess, chances, check_placed
    from align.hmm.words import align_tokens
    from align.pronunciation.g2p import pronounce
    from align.signal.spectra import compute_spectra
    from align.transcript.reader import Token

    variants = pronounce(texts, language)
    spectra = compute_spectra([sound])
    if not any(variants) or spectra.duration < SHORTEST * 30:
        return tuple(Word(text, status="absent") for text in texts)
    try:
        placed = align_tokens(spectra, variants)
        chance = chances(placed, language)
        check_placed(placed, spectra.duration, chance)
        return assess(placed, spectra, [Token(text, 1, 1) for text in texts], chance).words
    except InputsDoNotFit:
        # The judge measures whole transcripts; a person asked for these few words, and gets what room there is.
        return tuple(Word(text, status="absent") for text in texts)


def _moved(word: Word, by: float) -> Word:
    if not word.timed:
        return word
    return replace(word, start=round(word.span[0] + by, 3), end=round(word.span[1] + by, 3))


def _settled(alignment: Alignment, loose: Sequence[int], fresh: dict[int, Word]) -> tuple[Word, ...]:
    """Return the words with their new times, none of which reaches into a word that stays."""
    words = list(alignment.words)
    for index in loose:
        words[index] = replace(words[index], start=None, end=None)
    lost = []
    for index in loose:
        before, after = gap_around(words, index, index + 1, alignment.media.duration)
        start, end = fresh[index].span if fresh[index].timed else (0.0, 0.0)
        start, end = max(start, before), min(end, after)
        if end - start < SHORTEST:
            lost.append(index)
        else:
            score = fresh[index].score
            words[index] = replace(words[index], start=start, end=end, score=score, status="aligned")
    for index in lost:
        words[index] = _squeezed(words, index, alignment.media.duration)
    return tuple(words)


def _squeezed(words: Sequence[Word], index: int, duration: float) -> Word:
    """Return a word that was not found, in what room its neighbours leave; absent where they leave none."""
    before, after = gap_around(words, index, index + 1, duration)
    end = min(after, before + 0.3)
    if end - before < SHORTEST:
        return replace(words[index], start=None, end=None, score=None, status="absent")
    return replace(words[index], start=before, end=end, score=None, status="interpolated")
