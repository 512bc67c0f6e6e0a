"""The line of a cue's times, `00:00:01,000 --> 00:00:02,500`, in every damaged form that it is found in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Times", "read_times", "times_at", "usual_spaces"]

_COLON = r"[ \t]{0,2}[:：][ \t]{0,2}"
_DASH = "-\u2010-\u2015\u2212"
_PARTS = rf"([{_DASH}]?)[ \t]{{0,2}}(?:(\d{{1,5}}){_COLON})?([{_DASH}]?\d{{1,3}}){_COLON}([{_DASH}]?\d{{1,3}})"
# Programs that count in floats write any number of decimals, some after a first group of three.
_STAMP = rf"{_PARTS}(?:[ \t]{{0,2}}([.,:;，．٫])[ \t]{{0,2}}(\d{{0,30}})(?:[.,]\d{{0,30}})?)?"
_HEAD = rf"(?:[{_DASH}=]{{1,4}}[ \t]?){{1,2}}(?:>|＞|›|》|&gt;|&amp;gt;){{1,2}}|[→⟶➔⇒]"
_ARROW = re.compile(rf"[ \t]{{0,20}}(?:{_HEAD}){{1,2}}[ \t]{{0,20}}", re.IGNORECASE)
_FIRST = re.compile(rf"\s{{0,20}}{_STAMP}")
_SECOND = re.compile(_STAMP)
_BETWEEN = rf"(?:[ \t]{{1,5}}(?:[{_DASH}>]{{0,3}}|(?:to|bis|à|a|do)(?=[ \t]))[ \t]{{0,5}}|[{_DASH}]{{1,3}})"
_ARROWLESS = re.compile(rf"\s{{0,20}}{_STAMP}{_BETWEEN}{_STAMP}\s{{0,20}}")
_HEADS = (">", "→", "⟶", "➔", "⇒", "＞", "》", "›", "&gt;", "&amp;gt;")
_USUAL = r"(?:(\d{2,5}):)?(\d\d):(\d\d)([.,])(\d{3})"
_PROPER = re.compile(rf"{_USUAL} --> {_USUAL}(?![^\s])", re.ASCII)
_FIGURES = str.maketrans("OoQDlI|SBZ;", "0000111582:")
"""Letters that scanners and people write for figures, and a semicolon for a colon."""
_MENDABLE = re.compile(r"[ \t]{0,20}[\"']?[0-9OoQDlI|SBZ:;.,'’hms-]{4,30}[\"']?[ \t]{0,20}")
_UNITS = re.compile(r"(?<=\d)[ ]?[hm](?=[ ]?\d)")
_UNIT_OF_SECONDS = re.compile(r"(?<=\d)(?:s|['’]{1,2})(?=\d)")
_POINTS = re.compile(r"(?<!\d)(\d{1,3})\.(\d\d)\.(\d\d)(?=[.,]\d|\s|$)")
_SECONDS = re.compile(
    r"\s{0,20}(\d{1,6}(?:[.,]\d{1,9})?)[ ]?s?[ \t]{0,9}-->[ \t]{0,9}(\d{1,6}(?:[.,]\d{1,9})?)[ ]?s?\s{0,20}"
)
_NUMBERED = re.compile(
    rf"\s{{0,20}}[#(\[]?\d{{1,6}}[.):\]]?[ \t]{{1,9}}(?={_STAMP}[ \t]{{0,20}}(?:{_HEAD}))", re.IGNORECASE
)
"""A counter before the times, on their line."""
_LONE = re.compile(
    rf"\s{{0,20}}(?:{_STAMP})?[ \t]{{0,20}}(?:{_HEAD})?[ \t]{{0,20}}(?:{_STAMP})?\s{{0,20}}", re.IGNORECASE
)
_ODD_SPACES = dict.fromkeys(
    [0xA0, 0x180E, *range(0x2000, 0x2010), *range(0x202A, 0x2030), 0x205F, *range(0x2060, 0x2065), 0x3000, 0xFEFF], " "
)
"""Spaces and signs without width, as pages, editors for both directions and joined files leave them."""
MOST_PARTS = 3  # lines over which times may stand: the first, the arrow, the second
_DAMAGE = 12  # characters of a damaged time that are looked at
_MISREAD = 2  # letters in it that were figures, such as `O` for `0`
_LONGEST = 400  # characters of a line in which times are looked for


@dataclass(frozen=True, slots=True)
class Times:
    """What a line of times says.

    Args:
        start, end: seconds, `None` where they cannot be read; negative ones are 0.
        rest: what follows the times on the line, as written.
        negative: whether a time lay before zero.
        proper: whether the line is written as the formats ask, decimal marks aside.
        certain: whether an arrow stands between the times.
        marks: the decimal marks of the two times, empty where there are none.
        mended: whether letters stood for figures, or other signs for those of times.
        below: lines below the first over which they go on.
        counter: the number of the cue, where it stands before the times on their line.
    """

    start: float | None
    end: float | None
    rest: str = ""
    negative: bool = False
    proper: bool = True
    certain: bool = True
    marks: tuple[str, str] = ("", "")
    mended: bool = False
    below: int = 0
    counter: str = ""

    @property
    def readable(self) -> bool:
        """Whether both times are known."""
        return self.start is not None and self.end is not None


def times_at(lines: Sequence[str], place: int) -> Times | None:
    """Read the times in a line, or from it on, where the arrow or the second time has slipped into the next lines.

    >>> times_at(["00:00:01,000", "-->", "00:00:02,000", "So"], 0).below
    2
    """
    times = read_times(lines[place])
    if (times and times.readable) or not _is_part(lines[place]):
        return times
    for count in range(2, MOST_PARTS + 1):
        parts = lines[place : place + count]
        if len(parts) < count or not _is_part(parts[-1]):
            break
        found = read_times(" ".join(usual_spaces(part).strip() for part in parts))
        if found and found.readable and found.certain and not found.rest.strip():
            return replace(found, below=count - 1, proper=False)
    return times


def usual_spaces(line: str) -> str:
    """Return the line with a space for each odd one and for each sign without width; its length stays."""
    return line if line.isascii() else line.translate(_ODD_SPACES)


def _is_part(line: str) -> bool:
    """Tell whether the line is a time or an arrow alone, or both."""
    return len(line) <= _LONGEST and any(c in line for c in ":>→") and _LONE.fullmatch(usual_spaces(line)) is not None


def read_times(line: str) -> Times | None:
    """Read a line of times, or return `None` for any other line.

    >>> read_times("00: 00: 01, 5 -> 00:00:02").start
    1.5
    >>> read_times("a --> b") is None
    True
    """
    usual = _PROPER.match(line)
    if usual is not None:
        h, m, s, mark, ms, h2, m2, s2, mark2, ms2 = usual.groups()
        return Times(_sum(h, m, s, ms), _sum(h2, m2, s2, ms2), line[usual.end() :], marks=(mark, mark2))
    head = usual_spaces(line[:_LONGEST])
    if not any(sign in head for sign in _HEADS):
        return _without_arrow(head)
    if (seconds := _SECONDS.fullmatch(head)) is not None:
        return Times(_number(seconds[1]), _number(seconds[2]), proper=False)
    first, counter = _FIRST.match(head), None
    if first is None and (counter := _NUMBERED.match(head)):
        first = _FIRST.match(head, counter.end())
    arrow = _ARROW.match(head, first.end()) if first else None
    if arrow is None:
        first, arrow = None, _ARROW.search(head)
    if arrow is None:
        return _without_arrow(head)
    second = _SECOND.match(head, arrow.end())
    if not (first and second):
        mended = _mended(head[: arrow.start()], head[arrow.end() :])
        if mended is not None:
            return replace(mended, rest=line[len(head) - len(mended.rest) :])
    if not (first and second) and not _damaged(head[: arrow.start()], head[arrow.end() :]):
        return None
    start, end = (_value(found.groups()) if found else None for found in (first, second))
    return Times(
        start=None if start is None else max(0.0, start),
        end=None if end is None else max(0.0, end),
        rest=line[second.end() :] if second else "",
        negative=min(start or 0.0, end or 0.0) < 0,
        proper=_PROPER.match(line[:_LONGEST].replace("\ufeff", " ").strip(" \t")) is not None,
        marks=(_mark(first), _mark(second)),
        counter=counter[0].strip() if counter else "",
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _mended(before: str, after: str) -> Times | None:
    """Read times around an arrow whose figures are letters, or whose marks are not those of captions."""
    found = _MENDABLE.match(after)
    if found is None or not _MENDABLE.fullmatch(before) or not any(c.isdigit() for c in before + found[0]):
        return None
    first, second = (_SECOND.fullmatch(_usual_signs(side)) for side in (before, found[0]))
    if first is None or second is None:
        return None
    start, end = (_value(one.groups()) for one in (first, second))
    return Times(
        max(0.0, start),
        max(0.0, end),
        after[found.end() :],
        min(start, end) < 0,
        proper=False,
        marks=(_mark(first), _mark(second)),
        mended=True,
    )


def _usual_signs(side: str) -> str:
    """Return a damaged time in the usual signs.

    >>> _usual_signs("OO:00:l2,000"), _usual_signs('"00.00.01.500'), _usual_signs("00h01m02s5")
    ('00:00:12,000', '00:00:01.500', '00:01:02,5')
    """
    text = side.strip(" \t\"'").translate(_FIGURES)
    return _POINTS.sub(r"\1:\2:\3", _UNIT_OF_SECONDS.sub(",", _UNITS.sub(":", text)))


def _without_arrow(head: str) -> Times | None:
    if head.count(":") + head.count("：") < 2:
        return None
    found = _ARROWLESS.fullmatch(head)
    # Only whole times: `1:30 - 2:30` is talk, or a layout of its own.
    if found is None or None in (found[2], found[6], found[8], found[12]):
        return None
    start, end = (_value(found.groups()[k : k + 6]) for k in (0, 6))
    return Times(start, end, proper=False, certain=False, marks=(found[5], found[11]))


def _sum(hours: str | None, minutes: str, seconds: str, milliseconds: str) -> float:
    return (((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(milliseconds)) / 1000


def _damaged(before: str, after: str) -> bool:
    """Tell whether what stands around an arrow were times once: figures, their marks, a letter taken for a figure."""
    around = before + after[:_DAMAGE]
    if not any(c.isdigit() for c in around) or not any(c in ":：" for c in around):
        return False
    letters = sum(c.isalpha() for c in before), sum(c.isalpha() for c in after[:_DAMAGE])
    signs = all(c.isalnum() or c in ":：.,;-_ \t" for c in around)
    return max(letters) <= _MISREAD and signs and (not before or any(c.isdigit() for c in before))


def _value(groups: tuple[str | None, ...]) -> float:
    sign, hours, minutes, seconds, mark, decimals = groups
    whole = int(hours or 0) * 3600 + _whole(minutes) * 60 + _whole(seconds)
    # Two figures after a colon count frames, at a rate that nobody tells.
    part = "" if mark in (":", ";") and len(decimals or "") < 3 else (decimals or "")[:3]
    total = (whole * 1000 + int(part.ljust(3, "0"))) / 1000
    return -total if sign or (minutes or "")[0] in _DASH or (seconds or "")[0] in _DASH else total


def _whole(text: str | None) -> int:
    return int((text or "0").lstrip(_DASH))


def _mark(found: re.Match[str] | None) -> str:
    return (found[5] or "") if found else ""
