"""A translation in the cues of other subtitles: the same times and identifiers, the words that are due in each."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.clock import clock_text
from align.document import Alignment, Word
from align.spacing import join_texts, join_words
from subtitles.language import get_language
from subtitles.language_limits import for_language
from subtitles.profiles import Profile
from subtitles.reading import TextCue
from subtitles.timeline import width

__all__ = ["Divided", "bilingual_text", "divide_like", "divided_text", "share_afar"]


AFAR = 10.0
"""Seconds from a word to the nearest cue, longer than people are silent between two captions of what is said."""


@dataclass(frozen=True, slots=True)
class Divided:
    """A cue of the original with the translation's lines; there may be none."""

    cue: TextCue
    lines: tuple[str, ...]


def divide_like(cues: Sequence[TextCue], translation: Alignment, profile: Profile) -> tuple[Divided, ...]:
    """Give each cue the words of the translation that are due in it.

    A word goes to the cue in which its middle lies, else to the nearest one; words never change their order.
    """
    held: list[list[Word]] = [[] for _ in cues]
    starts = np.array([cue.start for cue in cues])
    ends = np.array([cue.end for cue in cues])
    last = 0
    for word in translation.words:
        if word.timed:
            middle = sum(word.span) / 2
            distance = np.maximum(0.0, np.maximum(starts - middle, middle - ends))
            last = max(last, int(distance.argmin()))
        held[last].append(word)
    rules = get_language(translation.language)
    profile = for_language(profile, translation.language)
    made = []
    for cue, words in zip(cues, held, strict=True):
        made.append(Divided(cue, tuple(_lines(words, profile, rules.break_between))))
    return tuple(made)


def share_afar(cues: Sequence[TextCue], translation: Alignment) -> float:
    """Return the share of the words that are due more than `AFAR` seconds from every cue."""
    middles = np.array([sum(word.span) / 2 for word in translation.words if word.timed])
    if not len(middles):
        return 0.0
    spans = np.array([(cue.start, cue.end) for cue in cues])
    distance = np.maximum(spans[:, 0] - middles[:, None], middles[:, None] - spans[:, 1]).min(axis=1)
    return float((distance > AFAR).mean())


def _lines(words: Sequence[Word], profile: Profile, break_between: object) -> list[str]:
    """Break a cue into as few lines as fit, each as long as the others, where the language likes it."""
    text = join_words(words)
    if width(text) <= profile.max_chars or len(words) < 2:
        return [text] if text else []
    assert callable(break_between)
    count = max(2, -(-width(text) // profile.max_chars))
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    target = width(text) / count
    for stop in range(1, len(words) + 1):
        options = []
        for first in range(stop):
            line = join_words(words[first:stop])
            over = max(0, width(line) - profile.max_chars)
            end = 0.0 if stop == len(words) else float(break_between(words[stop - 1].text, words[stop].text))
            cost = best[first][0] + ((width(line) - target) / target) ** 2 + over * 5 + end / 8 + 0.5
            options.append((cost, [*best[first][1], line]))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]


def divided_text(divided: Sequence[Divided], kind: str) -> str:
    """Return the cues that have words, as SRT or WebVTT; identifiers stay."""
    rows = [(one.cue, one.lines) for one in divided if one.lines]
    return _file([(cue, [_safe(line, kind) for line in lines]) for cue, lines in rows], kind)


def bilingual_text(divided: Sequence[Divided], languages: tuple[str, str], kind: str) -> str:
    """Return each cue with the original above and the translation below; in WebVTT each has its language."""
    rows = []
    for one in divided:
        parts = [join_texts(one.cue.lines), join_texts(one.lines)]
        shown = [
            f"<lang {code}>{_safe(text, kind)}</lang>" if kind == "vtt" else _safe(text, kind)
            for code, text in zip(languages, parts, strict=True)
            if text
        ]
        rows.append((one.cue, shown))
    return _file(rows, kind)


def _file(rows: Sequence[tuple[TextCue, Sequence[str]]], kind: str) -> str:
    mark = "." if kind == "vtt" else ","
    blocks = ["WEBVTT"] if kind == "vtt" else []
    for number, (cue, lines) in enumerate(rows, 1):
        name = cue.identifier or str(number)
        times = " --> ".join(clock_text(each, mark=mark) for each in (cue.start, cue.end))
        blocks.append("\n".join([name, times, *lines]))
    return "\n\n".join(blocks) + "\n"


def _safe(text: str, kind: str) -> str:
    """Return one line in which nothing is an arrow or, in WebVTT, markup."""
    line = " ".join(text.split())
    return html.escape(line, quote=False) if kind == "vtt" else line.replace("-->", "->")
