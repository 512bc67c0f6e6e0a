"""Shell completion: scripts where shells look for them, and answers that a shell can use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.errors import UsageError
from cli import COMMANDS, main
from onboarding.completion import SHELLS, completion_file, completion_script, shell_of

ROOT = Path(__file__).resolve().parents[2]


def complete(words: str, at: int) -> list[str]:
    """What bash would offer."""
    environment = {**os.environ, "_PULLQUOTE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    code = "import sys; sys.argv[0] = 'pullquote'; from pullquote import start; start()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_commands_and_options_are_offered() -> None:
    assert complete("pullquote ", 1) == list(COMMANDS)
    assert complete("pullquote su", 1) == ["subtitles", "suggest"]
    assert set(complete("pullquote find --l", 2)) == {"--limit"}
    assert "netflix" not in complete("pullquote clip --aspect ", 3)
    assert "9:16" in complete("pullquote clip --aspect ", 3)


@pytest.mark.parametrize("shell", SHELLS)
def test_installing_puts_the_script_where_the_shell_looks(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for place in SHELLS.values():
        monkeypatch.delenv(place.base, raising=False)
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    for _ in range(2):  # once more is no fault
        done = CliRunner().invoke(main, ["completion"])
        assert done.exit_code == 0, done.output
    path = completion_file(shell, tmp_path)
    assert tmp_path in path.parents
    assert path.read_text() == completion_script(shell)
    assert "_PULLQUOTE_COMPLETE" in path.read_text()
    path.write_text("mine")
    assert CliRunner().invoke(main, ["completion"]).exit_code == 2
    assert path.read_text() == "mine"


def test_an_unknown_shell_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    done = CliRunner().invoke(main, ["completion"])
    assert (done.exit_code, done.stderr) == (
        2,
        "pullquote: cannot tell the shell from '/bin/tcsh'; name one: bash, zsh, fish\n",
    )
    with pytest.raises(UsageError, match="cannot tell the shell; name one"):
        shell_of(None)


def test_the_script_is_printed_alone() -> None:
    done = CliRunner().invoke(main, ["completion", "fish", "--print"])
    assert (done.stdout, done.stderr) == (completion_script("fish"), "")
