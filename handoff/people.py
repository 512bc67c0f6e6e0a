"""Who made an episode and as what, for feeds: given by the user, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.settings_file import SETTINGS_NAME, read_settings, refuse_unknown

__all__ = ["ROLES", "Person", "people_of"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "cast": ("host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter"),
    "creative direction": (
        "director", "assistant director", "executive producer", "senior producer", "producer", "associate producer",
        "development producer", "creative director",
    ),
    "writing": (
        "author", "editorial director", "co-writer", "writer", "songwriter", "guest writer", "story editor",
        "managing editor", "script editor", "script coordinator", "researcher", "editor", "fact checker", "translator",
        "transcriber", "logger",
    ),
    "audio production": (
        "studio coordinator", "technical director", "technical manager", "audio engineer",
        "remote recording engineer", "post production engineer",
    ),
    "audio post-production": (
        "audio editor", "sound designer", "foley artist", "composer", "theme music", "music production",
        "music contributor",
    ),
    "administration": (
        "production coordinator", "booking coordinator", "production assistant", "content manager",
        "marketing manager", "sales representative", "sales manager",
    ),
    "visuals": ("graphic designer", "cover art designer"),
    "community": ("social media manager",),
    "misc.": ("consultant", "intern"),
    "video production": ("camera operator", "lighting designer", "camera grip", "assistant camera"),
    "video post-production": ("assistant editor",),
}  # fmt: skip
"""Roles by group: the Podcast Taxonomy Project's, which the tag `person` of the podcast namespace refers to."""

_KEYS = ("role", "href", "img")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role; `href`: a page about them, `img`: a picture, both addresses, empty where not known."""

    name: str
    role: str
    href: str = ""
    img: str = ""

    @property
    def group(self) -> str:
        """The group to which the role belongs."""
        return next(group for group, roles in ROLES.items() if self.role in roles)


def people_of(folder: Path, given: Sequence[str]) -> tuple[Person, ...]:
    """Return the people of the `[people.NAME]` tables of the `pullquote.toml` in `folder`, then those `given` as
    NAME=ROLE, which overrule a table of the same name.

    Raises `UsageError` for a role that is not known, and what cannot be read as one.
    """
    path = folder / SETTINGS_NAME
    people = {name: _of_table(path, name, row) for name, row in read_settings(folder).get("people", {}).items()}
    for text in given:
        name, sign, role = text.rpartition("=")
        if not sign or not name.strip():
            raise UsageError(f"--person {text!r}: give a name and a role, such as 'Ada Pern=host'")
        known = people.get(name.strip())
        person = Person(name.strip(), _role(f"--person {text!r}", role))
        people[person.name] = person if known is None else Person(known.name, person.role, known.href, known.img)
    return tuple(people.values())


def _of_table(path: Path, name: str, row: Mapping[str, Any]) -> Person:
    where = f"{path}: [people.{name!r}]"
    refuse_unknown(path, row, _KEYS, f"key in [people.{name!r}]:")
    if "role" not in row:
        raise UsageError(f"{where} names no role, such as host or guest")
    if not all(isinstance(value, str) for value in row.values()):
        raise UsageError(f"{where}: {', '.join(_KEYS)} are texts")
    for key in ("href", "img"):
        if key in row and not row[key].startswith(("https://", "http://")):
            raise UsageError(f"{where} {key} is an address that begins with https://, not {row[key]!r}")
    return Person(name, _role(where, row["role"]), row.get("href", ""), row.get("img", ""))


def _role(where: str, text: str) -> str:
    role = " ".join(text.split()).casefold()
    known = [each for roles in ROLES.values() for each in roles]
    if role not in known:
        raise UsageError(f"{where}: no role is called {text.strip()!r}; there are {', '.join(known[:8])}, producer ...")
    return role
