"""SubViewer as YouTube writes and takes it: times in the first line of a block, text below, a blank line."""

from __future__ import annotations

from align.clock import clock_text
from subtitles.track import Track

__all__ = ["write"]


def write(track: Track) -> str:
    """Return the cues as SBV; times are milliseconds, hours have no leading zero."""
    blocks = [f"{_time(event.start)},{_time(event.end)}\n{event.text}\n" for event in track.events]
    return "\n".join(blocks)


def _time(seconds: float) -> str:
    return clock_text(seconds, places=3, hours=1)
