"""The commands, as a user calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import srt
from click.testing import CliRunner, Result

from align.document import Alignment, EngineInfo, Media, Word
from cli import main

Said = Callable[..., Alignment]


@pytest.fixture
def episode(said: Said, tmp_path: Path) -> Path:
    path = tmp_path / "episode.align.json"
    said("This is the first sentence of all. Here is the second one.", pauses={7: 0.6}).save(path)
    return path


def test_subtitles_writes_what_the_endings_ask_for(episode: Path) -> None:
    out = [episode.with_name("-a 'b'\n%s.srt"), episode.with_name("é.vtt")]
    result = CliRunner().invoke(
        main, ["subtitles", str(episode), "-o", str(out[0]), "-o", str(out[1]), "--profile", "netflix", "--json"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["cues"] == 2
    assert len(list(srt.parse(out[0].read_text(encoding="utf-8")))) == 2
    assert out[1].read_text(encoding="utf-8").startswith("WEBVTT\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["subtitles", "missing.json", "-o", "x.srt"], 4),
        (["subtitles", "{episode}", "-o", "x.doc"], 2),
        (["subtitles", "{episode}", "-o", "{episode}"], 2),
        (["subtitles", "{episode}", "-o", "nowhere/x.srt"], 4),
        (["subtitles", "{episode}", "-o", "x.srt", "--profile", "hbo"], 2),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    episode: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(episode.parent)
    result = CliRunner().invoke(main, [each.replace("{episode}", str(episode)) for each in arguments])
    assert result.exit_code == code
    assert len(result.stderr.strip().splitlines()) == 1
    assert [path.name for path in episode.parent.iterdir()] == [episode.name]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_frame_rate_and_a_start_timecode_move_the_times(episode: Path) -> None:
    out = episode.with_name("out.srt")
    assert run("subtitles", episode, "-o", out, "--fps", "25", "--start-tc", "10:00:00:00").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("1\n10:00:01,000 --> ")


def test_overrides_and_preview(episode: Path) -> None:
    out, page = episode.with_name("out.txt"), episode.with_name("page.html")
    result = run("subtitles", episode, "-o", out, "--format", "srt", "--set", "max_words=2", "--preview", page)
    assert result.exit_code == 0, result.output
    cues = list(srt.parse(out.read_text(encoding="utf-8")))
    assert max(len(cue.content.split()) for cue in cues) == 2
    assert "<article" in page.read_text(encoding="utf-8")


def test_speakers_and_guessed_turns(episode: Path) -> None:
    out = episode.with_name("out.srt")
    run("subtitles", episode, "-o", out, "--speakers", "0=Ada", "--profile", "podcast")
    assert "Ada: This is the first" in out.read_text(encoding="utf-8")


def test_nothing_to_write_is_a_usage_error(episode: Path) -> None:
    assert run("subtitles", episode).exit_code == 2


def test_one_output_that_cannot_be_made_leaves_no_other(episode: Path) -> None:
    out = episode.with_name("a.srt")
    result = run("subtitles", episode, "-o", out, "-o", episode.with_name("a.scc"), "--fps", "25")
    assert result.exit_code == 2
    assert not out.exists()


def test_check_exits_with_1_only_where_something_is_flagged(episode: Path) -> None:
    out, report = episode.with_name("out.srt"), episode.with_name("report.csv")
    run("subtitles", episode, "-o", out)
    good = run("check", out, "--alignment", episode)
    assert (good.exit_code, good.stdout) == (0, "2 cues, profile default: nothing flagged\n")
    out.write_text(out.read_text(encoding="utf-8").replace("00:00:01,000", "00:00:02,900"), encoding="utf-8")
    bad = run("check", out, "--alignment", episode, "--json", "--csv", report)
    assert bad.exit_code == 1
    found = [each["rule"] for each in json.loads(bad.stdout)["reports"][0]["findings"]]
    assert found == ["duration", "late", "speed"]
    assert report.read_text(encoding="utf-8").startswith("LineNumber,TimeCode,Context,Comment\n1,00:00:02.900,")
    assert run("check", out, "--only", "lines").exit_code == 0


def test_check_counts_gaps_in_the_frames_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    cues = "1\n00:00:01,000 --> 00:00:03,000\nOne.\n\n2\n00:00:03,080 --> 00:00:05,000\nTwo.\n"
    path.write_text(cues, encoding="utf-8")
    assert run("check", path, "--only", "gap").exit_code == 1
    (tmp_path / "pullquote.toml").write_text("[subtitles]\nfps = 25\n", encoding="utf-8")
    assert run("check", path, "--only", "gap").exit_code == 0
    assert run("check", path, "--only", "gap", "--fps", "24").exit_code == 1


def test_check_of_an_alignment_and_of_what_is_none(episode: Path) -> None:
    assert run("check", episode).exit_code == 0
    other = episode.with_name("other.srt")
    other.write_text("nothing here", encoding="utf-8")
    result = run("check", other)
    assert (result.exit_code, result.stderr) == (4, f"pullquote: {other}: holds no SRT or WebVTT cue\n")


def test_retime_by_an_alignment(episode: Path) -> None:
    theirs, out = episode.with_name("theirs.srt"), episode.with_name("out.srt")
    theirs.write_text(
        "1\n00:01:00,000 --> 00:01:01,000\nThis is the first\nsentence of all.\n\n"
        "2\n00:01:05,000 --> 00:01:09,000\nHere is the second one.\n",
        encoding="utf-8",
    )
    result = run("retime", theirs, episode, "-o", out, "--json")
    assert (result.exit_code, json.loads(result.stdout)["guessed"]) == (0, [])
    assert [cue.content for cue in srt.parse(out.read_text(encoding="utf-8"))] == [
        "This is the first\nsentence of all.",
        "Here is the second one.",
    ]
    assert run("check", out, "--alignment", episode, "--only", "late", "--only", "early").exit_code == 0


def test_retiming_subtitles_of_something_else_needs_a_yes(episode: Path) -> None:
    theirs, out = episode.with_name("other.srt"), episode.with_name("out.srt")
    strange = "Nobody in any part says even a word like that, honestly speaking, not ever in our lives."
    theirs.write_text(
        f"1\n00:01:00,000 --> 00:01:01,000\nThis is the first\n\n2\n00:01:05,000 --> 00:01:09,000\n{strange}\n",
        encoding="utf-8",
    )
    refused = run("retime", theirs, episode, "-o", out)
    assert (refused.exit_code, len(refused.stderr.splitlines()), out.exists()) == (3, 1, False)
    assert "--accept-poor" in refused.stderr
    accepted = run("retime", theirs, episode, "-o", out, "--accept-poor")
    assert (accepted.exit_code, out.exists()) == (1, True)
    assert "only 4 of 21 words of the subtitles were found" in accepted.stderr


def test_a_rule_that_does_not_exist_is_refused(episode: Path) -> None:
    result = run("check", episode, "--only", "typos")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_a_folder_is_no_subtitle_file(episode: Path) -> None:
    result = run("check", episode.parent)
    assert (result.exit_code, len(result.stderr.splitlines())) == (4, 1)


def test_an_alignment_of_absent_words_leaves_no_empty_file(tmp_path: Path) -> None:
    words = tuple(Word(text, None, None, None, "absent") for text in ("The", "kettle", "sings."))
    path = tmp_path / "talk.align.json"
    Alignment(Media("talk.wav", "0" * 64, 9.0), "en", EngineInfo("x", "1"), words).save(path)
    done = CliRunner().invoke(main, ["subtitles", str(path), "-o", str(tmp_path / "talk.srt")])
    assert (done.exit_code, len(done.stderr.splitlines())) == (3, 1)
    assert not (tmp_path / "talk.srt").exists()
