"""Intro, outro and end card: joined to the frame and to the sample, brought to the clip's size and loudness."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from align.media import probe, read_pcm, run_ffmpeg
from cli import main
from clips.drawn import write_captions
from clips.loudness import integrated
from tests.clips.films import alignment_of, make_film, telling_sound, with_media

pytestmark = pytest.mark.slow


def lavfi(path: Path, picture: str | None, sound: str | None) -> Path:
    inputs = [argument for source in (picture, sound) if source for argument in ("-f", "lavfi", "-i", source)]
    run_ffmpeg(["-v", "error", "-y", *inputs, "-pix_fmt", "yuv420p", str(path)])
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bumpers")
    make_film(folder / "film.mp4", 250, "25", sound=telling_sound(10))
    words = alignment_of(
        "So we opened a bakery where nobody had ever lived.", begin=0.5, word=0.5, gap=0.1, duration=10.0
    )
    with_media(words, folder / "film.mp4").save(folder / "film.align.json")
    # Other sizes, rates and levels than the film's.
    lavfi(folder / "intro.mp4", "color=c=red:s=640x480:r=30:d=1.5", "sine=f=800:d=1.5,volume=-30dB")
    lavfi(folder / "outro.mov", "color=c=blue:s=200x400:r=24:d=1", None)
    lavfi(folder / "long.mp4", "color=c=red:s=320x180:r=25:d=5", "sine=f=800:d=5")
    lavfi(folder / "jingle.wav", None, "sine=f=500:d=1")
    run_ffmpeg(
        ["-v", "error", "-f", "lavfi", "-i", "color=c=0xff00ff:s=60x40", "-frames:v", "1", str(folder / "a.png")]
    )
    return folder


def clip(folder: Path, out: Path, brand: str, *more: str, words: str = "word:1-9") -> Any:
    path = folder / f"{out.name}.toml"
    path.write_text(brand, encoding="utf-8")
    args = ["clip", str(folder / "film.align.json"), words, "--brand", str(path), "-o", str(out), "--json"]
    result = CliRunner().invoke(main, [*args, "--quality", "draft", *more], catch_exceptions=False)
    return result


def made(result: Any) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    return dict(entry)


def colour_at(path: Path, time: float) -> list[int]:
    args = ["-v", "error", "-ss", f"{time}", "-i", str(path), "-frames:v", "1", "-vf", "scale=1:1", "-pix_fmt", "rgb24"]
    return list(run_ffmpeg([*args, "-f", "rawvideo", "-"]).stdout)


WHOLE = 'intro = "intro.mp4"\noutro = "outro.mov"\n[end_card]\ntitle = "More of it"\nline = "a.example"\nseconds = 2\n'


def test_a_clip_stands_between_intro_end_card_and_outro(folder: Path, tmp_path: Path) -> None:
    plain = made(clip(folder, tmp_path / "plain", ""))
    entry = made(clip(folder, tmp_path / "whole", WHOLE + '[colours]\nback = "#00ff00"\n'))
    film = tmp_path / "whole" / entry["files"]["clip"]
    assert [(one["kind"], one["seconds"]) for one in entry["bumpers"]] == [
        ("intro", 1.52),  # whole frames of the film
        ("end card", 2.0),
        ("outro", 1.0),
    ]
    assert entry["duration"] == pytest.approx(plain["duration"] + 4.52)
    assert entry["spans"] == plain["spans"]
    info = probe(film)
    assert info.duration == pytest.approx(entry["duration"], abs=0.03)
    assert info.video is not None
    assert (info.video.width, info.video.height, info.video.fps) == (320, 180, Fraction(25))
    red, inside, card, outro = (
        colour_at(film, at)
        for at in (0.7, 1.52 + plain["duration"] / 2, entry["duration"] - 2, entry["duration"] - 0.5)
    )
    assert red[0] > 200
    assert red[2] < 60
    assert max(inside) - min(inside) < 20
    assert card[1] > 150
    assert outro[2] > 150


def test_the_clips_own_frames_sound_and_subtitles_stand_behind_the_intro(folder: Path, tmp_path: Path) -> None:
    plain = made(clip(folder, tmp_path / "plain2", ""))
    entry = made(clip(folder, tmp_path / "whole2", WHOLE))
    before, after = (tmp_path / name / row["files"]["clip"] for name, row in (("plain2", plain), ("whole2", entry)))

    def sound(path: Path, start: float, end: float) -> Any:
        return read_pcm(probe(path), start, end, rate=48000, channels=2)

    alone, joined = sound(before, 0.1, 4.0), sound(after, 1.62, 5.52)
    assert np.corrcoef(alone[:, 0], joined[:, 0])[0, 1] > 0.98
    intro = sound(after, 0.0, 1.5)
    assert integrated(intro) == pytest.approx(-16.0, abs=1.0)
    assert np.abs(sound(after, entry["duration"] - 2.5, entry["duration"] - 0.5)).max() < 0.01
    shown = (tmp_path / "whole2" / entry["files"]["srt"]).read_text(encoding="utf-8")
    first = (tmp_path / "plain2" / plain["files"]["srt"]).read_text(encoding="utf-8")
    assert first.splitlines()[1].startswith("00:00:00,")
    assert shown.splitlines()[1].startswith("00:00:01,6")
    assert [row for row in shown.splitlines() if row.isalpha()] == [row for row in first.splitlines() if row.isalpha()]


def test_sound_alone_and_audiograms_have_them_too(folder: Path, tmp_path: Path) -> None:
    sound = made(clip(folder, tmp_path / "sound", 'intro = "jingle.wav"\n[end_card]\ntitle = "x"\n', "--format", "mp3"))
    assert [one["kind"] for one in sound["bumpers"]] == ["intro"]
    assert probe(tmp_path / "sound" / sound["files"]["clip"]).duration == pytest.approx(sound["duration"], abs=0.1)
    card = made(clip(folder, tmp_path / "card", WHOLE, "--audiogram", "--height", "320"))
    film = probe(tmp_path / "card" / card["files"]["clip"])
    assert film.duration == pytest.approx(card["duration"], abs=0.06)
    assert colour_at(film.path, 0.7)[0] > 150


@pytest.mark.parametrize(
    ("brand", "said"),
    [
        ('intro = "long.mp4"\n', "the intro long.mp4 lasts 5.0 s and the clip 3."),
        ('outro = "long.mp4"\n', "the outro long.mp4 lasts 5.0 s and the clip 3."),
        ("[end_card]\nseconds = 9\n", "the end card lasts 9.0 s and the clip 3."),
        ('intro = "jingle.wav"\n', "the intro jingle.wav has no picture, and the clips have"),
        ('intro = "a.png"\n', "a.png: is a picture, not a recording"),
        ('outro = "gone.mp4"\n', "gone.mp4"),
        ("intro = 3\n", "intro is a text, not 3"),
        ("[end_card]\nseconds = 90\n", "[end_card] seconds is a number from 0.5 to 15, not 90"),
        ('[end_card]\npicture = "film.align.json"\n', "is not a picture"),
    ],
)
def test_what_cannot_stand_around_a_clip_is_one_line(folder: Path, tmp_path: Path, brand: str, said: str) -> None:
    result = clip(folder, tmp_path / "bad", brand, words="word:1-5")
    assert result.exit_code not in (0, 1)
    assert said in result.stderr
    assert len([line for line in result.stderr.splitlines() if line.strip()]) == 1
    assert list((tmp_path / "bad").glob("*.mp4")) == []


def test_bumpers_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    entry = made(clip(folder, tmp_path / "none", 'intro = "long.mp4"\n', "--no-bumpers"))
    assert "bumpers" not in entry
    assert entry["duration"] < 6


def test_a_waveform_hears_the_clip_and_no_bumper(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def write(*args: Any, **given: Any) -> Any:
        heard.append(given["samples"])
        return write_captions(*args, **given)

    monkeypatch.setattr("clips.produce.write_captions", write)
    entry = made(clip(folder, tmp_path / "heard", WHOLE, "--audiogram", "--height", "240"))
    assert len(heard[0]) / 48000 == pytest.approx(entry["duration"] - 4.5, abs=0.05)
    assert np.abs(heard[0]).mean() > 0.01
