"""What is wrong with the times of a caption file, said once for `align`, `check` and `retime`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align.transcript.captions import CaptionFile

__all__ = ["early_times", "listed", "loose_text", "stray_arrows", "timeless_cues", "unreadable_times", "warnings_of"]

NAMED_LINES = 5  # that a message lists by number


def listed(lines: Sequence[int]) -> str:
    """Line numbers, as many as anybody reads.

    >>> listed([3]), listed([1, 2, 3, 4, 5, 6])
    ('line 3', 'lines 1, 2, 3, 4, 5, ...')
    """
    shown = ", ".join(map(str, lines[:NAMED_LINES])) + (", ..." if len(lines) > NAMED_LINES else "")
    return f"line{'s' if len(lines) > 1 else ''} {shown}"


def early_times(file: CaptionFile) -> list[int]:
    """Return lines whose times lie before zero, and are taken for zero."""
    return [cue.at for cue in file.cues if cue.times.negative]


def _mended_times(file: CaptionFile) -> list[int]:
    """Return lines of times with letters for figures, or signs that times do not have."""
    return [cue.at for cue in file.cues if cue.times.mended]


def unreadable_times(file: CaptionFile) -> list[int]:
    """Return lines of times of which one cannot be read."""
    return [cue.at for cue in file.cues if not cue.times.readable]


def stray_arrows(file: CaptionFile) -> list[int]:
    """Return lines that hold an arrow as times do, and are taken for text."""
    return [
        number
        for cue in file.cues
        for number, line in [
            (cue.at, cue.times.rest),
            *enumerate(cue.raw.split("\n"), cue.at + 1 + cue.times.below),
        ]
        if "-->" in line
    ]


def timeless_cues(file: CaptionFile) -> list[int]:
    """Return lines with the counters of cues that have no times."""
    return [line for cue in file.cues for line in cue.timeless]


def loose_text(file: CaptionFile) -> list[int]:
    """Return lines of text that belong to no cue."""
    return sorted({line.number for line in file.loose})


def _reversed_times(file: CaptionFile) -> list[int]:
    return [cue.at for cue in file.cues if cue.start is not None and cue.end is not None and cue.end < cue.start]


def warnings_of(file: CaptionFile) -> Iterator[str]:
    """Yield what somebody who gives the captions as a transcript should know, each with its lines."""
    for lines, what in (
        (early_times(file), "times before zero are taken for zero"),
        (_mended_times(file), "times with letters for figures, or odd signs, are read as they were meant"),
        (unreadable_times(file), "times that cannot be read are left out, their words are kept"),
        (_reversed_times(file), "cues end before they begin; their words are kept"),
        (timeless_cues(file), "cues without times are read with the cue above"),
        (stray_arrows(file), "text with an arrow is taken for words"),
        (loose_text(file), "text outside of cues is taken for words"),
    ):
        if lines:
            count = f"{len(lines)} in all, " if len(lines) > NAMED_LINES else ""
            yield f"in the captions {what} ({count}{listed(lines)})"
