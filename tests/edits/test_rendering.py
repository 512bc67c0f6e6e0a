"""A rendered edit: every frame and every sample from where the script says, and times that fit."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from align import Alignment, Chapter
from align.hashing import file_sha256
from align.media import probe, read_pcm, run_ffmpeg
from cli import main
from clips.brand import read_brand
from edits.match import Run
from edits.picture import readings
from edits.plan import RATE, EditPlan, Part, plan_runs, retimed
from edits.rendering import render
from edits.script import Pause, read_script, write_script
from edits.sound import write_sound
from tests.clips.films import alignment_of, make_film, read_numbers, shift_between

pytestmark = pytest.mark.slow

TEXT = " ".join(f"word{k}" for k in range(36))
ORDER: list[Run | Pause] = [Run(0, 7), Run(12, 15), Pause(0.6, 1), Run(4, 5), Run(30, 35)]
"""A deletion, a pause, a way back with a repeat, and the end of the recording."""


def plan_of(film: Path, order: list[Run | Pause] = ORDER, *, picture: bool = True) -> EditPlan:
    return plan_runs(alignment_of(TEXT, duration=20.0, media=str(film)), probe(film), order, picture=picture)


@pytest.mark.parametrize("rate", ["25", "30000/1001"])
def test_every_frame_is_the_one_that_was_asked_for(tmp_path: Path, rate: str) -> None:
    film = make_film(tmp_path / "film.mp4", round(20 * Fraction(rate)), rate, "-g 50 -bf 2")
    plan = plan_of(film)
    files = render(plan, tmp_path / "cut.mp4", lambda share, doing: None)
    wanted: list[int] = []
    for part in plan.parts:
        first, last = round(part.start * Fraction(rate)), round(part.end * Fraction(rate))
        wanted += list(range(first, last)) if part.run else [wanted[-1]] * (last - first)
    assert read_numbers(files["media"]) == wanted
    info = probe(files["media"])
    assert info.duration == pytest.approx(len(wanted) / Fraction(rate), abs=0.05)
    for part, offset in zip(plan.parts, np.cumsum([0, *[part.length for part in plan.parts]]), strict=False):
        if part.run is None:
            continue
        source = read_pcm(plan.info, part.start + 0.05, part.end - 0.05, rate=RATE)[:, 0]
        made = read_pcm(info, float(offset) + 0.05, float(offset) + part.length - 0.05, rate=RATE)[:, 0]
        assert abs(shift_between(made, source)) <= RATE / 1000


def test_the_sound_is_exact_to_the_sample(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 500, "25", "-c:a pcm_s16le")
    plan = plan_of(film, picture=False)
    path = tmp_path / "cut.wav"
    count = write_sound(plan, path, channels=1)
    with wave.open(str(path)) as stream:
        made = np.frombuffer(stream.readframes(stream.getnframes()), "<i2").astype(float)
    assert len(made) == count == round(sum(part.length for part in plan.parts) * RATE)
    offset = 0.0
    for part in plan.parts:
        if part.run is not None:
            source = read_pcm(plan.info, part.start + 0.02, part.end - 0.02, rate=RATE)[:, 0] * 32767
            first = round((offset + 0.02) * RATE)
            assert np.abs(made[first : first + len(source)] - source).max() < 3
        offset += part.length


def test_a_join_keeps_its_power_and_has_no_click(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 500, "25", "-c:a pcm_s16le")
    plan = plan_of(film, [Run(0, 7), Run(12, 15)], picture=False)
    path = tmp_path / "cut.wav"
    write_sound(plan, path, channels=1)
    with wave.open(str(path)) as stream:
        made = np.frombuffer(stream.readframes(stream.getnframes()), "<i2").astype(float)
    join = round(plan.parts[0].length * RATE)
    around, far = made[join - 480 : join + 480], made[join - 4800 : join - 960]
    assert 0.6 < np.sqrt((around**2).mean() / (far**2).mean()) < 1.5
    assert np.abs(np.diff(around)).max() < 1.3 * np.abs(np.diff(far)).max()


def test_nothing_is_heard_of_a_neighbour_where_the_picture_takes_more(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 500, "25", "-c:a pcm_s16le")
    plan = plan_of(film, [Run(0, 7)], picture=False)
    first, *_ = plan.parts
    part = replace(first, start=4.0, end=6.0, audible=(4.012, 5.984))
    path = tmp_path / "cut.wav"
    write_sound(replace(plan, parts=(part,)), path, channels=1)
    with wave.open(str(path)) as stream:
        made = np.frombuffer(stream.readframes(stream.getnframes()), "<i2").astype(float)
    assert not made[: round(0.012 * RATE)].any()
    assert not made[-round(0.016 * RATE) :].any()
    source = read_pcm(plan.info, 4.02, 5.975, rate=RATE)[:, 0] * 32767
    assert np.abs(made[round(0.02 * RATE) :][: len(source)] - source).max() < 3


def test_words_have_their_new_times(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 500, "25", "-c:a pcm_s16le")
    plan = plan_of(film, picture=False)
    made = retimed(plan)
    assert [word.text for word in made.words[:8]] == [f"word{k}" for k in range(8)]
    assert [word.text for word in made.words[12:14]] == ["word4", "word5"]
    offset = 0.0
    at = 0
    for part in plan.parts:
        if part.run is not None:
            for k in range(part.run.first, part.run.last + 1):
                shift = made.words[at].span[0] - plan.alignment.words[k].span[0]
                assert shift == pytest.approx(offset - part.start, abs=1e-6)
                at += 1
        offset += part.length
    assert made.media.duration == pytest.approx(plan.duration, abs=0.001)
    assert plan.removed == ((8, 11), (16, 29))


def test_a_chapter_stays_as_long_as_one_of_its_words_does(tmp_path: Path) -> None:
    chapters = (Chapter("Tides", 0), Chapter("Lamps", 10), Chapter("Gulls", 20))
    plan = plan_of(make_film(tmp_path / "film.mp4", 500, "25"), [Run(2, 7), Run(12, 19), Run(4, 5)], picture=False)
    made = retimed(replace(plan, alignment=replace(plan.alignment, chapters=chapters)))
    assert made.chapters == (Chapter("Tides", 0), Chapter("Lamps", 6))


def test_long_leaps_and_ways_back_are_read_anew() -> None:
    def part(start: float, end: float) -> Part:
        return Part(start, end, Run(0, 0))

    info = probe(Path(__file__).resolve().parents[2] / "samples" / "sample.mp4")
    alignment = alignment_of("a b")
    parts = (part(0, 2), part(3, 4), part(100, 101), part(50, 51), Part(0.0, 0.4), part(51, 52))
    found = readings(EditPlan(alignment, info, parts, Fraction(25)))
    assert [reading.ranges for reading in found] == [
        ((0, 50), (75, 100)),
        ((2500, 2525),),
        ((1250, 1275),),
        ((1275, 1300),),
    ]
    assert [reading.still for reading in found] == [0, 0, 10, 0]
    assert sum(reading.count for reading in found) == round(sum(part.length for part in parts) * 25)


@pytest.mark.slow
def test_a_punch_in_covers_every_other_jump_cut_and_keeps_every_frame(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 500, "25")
    plan = replace(plan_of(film, [Run(0, 7), Run(12, 15), Run(20, 27), Run(30, 35)]), punch_in=True)
    assert [reading.near for reading in readings(plan)] == [False, True, False, True]
    made = render(plan, tmp_path / "cut.mp4", lambda share, doing: None)["media"]
    info = probe(made)
    assert info.video is not None
    assert (info.video.width, info.video.height) == (320, 180)
    numbers = read_numbers(made)
    counts = [round(part.end * 25) - round(part.start * 25) for part in plan.parts]
    assert len(numbers) == sum(counts)
    first = round(plan.parts[2].start * 25)
    assert numbers[sum(counts[:2]) : sum(counts[:3])] == list(range(first, first + counts[2]))


def pullquote(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    film = make_film(tmp_path / "film.mp4", 500, "25")
    alignment = alignment_of(TEXT, duration=20.0, media=str(film))
    media = replace(alignment.media, sha256=file_sha256(film))
    replace(alignment, media=media).save(tmp_path / "film.align.json")
    return tmp_path


def test_the_script_is_written_edited_and_followed(folder: Path) -> None:
    document, script = folder / "film.align.json", folder / "script.txt"
    assert pullquote("edit", document, "--script", script).exit_code == 0
    text = script.read_text(encoding="utf-8")
    assert text.split() == TEXT.split()
    script.write_text(text.replace("word8 word9", "").replace("word20", "[pause 0.4] word20"), encoding="utf-8")
    result = pullquote("edit", document, script, "-o", folder / "cut.mp3", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert [removed["words"] for removed in told["removed"]] == [[8, 9]]
    cut = Alignment.load(folder / "cut.align.json")
    assert cut.words[8].text == "word10"
    assert cut.media.duration == pytest.approx(probe(folder / "cut.mp3").duration or 0.0, abs=0.1)
    assert (folder / "cut.srt").read_text(encoding="utf-8").count("word9") == 0
    exported = pullquote(
        "export", document, "--clips", folder / "cut.edit.json", "--to", "edl", "-o", folder / "cut.edl"
    )
    assert exported.exit_code == 0, exported.output
    assert "inserted files of the edit (1, 'inserted' in its list of cuts) are not in this file" in exported.stderr
    assert [(row["behind"], row["seconds"]) for row in told["inserted"]] == [(2, 0.4)]
    assert len([line for line in (folder / "cut.edl").read_text().splitlines() if line[:3].isdigit()]) >= 3


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("word0 goat word2", 3, "line 1 'goat'"),
        ("word0 [pause minus] word1", 4, "a pause is a number of seconds"),
        ("word0 [insert nothing.wav] word1", 4, "there is no file 'nothing.wav'"),
        ("[pause 1]", 2, "nothing of the recording is left"),
    ],
)
def test_bad_scripts_are_one_line_and_leave_nothing(folder: Path, text: str, code: int, said: str) -> None:
    script = folder / "script.txt"
    script.write_text(text)
    before = set(folder.iterdir())
    result = pullquote("edit", folder / "film.align.json", script, "-o", folder / "cut.mp3")
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1), result.output
    assert said in result.stderr
    assert set(folder.iterdir()) == before


def test_media_that_have_changed_since_are_refused(folder: Path) -> None:
    (folder / "script.txt").write_text("word0 word1")
    make_film(folder / "film.mp4", 250, "25")
    result = pullquote("edit", folder / "film.align.json", folder / "script.txt", "-o", folder / "cut.mp3")
    assert (result.exit_code, result.stderr.count("\n")) == (3, 1), result.output
    assert "these are other media" in result.stderr
    assert not (folder / "cut.mp3").exists()


def test_an_output_in_the_way_is_kept(folder: Path) -> None:
    (folder / "script.txt").write_text("word0 word1")
    (folder / "cut.srt").write_text("mine")
    result = pullquote("edit", folder / "film.align.json", folder / "script.txt", "-o", folder / "cut.mp3")
    assert result.exit_code == 2
    assert (folder / "cut.srt").read_text() == "mine"
    assert not (folder / "cut.mp3").exists()


@pytest.mark.parametrize(
    ("output", "lost"),
    [("film.mp4", "film.mp4"), ("film.wav", "film.align.json"), ("horn.wav", "horn.wav"), ("cut.mp3", "script.txt")],
)
def test_nothing_that_is_read_is_written_over(folder: Path, output: str, lost: str) -> None:
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=d=0.5", str(folder / "horn.wav")])
    script, document = folder / "script.txt", folder / "film.align.json"
    script.write_text("word0 word1 [insert horn.wav] word2")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    sheet = ["--sheet", script] if lost == "script.txt" else []
    result = pullquote("edit", document, script, "-o", folder / output, *sheet, "--force")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.output
    assert f"{lost} is read here and would be lost" in result.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "command",
    [
        ["edit", "--script", "film.align.json"],
        ["edit", "--script", "film.mp4"],
        ["tighten", "--list", "film.align.json"],
        ["update", "script.txt", "-o", "film.mp4"],
        ["speakers", "--speakers", "2", "-o", "film.mp4"],
        ["conform", "new.wav", "-o", "film.align.json"],
        ["conform", "new.wav", "--subtitles", "film.srt", "--changes", "film.srt.md", "--clips", "film.srt.md"],
    ],
)
def test_what_was_aligned_and_its_document_are_never_written_over(folder: Path, command: list[str]) -> None:
    (folder / "script.txt").write_text(TEXT)
    (folder / "film.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nword1\n")
    (folder / "film.srt.md").write_text("notes")
    run_ffmpeg(["-v", "error", "-i", str(folder / "film.mp4"), str(folder / "new.wav")])
    before = {path: path.read_bytes() for path in folder.iterdir()}
    placed = [str(folder / part) if "." in part else part for part in command[1:]]
    result = pullquote(command[0], folder / "film.align.json", *placed, "--force")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.output
    assert "would be lost" in result.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_is_inserted_at_its_level(folder: Path) -> None:
    tone = (12000 * np.sin(np.arange(RATE) * 0.05)).astype("<i2")
    with wave.open(str(folder / "a tone.wav"), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(tone.tobytes())
    script = folder / "script.txt"
    script.write_text("word0 word1 [insert a tone.wav -6dB] word2")
    assert pullquote("edit", folder / "film.align.json", script, "-o", folder / "cut.wav").exit_code == 0
    items = read_script(script)
    assert len(items) == 4
    with wave.open(str(folder / "cut.wav")) as stream:
        made = np.frombuffer(stream.readframes(stream.getnframes()), "<i2").astype(float)
    begin = round((Alignment.load(folder / "cut.align.json").words[2].span[0] - 0.7) * RATE)
    heard = made[begin : begin + RATE // 4]
    assert np.sqrt((heard**2).mean()) == pytest.approx(12000 / np.sqrt(2) * 10 ** (-6 / 20), rel=0.03)


def test_a_script_reads_back_as_it_was_written(tmp_path: Path) -> None:
    alignment = alignment_of("We came in. – They (all of them) left; it cost $18, I think.")
    path = tmp_path / "script.txt"
    path.write_text(write_script(alignment), encoding="utf-8")
    said = [item.text for item in read_script(path) if hasattr(item, "text")]
    assert said == [word.text for word in alignment.words if word.status != "silent"]


def test_a_brand_dresses_an_edit(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 500, "25")
    bumper = ["-f", "lavfi", "-i", "color=c=red:s=640x480:r=30:d=1", "-f", "lavfi", "-i", "sine=f=800:d=1"]
    run_ffmpeg(["-v", "error", *bumper, "-pix_fmt", "yuv420p", str(tmp_path / "intro.mp4")])
    logo = ["-f", "lavfi", "-i", "color=c=0xff00ff:s=60x40", "-frames:v", "1", str(tmp_path / "logo.png")]
    run_ffmpeg(["-v", "error", *logo])
    text = 'intro = "intro.mp4"\n[logo]\nfile = "logo.png"\nopacity = 1\n[end_card]\ntitle = "More"\nseconds = 2\n'
    (tmp_path / "brand.toml").write_text(text, encoding="utf-8")
    plan = plan_of(film, [Run(0, 7), Run(12, 15)])
    bare = render(plan, tmp_path / "bare.mp4", lambda share, doing: None)
    made = render(plan, tmp_path / "cut.mp4", lambda share, doing: None, brand=read_brand(tmp_path / "brand.toml"))
    frames = read_numbers(bare["media"])
    # Frames of the intro and the end card bear no number.
    inner = ["-vf", f"trim=start_frame=25:end_frame={25 + len(frames)},setpts=PTS-STARTPTS", "-an"]
    run_ffmpeg(["-v", "error", "-i", str(made["media"]), *inner, str(tmp_path / "inner.mp4")])
    assert read_numbers(tmp_path / "inner.mp4") == frames
    info = probe(made["media"])
    assert info.duration == pytest.approx(len(frames) / 25 + 3, abs=0.03)
    before, after = Alignment.load(bare["alignment"]), Alignment.load(made["alignment"])
    assert after.words[0].start == pytest.approx((before.words[0].start or 0) + 1)
    assert after.media.duration == pytest.approx(len(frames) / 25 + 3, abs=0.001)
    alone, heard = (
        read_pcm(probe(path), start, start + 3, rate=48000, channels=1)[:, 0]
        for path, start in ((bare["media"], 0.2), (made["media"], 1.2))
    )
    assert np.corrcoef(alone, heard)[0, 1] > 0.99
    args = ["-v", "error", "-ss", "2", "-i", str(made["media"]), "-frames:v", "1", "-pix_fmt", "rgb24"]
    shown = np.frombuffer(run_ffmpeg([*args, "-f", "rawvideo", "-"]).stdout, np.uint8).reshape(180, 320, 3).astype(int)
    assert ((shown[..., 0] > 180) & (shown[..., 2] > 180) & (shown[..., 1] < 90)).sum() > 500
    sound = render(plan, tmp_path / "heard.mp3", lambda share, doing: None, brand=read_brand(tmp_path / "brand.toml"))
    assert probe(sound["media"]).duration == pytest.approx(plan.duration + 1, abs=0.1)
