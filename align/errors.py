"""Every error that a user can cause or meet, in one tree.

    PullquoteError                 4  a program or file failed
    ├── UsageError                 2  the command asks for something impossible
    │   ├── OutputExists              a file is in the way and --force was not given
    │   ├── InputsSwapped             the audio and the transcript changed places
    │   └── LanguageNotServed         no engine that is installed can align this language
    ├── InputsDoNotFit             3  each input is fine, but they do not belong together
    ├── FileProblem                4  a file cannot be read or written, or is not what it should be
    │   └── DocumentChanged           somebody else has written the document meanwhile
    └── ProgramFailed              4  ffmpeg (or another program) failed
        └── ProgramMissing            ... or is not there

Errors are built from typed attributes and survive pickling, so worker processes can send them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

__all__ = [
    "DocumentChanged",
    "FileProblem",
    "InputsDoNotFit",
    "InputsSwapped",
    "LanguageNotServed",
    "OutputExists",
    "ProgramFailed",
    "ProgramMissing",
    "PullquoteError",
    "UsageError",
    "naming_options",
    "python_advice",
]


def shown(path: str | Path) -> str:
    """Write a path as one printable line: control characters are escaped.

    >>> shown("a\\nb.mp3")
    'a\\\\nb.mp3'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(path))


FLAGS = ("accept-poor", "anyway", "audiogram", "diarize", "force", "hints", "offline", "resume")
"""Options without a value: in Python they are set to `True`."""

_names_options = False


@contextlib.contextmanager
def naming_options() -> Iterator[None]:
    """Have errors name the command's options inside, as somebody at a terminal needs them; else Python's arguments."""
    global _names_options
    before, _names_options = _names_options, True
    try:
        yield
    finally:
        _names_options = before


def python_advice(message: str) -> str:
    """Write the options in a message as arguments of Python, and a command that has one as its call.

    >>> python_advice("episode.srt exists already; give --force to replace it")
    'episode.srt exists already; give force=True to replace it'
    >>> python_advice("name one with --align-model")
    'name one with `align_model`'
    >>> python_advice("read it with `pullquote import --from textgrid`")
    'read it with `handoff.read_alignment(path, "textgrid")`'
    """

    def argument(match: re.Match[str]) -> str:
        name = match[1].replace("-", "_")
        return f"{name}=True" if match[1] in FLAGS else f"`{name}`"

    message = re.sub(r"`pullquote import --from ([a-z]+)`", r'`handoff.read_alignment(path, "\1")`', message)
    return re.sub(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)\b", argument, message)


class PullquoteError(Exception):
    """Base of the tree. `str()` is the one line that a user reads, with advice for Python or for the terminal."""

    exit_code: ClassVar[int] = 4

    def message(self) -> str:
        """Return the line, with the options of the command."""
        return super().__str__()

    def __str__(self) -> str:
        return self.message() if _names_options else python_advice(self.message())


class UsageError(PullquoteError):
    """The command asks for something that cannot be done as it stands."""

    exit_code: ClassVar[int] = 2


class OutputExists(UsageError):
    """A file or folder that would be overwritten exists already."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        self.path = path

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return f"{shown(self.path)} exists already; give --force to replace it"


class InputsSwapped(UsageError):
    """The audio stands where the transcript belongs, and the other way round."""

    def __init__(self, audio: str | Path, transcript: str | Path) -> None:
        super().__init__(audio, transcript)
        self.audio = audio
        self.transcript = transcript

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return (
            f"audio and transcript are swapped: {shown(self.audio)} holds text"
            f" and {shown(self.transcript)} holds sound; give the audio first"
        )


class LanguageNotServed(UsageError):
    """The engine cannot align this language; `reason` says what can."""

    def __init__(self, language: str, reason: str) -> None:
        super().__init__(language, reason)
        self.language = language
        self.reason = reason

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return f"cannot align language {self.language!r}: {self.reason}"


class InputsDoNotFit(PullquoteError):
    """Transcript and audio (or quote and alignment) do not belong together.

    `found` of `total` words were found; both are `None` where counting makes no sense. `advice`: what can be done.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, reason: str, found: int | None = None, total: int | None = None, advice: str = "") -> None:
        super().__init__(reason, found, total, advice)
        self.reason = reason
        self.found = found
        self.total = total
        self.advice = advice

    def message(self) -> str:
        """See `PullquoteError.message`."""
        counted = "" if self.found is None or self.total is None else f" ({self.found} of {self.total} words found)"
        return f"{self.reason}{counted}" + (f"; {self.advice}" if self.advice else "")


class FileProblem(PullquoteError):
    """A file cannot be read or written, or does not hold what it should."""

    def __init__(self, path: str | Path, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return f"{shown(self.path)}: {self.problem}"


class DocumentChanged(FileProblem):
    """The document on disk, or in another tab, is no longer the one that was read; nothing was written."""


class ProgramFailed(PullquoteError):
    """A program ended with an error; `tail` holds the last lines it wrote."""

    def __init__(self, program: str, returncode: int, tail: str) -> None:
        super().__init__(program, returncode, tail)
        self.program = program
        self.returncode = returncode
        self.tail = tail

    def message(self) -> str:
        """See `PullquoteError.message`."""
        last = shown(" / ".join(line.strip() for line in self.tail.splitlines() if line.strip()))
        if self.returncode == 0:
            return f"{self.program} ended well, but its answer is no good: {last}"
        return f"{self.program} failed (exit {self.returncode}): {last or 'it gave no reason'}"


class ProgramMissing(ProgramFailed):
    """A program that is needed is not installed."""

    def __init__(self, program: str, advice: str) -> None:
        super().__init__(program, 127, advice)
        self.args = (program, advice)
        self.advice = advice

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return f"{self.program} is not installed; {self.advice}"
