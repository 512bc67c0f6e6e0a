"""What platforms ask for stands in one file, and the command line overrules it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from align.errors import UsageError
from cli import main
from clips.picture import ASPECTS
from clips.presets import length_warnings, preset_names, preset_options
from clips.requests import ClipRequest, settings_for
from tests.clips.films import alignment_of

TEXT = "I never really learned to sail. The lighthouse keeper taught me. "


@pytest.mark.parametrize("name", preset_names())
def test_each_preset_makes_settings(name: str) -> None:
    request = ClipRequest(Path("a"), ("q",), **preset_options(name))
    settings = settings_for(request, has_picture=False)
    assert settings.aspect in ASPECTS
    assert settings.audiogram == (settings.format == "mp4")
    assert not settings_for(request, has_picture=True).audiogram


def test_an_unknown_one_is_named() -> None:
    with pytest.raises(UsageError, match="no preset is called 'vine'; there are tiktok"):
        preset_options("vine")


def test_a_clip_that_is_too_long_is_told() -> None:
    plans: Any = [SimpleNamespace(stem="01_a", length=140.0), SimpleNamespace(stem="02_b", length=140.4)]
    assert length_warnings("x", plans) == ["02_b: 140.4 s, and x takes 140 s at most"]


def run(folder: Path, *arguments: str) -> Result:
    from align.media import run_ffmpeg
    from tests.clips.films import with_media

    sound = folder / "talk.mp3"
    if not sound.exists():
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=frequency=300:duration=20", str(sound)])
        with_media(alignment_of(TEXT, duration=20.0), sound).save(folder / "talk.align.json")
    start = ["clip", str(folder / "talk.align.json"), "keeper taught me", "--media", str(sound), "--dry-run", "--json"]
    return CliRunner().invoke(main, [*start, "--anyway", "-o", str(folder / "out"), *arguments])


@pytest.mark.slow
def test_the_command_line_and_the_folder_overrule_it(tmp_path: Path) -> None:
    def ratio(*arguments: str) -> str:
        result = run(tmp_path, *arguments)
        assert result.exit_code == 0, result.stderr
        (entry,) = json.loads(result.stdout)["clips"]
        return str(entry["name"]).rpartition("_")[2]

    assert ratio("--preset", "reels") == "9x16"
    assert ratio("--preset", "reels", "--aspect", "1:1") == "1x1"
    (tmp_path / "pullquote.toml").write_text('[clip]\naspect = "4:5"\n', encoding="utf-8")
    assert ratio("--preset", "reels") == "4x5"
    (tmp_path / "pullquote.toml").write_text('[clip]\npreset = "x"\n', encoding="utf-8")
    assert ratio() == "16x9"
