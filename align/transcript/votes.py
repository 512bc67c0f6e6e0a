"""Which labels a transcript uses: a vote over all of its lines.

A label is what recurs and parts turns. Every line says which rows of `align.transcript.layouts` fit it; a row wins
where its names behave like speakers, so "Note: bring a coat" and a lone "Absolutely." stay speech.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from align.transcript.double_labels import Second
from align.transcript.layouts import LabelLayout
from align.transcript.names import DIRECTIONS, PAIRS, PARTICLES, can_be_name, is_common_word, is_role

__all__ = ["Candidate", "Tallies", "elect"]


@dataclass(slots=True)
class Candidate:
    """Something that could be a label, and what speaks for it.

    Args:
        called: the name that stands in brackets behind a role; else `name`.
        timed: a time or `>>` stands beside it.
        bold: it is set in bold type.
        opens: it follows a finished sentence, or more than one blank line.
        paragraph: it follows a blank line or a finished sentence.
        second: the name of who has the role, where a second label says it.
        followed: a line of words comes next; asked of labels that take a whole line.
        end: column of the line's text without layout at which the label ends.
    """

    layout: LabelLayout
    name: str
    end: int
    called: str = ""
    time: str | None = None
    timed: bool = False
    bold: bool = False
    opens: bool = True
    paragraph: bool = True
    followed: bool = True
    second: Second | None = None


@dataclass
class Tallies:
    """What the vote knows of the whole transcript: how many `lines`, `paragraphs`, and all candidates."""

    lines: int = 0
    paragraphs: int = 0
    candidates: list[Candidate] = field(default_factory=list)


FEWEST_CAPITALS = 3  # labels of capitals in brackets
MOST_WORDS = 3  # of such a label
SHARE_OF_PARAGRAPHS = 0.4  # that a row of free form must open, with two names that recur
SHARE_OF_ONE = 0.9  # the same where one name recurs, and where only one label stands in the file
SHARE_OF_MOST = 0.8  # of the paragraphs, where sentences may look like the row
SHARE_OF_RECURRING = 0.6  # of the candidates of such a row
SHARE_OF_OPENERS = 0.8  # of a label's places that must follow a finished sentence
SHARE_FOR_UNLIKELY = 0.6  # of the paragraphs, for names in small letters and for names that are months


def elect(tallies: Tallies) -> dict[LabelLayout, frozenset[str]]:
    """Return the rows that the transcript uses, each with the names that are labels in it."""
    ballots: dict[LabelLayout, list[Candidate]] = defaultdict(list)
    for candidate in tallies.candidates:
        ballots[candidate.layout].append(candidate)
    colons = [layout for layout in ballots if layout.evidence == "colon"]
    named = _colon([c for layout in colons for c in ballots[layout]], tallies)
    won = dict.fromkeys(colons, frozenset(named))
    for layout, ballot in ballots.items():
        if layout.evidence != "colon":
            judge = _whole_timed if layout.whole and layout.timed else _JUDGES[layout.evidence]
            won[layout] = frozenset(judge(ballot, tallies) or (_capitals(ballot) if layout.bracketed else ()))
    return {layout: names for layout, names in won.items() if names}


def _by_name(ballot: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    names: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in ballot:
        names[candidate.name].append(candidate)
    return names


def _colon(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return names before a colon: each by itself, in pairs, or all of them where they open most paragraphs."""
    names = _by_name(ballot)
    found = {name for name, seen in names.items() if can_be_name(name) and _is_label(name, seen)}
    found |= {name for pair in PAIRS if all(name in names for name in pair) for name in pair}
    opening = {
        name: sum(one.paragraph for one in seen)
        for name, seen in names.items()
        if can_be_name(name) and not is_common_word(name) and any(one.opens for one in seen)
    }
    if len(opening) > 1 and sum(opening.values()) > 0.5 * tallies.paragraphs:
        found |= opening.keys()
    return found | _unlikely(names, tallies)


def _is_label(name: str, seen: Sequence[Candidate]) -> bool:
    if any(one.timed for one in seen):
        return not is_common_word(name, strict=False)
    opening = sum(one.opens for one in seen)
    if is_role(name):
        return opening > 0
    if is_common_word(name) or opening < SHARE_OF_OPENERS * len(seen):
        return False
    if name.isupper() and len(name) > 1:
        return True
    return (len(seen) > 1 or seen[0].bold) and all(
        not part[0].islower() or part in PARTICLES or is_role(part) for part in name.partition(",")[0].split()
    )


def _unlikely(names: dict[str, list[Candidate]], tallies: Tallies) -> set[str]:
    """Return small-letter names, single letters and months, where they recur, alternate and open most paragraphs."""
    found = {name: len(seen) for name, seen in names.items() if not is_common_word(name, strict=False)}
    recurring = [name for name, count in found.items() if count > 1]
    total = sum(found.values())
    opened = sum(one.paragraph for name in found for one in names[name])
    share = max(opened / max(tallies.paragraphs, 1), total / max(tallies.lines, 1))
    if len(recurring) == 1 and len(found) == 1 and total > 2 and share >= SHARE_OF_ONE:
        return set(recurring)
    if len(recurring) < 2 or share < SHARE_FOR_UNLIKELY:
        return set()
    return set(recurring) if sum(found[name] for name in recurring) > 0.5 * total else set()


def _whole_timed(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return names alone on a line with a time: words follow most of them."""
    good = [one for one in ballot if can_be_name(one.name) and not is_common_word(one.name, strict=False)]
    followed = [one for one in good if one.followed]
    if len(followed) < 2 and not (followed and tallies.paragraphs <= 2):
        return set()
    return {one.name for one in good} if len(followed) >= 0.7 * len(good) else set()


def _majority(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return names in a row that could be anything: they recur and open most paragraphs."""
    layout = ballot[0].layout
    good = [one for one in ballot if one.followed and not is_common_word(one.name, strict=False)]
    likely = [one for one in good if can_be_name(one.name)]
    if any(count > 1 for count in Counter(one.name for one in likely).values()):
        good = likely
    counts = Counter(one.name for one in good)
    core = {name for name, count in counts.items() if count > 1}
    inside = sum(counts[name] for name in core)
    total = len(good)
    if not core or total < 3 or inside < SHARE_OF_RECURRING * total:
        return set()
    opened = sum(one.opens for one in good)
    if opened < SHARE_OF_OPENERS * total and total < SHARE_OF_OPENERS * tallies.lines:
        return set()
    share = sum(one.paragraph for one in good) / max(tallies.paragraphs, 1)
    needed = SHARE_OF_PARAGRAPHS if len(core) > 1 else SHARE_OF_ONE
    if share < needed:
        return set()
    if all(name[0].islower() and not is_role(name) for name in core) and share < SHARE_FOR_UNLIKELY:
        return set()
    others = {name for name in counts if name not in core and can_be_name(name)}
    # A line of its own that comes once may as well be a title; only capitals among capitals are a label.
    if layout.whole and not layout.timed:
        upper = all(name.isupper() for name in core)
        others = {name for name in others if upper and name.isupper()}
    return core | others


def _nearly_all(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return names in a row that sentences have, too: as `_majority`, and they open nearly all paragraphs."""
    found = _majority(ballot, tallies)
    opened = sum(one.paragraph for one in ballot if one.name in found)
    return found if opened >= SHARE_OF_MOST * tallies.paragraphs else set()


def _capitals(ballot: Sequence[Candidate]) -> set[str]:
    """Return names in capitals and brackets, as captions have them where the speaker changes: two, and one recurs."""
    counts = Counter(one.name for one in ballot if one.opens and one.name.isupper() and _is_called_so(one.name))
    if len(counts) < 2 or counts.total() < FEWEST_CAPITALS or max(counts.values()) < 2:
        return set()
    return set(counts)


def _is_called_so(name: str) -> bool:
    """Tell whether capitals in brackets are a name, and neither a sound nor a direction such as "(WHISPERING)"."""
    words = name.lower().replace(".", "").split()
    if len(words) > MOST_WORDS or set(words) & DIRECTIONS or any(word.endswith("ing") for word in words):
        return False
    return can_be_name(name) and not any(is_common_word(word, strict=False) for word in words)


def _pair(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return the letters of question and answer, where both recur and open a good part of the paragraphs."""
    counts = Counter(one.name for one in ballot if one.paragraph)
    found: set[str] = set()
    for pair in PAIRS:
        total = sum(counts[name] for name in pair)
        if all(counts[name] for name in pair) and total > 2 and total >= 0.3 * tallies.paragraphs:
            found |= set(pair)
    return found


def _number(ballot: Sequence[Candidate], tallies: Tallies) -> set[str]:
    """Return speakers by number: two or more recur, and they open most paragraphs; a list has each number once."""
    counts = Counter(one.name for one in ballot if one.paragraph)
    recurring = {name for name, count in counts.items() if count > 1}
    opened = sum(counts.values())
    if len(recurring) < 2 or opened < SHARE_FOR_UNLIKELY * tallies.paragraphs:
        return set()
    return set(counts) if sum(counts[name] for name in recurring) >= SHARE_OF_RECURRING * opened else set()


_JUDGES: dict[str, Callable[[Sequence[Candidate], Tallies], set[str]]] = {
    "majority": _majority,
    "most": _nearly_all,
    "column": _majority,
    "pair": _pair,
    "number": _number,
}
