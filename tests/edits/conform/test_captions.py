"""Somebody's subtitles in a new cut: times move, all else stays."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest

from align import FileProblem
from edits.conform import NewCut, Stretch
from edits.conform.captions import move_captions

CUT = NewCut((Stretch(0, 10, 0), Stretch(10, 30, 20), Stretch(30, 35, 2)), 35.0, 40.0)
"""Seconds 10 to 20 went, 2 to 7 are heard again at the end."""

CUES = [
    (1.0, 2.0, "one"),
    (3.0, 5.0, "<i>two</i>\nlines"),
    (9.0, 11.5, "half"),
    (12.0, 15.0, "gone"),
    (21.0, 22.0, "x"),
]


def write(path: Path) -> Path:
    subs = pysubs2.SSAFile()
    subs.events = [pysubs2.SSAEvent(int(a * 1000), int(b * 1000), text.replace("\n", "\\N")) for a, b, text in CUES]
    subs.save(str(path))
    return path


@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.ass"])
def test_each_subtitle_has_its_new_times(tmp_path: Path, name: str) -> None:
    moved = move_captions(write(tmp_path / name), CUT)
    assert (moved.kept, moved.gone, moved.shortened) == (4, 1, 1)
    (tmp_path / f"new-{name}").write_text(moved.text)
    events = sorted(pysubs2.load(str(tmp_path / f"new-{name}")).events, key=lambda event: event.start)
    found = [(event.start / 1000, event.end / 1000) for event in events]
    assert found == [(1, 2), (3, 5), (9, 10), (11, 12), (31, 33)]
    assert "two" in events[4].text


def test_what_stands_beside_the_subtitles_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT - title\n\nNOTE hello\n\nid-7\n00:21.000 --> 00:22.000 align:start line:0\nx\n")
    text = move_captions(path, CUT).text
    assert text == "WEBVTT - title\n\nNOTE hello\n\nid-7\n00:00:11.000 --> 00:00:12.000 align:start line:0\nx\n"


def test_a_file_without_subtitles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("nothing here\n")
    with pytest.raises(FileProblem, match="holds no subtitles"):
        move_captions(path, CUT)
