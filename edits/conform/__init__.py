"""A new cut of a recording recognised by its sound or its cutting list; the alignment and all beside it follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from edits.conform.carrying import Carried, carry
    from edits.conform.conforming import Conformed, conform
    from edits.conform.listening import recognise
    from edits.conform.lists import LISTS, read_list
    from edits.conform.stretches import Change, NewCut, Stretch, changes_of

__all__ = [
    "LISTS",
    "Carried",
    "Change",
    "Conformed",
    "NewCut",
    "Stretch",
    "carry",
    "changes_of",
    "conform",
    "read_list",
    "recognise",
]

_HOMES = {
    "edits.conform.carrying": ("Carried", "carry"),
    "edits.conform.conforming": ("Conformed", "conform"),
    "edits.conform.listening": ("recognise",),
    "edits.conform.lists": ("LISTS", "read_list"),
    "edits.conform.stretches": ("Change", "NewCut", "Stretch", "changes_of"),
}

__getattr__ = lazy_names(__name__, _HOMES)
