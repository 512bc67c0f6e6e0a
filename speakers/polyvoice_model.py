"""polyvoice (MIT): a diarisation model of 8 MB that runs on the processor, which it fetches in its first run."""

from __future__ import annotations

import importlib
from pathlib import Path

from align.document import Alignment
from align.engine import ProgressCallback
from align.errors import FileProblem
from align.signal import RATE
from speakers.listening import decoded
from speakers.models import ModelChoice
from speakers.segments import Segment

__all__ = ["segments"]


def segments(media: Path, alignment: Alignment, choice: ModelChoice, on_progress: ProgressCallback) -> list[Segment]:
    """See `speakers.models`; polyvoice finds the number of speakers itself."""
    polyvoice = importlib.import_module("polyvoice")
    sound = decoded(media, alignment, on_progress)
    try:
        pipeline = polyvoice.Pipeline.balanced(None if choice.folder is None else str(choice.folder))
        told = pipeline.run(sound.tolist(), RATE)
    except (OSError, RuntimeError, ValueError) as error:
        problem = "its model cannot be had; connect to the network once, or give --speaker-model polyvoice=FOLDER"
        raise FileProblem("polyvoice", f"{problem}: {str(error).splitlines()[0] if str(error) else error!r}") from None
    return [Segment(float(row["start"]), float(row["end"]), str(row["speaker"])) for row in told["turns"]]
