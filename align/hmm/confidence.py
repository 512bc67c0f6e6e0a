"""What is known of each word: its status, the chance that its times are right, and sound that no word covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.document import Kind, PoorMatch, Unscripted, Word
from align.hmm.confidence_features import ConfidenceModel, boundary_features, load_confidence_model, wording_features
from align.hmm.words import WordAlignment
from align.kernels import kernel
from align.mismatch import check_match, lost_runs, refuse_or_accept
from align.signal.runs import runs_of
from align.signal.spectra import FRAME, Spectra, block_percentiles, lowest_around
from align.transcript.reader import Token

__all__ = ["Assessment", "assess", "check_placed", "found_words", "misheard_probability"]

SHORTEST_STRETCH = 1.0
"""Seconds: the contract of the alignment document."""

SHORTEST_SOUND = 0.9
"""Seconds of it that make a stretch where words leave room for one: sound fades, and ends of words take a little."""

JOIN = 50
"""Frames: pauses shorter than this do not divide a stretch of unscripted sound."""

DOUBTFUL = -1.5
"""Log likelihood a frame against the filler below which a word's sound speaks against it: 0.3% of right words in noise
at 18 dB, a fifth of wrong ones."""

UNLIKELY = 0.3
"""Chance that both edges are right below which the place is a guess."""

LOST = -1.0
"""Words in a row that are, on average, so much worse than the filler are not in the sound."""

LEAST_PHONES, LONG = 8, 20.0
"""So few phones may be heard anywhere in so many seconds."""

WELL, AROUND = 2.0, 7
"""A word counts as found where it and its neighbours, 7 in all, are so much better than the filler on average."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The words with times and statuses, and the stretches that no word covers."""

    words: tuple[Word, ...]
    unscripted: tuple[Unscripted, ...]


def assess(placed: WordAlignment, spectra: Spectra, tokens: Sequence[Token], language: str = "en") -> Assessment:
    """Turn places into words.

    Whether a word is what was said is asked in English alone: of another language the model knows the phones too badly.
    """
    lost = np.isnan(placed.start) | _lost(placed)
    judgement = load_confidence_model()
    edges = boundary_features(placed)
    chances = judgement.edges.chance(edges)
    misheard = (placed.score < DOUBTFUL) | (chances < UNLIKELY)
    if language == "en":
        misheard |= _misheard(placed, edges, judgement)
    rows = dict(zip(placed.tokens.tolist(), range(len(placed.tokens)), strict=True))
    words = []
    for index, token in enumerate(tokens):
        row = rows.get(index)
        if row is None:
            words.append(Word(token.text, status="silent", line=token.line, column=token.column))
        elif lost[row]:
            words.append(Word(token.text, status="absent", line=token.line, column=token.column))
        else:
            words.append(_word(placed, row, float(chances[row]), token, bool(misheard[row])))
    return Assessment(tuple(words), _unscripted(placed, lost, spectra))


def _word(placed: WordAlignment, row: int, chance: float, token: Token, misheard: bool) -> Word:
    start, end = round(float(placed.start[row]), 3), round(float(placed.end[row]), 3)
    return Word(
        token.text,
        start,
        max(start, end),
        round(chance, 3),
        "interpolated" if misheard else "aligned",
        line=token.line,
        column=token.column,
    )


def _misheard(placed: WordAlignment, edges: NDArray[np.float64], judgement: ConfidenceModel) -> NDArray[np.bool_]:
    out = np.zeros(len(placed.start), np.bool_)
    here = np.flatnonzero(~np.isnan(placed.start))
    out[here] = misheard_probability(wording_features(placed, edges)[here], judgement) > MISHEARD
    return out


MISHEARD = 0.4
"""Probability above which the place of a word is given with doubt."""


def check_placed(placed: WordAlignment, duration: float, *, accept_poor: bool = False) -> PoorMatch | None:
    """Refuse a transcript that is not of this recording, or too short to be found in it; see `align.mismatch`."""
    total = len(placed.tokens)
    if placed.phones.sum() < LEAST_PHONES and duration > LONG:
        reason = f"{total} word(s) are too few to be placed in {duration:.0f} s of sound"
        return refuse_or_accept(reason, 0, total, accept_poor=accept_poor)
    found = found_words(placed)
    return check_match(found, found, accept_poor=accept_poor)


def found_words(placed: WordAlignment) -> NDArray[np.bool_]:
    """Rows whose sound, and that of their neighbours, speaks for them."""
    score = np.where(np.isnan(placed.start), -6.0, placed.score)
    reach = min(AROUND, len(score))
    around = np.convolve(np.pad(score, (reach // 2, (reach - 1) // 2), mode="edge"), np.ones(reach) / reach, "valid")
    found: NDArray[np.bool_] = (around > WELL) & ~np.isnan(placed.start)
    return found


def _lost(placed: WordAlignment) -> NDArray[np.bool_]:
    """Words of runs that the sound speaks against."""
    return lost_runs(np.where(np.isnan(placed.start), LOST, placed.score), 0.0, LOST)


def misheard_probability(evidence: NDArray[np.float64], judgement: ConfidenceModel) -> NDArray[np.float64]:
    """The probability that what is said in a word's place is another word.

    How many words of a transcript are wrong differs a hundredfold, so the share is taken from the words themselves
    (Saerens, Latinne, Decaestecker 2002, doi:10.1162/089976602753284446). Where one is wrong the next often is, too,
    since a phrase was misheard or changed; so the words are a Markov chain (Rabiner 1989, doi:10.1109/5.18626).

    Args:
        evidence: words x 42, from `wording_features`, in the order of the transcript.
    """
    if len(evidence) == 0:
        return np.zeros(0)
    chance = np.clip(judgement.wording.chance(evidence), 1e-6, 1 - 1e-6)
    odds = chance / (1 - chance) * (1 - judgement.wrong) / judgement.wrong
    share = USUALLY_WRONG
    for _ in range(ROUNDS):
        _along(odds, share, AGAIN_WRONG, chance)
        share = min((float(chance.sum()) + BELIEF * USUALLY_WRONG) / (len(chance) + BELIEF), MOST_WRONG)
    return np.asarray(chance)


@kernel()
def _along(odds: NDArray[np.float64], share: float, again: float, chance: NDArray[np.float64]) -> None:
    """Fill in the probability of each word to be wrong: a share of all is, and `again` of those behind a wrong one.

    `odds`: what each word says for itself, for wrong against right.
    """
    after_right = share * (1 - again) / (1 - share)
    before = share / (1 - share)
    for k in range(len(odds)):
        chance[k] = before * odds[k]
        wrong = chance[k] / (1 + chance[k])
        wrong = wrong * again + (1 - wrong) * after_right
        before = wrong / (1 - wrong)
    behind = 1.0
    for k in range(len(odds) - 1, -1, -1):
        chance[k] = chance[k] * behind / (1 + chance[k] * behind)
        own = odds[k] * behind
        behind = (again * own + 1 - again) / (after_right * own + 1 - after_right)


AGAIN_WRONG = 0.25
"""Of the words behind a wrong one. More would cost the right ones between single errors."""

ROUNDS = 10
USUALLY_WRONG, BELIEF, MOST_WRONG = 0.01, 50, 0.2
"""The share of wrong words that is expected, as firmly as after so many words, and the most that is believed: beyond
that it is rather the voice or the room that fits the model badly."""


def _unscripted(placed: WordAlignment, lost: NDArray[np.bool_], spectra: Spectra) -> tuple[Unscripted, ...]:
    """Stretches of sound of a second or more between words."""
    frames = len(spectra.mel)
    free = np.ones(frames, np.bool_)
    for start, end in zip(placed.start[~lost], placed.end[~lost], strict=True):
        free[round(start / FRAME) : round(end / FRAME)] = False
    sound = free & (_audible(spectra) | placed.filler[:frames])
    found = []
    for gap_first, gap_last in runs_of(free):
        if (gap_last - gap_first) * FRAME < SHORTEST_STRETCH:
            continue
        for first, last in runs_of(sound[gap_first:gap_last], JOIN):
            if (last - first) * FRAME >= SHORTEST_SOUND:
                first, last = _widened(first + gap_first, last + gap_first, gap_first, gap_last)
                kind = _kind(spectra, first, last)
                found.append(Unscripted(round(first * FRAME, 3), round(last * FRAME, 3), kind))
    return tuple(found)


def _widened(first: int, last: int, lowest: int, highest: int) -> tuple[int, int]:
    """At least the shortest stretch, between two words so far apart."""
    missing = max(0, round(SHORTEST_STRETCH / FRAME) - (last - first))
    first = max(lowest, first - missing // 2)
    last = min(highest, max(last, first + round(SHORTEST_STRETCH / FRAME)))
    return min(first, max(lowest, last - round(SHORTEST_STRETCH / FRAME))), last


AUDIBLE = 0.45
"""Share of the way from the noise floor to the loud parts, in log energy, above which there is something to hear."""


def _audible(spectra: Spectra) -> NDArray[np.bool_]:
    """Frames that stand out from the noise floor around them."""
    level = spectra.mel.mean(axis=1, dtype=np.float32)
    frames, block, reach = len(level), 100, 15
    floor = lowest_around(block_percentiles(level, block, 10), reach)
    loud = -lowest_around(-block_percentiles(level, block, 90), reach)
    line = np.repeat(floor + AUDIBLE * (loud - floor), block)[:frames]
    smooth = np.convolve(level, np.ones(11) / 11, "same")
    audible: NDArray[np.bool_] = smooth > line
    return audible


def _kind(spectra: Spectra, first: int, last: int) -> Kind:
    """Speech rises and falls four times a second; music holds on, with pitch; noise is flat in time and spectrum."""
    mel = spectra.mel[first:last].astype(np.float32)
    level = mel.mean(axis=1)
    swing = float(np.std(level))
    change = float(np.abs(np.diff(mel, axis=0)).mean())
    if change > LAUGHTER_CHANGE:
        return "noise"
    if swing > SPEECH_SWING and change > SPEECH_CHANGE:
        return "speech"
    shape = mel.mean(axis=0)
    return "music" if float(np.std(np.diff(shape))) > MUSIC_RELIEF else "noise"


SPEECH_SWING, SPEECH_CHANGE, MUSIC_RELIEF = 0.5, 0.43, 0.3
LAUGHTER_CHANGE = 1.0
"""Nepers of power: how loudness varies, how a filter changes from frame to frame, how uneven the spectrum is."""
