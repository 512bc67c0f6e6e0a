"""`pullquote suggest`: lists, a page to hear and tick, a choice by speaker and by a program."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from align.document import Speaker
from cli import main
from clips.selects import read_selects
from tests.clips.films import alignment_of

GOOD = "I never really learned to sail. " + "The lighthouse keeper taught me. " * 10


def run(folder: Path, *arguments: str) -> Result:
    if not (folder / "a.align.json").exists():
        speakers = (Speaker(0, "Ada"), Speaker(56, "=Bob"))
        alignment_of(GOOD + GOOD, duration=100.0, media="my talk.mp3", speakers=speakers).save(folder / "a.align.json")
    return CliRunner().invoke(main, ["suggest", str(folder / "a.align.json"), *arguments])


def test_it_gives_what_clip_takes(tmp_path: Path) -> None:
    (row,) = json.loads(run(tmp_path, "--limit", "1", "--json").stdout)["suggestions"]
    assert row["words"][0] in (0, 56)
    assert row["title"]
    text = run(tmp_path, "--limit", "1").stdout
    assert f"word:{row['words'][0] + 1}-{row['words'][1] + 1}" in text
    none = run(tmp_path, "--shortest", "300s", "--longest", "400s")
    assert "no stretch of whole sentences" in none.stderr


def test_by_speaker(tmp_path: Path) -> None:
    rows = json.loads(run(tmp_path, "--speaker", "=Bob", "--json").stdout)["suggestions"]
    assert rows
    assert all(row["words"][0] >= 56 for row in rows)
    nobody = run(tmp_path, "--speaker", "Eve")
    assert nobody.exit_code == 2
    assert "nobody is called 'Eve' here; speakers: =Bob, Ada" in nobody.stderr


def test_the_page_plays_the_recording_and_saves_a_list_that_clip_reads(tmp_path: Path) -> None:
    (tmp_path / "my talk.mp3").write_bytes(b"sound")
    sheet = tmp_path / "ideas.html"
    assert run(tmp_path, "--sheet", str(sheet)).exit_code == 0
    page = sheet.read_text(encoding="utf-8")
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page)
    assert found
    data = json.loads(found[1])
    assert data["media"] == "my%20talk.mp3"
    saved = tmp_path / data["list"]
    saved.write_text("\n".join([data["head"], *(row["csv"] for row in data["rows"])]) + "\n", encoding="utf-8")
    assert len(read_selects(saved)) == len(data["rows"])
    cells = next(csv.reader(io.StringIO(data["rows"][0]["csv"])))
    assert cells[3] == data["rows"][0]["text"]
    assert "{{" not in page
    again = run(tmp_path, "--sheet", str(sheet))
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert run(tmp_path, "--sheet", str(sheet), "--force").exit_code == 0


def test_without_the_recording_the_page_says_so(tmp_path: Path) -> None:
    run(tmp_path, "--sheet", str(tmp_path / "ideas.html"))
    assert "The recording was not found" in (tmp_path / "ideas.html").read_text(encoding="utf-8")


def test_a_program_chooses(tmp_path: Path) -> None:
    script = tmp_path / "choose.py"
    script.write_text("import sys; sys.stdin.read(); print([2])", encoding="utf-8")
    command = shlex.join([sys.executable, str(script)])
    both = json.loads(run(tmp_path, "--json").stdout)["suggestions"]
    (row,) = json.loads(run(tmp_path, "--llm", command, "--json").stdout)["suggestions"]
    assert row["words"] == both[1]["words"]
    assert row["id"] == 1
