"""Profiles and settings: what options and a `pullquote.toml` change, and what they may not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from align.errors import FileProblem, UsageError
from subtitles.profiles import get_profile, override, profile_names
from subtitles.settings import read_profile, resolve


def test_the_profiles_that_are_promised_are_there() -> None:
    promised = {"netflix", "netflix-kids", "amazon", "bbc", "ted", "podcast", "social", "karaoke", "default"}
    assert promised <= set(profile_names())


def test_options_win_over_the_file_and_the_file_over_the_profile(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(
        '[subtitles]\nprofile = "mine"\nmax_lines = 3\nfps = 25\noffset = "-1.5"\n'
        '[profiles.mine]\nbase = "netflix"\nmax_cps = 15\nmax_lines = 1\n',
        encoding="utf-8",
    )
    settings = resolve(tmp_path, {})
    assert (settings.profile.name, settings.profile.max_cps, settings.profile.max_lines) == ("mine", 15.0, 3)
    assert (settings.options.fps, settings.options.offset) == (Fraction(25), -1.5)
    settings = resolve(tmp_path, {"profile": "bbc", "sets": ("max_lines=2", "min-gap=0.2"), "fps": "29.97"})
    assert (settings.profile.max_chars, settings.profile.max_lines, settings.profile.min_gap) == (37, 2, 0.2)
    assert settings.options.fps == Fraction(30000, 1001)


def test_a_start_timecode_with_a_semicolon_drops_frames() -> None:
    settings = resolve(Path(), {"start_tc": "01:00:00;00"})
    assert (settings.options.start, settings.options.drop_frame) == (107892, True)
    assert settings.options.shift == pytest.approx(3600.0, abs=0.004)


@pytest.mark.parametrize(
    "text",
    ["[profiles", "[profiles]\nmine = 3\n", "subtitles = 3\n", b"\xff\xfe\x00"],
)
def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "pullquote.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FileProblem, match=r"pullquote\.toml"):
        resolve(tmp_path, {})


@pytest.mark.parametrize(
    "text",
    [
        '[subtitles]\nmax_chars = "many"\n',
        "[subtitles]\nwidth = 42\n",
        '[subtitles]\nprofile = "a"\n[profiles.a]\nbase = "b"\n[profiles.b]\nbase = "a"\n',
        "[subtitles]\nmax_chars = 0\n",
        "[subtitles]\nmin_duration = 9.0\n",
        '[subtitles]\nspeakers_style = "dots"\n',
    ],
)
def test_a_setting_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pullquote.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        resolve(tmp_path, {})


def test_speakers_in_the_file_are_a_way_to_show_them_or_names(tmp_path: Path) -> None:
    file = tmp_path / "pullquote.toml"
    file.write_text('[subtitles]\nspeakers = "colour"\n', encoding="utf-8")
    style = resolve(tmp_path, {})
    assert (style.profile.speakers, style.speakers) == ("colour", ())
    assert resolve(tmp_path, {"speakers": ("A=Ada",)}).profile.speakers == "colour"
    file.write_text('[subtitles]\nspeakers = ["A=Ada", "B=Bob"]\n', encoding="utf-8")
    named = resolve(tmp_path, {})
    assert (named.profile.speakers, named.speakers) == (get_profile("default").speakers, ("A=Ada", "B=Bob"))


@pytest.mark.parametrize("row", ["max_chars", "max_chars=x", "one_line=maybe", "speakers=dots", "name=x", "nonsense=1"])
def test_an_override_that_cannot_be_is_refused(row: str) -> None:
    with pytest.raises(UsageError):
        read_profile(Path(), "netflix", [row])


def test_an_override_keeps_the_rest() -> None:
    assert override(get_profile("netflix"), {"max_cps": 17}).max_chars == 42
