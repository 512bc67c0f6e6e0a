"""pyannote's diarisation, as whisperX runs it; gated: see docs/whisperx.md."""

from __future__ import annotations

from pathlib import Path

from align.document import Alignment
from align.engine import ProgressCallback, Recogniser
from align.transcribe import diarise, load_diariser
from speakers.listening import decoded
from speakers.models import ModelChoice
from speakers.segments import Segment

__all__ = ["segments"]


def segments(media: Path, alignment: Alignment, choice: ModelChoice, on_progress: ProgressCallback) -> list[Segment]:
    """See `speakers.models`."""
    recogniser = Recogniser(diarize=True, diarize_model=None if choice.folder is None else str(choice.folder))
    pipeline = load_diariser(recogniser)
    sound = decoded(media, alignment, on_progress)
    turns = diarise(
        pipeline, sound, recogniser, lambda share: on_progress(share, "telling speakers apart"), count=choice.count
    )
    return [Segment(turn.start, turn.end, turn.speaker) for turn in turns]
