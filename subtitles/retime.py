"""Right times for subtitles that somebody made: their cues, lines and markup stay, only the times change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from statistics import median

import numpy as np
import srt

from align.document import Alignment
from align.errors import InputsDoNotFit
from subtitles.against import paired
from subtitles.formats.vtt import timestamp
from subtitles.profiles import Profile
from subtitles.reading import TextCue, TextFile
from subtitles.timeline import width
from subtitles.timing import FAR, make_clock, out_points

__all__ = ["Retimed", "retime", "write_retimed"]

SHORTEST_WORD = 0.015  # seconds
FEWEST = 0.3  # share of the words below which text and sound do not belong together


@dataclass(frozen=True, slots=True)
class Retimed:
    """Cues with new times; `guessed` numbers those of which no word was found, timed like their neighbours."""

    cues: tuple[TextCue, ...]
    guessed: tuple[int, ...]


def retime(file: TextFile, alignment: Alignment, profile: Profile, *, fps: Fraction | None = None) -> Retimed:
    """Time the cues of a file by the words of an alignment, in and out points as the profile asks.

    A cue none of whose words was found moves as far as the cues around it. Raises `InputsDoNotFit` where hardly a word
    of the file is in the alignment.
    """
    spans = _spans(file.cues, alignment)
    found = sum(span is not None for span in spans)
    guessed = tuple(cue.number for cue, span in zip(file.cues, spans, strict=True) if span is None)
    known = _moved(file.cues, spans) if found else []
    starts, ends = _timed(file.cues, known, alignment, profile, fps)
    cues = [replace(cue, start=a, end=b) for cue, a, b in zip(file.cues, starts, ends, strict=True)]
    return Retimed(tuple(cues), guessed)


def _spans(cues: Sequence[TextCue], alignment: Alignment) -> list[tuple[float, float] | None]:
    """First and last sound of each cue, seconds; `None` where no word of it has a time.

    A word at the edge that was not found leaves room for itself: a fifteenth of a second a letter.
    """
    places, pairs = paired(cues, alignment)
    times = {p: alignment.words[i].span for p, i in pairs if alignment.words[i].timed}
    # A word squeezed into nothing was not found, whatever the alignment calls it.
    heard = sum(b - a >= SHORTEST_WORD for a, b in times.values())
    if heard < max(1, FEWEST * len(places)):
        raise InputsDoNotFit("the subtitles are not what is said in the audio", heard, len(places))
    spans: list[tuple[float, float] | None] = [None] * len(cues)
    before, after = [0.0] * len(cues), [0.0] * len(cues)
    for p, place in enumerate(places):
        k, span = place.cue, times.get(p)
        if span is None:
            (before if spans[k] is None else after)[k] += len(place.text) / 15
        else:
            old = spans[k]
            spans[k] = span if old is None else (old[0], max(old[1], span[1]))
            after[k] = 0.0
    return [
        None if span is None else (max(0.0, span[0] - before[k]), span[1] + after[k]) for k, span in enumerate(spans)
    ]


def _moved(cues: Sequence[TextCue], spans: Sequence[tuple[float, float] | None]) -> list[tuple[float, float]]:
    """Spans for all cues: one that is unknown moves as far as the known ones next to it."""
    shifts = [None if span is None else span[0] - cue.start for cue, span in zip(cues, spans, strict=True)]
    made: list[tuple[float, float]] = []
    for k, (cue, span) in enumerate(zip(cues, spans, strict=True)):
        near = [shift for shift in shifts[max(0, k - 3) : k + 4] if shift is not None] or [
            shift for shift in shifts if shift is not None
        ]
        start = max(0.0, cue.start + median(near))
        made.append(span if span is not None else (start, start + max(0.0, cue.end - cue.start)))
    return made


def _timed(
    cues: Sequence[TextCue],
    spans: Sequence[tuple[float, float]],
    alignment: Alignment,
    profile: Profile,
    fps: Fraction | None,
) -> tuple[list[float], list[float]]:
    clock = make_clock(profile, fps)
    starts = np.maximum.accumulate(clock.ticks(np.array([a for a, _ in spans])))
    sound = np.maximum(clock.ticks(np.array([b for _, b in spans]), up=True), starts)
    following = np.append(starts[1:], FAR)
    room = following - clock.gap
    for stretch in alignment.unscripted:
        k = int(np.searchsorted(starts, clock.ticks(np.array([(stretch.start + stretch.end) / 2]))[0])) - 1
        if k >= 0:
            room[k] = min(room[k], round(stretch.start * clock.rate))
    reading = [
        profile.reading_time(sum(map(width, cue.lines)), len(" ".join(cue.lines).split())) * float(clock.rate)
        for cue in cues
    ]
    ends = out_points(clock, starts, sound, room, following, np.ceil(np.array(reading)).astype(np.int64))
    # Short cues stay short: the division is the user's, and a later start would be a wrong time.
    ends = np.maximum(ends, np.minimum(starts + 1, following))
    return [clock.seconds(tick) for tick in starts.tolist()], [clock.seconds(tick) for tick in ends.tolist()]


def write_retimed(file: TextFile, cues: Sequence[TextCue]) -> str:
    """The file with new times, in the form it came in; notes between the cues of WebVTT are not kept."""
    if file.kind == "srt":
        subtitles = [
            srt.Subtitle(n, _delta(cue.start), _delta(cue.end), cue.raw) for n, cue in enumerate(cues, 1) if cue.raw
        ]
        return str(srt.compose(subtitles, reindex=False))
    blocks = [file.head if file.head.startswith("WEBVTT") else "WEBVTT"]
    for cue in cues:
        times = f"{timestamp(cue.start)} --> {timestamp(cue.end)} {cue.settings}".rstrip()
        blocks.append("\n".join(([cue.identifier] if cue.identifier else []) + [times, cue.raw]))
    return "\n\n".join(blocks) + "\n"


def _delta(seconds: float) -> timedelta:
    return timedelta(milliseconds=round(seconds * 1000))
