"""Stretches that would stand alone as clips: whole sentences, 20 to 60 s, that open and close cleanly.

No model and no network: each suggestion states its reasons.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from align.document import Alignment
from clips.quotes import Span
from clips.sentences import ends_sentence

__all__ = ["Suggestion", "suggest"]

SHORTEST, LONGEST = 20.0, 60.0

# Openings that point back to something the listener has not heard.
_LEANING = frozenset(
    "and but so or because which that this these those it he she they then also yeah yes no well right okay exactly"
    " however therefore there such both either neither".split()
)
_STRONG = re.compile(
    r"\b(never|always|everything|nothing|nobody|best|worst|first|only|learned|realised|realized|secret|mistake|problem"
    r"|reason|truth|changed|imagine|surprised|love|hate|fear|future|question)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stretch of whole sentences, how good it looks (0..1), and why."""

    span: Span
    start: float
    end: float
    score: float
    reasons: tuple[str, ...]


def suggest(
    alignment: Alignment, *, limit: int = 10, shortest: float = SHORTEST, longest: float = LONGEST
) -> list[Suggestion]:
    """The best stretches, best first, none overlapping; every word of them is in the audio."""
    common = Counter(_bare(word.text) for word in alignment.words)
    turns = {speaker.word for speaker in alignment.speakers} | {chapter.word for chapter in alignment.chapters}
    sentences = _sentences(alignment)
    found = []
    for number in range(len(sentences)):
        for last in range(number, len(sentences)):
            span = Span(sentences[number].first, sentences[last].last)
            if last > number and sentences[last].first in turns:
                break  # somebody else takes over
            times = _times(alignment, span)
            if times is None or times[1] - times[0] > longest:
                break
            if times[1] - times[0] >= shortest:
                found.append(_rate(alignment, span, times, common, turns))
    return _apart(sorted(found, key=lambda s: (-s.score, s.start)), limit)


def _sentences(alignment: Alignment) -> list[Span]:
    ends = [i for i in range(len(alignment.words)) if ends_sentence(alignment, i)]
    return [Span(before + 1, end) for before, end in pairwise([-1, *ends])]


def _times(alignment: Alignment, span: Span) -> tuple[float, float] | None:
    """First start and last end; `None` where a word is not in the audio or something unscripted lies inside."""
    words = alignment.words[span.first : span.last + 1]
    timed = [word.span for word in words if word.timed]
    if not timed or any(word.status == "absent" for word in words):
        return None
    start, end = timed[0][0], timed[-1][1]
    if any(stretch.start < end and stretch.end > start for stretch in alignment.unscripted):
        return None
    return start, end


def _rate(
    alignment: Alignment, span: Span, times: tuple[float, float], common: Counter[str], turns: set[int]
) -> Suggestion:
    words = alignment.words[span.first : span.last + 1]
    reasons: list[str] = []
    score = 0.3
    opening = _bare(words[0].text)
    if opening in _LEANING:
        score -= 0.15
        reasons.append(f"opens with “{words[0].text}”, which leans on what came before")
    else:
        score += 0.1
        reasons.append("opens on its own feet")
    if span.first in turns:
        score += 0.1
        reasons.append("begins a turn")
    for side, pause in (("before", _pause(alignment, span.first, -1)), ("after", _pause(alignment, span.last, 1))):
        if pause >= 0.3:
            score += 0.1
            reasons.append(f"a pause of {pause:.1f} s {side}")
    text = " ".join(word.text for word in words)
    strong = sorted({found.casefold() for found in _STRONG.findall(text)})
    if strong:
        score += min(0.15, 0.05 * len(strong))
        reasons.append(f"strong words: {', '.join(strong[:4])}")
    bare = [word.text.strip(".,;:!?…\"'“”‘’()[]«»–—-") for word in words]
    rare = [text for text in bare if common[_bare(text)] == 1 and len(_bare(text)) > 5]
    if len(rare) >= 3:
        score += 0.1
        reasons.append(f"says what is said nowhere else: {', '.join(rare[:3])}")
    if "?" in text[:-1]:
        score -= 0.05
    if not 25 <= times[1] - times[0] <= 50:
        score -= 0.05
    doubts = sum(word.status == "interpolated" or (word.score or 1.0) < 0.5 for word in words)
    if doubts:
        score -= min(0.2, 0.03 * doubts)
        reasons.append(f"{doubts} words with uncertain times")
    return Suggestion(span, times[0], times[1], round(max(0.0, min(1.0, score)), 3), tuple(reasons))


def _pause(alignment: Alignment, index: int, step: int) -> float:
    """Silence in seconds beside a word."""
    words, other = alignment.words, index + step
    while 0 <= other < len(words) and not words[other].timed:
        other += step
    if not 0 <= other < len(words) or not words[index].timed:
        return 1.0
    (start, end), (begin, stop) = words[index].span, words[other].span
    return max(0.0, begin - end if step > 0 else start - stop)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _apart(ranked: list[Suggestion], limit: int) -> list[Suggestion]:
    kept: list[Suggestion] = []
    for one in ranked:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
        if len(kept) == limit:
            break
    return kept
