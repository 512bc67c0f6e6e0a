"""Advanced SubStation Alpha, written here, for libass: styles, word highlight, safe areas (aegisub.org, "ASS tags").

Times are centiseconds. `{` and `\\` in words are escaped in libass's way, so that no word can act as a tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from align.clock import clock_text
from subtitles.colours import colour_of
from subtitles.track import Event, Line, Spoken, Track, join_spoken

__all__ = ["Screen", "escaped", "screen_of", "write"]

# `\{` is libass's brace. To other readers it opens a tag, which `{}` ends at once, so that they lose the brace alone.
# After a backslash, a word joiner keeps libass from reading `\N` or `\h`; nothing is seen of it.
_ESCAPES = str.maketrans({"{": "\\{{}", "\\": "\\\u2060"})
# The field of a name ends at a comma and has no escape for one; a brace or backslash in it is not text everywhere.
_NAME_SIGNS = str.maketrans({",": " ", "{": "(", "}": ")", "\\": "/"})
_HIGHLIGHT = "&H00D7FF"  # amber


@dataclass(frozen=True, slots=True)
class Screen:
    """Picture size and margins in pixels: text stays inside the safe area of the aspect ratio."""

    width: int
    height: int
    side: int
    bottom: int


# 16:9: 10% and 5% (title safe, EBU R 95). 9:16: captions end above the buttons and titles that Shorts, Reels and TikTok
# lay over the lower third (the union of their published overlays); square and 4:5 as 9:16 without that bar.
_SCREENS = {
    "16:9": Screen(1920, 1080, 192, 60),
    "9:16": Screen(1080, 1920, 120, 560),
    "1:1": Screen(1080, 1080, 80, 120),
    "4:5": Screen(1080, 1350, 80, 200),
    "4:3": Screen(1440, 1080, 108, 60),
}


def screen_of(aspect: str) -> Screen:
    """Return the screen of an aspect ratio `width:height`; one that is not listed gets margins of 10% and 6%.

    >>> screen_of("9:16").height, screen_of("21:9").width
    (1920, 2520)
    """
    if aspect in _SCREENS:
        return _SCREENS[aspect]
    wide, high = (int(part) for part in aspect.split(":"))
    width = round(1080 * wide / high) if wide >= high else 1080
    height = 1080 if wide >= high else round(1080 * high / wide)
    return Screen(width, height, width // 10, height * 6 // 100)


def escaped(text: str) -> str:
    """Return a word that is no tag.

    >>> escaped("{x}")
    '\\\\{{}x}'
    """
    return text.translate(_ESCAPES)


def write(track: Track) -> str:
    """Return the cues as ASS.

    `karaoke` fills words as they are said; `pop` is an event a word, in which it stands out.
    """
    screen = screen_of(track.profile.aspect)
    make = _pop if track.profile.highlight == "pop" else _plain
    rows = [row for event in track.events for row in make(track, event)]
    return "\n".join([*_head(track, screen), *rows, ""])


def _head(track: Track, screen: Screen) -> list[str]:
    # A line of the profile's length fills the safe width: letters of sans faces are about half as wide as high.
    size = min(round((screen.width - 2 * screen.side) / (track.profile.max_chars * 0.5)), screen.height // 14)
    second = "&H00A0A0A0" if track.profile.highlight == "karaoke" else "&H00FFFFFF"
    style = (
        f"Style: Default,Arial,{size},&H00FFFFFF,{second},&H00000000,&H80000000,-1,0,0,0,100,100,0,0,1,"
        f"{max(2, size // 18)},{max(1, size // 36)},2,{screen.side},{screen.side},{screen.bottom},1"
    )
    return [
        "[Script Info]",
        "ScriptType: v4.00+",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        f"PlayResX: {screen.width}",
        f"PlayResY: {screen.height}",
        "",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic,"
        " Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL,"
        " MarginR, MarginV, Encoding",
        style,
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]


def _row(event: Event, start: int, end: int, text: str) -> str:
    names = {line.name for line in event.lines if line.name is not None}
    name = next(iter(names)).translate(_NAME_SIGNS) if len(names) == 1 else ""
    return f"Dialogue: 0,{_clock(start)},{_clock(end)},Default,{name},0,0,0,,{text}"


def _clock(cs: int) -> str:
    return clock_text(Fraction(cs, 100), places=2, hours=1)


def _cs(seconds: float) -> int:
    return round(seconds * 100)


def _plain(track: Track, event: Event) -> list[str]:
    start, end = _cs(event.start), _cs(event.end)
    at = start
    lines = []
    for line in event.lines:
        if track.profile.highlight == "karaoke":
            text, at = _filled(line, at, end)
        else:
            text = join_spoken(line.words, [escaped(word.text) for word in line.words])
        lines.append(_coloured(track, line, escaped(line.prefix) + text))
    return [_row(event, start, end, "\\N".join(lines))]


def _filled(line: Line, at: int, end: int) -> tuple[str, int]:
    """Return the words with `\\kf` times that start at centisecond `at`; each boundary is rounded, so that none
    drifts.
    """
    parts = []
    for word in line.words:
        begin, stop = (min(max(at, _cs(t)), end) for t in (word.start, word.end))
        wait = f"{{\\k{begin - at}}}" if begin > at else ""
        stop = max(begin, stop)
        parts.append(f"{wait}{{\\kf{stop - begin}}}{escaped(word.text)}")
        at = stop
    return join_spoken(line.words, parts), at


def _pop(track: Track, event: Event) -> list[str]:
    words = [word for line in event.lines for word in line.words]
    start, end = _cs(event.start), _cs(event.end)
    edges = [start]
    for word in words:
        edges.append(min(max(edges[-1], _cs(word.start)), end))
    edges.append(end)
    # Where a cue comes before its sound, nothing stands out yet.
    return [
        _row(event, a, b, _with_active(event, word))
        for word, a, b in zip([None, *words], edges, edges[1:], strict=False)
        if b > a
    ]


def _with_active(event: Event, active: Spoken | None) -> str:
    lines = []
    for line in event.lines:
        shown = [
            f"{{\\c{_HIGHLIGHT}&}}{escaped(word.text)}{{\\r}}" if word is active else escaped(word.text)
            for word in line.words
        ]
        lines.append(escaped(line.prefix) + join_spoken(line.words, shown))
    return "\\N".join(lines)


def _coloured(track: Track, line: Line, text: str) -> str:
    colour = colour_of(track, line.name)
    if colour is None:
        return text
    # ASS has blue first.
    return f"{{\\c&H{colour[5:7]}{colour[3:5]}{colour[1:3]}&}}{text}{{\\r}}"
