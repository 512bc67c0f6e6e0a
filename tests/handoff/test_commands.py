from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio
import pytest
from click.testing import CliRunner, Result

from align.document import Alignment
from align.media import run_ffmpeg
from cli import main
from handoff.formats import FORMATS

from .conftest import alignment_of


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def alignment(tmp_path: Path) -> Path:
    """A document whose recording is not there."""
    path = tmp_path / "talk.align.json"
    alignment_of().save(path)
    return path


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    path = tmp_path / "clips.json"
    rows = [{"title": "One", "quote": "So here", "in": 1.0, "out": 21.0}, {"title": "Two", "in": 60, "out": 90}]
    path.write_text(json.dumps({"version": 1, "media": {"sha256": "ab" * 32}, "clips": rows}), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "epub"])  # which holds the recording itself
def test_every_format_is_written_whole_or_not_at_all(alignment: Path, clips: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"-out put{FORMATS[name].suffix}"
    args = ["export", alignment, "--clips", clips, "--to", name, "--fps", "29.97df", "-o", target]
    done = run(*args)
    assert done.exit_code == 0, done.output
    content = target.read_bytes()
    # An AAF is no text.
    assert content.startswith(b"\xd0\xcf\x11\xe0") if name == "aaf" else content.endswith(b"\n")
    assert run(*args).exit_code == 2
    assert target.read_bytes() == content
    assert run(*args, "--force").exit_code == 0
    assert target.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([target.name, alignment.name, clips.name])


def test_the_options_reach_the_file(alignment: Path, clips: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.edl"
    options = ["--fps", "25", "--start-tc", "10:00:00:00", "--timeline-tc", "02:00:00:00", "--handles", "500ms"]
    done = run(
        "export", alignment, "--clips", clips, "--to", "edl", "-o", target, *options, "--title", "The\nshow", "--json"
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"files": [str(target)], "clips": 2, "marks": 4}
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "TITLE: The show"
    # Half a second is 12.5 frames, so 13.
    assert lines[3].split()[4:] == ["10:00:00:12", "10:00:21:13", "02:00:00:00", "02:00:21:01"]


@pytest.mark.slow
def test_a_long_list_is_several_files(alignment: Path, tmp_path: Path) -> None:
    clips = tmp_path / "many.json"
    clips.write_text(json.dumps({"clips": [{"in": i, "out": i + 1} for i in range(1000)]}), encoding="utf-8")
    args = ["export", alignment, "--clips", clips, "--to", "edl", "--fps", "25", "-o", tmp_path / "a.edl"]
    (tmp_path / "a-2.edl").write_text("mine", encoding="utf-8")
    assert run(*args).exit_code == 2
    assert not (tmp_path / "a.edl").exists()
    done = run(*args, "--force", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["files"] == [str(tmp_path / "a.edl"), str(tmp_path / "a-2.edl")]
    assert "999" in done.stderr


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (["--fps", "many"], 2),
        (["--fps", "25", "--drop"], 2),
        (["--start-tc", "1:2"], 2),
        (["--timeline-tc", "99:00:00:00"], 2),
        (["--handles", "-1"], 2),
        (["--mark", "nonsense"], 2),
        (["--to", "nonsense"], 2),
        (["--clips", "none.json"], 4),
        (["--media", "none.mp4"], 4),
    ],
)
def test_exit_codes(alignment: Path, tmp_path: Path, change: list[str], code: int) -> None:
    done = run("export", alignment, "--to", "edl", "-o", tmp_path / "a.edl", *change)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "a.edl").exists()


def test_clips_of_another_recording_are_refused(alignment: Path, clips: Path, tmp_path: Path) -> None:
    value = json.loads(clips.read_text(encoding="utf-8"))
    value["media"]["sha256"] = "cd" * 32
    clips.write_text(json.dumps(value), encoding="utf-8")
    done = run("export", alignment, "--clips", clips, "--to", "edl", "-o", tmp_path / "a.edl")
    assert (done.exit_code, done.stderr.count("\n")) == (3, 1 + done.stderr.count("note:"))
    value["clips"] = value["clips"][:1]
    value["clips"][0]["text"] = "So here we are"
    clips.write_text(json.dumps(value), encoding="utf-8")
    done = run("export", alignment, "--clips", clips, "--to", "edl", "-o", tmp_path / "a.edl")
    assert done.exit_code == 0
    assert "another file than the one aligned" in done.stderr
    late = tmp_path / "late.json"
    late.write_text(json.dumps({"clips": [{"in": 6000.5, "out": 6001}]}), encoding="utf-8")
    assert run("export", alignment, "--clips", late, "--to", "edl", "-o", tmp_path / "b.edl").exit_code == 3


@pytest.mark.slow
def test_a_film_is_read_for_what_the_programs_need(tmp_path: Path) -> None:
    film = tmp_path / "talk.mp4"
    args = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=24000/1001:d=2", "-f", "lavfi", "-i", "anullsrc=d=2"]
    run_ffmpeg([*args, "-timecode", "01:00:00:00", "-pix_fmt", "yuv420p", f"file:{film}"])
    base = alignment_of(duration=2.0)
    document = tmp_path / "talk.align.json"
    replace(base, words=base.words[:2], chapters=base.chapters[:1], paragraphs=(0,), lines=(0,), speakers=()).save(
        document
    )
    done = run("export", document, "--to", "otio", "-o", tmp_path / "a.otio")
    assert done.exit_code == 0, done.output
    (clip,) = otio.adapters.read_from_file(str(tmp_path / "a.otio")).tracks[0]
    assert clip.source_range.start_time == otio.opentime.RationalTime(86_400, 24_000 / 1001)
    assert clip.source_range.duration.value == 48
    assert clip.media_reference.target_url == film.resolve().as_uri()


@pytest.mark.slow
def test_chapters_into_a_new_recording(tmp_path: Path) -> None:
    run_ffmpeg(["-f", "lavfi", "-i", "sine=d=90", "-b:a", "32k", f"file:{tmp_path / 'talk.mp3'}"])
    base = alignment_of(duration=90.0)
    replace(base, media=replace(base.media, path="talk.mp3")).save(tmp_path / "talk.align.json")
    target = tmp_path / "new.mp3"
    done = run("export", tmp_path / "talk.align.json", "--to", "chapters", "-o", target)
    assert done.exit_code == 0, done.output
    assert b"CHAP" in target.read_bytes()
    assert run("export", tmp_path / "talk.align.json", "--to", "chapters", "-o", tmp_path / "talk.mp3").exit_code == 2


@pytest.mark.parametrize("path", ["", "\ud800.mp4", "a\x00b.mp4", "x" * 5000, "/", "C:\\a b\\100%.mp4", "-i.mp4", "\n"])
@pytest.mark.parametrize("name", ["otio", "fcp7", "fcpxml", "edl", "ctm", "textgrid", "chapters-json"])
def test_any_name_of_a_recording_is_handed_on(tmp_path: Path, path: str, name: str) -> None:
    base = alignment_of(duration=0.0)
    document = tmp_path / "talk.align.json"
    text = replace(base, media=replace(base.media, path="PATH")).to_json()
    document.write_text(text.replace('"PATH"', json.dumps(path)), encoding="utf-8")
    done = run("export", document, "--to", name, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out").read_text(encoding="utf-8")


def test_an_unknown_length_is_that_of_the_words(tmp_path: Path) -> None:
    document = tmp_path / "talk.align.json"
    alignment_of(duration=0.0).save(document)
    assert run("export", document, "--to", "edl", "--fps", "25", "-o", tmp_path / "a.edl").exit_code == 0
    assert " 00:00:00:00 00:01:00:13 " in (tmp_path / "a.edl").read_text(encoding="utf-8")


def test_import_and_export_go_round(alignment: Path, tmp_path: Path) -> None:
    first = Alignment.load(alignment)
    for name, suffix in (("whisperx", "json"), ("textgrid", "TextGrid")):
        between, back = tmp_path / f"a.{suffix}", tmp_path / f"{name}.align.json"
        assert run("export", alignment, "--to", name, "-o", between).exit_code == 0
        done = run("import", between, "--from", name, "-o", back, "--json")
        assert done.exit_code == 0, done.output
        words = Alignment.load(back).words
        said = [(w.text, w.span) for _, w in first.timed()]
        assert [pair for pair in ((w.text, w.start and w.span) for w in words) if pair in said] == said
        assert json.loads(done.stdout)["words"] == len(words)
    assert run("import", tmp_path / "a.json", "--from", "whisperx", "-o", back).exit_code == 2


def test_import_refuses_in_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad\nname.json"
    bad.write_text('{"segments": [{"words": [{"word": "a", "start": "x"}]}]}', encoding="utf-8")
    done = run("import", bad, "--from", "whisperx", "-o", tmp_path / "o.json")
    assert done.exit_code == 4
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "o.json").exists()
    assert run("import", bad, "--from", "whisperx", "--tier", "x", "-o", tmp_path / "o.json").exit_code == 2


@pytest.mark.parametrize("name", ["export", "import"])
def test_help_has_an_example_and_the_table(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"pullquote {name} " in done.output
    assert "textgrid" in done.output
