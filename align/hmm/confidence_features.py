"""What speaks for and against each word: numbers from which the judgement computes its probabilities."""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL
from align.hmm.word_fit import FILLER_UNIT
from align.hmm.words import WordAlignment

__all__ = ["ConfidenceModel", "boundary_features", "load_confidence_model", "neighbour", "wording_features"]

USUAL_PHONE = 0.08
"""Seconds."""

STEP, REACH = 30, 60
"""Words: what is usual in a recording is measured at every so many, over so many to either side."""

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


def boundary_features(placed: WordAlignment) -> Floats:
    """Evidence on whether both edges are right: words x 47."""
    here = ~np.isnan(placed.start)
    score, worst, head, tail, phone = (
        np.where(here, values, other).astype(np.float64)
        for values, other in zip(
            (placed.score, placed.worst, placed.head, placed.tail, placed.worst_phone),
            (-5, -8, -5, -5, -6),
            strict=True,
        )
    )
    early, late = (np.where(here, spread, 0.06) * 1000 for spread in (placed.start_spread, placed.end_spread))
    moved = np.where(here, placed.moved, 0.3)
    around = np.stack([neighbour(score, k, 0.0) for k in (-3, -2, -1, 1, 2, 3)])
    pace = _pace(placed)
    paces = np.abs(np.stack([neighbour(pace, k, 0.0) for k in (-1, 1)])).max(axis=0)
    start, end = np.nan_to_num(placed.start), np.nan_to_num(placed.end)
    before = np.clip(start - neighbour(end, -1, 0.0), 0, 1)
    after = np.clip(neighbour(start, 1, 0.0) - end, 0, 1)
    longest, first, last = (
        np.log(np.maximum(np.where(here, values, USUAL_PHONE), 0.03) / USUAL_PHONE)
        for values in (placed.longest, placed.first, placed.last)
    )
    short = np.where(here, placed.short, 0.0).astype(np.float64)
    first_drawn, last_drawn = np.maximum(first - 0.7, 0), np.maximum(last - 0.7, 0)
    columns = [
        _log(early), _log(late), _log(np.maximum(early, late)),
        _log(neighbour(late, -1, 20.0)), _log(neighbour(early, 1, 20.0)),
        score / 3, np.minimum(score, 0) / 3, worst / 4, np.minimum(worst + 2, 0) / 4,
        head / 4, np.minimum(head, 0) / 4, tail / 4, np.minimum(tail, 0) / 4,
        around.mean(axis=0) / 3, around.min(axis=0) / 3, neighbour(tail, -1, 0.0) / 4, neighbour(head, 1, 0.0) / 4,
        np.abs(pace), np.maximum(-pace - 0.5, 0), np.maximum(pace - 0.7, 0), paces,
        np.minimum(moved, 0.5) * 5, np.maximum(moved - 0.1, 0), np.log(placed.phones), before, after,
        placed.before == FILLER_UNIT, placed.before == SIL, placed.after == FILLER_UNIT, placed.after == SIL,
        longest, np.maximum(longest - 0.7, 0), np.abs(first), np.abs(last), first_drawn, last_drawn, short,
        phone / 4, np.minimum(phone + 3, 0) / 4, neighbour(last_drawn, -1, 0.0), neighbour(first_drawn, 1, 0.0),
        neighbour(short, -1, 0.0), neighbour(short, 1, 0.0), neighbour(phone, -1, 0.0) / 4,
        neighbour(phone, 1, 0.0) / 4, placed.contrast / 8, placed.filler_cost / 2.5,
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float64)


def wording_features(placed: WordAlignment, edges: Floats) -> Floats:
    """Evidence on whether what is heard in a word's place is the word: words x 42, NaN where it has no place.

    Noise and voices move the likelihoods of all words, so each is compared with what is usual around it. `edges` is
    the evidence on these, from `boundary_features`.
    """
    here = ~np.isnan(placed.start)
    out = np.full((len(here), WORDING), np.nan)
    if not here.any():
        return out
    phones = np.log(placed.phones[here])
    columns: list[Floats] = []
    usual: list[Floats] = []
    for values in (placed.score, placed.worst, placed.worst_phone, placed.head, placed.tail):
        value = values[here].astype(np.float64)
        middle, spread = _usual(value)
        columns += [(value - middle) / 4, np.minimum((value - middle) / np.maximum(spread, 0.5), 0) / 3]
        usual += [middle / 4, spread / 2]
    columns += _beside_others(placed, here)
    columns += [phones, phones * columns[0], phones * columns[4], *usual]
    columns += [edges[here, k] for k in (0, 1, 2, 17, 18, 19, 20, 21, 36, 45)]
    out[here] = np.stack(columns, axis=1)
    return out


WORDING = 42


def _beside_others(placed: WordAlignment, here: NDArray[np.bool_]) -> list[Floats]:
    """How much worse the word fits than any phones, and than other words of the transcript, in its place."""
    fit = placed.fit
    own, loop, best, mean, better = (
        np.asarray(values, np.float64) for values in (fit.own, fit.loop, fit.best, fit.mean, fit.better)
    )
    steps = np.maximum(fit.steps, 1)
    columns = [
        own - loop, (own - loop) * steps / placed.phones,
        np.clip(own - best, -10, 10), np.clip((own - best) * steps / 10, -5, 5), np.clip(own - mean, -10, 10),
        better, np.sqrt(better), neighbour(better, -1, 0.0), neighbour(better, 1, 0.0),
    ]  # fmt: skip
    return [column[here] for column in columns]


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


def _pace(placed: WordAlignment) -> Floats:
    length = np.where(np.isnan(placed.start), 0.3, placed.end - placed.start)
    return np.asarray(np.log(np.maximum(length, 0.01) / (USUAL_PHONE * placed.phones)))


def neighbour(values: Floats, step: int, other: float) -> Floats:
    """The value `step` places further on, `other` where there is none."""
    out = np.full(len(values), other)
    if abs(step) < len(values):
        if step > 0:
            out[:-step] = values[step:]
        else:
            out[-step:] = values[:step]
    return out


def _log(milliseconds: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(milliseconds, 2.0)))


@dataclass(frozen=True, slots=True)
class Network:
    """Small networks whose answers are averaged: standardised evidence, one hidden layer, a probability.

    Args:
        mean, scale: of the evidence.
        hidden: networks x evidence x units, `bias`: networks x units.
        last: networks x units, `constant`: networks.
    """

    mean: Singles
    scale: Singles
    hidden: Singles
    bias: Singles
    last: Singles
    constant: Singles

    def chance(self, evidence: Floats) -> Floats:
        """A probability for each row of the evidence."""
        chance = np.zeros(len(evidence))
        for first in range(0, len(evidence), ROWS):
            rows = slice(first, first + ROWS)
            known = np.clip((evidence[rows] - self.mean) / self.scale, -LIMIT, LIMIT)
            for n in range(len(self.hidden)):
                units = np.maximum(known @ self.hidden[n] + self.bias[n], 0)
                chance[rows] += 1 / (1 + np.exp(-(units @ self.last[n] + self.constant[n])))
        return chance / len(self.hidden)


ROWS = 10_000
"""Judged at a time."""


LIMIT = 6.0
"""Standard deviations beyond which evidence is not believed."""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """What `benchmarks.train_judge` learnt.

    Args:
        edges: the chance that both edges are within 100 ms.
        wording: the chance that a word is not what is said in its place, if `wrong` of the words are not.
    """

    edges: Network
    wording: Network
    wrong: float


@functools.cache
def load_confidence_model() -> ConfidenceModel:
    """The weights that come with the package."""
    with (
        importlib.resources.files("align.hmm").joinpath("confidence.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        return confidence_model_of(dict(arrays))


def confidence_model_of(arrays: dict[str, NDArray[np.float32]]) -> ConfidenceModel:
    """From arrays named `edges_mean`, `wording_mean` and so on."""

    def network(name: str) -> Network:
        return Network(**{field: arrays[f"{name}_{field}"] for field in Network.__dataclass_fields__})

    return ConfidenceModel(network("edges"), network("wording"), float(arrays["wrong"]))
