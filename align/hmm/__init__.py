"""The embedded engine: Gaussian mixtures of phones, searched twice, with learnt boundaries and confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.hmm.confidence import Assessment, assess
    from align.hmm.engine import EmbeddedEngine
    from align.hmm.scores import FrameScores, score_frames
    from align.hmm.words import WordAlignment, align_tokens, align_words

__all__ = [
    "Assessment",
    "EmbeddedEngine",
    "FrameScores",
    "WordAlignment",
    "align_tokens",
    "align_words",
    "assess",
    "score_frames",
]

_HOMES = {
    "align.hmm.confidence": ("Assessment", "assess"),
    "align.hmm.engine": ("EmbeddedEngine",),
    "align.hmm.scores": ("FrameScores", "score_frames"),
    "align.hmm.words": ("WordAlignment", "align_tokens", "align_words"),
}

__getattr__ = lazy_names(__name__, _HOMES)
