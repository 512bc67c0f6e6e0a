"""SubRip, through the `srt` package."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import srt

from subtitles.colours import colour_of
from subtitles.track import Event, Track

__all__ = ["write"]


def write(track: Track) -> str:
    """Return the cues as SubRip: numbered from 1, times rounded to the millisecond."""
    subtitles = [
        srt.Subtitle(number, _time(event.start), _time(event.end), _content(track, event))
        for number, event in enumerate(track.events, 1)
    ]
    text = srt.compose(subtitles, reindex=False)
    if track.options.crlf:
        text = text.replace("\n", "\r\n")
    return "\ufeff" + text if track.options.bom else str(text)


def _time(seconds: float) -> timedelta:
    # The package cuts what is below a millisecond; so it is rounded before.
    return timedelta(milliseconds=round(seconds * 1000))


def _content(track: Track, event: Event) -> str:
    lines = []
    for line in event.lines:
        colour = colour_of(track, line.name)
        lines.append(f'<font color="{escape(colour)}">{line.text}</font>' if colour else line.text)
    return "\n".join(lines)
