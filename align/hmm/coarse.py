"""The coarse pass: one Viterbi search of a whole recording against a whole transcript.

Every 30 ms of sound is matched with phones, one state each, in the order of the transcript. Before each word stands a
gap in which the path may rest in silence, or in the filler that stands for all that nobody transcribed, or from which
it may skip words that were cut. The search looks only at words whose cost is within a beam of the best, a window that
moves along; back-pointers are kept for the last minutes only and older frames are settled, so memory does not grow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.coarse_history import Lattice
from align.hmm.coarse_kernel import Penalties, Sound
from align.hmm.coarse_search import search_lattice
from align.hmm.filler import brief_line
from align.hmm.path import FILLER, IN_WORD, SILENCE, Traced, keep_best_takes
from align.hmm.script import Script

__all__ = ["FILLER", "IN_WORD", "SILENCE", "CoarsePath", "TrellisCosts", "search"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

POOL_A_NAT, MOST_POOL = 80 << 10, 48 << 20
"""Bytes of back-pointers kept, for each nat of the beam and at most: minutes of a window as wide as it may be."""


@dataclass(frozen=True, slots=True)
class TrellisCosts:
    """Costs in nats. Measured on episodes with adverts, cuts, noise and fillers (docs/measurements.md).

    Args:
        enter_filler, enter_silence: of entering these; `interrupt` is added where the filler parts a sentence, since
            adverts, music and applause mostly do not.
        linger: of each coarse step in the filler there: the longer it lasts, the less does it part a sentence. Without
            it, the first words of an episode were found anywhere in the trailer before it.
        enter_brief: of an "uh", a breath, a laugh or a short word that nobody wrote down.
        turn: by which these two cost less where another speaker begins: people answer, laugh and breathe there.
        skip: of beginning to skip words; `skip_phone` of each phone skipped.
        beam: what is worse than the best by more is dropped; a cut of `beam / skip_phone` phones is never seen beyond.
        worse_repair: nats a step by which a word must fit worse when it is said again for its first take to be kept.
    """

    enter_filler: float = 38.0
    interrupt: float = 6.0
    linger: float = 0.04
    enter_silence: float = 1.0
    enter_brief: float = 32.0
    turn: float = 6.0
    skip: float = 25.0
    skip_phone: float = 0.3
    beam: float = 250.0
    worse_repair: float = 1.0


@dataclass(frozen=True, slots=True)
class CoarsePath:
    """The best path, one row a coarse step.

    Args:
        kind: `SILENCE`, `FILLER` or `IN_WORD`.
        place: the state (`IN_WORD`), or the word that the gap stands before.
        cost: of the whole path, in nats.
    """

    kind: NDArray[np.uint8]
    place: Ints
    cost: float


def search(
    costs: NDArray[np.uint8],
    cost_step: float,
    script: Script,
    silence: int,
    filler: Floats,
    tuning: TrellisCosts | None = None,
    bounds: tuple[Ints, Ints] | None = None,
) -> CoarsePath:
    """Find the cheapest way through the script.

    Args:
        costs: steps x phones, each phone against the best of its step, in units of `cost_step` nats.
        silence: the phone that stands for silence.
        filler: what each step costs in the filler, in nats.
        bounds: the first and the last step at which each word may begin; anywhere where `None`.

    Returns:
        A path as long as `costs`.
    """
    tuning = tuning or TrellisCosts()
    path = Traced(np.zeros(len(costs), np.uint8), np.zeros(len(costs), np.int32))
    if len(costs) == 0:
        return CoarsePath(path.kind, path.place, 0.0)
    sound = Sound(
        costs, filler / np.float32(cost_step), brief_line(costs, cost_step, filler) / np.float32(cost_step), silence
    )
    pool = min(MOST_POOL, int(tuning.beam * POOL_A_NAT))
    cost = search_lattice(
        sound, _lattice(script, bounds, len(costs)), _penalties(script, tuning, cost_step), pool, path
    )
    _put_in_order(path, script)
    in_word = path.kind >= IN_WORD
    fit = np.zeros(len(costs))
    fit[in_word] = costs[in_word, script.phones[path.place[in_word]]] * cost_step
    keep_best_takes(path, script, fit, margin=tuning.worse_repair)
    return CoarsePath(path.kind, path.place, float(cost) * cost_step)


def _put_in_order(path: Traced, script: Script) -> None:
    """Give words that stand behind later ones to the filler, in place.

    Where back-pointers were settled before the cheapest path was known, the rest of it may come from elsewhere.
    """
    inside = np.flatnonzero(path.kind >= IN_WORD)
    words = script.owners()[path.place[inside]]
    latest = np.maximum.accumulate(words)
    back = words < latest
    path.kind[inside[back]] = FILLER
    path.place[inside[back]] = latest[back] + 1


def _lattice(script: Script, bounds: tuple[Ints, Ints] | None, steps: int) -> Lattice:
    if bounds is None:
        bounds = (np.zeros(script.words, np.int32), np.full(script.words, steps, np.int32))
    first = script.variants[:-1]
    sizes = (script.states[first + 1] - script.states[first]).astype(np.float32)
    return Lattice(script.phones, script.states, script.variants, script.owners(), sizes, *bounds)


def _penalties(script: Script, tuning: TrellisCosts, cost_step: float) -> Penalties:
    """Return the costs in units of `cost_step` nats, as the kernel counts."""
    sooner = np.where(script.turns, tuning.turn, 0.0)
    enter = np.where(script.opens, tuning.enter_filler, tuning.enter_filler + tuning.interrupt) - sooner
    pause = (tuning.enter_silence + script.pauses) / cost_step
    return Penalties(
        enter_filler=(enter / cost_step).astype(np.float32),
        linger=np.where(script.opens, 0.0, tuning.linger / cost_step).astype(np.float32),
        enter_silence=pause.astype(np.float32),
        false_start=script.false_start / np.float32(cost_step),
        enter_brief=((tuning.enter_brief - sooner) / cost_step).astype(np.float32),
        skip=np.float32(tuning.skip / cost_step),
        skip_phone=np.float32(tuning.skip_phone / cost_step),
        beam=np.float32(tuning.beam / cost_step),
    )
