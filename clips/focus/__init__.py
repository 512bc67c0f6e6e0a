"""The picture follows whoever speaks: where each speaker is said to be, or where his face is found.

`choice` reads what was asked, `units` finds who speaks in which frames, `scan` finds shots and faces in the film with
`detector`, `casting` tells whose face is whose, `pieces` keeps framings from changing too often, `layouts` puts several
people into one picture, `planning` decides all of it for a clip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from clips.focus.choice import LAYOUTS, Follow, Layout, read_focus
    from clips.focus.planning import FocusPlan, Footage, Step, plan_focus

__all__ = ["LAYOUTS", "FocusPlan", "Follow", "Footage", "Layout", "Step", "plan_focus", "read_focus"]

_HOMES = {
    "clips.focus.choice": ("Follow", "LAYOUTS", "Layout", "read_focus"),
    "clips.focus.planning": ("FocusPlan", "Footage", "Step", "plan_focus"),
}

__getattr__ = lazy_names(__name__, _HOMES)
