"""The page of before and after: one file, no network, hostile text as text."""

from __future__ import annotations

import json
import re
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from align.document import Alignment
from cli import main

Said = Callable[..., Alignment]
HOSTILE = "</script><script>x</script>"
SRT = f"""1
00:00:10,000 --> 00:00:12,000
This is the first sentence of all.

2
00:00:12,000 --> 00:00:13,000
{HOSTILE}

3
00:00:13,000 --> 00:00:14,000
Here is the second one.
"""


@pytest.fixture
def folder(tmp_path: Path, said: Said) -> Path:
    from dataclasses import replace

    sound = tmp_path / "talk.wav"
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes((9000 * np.sin(np.arange(80000) / 4)).astype("<i2").tobytes())
    document = said("This is the first sentence of all. Here is the second one.", pauses={7: 4.0})
    replace(document, media=replace(document.media, path=str(sound))).save(tmp_path / "talk.align.json")
    (tmp_path / "theirs.srt").write_text(SRT, encoding="utf-8")
    return tmp_path


def retime(folder: Path, *more: object) -> Any:
    fixed = [folder / "theirs.srt", folder / "talk.align.json", "-o", folder / "right.srt"]
    return CliRunner().invoke(main, ["retime", *map(str, [*fixed, *more])])


def data_of(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(), re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_page_holds_every_cue_before_and_after(folder: Path) -> None:
    result = retime(folder, "--page", folder / "page.html", "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["page"] == str(folder / "page.html")
    data = data_of(folder / "page.html")
    assert [row[0] for row in data["cues"]] == [1, 2, 3]
    assert data["cues"][0][2:4] == [10000, 12000]
    assert [row[6] for row in data["cues"]] == [False, True, False]
    assert data["cues"][1][1] == HOSTILE
    assert (data["media"], len(data["peaks"]) > 1000) == ("talk.wav", True)
    text = (folder / "page.html").read_text()
    assert HOSTILE not in text
    assert "default-src 'none'" in text
    assert "http:" not in re.sub(r"<script.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)


def test_the_largest_shift_is_a_guard_with_exit_code_1(folder: Path) -> None:
    result = retime(folder, "--largest-shift", "5", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["too_far"] == [1, 2, 3]
    assert (folder / "right.srt").read_text() == SRT
    told_people = retime(folder, "--largest-shift", "5", "--force")
    assert "left as they were, they would move more than 5 s: 3 cues (1, 2, 3)" in told_people.stderr


def test_the_list_of_the_page_says_which_cues_move(folder: Path) -> None:
    (folder / "theirs.cues.txt").write_text("# ticked\n1, 3\n")
    result = retime(folder, "--only", folder / "theirs.cues.txt")
    assert result.exit_code == 0, result.output
    assert "00:00:12,000 --> 00:00:13,000\n</script>" in (folder / "right.srt").read_text()
    assert "00:00:10,000" not in (folder / "right.srt").read_text()


@pytest.mark.parametrize(
    ("more", "says"),
    [(["--largest-shift", "0"], "above 0"), (["--only", "nowhere.txt"], "nowhere.txt")],
)
def test_bad_limits_are_one_line_and_nothing_is_written(folder: Path, more: list[str], says: str) -> None:
    result = retime(folder, *more)
    assert result.exit_code not in (0, 1)
    assert says in result.stderr
    assert not (folder / "right.srt").exists()


def test_a_cue_that_is_not_there_cannot_be_chosen(folder: Path) -> None:
    (folder / "theirs.cues.txt").write_text("1, 400-402\n")
    result = retime(folder, "--only", folder / "theirs.cues.txt")
    assert result.exit_code == 4
    assert "theirs.cues.txt: the subtitles have no cue 400; there are 3" in result.stderr
    assert not (folder / "right.srt").exists()


def test_a_page_that_is_there_is_not_written_over(folder: Path) -> None:
    (folder / "page.html").write_text("mine")
    assert retime(folder, "--page", folder / "page.html").exit_code not in (0, 1)
    assert (folder / "page.html").read_text() == "mine"
    assert not (folder / "right.srt").exists()
