"""How many voices there are, and which says each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from speakers.chain import Chain, settle
from speakers.clustering import merged
from speakers.statistics import Statistics, lengths_of

__all__ = ["MOST_VOICES", "Voices", "tell_voices"]


@dataclass(frozen=True, slots=True)
class Search:
    """How voices are searched for; measured as `statistics.Gathering` is.

    Args:
        seconds: of speech in the pieces that clustering begins with; the better end of two beginnings is taken.
        grain: seconds of the pieces in which voices are learnt first.
        long_words, long_seconds: from so many words on one beginning must do.
        pieces: clustered at most, evenly spread: the work grows with their square.
        rounds, last_rounds: of learning, on pieces and on words.
        gain, gain_a_word: by how much a further voice must raise the log evidence to be believed, and by how much more
            for each word: one voice wanders, the longer the farther. In conversations of 60 to 700 words, joined of
            23 voices, parting one voice in two gained 44 at most, joining two lost 56 and more but for two pairs.
        doubtful: the share of that gain from which a further voice is mentioned.
        asked: the share of that gain that is enough where the user says how many voices there are.
        least_words: of a voice.
        least_parted: pieces of a voice for it to be parted in two.
        believed, sharpness: share of the turns told for sure that are there, to the word, and the power to which a
            turn's probability is taken: of turns said to be there by 0.85, 0.6 were. Of conversations joined of 22
            voices; where each voice in turn was left out, no lower power was chosen.
        turns_of_power: of the power method, by which pieces are parted.
    """

    seconds: tuple[float, ...] = (1.5, 2.5)
    grain: float = 1.0
    long_words: int = 5000
    long_seconds: tuple[float, ...] = (2.5,)
    pieces: int = 400
    rounds: int = 8
    last_rounds: int = 3
    gain: float = 30.0
    gain_a_word: float = 0.06
    doubtful: float = 0.6
    asked: float = 0.2
    least_words: int = 5
    least_parted: int = 8
    believed: float = 0.97
    sharpness: float = 1.5
    turns_of_power: int = 8


SEARCH = Search()

MOST_VOICES = 12
"""That are told apart."""

PLAUSIBLE, LONGEST_PIECE = 0.05, 8.0
"""Chance of a turn at which a piece ends where it can, and seconds after which it ends anywhere."""

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Voices:
    """Which voice says each word.

    Args:
        labels: of each word, from 0, in the order in which voices are first heard.
        certainty: of each label, 0..1.
        changes: probability that another voice begins with each word.
        means: voices x dimensions, what is peculiar to each.
        doubtful: there may be one voice more, or one less; where their number was asked for, one more is likely.
    """

    labels: Ints
    certainty: Doubles
    changes: Doubles
    means: NDArray[np.float32]
    doubtful: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.means)


def tell_voices(statistics: Statistics, words: Sequence[Word], chances: Doubles, count: int | None = None) -> Voices:
    """Say who speaks at each word.

    Args:
        chances: of a turn before each word.
        count: of voices; `None`: as many as the recording is better explained by. Fewer are found where it is hardly
            explained better by so many.
    """
    grains = _pieces(words, chances, SEARCH.grain)
    pooled, gaps = statistics.pooled(grains), _pooled_chances(chances, grains)
    most = MOST_VOICES if count is None else count + 1
    beginnings = _beginnings(statistics, words, chances, grains, min(len(grains), most))
    wanted = wanted_gain(len(words))
    if count is None:
        best, doubtful = _likeliest(pooled, gaps, beginnings, wanted)
    else:
        fewer = {number: some for number, some in beginnings.items() if number <= count}
        best, _ = _likeliest(pooled, gaps, fewer, SEARCH.asked * wanted)
        doubtful = _may_be_more(pooled, gaps, best, beginnings, wanted)
    of_words = np.repeat(best.posteriors, np.diff([*grains, len(words)]), axis=0)
    if best.posteriors.shape[1] > 1:
        best = settle(statistics, [of_words], chances, SEARCH.last_rounds)[0]
        of_words = best.posteriors
    return _in_order(best, of_words, doubtful)


def wanted_gain(words: int) -> float:
    """Return by how much a further voice must raise the log evidence of a recording of so many words.

    >>> wanted_gain(100), wanted_gain(20_000)
    (36.0, 1230.0)
    """
    return SEARCH.gain + SEARCH.gain_a_word * words


def _pieces(words: Sequence[Word], chances: Doubles, seconds: float) -> Ints:
    """First words of pieces of about so many seconds of speech, ending where a turn is plausible, if they can."""
    firsts, spoken = [0], 0.0
    least, longest = min(0.8, seconds), min(LONGEST_PIECE, 2.5 * seconds)
    for index, (chance, before) in enumerate(zip(chances[1:].tolist(), lengths_of(words), strict=False), start=1):
        spoken += before
        plausible = chance >= PLAUSIBLE and spoken >= least
        if plausible or (spoken >= seconds and chance > 0.006) or spoken >= longest:
            firsts.append(index)
            spoken = 0.0
    return np.array(firsts)


def _pooled_chances(chances: Doubles, firsts: Ints) -> Doubles:
    """Return the chance of a turn between the pieces: at their edge, or at a word within that the piece runs over."""
    stays = np.multiply.reduceat(1 - chances, np.append(0, firsts[:-1] + 1)) if len(firsts) > 1 else np.ones(1)
    out = 1 - stays
    out[0] = 0.0
    return np.maximum(out, chances[firsts])


def _beginnings(
    statistics: Statistics, words: Sequence[Word], chances: Doubles, grains: Ints, most: int
) -> dict[int, list[Doubles]]:
    """Return for each number of voices, who might speak at each grain (grains x voices)."""
    out: dict[int, list[Doubles]] = {}
    for seconds in SEARCH.long_seconds if len(words) >= SEARCH.long_words else SEARCH.seconds:
        firsts = _pieces(words, chances, seconds)
        pieces = statistics.pooled(firsts)
        some = np.unique(np.linspace(0, len(firsts) - 1, min(len(firsts), SEARCH.pieces)).round().astype(int))
        owner = np.searchsorted(firsts, grains, side="right") - 1
        for count, labels in merged(pieces.rows(some), most):
            guess = np.zeros((len(firsts), count))
            guess[some, labels] = 1.0
            # Pieces that were not clustered are nobody's; the first round of learning gives them to somebody.
            out.setdefault(count, []).append(guess[owner])
    return out


def _best(pooled: Statistics, gaps: Doubles, beginnings: Sequence[Doubles]) -> Chain:
    """Return the best end of several beginnings."""
    return max(settle(pooled, beginnings, gaps, SEARCH.rounds), key=lambda chain: chain.bound)


def _parted(pooled: Statistics, chain: Chain) -> list[Doubles]:
    """Return beginnings with one voice more: each voice in turn parted in two.

    Clustering pieces of a second or two hides voices that are like each other; once the others are known, what is left
    parts by pitch, or by that in which its pieces differ most.
    """
    labels = chain.posteriors.argmax(axis=1)
    out = []
    for voice in range(chain.posteriors.shape[1]):
        own = np.flatnonzero(labels == voice)
        if len(own) < SEARCH.least_parted:
            continue
        for along in (_pitch_of(pooled.rows(own)), _main_direction(pooled.rows(own))):
            gone = own[along > np.median(along)]
            guess = np.hstack([chain.posteriors, np.zeros((len(labels), 1))])
            guess[gone, -1], guess[gone, voice] = guess[gone, voice], 0.0
            out.append(guess)
    return out


def _pitch_of(pieces: Statistics) -> Doubles:
    """Return the pitch of each piece, the last dimension of all; 0, that of the recording, where it has none."""
    out: Doubles = pieces.sums[:, -1] / np.maximum(pieces.counts[:, -1], pieces.precision[-1]).astype(np.float64)
    return out


def _main_direction(pieces: Statistics) -> Doubles:
    """Return how far each piece lies along the direction in which they differ most, by the power method."""
    means = pieces.sums / pieces.spread(pieces.counts + pieces.precision)
    means = means - means.mean(axis=0)
    direction = means[int(np.square(means).sum(axis=1).argmax())]
    for _ in range(SEARCH.turns_of_power):
        direction = (means @ direction) @ means
        direction = direction / max(float(np.linalg.norm(direction)), 1e-12)
    out: Doubles = (means @ direction).astype(np.float64)
    return out


def _likeliest(
    pooled: Statistics, gaps: Doubles, beginnings: dict[int, list[Doubles]], wanted: float
) -> tuple[Chain, bool]:
    """Return as many voices as explain the recording better by `wanted` for each; and whether that was close.

    Two together may be worth it where one further voice alone is not: the next number is looked at, too.
    """
    ends = {1: _best(pooled, gaps, beginnings[1][:1])}
    best, count, most, close = ends[1], 1, max(beginnings), False
    while count < most:
        for further in range(count + 1, min(count + 2, most) + 1):
            if further not in ends:
                parted = _parted(pooled, ends[further - 1])
                ends[further] = _best(pooled, gaps, [*beginnings[further], *parted])
        ahead = [ends[k] for k in range(count + 1, min(count + 2, most) + 1)]
        gains = [(chain.bound - best.bound) / step for step, chain in enumerate(ahead, start=1)]
        step = next((k for k, gain in enumerate(gains) if gain >= wanted), None)
        if step is None:
            return best, close or max(gains) > SEARCH.doubtful * wanted
        close = gains[step] < wanted / SEARCH.doubtful
        best, count = ahead[step], count + step + 1
    return best, close


def _may_be_more(
    pooled: Statistics, gaps: Doubles, best: Chain, beginnings: dict[int, list[Doubles]], wanted: float
) -> bool:
    """Tell whether one voice more than was asked for, and found, explains the recording better by `wanted`.

    A few rounds do: the bound only rises.
    """
    further = best.posteriors.shape[1] + 1
    if further != max(beginnings):
        return False
    ends = settle(pooled, [*beginnings[further], *_parted(pooled, best)], gaps, SEARCH.last_rounds)
    return max(chain.bound for chain in ends) - best.bound >= wanted


def _in_order(chain: Chain, posteriors: Doubles, doubtful: bool) -> Voices:
    """Return voices numbered as they are first heard; those that say next to nothing are gone."""
    sizes = np.bincount(posteriors.argmax(axis=1), minlength=posteriors.shape[1])
    kept = np.flatnonzero(sizes >= min(SEARCH.least_words, sizes.max()))
    shares = posteriors[:, kept]
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    first = [int(np.argmax(shares.argmax(axis=1) == k)) for k in range(len(kept))]
    order = np.argsort(first, kind="stable")
    shares = shares[:, order]
    changes = SEARCH.believed * chain.changes**SEARCH.sharpness
    return Voices(shares.argmax(axis=1), shares.max(axis=1), changes, chain.means[kept[order]], doubtful)
