"""From what the page sends to the functions of `review.edits`: every value is checked before it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from align.document import Alignment
from align.errors import UsageError
from review import edits, turns
from review.edits import Realign

__all__ = ["ACTIONS", "perform"]

LONGEST_TEXT = 500
"""Characters of a corrected text or a name."""

LARGEST = 1e9
"""Seconds: beyond any recording, and far from what a float cannot hold."""

Edit = Mapping[str, object]


def perform(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    """Do one edit: an object with `kind` (a key of `ACTIONS`) and the values that it needs.

    Raises `UsageError` for anything that is missing, malformed or impossible.
    """
    kind = edit.get("kind")
    action = ACTIONS.get(kind) if isinstance(kind, str) else None
    if action is None:
        raise UsageError("unknown kind of edit")
    return edits.cover(alignment, action(alignment, edit, realign))


def _boundary(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    side = edit.get("side")
    if side != "start" and side != "end":
        raise UsageError("side is neither start nor end")
    joined = edit.get("joined", True) is not False
    return edits.move_boundary(alignment, _count(edit, "word"), side, _number(edit, "at"), joined=joined)


def _absent(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.mark_absent(alignment, *_range(edit))


def _said(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.mark_said(alignment, *_range(edit), realign)


def _confirm(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.confirm(alignment, *_range(edit))


def _dismiss(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.dismiss(alignment, _number(edit, "at"))


def _release(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.release(alignment, *_range(edit), realign)


def _text(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return edits.set_text(alignment, *_range(edit), _string(edit, "text"), realign)


def _rename(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    old = None if edit.get("old") is None else _string(edit, "old")
    return turns.rename_speaker(alignment, old, _string(edit, "new"))


def _turn(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    name = None if edit.get("name") is None else _string(edit, "name")
    return turns.set_turn(alignment, _count(edit, "word"), name)


def _end_turn(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return turns.end_turn(alignment, _count(edit, "word"))


def _move_turn(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return turns.move_turn(alignment, _count(edit, "word"), _count(edit, "to"))


def _assign(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return turns.assign(alignment, *_range(edit), _string(edit, "name"))


def _keep_label(alignment: Alignment, edit: Edit, realign: Realign | None) -> Alignment:
    return turns.keep_label(alignment, *_range(edit))


ACTIONS: dict[str, Callable[[Alignment, Edit, Realign | None], Alignment]] = {
    "boundary": _boundary,
    "absent": _absent,
    "said": _said,
    "confirm": _confirm,
    "dismiss": _dismiss,
    "release": _release,
    "text": _text,
    "rename": _rename,
    "turn": _turn,
    "end-turn": _end_turn,
    "move-turn": _move_turn,
    "assign": _assign,
    "keep-label": _keep_label,
}


def _count(edit: Edit, key: str) -> int:
    value = edit.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 31:
        raise UsageError(f"{key} is not a whole number from 0")
    return value


def _range(edit: Edit) -> tuple[int, int]:
    return _count(edit, "first"), _count(edit, "last")


def _number(edit: Edit, key: str) -> float:
    value = edit.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST < value < LARGEST:
        raise UsageError(f"{key} is not a number")
    return float(value)


def _string(edit: Edit, key: str) -> str:
    value = edit.get(key)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise UsageError(f"{key} is not a text of at most {LONGEST_TEXT} characters")
    if any((ord(c) < 32 and not c.isspace()) or 0xD800 <= ord(c) < 0xE000 for c in value):
        raise UsageError(f"{key} holds control characters")
    return value
