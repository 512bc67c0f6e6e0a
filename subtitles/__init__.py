"""Alignment to cues to subtitle files."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subtitles.cues import Cue, make_cues
    from subtitles.formats import FORMATS
    from subtitles.profiles import Profile, get_profile, profile_names
    from subtitles.track import Event, Line, Options, Spoken, Track, make_track
    from subtitles.writing import render_subtitles, write_subtitles

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
    "make_cues",
    "make_track",
    "profile_names",
    "render_subtitles",
    "write_subtitles",
]

_HOME = {
    "Cue": "subtitles.cues",
    "make_cues": "subtitles.cues",
    "FORMATS": "subtitles.formats",
    "Profile": "subtitles.profiles",
    "get_profile": "subtitles.profiles",
    "profile_names": "subtitles.profiles",
    "Event": "subtitles.track",
    "Line": "subtitles.track",
    "Options": "subtitles.track",
    "Spoken": "subtitles.track",
    "Track": "subtitles.track",
    "make_track": "subtitles.track",
    "render_subtitles": "subtitles.writing",
    "write_subtitles": "subtitles.writing",
}


def __getattr__(name: str) -> Any:
    # Names are fetched when they are used, so that importing the package costs nothing.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
