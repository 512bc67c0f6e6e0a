"""What the documents say is what the product does: commands, Python, and the way to add a format."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner

from align import Alignment
from cli import COMMANDS, main
from docs import manual
from docs.reference import PAGE, command_reference

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"


def blocks(page: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_command_reference_is_what_make_fix_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == command_reference()


def test_the_manual_page_is_what_make_fix_writes() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.manual_page()


def test_the_manual_page_has_every_command_and_no_stray_macro() -> None:
    lines = manual.manual_page().splitlines()
    macros = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".EX", ".EE"}
    assert {line.split(" ")[0] for line in lines if line.startswith((".", "'"))} <= macros
    assert not [line for line in lines if re.search(r"(?<!\\)-", line)]
    sections = {line.removeprefix(".SS pullquote ").replace("\\-", "-") for line in lines if line.startswith(".SS ")}
    assert set(COMMANDS) <= sections


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_every_command_and_option_in_a_page_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    context = main.make_context("pullquote", [], resilient_parsing=True)
    named = re.findall(r"(?:^    \$? ?|`)pullquote ([a-z-]+)([^`\n]*)", text, re.MULTILINE)
    for name, rest in named:
        assert name in COMMANDS, f"pullquote {name}"
        command = main.get_command(context, name)
        assert command is not None
        below = command.commands.values() if isinstance(command, click.Group) else ()
        parameters = [parameter for each in (command, *below) for parameter in each.params]
        options = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
        used = set(re.findall(r"(?<=\s)--[a-z][a-z-]*", rest)) - {"--help"}
        assert used <= options, f"pullquote {name}: {used - options}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} -> {target}"


@pytest.mark.slow
def test_the_python_in_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("README.md")
    exec(compile(code, "README.md", "exec"), {})
    assert "-->" in (tmp_path / "sample.srt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_worked_examples_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    examples = blocks("docs/python.md")
    assert len(examples) == 10
    names: dict[str, Any] = {}
    for number, code in enumerate(examples, 1):
        exec(compile(code, f"docs/python.md, example {number}", "exec"), names)
        # Those that write files say nothing.
        assert capsys.readouterr().out or number in (6, 9)
    made = {"sample.align.json", "sample.srt", "sample.docx", "vertical.ass", "transcript.json", "library.sqlite"}
    assert made <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.slow
def test_the_commands_in_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_alignment: Alignment
) -> None:
    """Those shown with a prompt, on the sample under the names that the page uses."""
    for source, name in (("sample.mp3", "episode.mp3"), ("sample.mp4", "episode.mp4"), ("transcript.txt",) * 2):
        shutil.copy(SAMPLES / source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"^    \$ pullquote (.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [line.split()[0] for line in shown] == ["run", "clip"]
    for line in shown:
        result = CliRunner().invoke(main, shlex.split(line))
        assert result.exit_code in (0, 1), result.output
    assert {"episode.srt", "episode.vtt"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert [path.suffix for path in (tmp_path / "clips").iterdir() if path.suffix == ".mp4"] == [".mp4"]


def load(code: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the code of a page importable as the module it says it is."""
    module = ModuleType(name)
    exec(compile(code, name, "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, name, module)


def test_a_subtitle_format_is_a_module_and_a_row(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sample_alignment: Alignment
) -> None:
    from subtitles.formats import FORMATS, Format
    from subtitles.writing import write_subtitles

    module, row = blocks("CONTRIBUTING.md")[:2]
    load(module, "subtitles.formats.lines", monkeypatch)
    added = eval(row.partition("\n")[2].strip().rstrip(","), {"Format": Format})
    monkeypatch.setitem(FORMATS, added.name, added)
    write_subtitles(sample_alignment, tmp_path / "sample.lines")
    lines = (tmp_path / "sample.lines").read_text(encoding="utf-8").splitlines()
    starts = [float(line.partition("\t")[0]) for line in lines]
    assert starts == sorted(starts)
    assert len(starts) > 10
    assert " ".join(line.partition("\t")[2] for line in lines).startswith(sample_alignment.words[0].text)


def test_an_importer_is_a_module_and_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from handoff.importers import IMPORTERS, Importer, read_alignment

    module, row = blocks("CONTRIBUTING.md")[3:5]
    load(module, "handoff.importers.rows", monkeypatch)
    added: dict[str, Any] = eval("{" + row.partition("\n")[2] + "}", {"Importer": Importer})
    monkeypatch.setitem(IMPORTERS, "rows", added["rows"])
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([["lit", 1.0, 1.25], ["lamps", 1.5, 2.0]]), encoding="utf-8")
    found = read_alignment(path, "rows")
    assert [(word.text, word.start, word.end) for word in found.words] == [("lit", 1.0, 1.25), ("lamps", 1.5, 2.0)]


def test_a_label_layout_is_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from align.transcript import layouts, read_transcript, speaker_labels

    row = blocks("CONTRIBUTING.md")[2].partition("\n")[2].strip()
    added = eval(row, {"LabelLayout": layouts.LabelLayout})
    path = tmp_path / "talk.txt"
    path.write_text("Ada » It floats.\nBob » It sinks.\n" * 4, encoding="utf-8")
    assert read_transcript(path).words[:2] == ("Ada", "»")
    rows = (*layouts.LAYOUTS, added)
    for module in (layouts, speaker_labels):
        monkeypatch.setattr(module, "LAYOUTS", rows)
    monkeypatch.setattr(layouts, "_ROWS", tuple(map(layouts._Row, rows)))
    found = read_transcript(path)
    assert found.words == ("It", "floats.", "It", "sinks.") * 4
    assert [turn.name for turn in found.speakers] == ["Ada", "Bob"] * 4
