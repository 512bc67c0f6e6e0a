"""An episode of a catalogue, and what a source of episodes holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.remote import Source

__all__ = ["Episode", "Found", "Unpaired", "episode_ids"]


@dataclass(frozen=True, slots=True)
class Episode:
    """A recording with its transcript.

    Args:
        id: its name in the output folder and in the report: letters, digits, dots, dashes and underscores.
        audio, transcript: the files.
        language: two-letter code, or `auto`.
        title: for people; empty where nothing tells.
        speakers: names, in the order of the manifest.
    """

    id: str
    audio: Source
    transcript: Source
    language: str = "auto"
    title: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A file that was left out, or an episode that cannot be made, and why."""

    path: Source
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a source holds: episodes in order, and what was left out."""

    episodes: tuple[Episode, ...]
    unpaired: tuple[Unpaired, ...] = ()


def episode_ids(names: Sequence[str]) -> list[str]:
    """Make an identifier of each name; the same names give the same identifiers, and no two are alike.

    >>> episode_ids(["Ep. 1: Lamps", "Ep. 1 Lamps", "..", "Übung"])
    ['Ep.-1-Lamps', 'Ep.-1-Lamps-2', 'episode', 'Übung']
    """
    taken: set[str] = set()
    ids = []
    for name in names:
        plain = re.sub(r"[^\w.-]+", "-", name).strip("-. ")[:100] or "episode"
        one, number = plain, 1
        while one.casefold() in taken:
            number += 1
            one = f"{plain}-{number}"
        taken.add(one.casefold())
        ids.append(one)
    return ids
