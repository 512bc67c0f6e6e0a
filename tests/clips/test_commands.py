from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from align.document import Alignment, Media
from align.media import probe, read_pcm, run_ffmpeg
from cli import main
from tests.clips.films import RATE, alignment_of, make_film, read_numbers, telling_sound, with_media

pytestmark = pytest.mark.slow

TEXT = (
    "Today I'm in a bakery that used to be a lighthouse. Nobody else wanted it. It cost me $18,000 and there was"
    " a goat living on the stairs. Nobody else came."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 20 s with its alignment: word n stands at 1 + n / 2 seconds and lasts 0.3."""
    folder = tmp_path_factory.mktemp("episode")
    sound = telling_sound(20)
    speaking = (np.arange(len(sound)) / RATE - 1) % 0.5 < 0.3
    make_film(
        folder / "film.mp4", 500, "25", "-g 50", sound=(sound * np.where(speaking, 1, 0.01)[:, None]).astype("i2")
    )
    alignment = with_media(alignment_of(TEXT), folder / "film.mp4")
    alignment.save(folder / "film.align.json")
    dataclasses.replace(alignment, media=Media("gone.mp4", "0", 20.0)).save(folder / "gone.align.json")
    return folder


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


def test_find_lists_the_place(folder: Path) -> None:
    result = run("find", folder / "film.align.json", "it cost me eighteen thousand")
    assert result.exit_code == 0
    assert result.stdout.startswith("1. 0:08.5-0:10.3  1.00  words 16-19\n")


def test_find_for_machines_and_what_is_not_there(folder: Path) -> None:
    found = json.loads(run("find", folder / "film.align.json", "nobody else", "--json").stdout)["matches"]
    assert [(row["start"], row["end"]) for row in found] == [(6.5, 7.3), (15.0, 15.8)]
    result = run("find", folder / "film.align.json", "the weather in spain is lovely", "--json")
    assert result.exit_code == 3
    assert not any(row["found"] for row in json.loads(result.stdout)["matches"])
    assert result.stderr.startswith("pullquote: not found")


def test_a_video_clip_with_subtitles_and_manifest(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "clips"
    result = run("clip", folder / "film.align.json", "It cost me ... the stairs", "--quality", "draft", "-o", out)
    assert result.exit_code == 0, result.stderr
    data = json.loads((out / "clips.json").read_text())
    (entry,) = data["clips"]
    first, last = entry["spans"][0]["frames"]
    # The words stand from 8.5 to 14.8 s, the next one at 15.
    assert 8.15 * 25 - 1 <= first <= 8.48 * 25
    assert 14.82 * 25 <= last <= 15 * 25 + 1
    assert read_numbers(out / entry["files"]["clip"]) == list(range(first, last))
    assert entry["spans"][0]["samples"] == [first * 1920, last * 1920]
    assert data["source"]["sha256"]
    cues = (out / entry["files"]["srt"]).read_text()
    start = 8.5 - first / 25
    assert f"00:00:00,{round(start * 1000):03} --> " in cues
    assert "It cost me $18,000" in cues
    assert (out / entry["files"]["vtt"]).read_text().startswith("WEBVTT\n")
    assert entry["loudness"]["true_peak"] <= -1
    assert len(list(out.iterdir())) == 4


@pytest.mark.parametrize("form", ["mp3", "m4a", "wav", "flac"])
def test_a_sound_clip(folder: Path, tmp_path: Path, form: str) -> None:
    args: list[str | Path] = ["--format", form, "--show", "My Show", "--episode", "7", "-o", tmp_path]
    result = run("clip", folder / "film.align.json", "a goat living", "--json", *args)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    path = tmp_path / entry["files"]["clip"]
    assert path.name.startswith("my-show_7_01_0000")
    assert path.suffix == f".{form}"
    info = probe(path)
    assert info.video is None
    begins, ends = entry["spans"][0]["in"], entry["spans"][0]["out"]
    assert entry["spans"][0]["timecode"] == [f"00:00:{time:06.3f}" for time in (begins, ends)]
    assert info.duration == pytest.approx(ends - begins, abs=0.06)
    if form == "wav":
        source = read_pcm(probe(folder / "film.mp4"), begins, ends)[:, 0]
        clip = read_pcm(info, 0.0, ends - begins)[:, 0]
        gain = 10 ** (entry["loudness"]["gain"] / 20)
        middle = slice(2400, -3000)
        assert np.abs(clip[middle] - gain * source[middle]).max() < 1e-3


def test_a_clip_of_a_list_keeps_its_loudness(folder: Path, tmp_path: Path) -> None:
    selects = tmp_path / "selects.csv"
    selects.write_text("quote,loudness\na goat living,off\nIt cost me,-19\n")
    out = tmp_path / "out"
    result = run("clip", folder / "film.align.json", "--list", selects, "--format", "wav", "--json", "-o", out)
    assert result.exit_code == 0, result.stderr
    kept, told = (entry["loudness"] for entry in json.loads(result.stdout)["clips"])
    assert (kept["target"], kept["gain"]) == (None, 0.0)
    assert told["target"] == -19.0


def test_what_differs_from_the_quote_is_told_and_kept(folder: Path, tmp_path: Path) -> None:
    args: list[str | Path] = ["--format", "wav", "-o", tmp_path]
    result = run("clip", folder / "film.align.json", "there was a coat living on the stairs", *args)
    assert result.exit_code == 0, result.stderr
    assert "differs from the quote: “goat” is said for “coat”" in result.stderr
    (entry,) = json.loads((tmp_path / "clips.json").read_text())["clips"]
    assert entry["differences"] == [{"quoted": "coat", "said": "goat"}]


def test_times_with_frames_are_read_at_the_films_rate(folder: Path) -> None:
    result = run("clip", folder / "film.align.json", "00:00:08:12-00:00:10:10", "--dry-run", "--json")
    assert json.loads(result.stdout)["clips"][0]["text"] == "It cost me $18,000"
    result = run("find", folder / "film.align.json", "00:00:08:12-00:00:10:10")
    assert (result.exit_code, "need a frame rate" in result.stderr) == (2, True)


@pytest.mark.slow
def test_several_spans_become_one_clip(folder: Path, tmp_path: Path) -> None:
    quote = "Today I'm in [..] It cost me [..] Nobody else came"
    result = run("clip", folder / "film.align.json", quote, "--quality", "draft", "--json", "-o", tmp_path)
    (entry,) = json.loads(result.stdout)["clips"]
    numbers = [n for span in entry["spans"] for n in range(*span["frames"])]
    assert read_numbers(tmp_path / entry["files"]["clip"]) == numbers
    assert "the picture jumps where spans are joined" in entry["warnings"]


def test_a_dry_run_makes_nothing(folder: Path, tmp_path: Path) -> None:
    result = run("clip", folder / "film.align.json", "a goat", "--dry-run", "-o", tmp_path / "none")
    assert result.exit_code == 0
    assert "«a goat»" in result.stdout
    assert not (tmp_path / "none").exists()


def test_one_failure_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    quotes = ["a goat living", "we all live in a yellow submarine", "used to be a lighthouse"]
    result = run("clip", folder / "film.align.json", *quotes, "--format", "wav", "-o", tmp_path)
    assert result.exit_code == 3
    assert "yellow submarine" in result.stderr
    assert len(list(tmp_path.glob("*.wav"))) == 2


def test_nothing_is_overwritten_and_resume_skips_what_is_right(folder: Path, tmp_path: Path) -> None:
    args: list[str | Path] = [
        "clip",
        folder / "film.align.json",
        "a goat living",
        "--format",
        "wav",
        "-o",
        tmp_path,
        "--json",
    ]
    (first,) = json.loads(run(*args).stdout)["clips"]
    assert run(*args).exit_code == 2
    again = json.loads(run(*args, "--resume").stdout)["clips"]
    assert again[0].pop("skipped")
    assert again == [first]
    path = tmp_path / first["files"]["clip"]
    path.write_bytes(b"broken")
    assert run(*args, "--resume", "--force").exit_code == 0
    assert path.stat().st_size == first["bytes"][path.name]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["film.align.json", "nobody else"], 2, "said 2 times"),
        (["film.align.json"], 2, "nothing to cut"),
        (["film.align.json", "a goat", "--media", "none.mp4"], 4, "no such file"),
        (["film.align.json", "a goat", "--media", "film.align.json"], 4, "holds text"),
        (["gone.align.json", "a goat"], 4, "give the recording with --media"),
        (["film.align.json", "a goat", "--focus", "up"], 2, "left, centre, right"),
        (
            ["film.align.json", "a goat", "--format", "mp3", "--aspect", "1:1"],
            2,
            "--format mp3 has no picture for --aspect; give --audiogram and a waveform is drawn",
        ),
        (
            ["film.align.json", "a goat", "--format", "mp3", "--audiogram"],
            2,
            "--audiogram makes a film; leave out --format mp3",
        ),
        (["film.align.json", "a goat", "--stream", "3"], 4, "there is no 3"),
        (["film.align.json", "a goat", "-o", "film.align.json"], 4, "is a file, a folder was expected"),
        (["film.mp4", "a goat"], 4, "is a recording, not an alignment; give film.align.json"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    result = run("clip", *args)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


def test_media_that_are_too_short_are_not_the_ones(folder: Path, tmp_path: Path) -> None:
    short = make_film(tmp_path / "short.mp4", 50, "25")
    result = run("clip", folder / "film.align.json", "a goat", "--media", short, "-o", tmp_path / "out")
    assert result.exit_code == 3
    assert "lasts 00:00:02.0, what was aligned 00:00:20.0: these are other media; give --anyway" in result.stderr
    assert not (tmp_path / "out").exists()


def test_another_encoding_of_the_same_sound_passes_and_other_sound_does_not(folder: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy.mp3", tmp_path / "other.mp3"
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), "-vn", "-b:a", "64k", str(copy)])
    backwards = ["-vn", "-af", "areverse", "-b:a", "64k", str(other)]
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), *backwards])
    args: list[str | Path] = ["clip", folder / "film.align.json", "a goat", "--dry-run", "--media"]
    result = run(*args, copy)
    assert result.exit_code == 0
    assert "copy.mp3 is not the file that was aligned, but another encoding of it" in result.stderr
    result = run(*args, other)
    assert (result.exit_code, result.stderr.count("\n")) == (3, 1)
    assert "the words are not where the sound is" in result.stderr
    assert run(*args, other, "--anyway").exit_code == 0


def test_a_recording_in_place_of_an_alignment_is_told_what_to_do(folder: Path, tmp_path: Path) -> None:
    film = tmp_path / "talk.mp4"
    film.symlink_to(folder / "film.mp4")
    commands: list[list[str | Path]] = [["clip", film, "a goat"], ["find", film, "a goat"], ["suggest", film]]
    for command in commands:
        result = run(*command)
        assert (result.exit_code, result.stderr.count("\n")) == (4, 1)
        assert "make one first: pullquote run talk.mp4 TRANSCRIPT" in result.stderr


def test_a_list_that_asks_for_pictures_of_sound_is_told_of_audiograms(folder: Path, tmp_path: Path) -> None:
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), "-vn", str(tmp_path / "a.wav")])
    with_media(Alignment.load(folder / "film.align.json"), tmp_path / "a.wav").save(tmp_path / "a.align.json")
    (tmp_path / "selects.csv").write_text("quote,aspect\na goat,\nNobody else came,9:16\n")
    args: list[str | Path] = ["clip", tmp_path / "a.align.json", "--list", tmp_path / "selects.csv", "--dry-run"]
    result = run(*args)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "clip 2 asks for aspect '9:16', and mp3 has no picture; give --audiogram" in result.stderr
    assert run(*args, "--audiogram").exit_code == 0


def test_a_film_without_picture_asks_for_a_format(folder: Path, tmp_path: Path) -> None:
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), "-vn", str(tmp_path / "a.wav")])
    common: list[str | Path] = [
        "clip",
        folder / "film.align.json",
        "a goat",
        "--media",
        tmp_path / "a.wav",
        "-o",
        tmp_path / "out",
    ]
    assert run(*common, "--format", "mp4").exit_code == 2
    assert run(*common).exit_code == 0
    assert len(list((tmp_path / "out").glob("*.mp3"))) == 1


@pytest.mark.parametrize("name", ["-dash.mp4", "quo'te \" 100%d.mp4", "new\nline.mp4", "中文 ü.mp4"])
def test_any_name_will_do(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).symlink_to(folder / "film.mp4")
    monkeypatch.chdir(tmp_path)
    alignment = folder / "film.align.json"
    result = run("clip", alignment, "a goat", f"--media={name}", "--quality", "draft", "-o", f"out {name}")
    assert result.exit_code == 0, result.stderr
    assert len(list((tmp_path / f"out {name}").glob("*.mp4"))) == 1


@pytest.mark.slow
def test_killed_in_the_middle_leaves_no_half_file(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "clip", str(folder / "film.align.json"), "0:00.5-0:16", "-o", str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen([*command, "--quality", "high", "--aspect", "9:16"], env=env) as process:
        for _ in range(6000):
            if list(tmp_path.glob(".*.mp4")):
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(180) != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_full_disk_leaves_no_half_file(folder: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "TMPDIR": str(tmp_path)}
    out = tmp_path / "out"
    args = [sys.executable, "-m", "cli", "clip", str(folder / "film.align.json"), "0:00.5-0:16", "-o", str(out)]
    done = subprocess.run(["bash", "-c", 'ulimit -f 100; "$@"', "bash", *args], env=env, capture_output=True, text=True)
    assert done.returncode == 4
    assert done.stderr.startswith("pullquote: ")
    assert done.stderr.count("\n") == 1
    assert list(out.iterdir()) == []


def test_doubtful_words_are_named_before_anything_is_cut(folder: Path, tmp_path: Path) -> None:
    alignment = Alignment.load(folder / "film.align.json")
    words = list(alignment.words)
    words[20] = dataclasses.replace(words[20], status="interpolated", score=None)
    words[21] = dataclasses.replace(words[21], start=None, end=None, score=None, status="absent")
    dataclasses.replace(alignment, words=tuple(words)).save(tmp_path / "a.align.json")
    args: list[str | Path] = ["clip", tmp_path / "a.align.json", "It cost me ... the stairs", "--format", "wav"]
    result = run(*args, "--media", folder / "film.mp4", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "times estimated from the neighbours: there\n" in result.stderr
    assert "not in the audio: was\n" in result.stderr
    assert result.output.index("not in the audio") < result.output.index("made ")


def test_a_clip_that_is_far_from_the_loudness_is_named_and_can_be_brought_there(folder: Path, tmp_path: Path) -> None:
    # The last four seconds are said twelve decibels more quietly than the rest.
    quieter = ["-af", "volume=0.25:enable='gt(t,14)'", "-vn", str(tmp_path / "a.wav")]
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), *quieter])
    args: list[str | Path] = ["clip", folder / "film.align.json", "Nobody else came", "--media", tmp_path / "a.wav"]
    result = run(*args, "-o", tmp_path / "one", "--json")
    (entry,) = json.loads(result.stdout)["clips"]
    off = -16 - entry["loudness"]["after"]
    assert 8 < off < 14
    assert entry["warnings"][-1].startswith(f"{off:.1f} LU quieter than -16 LUFS")
    assert entry["warnings"][-1] in result.stderr
    result = run(*args, "-o", tmp_path / "two", "--per-clip", "--json")
    (entry,) = json.loads(result.stdout)["clips"]
    assert entry["loudness"]["measured"] == pytest.approx(-16, abs=0.5)
    assert not any("LU " in warning for warning in entry["warnings"])


@pytest.mark.slow
@pytest.mark.slow
def test_a_run_that_was_killed_is_resumed(folder: Path, tmp_path: Path) -> None:
    # A clip that takes long beside one that is made in a moment.
    out = tmp_path / "out"
    quotes = ["0:00.5-0:16", "a goat living"]
    args = ["clip", str(folder / "film.align.json"), *quotes, "-o", str(out), "--jobs", "2", "--height", "720"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen([sys.executable, "-m", "cli", *args, "--quality", "high"], env=env) as process:
        for _ in range(1500):
            if (out / "clips.json").exists():
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        process.wait(180)
    made = {path.name: path.stat().st_mtime_ns for path in out.glob("*.mp4")}
    assert len(made) == 1
    result = run(*args, "--quality", "high", "--resume", "--json")
    assert result.exit_code == 0, result.stderr
    entries = json.loads(result.stdout)["clips"]
    assert sorted(entry.get("skipped", False) for entry in entries) == [False, True]
    assert len(json.loads((out / "clips.json").read_text())["clips"]) == 2
    for name, stamp in made.items():
        assert (out / name).stat().st_mtime_ns == stamp


def test_what_is_refused_is_said_alone(folder: Path, tmp_path: Path) -> None:
    args = ["clip", str(folder / "film.align.json"), "a goat nobody ever saw anywhere at all"]
    # Other media, told of in a note, would be cut if only there were something to cut.
    other = tmp_path / "same.mp3"
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), "-vn", "-q:a", "2", str(other)])
    result = CliRunner().invoke(main, [*args, "--media", str(other), "-o", str(tmp_path / "out")])
    assert result.exit_code == 3
    assert "another encoding" not in result.stderr
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("")
    said = ["clip", str(folder / "film.align.json"), "It cost me $18,000", "--media", str(other)]
    result = CliRunner().invoke(main, [*said, "-o", str(tmp_path / "file")])
    assert "a folder was expected" in result.stderr
    assert "another encoding" not in result.stderr
