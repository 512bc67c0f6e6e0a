"""Subtitle profiles: the numbers and habits of a broadcaster or platform, as data.

The built-in ones are in `profiles.toml`, with their sources; a `pullquote.toml` adds to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from align.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["SPEAKER_STYLES", "Profile", "get_profile", "override", "profile_names", "setting_names"]

SpeakerStyle = Literal["none", "dash", "dash-space", "name", "colour"]
SPEAKER_STYLES: tuple[str, ...] = get_args(SpeakerStyle)
Quotes = Literal["keep", "straight"]
Highlight = Literal["none", "karaoke", "pop"]
_CHOICES: dict[str, tuple[str, ...]] = {
    "speakers": SPEAKER_STYLES,
    "quotes": get_args(Quotes),
    "highlight": get_args(Highlight),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What subtitles must look like. Times in seconds, lengths in characters (grapheme clusters).

    Args:
        max_chars, max_lines: of a line, of a cue.
        max_cps, max_wpm: reading speed in characters a second and words a minute; 0 is no limit.
        min_duration, max_duration: of a cue on screen.
        min_gap, min_gap_frames: least time between cues, without and with a frame rate.
        close_gaps: a gap shorter than this is closed to the least gap; 0 leaves gaps alone.
        linger: how far reading speed may hold a cue past the end of its last word.
        tail: how long a cue stays past its last word wherever there is room.
        lead, lag: how far a cue may begin before or after its first sound so that it and its neighbours can be read.
        max_words: words in a cue; 0 is no limit.
        force_pause: a pause this long always ends a cue.
        min_balance: shorter line over longer line (0..1) below which a division into lines is avoided.
        one_line: whether what fits on one line stays on one line.
        speakers: how a change of speaker is shown.
        merge_speakers: whether two short turns may share a cue, a line each.
        quotes: whether curly quotes are written as straight ones.
        aspect: of the picture, `width:height`.
        highlight: how formats that know the time of each word show it.
        typography: whether a check looks at ellipses, dashes, quotes and figures too.
        fixed: settings that the user gave; a language does not change them (`subtitles.language_limits`).
    """

    name: str
    max_chars: int
    max_lines: int
    max_cps: float
    max_wpm: float
    min_duration: float
    max_duration: float
    min_gap: float
    min_gap_frames: int
    close_gaps: float
    linger: float
    tail: float
    lead: float
    lag: float
    max_words: int
    force_pause: float
    min_balance: float
    one_line: bool
    speakers: SpeakerStyle
    merge_speakers: bool
    quotes: Quotes
    aspect: str
    highlight: Highlight
    typography: bool
    fixed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raise `UsageError` for numbers that no subtitle can satisfy."""
        if self.max_chars < 1 or self.max_lines < 1:
            raise UsageError(f"profile {self.name}: a cue needs at least one line of one character")
        if not 0 < self.min_duration <= self.max_duration:
            raise UsageError(f"profile {self.name}: min_duration must be above 0 and at most max_duration")
        numbers = (self.max_cps, self.max_wpm, self.min_gap, self.min_gap_frames, self.close_gaps)
        if (
            min(
                *numbers,
                self.linger,
                self.tail,
                self.lead,
                self.lag,
                self.max_words,
                self.force_pause,
                self.min_balance,
            )
            < 0
        ):
            raise UsageError(f"profile {self.name}: no number may be below 0")

    def reading_time(self, chars: int, words: int) -> float:
        """Return seconds that a cue of so many characters and words must stay to be read.

        >>> get_profile("netflix").reading_time(40, 8)
        2.0
        """
        by_chars = chars / self.max_cps if self.max_cps else 0.0
        by_words = words * 60.0 / self.max_wpm if self.max_wpm else 0.0
        return max(by_chars, by_words)


def override(profile: Profile, values: Mapping[str, Any], *, fix: bool = False) -> Profile:
    """Return the profile with some values replaced, `fix`: for every language.

    Raises `UsageError` for an unknown name or a value of the wrong kind.
    """
    checked = {key: _checked(profile, key, value) for key, value in values.items()}
    return replace(profile, **checked, fixed=profile.fixed | checked.keys() if fix else profile.fixed)


def setting_names() -> tuple[str, ...]:
    """Return what a profile may set."""
    return tuple(field.name for field in fields(Profile) if field.name not in ("name", "fixed"))


def _checked(profile: Profile, key: str, value: Any) -> Any:
    if key not in setting_names():
        raise UsageError(f"profile {profile.name}: unknown setting {key!r}")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise UsageError(f"profile {profile.name}: {key} is one of {', '.join(_CHOICES[key])}, not {value!r}")
    kind = type(getattr(profile, key))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise UsageError(f"profile {profile.name}: {key} wants a {kind.__name__}, not {value!r}")
    return value


@cache
def _built_in() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "profiles.toml").read_text(encoding="utf-8"))


def profile_names(extra: Iterable[str] = ()) -> list[str]:
    """Return the names of all profiles, built in and `extra`."""
    return [*_built_in(), *(name for name in extra if name not in _built_in())]


def get_profile(name: str, extra: Mapping[str, Mapping[str, Any]] | None = None) -> Profile:
    """Return the profile of this name; `extra` holds tables of a `pullquote.toml`. Raises `UsageError` for an unknown
    one.

    >>> get_profile("netflix").max_chars
    42
    """
    return _build(name, extra or {}, ())


def _build(name: str, extra: Mapping[str, Mapping[str, Any]], trail: tuple[str, ...]) -> Profile:
    if name in trail:
        raise UsageError(f"profile {name}: is based on itself")
    built_in = _built_in()
    if name not in built_in and name not in extra:
        raise UsageError(f"no profile {name!r}; there are {', '.join(profile_names(extra))}")
    values: dict[str, Any] = {}
    base: str | None = None
    for table in (built_in.get(name, {}), extra.get(name, {})):
        own = dict(table)
        base = own.pop("base", base)
        values.update(own)
    if base is not None:
        start = replace(_build(base, extra, (*trail, name)), name=name)
    else:
        start = Profile(name=name, **built_in["default"])
    return override(start, values)
