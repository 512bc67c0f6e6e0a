"""Page numbers and running heads, as text copied from PDF and Word holds them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from align.transcript.lines import SourceLine, Tally, plain
from align.transcript.names import is_role
from align.transcript.times import SPOKEN_TIME, TIME

__all__ = ["leave_out_page_lines", "leave_out_printed_edges"]

LEAST_LINES = 4  # between two page numbers
LONGEST = 100  # characters of a running head
REGULAR = 0.5  # how far pages may differ in length, as a share of the median

_PAGE = r"(?:page|pages|pg\.?|p\.|seite|página|pagina|side|sida|strona|стр\.?)"
_NUMBER = re.compile(
    rf"\s{{0,80}}(?P<before>[-–—|\[(]\s{{0,3}})?(?P<word>{_PAGE}\s{{0,3}})?(?P<number>\d{{1,4}})"
    r"(?P<of>\s{0,3}(?:/|of|von|de|di|sur|van|av|z)\s{0,3}\d{1,4})?(?:\s{0,3}[-–—|\])])?\s*$",
    re.IGNORECASE,
)
_ONLY_PAGE = re.compile(rf"{_PAGE}\s?1(?:\s?(?:/|of|von|de|di|sur|van|av|z)\s?1)?", re.IGNORECASE)
_APART = r"(?:\s{3,200}|\s{0,20}[|•·\t]\s{0,20})"
_TYPESET = re.compile(rf"\S{_APART}(?:\S{{1,10}}\s{{1,3}})?\d{{1,4}}\s*$|^\s*\d{{1,4}}{_APART}")
"""A number that stands apart from the rest of its line, as at the edge of a page."""
_PRINTED_FOOT = re.compile(r"\s{0,80}(?:https?|file)://\S{1,400}\s{1,200}\d{1,4}/\d{1,4}\s{0,80}")
_PRINTED_HEAD = re.compile(
    r"\s{0,80}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s{2,200}\S.*|\s{0,80})"
)
"""What browsers print at the edges of pages: an address with the page's number, the date and the title."""
_ONLY_TIME = re.compile(rf"\s{{0,80}}(?:{TIME}|{SPOKEN_TIME})\s{{0,80}}")
_DIGITS = re.compile(r"\d{1,9}")
_HAS_PAGE = re.compile(rf"(?:^|\W){_PAGE}\s{{0,3}}\d", re.IGNORECASE)


def leave_out_page_lines(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out page numbers that count up, and lines that stand beside them on every page."""
    breaks = {place for place, line in enumerate(lines) if "\f" in line.text[:200]}
    numbers = _page_numbers(lines, breaks)
    out = numbers | _running_heads(lines, numbers, breaks)
    result: list[SourceLine] = []
    gone = False
    for place, line in enumerate(lines):
        if place in out:
            tally.add("page numbers and heads", line.number)
            gone = True
            continue
        # A sentence runs over the page's end as if there were none.
        first = line.text.lstrip()[:1]
        result.append(replace(line, gap=0) if gone and result and first.islower() else line)
        gone = False
    return result


def _page_numbers(lines: Sequence[SourceLine], breaks: set[int]) -> set[int]:
    sure: dict[int, int] = {}
    bare: dict[int, int] = {}
    for place, line in enumerate(lines):
        found = None if line.heading or len(line.text) > LONGEST else _NUMBER.match(line.text)
        if found:
            certain = found["word"] or found["of"] or found["before"] or place in breaks
            (sure if certain else bare)[place] = int(found["number"])
    chain = _chain(sure, 1)
    found_places = set(chain) if len(chain) > 1 else set()
    # The only page has its number at an edge.
    found_places |= {
        place for place in sure.keys() & {0, len(lines) - 1} if _ONLY_PAGE.fullmatch(plain(lines[place].text))
    }
    chain = _chain(bare, LEAST_LINES)
    if len(chain) > 2 or (len(chain) > 1 and breaks):
        found_places |= set(chain)
    return found_places


def leave_out_printed_edges(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out what a browser has printed at the foot of pages, and at the head of the next."""
    feet = {place for place, line in enumerate(lines) if "://" in line.text and _PRINTED_FOOT.fullmatch(line.text)}
    if not feet:
        return list(lines)
    heads = {
        place
        for place in ({0} | {foot + 1 for foot in feet}) - {len(lines)}
        if _PRINTED_HEAD.fullmatch(lines[place].text)
    }
    for place in sorted(feet | heads):
        tally.add("page numbers and heads", lines[place].number)
    return [line for place, line in enumerate(lines) if place not in feet | heads]


def _chain(numbers: dict[int, int], least: int) -> list[int]:
    """Return the places of numbers that count up by one, more than `least` lines apart: the longest run by a greedy
    walk.
    """
    ends: dict[int, tuple[int, int]] = {}
    previous: dict[int, int | None] = {}
    for place, number in numbers.items():
        length, last = ends.get(number - 1, (0, place))
        joined = place - last > least
        previous[place] = last if joined else None
        if (own := (length + 1 if joined else 1)) >= ends.get(number, (0, 0))[0]:
            ends[number] = (own, place)
    if not ends:
        return []
    walk: int | None = max(ends.values())[1]
    chain: list[int] = []
    while walk is not None:
        chain.append(walk)
        walk = previous[walk]
    return chain[::-1]


def _running_heads(lines: Sequence[SourceLine], numbers: set[int], breaks: set[int]) -> set[int]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line.heading or len(line.text) > LONGEST or place in numbers:
            continue
        # A time on a line of its own is the talk's, wherever a page ends.
        if not _ONLY_TIME.fullmatch(line.text):
            groups[_DIGITS.sub("0", plain(line.text)).casefold()].append(place)
    pages = max(len(numbers), len(breaks))
    edges = numbers | breaks | {0, len(lines) - 1}
    out: set[int] = set()
    for places in groups.values():
        if len(places) > 1 and (_counts_pages(lines, places) or _stands_at(places, edges, pages)):
            out |= set(places)
    return out


def _counts_pages(lines: Sequence[SourceLine], places: Sequence[int]) -> bool:
    """Tell whether the lines hold one number that counts up by one, a page's length apart."""
    texts = [plain(lines[place].text) for place in places]
    found = [_DIGITS.findall(text) for text in texts]
    if any(len(numbers) != 1 for numbers in found) or is_role(texts[0]):
        return False
    values = [int(numbers[0]) for numbers in found]
    apart = [after - before for before, after in pairwise(places)]
    if any(after != before + 1 for before, after in pairwise(values)) or min(apart) <= LEAST_LINES:
        return False
    if all(_HAS_PAGE.search(text) for text in texts) or all(_TYPESET.search(lines[place].text) for place in places):
        return True
    usual = median(apart)
    regular = all(abs(length - usual) <= REGULAR * usual for length in apart)
    ends = all(text[0].isdigit() or text[-1].isdigit() for text in texts)
    return len(places) > 3 and regular and ends and not any("chapter" in text.lower() for text in texts)


def _stands_at(places: Sequence[int], edges: set[int], pages: int) -> bool:
    """Tell whether nearly all of the lines stand next to a page's edge."""
    near = sum(any(place + step in edges for step in (-1, 0, 1)) for place in places)
    return pages > 1 and near >= 0.9 * len(places) and len(places) >= 0.5 * pages
