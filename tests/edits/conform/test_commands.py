"""`pullquote conform` as people call it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from align import Alignment
from align.clock import clock_text
from align.hashing import file_sha256
from cli import main
from tests.edits.conform.cuts import PIECES, SAMPLE, make_cut, noise, stretches_of


def pullquote(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cut(tmp_path_factory.mktemp("cut") / "episode.v2.mp3")


@pytest.fixture
def old(tmp_path: Path, sample_alignment: Alignment) -> Path:
    """The sample's document, with times set by hand for a word that stays and for one that goes."""
    words = list(sample_alignment.words)
    for second in (10.0, 35.0):
        k = next(k for k, word in sample_alignment.timed() if word.span[0] >= second)
        words[k] = replace(words[k], manual=True)
    path = tmp_path / "old.align.json"
    media = replace(sample_alignment.media, path=str(SAMPLE), sha256=file_sha256(SAMPLE))
    replace(sample_alignment, words=tuple(words), media=media).save(path)
    return path


@pytest.mark.slow
def test_everything_follows_the_new_cut(tmp_path: Path, old: Path, new: Path) -> None:
    before = Alignment.load(old)
    (tmp_path / "theirs.srt").write_text(
        "1\n00:00:50,000 --> 00:00:51,000\nhello\n\n2\n00:00:36,000 --> 00:00:37,000\ngone\n"
    )
    clips = {"version": 1, "source": {}, "clips": [{"name": "a", "title": "A", "note": "x", "in": 50.0, "out": 52.0}]}
    (tmp_path / "clips.json").write_text(json.dumps(clips))
    options: list[Any] = ["--subtitles", tmp_path / "theirs.srt", "--clips", tmp_path / "clips.json"]
    for ending in ("csv", "md", "edl"):
        options += ["--changes", tmp_path / f"changes.{ending}"]
    result = pullquote("conform", old, new, "-o", tmp_path / "new.align.json", *options)
    assert result.exit_code == 1, result.output  # a word with times set by hand went
    assert "times set by hand that could not stay" in result.stderr
    made = Alignment.load(tmp_path / "new.align.json")
    assert made.media.sha256 == file_sha256(new)
    assert sum(word.manual for word in made.words) == 1
    shift = stretches_of(PIECES)[1]
    word = next(word for _, word in before.timed() if word.span[0] > 60.0)
    moved = [each for each in made.words if each.timed and abs(each.span[0] - shift.to_new(word.span[0])) < 0.01]
    assert [each.text for each in moved] == [word.text]
    told = json.loads((tmp_path / "new.conform.json").read_text())
    assert [row["change"] for row in told["changes"]].count("removed") >= 2
    assert [row["manual"] for row in told["lost_manual"]] == [True]
    assert "00:00:38," in (tmp_path / "new.theirs.srt").read_text()
    assert "gone" not in (tmp_path / "new.theirs.srt").read_text()
    clip = json.loads((tmp_path / "new.clips.json").read_text())["clips"][0]
    assert clip["in"] == pytest.approx(50.0 - 42.9 + 31.27, abs=0.01)
    assert clip["note"] == "x"
    rows = list(csv.DictReader((tmp_path / "changes.csv").read_text().splitlines()))
    assert {row["change"] for row in rows} >= {"kept", "removed", "repeated"}
    assert (tmp_path / "changes.md").read_text().startswith("# Changes: episode.v2.mp3")
    assert (tmp_path / "changes.edl").read_text().startswith("TITLE: episode.v2.mp3")


@pytest.mark.slow
def test_lists_of_the_review_page_and_of_an_edit_follow(tmp_path: Path, old: Path, new: Path) -> None:
    (tmp_path / "old.selects.csv").write_text("start,end,title,words\n0:00:50.000,0:00:52.000,Kept,a b\n")
    (tmp_path / "old.cuts.csv").write_text("out,in,words\n0:00:36.000,0:00:37.000,gone with the rest\n")
    spans = [{"in": 44.0, "out": 46.0, "words": [1, 2]}, {"in": 50.0, "out": 51.0, "words": [5, 6]}]
    removed = [{"in": 47.0, "out": 48.0, "text": "went", "words": [3, 4]}]
    edit = {"clips": [{"title": "edit", "spans": spans}], "removed": removed, "jump_cuts": [2.0]}
    (tmp_path / "talk.edit.json").write_text(json.dumps(edit))
    result = pullquote("conform", old, new, "-o", tmp_path / "new.align.json", "--clips", tmp_path / "talk.edit.json")
    assert result.exit_code == 1, result.output
    shift = 31.27 - 42.9
    rows = list(csv.DictReader((tmp_path / "new.selects.csv").read_text().splitlines()))
    assert [(row["title"], row["start"]) for row in rows] == [("Kept", clock_text(50.0 + shift, hours=1))]
    assert (tmp_path / "new.cuts.csv").read_text().splitlines() == ["out,in,words"]
    assert "this is gone: gone with the rest" in result.stderr
    made = json.loads((tmp_path / "new.talk.edit.json").read_text())
    assert [span["in"] for span in made["clips"][0]["spans"]] == pytest.approx([44.0 + shift, 50.0 + shift], abs=0.01)
    assert made["removed"][0]["in"] == pytest.approx(47.0 + shift, abs=0.01)
    assert made["jump_cuts"] == [2.0]
    assert "words" not in made["removed"][0]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "ending"), [("edl", "edl"), ("otio", "otio"), ("fcp7", "xml")])
def test_a_cutting_list_says_the_same_as_the_sound(tmp_path: Path, old: Path, kind: str, ending: str) -> None:
    spans = [{"in": a, "out": b} for a, b in ((0.0, 31.0), (43.0, 80.0), (20.0, 26.0))]
    (tmp_path / "edit.json").write_text(json.dumps({"clips": [{"title": "edit", "spans": spans}]}))
    new = make_cut(tmp_path / "new.mp3", [(span["in"], span["out"]) for span in spans])
    cut_list = tmp_path / f"cut.{ending}"
    exported = pullquote("export", old, "--clips", tmp_path / "edit.json", "--to", kind, "--fps", 25, "-o", cut_list)
    assert exported.exit_code == 0, exported.output
    # The list counts 25 frames a second, as the recording has none of its own the rate is told.
    result = pullquote(
        "conform", old, new, f"--{kind}", cut_list, "--fps", 25, "-o", tmp_path / "a.align.json", "--json"
    )
    told = json.loads(result.stdout)
    kept = [(row["in"], row["old_in"]) for row in told["changes"] if "in" in row and "old_in" in row]
    assert kept == [(0.0, 0.0), (31.0, 43.0), (68.0, 20.0)]


@pytest.mark.slow
def test_a_version_is_noted_and_made_anew(tmp_path: Path, old: Path) -> None:
    served = make_cut(tmp_path / "served.mp3", [noise(8.0), (0.0, 60.0)])
    assert pullquote("conform", old, served, "--as", "episode-de.mp3").exit_code == 0
    made = tmp_path / "episode-de.align.json"
    first = made.read_bytes()
    made.unlink()
    (tmp_path / "episode-de.conform.json").unlink()
    again = pullquote("conform", old, "--as", "episode-de.mp3")
    assert made.read_bytes() == first, again.output
    unknown = pullquote("conform", old, "--as", "episode-fr.mp3")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)
    assert "known: episode-de.mp3" in unknown.stderr


def test_bad_input_is_one_line_and_writes_nothing(tmp_path: Path, old: Path) -> None:
    new = make_cut(tmp_path / "new.mp3", [(0.0, 20.0)])
    (tmp_path / "empty.edl").write_text("TITLE: x\n")
    (tmp_path / "other.edl").write_text(
        "TITLE: x\n001  AX  AA/V  C  00:00:00:00 00:00:20:00 01:00:00:00 01:00:20:00\n* FROM CLIP NAME: film2.mov\n"
    )
    (tmp_path / "beyond.edl").write_text("001  AX  AA/V  C  10:00:00:00 10:00:20:00 01:00:00:00 01:00:20:00\n")
    (tmp_path / "bad.xml").write_text("<xmeml><sequence>")
    (tmp_path / "bad.otio").write_text("{}")
    changed = tmp_path / "sample.mp3"
    changed.write_bytes(SAMPLE.read_bytes() + b"x")
    moved = replace(Alignment.load(old), media=replace(Alignment.load(old).media, path=str(changed), relative=None))
    moved.save(tmp_path / "changed.align.json")
    cases: list[tuple[list[object], int, str]] = [
        ([old], 2, "give the new recording"),
        ([old, new, "--edl", tmp_path / "empty.edl"], 4, "no edit decision list"),
        ([old, new, "--edl", tmp_path / "other.edl"], 3, "is a list of other media (film2.mov), not of sample.mp3"),
        ([old, new, "--edl", tmp_path / "beyond.edl"], 3, "it is a list of another recording"),
        ([old, new, "--fcp7", tmp_path / "bad.xml"], 4, "is no Final Cut Pro XML"),
        ([old, new, "--otio", tmp_path / "bad.otio"], 4, "bad.otio"),
        ([old, new, "--changes", tmp_path / "changes.txt", "--edl", tmp_path / "beyond.edl"], 3, "another recording"),
        ([tmp_path / "changed.align.json", new], 2, "it has changed since"),
        ([old, tmp_path / "none.mp3"], 4, "none.mp3"),
    ]
    before = set(tmp_path.iterdir())
    for args, code, said in cases:
        result = pullquote("conform", *args)
        assert (result.exit_code, result.stderr.count("\n")) == (code, 1), (args, result.output)
        assert said in result.stderr
    assert set(tmp_path.iterdir()) == before
