"""The command itself: instant help that tells the truth, exit codes, nothing heavy at import."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from align import __version__
from align.console import LazyGroup
from align.errors import InputsDoNotFit
from cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"pullquote {name}" in result.output
    assert "--json" in result.output


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['pullquote', '--help']\n"
        "import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'rich', 'ffmpeg', 'pydub', 'srt', 'docx', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_the_version_and_the_changelog_agree() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.strip() == f"pullquote, version {__version__}"
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {__version__}" in changelog


def test_our_errors_are_a_line_and_bugs_keep_their_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def strangers() -> None:
        raise InputsDoNotFit("no", 1, 9)

    @click.command()
    def bug() -> None:
        raise ZeroDivisionError

    module = importlib.import_module("align.console")
    monkeypatch.setattr(module, "strangers", strangers, raising=False)
    monkeypatch.setattr(module, "bug", bug, raising=False)
    group = LazyGroup("x", lazy={"strangers": ("align.console:strangers", ""), "bug": ("align.console:bug", "")})
    result = CliRunner().invoke(group, ["strangers"])
    assert (result.exit_code, result.stderr) == (3, "pullquote: no (1 of 9 words found)\n")
    assert isinstance(CliRunner().invoke(group, ["bug"]).exception, ZeroDivisionError)


def test_the_command_reference_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"pullquote {name}" in readme, name
