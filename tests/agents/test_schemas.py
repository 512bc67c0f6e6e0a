"""What each command prints with `--json` fits its schema, and each that prints any has one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from agents import command_names, output_schema
from align import Alignment
from align.errors import UsageError
from align.media import run_ffmpeg
from cli import COMMANDS, main
from tests.conftest import AUDIO, Inputs


def commands() -> dict[str, click.Command]:
    """Every command, those of groups by both names."""
    context = main.make_context("pullquote", [], resilient_parsing=True)
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {below}": each for below, each in command.commands.items()}
        else:
            found[name] = command
    return found


def test_every_command_that_prints_json_has_a_schema() -> None:
    printing = {name for name, each in commands().items() if any("--json" in p.opts for p in each.params)}
    assert printing == set(command_names())


@pytest.mark.parametrize("name", command_names())
def test_each_schema_is_one_and_complete(name: str) -> None:
    schema = output_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    wanted = {part.partition('"')[0] for part in json.dumps(schema).split("#/$defs/")[1:]}
    assert wanted == set(schema.get("$defs", {}))


@pytest.fixture
def folder(tmp_path: Path, sample_alignment: Alignment, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the aligned sample in it, in which commands run."""
    shutil.copy(AUDIO, tmp_path / "sample.mp3")
    monkeypatch.chdir(tmp_path)
    sample_alignment.save(tmp_path / "sample.align.json")
    sample_alignment.save(tmp_path / "words.align.json")
    Path("words.json").write_text(
        json.dumps({"segments": [{"start": 0, "end": 1, "text": "a", "words": [{"word": "a", "start": 0, "end": 1}]}]})
    )
    Path("script.txt").write_text(" ".join(word.text for word in sample_alignment.words[:40]) + "\n")
    return tmp_path


def printed(line: list[str], codes: tuple[int, ...] = (0, 1, 2)) -> Any:
    done = CliRunner().invoke(main, [*line, "--json"])
    assert done.exit_code in codes, done.output
    return json.loads(done.stdout.splitlines()[-1])


LINES = {
    "find": ["find", "sample.align.json", "somebody lit a lamp"],
    "suggest": ["suggest", "sample.align.json"],
    "clip": ["clip", "sample.align.json", "word:1-9", "word:999999", "--dry-run"],
    "subtitles": ["subtitles", "sample.align.json", "-o", "x.srt"],
    "export": ["export", "sample.align.json", "--to", "audacity", "-o", "x.txt"],
    "import": ["import", "words.json", "--from", "whisperx", "-o", "imported.align.json"],
    "init": ["init"],
    "check": ["check", "sample.align.json", "--profile", "netflix"],
    "batch": ["batch", ".", "-o", "out", "--dry-run"],
    "tighten": ["tighten", "sample.align.json", "--dry-run"],
    "edit": ["edit", "sample.align.json", "script.txt", "--dry-run"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_what_a_command_prints_fits_its_schema(name: str, folder: Path) -> None:
    jsonschema.validate(printed(LINES[name]), output_schema(name))


@pytest.mark.slow
def test_what_the_library_prints_fits_its_schemas(folder: Path) -> None:
    for name, line in {
        "library add": ["library", "add", "."],
        "library search": ["library", "search", "lamp"],
        "library check": ["library", "check"],
    }.items():
        jsonschema.validate(printed(line), output_schema(name))


@pytest.mark.slow
def test_what_aligning_prints_fits_its_schemas(folder: Path, short_sample: Inputs) -> None:
    both = [str(short_sample.audio), str(short_sample.transcript)]
    jsonschema.validate(printed(["align", *both, "-o", "a.align.json"]), output_schema("align"))
    jsonschema.validate(printed(["run", *both, "-o", "out"]), output_schema("run"))
    retime = ["retime", "out/short.srt", "a.align.json", "-o", "right.srt"]
    jsonschema.validate(printed(retime), output_schema("retime"))
    update = ["update", "a.align.json", both[1], "-o", "b.align.json", "--media", both[0]]
    jsonschema.validate(printed(update), output_schema("update"))
    static = ["review", "a.align.json", "--static", "page.html", "--media", both[0]]
    jsonschema.validate(printed(static), output_schema("review"))
    clips = ["clip", "a.align.json", "word:1-9", "--media", both[0]]
    jsonschema.validate(printed(clips), output_schema("clip"))


@pytest.mark.slow
def test_what_stands_beside_the_sound_fits_its_schemas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    for name, line in {
        "completion": ["completion", "bash"],
        "doctor": ["doctor"],
        "speakers": ["speakers", "sample.align.json", "-o", "spoken.align.json"],
        "tighten": ["tighten", "sample.align.json", "-o", "tight.mp3"],
        "edit": ["edit", "sample.align.json", "script.txt", "-o", "edited.mp3"],
    }.items():
        jsonschema.validate(printed(line), output_schema(name))


@pytest.mark.slow
def test_what_a_new_cut_and_a_batch_print_fits_their_schemas(folder: Path, short_sample: Inputs) -> None:
    talks = folder / "talks"
    talks.mkdir()
    shutil.copy(short_sample.audio, talks / f"talk{short_sample.audio.suffix}")
    shutil.copy(short_sample.transcript, talks / "talk.txt")
    jsonschema.validate(printed(["batch", str(talks), "-o", "out"]), output_schema("batch"))
    made = next((folder / "out").rglob("*.align.json"))
    run_ffmpeg(["-v", "error", "-i", str(short_sample.audio), "-ss", "2", "cut.wav"])
    jsonschema.validate(printed(["conform", str(made), "cut.wav", "-o", "cut.align.json"]), output_schema("conform"))


def test_a_schema_is_closed() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"quote": "x", "matches": [], "more": 1}, output_schema("find"))


def test_schemas_are_printed_and_an_unknown_one_is_one_line() -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["schema"]).stdout.split("\n")[:-1] == command_names()
    assert json.loads(runner.invoke(main, ["schema", "library", "search"]).stdout) == output_schema("library search")
    done = runner.invoke(main, ["schema", "fnid"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    with pytest.raises(UsageError, match="no schema for"):
        output_schema("mcp")
