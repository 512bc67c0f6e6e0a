"""From what a user asks for to spans of words: quotes, times, turns, word numbers, regular expressions."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import pairwise

from align.clock import CLOCK, clock_text
from align.document import Alignment
from align.errors import InputsDoNotFit, PullquoteError, UsageError
from align.spacing import join_words
from align.turns import speaker_names
from clips.film_clock import FilmClock, seconds_in
from clips.quote_text import JOIN
from clips.quotes import FOUND, Match, QuoteIndex, Span

__all__ = [
    "AmbiguousQuote",
    "QuoteNotFound",
    "describe",
    "is_time",
    "is_within",
    "not_found",
    "pick",
    "place_text",
    "resolve",
    "search",
    "stretch",
]

_NEAREST = 3  # places named where nothing is good enough
_AS_NEAR = 0.8  # ... if they are nearly as near as the first
_AS_GOOD = 0.97  # a match this close to the best one is another candidate

_TIME = rf"(?:\d{{1,2}}:\d{{2}}:\d{{2}}[:;.,]\d{{2}}(?!\d)|{CLOCK})"
_LONE_TIME = re.compile(rf"{_TIME}s?")
_TIMES = re.compile(
    rf"\s*(?:[\[(]|from\b|between\b)?\s*({_TIME})s?\s*(?:-|–|—|-->|→|\bto\b|\band\b)\s*({_TIME})s?\s*[\])]?\s*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"words?:\s*(\d+)(?:\s*-\s*(\d+))?\s*")
_TURN = re.compile(r"turns?:\s*(?:(?P<name>.*?\D)\s*[:#]\s*)?(?P<number>\d+)\s*")
_PATTERN = re.compile(r"/(.+)/(i?)\s*", re.DOTALL)


class QuoteNotFound(InputsDoNotFit):
    """Nothing like the quote is in the alignment; `nearest` says what comes closest."""

    def __init__(self, quote: str, nearest: str) -> None:
        PullquoteError.__init__(self, quote, nearest)
        self.quote = quote
        self.nearest = nearest

    def message(self) -> str:
        """See `PullquoteError.message`."""
        message = f"not found: {_short(self.quote)!r}"
        return f"{message}; nearest: {self.nearest}" if self.nearest else f"{message}; nothing comes near it"


class AmbiguousQuote(UsageError):
    """A quote that was said more than once; `places` describes where."""

    def __init__(self, quote: str, places: tuple[str, ...]) -> None:
        super().__init__(quote, places)
        self.quote = quote
        self.places = places

    def message(self) -> str:
        """See `PullquoteError.message`."""
        listed = "; ".join(f"{n}. {place}" for n, place in enumerate(self.places, start=1))
        return f"said {len(self.places)} times: {_short(self.quote)!r}; choose with --nth or quote more words: {listed}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."


def search(index: QuoteIndex, request: str, *, limit: int = 5, film: FilmClock | None = None) -> list[Match]:
    """Return everything that `request` may mean, best first.

    `12:03-12:41` is a stretch of time (with frames, `00:12:03:14`, where `film` tells their rate), `word:120-180` words
    by number (from 1), `turn:7` or `turn:ADA:2` a speaker's turn, several of these with `[..]` between them are joined;
    `/pattern/` is a regular expression over the words, anything else a quote. Raises `UsageError`.
    """
    alignment = index.alignment
    places = [_place(alignment, part.strip(), film) for part in JOIN.split(request)]
    spans = tuple(span for span in places if span is not None)
    if len(spans) == len(places):
        if any(later.first <= span.last for span, later in pairwise(spans)):
            raise UsageError(
                f"{_short(request)!r}: give the parts in the order in which they are said, without overlap"
            )
        return [Match(spans, 1.0)]
    if pattern := _PATTERN.fullmatch(request):
        return _by_pattern(alignment, pattern[1], limit)
    return index.find(request, limit=limit)


def is_time(text: str) -> bool:
    """Tell whether a text is a time such as `12.5`, `12:03` or `00:12:03:14`."""
    return _LONE_TIME.fullmatch(text.strip()) is not None


def stretch(text: str, film: FilmClock | None = None) -> tuple[float, float] | None:
    """Return the seconds of `12:03-12:41`; `None` for anything else, and for frames where no film tells their rate.

    >>> stretch("0:12-0:13.5"), stretch("soon")
    ((12.0, 13.5), None)
    """
    times = _TIMES.fullmatch(text)
    try:
        return (seconds_in(times[1], film), seconds_in(times[2], film)) if times else None
    except UsageError:
        return None


def is_within(alignment: Alignment, match: Match, near: tuple[float, float]) -> bool:
    """Tell whether words of a match are said in a stretch of time."""
    spans = [word.span for span in match.spans for word in alignment.words[span.first : span.last + 1] if word.timed]
    return any(start < near[1] and end > near[0] for start, end in spans)


def resolve(
    index: QuoteIndex,
    request: str,
    *,
    nth: int | None = None,
    film: FilmClock | None = None,
    near: tuple[float, float] | None = None,
) -> Match:
    """Return the one place that `request` means.

    `nth` chooses among equals, from 1 in order of time, and so does `near`, seconds in which only one of them is said.
    Raises `QuoteNotFound` with the nearest thing, `AmbiguousQuote` where several places are as good, `UsageError` where
    there is no `nth`.
    """
    matches = search(index, request, limit=50 if nth else 8, film=film)
    found = [match for match in matches if match.score >= FOUND]
    if not found:
        raise not_found(index, request, matches)
    equals = sorted((m for m in found if m.score >= _AS_GOOD * found[0].score), key=lambda match: match.first)
    if nth is not None:
        if not 1 <= nth <= len(equals):
            raise UsageError(f"--nth {nth}: {_short(request)!r} is said {len(equals)} times")
        return equals[nth - 1]
    if len(equals) > 1 and near is not None:
        inside = [match for match in equals if is_within(index.alignment, match, near)]
        equals = inside if len(inside) == 1 else equals
    if len(equals) > 1:
        raise AmbiguousQuote(request, tuple(describe(index.alignment, match) for match in equals))
    return equals[0]


def not_found(index: QuoteIndex, request: str, matches: Sequence[Match]) -> QuoteNotFound:
    """Return the error for a quote whose best places, `matches`, are not good enough.

    Where one span of several is to blame, the error names it, and says where else it is said.
    """
    lost = matches[0].lost if matches else ""
    if not lost:
        near = [match for match in matches[:_NEAREST] if match.score >= _AS_NEAR * matches[0].score]
        return QuoteNotFound(request, "; ".join(describe(index.alignment, match) for match in near))
    alone = index.find(lost, limit=1)
    if not alone:
        return QuoteNotFound(lost, "")
    place = describe(index.alignment, alone[0])
    if alone[0].score >= FOUND:
        place += ", which is not where the quote has it; give the parts in the order in which they are said"
    return QuoteNotFound(lost, place)


pick = resolve
"""The name of `resolve` before version 0.2."""


def place_text(seconds: float) -> str:
    """Write a time as a person says it: hours only where there are any, and tenths.

    >>> place_text(723.4), place_text(3723.0)
    ('12:03.4', '1:02:03.0')
    """
    return clock_text(seconds, places=1, hours=0)


def describe(alignment: Alignment, match: Match) -> str:
    """Write a match in a line: time, words, score."""
    start = next((w.start for w in alignment.words[match.first : match.last + 1] if w.timed), None)
    words = " [..] ".join(_text(alignment, span) for span in match.spans)
    return f"{'--:--' if start is None else place_text(start)} {_short(words)!r} ({match.score:.2f})"


def _text(alignment: Alignment, span: Span) -> str:
    return join_words(alignment.words[span.first : span.last + 1])


def _place(alignment: Alignment, text: str, film: FilmClock | None) -> Span | None:
    """Return the words that a time, word numbers or a turn name; `None` where `text` is none of these."""
    if times := _TIMES.fullmatch(text):
        start, end = (seconds_in(one, film) for one in times.groups())
        return _by_time(alignment, start, end)
    if words := _WORDS.fullmatch(text):
        return _by_number(alignment, int(words[1]), int(words[2] or words[1]))
    if turn := _TURN.fullmatch(text):
        return _by_turn(alignment, turn["name"], int(turn["number"]))
    return None


def _by_time(alignment: Alignment, start: float, end: float) -> Span:
    if end <= start:
        raise UsageError(f"the stretch {place_text(start)}-{place_text(end)} ends before it begins")
    inside = [i for i, word in alignment.timed() if sum(word.span) / 2 > start and sum(word.span) / 2 < end]
    if not inside:
        raise InputsDoNotFit(f"nothing is said between {place_text(start)} and {place_text(end)}")
    return Span(inside[0], inside[-1])


def _by_number(alignment: Alignment, first: int, last: int) -> Span:
    if not 1 <= first <= last <= len(alignment.words):
        raise UsageError(f"words {first}-{last}: the transcript has words 1 to {len(alignment.words)}")
    return Span(first - 1, last - 1)


def _by_turn(alignment: Alignment, name: str | None, number: int) -> Span:
    starts = [speaker.word for speaker in alignment.speakers] + [len(alignment.words)]
    turns = [
        Span(speaker.word, end - 1)
        for speaker, end in zip(alignment.speakers, starts[1:], strict=True)
        if end > speaker.word and (name is None or (speaker.name or "").casefold() == name.casefold())
    ]
    if not turns:
        named = speaker_names(alignment.speakers)
        raise UsageError(f"no turn of {name or 'anybody'}: the transcript names {', '.join(named) or 'no speakers'}")
    if not 1 <= number <= len(turns):
        raise UsageError(f"turn {number}: there are {len(turns)}" + (f" of {name}" if name else ""))
    return turns[number - 1]


def _by_pattern(alignment: Alignment, pattern: str, limit: int) -> list[Match]:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise UsageError(f"/{pattern}/ is not a regular expression: {error}") from None
    text, starts = "", []
    for word in alignment.words:
        starts.append(len(text))
        text += word.text + " "
    found = (m.span() for m in compiled.finditer(text) if m.end() > m.start())
    spans = [Span(bisect.bisect_right(starts, a) - 1, bisect.bisect_right(starts, b - 1) - 1) for a, b in found]
    return [Match((span,), 1.0) for span in spans[: max(limit, 50)]]
