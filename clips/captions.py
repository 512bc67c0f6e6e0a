"""Burned captions: an ASS file whose words light up as they are said.

Sizes follow the picture: two lines of 24 characters on upright and square ones, of 36 on wide ones, inside the middle
that no platform covers with its buttons (conservative union of the published safe zones: on 1080 x 1920 the lowest 450
lines, the topmost 220, 160 columns on the right).
"""

from __future__ import annotations

import dataclasses
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align.document import Alignment
from align.errors import UsageError
from clips.fonts import Font
from clips.picture import Frame

__all__ = ["AssEvent", "ass_file", "caption_events", "caption_margins", "escape", "refuse_unknown_letters"]

WHITE, YELLOW = "&H00FFFFFF", "&H0000D7FF"


@dataclass(frozen=True, slots=True)
class AssEvent:
    """A line of an ASS file: seconds, the name of its style, its text with tags."""

    start: float
    end: float
    text: str
    style: str = "Caption"


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels at the left and right, and below the captions; characters in a line; size of the letters."""

    side: int
    below: int
    chars: int
    size: int


def caption_margins(frame: Frame) -> Margins:
    """Return where captions stand in a picture, and how large."""
    tall = frame.height / frame.width
    if tall > 1.5:  # 9:16
        side, below, chars = round(frame.width * 0.15), round(frame.height * 0.285), 24
    elif tall > 0.9:  # 4:5 and 1:1
        side, below, chars = round(frame.width * 0.1), round(frame.height * 0.12), 24
    else:
        side, below, chars = round(frame.width * 0.1), round(frame.height * 0.08), 36
    # Letters of running text are 0.38 of the size wide (Source Sans Bold); a full line must fit.
    size = min((frame.width - 2 * side) / (chars * 0.4), frame.height * 0.085)
    return Margins(side, below, chars, max(8, round(size)))


def caption_events(words: Alignment, frame: Frame, style: str, font: Font, *, duration: float) -> list[AssEvent]:
    """Return the captions of a clip (`words` with times from its beginning), by style: `clean`, `highlight`, `karaoke`.

    The first stands from the first frame when it begins within a second. Raises `UsageError` for letters that the font
    does not have; emoji and other signs that it does not have are left out.
    """
    from subtitles import get_profile, make_cues, make_track

    refuse_unknown_letters(" ".join(word.text for word in words.words), font)
    profile = dataclasses.replace(get_profile("social"), max_chars=caption_margins(frame).chars)
    track = make_track(words, make_cues(words, profile), profile)
    events: list[AssEvent] = []
    for number, event in enumerate(track.events):
        start = 0.0 if number == 0 and event.start < 1.0 else event.start
        spoken = [[_Shown(_drawn(w.text, font), w.start, w.end) for w in line.words] for line in event.lines]
        events += _styled(spoken, start, min(event.end, duration), style)
    return events


@dataclass(frozen=True, slots=True)
class _Shown:
    text: str
    start: float
    end: float


def _styled(lines: Sequence[Sequence[_Shown]], start: float, end: float, style: str) -> Iterator[AssEvent]:
    words = [word for line in lines for word in line]
    if style == "karaoke":
        yield AssEvent(start, end, _karaoke(lines, start, end))
    elif style == "highlight":
        # One event for each state of the block, so that the block never moves.
        edges = [start, *(min(max(word.start, start), end) for word in words[1:]), end]
        edges[0] = start
        for active, (begin, stop) in enumerate(itertools.pairwise(edges)):
            if round(stop * 100) > round(begin * 100):
                yield AssEvent(begin, stop, _block(lines, active))
    else:
        yield AssEvent(start, end, _block(lines, None))


def _block(lines: Sequence[Sequence[_Shown]], active: int | None) -> str:
    number, rows = 0, []
    for line in lines:
        row = []
        for word in line:
            lit = number == active
            row.append(f"{{\\c{YELLOW[:2] + YELLOW[4:]}&}}{escape(word.text)}{{\\r}}" if lit else escape(word.text))
            number += 1
        rows.append(" ".join(part for part in row if part))
    return "\\N".join(row for row in rows if row)


def _karaoke(lines: Sequence[Sequence[_Shown]], start: float, end: float) -> str:
    """Write durations as differences of rounded times, so that roundings do not add up."""
    at, rows = round(start * 100), []
    for line in lines:
        row = ""
        for number, word in enumerate(line):
            begin = min(max(round(word.start * 100), at), round(end * 100))
            stop = min(max(round(word.end * 100), begin), round(end * 100))
            pause = f"{{\\k{begin - at}}}" if begin > at else ""
            row += f"{' ' if number else ''}{pause}{{\\kf{stop - begin}}}{escape(word.text)}"
            at = stop
        rows.append(row)
    return "\\N".join(rows)


def escape(text: str) -> str:
    """Return text as libass shows it unchanged.

    >>> escape("{a}")
    '\\\\{a\\\\}'
    """
    # An invisible joiner keeps a backslash from making a line break of the letter behind it.
    plain = text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")
    return " ".join(plain.split())


def refuse_unknown_letters(text: str, font: Font) -> None:
    """Raise `UsageError` where there are letters or digits that the font does not have."""
    missing = [c for c in font.missing(text) if unicodedata.category(c)[0] in "LN"]
    if missing:
        shown = " ".join(missing[:12]) + (" ..." if len(missing) > 12 else "")
        raise UsageError(
            f"the font {font.family} cannot draw {shown}; name one that can with --font, or --captions none"
        )


def _drawn(text: str, font: Font) -> str:
    missing = font.missing(text)
    # What only modifies a sign that is gone (skin tones, joiners) goes with it.
    return "".join(c for c in text if c not in missing and not (missing and unicodedata.category(c) in ("Cf", "Mn")))


_HEAD = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
{styles}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}
"""


def ass_file(
    frame: Frame,
    events: Sequence[AssEvent],
    font: Font,
    *,
    karaoke: bool = False,
    extra_styles: Sequence[str] = (),
    lines: tuple[int, int] | None = None,
) -> str:
    """Write the ASS file: one caption style for the picture's size, and whatever styles the caller adds.

    `lines`: for a see-through strip, the first of the picture's lines that it covers, and how many.
    """
    place = caption_margins(frame)
    top, height = lines or (0, frame.height)
    below = place.below - (frame.height - top - height)
    # In karaoke the primary colour is what was sung, the secondary what is still to come.
    colours = f"{YELLOW},{WHITE}" if karaoke else f"{WHITE},{WHITE}"
    # On a see-through strip ffmpeg counts transparency twice; the root makes half of it half.
    shade = "&H80000000" if lines is None else "&H4B000000"
    edge, shadow = max(1.0, place.size * 0.06), max(0.5, place.size * 0.03)
    caption = (
        f"Style: Caption,{font.family},{place.size},{colours},&H00000000,{shade},-1,0,0,0,100,100,0,0,1,"
        f"{edge:.1f},{shadow:.1f},2,{place.side},{place.side},{below},1"
    )
    rows = [f"Dialogue: 0,{_time(e.start)},{_time(e.end)},{e.style},,0,0,0,,{e.text}" for e in events]
    styles = "\n".join([caption, *extra_styles])
    return _HEAD.format(width=frame.width, height=height, styles=styles, events="\n".join(rows))


def _time(seconds: float) -> str:
    hundredths = round(max(0.0, seconds) * 100)
    return f"{hundredths // 360000}:{hundredths // 6000 % 60:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
