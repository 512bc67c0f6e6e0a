"""Confidence: the status of each word and the chance that its times are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.document import PoorMatch, Unscripted, Word
from align.hmm.confidence_features import Features, boundary_features
from align.hmm.confidence_model import ConfidenceModel, load_confidence_model
from align.hmm.unscripted import unscripted_stretches
from align.hmm.wording_features import wording_features
from align.hmm.words import WordAlignment
from align.kernels import kernel
from align.mismatch import check_match, lost_runs, refuse_or_accept
from align.signal.spectra import Spectra
from align.transcript.reader import Token

__all__ = [
    "SAID",
    "Assessment",
    "Chances",
    "WordingPrior",
    "assess",
    "chances",
    "check_placed",
    "found_words",
    "misheard_probability",
]

Floats = NDArray[np.float64]

SAID = 0.5
"""Chance that a word is said where it was placed below which it is `interpolated`."""

FOREIGN_DOUBTFUL, FOREIGN_SAID = -1.5, 0.4
"""In other languages than English: log likelihood a frame against the filler below which the sound speaks against a
word, and the chance that it is said there all the same. 0.3% of right words in noise at 18 dB lie below it, a fifth of
wrong ones."""

LOST = -1.0
"""Words in a row that are, on average, so much worse than the filler are not in the sound."""

LEAST_PHONES, LONG = 8, 20.0
"""So few phones may be heard anywhere in so many seconds."""

WELL, AROUND = 2.0, 7
"""A word counts as found where it and its neighbours, 7 in all, are so much better than the filler on average."""


BELIEVED, BELIEVED_REACH, LEAST_WORDS = 0.1, 60, 20
"""Share of the words around that must be believed, though the text may be of another recording, for a word to count as
found; words to either side that are looked at; words from which on shares mean something. Of another recording's words
up to 80% count as found by their sound, where it is noisy, and at most 6% are believed; of right ones 19% under a song
in a bad room, and mostly nine in ten."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The words with times and statuses, and the stretches that no word covers."""

    words: tuple[Word, ...]
    unscripted: tuple[Unscripted, ...]


class Chances(NamedTuple):
    """What is believed of each word.

    Args:
        said: the chance that it is said in its place.
        right: the chance that both boundaries are within 100 ms if it is.
        ours: the chance that it is said there if the whole text may be of another recording.
    """

    said: Floats
    right: Floats
    ours: Floats


def assess(placed: WordAlignment, spectra: Spectra, tokens: Sequence[Token], chance: Chances) -> Assessment:
    """Turn places into words; `chance` is from `chances`.

    One number decides: the chance that a word is said where it was placed. Below `SAID` the word is `interpolated`; its
    score is that chance times the chance that both boundaries are right, so it is never above the chance itself.
    """
    lost = np.isnan(placed.start) | _lost(placed)
    said, right, _ = chance
    rows = dict(zip(placed.tokens.tolist(), range(len(placed.tokens)), strict=True))
    words = []
    for index, token in enumerate(tokens):
        row = rows.get(index)
        if row is None:
            words.append(Word(token.text, status="silent", line=token.line, column=token.column))
        elif lost[row]:
            words.append(Word(token.text, status="absent", line=token.line, column=token.column))
        else:
            words.append(_word(placed, row, token, float(said[row]), float(right[row])))
    return Assessment(tuple(words), unscripted_stretches(placed, lost, spectra))


def chances(placed: WordAlignment, language: str = "en") -> Chances:
    """Return what is believed of each word.

    Of another language than English the model knows the phones too badly to tell words apart, and only sound that
    speaks against a word counts.
    """
    model = load_confidence_model()
    boundaries = boundary_features(placed)
    right = model.boundaries.chance(boundaries)
    if language != "en":
        said = np.where(placed.score < FOREIGN_DOUBTFUL, FOREIGN_SAID, 1.0)
        return Chances(said, right, said)
    here = ~np.isnan(placed.start)
    features = wording_features(placed, boundaries).rows(here)
    said, ours = np.ones((2, len(placed.start)))
    odds = _odds_of_mishearing(features, model)
    said[here] = 1.0 - _misheard(odds, PRIOR)
    ours[here] = 1.0 - _misheard(odds, STRANGER)
    # Among words of another text none is believed because most texts are right.
    said = np.where(_among_believed((ours >= SAID) & here), said, np.minimum(said, ours))
    return Chances(said, right, ours)


def _word(placed: WordAlignment, row: int, token: Token, said: float, right: float) -> Word:
    start, end = round(float(placed.start[row]), 3), round(float(placed.end[row]), 3)
    return Word(
        token.text,
        start,
        max(start, end),
        round(said * right, 3),
        "interpolated" if said < SAID else "aligned",
        line=token.line,
        column=token.column,
    )


def check_placed(
    placed: WordAlignment, duration: float, chance: Chances, *, accept_poor: bool = False
) -> PoorMatch | None:
    """Refuse a transcript that is not of this recording, or too short to be found in it; see `align.mismatch`."""
    total = len(placed.tokens)
    if placed.phones.sum() < LEAST_PHONES and duration > LONG:
        reason = f"{total} word(s) are too few to be placed in {duration:.0f} s of sound"
        return refuse_or_accept(reason, 0, total, accept_poor=accept_poor)
    believed = (chance.ours >= SAID) & ~np.isnan(placed.start)
    found = found_words(placed) & _among_believed(believed)
    return check_match(found, found, accept_poor=accept_poor)


def found_words(placed: WordAlignment) -> NDArray[np.bool_]:
    """Return rows whose sound, and that of their neighbours, speaks for them."""
    score = np.where(np.isnan(placed.start), -6.0, placed.score)
    reach = min(AROUND, len(score))
    around = np.convolve(np.pad(score, (reach // 2, (reach - 1) // 2), mode="edge"), np.ones(reach) / reach, "valid")
    found: NDArray[np.bool_] = (around > WELL) & ~np.isnan(placed.start)
    return found


def _among_believed(believed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return words around which enough are believed to be said where they were placed."""
    if len(believed) < LEAST_WORDS:
        return np.ones(len(believed), np.bool_)
    around = _near(believed.astype(np.float64), BELIEVED_REACH) / _near(np.ones(len(believed)), BELIEVED_REACH)
    return np.asarray(around >= BELIEVED)


def _lost(placed: WordAlignment) -> NDArray[np.bool_]:
    """Return words of runs that the sound speaks against."""
    return lost_runs(np.where(np.isnan(placed.start), LOST, placed.score), 0.0, LOST)


@dataclass(frozen=True, slots=True)
class WordingPrior:
    """What is believed of a transcript before its words are compared with the sound.

    Args:
        share: of its words that are wrong.
        belief: as firmly as if so many words had been looked at.
        reach: words to either side from which the share around a word is taken; a minute of talk has 150 to 200.
        most: the highest share that is believed; beyond, it is rather the voice or the room that fits the model badly.
        again: of the words behind a wrong one that are wrong, too; more costs the right ones between single errors.
            Where whole phrases are wrong more are, up to `most_again`, as the words up to `phrase_reach` to either side
            say; `phrase_belief` wrong words are what it is believed as firmly as. The features of a word tell of its
            neighbours already: believed more, this doubted one in five of the right words beside a wrong one.
        rounds: until the shares no longer change.
    """

    share: float = 0.06
    belief: float = 40.0
    reach: int = 100
    most: float = 0.15
    again: float = 0.09
    most_again: float = 0.15
    phrase_reach: int = 12
    phrase_belief: float = 10.0
    rounds: int = 10


PRIOR = WordingPrior()

STRANGER = WordingPrior(share=0.05, belief=100.0, most=0.2, again=0.12, most_again=0.7, phrase_belief=2.0)
"""What is believed where the question is whether the text is of this recording at all: words beside wrong ones may be
as wrong."""


def misheard_probability(features: Features, model: ConfidenceModel, prior: WordingPrior = PRIOR) -> Floats:
    """Return the probability that another word than the transcript's is said in a word's place.

    Most transcripts are right, some have many wrong words, and some are right but for a minute of crosstalk; so the
    share of wrong words is taken from the words around each (Saerens, Latinne, Decaestecker 2002,
    doi:10.1162/089976602753284446), with a firm belief in few. Where one is wrong the next often is, too, since a
    phrase was misheard or changed; so the words are a Markov chain (Rabiner 1989, doi:10.1109/5.18626).

    Args:
        features: from `wording_features`, in the order of the transcript; only of words that have a place.
        prior: what is believed before.
    """
    return _misheard(_odds_of_mishearing(features, model), prior)


def _odds_of_mishearing(features: Features, model: ConfidenceModel) -> Floats:
    """Return how much likelier the features are where another word is said, word by word."""
    chance = np.clip(model.wording.chance(features), 1e-6, 1 - 1e-6)
    odds: Floats = chance / (1 - chance) * (1 - model.wrong) / model.wrong
    return odds


def _misheard(odds: Floats, prior: WordingPrior) -> Floats:
    """Return what `misheard_probability` does, of words whose odds are known."""
    count = len(odds)
    chance = np.zeros(count)
    if count == 0:
        return chance
    share, again = np.full(count, prior.share), np.full(count, prior.again)
    for _ in range(prior.rounds):
        _along(odds, share, again, chance)
        counted = _near(np.ones(count), prior.reach)
        believed = _near(chance, prior.reach) + prior.belief * prior.share
        share = np.minimum(believed / (counted + prior.belief), prior.most)
        # Of the words behind wrong ones around here, how many seem to be wrong, too.
        both = _near(chance * np.append(0.0, chance[:-1]), prior.phrase_reach)
        before = _near(np.append(0.0, chance[:-1]), prior.phrase_reach)
        again = np.clip(
            (both + prior.phrase_belief * prior.again) / (before + prior.phrase_belief), share, prior.most_again
        )
    return chance


def _near(values: Floats, reach: int) -> Floats:
    """Return sums over the words around each, up to `reach` to either side."""
    total = np.concatenate([[0.0], np.cumsum(np.pad(values, reach), dtype=np.float64)])
    return np.asarray(total[2 * reach + 1 :] - total[: -2 * reach - 1])


@kernel()
def _along(odds: Floats, share: Floats, again: Floats, chance: Floats) -> None:
    """Fill in the probability of each word to be wrong: a share of those around is, and `again` of those behind one.

    `odds`: what each word says for itself, for wrong against right.
    """
    count = len(odds)
    before = share[0] / (1 - share[0])
    for k in range(count):
        after_right = share[k] * (1 - again[k]) / (1 - share[k])
        if k > 0:
            wrong = chance[k - 1] / (1 + chance[k - 1])
            wrong = wrong * again[k] + (1 - wrong) * after_right
            before = wrong / (1 - wrong)
        chance[k] = before * odds[k]
    behind = 1.0
    for k in range(count - 1, -1, -1):
        after_right = share[k] * (1 - again[k]) / (1 - share[k])
        chance[k] = chance[k] * behind / (1 + chance[k] * behind)
        own = odds[k] * behind
        behind = (again[k] * own + 1 - again[k]) / (after_right * own + 1 - after_right)
