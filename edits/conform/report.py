"""What became of a document when it was conformed: for people, for `--json`, and kept beside the new document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from align import Alignment
from align.clock import clock_text
from align.spacing import join_words
from edits.conform.conforming import Conformed
from edits.conform.stretches import Change, changes_of

__all__ = ["facts", "lines_of"]


def facts(old: Alignment, made: Conformed) -> dict[str, Any]:
    """Return all of it as JSON values; the old values of hand edits that could not stay are in `lost_manual`."""
    carried = made.carried
    return {
        "speed": round(made.cut.speed, 6),
        "duration": round(made.cut.duration, 3),
        "old_sha256": old.media.sha256,
        "words": {"kept": len(carried.origins), "found": made.found, "removed": _removed_count(old, made)},
        "changes": [_change(each) for each in changes_of(made.cut)],
        "removed": [_run(old, first, last) for first, last in carried.removed],
        "clipped": [_word(old, k) for k in carried.clipped],
        "lost_manual": [_word(old, k) for k in carried.lost_manual],
    }


def _change(change: Change) -> dict[str, Any]:
    times = {"in": change.start, "out": change.end, "old_in": change.old_start, "old_out": change.old_end}
    row: dict[str, Any] = {"change": change.kind}
    row |= {key: round(value, 4) for key, value in times.items() if value is not None}
    return row | ({"speed": round(change.retimed, 6)} if change.retimed != 1.0 else {})


def _removed_count(old: Alignment, made: Conformed) -> int:
    heard = set(made.carried.origins)
    return sum(word.timed and k not in heard for k, word in enumerate(old.words))


def _run(old: Alignment, first: int, last: int) -> dict[str, Any]:
    text = join_words(old.words[first : last + 1])
    return {"words": [first, last], "in": old.words[first].span[0], "out": old.words[last].span[1], "text": text}


def _word(old: Alignment, k: int) -> dict[str, Any]:
    word = old.words[k]
    return {"word": k, "text": word.text, "start": word.start, "end": word.end, "manual": word.manual}


def lines_of(old: Alignment, made: Conformed) -> Iterator[str]:
    """Yield what to tell a person: what went, what is new, what asks for a look."""
    changes: Sequence[Change] = changes_of(made.cut)
    counts = {
        kind: sum(each.kind == kind for each in changes)
        for kind in ("kept", "moved", "repeated", "inserted", "removed")
    }
    yield ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    if abs(made.cut.speed - 1) > 0.0002:
        yield f"the new recording is {abs(made.cut.speed - 1):.2%} {'faster' if made.cut.speed > 1 else 'slower'}"
    kept, gone = len(made.carried.origins), _removed_count(old, made)
    yield f"{kept} words kept, {gone} removed, {made.found} found in new sound"
    for k in made.carried.clipped:
        yield f"cut into: {old.words[k].text!r} at {clock_text(old.words[k].span[0], hours=0)} of the old recording"
    for k in made.carried.lost_manual:
        word = old.words[k]
        times = " – ".join(clock_text(second, hours=0) for second in word.span)
        yield f"times set by hand that could not stay: {word.text!r}, {times} of the old recording"
