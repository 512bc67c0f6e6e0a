"""What goes with words that are taken out: how much of the pauses on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from align import Alignment
from align.neighbours import gap_around, timed_after, timed_before

__all__ = ["Around", "around_words"]

GUARD = 0.025
"""Seconds that stay between a word and what goes beside it."""

OVERLAP = 0.03
"""Seconds by which a word may begin before the one before it ends; those of a passage said elsewhere do by more."""


@dataclass(frozen=True, slots=True)
class Around:
    """Words from `begin` to `end`, between the `before` and `after` of their neighbours, all in seconds.

    `opens`, `closes`: there is no word before them, or behind them, and the recording's own ends are `before` and
    `after`.
    """

    before: float
    begin: float
    end: float
    after: float
    opens: bool = False
    closes: bool = False

    def stretch(self, above: float, pause: float, *, joined: tuple[bool, bool]) -> tuple[float, float]:
        """Return from when to when the recording goes with the words; an empty stretch where it had better stay.

        The longer of the pauses on both sides stays, but at most `pause` seconds. Pauses above `above` are places of
        their own, and this one begins where they end; beyond the first and the last word such a one may be music, and
        the words stay.

        Args:
            joined: the words right before and right behind go as well.
        """
        left, right = self.begin - self.before, self.after - self.end
        if (self.opens and left > above) or (self.closes and right > above):
            return self.begin, self.begin
        stays = max(2 * GUARD, min(pause, max(left, right)))
        on_left = min(max(stays / 2, stays - right), max(left, GUARD))
        on_right = max(GUARD, min(stays - on_left, right))
        start = self.begin - pause / 2 if left > above else self.before + on_left
        end = self.end + pause / 2 if right > above else self.after - on_right
        if joined[0]:
            start = self.before + left / 2
        if joined[1]:
            end = self.end + right / 2
        return 0.0 if self.opens else start, self.after if self.closes else end


def around_words(alignment: Alignment, first: int, last: int) -> Around | None:
    """Return what is around words `first` to `last`; `None` where their neighbours are said elsewhere."""
    words = alignment.words
    begin, end = words[first].span[0], words[last].span[1]
    before, after = gap_around(words, first, last + 1, alignment.media.duration)
    if begin - before < -OVERLAP or after - end < -OVERLAP:
        return None
    opens, closes = timed_before(words, first) is None, timed_after(words, last + 1) is None
    return Around(before, begin, end, after, opens, closes)
