"""Right times for subtitles that somebody made: their cues, lines and markup stay, only the times change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

import numpy as np

from align.clock import clock_text
from align.document import Alignment, PoorMatch
from align.errors import FileProblem, InputsDoNotFit
from align.mismatch import ACCEPT
from align.transcript.caption_markup import plain_text
from align.transcript.captions import NEWLINE
from subtitles.audio_checks import NOT_SAID, Pairs, Place, is_sayable, paired
from subtitles.profiles import Profile
from subtitles.reading import TextCue, TextFile
from subtitles.sounds import sound_times
from subtitles.timeline import width
from subtitles.timing import FAR, make_clock, out_points

__all__ = ["Retimed", "retime", "write_retimed"]

SHORTEST_WORD = 0.015  # seconds
TOGETHER = 0.05  # seconds; cues that begin no further apart are shown together, and none is shown for less
_TOKEN = re.compile(r"\n|[^\S\n]+|\S+")
_WORD_TIME = re.compile(r"<(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}>", re.ASCII)
FEWEST = 0.3  # share of the words below which text and sound do not belong together
DOUBTED = 4  # words from which on a cue of which fewer than that share was found is named


@dataclass(frozen=True, slots=True)
class Retimed:
    """Cues with new times.

    Args:
        cues: in the order of the file.
        guessed: the numbers of those of which no word was found, timed like their neighbours.
        doubtful: the numbers of those of which hardly a word was found: they are timed by the few that were.
        too_far, left: the numbers of those that stay as they were: they would move too far, or nobody chose them.
        words: for each cue, when each of its words begins, in seconds; `None` for one that was not found.
        lost: what of the file was not understood and stays as it is.
        language: of the speech.
        warnings: what the alignment warns of.
        poor_match: set where hardly a word of the file was found, and the user accepts that.
    """

    cues: tuple[TextCue, ...]
    guessed: tuple[int, ...]
    words: tuple[tuple[float | None, ...], ...]
    lost: tuple[str, ...] = ()
    language: str = "en"
    warnings: tuple[str, ...] = ()
    poor_match: PoorMatch | None = None
    too_far: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


def retime(
    file: TextFile,
    alignment: Alignment,
    profile: Profile,
    *,
    fps: Fraction | None = None,
    accept_poor: bool = False,
) -> Retimed:
    """Time the cues of a file by the words of an alignment, in and out points as the profile asks.

    A cue none of whose words was found moves as far as the cues around it, and the second of two layers goes with the
    first. Raises `InputsDoNotFit` where hardly a word of the file is in the alignment (with `accept_poor`: no word at
    all), and `FileProblem` for captions that roll.
    """
    if file.rolling:
        raise FileProblem(
            file.path,
            "holds captions that roll or grow: each line stands there several times and has no one time;"
            " make new ones with `pullquote run`",
        )
    layers = _layers(file.cues)
    order, (places, pairs) = _in_order(file.cues, [k for k, first in enumerate(layers) if k == first], alignment)
    times = {p: alignment.words[i].span for p, i in pairs if alignment.words[i].timed}
    # A word squeezed into nothing was not found, whatever the alignment calls it.
    heard = sum(b - a >= SHORTEST_WORD for a, b in times.values())
    poor = heard < max(1, FEWEST * len(places))
    if poor and not (accept_poor and heard):
        raise InputsDoNotFit("the subtitles do not belong to this recording", heard, len(places), ACCEPT)
    sounds = sound_times(alignment)
    times |= {p: sounds[i] for p, i in pairs if i in sounds}
    silent = {p for p, i in pairs if alignment.words[i].status == "silent"}
    cues = [file.cues[k] for k in order]
    spans = _spans(len(cues), places, times, silent)
    words: list[list[float | None]] = [[] for _ in cues]
    for p, place in enumerate(places):
        words[place.cue].append(times[p][0] if p in times else None)
    starts, ends = _timed(cues, _moved(cues, spans), alignment, profile, fps)
    rank = {k: n for n, k in enumerate(order)}
    made = [rank[first] for first in layers]
    return Retimed(
        cues=tuple(replace(cue, start=starts[n], end=ends[n]) for cue, n in zip(file.cues, made, strict=True)),
        guessed=tuple(cue.number for cue, n in zip(file.cues, made, strict=True) if spans[n] is None),
        words=tuple(tuple(words[n]) for n in made),
        doubtful=tuple(
            cue.number for cue, n in zip(file.cues, made, strict=True) if spans[n] is not None and _doubted(words[n])
        ),
        lost=file.lost,
        poor_match=PoorMatch(heard, len(places)) if poor else None,
    )


def _doubted(words: Sequence[float | None]) -> bool:
    found = sum(time is not None for time in words)
    return len(words) >= DOUBTED and found < FEWEST * len(words)


def _layers(cues: Sequence[TextCue]) -> list[int]:
    """Return for each cue the first one with its times and text: mostly itself."""
    first: dict[tuple[float, float, tuple[str, ...]], int] = {}
    return [first.setdefault((cue.start, cue.end, cue.lines), k) for k, cue in enumerate(cues)]


def _in_order(cues: Sequence[TextCue], chosen: list[int], alignment: Alignment) -> tuple[list[int], Pairs]:
    """Return the chosen cues in the order of the file or of its times, whichever finds more words, and the pairs of
    words.
    """
    by_time = sorted(chosen, key=lambda k: cues[k].start)
    orders = [chosen] if by_time == chosen else [chosen, by_time]
    made = [(order, paired([cues[k] for k in order], alignment)) for order in orders]
    return max(made, key=lambda each: len(each[1][1]))


def _spans(
    count: int, places: Sequence[Place], times: Mapping[int, tuple[float, float]], silent: Set[int]
) -> list[tuple[float, float] | None]:
    """First and last sound of each cue, seconds; `None` where no word of it has a time.

    A word at the edge that was not found leaves room for itself, a fifteenth of a second a letter; `silent` ones none.
    """
    spans: list[tuple[float, float] | None] = [None] * count
    before, after = [0.0] * count, [0.0] * count
    for p, place in enumerate(places):
        k, span = place.cue, times.get(p)
        if span is None and p in silent:
            continue
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
    """Return spans for all cues: one that is unknown moves as far as the known ones next to it."""
    shifts = [None if span is None else span[0] - cue.start for cue, span in zip(cues, spans, strict=True)]
    usual = median(shift for shift in shifts if shift is not None)
    made: list[tuple[float, float]] = []
    for k, (cue, span) in enumerate(zip(cues, spans, strict=True)):
        if span is None:
            near = [shift for shift in shifts[max(0, k - 3) : k + 4] if shift is not None]
            start = max(0.0, cue.start + (median(near) if near else usual))
            span = (start, start + max(0.0, cue.end - cue.start))
        made.append(span)
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
    # Cues that begin together are on screen together.
    later = np.searchsorted(starts, starts + round(TOGETHER * clock.rate))
    following = np.append(starts, FAR)[later]
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
    # Short cues stay short: the division is the user's, and a later start would be a wrong time. The gap gives way.
    ends = np.where(ends - starts < clock.shortest, np.maximum(ends, np.minimum(sound, following)), ends)
    ends = np.maximum(ends, np.minimum(starts + round(TOGETHER * clock.rate), following))
    return [clock.seconds(tick) for tick in starts.tolist()], [clock.seconds(tick) for tick in ends.tolist()]


def write_retimed(file: TextFile, made: Retimed) -> str:
    """Return the file with new times; notes, styles, counters, markup and line ends stay as they were.

    Of cues that do not move, every byte stays.
    """
    still = {*made.too_far, *made.left}
    # Even places hold lines, odd ones what ends them.
    parts = re.split(f"({NEWLINE.pattern})", file.text)
    for cue, words in zip(made.cues, made.words, strict=True):
        if cue.number in still:
            continue
        place = 2 * (cue.at - 1)
        # Times that go on below stand on one line from now on, counters before them on a line of their own.
        parts[place + 1 : place + 1 + 2 * cue.below] = [""] * (2 * cue.below)
        line_end = parts[place + 1] if place + 1 < len(parts) else "\n"
        counter = cue.counter + (line_end or "\n") if cue.counter else ""
        parts[place] = f"{counter}{_stamp(cue.start, file.kind)} --> {_stamp(cue.end, file.kind)} {cue.rest}".rstrip()
        if file.kind == "vtt":
            _move_word_times(parts, place + 2 * cue.below, cue, words)
    return "".join(parts)


def _stamp(seconds: float, kind: str) -> str:
    return clock_text(seconds, mark="," if kind == "srt" else ".")


def _move_word_times(parts: list[str], place: int, cue: TextCue, words: Sequence[float | None]) -> None:
    """Give times inside the text of a WebVTT cue those of the words after them; one that fits nowhere goes."""
    if not _WORD_TIME.search(cue.raw):
        return
    # Words of labels are written, and not said.
    written = sum(map(is_sayable, " ".join(line.lstrip(NOT_SAID) for line in cue.lines).split()))
    latest, before = cue.start, len(words) - written

    def moved(match: re.Match[str]) -> str:
        nonlocal latest
        index = before + next(counts)
        time = words[index] if 0 <= index < len(words) else None
        if time is None or not latest + 0.0005 < time < cue.end - 0.0005:
            return ""
        latest = time
        return f"<{clock_text(time)}>"

    for k in range(place + 2, place + 2 + 2 * len(cue.raw.split("\n")), 2):
        *inside, whole = _word_counts(parts[k])
        counts = iter(inside)
        parts[k] = _WORD_TIME.sub(moved, parts[k])
        before += whole


def _word_counts(line: str) -> Iterator[int]:
    """Yield how many words have begun before each time inside a line, and in all of it: one pass, however many there
    are.
    """
    count = 0
    begun = running = False
    for piece in _WORD_TIME.split(line):
        for token in _TOKEN.findall(plain_text(piece, every_tag=True)):
            if token.isspace():
                running = False
                begun = begun and token != "\n"
                continue
            said = token if begun else token.lstrip(NOT_SAID)
            begun = begun or bool(said)
            if not running and is_sayable(said):
                count += 1
                running = True
        yield count
