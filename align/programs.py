"""A program of the user's that answers a question: text to its input, the answer from its output, no shell between."""

from __future__ import annotations

import shlex
import subprocess

from align.errors import ProgramFailed, ProgramMissing, UsageError

__all__ = ["ask_program", "program_name"]

CANNOT_RUN, TOOK_TOO_LONG = 126, 124
"""Exit codes that a shell and `timeout` give for a program that cannot be run, or was stopped (POSIX, coreutils)."""


def ask_program(option: str, command: str, asked: str, *, patience: float) -> str:
    """Run a command, and return what it writes.

    Args:
        option: that names the command, for messages.
        command: parted into words as a shell does it.
        asked: what it reads, as UTF-8.
        patience: seconds after which it is stopped.

    Raises:
        UsageError: there is no command, or a quotation mark in it is never closed.
        ProgramMissing, ProgramFailed: it cannot be started, fails, or gives no answer in time.
    """
    arguments = _arguments(option, command)
    program = arguments[0]
    try:
        done = subprocess.run(
            arguments, input=asked.encode("utf-8", "replace"), capture_output=True, timeout=patience, check=False
        )
    except FileNotFoundError:
        raise ProgramMissing(program, f"check the name that {option} gives, or give its path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProgramFailed(program, CANNOT_RUN, f"it cannot be run: {reason}") from None
    except subprocess.TimeoutExpired:
        raise ProgramFailed(program, TOOK_TOO_LONG, f"it gave no answer within {patience / 60:g} minutes") from None
    if done.returncode:
        raise ProgramFailed(program, done.returncode, done.stderr.decode("utf-8", "replace"))
    try:
        return done.stdout.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProgramFailed(program, 0, "it is not UTF-8; have it write that") from None


def program_name(option: str, command: str) -> str:
    """Return the program that a command runs, for messages about its answer."""
    return _arguments(option, command)[0]


def _arguments(option: str, command: str) -> list[str]:
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"{option} {command!r} cannot be read as a command: {error}") from None
    if not arguments:
        raise UsageError(f"{option} needs a command")
    return arguments
