"""The commented settings: harmless as written, right in every line when taken in."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from align.settings_file import option_defaults, read_settings
from cli import main
from clips.commands import clip_command
from handoff.people import Person, people_of
from onboarding.starter import starter_settings
from subtitles.settings import resolve

KEY = re.compile(r"^# (?=[a-z_-]+ = |\[profiles|\[people)", re.MULTILINE)


def test_as_written_it_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(starter_settings(clip_command), encoding="utf-8")
    assert read_settings(tmp_path) == {"subtitles": {}, "clip": {}}
    assert resolve(tmp_path, {}) == resolve(tmp_path / "nowhere", {})


def test_every_line_can_be_taken_in(tmp_path: Path) -> None:
    text = KEY.sub("", starter_settings(clip_command))
    (tmp_path / "pullquote.toml").write_text(text, encoding="utf-8")
    settings = resolve(tmp_path, {})
    assert settings.profile.name == "netflix"
    assert settings.options.fps == 25
    assert settings.speakers == ()
    assert people_of(tmp_path, []) == (Person("Ada Pern", "host", "https://example.com/ada"),)
    assert resolve(tmp_path, {"profile": "ours"}).options.fps == 25
    context = click.Context(clip_command)
    lines = text.partition("[clip]")[2].splitlines()
    # Those whose value must name a thing that is there cannot be empty.
    kept = [line for line in lines if not re.match(r"(font|cover|channel|focus) = ", line)]
    (tmp_path / "pullquote.toml").write_text("[clip]\n" + "\n".join(kept), encoding="utf-8")
    values = option_defaults(context, tmp_path, "clip")
    assert values["aspect"] == "source"
    assert values["denoise"] is False


def test_every_option_of_clip_that_can_be_set_is_there() -> None:
    text = starter_settings(clip_command).partition("[clip]")[2]
    keys = set(re.findall(r"^# ([a-z-]+) = ", text, re.MULTILINE))
    assert {"aspect", "loudness", "captions", "high-pass", "jobs"} <= keys
    assert not keys & {"force", "json", "resume", "dry-run", "list"}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    (tmp_path / "pullquote.toml").write_text("[clip]\n")
    done = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert (done.exit_code, (tmp_path / "pullquote.toml").read_text()) == (2, "[clip]\n")
    assert "--force" in done.stderr


@pytest.mark.parametrize("folder", ["none", "none/deeper"])
def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path, folder: str) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path / folder)])
    assert done.exit_code == 4
    assert "does not exist" in done.stderr
    assert len(done.stderr.splitlines()) == 1
