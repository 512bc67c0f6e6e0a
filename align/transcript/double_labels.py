"""Two labels in a row, `Interviewer: Ada Byron: text` or `Q: (Ada Byron) text`: a role, and then who has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from align.transcript.names import PAIRS, can_be_name, is_common_word, is_role, tidy_name

__all__ = ["Second", "second_label", "sure_seconds"]

_SECOND = re.compile(r"(?P<name>[^\s:：|<>\[\]{}\"“(][^:：|<>\[\]{}\"“.!?\t]{0,60}?)[ \xa0]?[:：](?=\s)[ \t]{0,9}")
_BRACKETED = re.compile(
    r"\((?P<by>BY[ ])?(?P<name>[^\s()\d][^():.!?\t]{0,40}(?:\. [^\s():.!?\t]{1,30})?)\)[:]?(?=\s)[ \t]{0,9}"
)
_PAIRED = frozenset(name for pair in PAIRS for name in pair)
FEWEST = 2
"""Times that a role stands before the same name, or roles that stand before one, for a second label to be one."""


@dataclass(frozen=True, slots=True)
class Second:
    """The name behind a role, and the column at which it ends."""

    name: str
    end: int
    sure: bool = False
    """Whether it says so itself: `(BY MR. MOSS)`."""


def second_label(role: str, head: str, start: int) -> Second | None:
    """Return the label that follows the one of a role at column `start`; `None` where nothing there could be one."""
    found = _SECOND.match(head, start) if is_role(role) else None
    bracketed = _BRACKETED.match(head, start) if is_role(role) or role in _PAIRED else None
    if bracketed and (bracketed["by"] or can_be_name(tidy_name(bracketed["name"]))):
        found = bracketed
    name = tidy_name(found["name"]) if found else ""
    if found is None or not can_be_name(name) or is_common_word(name) or is_role(name):
        return None
    return Second(name, found.end(), sure=bool(found.groupdict().get("by")))


def sure_seconds(found: Iterable[tuple[str, Second]]) -> Mapping[str, str]:
    """Return roles with the name of who has them; a single "Guest: Margaret: ..." may be what a guest says."""
    names: dict[str, list[str]] = {}
    seconds = list(found)
    for role, second in seconds:
        names.setdefault(role, []).append(second.name)
    single = {role: said[0] for role, said in names.items() if len(set(said)) == 1}
    often = {role for role, second in seconds if second.sure and role in single}
    often |= {role for role, said in names.items() if len(said) >= FEWEST}
    several = len(set(single.values())) >= FEWEST
    return {role: name for role, name in single.items() if several or role in often}
