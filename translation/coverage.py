"""Which part of the original a translation covers: it may end early, or be of an excerpt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from translation.evidence import matched
from translation.pairing import Pair, cheapest_path
from translation.sentences import Sentence

__all__ = ["covered"]

GROWTHS = (0.85, 1.2)
"""Letters of a translation for each of the original, at the least and most that is taken for likely here; between, it
is as in the two texts."""

BETTER = 0.3
"""Cost for each sentence by which a part must fit better than the whole. Translations of the whole, real and made,
also ones with half of the words left out, gain 0.05 at most; parts, up to four fifths of the text, gain 0.8 to 10."""

EDGE = 0.05
"""Share of the sentences that may be left out at an end as anywhere: no part ends there."""

MOST = 400
"""Sentences that are looked at; of more, neighbours count as one."""


def covered(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> range:
    """Return the sentences of ours that `theirs` translates: all of them, or those between its beginning and end.

    A part that is stretched over the whole needs many pairs of three and one, which are dear.
    """
    count = len(ours)
    if not ours or not theirs:
        return range(count)
    together = -(-count // MOST)
    ours, theirs = _joined(ours, together), _joined(theirs, together)
    evidence = matched(ours, theirs, {})
    growth = sum(one.length for one in theirs) / sum(one.length for one in ours)
    part = cheapest_path(ours, theirs, evidence, growth=min(max(growth, GROWTHS[0]), GROWTHS[1]))
    inside = [k for pair in part for k in pair.ours]
    if not inside:
        return range(count)
    first = inside[0] if inside[0] > EDGE * len(ours) else 0
    stop = inside[-1] + 1 if len(ours) - inside[-1] - 1 > EDGE * len(ours) else len(ours)
    if stop - first == len(ours):
        return range(count)
    if _cost(cheapest_path(ours, theirs, evidence)) - _cost(part) <= BETTER * len(theirs):
        return range(count)
    spare = int(together > 1)  # the part may end within the next few
    return range(max(0, first - spare) * together, min(count, (stop + spare) * together))


def _joined(sentences: Sequence[Sentence], together: int) -> Sequence[Sentence]:
    """Return each few neighbours as one sentence."""
    if together == 1:
        return sentences
    rows = [sentences[k : k + together] for k in range(0, len(sentences), together)]
    return [replace(row[0], stop=row[-1].stop, texts=tuple(t for one in row for t in one.texts)) for row in rows]


def _cost(pairs: Sequence[Pair]) -> float:
    return sum(pair.cost * max(len(pair.ours), len(pair.theirs)) for pair in pairs)
