"""Write `docs/commands.md`, the reference of the command line, from the commands themselves (`make fix`)."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from cli import COMMANDS, main

__all__ = ["command_reference"]

PAGE = Path(__file__).with_name("commands.md")

HEAD = """# Commands

Written by `make fix` from the commands themselves; a test compares. Every command answers `--help`.

| exit code | means |
|---|---|
| 0 | done |
| 1 | done, and there is something to look at |
| 2 | the command line asks for something impossible |
| 3 | the inputs do not belong together |
| 4 | a file or a program failed |
| 130 | stopped by Ctrl-C |
"""


def command_reference() -> str:
    """Return the page as Markdown."""
    context = click.Context(main, info_name="pullquote")
    parts = [HEAD]
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        parts.append(_section(name, command, context))
    return "\n".join(parts)


def _section(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(["pullquote", name, *command.collect_usage_pieces(context)])
    text, _, example = inspect.cleandoc(command.help or "").partition("\b\n")
    lines = [f"## {name}", "", f"    {usage}", "", text.strip(), ""]
    if example:
        lines += ["```text", inspect.cleandoc(example.partition("\n")[2]), "```", ""]
    lines += ["| option | |", "|---|---|"]
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in parameter.opts:
            option, said = record
            lines.append(f"| `{_cell(option)}` | {_cell(said)} |")
    sections = ["\n".join([*lines, ""])]
    if isinstance(command, click.Group):
        sections += [_section(f"{name} {below}", command.commands[below], parent) for below in command.commands]
    return "\n".join(sections)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(command_reference(), encoding="utf-8")
