"""What a quality check flags in cues by themselves: lengths, times, reading speed, breaks, typography.

The rules mirror those of Subtitle Edit's Netflix quality check, with the numbers of the profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from subtitles.language import Break, Language
from subtitles.profiles import Profile
from subtitles.reading import TextCue
from subtitles.timeline import width

__all__ = ["RULES", "Finding", "Level", "check_cues", "cue_size", "speed_text"]

Level = Literal["hard", "soft", "style"]
RULES: dict[Level, tuple[str, ...]] = {
    "hard": ("length", "lines", "duration", "gap", "overlap", "order", "empty"),
    "soft": ("speed", "pace", "rapid", "tight", "break", "words", "absent", "early", "late", "held", "cut", "silence"),
    "style": ("file", "space", "ellipsis", "numbers", "dash", "quotes", "brackets"),
}
SLACK = 0.0015  # seconds: times of files are whole milliseconds
_NUMERAL = re.compile(r"(?<![\w.,:/$€£%-])([1-9]|10)(?![\w:/%-]|[.,]\d)")
_SOUND = re.compile(r"^\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check flags.

    Args:
        rule: its short name.
        level: `hard` (a broadcaster rejects it), `soft` (it reads badly or is late), `style` (typography).
        comment: what is wrong, with the number and the limit.
        cue: number of the cue, from 1; `None` where it is the whole file.
        time: seconds; of the cue's start, if there is one.
        context: the text it is about.
    """

    rule: str
    level: Level
    comment: str
    cue: int | None = None
    time: float | None = None
    context: str = ""


def check_cues(
    cues: Sequence[TextCue], profile: Profile, language: Language, *, fps: Fraction | None = None
) -> Iterator[Finding]:
    """Yield every rule that needs nothing but the cues; with `fps`, the least gap is counted in frames."""
    for cue in cues:
        yield from _text(cue, profile)
        yield from _duration(cue, profile)
        yield from _typography(cue, profile)
        yield from _breaks(cue, list(cue.lines), language)
    for before, after in pairwise(cues):
        yield from _gap(before, after, profile, fps)
        if before.lines and after.lines:
            yield from _breaks(before, [before.lines[-1], after.lines[0]], language)


def _flag(cue: TextCue, rule: str, level: Level, comment: str, context: str | None = None) -> Finding:
    return Finding(rule, level, comment, cue.number, cue.start, "|".join(cue.lines) if context is None else context)


def _text(cue: TextCue, profile: Profile) -> Iterator[Finding]:
    if not any(line.strip() for line in cue.lines):
        yield _flag(cue, "empty", "hard", "the cue has no text")
        return
    for line in cue.lines:
        if width(line) > profile.max_chars:
            comment = f"{width(line)} characters in a line, the limit is {profile.max_chars}"
            yield _flag(cue, "length", "hard", comment, line)
    if len(cue.lines) > profile.max_lines:
        yield _flag(cue, "lines", "hard", f"{len(cue.lines)} lines, the limit is {profile.max_lines}")


def _duration(cue: TextCue, profile: Profile) -> Iterator[Finding]:
    duration = cue.end - cue.start
    if duration <= 0:
        yield _flag(cue, "order", "hard", "ends before it starts")
        return
    if duration < profile.min_duration - SLACK:
        yield _flag(cue, "duration", "hard", f"{duration:.3f} s, the least is {profile.min_duration:g} s")
    if duration > profile.max_duration + SLACK:
        yield _flag(cue, "duration", "hard", f"{duration:.3f} s, the limit is {profile.max_duration:g} s")
    chars, words = cue_size(cue)
    # Half a millisecond at each end may have been rounded off.
    if profile.reading_time(chars, words) > duration + SLACK:
        limit = profile.max_cps if _by_chars(chars, duration, profile) else profile.max_wpm
        yield _flag(cue, "speed", "soft", f"{speed_text(chars, words, duration, profile)}, the limit is {limit:g}")


def cue_size(cue: TextCue) -> tuple[int, int]:
    """Return characters, line breaks not counted, and words."""
    return sum(map(width, cue.lines)), len(" ".join(cue.lines).split())


def speed_text(chars: int, words: int, seconds: float, profile: Profile) -> str:
    """Return how fast that is, in the unit of the limit that it breaks, or of the one that there is."""
    if _by_chars(chars, seconds, profile) or not profile.max_wpm:
        return f"{chars / seconds:.1f} characters a second"
    return f"{words * 60 / seconds:.0f} words a minute"


def _by_chars(chars: int, seconds: float, profile: Profile) -> bool:
    return bool(profile.max_cps) and chars / seconds > profile.max_cps


def _gap(before: TextCue, after: TextCue, profile: Profile, fps: Fraction | None) -> Iterator[Finding]:
    gap = after.start - before.end
    least = profile.min_gap if fps is None else float(profile.min_gap_frames / fps)
    if after.start < before.start:
        yield _flag(after, "order", "hard", "starts before the cue before it")
    elif gap < -SLACK:
        yield _flag(after, "overlap", "hard", f"overlaps the cue before it by {-gap:.3f} s")
    elif gap < least - SLACK:
        yield _flag(after, "gap", "hard", f"{gap:.3f} s after the cue before it, the least is {least:.3f} s")
    elif least + SLACK < gap < _half_second(profile.close_gaps, fps) - SLACK:
        yield _flag(after, "gap", "hard", f"{gap:.3f} s after the cue before it, to be closed to {least:.3f} s")


def _half_second(close: float, fps: Fraction | None) -> float:
    """Return the length from which a gap may stay: counted in whole frames where there are frames."""
    if fps is None:
        return close
    return float(int(close * -(-fps.numerator // fps.denominator)) / fps)


def _breaks(cue: TextCue, lines: list[str], language: Language) -> Iterator[Finding]:
    for above, below in pairwise(lines):
        words, following = above.split(), below.split()
        if not words or not following or following[0][:1] in "-–—[(♪>":
            continue
        if language.break_between(words[-1], following[0]) is Break.FORBIDDEN:
            yield _flag(cue, "break", "soft", f"parts {words[-1]!r} from {following[0]!r}", f"{above}|{below}")


def _typography(cue: TextCue, profile: Profile) -> Iterator[Finding]:
    text = "|".join(cue.lines)
    if any(line != line.strip() or "  " in line for line in cue.lines):
        yield _flag(cue, "space", "style", "spaces at an edge or doubled")
    if not profile.typography:
        return
    if profile.quotes == "straight" and any(c in text for c in "“”‘’"):
        yield _flag(cue, "quotes", "style", "curly quotes, straight ones are asked for")
    if profile.speakers in ("dash", "dash-space"):
        yield from _dashes(cue, profile)
        if "..." in text:
            yield _flag(cue, "ellipsis", "style", "three dots, the single character … is asked for")
        numeral = _NUMERAL.search(text)
        if numeral:
            yield _flag(cue, "numbers", "style", f"{numeral[1]!r} in figures, one to ten are asked for in words")
        if any(_SOUND.match(line.strip()) for line in cue.lines):
            yield _flag(cue, "brackets", "style", "a sound in parentheses, [brackets] are asked for")


def _dashes(cue: TextCue, profile: Profile) -> Iterator[Finding]:
    dashed = [line for line in cue.lines if line[:1] in ("-", "–") and len(line) > 1 and line[1] != "-"]
    spaced = [line for line in dashed if line[1] == " "]
    if profile.speakers == "dash" and spaced:
        yield _flag(cue, "dash", "style", "a space after a speaker's dash", spaced[0])
    if profile.speakers == "dash-space" and len(spaced) < len(dashed):
        yield _flag(cue, "dash", "style", "no space after a speaker's dash", dashed[0])
