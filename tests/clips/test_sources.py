"""Films as they come, through the whole command: frames, sound against picture, loudness and peak in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from align.media import run_ffmpeg, stream_pcm
from cli import main
from clips.verify import measure
from tests.clips.films import RATE, alignment_of, make_film, read_numbers, shift_between, telling_sound, with_media

TEXT = "apple bread cheese dates eggs flour grapes honey jam kale."


def two_tracks(folder: Path) -> Path:
    """The default track is a hum, the second one tells where it is from."""
    film = make_film(folder / "a.mp4", 200, "25", "-g 40")
    both = ["-i", str(film), "-f", "lavfi", "-i", "sine=60:d=8:r=48000"]
    mapped = ["-map", "0:v", "-map", "1:a", "-map", "0:a", "-c:v", "copy", "-c:a", "aac"]
    run_ffmpeg(["-v", "error", *both, *mapped, str(folder / "two.mkv")])
    return folder / "two.mkv"


def edit_list(folder: Path) -> Path:
    """A stream copy that hides what lies before 1.3 s behind an edit list."""
    film = make_film(folder / "a.mp4", 240, "25", "-g 40 -bf 2 -preset fast")
    run_ffmpeg(["-v", "error", "-ss", "1.3", "-i", str(film), "-c", "copy", str(folder / "cut.mp4")])
    assert b"elst" in (folder / "cut.mp4").read_bytes()
    return folder / "cut.mp4"


def surround(folder: Path) -> Path:
    return make_film(folder / "a.mp4", 200, "30000/1001", "-g 40 -c:a ac3", sound=telling_sound(7, channels=6))


def stereo(folder: Path) -> Path:
    sound = telling_sound(7, channels=2)
    sound[:, 1] //= 2
    return make_film(folder / "a.mov", 200, "30000/1001", "-g 40 -c:a pcm_s16le", sound=sound)


def late_sound(folder: Path) -> Path:
    return make_film(folder / "a.mp4", 200, "24000/1001", "-g 40 -bf 2 -preset fast", late=0.4)


SOURCES: dict[str, tuple[Any, list[str]]] = {
    "two audio tracks": (two_tracks, ["--stream", "1"]),
    "edit list": (edit_list, []),
    "5.1": (surround, []),
    "stereo": (stereo, ["--captions", "highlight", "--loudness", "-14"]),
    "late sound, an edit list for it": (late_sound, ["--per-clip"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
def test_a_clip_of_it(tmp_path: Path, name: str) -> None:
    make, options = SOURCES[name]
    film = make(tmp_path)
    with_media(alignment_of(TEXT), film).save(tmp_path / "a.align.json")
    args = [
        "clip",
        str(tmp_path / "a.align.json"),
        "dates ... grapes",
        "--media",
        str(film),
        "-o",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(main, [*args, *options, "--quality", "draft", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    clip = tmp_path / "out" / entry["files"]["clip"]
    span, loudness = entry["spans"][0], entry["loudness"]
    if "highlight" not in options:
        assert read_numbers(clip) == read_numbers(film)[slice(*span["frames"])]
    stream = 1 if "--stream" in options else None
    source = np.concatenate(list(stream_pcm(film, rate=RATE, stream=stream))).astype(float)
    heard = np.concatenate(list(stream_pcm(clip, rate=RATE))).astype(float)
    # The middle alone: the ends are faded, and silent where a frame reaches into a neighbouring word.
    assert abs(shift_between(heard[12000:72000], source[round(span["in"] * RATE) :]) - 12000) <= RATE // 1000
    found = measure(clip, mono=False)
    assert found.peak <= -1
    assert found.loudness == pytest.approx(loudness["after"], abs=0.5)
    assert found.loudness == pytest.approx(loudness["target"], abs=3.0 if loudness["by"] == "episode" else 0.5)
    assert (loudness["measured"], loudness["true_peak"]) == (found.loudness, found.peak)
