from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from align.errors import UsageError
from align.media import run_ffmpeg
from cli import main
from clips.requests import ClipRequest, settings_for
from clips.thumbnail import best_picture, moments
from tests.clips.films import alignment_of, make_film, telling_sound, with_media


def test_the_sharpest_picture_is_taken_where_no_face_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clips.thumbnail._face_finder", lambda: None)
    noise = np.random.default_rng(1).integers(0, 255, (180, 320, 3), np.uint8)
    soft = np.full_like(noise, 128)
    assert best_picture(iter([soft, noise, soft])) is noise


def test_frames_to_look_at_lie_in_the_clip() -> None:
    assert moments(100, Fraction(25), None) == [5, 16, 27, 38, 50, 61, 72, 83, 94]
    assert moments(3, Fraction(25), None) == [0, 1, 2]
    assert moments(100, Fraction(25), 1.0) == [25]
    assert moments(100, Fraction(25), 60.0) == [99]


@pytest.mark.slow
def test_a_thumbnail_is_a_picture_of_the_clip_with_its_title(tmp_path: Path) -> None:
    make_film(tmp_path / "film.mp4", 100, "25", sound=telling_sound(4))
    words = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0)
    with_media(words, tmp_path / "film.mp4").save(tmp_path / "film.align.json")
    args = ["clip", str(tmp_path / "film.align.json"), "word:1-5", "--title", "A {\\b1}bakery", "--thumbnail", "1s"]
    result = CliRunner().invoke(main, [*args, "-o", str(tmp_path / "out"), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    picture = tmp_path / "out" / entry["files"]["thumbnail"]
    assert picture.read_bytes().startswith(b"\xff\xd8")
    args = ["-v", "error", "-i", str(picture), "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    shown = np.frombuffer(run_ffmpeg(args).stdout, np.uint8).reshape(180, 320)
    # The dark box of the title, with white letters, over the grey film.
    assert (shown[140:165, 110:210] < 60).mean() > 0.2
    assert (shown[140:165] > 200).sum() > 50


@pytest.mark.slow
def test_captions_are_not_in_a_thumbnail(tmp_path: Path) -> None:
    make_film(tmp_path / "film.mp4", 100, "25", sound=telling_sound(4))
    words = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0)
    with_media(words, tmp_path / "film.mp4").save(tmp_path / "film.align.json")
    args = ["clip", str(tmp_path / "film.align.json"), "word:1-5", "--thumbnail", "1s", "--json"]

    def thumbnail(*options: str, folder: str) -> NDArray[np.uint8]:
        out = tmp_path / folder
        result = CliRunner().invoke(main, [*args, *options, "-o", str(out)], catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        (entry,) = json.loads(result.stdout)["clips"]
        decode = [
            "-v",
            "error",
            "-i",
            str(out / entry["files"]["thumbnail"]),
            "-pix_fmt",
            "gray",
            "-f",
            "rawvideo",
            "-",
        ]
        return np.frombuffer(run_ffmpeg(decode).stdout, np.uint8).reshape(180, 320)

    plain, captioned = thumbnail(folder="plain"), thumbnail("--captions", "box", folder="captioned")
    np.testing.assert_array_equal(plain, captioned)


def test_a_thumbnail_needs_a_picture_and_a_time() -> None:
    with pytest.raises(UsageError, match="has no picture; leave out `thumbnail`"):
        settings_for(ClipRequest(Path("a"), (), thumbnail="auto"), has_picture=False)
    with pytest.raises(UsageError, match="auto, or a time in the clip such as 12s"):
        settings_for(ClipRequest(Path("a"), (), thumbnail="noon"), has_picture=True)
    assert settings_for(ClipRequest(Path("a"), (), thumbnail="2s"), has_picture=True).thumbnail == 2.0
