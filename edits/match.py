"""Finding the words of an edited script in the recording: as few stretches as can be, cut where people pause.

A Viterbi search over the places where each word is said: going on to the next word costs nothing, a cut costs one, less
where the speaker pauses before or behind it, and a little more where it goes back in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align import Alignment
from align.errors import InputsDoNotFit
from clips.normalise import units
from edits.script import Said

__all__ = ["NotSaid", "Run", "match_words"]


@dataclass(frozen=True, slots=True)
class MatchCosts:
    """What a cut costs: `cut` anywhere, so much less where there is a pause of `pause` seconds and more on either side;
    `backward` more where it goes back in time.
    """

    cut: float = 1.0
    relief: float = 0.2
    pause: float = 0.4
    backward: float = 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last` (indices into the document's, inclusive) heard without a cut."""

    first: int
    last: int


class NotSaid(InputsDoNotFit):
    """The script has words that are not in the recording; `lines` names the first ones with their lines."""

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        self.words = tuple(words)
        shown = ", ".join(f"line {line} {text!r}" for text, line in self.words[:8])
        more = f" and {len(self.words) - 8} more" if len(self.words) > 8 else ""
        super().__init__(f"these words are not in the recording: {shown}{more}; take them out, or [insert file.wav]")
        self.args = (self.words,)

    def __reduce__(self) -> tuple[type[NotSaid], tuple[object, ...]]:
        return type(self), (self.words,)


def match_words(
    alignment: Alignment, said: Sequence[Said], breaks: Collection[int] = (), costs: MatchCosts | None = None
) -> list[tuple[int, Run]]:
    """Find the stretches of the recording that say the words of a script, in its order.

    Punctuation, case and the way a number is written do not count.

    Args:
        breaks: indices into `said` at which a stretch must begin.

    Returns each stretch with the index into `said` at which it begins. Raises `NotSaid` for words that nobody says.
    """
    costs = costs or MatchCosts()
    heard = [k for k, word in enumerate(alignment.words) if word.timed]
    theirs = _keys([alignment.words[k].text for k in heard])
    ours = _keys([item.text for item in said])
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(theirs):
        if key:
            places[key].append(at)
    # What says nothing (a dash) stands for itself and is found wherever its neighbours are.
    wanted = [(key, k) for k, key in enumerate(ours) if key]
    unheard = set(_keys([word.text for word in alignment.words if not word.timed]))
    missing = [(said[k].text, said[k].line) for key, k in wanted if key not in places and key not in unheard]
    if missing:
        raise NotSaid(missing)
    # A copy of the transcript that was aligned has words that nobody said, as the recording always did.
    wanted = [(key, k) for key, k in wanted if key in places]
    if not wanted:
        return []
    path = _search([np.array(places[key]) for key, _ in wanted], _relief(alignment, heard, costs), costs)
    begins = [k for _, k in wanted]
    forced = {next((k for k in begins if k >= at), -1) for at in breaks}
    return _runs(heard, theirs, list(zip(begins, path, strict=True)), forced)


def _keys(tokens: Sequence[str]) -> list[str]:
    """Return the normal form of each token, its pieces joined; empty for a token that says nothing."""
    return ["".join(unit.key for unit in units([token])) for token in tokens]


def _relief(alignment: Alignment, heard: Sequence[int], costs: MatchCosts) -> NDArray[np.float64]:
    """Return how much less a cut before each word costs (and behind the one before it), and, last, after the end."""
    spans = np.array([alignment.words[k].span for k in heard])
    gaps = np.concatenate([[costs.pause], spans[1:, 0] - spans[:-1, 1], [costs.pause]])
    return np.asarray(costs.relief * np.clip(gaps / costs.pause, 0, 1))


def _search(places: Sequence[NDArray[np.int64]], relief: NDArray[np.float64], costs: MatchCosts) -> list[int]:
    """Return the cheapest way through the places of all words."""
    total = 0.5 * (1 - relief[places[0]])
    back: list[NDArray[np.int64]] = []
    for before, here in pairwise(places):
        leaving = total - relief[before + 1]
        # The best place to leave from that lies earlier, and the best one at all.
        earlier = np.minimum.accumulate(leaving)
        earliest = np.maximum.accumulate(np.where(leaving == earlier, np.arange(len(leaving)), 0))
        upto = np.searchsorted(before, here) - 1
        any_best = int(np.argmin(leaving))
        forward = np.where(upto >= 0, earlier[np.maximum(upto, 0)], np.inf)
        anywhere = leaving[any_best] + costs.backward
        cut = np.minimum(forward, anywhere) + costs.cut - relief[here]
        origin = np.where(forward <= anywhere, earliest[np.maximum(upto, 0)], any_best)
        following = np.searchsorted(before, here - 1)
        goes_on = (following < len(before)) & (before[np.minimum(following, len(before) - 1)] == here - 1)
        on = np.where(goes_on, total[np.minimum(following, len(before) - 1)], np.inf)
        back.append(np.where(on <= cut, following, origin))
        total = np.minimum(on, cut)
    at = int(np.argmin(total))
    path = [int(places[-1][at])]
    for k in range(len(back) - 1, -1, -1):
        at = int(back[k][at])
        path.append(int(places[k][at]))
    return path[::-1]


def _runs(
    heard: Sequence[int], keys: Sequence[str], path: Sequence[tuple[int, int]], forced: Collection[int]
) -> list[tuple[int, Run]]:
    """Return stretches of the path in which each word is followed by the next that says something."""
    speaking = [at for at, key in enumerate(keys) if key]
    rank = {at: k for k, at in enumerate(speaking)}
    runs: list[tuple[int, list[int]]] = []
    for k, at in path:
        if runs and k not in forced and rank[at] == rank[runs[-1][1][1]] + 1:
            runs[-1][1][1] = at
        else:
            runs.append((k, [at, at]))
    return [(k, Run(heard[first], heard[last])) for k, (first, last) in runs]
