from __future__ import annotations

import io
import sys

import click
import pytest
from click.testing import CliRunner

import align.console
from align.console import LazyGroup, progress_lines
from align.errors import OutputExists


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_lines("Cutting") as tell:
        tell("one", 0.5, "one")
        tell(None, 1.0, "done")
    assert capsys.readouterr() == ("", "")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_thing_under_way_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_lines("Cutting") as tell:
        for share in (0.0, 0.4, 1.0):
            tell("a", share, "a clip [..] here")
            tell("b", share / 2, "another clip")
        tell(None, 0.5, "1 of 2 clips")
    shown = screen.getvalue()
    assert "1 of 2 clips" in shown
    assert "another clip" in shown
    # What is finished is not there at the end, what is under way still is.
    last = shown.rsplit("1 of 2 clips", 1)[1]
    assert "another clip" in last
    assert "a clip [..] here" not in last


def test_errors_advise_whoever_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def taken() -> None:
        raise OutputExists("a--b.srt")

    monkeypatch.setattr(align.console, "taken", taken, raising=False)
    group = LazyGroup("x", lazy={"taken": ("align.console:taken", "")})
    done = CliRunner().invoke(group, ["taken"])
    assert done.stderr == "pullquote: a--b.srt exists already; give --force to replace it\n"
    assert str(OutputExists("a--b.srt")) == "a--b.srt exists already; give force=True to replace it"
