"""Force-align a transcript to its audio; the alignment document that everything else reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.aligner import align_file
    from align.document import (
        Alignment,
        Chapter,
        Engine,
        EngineInfo,
        Media,
        ReorderedPassage,
        Report,
        Speaker,
        Unscripted,
        Word,
    )
    from align.engine import ModelOptions
    from align.errors import FileProblem, InputsDoNotFit, LanguageNotServed, ProgramFailed, PullquoteError, UsageError
    from align.realign import realign_runs, realign_words

__all__ = [
    "Alignment",
    "Chapter",
    "Engine",
    "EngineInfo",
    "FileProblem",
    "InputsDoNotFit",
    "LanguageNotServed",
    "Media",
    "ModelOptions",
    "ProgramFailed",
    "PullquoteError",
    "ReorderedPassage",
    "Report",
    "Speaker",
    "Unscripted",
    "UsageError",
    "Word",
    "__version__",
    "align_file",
    "realign_runs",
    "realign_words",
]

__version__ = "0.2.0"

_HOMES = {
    "align.aligner": ("align_file",),
    "align.document": (
        "Alignment",
        "Chapter",
        "Engine",
        "EngineInfo",
        "Media",
        "ReorderedPassage",
        "Report",
        "Speaker",
        "Unscripted",
        "Word",
    ),
    "align.engine": ("ModelOptions",),
    "align.errors": (
        "FileProblem",
        "InputsDoNotFit",
        "LanguageNotServed",
        "ProgramFailed",
        "PullquoteError",
        "UsageError",
    ),
    "align.realign": ("realign_runs", "realign_words"),
}

__getattr__ = lazy_names(__name__, _HOMES)
