"""Words into pages and lines: what stands on the screen together, and where a line ends.

Found by dynamic programming over the gaps between words. Widths are those of the letters, so no line is wider than its
box; where a page or a line may end is what `subtitles.language` says of the two words beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clips.emoji import Run
from subtitles.language import Break

__all__ = ["Page", "PageRules", "TimedWord", "divide", "line_text", "line_width"]


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word as it is shown, in seconds from the clip's beginning; `width` in em.

    `said`: as it was written, before the style's case, which says where a line may end.
    `runs`: its pieces, where there are emoji among its letters.
    `wall`: no page goes from the word before over to this one (another speaker, a join).
    `apart`: a space stands before it on a line; within Chinese, Japanese and Thai none does.
    """

    text: str
    start: float
    end: float
    width: float
    said: str = ""
    wall: bool = False
    speaker: str | None = None
    runs: tuple[Run, ...] = ()
    apart: bool = True

    def gap(self, space: float) -> float:
        """Return what stands between the word and one before it on its line, where a space is `space` wide."""
        return space if self.apart else 0.0


@dataclass(frozen=True, slots=True)
class PageRules:
    """What a page may hold.

    Args:
        width: of a line, in em.
        space: between words, in em.
        words: on a page, 0 for as many as fit.
        squeeze: the part by which a page may be too wide, to be drawn smaller.
        smaller: what every page costs that is drawn smaller than the others.
    """

    width: float
    space: float
    words: int
    lines: int
    squeeze: float = 0.0
    smaller: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the screen together: its lines, from when until when in seconds."""

    lines: tuple[tuple[TimedWord, ...], ...]
    start: float
    end: float

    @property
    def words(self) -> tuple[TimedWord, ...]:
        """All words, in order."""
        return tuple(itertools.chain(*self.lines))


# Costs of ending a page, and a line, at each kind of `Break`: a page that ends inside a phrase is worse than any other
# fault but a line that does not fit.
PAGE_BREAK = (0.0, 1.0, 3.0, 4.0, 9.0, 12.0, 60.0, 400.0)
LINE_BREAK = (0.0, 0.5, 1.5, 2.0, 5.0, 8.0, 45.0, 380.0)
BURST_LINE = 0.15
"""Of `LINE_BREAK`, for bursts: so few words are read at one glance, on however many lines."""
BURST_BREAK = (*(BURST_LINE * cost for cost in LINE_BREAK[:-1]), LINE_BREAK[-1])
"""The same for each kind: a phrase holds together in them, too."""
PAGE = 2.0
"""Each page: fewer are calmer."""
WORD_MISSING = 1.5
"""For each word that a burst has less than it may have."""
ORPHAN = 220.0
"""A line of one word beside one of several that is much longer."""
WORD_MORE = 80.0
"""For each word that a burst has more: only a phrase that would be torn apart is worth that."""
MORE_WORDS = 2
"""So many words a burst may have more at most."""
LONE_WORD = 14.0
"""A page of one word that is no sentence, where more are allowed."""
UNEVEN = 14.0
"""Lines of very different length."""
SECOND_LINE = 3.0
SENTENCE_INSIDE = 30.0
"""A sentence that ends inside a page, after which another begins."""
PAUSE_INSIDE = 40.0
"""For each second of silence above `FELT` inside a page."""
BRIEF = 120.0
"""For each second that a page stands less than `SHORTEST`."""
SQUEEZE_STEP, SQUEEZE = 4.0, 90.0
"""A burst that is drawn smaller to hold together, and for the part by which it is too wide."""
LINES_STEP = 40.0
"""Whole lines that are drawn smaller: worth it only where a line would end clumsily."""
TOO_WIDE = 1e6

ORPHAN_SHARE = 0.5
"""Of the other line: a single word shorter than this is an orphan."""
FELT = 0.35
"""Seconds of silence from which a pause inside a page is felt."""
FORCED = 1.2
"""Seconds of silence that always end a page."""
SHORTEST = 0.4
"""Seconds that a page should stand, less than which flickers."""
LINGER = 0.8
"""Seconds for which a page stays after its last word where nothing follows."""
CLOSED = 0.6
"""Gaps between pages up to this many seconds are closed, or captions flicker."""
MOST_WORDS = 16
"""On a page, whatever fits."""

Kinds = Callable[[str, str], Break]


def divide(words: Sequence[TimedWord], rules: PageRules, kind_between: Kinds, *, duration: float) -> list[Page]:
    """Return the pages; a word that is wider than the box gets a line of its own."""
    if not words:
        return []
    text = _Text(words, rules, kind_between)
    cuts = _cheapest(text)
    lines = [_lines(text, i, j)[1] for i, j in itertools.pairwise(cuts)]
    parts = [tuple(tuple(words[a:b]) for a, b in itertools.pairwise(rows)) for rows in lines]
    return _timed(parts, duration)


class _Text:
    """The words with what is asked again and again: breaks, walls, and running sums of widths."""

    def __init__(self, words: Sequence[TimedWord], rules: PageRules, kind_between: Kinds) -> None:
        self.words, self.rules, self.count = words, rules, len(words)
        between = [kind_between(a.said, b.said) for a, b in itertools.pairwise(words)]
        self.kinds = [Break.SENTENCE, *between, Break.SENTENCE]
        forced = [b.wall or b.start - a.end >= FORCED for a, b in itertools.pairwise(words)]
        self.walls = [True, *forced, True]
        self._gaps = [word.gap(rules.space) for word in words]
        wide = (gap + word.width for gap, word in zip(self._gaps, words, strict=True))
        self._edges = list(itertools.accumulate(wide, initial=0.0))
        silent = [max(0.0, b.start - a.end - FELT) for a, b in itertools.pairwise(words)]
        costs = [PAUSE_INSIDE * pause for pause in silent]
        inner = [c + SENTENCE_INSIDE * (kind is Break.SENTENCE) for c, kind in zip(costs, between, strict=True)]
        # inside[j - 1] - inside[i]: what the gaps inside of words i..j-1 cost.
        self._inside = list(itertools.accumulate(inner, initial=0.0))

    def width(self, i: int, j: int) -> float:
        """Return the width of words i..j-1 on a line."""
        return self._edges[j] - self._edges[i] - self._gaps[i]

    def inside(self, i: int, j: int) -> float:
        """Return what pauses and ends of sentences inside of words i..j-1 cost."""
        return self._inside[j - 1] - self._inside[i]


def _cheapest(text: _Text) -> list[int]:
    """Return the boundaries 0 = b0 < b1 < ... = count of the cheapest division into pages."""
    rules, count = text.rules, text.count
    widest = rules.lines * rules.width * (1 + rules.squeeze)
    longest = min(rules.words + MORE_WORDS if rules.words else MOST_WORDS, MOST_WORDS)
    best, back = [0.0] + [TOO_WIDE * 1e3] * count, [0] * (count + 1)
    for j in range(1, count + 1):
        for i in range(j - 1, max(-1, j - longest - 1), -1):
            if i < j - 1 and (text.walls[i + 1] or text.width(i, j) > widest):
                break
            cost = best[i] + _page_cost(text, i, j)
            if cost < best[j]:
                best[j], back[j] = cost, i
    cuts = [count]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    return cuts[::-1]


def _page_cost(text: _Text, i: int, j: int) -> float:
    words, kinds, most = text.words, text.kinds, text.rules.words
    cost = PAGE + (0.0 if text.walls[j] else PAGE_BREAK[kinds[j]]) + text.inside(i, j) + _lines(text, i, j)[0]
    until = words[j - 1].end + LINGER
    following = min(until, words[j].start) if j < text.count else until
    cost += BRIEF * max(0.0, SHORTEST - (following - words[i].start))
    if j - i == 1 and most != 1 and not (kinds[i] is Break.SENTENCE and kinds[j] is Break.SENTENCE):
        cost += LONE_WORD
    if most:
        cost += WORD_MISSING * max(0, most - (j - i)) + WORD_MORE * max(0, j - i - most)
    return cost


def _lines(text: _Text, i: int, j: int) -> tuple[float, tuple[int, ...]]:
    """Return the cost and the bounds of the cheapest division of words i..j-1 into lines."""
    best: tuple[float, tuple[int, ...]] = (TOO_WIDE * 1e2, (i, j))
    for count in range(1, min(text.rules.lines, j - i) + 1):
        for breaks in itertools.combinations(range(i + 1, j), count - 1):
            cost = _line_cost(text, (i, *breaks, j))
            if cost < best[0]:
                best = cost, (i, *breaks, j)
        if best[0] < SECOND_LINE or (best[0] < TOO_WIDE and count >= 2):
            break
    return best


def _line_cost(text: _Text, rows: tuple[int, ...]) -> float:
    widths = [text.width(a, b) for a, b in itertools.pairwise(rows)]
    longest = max(widths)
    over = longest / text.rules.width - 1
    cost = 0.0
    if over > 1e-6:
        step = SQUEEZE_STEP if text.rules.words else LINES_STEP
        cost = text.rules.smaller + step + SQUEEZE * over if over <= text.rules.squeeze else TOO_WIDE * over
    if len(rows) == 2:
        return cost
    breaks = BURST_BREAK if text.rules.words else LINE_BREAK
    cost += sum(breaks[text.kinds[a]] for a in rows[1:-1]) + SECOND_LINE * (len(rows) - 2)
    cost += UNEVEN * (1 - min(widths) / longest) ** 2
    if len(rows) - 1 == rows[-1] - rows[0]:
        return cost  # a word a line
    lengths = (b - a for a, b in itertools.pairwise(rows))
    return cost + ORPHAN * sum(n == 1 and w < ORPHAN_SHARE * longest for n, w in zip(lengths, widths, strict=True))


def line_width(line: Sequence[TimedWord], space: float) -> float:
    """Return the width of a line in em, where a space is `space` wide."""
    return sum(word.width for word in line) + sum(word.gap(space) for word in line[1:])


def line_text(line: Sequence[TimedWord]) -> str:
    """Return the words of a line as they stand on it."""
    return "".join(f" {word.text}" if word.apart and place else word.text for place, word in enumerate(line))


def _timed(parts: Sequence[tuple[tuple[TimedWord, ...], ...]], duration: float) -> list[Page]:
    """Return pages that stand from their first word until the next page, or a moment after their last word."""
    pages = []
    starts = [lines[0][0].start for lines in parts]
    for number, lines in enumerate(parts):
        start, said = starts[number], lines[-1][-1].end
        if number == 0 and start < 1.0:
            start = 0.0
        following = starts[number + 1] if number + 1 < len(parts) else duration
        end = following if following - said <= CLOSED else min(said + LINGER, following)
        pages.append(Page(lines, start, max(min(end, duration), start + 0.01)))
    return pages
