"""What cues say without the labels that people write into them: `ADA:`, `[Ada]`, `(Ada)` on a line of its own."""

from __future__ import annotations

from align.transcript.caption_lines import source_line
from align.transcript.captions import CaptionFile
from align.transcript.lines import MASK
from align.transcript.speaker_labels import label_lines

__all__ = ["lines_without_labels"]


def lines_without_labels(file: CaptionFile) -> list[tuple[str, ...]]:
    """Return the lines of each cue as they are said: labels left out, all else as a viewer reads it."""
    lines = [source_line(line, cue, first=not place) for cue in file.cues for place, line in enumerate(cue.lines)]
    said = iter(label_lines(lines))
    return [tuple(next(said).text.replace(MASK, "").strip() for _ in cue.lines) for cue in file.cues]
