"""Confidence features of wording: what speaks for and against a word being what is said in its place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.hmm.confidence_features import Features, neighbour
from align.hmm.words import WordAlignment

__all__ = ["WORDING", "wording_features"]

STEP, REACH = 30, 60
"""Words: what is usual in a recording is measured at every so many, over so many to either side."""

NEIGHBOURS = 8
"""Words to either side: a sentence or two that another voice or a noise may lie over."""

MOST_WORSE = 60.0
"""Nats beyond which a word is no worse."""

Floats = NDArray[np.float64]

USUAL = ("score", "worst", "worst_phone", "head", "tail")
"""Fields of `WordAlignment` that noise and voices move for all words, compared with what is usual around each."""

COMPETITORS = (
    "worse than any phones", "worse than any phones, a phone", "worse than the best competitor",
    "worse than the best competitor in all", "worse than competitors on average", "better competitors",
    "better competitors, root", "better competitors before", "better competitors behind",
    "worse than any phones before", "worse than any phones behind", "worse than any phones around",
    "better competitors around",
)  # fmt: skip

PHRASE = (
    "worse between its neighbours than any phones", "than any phones, a step", "than any phones, a phone",
    "worse between its neighbours than likely phones", "than likely phones, a step", "than likely phones, a phone",
    "worse between its neighbours than nothing",
)  # fmt: skip

CONTEXT = (
    "better by triphones", "better by triphones against the usual", "by triphones against the usual",
    "worst triphone against the usual", "by triphones before", "by triphones behind", "phones by triphones",
    "better by triphones around",
)  # fmt: skip

SHARED = (
    "start spread", "end spread", "larger spread", "pace", "too fast", "too slow", "pace beside", "moved",
    "short phones", "contrast", "filler cost", "loudness", "mean score around", "lowest score around",
    "filler before", "filler behind", "silence before", "silence behind", "lonely", "long pause before",
    "long pause behind", "few phones beside a pause", "short and beside a pause",
)  # fmt: skip
"""Features of the boundaries that tell of the wording, too."""

WORDING = (
    *(f"{field} against the usual{scaled}" for field in USUAL for scaled in ("", ", in its spread")),
    *(f"usual {field}{what}" for field in USUAL for what in ("", ", spread")),
    *COMPETITORS,
    *PHRASE,
    *CONTEXT,
    "phones",
    "phones by score",
    "phones by worst phone",
    *SHARED,
)


def wording_features(placed: WordAlignment, boundaries: Features) -> Features:
    """Return what speaks for and against a word being what is said in its place; NaN where it has none.

    Args:
        boundaries: from `boundary_features`.
    """
    here = ~np.isnan(placed.start)
    out = np.full((len(here), len(WORDING)), np.nan)
    if here.any():
        against, usual = _against_usual(placed, here)
        phones = np.log(placed.phones[here])
        by = [phones, phones * against[0], phones * against[2 * USUAL.index("worst_phone")]]
        shared = [boundaries.column(name)[here] for name in SHARED]
        compared = [*_beside_competitors(placed, here), *_in_phrase(placed, here), *_in_context(placed, here)]
        for number, column in enumerate([*against, *usual, *compared, *by, *shared]):
            out[here, number] = column
    return Features(WORDING, out)


def _against_usual(placed: WordAlignment, here: NDArray[np.bool_]) -> tuple[list[Floats], list[Floats]]:
    against: list[Floats] = []
    usual: list[Floats] = []
    for field in USUAL:
        value = getattr(placed, field)[here].astype(np.float64)
        middle, spread = _usual(value)
        against += [(value - middle) / 4, np.minimum((value - middle) / np.maximum(spread, 0.5), 0) / 3]
        usual += [middle / 4, spread / 2]
    return against, usual


def _beside_competitors(placed: WordAlignment, here: NDArray[np.bool_]) -> list[Floats]:
    """Return how much worse the word fits than any phones, and than other words of the transcript, in its place."""
    fit = placed.fit
    own, loop, best, mean, better = (
        np.asarray(values, np.float64) for values in (fit.own, fit.loop, fit.best, fit.mean, fit.better)
    )
    steps = np.maximum(fit.steps, 1)
    columns = [
        own - loop, (own - loop) * steps / placed.phones,
        np.clip(own - best, -10, 10), np.clip((own - best) * steps / 10, -5, 5), np.clip(own - mean, -10, 10),
        better, np.sqrt(better), neighbour(better, -1, 0.0), neighbour(better, 1, 0.0),
        neighbour(own - loop, -1, 0.0), neighbour(own - loop, 1, 0.0), _around(own - loop), _around(better),
    ]  # fmt: skip
    return [column[here] for column in columns]


def _in_phrase(placed: WordAlignment, here: NDArray[np.bool_]) -> list[Floats]:
    """Return how much worse the word fits between its neighbours than anything else there."""
    phrase, columns = placed.phrase, []
    steps = np.maximum(phrase.steps, 1)
    for worse in (phrase.any_phones, phrase.likely_phones):
        nats = np.clip(worse.astype(np.float64), -MOST_WORSE, MOST_WORSE)
        columns += [nats / 10, nats / steps, nats / placed.phones / 3]
    columns.append(np.clip(phrase.nothing.astype(np.float64), -MOST_WORSE, MOST_WORSE) / 10)
    return [column[here] for column in columns]


def _in_context(placed: WordAlignment, here: NDArray[np.bool_]) -> list[Floats]:
    """Return how well the word fits by phones as they sound between their neighbours, and how much better than by
    phones.
    """

    def against_usual(values: NDArray[np.floating]) -> Floats:
        out = np.zeros(len(values))
        known = values[here].astype(np.float64)
        out[here] = known - _usual(known)[0]
        return out

    better = (placed.in_context - placed.score).astype(np.float64)
    fits, worst = against_usual(placed.in_context) / 4, against_usual(placed.in_context_worst) / 4
    beside = against_usual(better)
    columns = [
        better / 2, beside / 2, fits, worst, neighbour(fits, -1, 0.0), neighbour(fits, 1, 0.0),
        fits * np.log(placed.phones), _around(beside),
    ]  # fmt: skip
    return [column[here] for column in columns]


def _around(values: Floats) -> Floats:
    """Return the mean of the `NEIGHBOURS` to either side of each word, without its own."""
    reach = NEIGHBOURS
    total = np.concatenate([[0.0], np.cumsum(np.pad(values, reach), dtype=np.float64)])
    return np.asarray((total[2 * reach + 1 :] - total[: -2 * reach - 1] - values) / (2 * reach))


def _usual(values: Floats) -> tuple[Floats, Floats]:
    """Median, and median distance from it, of the values around each."""
    centres = np.arange(0, len(values) + STEP, STEP)
    middle, spread = np.empty(len(centres)), np.empty(len(centres))
    for k, centre in enumerate(centres.tolist()):
        part = values[max(0, min(centre, len(values)) - REACH) : centre + REACH + 1]
        middle[k] = np.median(part)
        spread[k] = np.median(np.abs(part - middle[k]))
    at = np.arange(len(values))
    return np.interp(at, centres, middle), np.interp(at, centres, spread)
