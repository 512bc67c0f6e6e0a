"""Chapters in real files, read back by ffmpeg and by mutagen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from align.document import Chapter
from align.errors import FileProblem, OutputExists, UsageError
from align.media import input_arguments, run_ffmpeg
from handoff.formats.chapters import ffmetadata
from handoff.tag import MP4 as MP4_SUFFIXES
from handoff.tag import has_mp3_header, write_chapters

from .conftest import JobMaker

pytestmark = pytest.mark.slow

TITLES = ("One = 1; #\\ 'two'", "Zwei – שתיים")


def sound(path: Path, *extra: str) -> Path:
    """A minute of a tone, with a title."""
    args = ["-f", "lavfi", "-i", "sine=440:r=16000:d=62", *extra, "-b:a", "32k", "-metadata", "title=The talk"]
    run_ffmpeg([*args, "-y", f"file:{path}"])
    return path


def chapters_of(make_job: JobMaker, suffix: str = ".mp3") -> str:
    """Chapters at 1 s (in an MP4 at 0) and 60 s."""
    job = make_job("audio", clips=[])
    chapters = (Chapter(TITLES[0], 0), Chapter(TITLES[1], 5))
    return ffmetadata(
        replace(job, alignment=replace(job.alignment, chapters=chapters)), from_zero=suffix in MP4_SUFFIXES
    )


def packets(path: Path) -> bytes:
    """The hash of the sound as it is stored, byte for byte."""
    return run_ffmpeg([*input_arguments(path), "-map", "0:a", "-c", "copy", "-f", "md5", "-"]).stdout


def samples(path: Path) -> bytes:
    return run_ffmpeg([*input_arguments(path), "-map", "0:a", "-f", "s16le", "-"]).stdout


def read_back(path: Path) -> list[tuple[float, str]]:
    """What ffmpeg says of the file's chapters, in the file's own time."""
    said = run_ffmpeg([*input_arguments(path), "-f", "null", "-t", "0.1", "-"]).stderr.decode()
    said = said.split("Output #0")[0]
    return [
        (float(start), title.rstrip())
        for start, title in re.findall(r"Chapter #0:\d+: start ([\d.]+), end .*\n\s+Metadata:\n\s+title +: (.*)", said)
    ]


@pytest.mark.parametrize("suffix", [".mp3", ".mka"])
def test_a_title_that_ends_in_a_backslash_takes_no_chapter_with_it(
    tmp_path: Path, make_job: JobMaker, suffix: str
) -> None:
    job = make_job("audio", clips=[])
    rows = (Chapter("Drive C:\\", 0), Chapter("Drive D:", 3), Chapter("\\", 5))
    target = tmp_path / f"out{suffix}"
    text = ffmetadata(replace(job, alignment=replace(job.alignment, chapters=rows)))
    write_chapters(sound(tmp_path / f"in{suffix}"), text, target)
    assert read_back(target) == [(1.0, "Drive C:\\"), (3.0, "Drive D:"), (60.0, "\\")]


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".mka"])
def test_chapters_are_written_and_the_sound_is_copied(tmp_path: Path, make_job: JobMaker, suffix: str) -> None:
    media = sound(tmp_path / f"-in 100%{suffix}")
    before = media.read_bytes()
    target = tmp_path / f"out{suffix}"
    write_chapters(media, chapters_of(make_job, suffix), target)
    first = 0.0 if suffix == ".m4a" else 1.0
    assert read_back(target) == [(first, TITLES[0]), (60.0, TITLES[1])]
    assert media.read_bytes() == before
    assert packets(target) == packets(media)
    assert samples(target) == samples(media)
    if suffix == ".mp3":
        tags = ID3(target)
        assert [(c.start_time, c.sub_frames["TIT2"].text[0]) for c in tags.getall("CHAP")] == [
            (1000, TITLES[0]),
            (60_000, TITLES[1]),
        ]
        assert len(tags.getall("CTOC")) == 1
        assert tags["TIT2"].text == ["The talk"]
    if suffix == ".m4a":
        file = MP4(target)
        assert [(c.start, c.title) for c in file.chapters] == [(0.0, TITLES[0]), (60.0, TITLES[1])]
        assert file.tags["\xa9nam"] == ["The talk"]


@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
def test_old_chapters_go_and_cover_art_stays(tmp_path: Path, make_job: JobMaker, suffix: str) -> None:
    cover = tmp_path / "cover.png"
    run_ffmpeg(["-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", "-y", f"file:{cover}"])
    media = sound(
        tmp_path / f"a{suffix}",
        "-i",
        f"file:{cover}",
        "-map",
        "0",
        "-map",
        "1",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
    )
    first, second = tmp_path / f"b{suffix}", tmp_path / f"c{suffix}"
    chapters = chapters_of(make_job, suffix)
    write_chapters(media, chapters.replace("60000", "70000"), first)
    write_chapters(first, chapters, second)
    assert [time for time, _ in read_back(first)][1:] == [70.0]
    assert [time for time, _ in read_back(second)][1:] == [60.0]
    if suffix == ".mp3":
        assert len(ID3(second).getall("APIC")) == 1
    else:
        assert len(MP4(second).tags["covr"]) == 1


def test_a_film_keeps_its_streams(tmp_path: Path, make_job: JobMaker) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n", encoding="utf-8")
    picture = ["-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=62", "-i", f"file:{tmp_path / 'a.srt'}"]
    extra = [*picture, "-map", "1", "-map", "0", "-map", "2", "-c:s", "mov_text", "-preset", "ultrafast"]
    media, target = sound(tmp_path / "a.mp4", *extra), tmp_path / "b.mp4"
    write_chapters(media, chapters_of(make_job, ".mp4"), target)
    write_chapters(target, chapters_of(make_job, ".mp4"), tmp_path / "c.mp4")
    assert [title for _, title in read_back(tmp_path / "c.mp4")] == list(TITLES)
    for path in (media, target, tmp_path / "c.mp4"):
        said = run_ffmpeg([*input_arguments(path), "-t", "0.1", "-f", "null", "-"]).stderr.decode()
        kinds = re.findall(r"Stream #0:\d+.*?: (Video|Audio|Subtitle)", said.split("Stream mapping")[0])
        assert kinds == ["Video", "Audio", "Subtitle"]
    assert packets(target) == packets(media)


@pytest.mark.parametrize("xing", ["0", "1"])
@pytest.mark.parametrize("tagged", ["0", "1"])
def test_an_mp3_keeps_its_timeline_with_and_without_a_header(
    tmp_path: Path, make_job: JobMaker, xing: str, tagged: str
) -> None:
    media = sound(tmp_path / "a.mp3", "-write_xing", xing, "-write_id3v2", tagged)
    assert has_mp3_header(media) is (xing == "1")
    write_chapters(media, chapters_of(make_job), tmp_path / "b.mp3")
    assert samples(tmp_path / "b.mp3") == samples(media)


def test_nothing_is_written_over(tmp_path: Path, make_job: JobMaker) -> None:
    media = sound(tmp_path / "a.mp3")
    with pytest.raises(UsageError, match="not changed"):
        write_chapters(media, chapters_of(make_job), media, force=True)
    there = tmp_path / "b.mp3"
    there.write_bytes(b"mine")
    with pytest.raises(OutputExists):
        write_chapters(media, chapters_of(make_job), there)
    assert there.read_bytes() == b"mine"
    with pytest.raises(UsageError, match="chapters go into"):
        write_chapters(media, chapters_of(make_job), tmp_path / "b.wav")
    with pytest.raises(FileProblem):
        write_chapters(tmp_path / "none.mp3", chapters_of(make_job), tmp_path / "c.mp3")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp3", "b.mp3"]
