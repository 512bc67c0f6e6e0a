"""Captions burned into an edit stand where those of a clip would, with the edit's times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.errors import UsageError
from align.media import probe, run_ffmpeg
from cli import main
from clips.drawing.look import CaptionRequest
from edits.captions import captions_of
from edits.match import Run
from edits.plan import EditPlan, plan_runs
from edits.rendering import render
from edits.script import Pause, write_script
from tests.clips.films import alignment_of, make_film, read_numbers, with_media

pytestmark = pytest.mark.slow

TEXT = " ".join(f"word{k}" for k in range(36))
ORDER: list[Run | Pause] = [Run(12, 15), Pause(3.0, 1), Run(4, 7), Run(30, 35)]
"""A way back and a long pause: several readings of the film."""
STYLE = CaptionRequest(captions="broadcast")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> EditPlan:
    film = make_film(tmp_path_factory.mktemp("film") / "film.mp4", 500, "25", "-g 50 -bf 2")
    return plan_runs(alignment_of(TEXT, duration=20.0, media=str(film)), probe(film), ORDER)


def rows_of(path: Path, count: int) -> np.ndarray:
    """The lower third of each frame, [frame, row, column]."""
    frame = probe(path).video
    assert frame is not None
    raw = run_ffmpeg(["-v", "error", "-i", str(path), "-pix_fmt", "gray", "-f", "rawvideo", "-"]).stdout
    shown = np.frombuffer(raw, np.uint8).reshape(-1, frame.height or 1, frame.width or 1)
    assert len(shown) == count
    return shown[:, 2 * shown.shape[1] // 3 :].astype(int)


def test_words_stand_with_the_times_of_the_edit(plan: EditPlan, tmp_path: Path) -> None:
    captions = captions_of(plan, STYLE, None, tmp_path)
    assert captions is not None
    bare = render(plan, tmp_path / "bare.mp4", lambda share, doing: None)
    files = render(plan, tmp_path / "cut.mp4", lambda share, doing: None, captions=captions)
    assert read_numbers(files["media"]) == read_numbers(bare["media"])
    count = len(read_numbers(bare["media"]))
    changed = np.abs(rows_of(files["media"], count) - rows_of(bare["media"], count)).max(axis=(1, 2)) > 60
    spans = sorted((event.start, event.end) for event in captions.drawing.events)
    wanted = np.array([any(a <= frame / 25 < b for a, b in spans) for frame in range(count)])
    # An ASS file has hundredths: a caption may come a frame sooner or later.
    assert (changed != wanted).sum() <= 2 * len(spans)
    assert wanted.any()
    assert not wanted.all()


def test_only_what_stands_in_a_reading_is_written_for_it(plan: EditPlan, tmp_path: Path) -> None:
    captions = captions_of(plan, STYLE, None, tmp_path)
    assert captions is not None
    assert "original_size" not in captions.filters(0, 25, tmp_path)
    first = (tmp_path / "captions.ass").read_text(encoding="utf-8")
    assert "word12" in first
    assert "word30" not in first
    assert "original_size=" in replace(captions, stretched=True).filters(0, 25, tmp_path)
    late = max(event.end for event in captions.drawing.events)
    assert captions.filters(round(25 * late) + 5, 25, tmp_path) == ""


def test_what_cannot_be_drawn_is_said_before_anything_is_cut(plan: EditPlan, tmp_path: Path) -> None:
    assert captions_of(plan, CaptionRequest(), None, tmp_path) is None
    assert captions_of(plan, CaptionRequest(captions="none"), None, tmp_path) is None
    with pytest.raises(UsageError, match="no caption style is called 'neon'"):
        captions_of(plan, CaptionRequest(captions="neon"), None, tmp_path)
    with pytest.raises(UsageError, match=r"there is no picture for `style`; name the output \.mp4"):
        captions_of(replace(plan, rate=None), STYLE, None, tmp_path)


def test_edit_and_tighten_burn_captions_in(plan: EditPlan, tmp_path: Path) -> None:
    film = plan.info.path
    words = [
        replace(w, start=w.span[0] + 2 * (k > 9), end=w.span[1] + 2 * (k > 9))
        for k, w in enumerate(plan.alignment.words[:30])
    ]
    document = with_media(replace(plan.alignment, words=tuple(words)), film)
    document.save(tmp_path / "a.align.json")
    (tmp_path / "script.txt").write_text(write_script(document), encoding="utf-8")
    look = ["--style", "broadcast", "--size", "large", "--position", "top"]
    for command, given in (("edit", [str(tmp_path / "script.txt")]), ("tighten", [])):
        made = tmp_path / f"{command}.mp4"
        args = [command, str(tmp_path / "a.align.json"), *given, "--media", str(film), "-o", str(made)]
        result = CliRunner().invoke(main, [*args, *look])
        assert result.exit_code == 0, result.stderr
        frame = probe(made).video
        assert frame is not None
        at = ["-v", "error", "-ss", "2", "-i", str(made), "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
        shown = np.frombuffer(run_ffmpeg(at).stdout, np.uint8).reshape(frame.height or 1, frame.width or 1)
        assert (shown[: shown.shape[0] // 3] > 225).sum() > 50
    refused = CliRunner().invoke(main, [*args[:-1], str(tmp_path / "cut.mp3"), *look])
    assert refused.exit_code == 2
    assert "there is no picture for --style" in refused.stderr
