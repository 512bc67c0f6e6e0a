"""What `--focus` asks for: one place, a place for each speaker, or faces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from align.errors import UsageError
from align.turns import named_alike
from clips.picture import focus_of

__all__ = ["LAYOUTS", "Follow", "Layout", "named_as_known", "read_focus"]

Layout = Literal["follow", "split", "letterbox"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

CENTRE = 0.5


@dataclass(frozen=True, slots=True)
class Follow:
    """Whom a crop follows: speakers by name, each with a place from 0 (left) to 1, or the faces in the film."""

    places: tuple[tuple[str, float], ...] = ()
    faces: bool = False


def read_focus(rows: Sequence[str]) -> tuple[float, Follow | None]:
    """Read the values of `--focus`: where a crop stands when it follows nobody, and whom it follows.

    Raises `UsageError` for a value that is none, a speaker with two places, and what cannot go together.

    >>> read_focus(["Ada=30%", "Bob=right"])
    (0.5, Follow(places=(('Ada', 0.3), ('Bob', 1.0)), faces=False))
    """
    plain: list[float] = []
    places: dict[str, float] = {}
    faces = False
    for row in rows:
        name, equals, place = (part.strip() for part in row.rpartition("="))
        if not equals and row.strip().casefold() == "auto":
            faces = True
        elif not equals:
            plain.append(focus_of(row))
        elif not name:
            raise UsageError(f"--focus {row!r} names no speaker; write NAME=30%")
        elif name in places:
            raise UsageError(f"--focus gives {name} two places; give each speaker one")
        else:
            places[name] = focus_of(place)
    if faces and (places or plain):
        raise UsageError("--focus auto finds the speakers' places itself; leave the others out")
    if len(plain) > 1:
        raise UsageError("--focus has two places; give one, or one for each speaker, as in --focus Ada=30%")
    follow = Follow(tuple(places.items()), faces) if faces or places else None
    return (plain[0] if plain else CENTRE), follow


def named_as_known(follow: Follow, known: Collection[str]) -> Follow:
    """Return the places under the names as the alignment writes them, whatever the case that the user wrote.

    Raises `UsageError` for a place of somebody whom the alignment does not name, and for two places of one speaker.
    """
    places: dict[str, float] = {}
    for name, place in follow.places:
        meant = named_alike(known, name)
        if meant is None:
            named = ", ".join(known) or "nobody; tell speakers apart first: pullquote speakers ALIGNMENT"
            raise UsageError(f"--focus: no speaker is called {name}; the alignment names {named}")
        if meant in places:
            raise UsageError(f"--focus gives {meant} two places; give each speaker one")
        places[meant] = place
    return replace(follow, places=tuple(places.items()))
