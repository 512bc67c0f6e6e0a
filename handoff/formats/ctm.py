"""NIST CTM: `file channel start duration word confidence`, one timed word a line."""

from __future__ import annotations

from align.clock import decimal_text
from align.timecode import exact
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Job

__all__ = ["write"]


def write(job: Job) -> Written:
    """Write the words that have times, in order of time; `NA` where a word has no score."""
    name = "_".join(one_line(job.source.path.stem).split()).lstrip(";") or "recording"
    rows = []
    for _, word in sorted(job.alignment.timed(), key=lambda pair: pair[1].span[0]):
        start, end = word.span
        score = "NA" if word.score is None else f"{min(1.0, word.score):.3f}"
        text = "_".join(one_line(word.text).split())
        times = f"{decimal_text(exact(start), 3)} {decimal_text(exact(end) - exact(start), 3)}"
        rows.append(f"{name} 1 {times} {text} {score}\n")
    return Written(("".join(rows),))
