"""The smallest engine there can be: it says each word for as long as the others."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from align.document import EngineInfo, Report, Word
from align.engine import Aligned, AlignOptions, ProgressCallback, Recording
from align.media import probe
from align.transcript import Transcript


class TinyEngine:
    """Share the recording evenly among the words."""

    def check(self, transcript: Transcript, language: str) -> None:
        """Serve any language."""

    def align(
        self,
        recording: Recording,
        transcript: Transcript,
        language: str,
        options: AlignOptions,
        on_progress: ProgressCallback,
    ) -> Aligned:
        """See `align.engine.Engine.align`."""
        duration = probe(recording.path).duration or 0.0
        edges = np.linspace(0.0, duration, len(transcript.tokens) + 1)
        words = tuple(
            Word(token.text, float(start), float(end), line=token.line, column=token.column)
            for token, (start, end) in zip(transcript.tokens, pairwise(edges), strict=True)
        )
        on_progress(1.0, "done")
        return Aligned(
            words, transcript, language, duration, EngineInfo("tiny", "1"), report=Report(warnings=("a guess",))
        )
