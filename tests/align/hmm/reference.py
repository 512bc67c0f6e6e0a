"""Searches in plain Python that the compiled ones must agree with: the whole lattice at once, one node at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from align.hmm.coarse import TrellisCosts
from align.hmm.filler import brief_line
from align.hmm.fine import FineCosts
from align.hmm.fine_kernel import AH, M
from align.hmm.fine_lattice import Frames, Transitions
from align.hmm.path import LONGEST_START
from align.hmm.script import Script

__all__ = ["coarse_cost", "fine_score", "loop_cost", "pronunciation_cost"]

Floats = NDArray[np.float32]


def pronunciations(script: Script, word: int) -> list[list[int]]:
    """The states of each pronunciation of a word."""
    variants = range(script.variants[word], script.variants[word + 1])
    return [list(range(script.states[v], script.states[v + 1])) for v in variants]


def coarse_cost(
    costs: NDArray[np.uint8], cost_step: float, script: Script, silence: int, filler: Floats, tuning: TrellisCosts
) -> float:
    """Nats of the cheapest way through a script, without a beam."""
    brief = brief_line(costs, cost_step, filler)
    words = [pronunciations(script, w) for w in range(script.words)]
    before = {("start", 0): 0.0}
    for t in range(len(costs)):
        gap = [_stand_before(g, before, words, script) for g in range(len(words) + 1)]
        whole = gap
        gap = _with_skips(gap, words, tuning, _after_brief(whole, before))
        if t == 0:
            # The window of the first step ends behind the first word.
            gap[2:] = [math.inf] * len(gap[2:])
        now: dict[tuple[str, int], float] = {}
        for g, value in enumerate(gap):
            sooner = tuning.turn if script.turns[g] else 0.0
            enter = tuning.enter_filler + (0.0 if script.opens[g] else tuning.interrupt) - sooner
            enter_brief = tuning.enter_brief - sooner
            quiet = min(before.get(("quiet", g), math.inf), value + tuning.enter_silence + float(script.pauses[g]))
            now["quiet", g] = quiet + float(costs[t, silence]) * cost_step
            linger = 0.0 if script.opens[g] else tuning.linger
            now["noise", g] = min(before.get(("noise", g), math.inf), value + enter) + float(filler[t]) + linger
            # Brief sound is not entered behind words that were skipped.
            entered = value + enter_brief if value == whole[g] else math.inf
            now["brief", g] = min(before.get(("brief", g), math.inf), entered) + float(brief[t])
        for w, ways in enumerate(words if t else words[:1]):
            for states in ways:
                for i, state in enumerate(states):
                    came = before.get(("state", states[i - 1]), math.inf) if i else gap[w]
                    best = min(came, before.get(("state", state), math.inf))
                    now["state", state] = best + float(costs[t, script.phones[state]]) * cost_step
        before = now
    last = [_stand_at_end(g, before, words) for g in range(len(words) + 1)]
    return _with_skips(last, words, tuning, [False] * len(last))[-1]


def _after_brief(gap: list[float], before: dict[tuple[str, int], float]) -> list[bool]:
    """Whether brief sound is what leads to each gap; no words are skipped behind it."""
    return [value < math.inf and before.get(("brief", g)) == value for g, value in enumerate(gap)]


def _stand_at_end(g: int, before: dict[tuple[str, int], float], words: list[list[list[int]]]) -> float:
    ways = [before.get((kind, g), math.inf) for kind in ("start", "quiet", "noise", "brief")]
    if g:
        ways += [before.get(("state", states[-1]), math.inf) for states in words[g - 1]]
    return min(ways)


def _stand_before(g: int, before: dict[tuple[str, int], float], words: list[list[list[int]]], script: Script) -> float:
    broken = [
        before.get(("state", state), math.inf) + float(script.false_start[g])
        for state in (words[g][0][:LONGEST_START] if g < len(words) else [])
    ]
    return min([_stand_at_end(g, before, words), *broken])


def _with_skips(gap: list[float], words: list[list[list[int]]], tuning: TrellisCosts, brief: list[bool]) -> list[float]:
    skipped = [
        min(
            (
                gap[h] + tuning.skip + tuning.skip_phone * sum(len(word[0]) for word in words[h:g])
                for h in range(g)
                if not brief[h]
            ),
            default=math.inf,
        )
        for g in range(len(gap))
    ]
    return [min(pair) for pair in zip(gap, skipped, strict=True)]


def fine_score(
    frames: Frames, script: Script, transitions: Transitions, silence: int, pauses: Floats, costs: FineCosts
) -> float:
    """Log likelihood of the best way through all words of a script, in three states a phone."""
    count = script.words
    # A node is (number of states done before, phone, state in it); `before` holds the score of each.
    before: dict[object, float] = {"start": 0.0}
    low = -math.inf

    def left(node: object, phone: int) -> float:
        return before.get((node, 2), low) + float(transitions.leave[phone, 2])

    def ends(k: int) -> float:
        ways = [left(states[-1], int(script.phones[states[-1]])) for states in pronunciations(script, k)]
        return max(ways)

    for t in range(len(frames.filler)):
        now: dict[object, float] = {}

        def phone_into(
            node: object,
            phone: int,
            entry: float,
            t: int = t,
            now: dict[object, float] = now,
            before: dict[object, float] = before,
        ) -> None:
            for i in range(3):
                came = entry if i == 0 else before.get((node, i - 1), low) + float(transitions.leave[phone, i - 1])
                stayed = before.get((node, i), low) + float(transitions.stay[phone, i])
                now[node, i] = max(came, stayed) + float(frames.scores[t, phone, i])

        for k in range(count + 1):
            came = before.get("start", low) if k == 0 else ends(k - 1)
            if k < count:
                for state in pronunciations(script, k)[0][:LONGEST_START]:
                    penalty = float(script.false_start[k]) + costs.false_start
                    came = max(came, left(state, int(script.phones[state])) - penalty)
            quiet, uh, um = left(("quiet", k), silence), left(("uh", k), AH), left(("um", k), M)
            noise = before.get(("noise", k), low)
            hesitate = max(came, quiet)
            phone_into(("quiet", k), silence, max(came, noise, uh, um) - float(pauses[k]))
            phone_into(("uh", k), AH, hesitate - costs.enter_hesitation)
            phone_into(("um", k), M, uh)
            now["noise", k] = max(noise, hesitate - costs.enter_filler) + float(frames.filler[t])
            for states in pronunciations(script, k) if k < count else []:
                entry = max(came, quiet, noise, uh, um)
                for state in states:
                    phone = int(script.phones[state])
                    phone_into(state, phone, entry)
                    entry = left(state, phone)
        before = now
    finals = [before.get((name, count), low) for name in ("noise",)]
    finals += [before.get(((name, count), 2), low) for name in ("quiet", "uh", "um")]
    finals += [before.get((states[-1], 2), low) for states in pronunciations(script, count - 1)]
    return max(finals)


def loop_cost(costs: NDArray[np.uint8], cost_step: float, change: float) -> float:
    """Nats of the cheapest way through any phones in any order."""
    total = [float(cost) * cost_step for cost in costs[0]]
    for row in costs[1:]:
        lowest = min(total) + change
        total = [min(stay, lowest) + float(cost) * cost_step for stay, cost in zip(total, row, strict=True)]
    return min(total)


def pronunciation_cost(costs: NDArray[np.uint8], phones: list[int]) -> float:
    """Of all steps in these phones, each at least one step, in order."""
    total = [math.inf] * len(phones)
    for t, row in enumerate(costs):
        came = [0.0 if t == 0 else math.inf, *total[:-1]]
        total = [
            min(pair) + float(row[phone]) for pair, phone in zip(zip(total, came, strict=True), phones, strict=True)
        ]
    return total[-1]
