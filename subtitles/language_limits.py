"""Line lengths and reading speeds that a language sets, whatever the profile says of English.

The numbers are data, in `language_limits.toml`; what a user sets himself stays.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from subtitles.profiles import Profile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["for_language"]

OTHERS = "others"
"""Row for languages that have none of their own."""


def for_language(profile: Profile, language: str) -> Profile:
    """Return the profile with the lower of its own and the language's line length and reading speed.

    A limit of 0 takes the profile's away. What the user set (`Profile.fixed`) stays.

    >>> from subtitles.profiles import get_profile
    >>> japanese = for_language(get_profile("default"), "ja")
    >>> japanese.max_chars, japanese.max_cps
    (13, 4.0)
    """
    code = language.lower().replace("_", "-").split("-")[0]
    tables = _limits()
    row = tables["any"].get(code)
    if row is None:
        by_profile = tables.get(profile.name, {})
        row = by_profile.get(code, by_profile.get(OTHERS, {}))
    open_keys = row.keys() - profile.fixed
    lower: dict[str, Any] = {key: _lower(getattr(profile, key), row[key]) for key in open_keys}
    return replace(profile, **lower) if lower else profile


def _lower(own: float, limit: float) -> float:
    """Return the lower of two limits, of which the first may be none (0); a limit of 0 takes the first away."""
    if not limit or not own:
        return limit
    return min(own, limit)


@cache
def _limits() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(__file__).parent / "language_limits.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
