"""Write `docs/pullquote.1`, the manual page that is installed, from the commands themselves (`make fix`)."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click

from align import __version__
from cli import COMMANDS, main

__all__ = ["manual_page"]

PAGE = Path(__file__).with_name("pullquote.1")

EXIT_CODES = (
    ("0", "done"),
    ("1", "done, and there is something to look at"),
    ("2", "the command line asks for something impossible"),
    ("3", "the inputs do not belong together"),
    ("4", "a file or a program failed"),
    ("130", "stopped by Ctrl-C"),
)


def manual_page() -> str:
    """Return the page as roff (man macros); options stand in the order of `--help`, which goes without saying."""
    context = click.Context(main, info_name="pullquote")
    summary, example = _parts(main)
    lines = [
        f'.TH PULLQUOTE 1 "" "pullquote {__version__}" "User commands"',
        ".SH NAME",
        f"pullquote \\- {_text(summary[:1].lower() + summary[1:]).rstrip('.')}",
        ".SH SYNOPSIS",
        ".B pullquote",
        ".I COMMAND",
        "[options] ...",
        ".SH EXAMPLE",
        *_example(example),
        ".SH COMMANDS",
    ]
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        lines += _section(name, command, context)
    lines.append(".SH EXIT STATUS")
    for code, meaning in EXIT_CODES:
        lines += [".TP", f".B {code}", _text(meaning)]
    lines += [".SH FILES", ".TP", ".B pullquote.toml", "Settings of the episodes beside it; pullquote init writes one."]
    return "\n".join(lines) + "\n"


def _section(name: str, command: click.Command, parent: click.Context) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent)
    summary, example = _parts(command)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f".SS pullquote {_text(name)}", f".B pullquote {_text(name)}", _text(usage)]
    for block in summary.split("\n\n"):
        lines += [".PP", _text(" ".join(block.split()))]
    lines += _example(example) if example else []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option) and "--help" not in parameter.opts:
            lines += [".TP", f".B {_text(record[0])}", _text(" ".join(record[1].split())) or "\\&"]
    if isinstance(command, click.Group):
        for below in command.commands:
            lines += _section(f"{name} {below}", command.commands[below], parent)
    return lines


def _parts(command: click.Command) -> tuple[str, str]:
    """Return what the help says, and its example."""
    text, _, example = inspect.cleandoc(command.help or "").partition("\b\n")
    return text.strip(), inspect.cleandoc(example.partition("\n")[2])


def _example(example: str) -> list[str]:
    return [".PP", ".EX", *(_text(line) for line in example.splitlines()), ".EE"]


def _text(text: str) -> str:
    """Escape what roff reads as markup: backslashes, hyphens, and a dot or quote that begins a line."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", escaped)


if __name__ == "__main__":
    PAGE.write_text(manual_page(), encoding="utf-8")
