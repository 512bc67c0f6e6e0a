"""A command as a process of its own: its progress, its answer, and its end when it is no longer wanted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import Process

from align.own_program import CommandFailed, answer_of, own_environment, own_program

__all__ = ["CommandFailed", "run_command"]

OnProgress = Callable[[float, str], Awaitable[None]]

PATIENCE = 5.0
"""Seconds that a stopped command has to clear away what is half-written."""


async def run_command(command: str, arguments: Sequence[str], folder: Path, on_progress: OnProgress) -> dict[str, Any]:
    """Run a command with `--json` in a folder and return what it prints.

    `on_progress` is awaited with the share done (0..1) and what is being done. When the task is cancelled, so is the
    command, which clears away what it has half-written. Raises `CommandFailed`.
    """
    environment = own_environment()
    line = [*own_program(), *command.split(), "--json", *arguments]
    try:
        process = await anyio.open_process(line, cwd=folder, env=environment, stdin=subprocess.DEVNULL)
    except ValueError:
        raise CommandFailed("an argument holds a character that no command line can") from None
    said: list[bytes] = []
    lines: list[str] = []
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_collect, process, said)
            group.start_soon(_follow, process, lines, on_progress)
            await process.wait()
    except BaseException:
        await _stop(process)
        raise
    return answer_of(process.returncode, b"".join(said), lines)


async def _collect(process: Process, said: list[bytes]) -> None:
    assert process.stdout is not None
    async for block in process.stdout:
        said.append(block)


async def _follow(process: Process, lines: list[str], on_progress: OnProgress) -> None:
    """Read what the command says of its progress, and keep the rest."""
    assert process.stderr is not None
    rest = b""
    async for block in process.stderr:
        *whole, rest = (rest + block).split(b"\n")
        for raw in whole:
            text = raw.decode("utf-8", "replace").strip()
            if text.startswith('{"progress"'):
                told = json.loads(text)
                await on_progress(told["progress"], told["doing"])
            elif text:
                lines.append(text)
    if rest.strip():
        lines.append(rest.decode("utf-8", "replace").strip())


async def _stop(process: Process) -> None:
    with anyio.CancelScope(shield=True):
        if process.returncode is None:
            process.terminate()
            with anyio.move_on_after(PATIENCE):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
