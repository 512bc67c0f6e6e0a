"""WebVTT, written here: the packages that write it leave `&` and `<` as they are (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from fractions import Fraction

from align.clock import clock_text
from subtitles.colours import colour_of
from subtitles.speakers import GUESS, GUESS_MARK
from subtitles.track import Event, Line, Track, join_spoken

__all__ = ["escaped", "write"]

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """Return text that is no markup, and cannot end the cue.

    >>> escaped("a --> <b> & c")
    'a --&gt; &lt;b&gt; &amp; c'
    """
    return text.translate(_ESCAPES)


def write(track: Track) -> str:
    """Return the cues as WebVTT, with `<v Name>` where speakers are known and a time for each word where the profile
    asks.
    """
    parts = ["WEBVTT\n", *_notes(track), *_styles(track)]
    settings = " line:70%" if track.profile.aspect == "9:16" else ""
    for event in track.events:
        body = "\n".join(_line(track, event, line) for line in event.lines)
        parts.append(f"{clock_text(event.start)} --> {clock_text(event.end)}{settings}\n{body}\n")
    return "\n".join(parts)


def _notes(track: Track) -> list[str]:
    if any(turn.name == GUESS for turn in track.alignment.speakers):
        return [f"NOTE {escaped(GUESS_MARK.strip())} marks a change of speaker that was guessed from the wording\n"]
    return []


def _styles(track: Track) -> list[str]:
    rules = [
        f'::cue(v[voice="{_css(name)}"]) {{ color: {colour} }}'
        for name in track.names
        if (colour := colour_of(track, name)) is not None
    ]
    if track.profile.highlight != "none":
        rules.append("::cue(:future) { color: #a0a0a0 }")
    return ["STYLE\n" + "\n".join(rules) + "\n"] if rules else []


def _css(name: str) -> str:
    # Hex escapes also keep a name from ending the block with an arrow.
    return "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in name)


def _line(track: Track, event: Event, line: Line) -> str:
    voiced = line.name not in (None, GUESS) and track.profile.speakers != "none"
    prefix = "" if voiced and track.profile.speakers == "name" else escaped(line.prefix)
    text = prefix + (_with_times(event, line) if track.profile.highlight != "none" else escaped(line.plain))
    return f"<v {escaped(line.name or '')}>{text}</v>" if voiced else text


def _with_times(event: Event, line: Line) -> str:
    """Return each word after its own time; times rise strictly, from after the cue's start to before its end."""
    latest, last = round(event.start * 1000), round(event.end * 1000)
    if line is not event.lines[0]:
        before = [round(word.start * 1000) for other in event.lines for word in other.words]
        before = before[: sum(len(other.words) for other in event.lines[: event.lines.index(line)])]
        latest = max([latest, *(ms for ms in before if ms < last)])
    parts = []
    for word in line.words:
        ms = round(word.start * 1000)
        if latest < ms < last:
            parts.append(f"<{clock_text(Fraction(ms, 1000))}>{escaped(word.text)}")
            latest = ms
        else:
            parts.append(escaped(word.text))
    return join_spoken(line.words, parts)
