"""The user's own program as translator: it gets sentences, a line each, and answers with as many lines."""

from __future__ import annotations

from collections.abc import Sequence

from align.errors import ProgramFailed
from align.programs import ask_program, program_name

__all__ = ["translate"]

OPTION = "--translator"
PATIENCE = 3600.0
"""Seconds after which the program is stopped: a large model on a slow machine takes its time."""


def translate(command: str, sentences: Sequence[str]) -> list[str]:
    """Return the translation of each sentence. The command is parted like a shell's, but no shell runs it.

    Raises `UsageError` for an empty command, `ProgramMissing`, or `ProgramFailed` where it fails or answers with
    another number of lines.
    """
    asked = "\n".join(" ".join(sentence.split()) for sentence in sentences) + "\n"
    answer = ask_program(OPTION, command, asked, patience=PATIENCE)
    lines = [line.strip() for line in answer.removesuffix("\n").split("\n")] if answer else []
    if len(lines) != len(sentences):
        counts = f"{len(sentences)} sentences went in, {len(lines)} line{'s' * (len(lines) != 1)} came out"
        raise ProgramFailed(program_name(OPTION, command), 0, counts)
    return lines
