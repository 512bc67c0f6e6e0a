"""The cut follows the text: deletions, moves and repeats in a transcript become those of the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from edits.match import NotSaid, Run, match_words
    from edits.plan import EditPlan, Part, plan_edit, retimed
    from edits.rendering import render
    from edits.script import Insert, Pause, Said, read_script, write_script
    from edits.tighten import LEVELS, Removal, removals
    from edits.tighter_cut import plan_tighter
    from edits.updating import Updated, update

__all__ = [
    "LEVELS",
    "EditPlan",
    "Insert",
    "NotSaid",
    "Part",
    "Pause",
    "Removal",
    "Run",
    "Said",
    "Updated",
    "match_words",
    "plan_edit",
    "plan_tighter",
    "read_script",
    "removals",
    "render",
    "retimed",
    "update",
    "write_script",
]

_HOMES = {
    "edits.match": ("NotSaid", "Run", "match_words"),
    "edits.plan": ("EditPlan", "Part", "plan_edit", "retimed"),
    "edits.rendering": ("render",),
    "edits.script": ("Insert", "Pause", "Said", "read_script", "write_script"),
    "edits.tighten": ("LEVELS", "Removal", "removals"),
    "edits.tighter_cut": ("plan_tighter",),
    "edits.updating": ("Updated", "update"),
}

__getattr__ = lazy_names(__name__, _HOMES)
