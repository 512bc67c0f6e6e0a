"""What the commands of every room share: errors to exit codes, lazy loading, progress, JSON.

Only `cli.py` and the `commands.py` modules import this; the library below never prints.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from align.errors import FileProblem, PullquoteError, naming_options
from align.kernels import Compiling, when_compiling
from align.progress import ItemProgress, ProgressCallback

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "PROGRESS_VARIABLE",
    "LazyGroup",
    "force_option",
    "json_option",
    "note",
    "progress_bar",
    "progress_lines",
    "say_json",
]

force_option = click.option("--force", is_flag=True, help="Replace files that exist already.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for machines.")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that `--help` is instant.

    `lazy` maps a command's name to (`module:attribute`, one line of help).
    """

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command, in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name from the table: importing every room would make each Tab wait."""
        from click.shell_completion import CompletionItem

        named = [
            CompletionItem(name, help=text) for name, (_, text) in self.lazy.items() if name.startswith(incomplete)
        ]
        return named + (click.Command.shell_complete(self, ctx, incomplete) if incomplete.startswith("-") else [])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; output that cannot be written (a full disk behind `>`) is a line, not a traceback."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.filename is not None or error.errno not in OUTPUT_ERRORS:
                raise
            _forget_output()
            _last_words(f"the output cannot be written: {error.strerror}")
            sys.exit(PullquoteError.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of our tree becomes one line and its exit code, a bug keeps its traceback."""
        signal.signal(signal.SIGTERM, _terminated)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        ctx.with_resource(naming_options())
        try:
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
            return result
        except PullquoteError as error:
            _last_words(str(error))
            ctx.exit(error.exit_code)
        except OSError as error:
            # Any look at a path may find this, long before it is opened.
            if error.errno != errno.ENAMETOOLONG or error.filename is None:
                raise
            told = FileProblem(_short(os.fsdecode(error.filename)), "the name is too long for the file system")
            _last_words(str(told))
            ctx.exit(told.exit_code)
        except MemoryError:
            _last_words("not enough memory; close other programs, or run it on a machine with more")
            ctx.exit(PullquoteError.exit_code)
        except KeyboardInterrupt:
            _last_words(_stopped(ctx))
            ctx.exit(INTERRUPTED)


NAME_SHOWN = 40
"""Characters of a name that no file system takes, in a message."""


def _short(path: str) -> str:
    name = Path(path).name
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1]}…"


PROGRESS_VARIABLE = "PULLQUOTE_PROGRESS"
"""With the value `lines`, progress is written to stderr for programs, where that is no terminal."""

OUTPUT_ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF)
"""Of writing to a stream; those of files have a name with them."""

INTERRUPTED = 128 + signal.SIGINT


def _last_words(message: str) -> None:
    # Where stderr cannot be written either, the exit code alone tells.
    with contextlib.suppress(OSError):
        click.echo(f"pullquote: {message}", err=True)


def _forget_output() -> None:
    """Send what is left in stdout's buffer nowhere: at its end, Python would try to write it once more."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stopped(ctx: click.Context) -> str:
    """Return what to say after Ctrl-C: how to go on, where the command can."""
    name = ctx.invoked_subcommand
    command = ctx.command.get_command(ctx, name) if name and isinstance(ctx.command, click.Group) else None
    options = [option for param in command.params for option in param.opts] if command is not None else []
    if "--resume" in options:
        return (
            f"stopped; what is finished is kept: the same command with --resume goes on from there (pullquote {name})"
        )
    return "stopped; nothing half-written is left"


def _terminated(signum: int, frame: object) -> NoReturn:
    # An exception, so that temporary files are removed on the way out.
    raise SystemExit(128 + signum)


def note(message: str) -> None:
    """Print one line for the person at the terminal, on stderr."""
    click.echo(message, err=True)


def say_json(value: object) -> None:
    """Print one JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[ProgressCallback]:
    """Show a bar on stderr while it is a terminal; silence in a pipe."""
    with progress_lines(label) as on_progress:
        yield lambda share, doing: on_progress(None, share, doing)


@contextlib.contextmanager
def progress_lines(label: str) -> Iterator[ItemProgress]:
    """Show a bar for the whole, and one for each thing under way, on stderr while it is a terminal; silence in a pipe.

    Where the environment has `PULLQUOTE_PROGRESS=lines`, a pipe gets the whole's progress as lines of JSON.

    The bar of a thing appears when it is first told of and goes when its share is 1.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        told = os.environ.get(PROGRESS_VARIABLE) == "lines"
        with _telling_of_compiling(note):
            yield _say_progress if told else lambda key, share, doing: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str | None, TaskID] = {None: bar.add_task(label, total=1.0)}

        def on_progress(key: str | None, share: float, doing: str) -> None:
            if key not in tasks:
                tasks[key] = bar.add_task(doing, total=1.0)
            bar.update(tasks[key], completed=min(1.0, share), description=doing)
            if key is not None and share >= 1:
                bar.remove_task(tasks.pop(key))

        def say(message: str) -> None:
            bar.console.print(message, markup=False, highlight=False)

        def show(state: Compiling) -> None:
            bar.update(tasks[None], description=f"compiling, {state.done} of {state.total}")

        with _telling_of_compiling(say, show):
            yield on_progress


def _say_progress(key: str | None, share: float, doing: str) -> None:
    """Tell a program that runs the command how far the whole is: a JSON object on a line of stderr."""
    if key is None:
        note(json.dumps({"progress": round(min(1.0, share), 4), "doing": doing}))


@contextlib.contextmanager
def _telling_of_compiling(
    say: Callable[[str], None], show: Callable[[Compiling], None] = lambda state: None
) -> Iterator[None]:
    """Say once that the aligner is being compiled, and show how far it is."""

    def on_compiling(state: Compiling) -> None:
        if not _said:
            _said.append(FIRST_RUN if state.kept else EVERY_RUN)
            say(_said[0])
        show(state)

    when_compiling(on_compiling)
    try:
        yield
    finally:
        when_compiling(None)


_said: list[str] = []
"""What this process has said of compiling."""

FIRST_RUN = "The first run compiles the aligner for this machine: half a minute or so, once."
EVERY_RUN = (
    "The aligner is compiled in every run, which takes half a minute or so: neither its folder nor your cache folder"
    " can be written to. Set NUMBA_CACHE_DIR to a folder that can."
)
