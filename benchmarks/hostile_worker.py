"""A process that meets hostile inputs one after the other, and says how each ended.

Reads lines of JSON (a list of arguments for `pullquote`, or `["read", PATH]`, `["decode", PATH]`) and answers each
with one: exit code, lines on stderr, the last of them, processor seconds, and megabytes at most.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import traceback
from pathlib import Path

from click.testing import CliRunner

from align.errors import PullquoteError
from align.media import stream_pcm
from align.transcript import read_transcript
from cli import main

__all__ = ["answer"]


def answer(arguments: list[str]) -> dict[str, object]:
    """Do one thing and tell how it ended; a traceback is exit code -1."""
    began, before = _processor_seconds(), _children_peak()
    _forget_peak()
    code, said = _command(arguments) if arguments[0] not in ("read", "decode") else _direct(*arguments)
    lines = [line for line in said.splitlines() if line]
    seconds, after = round(_processor_seconds() - began, 2), _children_peak()
    return {
        "code": code,
        "lines": len(lines),
        "last": lines[-1][:300] if lines else "",
        "seconds": seconds,
        "mb": max(_peak(), after if after > before else 0),
    }


def _command(arguments: list[str]) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return -1, "".join(traceback.format_exception(done.exception))
    return done.exit_code, done.stderr


def _direct(what: str, path: str) -> tuple[int, str]:
    try:
        if what == "read":
            read_transcript(Path(path))
        else:
            for _ in stream_pcm(Path(path)):
                pass
    except PullquoteError as error:
        return error.exit_code, str(error)
    except Exception:
        return -1, traceback.format_exc()
    return 0, ""


def _processor_seconds() -> float:
    """Return the seconds of this process and those it waited for: other work on the machine does not count."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _children_peak() -> int:
    """Return megabytes of memory of the largest child so far: a larger one than before belongs to this input."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak() -> int:
    """Return megabytes of memory at most since `_forget_peak`, where the system tells; else since the start."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) // 1024
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
