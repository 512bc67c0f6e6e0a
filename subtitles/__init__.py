"""Alignment to cues to subtitle files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from subtitles.cues import Cue, make_cues
    from subtitles.formats import FORMATS
    from subtitles.profiles import Profile, get_profile, profile_names
    from subtitles.track import Event, Line, Options, Spoken, Track, make_track
    from subtitles.writing import lay_out, render_subtitles, write_subtitles

__all__ = [
    "FORMATS",
    "Cue",
    "Event",
    "Line",
    "Options",
    "Profile",
    "Spoken",
    "Track",
    "get_profile",
    "lay_out",
    "make_cues",
    "make_track",
    "profile_names",
    "render_subtitles",
    "write_subtitles",
]

_HOMES = {
    "subtitles.cues": ("Cue", "make_cues"),
    "subtitles.formats": ("FORMATS",),
    "subtitles.profiles": ("Profile", "get_profile", "profile_names"),
    "subtitles.track": ("Event", "Line", "Options", "Spoken", "Track", "make_track"),
    "subtitles.writing": ("lay_out", "render_subtitles", "write_subtitles"),
}

__getattr__ = lazy_names(__name__, _HOMES)
