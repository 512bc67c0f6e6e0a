"""Force-align a transcript to its audio; the alignment document that everything else reads."""

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
]

__version__ = "0.1.0"
