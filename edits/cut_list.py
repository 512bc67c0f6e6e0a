"""The list of cuts that the review page saves, followed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align import Alignment, Word
from align.errors import FileProblem, UsageError
from align.media import MediaInfo
from edits.match import Run
from edits.plan import EditPlan, plan_runs
from review.cuts import CutOut

__all__ = ["cuts_without_words", "kept_runs", "plan_cuts", "words_cut_into"]

INSIDE = 0.05
"""Seconds of a word on either side of an edge, from which on the edge lies inside it."""


def plan_cuts(
    alignment: Alignment, info: MediaInfo, path: Path, cuts: Sequence[CutOut], *, picture: bool = True
) -> EditPlan:
    """Decide the edit that a list of cuts asks for: the words in it go, at the quietest points beside them.

    Raises `FileProblem` where the list (at `path`) is empty or of a longer recording, `UsageError` where nothing is
    left.
    """
    if not cuts:
        raise FileProblem(path, "lists no cuts")
    if cuts[-1].end > alignment.media.duration + 1.0:
        raise FileProblem(path, "has cuts beyond the end of the recording: it is of another one")
    runs = kept_runs(alignment, cuts)
    if not runs:
        raise UsageError("nothing of the recording is left in the edit")
    return plan_runs(alignment, info, runs, picture=picture)


def kept_runs(alignment: Alignment, cuts: Sequence[CutOut]) -> list[Run]:
    """Return the runs of words between the cuts; a word goes where its middle is cut out."""
    runs: list[Run] = []
    going_on = False
    for k, word in alignment.timed():
        middle = sum(word.span) / 2
        gone = any(cut.start <= middle < cut.end for cut in cuts)
        if not gone:
            runs = [*runs[:-1], Run(runs[-1].first, k)] if going_on else [*runs, Run(k, k)]
        going_on = not gone
    return runs


def words_cut_into(alignment: Alignment, cuts: Sequence[CutOut]) -> list[tuple[Word, bool]]:
    """Return the words inside which a cut begins or ends, and whether they stay (whole); the others go (whole)."""
    found = []
    for _, word in alignment.timed():
        start, end = word.span
        if any(start + INSIDE < edge < end - INSIDE for cut in cuts for edge in (cut.start, cut.end)):
            middle = (start + end) / 2
            found.append((word, not any(cut.start <= middle < cut.end for cut in cuts)))
    return found


def cuts_without_words(alignment: Alignment, cuts: Sequence[CutOut]) -> list[CutOut]:
    """Return the cuts that lie within a pause, or take less than half of a word: nothing goes there."""
    middles = [sum(word.span) / 2 for _, word in alignment.timed()]
    return [cut for cut in cuts if not any(cut.start <= middle < cut.end for middle in middles)]
