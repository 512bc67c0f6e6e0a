"""The server, driven by the client of the protocol's own SDK."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from click.testing import CliRunner
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from agents.server import make_server
from agents.tools import TOOLS
from align import Alignment, Speaker
from cli import main
from tests.conftest import AUDIO, TRANSCRIPT, Inputs

ROOT = Path(__file__).resolve().parents[2]


def talk(target: Any, body: Callable[[Client], Awaitable[Any]]) -> Any:
    """Connect a client, have it do something, and leave."""

    async def run() -> Any:
        async with Client(target) as client:
            return await body(client)

    return anyio.run(run)


def call(root: Path, name: str, **given: Any) -> Any:
    """Call one tool of a server in this process."""
    return talk(make_server(root), lambda client: client.call_tool(name, given))


def refused(root: Path, name: str, **given: Any) -> str:
    """The one line of a call that is refused."""
    result = call(root, name, **given)
    assert result.is_error
    (block,) = result.content
    assert "\n" not in block.text
    return str(block.text)


@pytest.fixture
def folder(tmp_path: Path, sample_alignment: Alignment) -> Path:
    """A root with the aligned sample in it."""
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(AUDIO, root / "sample.mp3")
    sample_alignment.save(root / "sample.align.json")
    return root


def test_each_tool_says_what_it_takes_and_gives(tmp_path: Path) -> None:
    listed = talk(make_server(tmp_path), lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == list(TOOLS)
    for tool in listed:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert tool.description
        assert set(tool.input_schema["required"]) <= set(tool.input_schema["properties"])


@pytest.mark.slow
def test_every_tool_answers(folder: Path, short_sample: Inputs) -> None:
    shutil.copy(short_sample.audio, folder / "short.mp3")
    shutil.copy(short_sample.transcript, folder / "short.txt")
    calls: dict[str, dict[str, Any]] = {
        "align": {"audio": "short.mp3", "transcript": "short.txt", "output": "short.align.json", "speakers": "1"},
        "find": {"alignment": "sample.align.json", "quote": "somebody lit a lamp", "limit": 2},
        "suggest": {"alignment": "sample.align.json"},
        "clip": {"alignment": "sample.align.json", "quotes": ["word:1-9"], "media": "sample.mp3", "dry_run": True},
        "subtitles": {"alignment": "sample.align.json", "outputs": ["a.srt", "a.vtt"], "profile": "netflix"},
        "library_add": {"sources": ["sample.align.json"]},
        "library_search": {"quote": "lit a lamp"},
    }
    assert list(calls) == list(TOOLS)
    steps: list[float] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        steps.append(progress)

    async def every(client: Client) -> dict[str, Any]:
        return {name: await client.call_tool(name, given, progress_callback=heard) for name, given in calls.items()}

    answers = talk(make_server(folder), every)
    for name, result in answers.items():
        assert not result.is_error, (name, result.content)
        assert json.loads(result.content[0].text) == result.structured_content
    assert answers["find"].structured_content["matches"][0]["text"] == "somebody lit a lamp."
    assert (folder / "a.srt").exists()
    assert len(Alignment.load(folder / "short.align.json").words) > 10
    assert len(steps) > 2
    assert steps == sorted(steps) or max(steps) == 1.0


@pytest.mark.slow
def test_over_standard_input_and_output(folder: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pullquote", "mcp", "--root", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    given = {"alignment": "sample.align.json", "quote": "lit a lamp"}
    result = talk(server, lambda client: client.call_tool("find", given))
    assert not result.is_error, result.content
    assert result.structured_content["quote"] == "lit a lamp"


OUTSIDE = ["../secret.align.json", "/etc/passwd", "link.align.json", "a/../../secret.align.json"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_outside_the_root_is_refused(folder: Path, name: str, sample_alignment: Alignment) -> None:
    sample_alignment.save(folder.parent / "secret.align.json")
    (folder / "link.align.json").symlink_to(folder.parent / "secret.align.json")
    assert "lies outside the folder" in refused(folder, "find", alignment=name, quote="lamp")
    assert "lies outside" in refused(folder, "subtitles", alignment="sample.align.json", outputs=["../out.srt"])
    assert not (folder.parent / "out.srt").exists()


def test_a_link_below_a_folder_that_leads_out_is_refused(folder: Path, sample_alignment: Alignment) -> None:
    sample_alignment.save(folder.parent / "secret.align.json")
    season = folder / "season"
    season.mkdir()
    (season / "one.align.json").symlink_to(folder.parent / "secret.align.json")
    said = refused(folder, "library_add", sources=["season"])
    assert "one.align.json: lies outside the folder" in said
    assert not (folder / "library.sqlite").exists()


def test_a_recording_outside_that_a_document_names_is_refused(folder: Path) -> None:
    outside = folder.parent / "elsewhere.mp3"
    shutil.move(folder / "sample.mp3", outside)
    text = (folder / "sample.align.json").read_text(encoding="utf-8")
    data = json.loads(text)
    data["media"] |= {"path": str(outside), "relative": "../elsewhere.mp3"}
    (folder / "sample.align.json").write_text(json.dumps(data))
    said = refused(folder, "clip", alignment="sample.align.json", quotes=["word:1-9"])
    assert "lies outside" in said


def test_a_cover_outside_that_the_settings_name_is_refused(folder: Path) -> None:
    (folder / "pullquote.toml").write_text('[clip]\ncover = "/etc/passwd"\n')
    said = refused(folder, "clip", alignment="sample.align.json", quotes=["word:1-9"], media="sample.mp3")
    assert "lies outside" in said


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("fnid", {}, "there is no tool 'fnid'"),
        ("find", {"alignment": "sample.align.json"}, "'quote' is a required property"),
        ("find", {"alignment": "sample.align.json", "quote": 3}, "quote: 3 is not of type 'string'"),
        ("find", {"alignment": "x\0y", "quote": "a"}, "is not a file name"),
        ("subtitles", {"alignment": "sample.align.json", "outputs": ["a.srt"], "shell": "rm"}, "Additional properties"),
    ],
)
def test_a_wrong_call_is_one_line(folder: Path, name: str, given: dict[str, Any], said: str) -> None:
    assert said in refused(folder, name, **given)


@pytest.mark.slow
def test_what_one_person_says_is_found(folder: Path, sample_alignment: Alignment) -> None:
    shared = replace(sample_alignment, speakers=(Speaker(0, "Ada"), Speaker(40, "Ben")))
    shared.save(folder / "sample.align.json", force=True)
    quote = " ".join(word.text for word in sample_alignment.words[45:50])
    found = call(folder, "find", alignment="sample.align.json", quote=quote, speaker="Ben")
    assert found.structured_content["matches"][0]["text"] == quote
    assert "nothing comes near it" in refused(folder, "find", alignment="sample.align.json", quote=quote, speaker="Ada")


def test_a_model_outside_the_root_is_refused(folder: Path) -> None:
    given = {"audio": "sample.mp3", "transcript": "sample.mp3", "output": "x.align.json", "engine": "onnx"}
    assert "lies outside" in refused(folder, "align", **given, align_model="../models/w2v")
    assert "model" in refused(folder, "align", **given)


@pytest.mark.slow
def test_an_error_of_a_command_is_its_one_line(folder: Path) -> None:
    assert "no such file" in refused(folder, "align", audio="none.mp3", transcript="none.txt", output="x.align.json")
    (folder / "a.srt").write_text("mine")
    assert "exists already" in refused(folder, "subtitles", alignment="sample.align.json", outputs=["a.srt"])
    said = refused(folder, "find", alignment="sample.align.json", quote="--help")
    assert "--help" in said or "not" in said


@pytest.mark.slow
def test_a_call_that_is_cancelled_ends_its_command(folder: Path) -> None:
    shutil.copy(TRANSCRIPT, folder / "sample.txt")
    given = {"audio": "sample.mp3", "transcript": "sample.txt", "output": "x.align.json", "force": True}

    async def cancelled(client: Client) -> float:
        begun = anyio.Event()

        async def heard(progress: float, total: float | None, message: str | None) -> None:
            begun.set()

        async def work() -> None:
            await client.call_tool("align", given, progress_callback=heard)

        async with anyio.create_task_group() as group:
            group.start_soon(work)
            await begun.wait()
            group.cancel_scope.cancel()
        result = await client.call_tool("find", {"alignment": "sample.align.json", "quote": "lit a lamp"})
        assert not result.is_error
        return 1.0

    assert talk(make_server(folder), cancelled)
    assert not (folder / "x.align.json").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_root_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["mcp", "--root", str(tmp_path / "none")])
    assert (done.exit_code, len(done.stderr.splitlines())) == (4, 1)


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["mcp"])
    assert done.exit_code == 4
    assert "pip install 'pullquote[mcp]'" in done.stderr
