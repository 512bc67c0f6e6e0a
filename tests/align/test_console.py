"""What all commands share: errors to one line and an exit code, lazy commands, progress, JSON."""

from __future__ import annotations

import errno
import io
import json
import signal
import sys
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import CliRunner

from align import console
from align.console import LazyGroup, note, progress_bar, progress_lines, say_json
from align.errors import FileProblem, InputsDoNotFit, OutputExists, ProgramMissing, PullquoteError
from align.kernels import Compiling
from tests.align.ctc.fakes import install


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_lines("Cutting") as tell:
        tell("one", 0.5, "one")
        tell(None, 1.0, "done")
    assert capsys.readouterr() == ("", "")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen_of(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """Put a terminal of 100 columns in place of stderr."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return terminal


def test_each_thing_under_way_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
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

    monkeypatch.setattr(console, "taken", taken, raising=False)
    group = LazyGroup("x", lazy={"taken": ("align.console:taken", "")})
    done = CliRunner().invoke(group, ["taken"])
    assert done.stderr == "pullquote: a--b.srt exists already; give --force to replace it\n"
    assert str(OutputExists("a--b.srt")) == "a--b.srt exists already; give force=True to replace it"


def test_one_bar_shows_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    with progress_bar("Aligning") as tell:
        tell(0.25, "listening")
        tell(1.2, "writing")
    shown = screen.getvalue()
    assert "writing" in shown
    assert "100%" in shown
    assert "120%" not in shown


def test_compiling_is_said_once_and_shown_as_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hooks: list[Callable[[Compiling], None] | None] = []
    monkeypatch.setattr(console, "when_compiling", hooks.append)
    monkeypatch.setattr(console, "_said", [])
    for _ in range(2):
        with progress_lines("Aligning"):
            tell = hooks[-1]
            assert tell is not None
            tell(Compiling(1, 9, kept=True))
            tell(Compiling(2, 9, kept=True))
        assert hooks[-1] is None
    assert capsys.readouterr().err == console.FIRST_RUN + "\n"


def test_compiling_that_is_never_kept_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    hooks: list[Callable[[Compiling], None] | None] = []
    monkeypatch.setattr(console, "when_compiling", hooks.append)
    monkeypatch.setattr(console, "_said", [])
    with progress_lines("Aligning"):
        tell = hooks[-1]
        assert tell is not None
        tell(Compiling(3, 9, kept=False))
    shown = " ".join(screen.getvalue().split())
    assert "NUMBA_CACHE_DIR" in shown
    assert "compiling, 3 of 9" in shown


def test_json_is_one_line_in_every_script(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"text": "naïve 東京", "none": None, "line": "a\nb"})
    out = capsys.readouterr().out
    assert "naïve 東京" in out
    assert out.count("\n") == 1
    assert json.loads(out) == {"text": "naïve 東京", "none": None, "line": "a\nb"}


def test_notes_are_for_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    note("written")
    assert capsys.readouterr() == ("", "written\n")


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Signals as they were, after a command has set its own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Commands:
    """A group of commands, each of which raises what it was made with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.group = LazyGroup("tool", lazy={})

    def add(self, name: str, error: BaseException | None = None, *, options: tuple[str, ...] = ()) -> None:
        """Add a command by the name of a module that does not exist until it is asked for."""

        def body(**kwargs: object) -> None:
            if error is not None:
                raise error
            click.echo(f"{name} ran")

        params: list[click.Parameter] = [click.Option([option], is_flag=True) for option in options]
        install(self.monkeypatch, f"commands_of_{name}", command=click.Command(name, params=params, callback=body))
        self.group.lazy[name] = (f"commands_of_{name}:command", f"Help of {name}.")

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        result = CliRunner().invoke(self.group, list(arguments))
        return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(monkeypatch)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (OutputExists("a.srt"), 2, "a.srt exists already; give --force to replace it"),
        (InputsDoNotFit("another recording", 3, 90), 3, "another recording (3 of 90 words found)"),
        (FileProblem("a\nb.mp3", "is empty"), 4, "a\\nb.mp3: is empty"),
        (ProgramMissing("ffmpeg", "install it"), 4, "ffmpeg is not installed; install it"),
        (PullquoteError("no"), 4, "no"),
        (MemoryError(), 4, "not enough memory; close other programs, or run it on a machine with more"),
        (KeyboardInterrupt(), 130, "stopped; nothing half-written is left"),
    ],
)
def test_each_error_is_one_line_and_its_code(commands: Commands, error: BaseException, code: int, line: str) -> None:
    commands.add("align", error)
    assert commands.run("align") == (code, "", f"pullquote: {line}\n")


def test_who_can_go_on_is_told_how(commands: Commands) -> None:
    commands.add("run", KeyboardInterrupt(), options=("--resume", "--force"))
    code, _, said = commands.run("run")
    assert code == 130
    assert "the same command with --resume goes on from there (pullquote run)" in said


def test_a_bug_keeps_its_traceback(commands: Commands) -> None:
    commands.add("align", ZeroDivisionError("bug"))
    result = CliRunner().invoke(commands.group, ["align"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EIO])
def test_output_that_cannot_be_written_is_one_line(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    forgotten: list[int] = []
    monkeypatch.setattr(console, "_forget_output", lambda: forgotten.append(1))
    commands.add("align", OSError(number, "the reason"))
    assert commands.run("align") == (4, "", "pullquote: the output cannot be written: the reason\n")
    assert forgotten == [1]


def test_a_name_that_is_too_long_is_one_line_wherever_it_is_found(commands: Commands) -> None:
    name = f"out/{'é' * 300}.json"
    commands.add("align", OSError(errno.ENAMETOOLONG, "File name too long", name))
    line = f"pullquote: {'é' * 39}…: the name is too long for the file system\n"
    assert commands.run("align") == (FileProblem.exit_code, "", line)


def test_an_error_of_a_file_is_a_bug_where_nobody_handled_it(commands: Commands) -> None:
    commands.add("align", OSError(errno.ENOSPC, "full", "a.srt"))
    result = CliRunner().invoke(commands.group, ["align"])
    assert isinstance(result.exception, OSError)
    assert "cannot be written" not in result.stderr


def test_help_lists_the_table_and_imports_nothing(commands: Commands) -> None:
    commands.group.lazy = {"zebra": ("no_such_module:x", "Stripes."), "align": ("no_such_either:y", "Find times.")}
    code, shown, _ = commands.run("--help")
    assert code == 0
    # In the order of the table.
    assert shown.index("zebra") < shown.index("align")
    assert "Find times." in shown


def test_a_command_that_is_not_there_is_refused(commands: Commands) -> None:
    commands.add("align")
    code, _, said = commands.run("aling")
    assert code == 2
    assert "No such command 'aling'" in said
    assert commands.run("align") == (0, "align ran\n", "")


def test_being_terminated_cleans_up_on_the_way_out(commands: Commands) -> None:
    commands.add("align")
    commands.run("align")
    handler = signal.getsignal(signal.SIGTERM)
    assert callable(handler)
    with pytest.raises(SystemExit) as caught:
        handler(signal.SIGTERM, None)
    assert caught.value.code == 128 + 15


def test_ctrl_c_that_was_switched_off_stays_off(commands: Commands) -> None:
    commands.add("align")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    commands.run("align")
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, lambda number, frame: None)
    commands.run("align")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
