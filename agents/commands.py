"""The commands `pullquote mcp` and `schema`."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import click

__all__ = ["mcp_command", "schema_command"]


@click.command("mcp")
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="The one folder that may be used; by default this."
)
def mcp_command(root: Path) -> None:
    """Serve pullquote's commands as tools to an agent (Model Context Protocol, over standard input and output).

    Nothing outside the root folder is read or written, and nothing is sent anywhere but to the client. Tools answer
    with what their commands print with --json. Needs pullquote[mcp].

    \b
    Example:
      pullquote mcp --root episodes/
    """
    from align.errors import ProgramMissing

    if importlib.util.find_spec("mcp") is None:
        raise ProgramMissing("the package mcp", "install it with pip install 'pullquote[mcp]'")
    from agents.server import serve

    serve(root)


@click.command("schema")
@click.argument("command", nargs=-1)
def schema_command(command: tuple[str, ...]) -> None:
    """Print the JSON Schema of what COMMAND prints with --json; without COMMAND, the names of all.

    \b
    Example:
      pullquote schema library search
    """
    from agents.schemas import command_names, output_schema

    if not command:
        click.echo("\n".join(command_names()))
        return
    click.echo(json.dumps(output_schema(" ".join(command)), indent=1))
