"""A quote as people paste it, taken apart: spans, omissions, and layout that nobody said.

What is layout cannot always be told from the text alone ("7:30" may be a time stamp or a time of day, "Ben:" a label or
a word), so a quote has several readings, and the one that is found best counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from align.transcript.caption_markup import plain_text
from clips.normalise import Unit, units
from clips.quote_layout import without_any_layout

__all__ = ["JOIN", "Part", "readings"]

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[:;]\d{2}|[.,]\d{1,3})?"
_NAME = r"[^\W\d_a-z][\w.'’&-]*"
_NAMES = rf"{_NAME}(?:[ \t]+(?:{_NAME}|de|van|von|der|la)){{0,3}}"

# What is layout wherever it stands.
_CUE_TIMES = re.compile(rf"(?m)^\s*(?:\d+\s*\n\s*)?{_TIME}\s*-->\s*{_TIME}.*$")
_BRACKETED_TIME = re.compile(rf"\(\s*{_TIME}(?:\s*(?:[-–—]|to)\s*{_TIME})?\s*\)")
_SOUND = re.compile(
    r"\([^()]*\b(?:laugh|chuckl|giggl|applau|cheer|crosstalk|overlap|music|inaudible|unintelligible|pause|sigh|cough"
    r"|silence|noise|sic)[^()]*\)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[[^\[\]]*\]")
_WORDED_NOTE = re.compile(r"\[([^\W\d_][^\[\]]*)\]")

# What may be layout.
_MARK = re.compile(r"\s*(?:[-–—*•>]+|\d{1,3}[.)])\s+")
_LEADING_TIME = re.compile(rf"[\s\"“«]*[\[(]?{_TIME}[\])]?\s*[-–—:|]?(?:\s+|$)")
_LABEL = re.compile(rf"[\s*_\"“«]*(?:>>\s*)?{_NAMES}(?:\s*[(,][^():,]{{1,40}}\)?)?\s*[*_]*:[*_]*(?=\s|$)[*_]*\s*")
_TURN_LINE = re.compile(rf"\s*{_NAMES}\s+[\[(]?{_TIME}[\])]?\s*$")
_TRAILING_TIME = re.compile(rf"\s[\[(]?{_TIME}[\])]?[\s\"”»]*$")
_CREDIT = re.compile(rf"(?<=[\"”»'’.!?…])\s*(?:[—–]|--?)\s*{_NAMES}(?:,[^\"“”]{{0,60}})?\s*$")
_INSIDE = re.compile(rf"(?<=\s)(?:>>\s*(?:{_NAMES}:)?|[A-Z][A-Z.'-]+(?:\s[A-Z][A-Z.'-]+){{0,2}}:)(?=\s)")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-‐\u00ad][ \t]*\n\s*(?=[^\W\d_])")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_HEADING = re.compile(r"(?m)^\s*#(?!\d).*$")
_LAYOUT_AT_MOST = 4
"""Labels, times and marks before the words of a line."""

JOIN = re.compile(r"\[\s*(?:\.{2,}|…)\s*\]")
"""Between spans that are to be joined."""
_OMISSION = re.compile(r"\.{2,}|…|(?:\.\s){2,}\.")
_LETTERS = re.compile(r"\[([^\W\d_]{1,4})\](?=\w)|(?<=\w)\[([^\W\d_]{1,4})\]")
"""Letters that an editor has put in place of others: `[T]hey`, `vote[d]`."""
_OPEN, _CLOSE, _WITHIN = r"[\"“”„«‹]|['‘](?=\S)", r"[\"“”»›]|(?<=\S)['’]", r"[^\"“”„«»‹›]+?"
_FROM_TO = re.compile(
    rf"\s*(?P<from>(?:from|in|start(?:s|ing)?|begin(?:s|ning)?)(?:\s+(?:at|with))?\s*:?\s*)?"
    rf"(?:{_OPEN})(?P<first>{_WITHIN})(?:{_CLOSE})\s*(?:[,;]|\.{{2,}}|…)?\s*"
    rf"(?:(?:(?:and|up)\s+)?(?:to|until|till?|through|thru|out|end(?:s|ing)?)(?:\s+(?:at|with|on))?\s*:?|-{{0,2}}>|→)\s*"
    rf"(?:{_OPEN})(?P<last>{_WITHIN})(?:{_CLOSE})\s*[.,]?\s*",
    re.IGNORECASE,
)
"""The first words and the last, each in quotation marks, as people note what to cut."""
_IN_OUT = re.compile(
    r"\W*(?P<from>in|from)\s*:\s*(?P<first>.+?)[\s/|,;]+(?:out|to)\s*:\s*(?P<last>.+)", re.IGNORECASE | re.DOTALL
)
"""The same with nothing but labels, `IN: so it floats OUT: and sings`."""
_LONGEST_ENDS = 2000  # characters
_FILLERS = frozenset("um uh er erm ah eh hm hmm mm mhm".split())
"""Between two omissions they only say that there was hesitation."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a quote that stand together: from its beginning, or from an omission or join, to the next one.

    Args:
        tokens: the words as written.
        units: the same as they are compared, with indices into `tokens`.
        joins: the part begins another span, to be joined to what stands before it.
    """

    tokens: tuple[str, ...]
    units: tuple[Unit, ...]
    joins: bool

    @property
    def text(self) -> str:
        """The words in a line."""
        return " ".join(self.tokens)


def readings(quote: str) -> list[tuple[Part, ...]]:
    """Return the ways to read a quote, the most literal first, each once; none where it has no words.

    >>> [[part.text for part in reading] for reading in readings("Ben: it was [..] the best soup (0:12)")]
    [['Ben: it was', 'the best soup'], ['it was', 'the best soup']]
    """
    timed = _LETTERS.sub(r"\1\2", _SOUND.sub(" ", _CUE_TIMES.sub(" ", plain_text(quote, every_tag=False))))
    certain = _BRACKETED_TIME.sub(" ", timed)
    bare = _without_layout(certain)
    # Words in brackets may be said all the same.
    noted = _WORDED_NOTE.sub(r" \1 ", certain)
    texts = [noted, _without_layout(noted), certain, _PARENTHESIS.sub(" ", certain), bare, _PARENTHESIS.sub(" ", bare)]
    short = len(quote) <= _LONGEST_ENDS
    ends = (_FROM_TO.fullmatch(bare) or _FROM_TO.fullmatch(certain) or _IN_OUT.fullmatch(certain)) if short else None
    if ends:
        # Where "from" and "to" are said themselves, what stands between them is found all the same.
        texts = [*([] if ends["from"] else texts), f"{ends['first']} ... {ends['last']}"]
    else:
        loosest = _BRACKETED_TIME.sub(" ", without_any_layout(timed))
        texts += [loosest, _PARENTHESIS.sub(" ", loosest)]
    found: dict[tuple[tuple[str, ...], ...], tuple[Part, ...]] = {}
    for text in texts:
        parts = tuple(_parts(_without_overlap(text)))
        if parts:
            found.setdefault(tuple(tuple(unit.key for unit in part.units) for part in parts), parts)
    return list(found.values())


def _without_layout(text: str) -> str:
    lines = (_bare_line(line) for line in _BROKEN_WORD.sub("", text).splitlines())
    return _INSIDE.sub(" ", "\n".join(lines))


def _bare_line(line: str) -> str:
    """Return a line without marks, times and labels before its words, and without times and credits behind them."""
    if _HEADING.match(line) or _TURN_LINE.fullmatch(line):
        return line if _HEADING.match(line) else ""
    for _ in range(_LAYOUT_AT_MOST):
        match = _MARK.match(line) or _LEADING_TIME.match(line) or _LABEL.match(line)
        if match is None:
            break
        line = line[match.end() :]
    line = _TRAILING_TIME.sub("", line)
    return _CREDIT.sub("", line)


def _without_overlap(text: str) -> str:
    """Drop chapter headings, and the lines said again behind them: chapters of a transcript overlap."""
    blocks = _HEADING.split(text)
    joined = blocks[0].split()
    for block in blocks[1:]:
        words = block.split()
        tail = [word.casefold() for word in joined[-8:]]
        folded = [word.casefold() for word in words]
        again = next(
            (n for n in range(len(folded) - len(tail), -1, -1) if tail and folded[n : n + len(tail)] == tail), None
        )
        joined += words if again is None else words[again + len(tail) :]
    return " ".join(joined)


def _parts(text: str) -> Iterator[Part]:
    pieces = [
        (number, tuple(_NOTE.sub(" ", piece).split()))
        for number, span in enumerate(JOIN.split(text))
        for piece in _OMISSION.split(span)
    ]
    worded = [(number, tokens, tuple(units(tokens))) for number, tokens in pieces]
    worded = [row for row in worded if row[2]]
    spoken = [row for row in worded if not all(unit.key in _FILLERS for unit in row[2])] or worded
    before = spoken[0][0] if spoken else 0
    for number, tokens, keys in spoken:
        yield Part(tokens, keys, joins=number != before)
        before = number
