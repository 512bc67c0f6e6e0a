"""File names that every system and platform takes: ASCII, no spaces, at most 100 characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["clip_stem", "numbered_on", "slug"]

LONGEST = 100


def slug(text: str, longest: int = 40) -> str:
    """Make a piece of a file name.

    >>> slug("Größe? “Yes — 25%”…")
    'grosse-yes-25'
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    plain = plain.encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(words) > longest:
        words = words[: longest + 1].rpartition("-")[0] or words[:longest]
    return words


def clip_stem(show: str, episode: str, number: int, start: float, title: str, aspect: str) -> str:
    """`show_episode_NN_HHMMSSmmm_slug_ratio`, parts that are empty left out.

    >>> clip_stem("My Show", "12", 3, 3723.4567, "I knew nothing.", "9:16")
    'my-show_12_03_010203457_i-knew-nothing_9x16'
    """
    ms = round(start * 1000)
    clock = f"{ms // 3600000:02}{ms // 60000 % 60:02}{ms // 1000 % 60:02}{ms % 1000:03}"
    ratio = "" if aspect == "source" else aspect.replace(":", "x")
    parts = [slug(show, 24), slug(episode, 12), f"{number:02}", clock, slug(title), ratio]
    return "_".join(part for part in parts if part)[:LONGEST]


_NUMBERED = re.compile(r"(?P<before>(?:.*_)?)(?P<number>\d{2,})(?P<after>_\d{9}(?:_.*)?)")
"""A stem: its number, and behind it the time at which the clip begins."""


def numbered_on(stems: Sequence[str], existing: Iterable[str]) -> list[str]:
    """Return stems for a folder that holds clips already: a clip made before keeps its number, new ones follow on.

    >>> numbered_on(["01_000001000_sea", "02_000009000_sky"], ["01_000005000_lamp", "02_000009000_sky"])
    ['03_000001000_sea', '02_000009000_sky']
    """
    numbers: dict[tuple[str, str], int] = {}
    for name in existing:
        found = _NUMBERED.fullmatch(name)
        if found:
            numbers.setdefault((found["before"], found["after"]), int(found["number"]))
    if not numbers:
        return list(stems)
    highest, renamed = max(numbers.values()), []
    for stem in stems:
        found = _NUMBERED.fullmatch(stem)
        if not found:
            renamed.append(stem)
            continue
        number = numbers.get((found["before"], found["after"]))
        if number is None:
            highest += 1
            number = highest
        renamed.append(f"{found['before']}{number:02}{found['after']}")
    return renamed
