"""The command itself: instant help that tells the truth, exit codes, nothing heavy at import."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from align import __version__
from align.console import LazyGroup
from align.errors import InputsDoNotFit
from align.media import run_ffmpeg
from cli import COMMANDS, main
from tests.subtitles.conftest import plant

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


OVER_INPUTS = [
    "align a.wav t.txt -o a.wav",
    "align a.wav t.txt -o t.txt",
    "align a.wav t.txt -o ./link.txt",
    "run a.wav out/a.srt -o out",
    "transcribe a.wav -o a.wav",
    "subtitles e.align.json -o e.align.json",
    "subtitles e.align.json -o t.txt --preview e.align.json",
    "check t.srt --csv t.srt",
    "retime t.srt a.wav -o a.wav",
    "translate-captions e.align.json t.txt --language de -o e.align.json",
    "translate-captions e.align.json t.txt --language de -o new.srt --pairs t.txt",
    "export e.align.json --to ctm -o e.align.json",
    "export e.align.json --to ctm -o a.wav",
    "import w.json --from whisperx -o w.json",
    "update e.align.json t.txt -o t.txt",
    "suggest e.align.json --sheet e.align.json",
    "review e.align.json --static e.align.json",
    "speakers e.align.json --media a.wav --speakers 2 -o a.wav",
]


@pytest.mark.parametrize("line", OVER_INPUTS)
def test_what_a_command_reads_is_not_written_over_even_with_force(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    document = plant("Here we are.")
    document.save(Path("e.align.json"))
    for name in ("t.txt", "t.srt", "out/a.srt"):
        Path(name).write_text("1\n00:00:01,000 --> 00:00:02,000\nHier sind wir.\n")
    Path("w.json").write_text('{"segments": []}')
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "a.wav"])
    document = replace(document, media=replace(document.media, path="a.wav"))
    document.save(Path("e.align.json"), force=True)
    Path("link.txt").symlink_to("t.txt")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = CliRunner().invoke(main, [*line.split(), "--force"])
    assert result.exit_code == 2, result.output
    assert "is read here and would be lost; give another file with -o" in result.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_outputs_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plant("Here we are.").save(Path("e.align.json"))
    result = CliRunner().invoke(main, ["subtitles", "e.align.json", "-o", "x.srt", "-o", "./x.srt", "--force"])
    assert (result.exit_code, result.stderr) == (
        2,
        "pullquote: x.srt is given twice; each output needs a file of its own\n",
    )
    assert not Path("x.srt").exists()


def test_the_module_has_the_name_of_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pullquote", "find", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("Usage: pullquote find [OPTIONS]")
