"""What the commands of every room share: errors to exit codes, lazy loading, progress, JSON.

Only `cli.py` and the `commands.py` modules import this; the library below never prints.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import click

from align.errors import PullquoteError

__all__ = [
    "LazyGroup",
    "Lines",
    "Progress",
    "force_option",
    "json_option",
    "note",
    "progress_bar",
    "progress_lines",
    "say_json",
]

Progress = Callable[[float, str], None]
"""Called with the share done (0..1) and what is being done."""

Lines = Callable[[str | None, float, str], None]
"""Called with what is under way (`None`: everything), the share done, and what is being done."""

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
        """Every command, in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of our tree becomes one line and its exit code, a bug keeps its traceback."""
        signal.signal(signal.SIGTERM, _terminated)
        try:
            return super().invoke(ctx)
        except PullquoteError as error:
            click.echo(f"pullquote: {error}", err=True)
            ctx.exit(error.exit_code)
        except MemoryError:
            click.echo("pullquote: not enough memory", err=True)
            ctx.exit(4)


def _terminated(signum: int, frame: object) -> NoReturn:
    # An exception, so that temporary files are removed on the way out.
    raise SystemExit(128 + signum)


def note(message: str) -> None:
    """One line for the person at the terminal, on stderr."""
    click.echo(message, err=True)


def say_json(value: object) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False))


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on stderr while it is a terminal; silence in a pipe."""
    with progress_lines(label) as tell:
        yield lambda share, doing: tell(None, share, doing)


@contextlib.contextmanager
def progress_lines(label: str) -> Iterator[Lines]:
    """A bar for the whole, and one for each thing under way, on stderr while it is a terminal; silence in a pipe.

    The bar of a thing appears when it is first told of and goes when its share is 1.
    """
    if not sys.stderr.isatty():
        yield lambda key, share, doing: None
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

        def tell(key: str | None, share: float, doing: str) -> None:
            if key not in tasks:
                tasks[key] = bar.add_task(doing, total=1.0)
            bar.update(tasks[key], completed=min(1.0, share), description=doing)
            if key is not None and share >= 1:
                bar.remove_task(tasks.pop(key))

        yield tell
