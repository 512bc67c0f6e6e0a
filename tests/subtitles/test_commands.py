"""The commands, as a user calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import srt
from click.testing import CliRunner

from align.document import Alignment
from cli import main

Said = Callable[..., Alignment]


@pytest.fixture
def episode(said: Said, tmp_path: Path) -> Path:
    path = tmp_path / "episode.align.json"
    said("This is the first sentence of all. Here is the second one.", pauses={7: 0.6}).save(path)
    return path


def test_subtitles_writes_what_the_endings_ask_for(episode: Path) -> None:
    out = [episode.with_name("-a 'b'\n%s.srt"), episode.with_name("é.vtt")]
    result = CliRunner().invoke(
        main, ["subtitles", str(episode), "-o", str(out[0]), "-o", str(out[1]), "--profile", "netflix", "--json"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["cues"] == 2
    assert len(list(srt.parse(out[0].read_text(encoding="utf-8")))) == 2
    assert out[1].read_text(encoding="utf-8").startswith("WEBVTT\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["subtitles", "missing.json", "-o", "x.srt"], 4),
        (["subtitles", "{episode}", "-o", "x.doc"], 2),
        (["subtitles", "{episode}", "-o", "{episode}"], 2),
        (["subtitles", "{episode}", "-o", "nowhere/x.srt"], 4),
        (["subtitles", "{episode}", "-o", "x.srt", "--profile", "hbo"], 2),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    episode: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(episode.parent)
    result = CliRunner().invoke(main, [each.replace("{episode}", str(episode)) for each in arguments])
    assert result.exit_code == code
    assert len(result.stderr.strip().splitlines()) == 1
    assert [path.name for path in episode.parent.iterdir()] == [episode.name]
