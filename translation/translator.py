"""The user's own program as translator: it gets sentences, a line each, and answers with as many lines."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence

from align.errors import ProgramFailed, ProgramMissing, UsageError

__all__ = ["translate"]

PATIENCE = 3600.0
"""Seconds after which the program is stopped: a large model on a slow machine takes its time."""


def translate(command: str, sentences: Sequence[str]) -> list[str]:
    """Return the translation of each sentence. The command is parted like a shell's, but no shell runs it.

    Raises `UsageError` for an empty command, `ProgramMissing`, or `ProgramFailed` where it fails or answers with
    another number of lines.
    """
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--translator {command!r}: {error}") from None
    if not arguments:
        raise UsageError("--translator is empty; name a program that reads sentences and writes their translations")
    asked = "\n".join(" ".join(sentence.split()) for sentence in sentences) + "\n"
    try:
        done = subprocess.run(
            arguments, input=asked.encode("utf-8", "replace"), capture_output=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        raise ProgramMissing(arguments[0], "check the name that --translator gives") from None
    except OSError as error:
        raise ProgramFailed(arguments[0], 126, error.strerror or str(error)) from None
    except subprocess.TimeoutExpired:
        raise ProgramFailed(arguments[0], 124, f"it did not answer within {PATIENCE:.0f} s") from None
    if done.returncode:
        raise ProgramFailed(arguments[0], done.returncode, done.stderr.decode("utf-8", "replace"))
    lines = [line.strip() for line in done.stdout.decode("utf-8", "replace").strip("\n").split("\n")]
    if len(lines) != len(sentences):
        raise ProgramFailed(arguments[0], 0, f"{len(sentences)} sentences went in, {len(lines)} lines came out")
    return lines
