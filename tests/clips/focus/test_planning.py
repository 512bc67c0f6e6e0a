from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from align.document import Alignment
from align.media import run_ffmpeg
from cli import main
from samples.faces import Box, Turn
from tests.clips.focus.talking import SHOTS, TURNS, speaker_box, talking_film

pytestmark = pytest.mark.slow

RATE = 25
SHARE = 9 / 16 / (16 / 9)
"""Of the film's width that an upright crop takes."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return talking_film(tmp_path_factory.mktemp("talking"))


def cut(document: Path, folder: Path, *arguments: str) -> tuple[dict[str, Any], Path]:
    """The manifest's entry of the whole film, cut with some options, and the clip."""
    count = len(Alignment.load(document).words)
    shape = ["--aspect", "9:16", "--height", "320", "--quality", "draft", "--json", "-o", str(folder)]
    result = CliRunner().invoke(main, ["clip", str(document), f"word:1-{count}", *shape, *arguments])
    assert result.exit_code == 0, result.output
    entry = json.loads(result.stdout)["clips"][0]
    return entry, folder / entry["files"]["clip"]


def place_at(entry: dict[str, Any], frame: int) -> float:
    """Left edge of the crop, as a share of the film's width."""
    step = [step for step in entry["focus"]["steps"] if step["frame"] <= frame][-1]
    return float(step["x"]) * (1 - SHARE)


def whole(box: Box, left: float) -> bool:
    return left <= box[0] + 1e-3 and box[0] + box[2] <= left + SHARE + 1e-3


def frames_of(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    told = run_ffmpeg(["-v", "error", "-i", f"file:{path}", "-f", "rawvideo", "-pix_fmt", "gray", "-"]).stdout
    return np.frombuffer(told, np.uint8).reshape(-1, size[1], size[0])


def test_the_speakers_face_is_whole_and_nothing_changes_inside_a_word(film: Path, tmp_path: Path) -> None:
    entry, clip = cut(film, tmp_path, "--focus", "auto")
    start = entry["spans"][0]["in"]
    count = entry["spans"][0]["frames"][1] - entry["spans"][0]["frames"][0]
    boxes = [(frame, speaker_box(start + frame / RATE)) for frame in range(count)]
    seen = [whole(box, place_at(entry, frame)) for frame, box in boxes if box is not None]
    # Bob's short reply, half a second of it, is not turned to.
    assert np.mean(seen) >= 0.95 - 0.5 * RATE / len(seen)
    steps = entry["focus"]["steps"]
    words = [word.span for word in Alignment.load(film).words]
    for step in steps[1:]:
        at = start + step["time"]
        if step["why"] == "turn":
            assert not any(a + 0.021 < at < b - 0.021 for a, b in words)
        else:
            assert min(abs(at - edge) for edge in (SHOTS[0].seconds, SHOTS[0].seconds + SHOTS[1].seconds)) < 0.021
    lengths = np.diff([step["frame"] for step in steps if step["why"] == "turn"])
    assert (lengths >= 1.5 * RATE).all()
    assert [step["speaker"] for step in steps][:2] == ["Ada", "Bob"]
    assert len(frames_of(clip, (180, 320))) == count


def test_faces_without_turns_are_followed_sentence_by_sentence(tmp_path: Path) -> None:
    document = talking_film(tmp_path, SHOTS[:1], TURNS[:2], named=False)
    entry, _ = cut(document, tmp_path / "clips", "--focus", "auto")
    first, last = place_at(entry, 10), place_at(entry, round(4.5 * RATE))
    one, other = speaker_box(1.0), speaker_box(4.0)
    assert one is not None
    assert other is not None
    assert whole(one, first)
    assert whole(other, last)


def test_places_by_name_are_what_the_frames_show(film: Path, tmp_path: Path) -> None:
    entry, clip = cut(film, tmp_path, "--focus", "Ada=0%", "--focus", "Bob=100%")
    assert [(step["x"], step["speaker"]) for step in entry["focus"]["steps"]] == [
        (0.0, "Ada"),
        (1.0, "Bob"),
        (0.0, "Ada"),
    ]
    start, switch = entry["spans"][0]["in"], entry["focus"]["steps"][1]["frame"]
    # The frame before shows the left of the film's frame, the frame itself the right.
    source = frames_of(film.with_name("film.mp4"), (480, 270))
    shown = frames_of(clip, (180, 320))
    for frame, right in ((switch - 1, False), (switch, True)):
        whole_frame = source[round(start * RATE) + frame]
        part = whole_frame[:, -150:] if right else whole_frame[:, :150]
        other = whole_frame[:, :150] if right else whole_frame[:, -150:]
        assert difference(shown[frame], part) < 6 < difference(shown[frame], other)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of thumbnails in levels."""

    def small(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
        rows, columns = (np.linspace(0, size, 10).astype(int) for size in picture.shape)
        return np.array(
            [[picture[a:b, c:d].mean() for c, d in itertools.pairwise(columns)] for a, b in itertools.pairwise(rows)]
        )

    return float(np.abs(small(one) - small(other)).mean())


@pytest.mark.parametrize("focus", [("auto",), ("Ada=10%", "Bob=90%")])
@pytest.mark.parametrize("layout", ["split", "letterbox"])
def test_several_people_are_shown_at_once(film: Path, tmp_path: Path, layout: str, focus: tuple[str, ...]) -> None:
    options = [part for each in focus for part in ("--focus", each)]
    entry, clip = cut(film, tmp_path, *options, "--layout", layout)
    assert len(entry["focus"]["cells"]) == (2 if layout == "split" else 1)
    pictures = frames_of(clip, (180, 320))
    assert len(pictures) == entry["spans"][0]["frames"][1] - entry["spans"][0]["frames"][0]
    bars = pictures[20, :40].max() < 30 and pictures[20, -40:].max() < 30
    assert bars == (layout == "letterbox")
    if focus == ("auto",):
        # The close-up fills the picture.
        alone = pictures[round((SHOTS[0].seconds + 1.5) * RATE)]
        assert alone[:40].max() > 30


def test_a_film_without_faces_says_so_and_shows_the_middle(tmp_path: Path) -> None:
    from samples.faces import Shot

    document = talking_film(tmp_path, [Shot(3.0, (), 1)], [Turn(0, 0.3, 2.5)])
    entry, _ = cut(document, tmp_path / "clips", "--focus", "auto")
    assert "no face was found; the middle of the picture is shown" in entry["warnings"]
    assert [step["x"] for step in entry["focus"]["steps"]] == [0.5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--focus", "Dan=30%"], "no speaker is called Dan; the alignment names Ada, Bob"),
        (["--focus", "Ada=30%", "--focus", "Ada=70%"], "gives Ada two places"),
        (["--layout", "split"], "--layout split needs to know where people are"),
        (["--focus", "auto", "--fit", "blur"], "--fit blur crops nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(film: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["clip", str(film), "w1 w2", "-o", str(tmp_path / "clips"), *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "clips").exists()


def test_without_opencv_the_command_that_installs_it_is_named(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cv2", None)
    result = CliRunner().invoke(main, ["clip", str(film), "w1 w2", "-o", str(tmp_path / "clips"), "--focus", "auto"])
    assert result.exit_code == 4
    assert "OpenCV is not installed; install it with pip install 'pullquote[faces]'" in result.stderr


def test_the_plan_is_printed_without_making_anything(film: Path, tmp_path: Path) -> None:
    words = ["clip", str(film), "w1 w2 w3", "--focus", "auto", "--aspect", "9:16", "--dry-run", "--json"]
    result = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "clips")])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["clips"][0]["focus"]["by"] == "faces"
    assert not (tmp_path / "clips").exists()
