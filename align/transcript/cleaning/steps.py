"""What stands on a page and nobody says, one module a kind: it is masked or left out, and counted.

To add a step, write a module with a function from lines to lines, and a row in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from align.transcript.cleaning.attributions import mark_attributions
from align.transcript.cleaning.columns import leave_out_column_signs
from align.transcript.cleaning.dates import mask_dates
from align.transcript.cleaning.decorations import mask_decorations
from align.transcript.cleaning.hyphens import join_parted_words
from align.transcript.cleaning.invisible import mask_invisible
from align.transcript.cleaning.late_names import mark_late_names
from align.transcript.cleaning.late_times import mask_late_times, mask_spoken_copies
from align.transcript.cleaning.notes import leave_out_notes
from align.transcript.cleaning.notices import leave_out_credits, leave_out_notices
from align.transcript.cleaning.number_times import mask_number_times
from align.transcript.cleaning.numbering import mask_line_numbers
from align.transcript.cleaning.pages import leave_out_page_lines, leave_out_printed_edges
from align.transcript.cleaning.recording_names import mask_recording_names
from align.transcript.cleaning.titles import leave_out_titles
from align.transcript.lines import SourceLine, Tally

__all__ = ["STEPS", "Step", "clean"]


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: what is done, and whether only free text needs it."""

    run: Callable[[Sequence[SourceLine], Tally], list[SourceLine]]
    prose: bool = True


STEPS = (
    Step(mask_invisible, prose=False),
    Step(leave_out_credits, prose=False),
    Step(mask_decorations),
    Step(leave_out_column_signs),
    Step(mask_number_times),
    Step(mask_recording_names),
    Step(leave_out_printed_edges),
    Step(mask_line_numbers),
    Step(mask_dates),
    Step(mask_spoken_copies),
    Step(leave_out_page_lines),
    Step(leave_out_notices),
    Step(leave_out_titles),
    Step(mask_late_times),
    Step(mark_attributions),
    Step(mark_late_names),
    Step(leave_out_notes),
    Step(join_parted_words),
)


def clean(lines: Sequence[SourceLine], tally: Tally, *, prose: bool) -> list[SourceLine]:
    """Return the lines after every step; `tally` counts what is left out."""
    cleaned = list(lines)
    for step in STEPS:
        if prose or not step.prose:
            cleaned = step.run(cleaned, tally)
    return cleaned
