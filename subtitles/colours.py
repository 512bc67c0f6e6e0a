"""The colours of speakers, for profiles that tell them apart so."""

from __future__ import annotations

from subtitles.track import Track

__all__ = ["COLOURS", "colour_of"]

# BBC Subtitle Guidelines, "Use of colours": white, yellow, cyan, green, in this order.
COLOURS = ("#ffffff", "#ffff00", "#00ffff", "#00ff00")


def colour_of(track: Track, name: str | None) -> str | None:
    """Return the speaker's colour as `#rrggbb`; `None` for white, and where speakers are not shown by colour."""
    if track.profile.speakers != "colour" or name is None or name not in track.names:
        return None
    colour = COLOURS[track.names.index(name) % len(COLOURS)]
    return None if colour == COLOURS[0] else colour
