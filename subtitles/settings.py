"""What the commands take from options and from a `pullquote.toml` beside the episode; options win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.clock import parse_clock
from align.errors import UsageError
from align.settings_file import SETTINGS_NAME, read_settings, refuse_unknown
from align.timecode import Rate, Timecode
from subtitles.profiles import SPEAKER_STYLES, Profile, get_profile, override, setting_names
from subtitles.track import Options

__all__ = ["Settings", "read_profile", "resolve"]

_KEYS = ("profile", "fps", "offset", "start_tc", "drop", "bom", "crlf", "speakers", "turns", "keep_absent")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what is written from an alignment."""

    profile: Profile
    options: Options
    speakers: tuple[str, ...] = ()
    turns: bool = False
    keep_absent: bool = False


def read_profile(folder: Path, name: str | None, sets: Sequence[str] = ()) -> tuple[Profile, dict[str, Any]]:
    """Return the profile that options and the `pullquote.toml` in `folder` ask for, and that file's `[subtitles]`.

    `sets` are rows `KEY=VALUE` that override the profile. `speakers` of that table is the profile's, how a change is
    shown, where it is one of those ways; else it names people as the option does. Raises `UsageError` or `FileProblem`.
    """
    data = read_settings(folder)
    table: dict[str, Any] = dict(data.get("subtitles", {}))
    settings = setting_names()
    refuse_unknown(folder / SETTINGS_NAME, table, dict.fromkeys((*_KEYS, *settings)), "key in [subtitles]:")
    for profile_name, values in data.get("profiles", {}).items():
        known = ("base", *settings)
        refuse_unknown(folder / SETTINGS_NAME, values, known, f"key in [profiles.{profile_name}]:")
    profile = get_profile(str(name or table.get("profile", "default")), data.get("profiles"))
    own = {key: value for key, value in table.items() if key not in _KEYS}
    if table.get("speakers") in SPEAKER_STYLES:
        own["speakers"] = table.pop("speakers")
    profile = override(profile, own, fix=True)
    return override(profile, dict(_assigned(profile, row) for row in sets), fix=True), table


def _assigned(profile: Profile, row: str) -> tuple[str, Any]:
    key, equals, text = (part.strip() for part in row.partition("="))
    key = key.replace("-", "_")
    if not equals:
        raise UsageError(f"{row!r} sets nothing; write KEY=VALUE")
    old = getattr(profile, key, None)
    try:
        if isinstance(old, bool):
            return key, {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
        return key, type(old)(text) if isinstance(old, int | float) else text
    except (KeyError, ValueError):
        raise UsageError(f"{key} cannot be {text!r}") from None


def resolve(folder: Path, given: Mapping[str, Any]) -> Settings:
    """Resolve settings from command-line options `given` (`None` and empty: not given) and the folder's
    `pullquote.toml`.
    """
    profile, table = read_profile(folder, given.get("profile"), given.get("sets") or ())
    merged = {key: given.get(key) if given.get(key) not in (None, ()) else table.get(key) for key in _KEYS}
    speakers = merged["speakers"] or ()
    return Settings(
        profile=profile,
        options=_options(merged),
        speakers=(speakers,) if isinstance(speakers, str) else tuple(map(str, speakers)),
        turns=bool(merged["turns"]),
        keep_absent=bool(merged["keep_absent"]),
    )


def _options(merged: Mapping[str, Any]) -> Options:
    start_tc = None if merged["start_tc"] is None else str(merged["start_tc"])
    drop, rate = merged["drop"], None
    if merged["fps"] is not None:
        rate = Rate.of_picture(str(merged["fps"]))
    if drop is None and ((rate and rate.drop) or (start_tc and ";" in start_tc)):
        drop = True
    if rate is None and drop:
        rate = Rate.parse("29.97df")
    if start_tc is not None and rate is None:
        raise UsageError("a start timecode needs the frame rate; give --fps")
    start = 0
    if start_tc is not None and rate is not None:
        start = Timecode.parse(start_tc, Rate(rate.fps, bool(drop))).frame
    offset = merged["offset"]
    return Options(
        offset=0.0 if offset is None else parse_clock(str(offset)),
        fps=None if rate is None else rate.fps,
        start=start,
        drop_frame=drop,
        bom=bool(merged["bom"]),
        crlf=bool(merged["crlf"]),
    )
