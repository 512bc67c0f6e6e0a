from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.errors import UsageError
from align.media import run_ffmpeg
from cli import main
from clips.requests import ClipRequest, settings_for
from clips.thumbnail import best_moment
from tests.clips.films import alignment_of, make_film, telling_sound, with_media


@pytest.mark.slow
def test_the_sharpest_frame_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clips.thumbnail._face_finder", lambda: None)
    film = tmp_path / "film.mp4"
    blurred = "testsrc2=s=320x180:r=25:d=6,gblur=sigma=8:enable='not(between(t,3.9,4.6))'"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", blurred, "-pix_fmt", "yuv420p", str(film)])
    assert 3.9 <= best_moment(film, 0.0, 6.0) <= 4.6


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


def test_a_thumbnail_needs_a_picture_and_a_time() -> None:
    with pytest.raises(UsageError, match="has no picture; leave out `thumbnail`"):
        settings_for(ClipRequest(Path("a"), (), thumbnail="auto"), has_picture=False)
    with pytest.raises(UsageError, match="auto, or a time in the clip such as 12s"):
        settings_for(ClipRequest(Path("a"), (), thumbnail="noon"), has_picture=True)
    assert settings_for(ClipRequest(Path("a"), (), thumbnail="2s"), has_picture=True).thumbnail == 2.0
