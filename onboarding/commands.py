"""The commands `pullquote doctor`, `init` and `completion`."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from align.console import force_option, json_option, note, say_json

__all__ = ["completion_command", "doctor_command", "init_command"]

_PATH = click.Path(path_type=Path)
SIGNS = {"ok": "ok", "absent": "--", "warning": "!!", "fault": "XX"}
"""In front of a finding, so that the eye finds it; two characters each."""


@click.command("doctor")
@click.option("-o", "--output", type=_PATH, default=Path(), help="The folder that results are to go to.")
@json_option
def doctor_command(output: Path, as_json: bool) -> None:
    """Say what this installation has, what it lacks, and how to get it; exit 1 where something needed does not work.

    \b
    Example:
      pullquote doctor
    """
    from align.errors import FileProblem
    from onboarding.doctor import examine

    if not output.is_dir():
        raise FileProblem(output, "is no folder; name one that is there")
    findings = []
    for finding in examine(output):
        findings.append(finding)
        if not as_json:
            click.echo(f"{SIGNS[finding.state]}  {finding.name}: {finding.detail}")
            if finding.advice:
                click.echo(f"    {finding.advice}")
    working = not any(finding.state == "fault" for finding in findings)
    if as_json:
        say_json({"working": working, "findings": [asdict(finding) for finding in findings]})
    if not working:
        sys.exit(1)


@click.command("init")
@click.argument("folder", type=_PATH, default=Path())
@force_option
@json_option
def init_command(folder: Path, force: bool, as_json: bool) -> None:
    """Write a commented pullquote.toml into FOLDER: every setting of the episodes there, and what it does.

    \b
    Example:
      pullquote init episodes/
    """
    from align.files import write_whole
    from align.settings_file import SETTINGS_NAME
    from clips.commands import clip_command
    from onboarding.starter import starter_settings

    path = folder / SETTINGS_NAME
    write_whole(path, starter_settings(clip_command), force=force)
    if as_json:
        say_json({"file": str(path)})
    else:
        note(f"{path}: take off the # in front of what you want to set")


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), required=False)
@click.option("--print", "only_print", is_flag=True, help="Print the script and install nothing.")
@force_option
@json_option
def completion_command(shell: str | None, only_print: bool, force: bool, as_json: bool) -> None:
    """Install completion of commands and options for SHELL; by default for the one that you use.

    \b
    Example:
      pullquote completion bash
    """
    from align.errors import UsageError
    from align.files import make_folder, write_whole
    from onboarding.completion import SHELLS, completion_file, completion_script, shell_of

    if only_print and as_json:
        raise UsageError("--print and --json both write to the output; give one of them")
    shell = shell or shell_of(os.environ.get("SHELL"))
    script = completion_script(shell)
    if only_print:
        click.echo(script, nl=False)
        return
    path = completion_file(shell, Path.home())
    make_folder(path.parent)
    if not path.is_file() or path.read_bytes() != script.encode():
        write_whole(path, script, force=force)
    if as_json:
        say_json({"shell": shell, "file": str(path)})
    else:
        note(f"{path}: new shells complete pullquote")
        if SHELLS[shell].after:
            note(SHELLS[shell].after)
