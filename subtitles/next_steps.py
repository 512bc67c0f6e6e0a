"""What the counts of an alignment mean, and what to do next: the last lines of `pullquote run`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from align.document import Alignment

__all__ = ["next_steps"]

MEANINGS = {
    "interpolated": "said, but timed from their neighbours",
    "absent": "not found in the recording, and left out of the subtitles",
    "unscripted": "stretches of a second or more with sound that no word covers",
}

WORTH_A_LOOK = 0.02
"""Share of words without times of their own from which checking is named first; clean readings stay below."""


def next_steps(alignment: Alignment, document: Path) -> Iterator[str]:
    """Yield sentences for people: a meaning for each count that is not 0, then the next commands."""
    counts = alignment.summary()
    for name, meaning in MEANINGS.items():
        if counts[name]:
            yield f"{counts[name]} {name}: {meaning}"
    name = shlex.quote(str(document))
    doubtful = counts["interpolated"] + counts["absent"]
    check = f"pullquote review {name}    hear and correct the doubtful places, worst first"
    cut = f'pullquote clip {name} "a few words of it"    cut a quote'
    yield "next:"
    first, second = (check, cut) if doubtful > WORTH_A_LOOK * max(1, counts["words"]) else (cut, check)
    yield f"  {first}"
    yield f"  {second}"
