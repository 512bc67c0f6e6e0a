"""What a path says of each frame, and which take of a word that was begun more than once it keeps.

Both searches, the coarse and the fine one, let a word break off after its first phones and begin again (a false start
and its repair), and write down a kind and a node for each of their frames.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.script import Script

__all__ = ["BRIEF", "FILLER", "IN_FALSE_START", "IN_WORD", "LONGEST_START", "SILENCE", "Traced", "keep_best_takes"]

SILENCE, FILLER, IN_WORD, IN_FALSE_START, BRIEF = 0, 1, 2, 3, 4
"""Kinds of frames. No path that a search returns holds the last two: see `keep_best_takes`; brief sound that nobody
transcribed ("uh", a breath) is written down as filler."""

LONGEST_START = 8
"""Phones of a word's first pronunciation after which it may break off; fewer than 128, so that a byte of back-pointers
holds them beside a flag."""


class Traced(NamedTuple):
    """A path, as the kernels fill it in: a kind and a place for each frame."""

    kind: NDArray[np.uint8]
    place: NDArray[np.int32]


def keep_best_takes(
    path: Traced,
    script: Script,
    cost: NDArray[np.floating],
    *,
    margin: float,
    nodes_per_state: int = 1,
) -> None:
    """Keep one take of each word that broke off and began again, the last one; the others become filler, in place.

    An earlier take stays if it is whole and fits better by `margin`: then another word follows it, which the transcript
    lacks.

    Args:
        path: with the place of each frame in a word as its state times `nodes_per_state`, and so many more within.
        cost: nats of each frame that lies in a word.
        margin: nats a frame.
    """
    kind, node = path
    if not (kind == IN_FALSE_START).any():
        return
    owners = script.owners()
    spoken = np.flatnonzero(kind >= IN_WORD)
    states = node[spoken] // nodes_per_state
    words = owners[states]
    for word in np.unique(words[kind[spoken] == IN_FALSE_START]):
        inside = slice(np.searchsorted(words, word), np.searchsorted(words, word, "right"))
        frames = spoken[inside]
        begins = (np.diff(frames) > 1) | (np.diff(node[frames]) < 0) | (np.diff(kind[frames]) != 0)
        last_state = script.states[script.variants[word] + 1] - 1
        kept, least = None, np.inf
        for take in np.split(frames, np.flatnonzero(begins) + 1):
            final = kind[take[-1]] == IN_WORD
            if final or node[take[-1]] // nodes_per_state == last_state:
                mean = float(cost[take].mean()) + (0.0 if final else margin)
                if mean <= least:
                    kept, least = take, mean
        kind[frames] = FILLER
        if kept is not None:
            kind[kept] = IN_WORD
