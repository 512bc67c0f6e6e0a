"""Force-align a transcript to its audio; the alignment document that everything else reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from align.document import (
    Alignment,
    Chapter,
    Engine,
    Media,
    Speaker,
    Unscripted,
    Word,
)
from align.errors import (
    FileProblem,
    InputsDoNotFit,
    LanguageNotServed,
    ProgramFailed,
    PullquoteError,
    UsageError,
)

if TYPE_CHECKING:
    from align.aligner import align_file

__all__ = [
    "Alignment",
    "Chapter",
    "Engine",
    "FileProblem",
    "InputsDoNotFit",
    "LanguageNotServed",
    "Media",
    "ProgramFailed",
    "PullquoteError",
    "Speaker",
    "Unscripted",
    "UsageError",
    "Word",
    "__version__",
    "align_file",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The aligner brings NumPy and Numba along; whoever only reads documents does not wait for them.
    if name == "align_file":
        from align.aligner import align_file

        return align_file
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
