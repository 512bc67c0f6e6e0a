"""What `pullquote doctor` finds: on a working installation, and where something is missing."""

from __future__ import annotations

import importlib.metadata
import json
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.media import ffmpeg_path
from cli import main
from onboarding.doctor import CHECKS, EXTRAS, Finding, examine

ROOT = Path(__file__).resolve().parents[2]


def found(tmp_path: Path, check: str) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(tmp_path, [check])}


@pytest.mark.slow
def test_everything_that_is_needed_works_here(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--json", "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    states = {finding["name"]: finding["state"] for finding in said["findings"]}
    assert said["working"] is True
    assert states["self-test"] == states["ffmpeg"] == states["caption font"] == "ok"
    assert not [name for name, state in states.items() if state == "fault"]


def fake_ffmpeg(folder: Path, script: str) -> Path:
    program = folder / "ffmpeg-of-mine"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_an_ffmpeg_that_is_not_there_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_FFMPEG", str(tmp_path / "nothing"))
    done = CliRunner().invoke(main, ["doctor", "-o", str(tmp_path)])
    assert done.exit_code == 1
    assert re.search(r"^XX  ffmpeg: .*PULLQUOTE_FFMPEG names .* which is no program", done.stdout, re.MULTILINE)
    assert "XX  self-test" in done.stdout


def test_filters_that_a_build_lacks_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"""case "$*" in
    *-filters*) "{ffmpeg_path()}" -hide_banner -filters | grep -v ' ass ';;
    *-encoders*) "{ffmpeg_path()}" -hide_banner -encoders | grep -v libmp3lame;;
    *) exec "{ffmpeg_path()}" "$@";;
    esac"""
    monkeypatch.setenv("PULLQUOTE_FFMPEG", str(fake_ffmpeg(tmp_path, script)))
    findings = found(tmp_path, "ffmpeg")
    assert findings["ffmpeg filters"].state == findings["ffmpeg encoders"].state == "warning"
    assert findings["ffmpeg filters"].detail == "without ass (captions burned in, audiograms)"
    assert findings["ffmpeg encoders"].detail == "without libmp3lame (mp3 clips)"
    assert findings["ffmpeg filters"].advice


def test_a_package_that_was_removed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["numpy>=1.26", "no-such-package-anywhere>=1", "mcp>=1; extra == 'mcp'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: rows)
    assert found(tmp_path, "packages")["packages"].detail == "not installed: no-such-package-anywhere"


def test_the_self_contained_build_has_its_packages_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: ["no-such-package-anywhere>=1"])
    assert found(tmp_path, "packages")["packages"].state == "ok"


def test_an_extra_that_is_not_installed_comes_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "whisperx", ("no_such_module_anywhere", "neural models"))
    finding = found(tmp_path, "extras")["pullquote[whisperx]"]
    assert (finding.state, finding.advice) == ("absent", "pip install 'pullquote[whisperx]'")


def test_the_extras_are_those_of_the_package() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = text.partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    assert set(EXTRAS) == set(re.findall(r"^([a-z]+) = \[", table, re.MULTILINE))


def test_code_that_cannot_be_kept_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr("numba.config.CACHE_DIR", str(blocked / "below"))
    finding = found(tmp_path, "compiled code")["compiled code"]
    assert finding.state == "warning"
    assert "NUMBA_CACHE_DIR" in finding.advice


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda place: _Usage)
    assert found(tmp_path, "space")["space for results"].state == "warning"


class _Usage:
    free = 1000


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "-o", str(tmp_path / "none")])
    assert done.exit_code == 4
    assert done.stderr.endswith("none: is no folder; name one that is there\n")


def test_every_check_has_a_name_and_finds_something(tmp_path: Path) -> None:
    quick = [name for name in CHECKS if name not in ("self-test", "ffmpeg")]
    assert {finding.state for finding in examine(tmp_path, quick)} <= {"ok", "absent", "warning"}
    assert len(list(examine(tmp_path, quick))) >= len(quick)
