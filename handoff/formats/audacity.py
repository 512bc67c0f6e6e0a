"""Label tracks for Audacity: start, end and text in seconds, one label a line, a moment where both times are equal."""

from __future__ import annotations

from align.clock import decimal_text
from align.errors import UsageError
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Job

__all__ = ["write"]


def write(job: Job) -> Written:
    """Write the marks as labels; six decimals, as Audacity writes them."""
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    rows = []
    for mark in job.marks:
        end = mark.start if mark.end is None else mark.end
        rows.append(f"{decimal_text(mark.start)}\t{decimal_text(end)}\t{one_line(mark.name)}\n")
    return Written(("".join(rows),))
