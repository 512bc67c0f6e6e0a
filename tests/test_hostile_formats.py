"""The same hostile words, names and headings out of every format there is, read back by readers that are not ours."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import docx
import ebooklib.epub
import opentimelineio as otio
import pysubs2
import pytest
import srt
import webvtt
from lxml import etree
from markdown_it import MarkdownIt
from praatio import textgrid
from pypdf import PdfReader
from ttconv.scc import reader as scc_reader

from align.document import Alignment, Chapter, EngineInfo, Media, Speaker, Word
from align.media import ffmpeg_path, run_ffmpeg
from align.spreadsheet import plain_cell
from align.timecode import Rate, Timecode
from handoff.escape import marker_text, one_line
from handoff.formats import FORMATS as HANDOFF
from handoff.job import Clip, Job, Source, Span
from handoff.marks import marks_of
from handoff.people import Person
from subtitles import Options, Track, lay_out
from subtitles.formats import FORMATS as SUBTITLES
from tests.subtitles.test_exchange_formats import read_itt, read_stl
from tests.subtitles.test_formats import as_ass_shows, paragraphs_of

LATIN = """<b> </i> &amp; & &lt;x&gt; "quoted" 'single' `tick` a;b c,d e=f #g h/i *star* _under_ __init__ -->
x-->y ]]> <!-- <?xml?> </v> <v NOTE WEBVTT 00:00:01,000 00:00:02.500 7 1. %s %20 100% =SUM(A1) @user +1 -x $HOME
a|b ~t ^c !bang (x) x: : // http://a.b/?c=d&e=f café naïve""".split()
BRACKETS = r"[x] {y} {\an8} \N \h C:\new\table a\,b \\ \" {} []".split()
WIDE = ["😀", "👩‍🚀", "שלום", "مرحبا", "\u200fא\u200e", "東京", "e\u0301a", "\ufeffbom", "\u2066iso\u2069", "ﬁ"]
LONG = ["Donau" + "dampfschiff" * 6]
WORDS = [*LATIN, *BRACKETS, *WIDE, *LONG]
NAMES = ['Ada <b>&"Q"\'', "Bob\nline --> two", "=cmd|x{y}[z]", "שרה ]]>", "Łódź; #a, b=c\\"]
TITLES = ["A=b;c#d\\e", "<b>&amp; ]]>", "two\nlines --> x", 'She said "no", twice', "שלום 😀", "# 1. *md* [x](y)"]

STEP, SAID = 1.3, 0.5
EVERY = 8
"""Words of a turn and of a chapter."""

Cues = list[tuple[float | None, float | None, str]]


def document(words: Sequence[str] = WORDS) -> Alignment:
    """Words at known times, with a turn and a heading before every few of them."""
    spoken = tuple(
        Word(text, round(1 + k * STEP, 3), round(1 + k * STEP + SAID, 3), 0.9) for k, text in enumerate(words)
    )
    places = range(0, len(words), EVERY)
    return Alignment(
        Media("talk.wav", "ab" * 32, 1 + STEP * len(words) + 5),
        "en",
        EngineInfo("planted", "1"),
        spoken,
        chapters=tuple(Chapter(TITLES[n % len(TITLES)], word) for n, word in enumerate(places)),
        paragraphs=tuple(places),
        speakers=tuple(Speaker(word, NAMES[n % len(NAMES)]) for n, word in enumerate(places)),
    )


def tight(text: str) -> str:
    """Text without blanks: where lines break is each format's own business."""
    return re.sub(r"\s", "", text)


# ---- subtitles and transcripts ---------------------------------------------------------------------------------------


def read_srt(data: bytes) -> Cues:
    return [(_seconds(c.start), _seconds(c.end), c.content) for c in srt.parse(data.decode())]


def _seconds(time: timedelta) -> float:
    return time / timedelta(seconds=1)


def read_vtt(data: bytes) -> Cues:
    return [
        (_clock(c.start), _clock(c.end), html.unescape(re.sub(r"<[^>]*>", "", c.raw_text)))
        for c in webvtt.from_string(data.decode())
    ]


def read_ass(data: bytes) -> Cues:
    events = pysubs2.SSAFile.from_string(data.decode())
    return [(event.start / 1000, event.end / 1000, as_ass_shows(event.text)) for event in events]


def read_ttml(data: bytes) -> Cues:
    space = "{http://www.w3.org/ns/ttml}"
    found: Cues = []
    for p in etree.fromstring(data).iter(f"{space}p"):
        begin, end = (_clock(p.get(name) or "") for name in ("begin", "end"))
        text = "".join(f"\n{e.tail or ''}" if e.tag == f"{space}br" else (e.text or "") + _tail(e, p) for e in p.iter())
        found.append((begin, end, text))
    return found


def _tail(element: etree._Element, paragraph: etree._Element) -> str:
    return "" if element is paragraph else element.tail or ""


def _clock(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def read_scc(data: bytes) -> Cues:
    # ttconv takes the circumflex of CTA-608 for a letter like it.
    read = paragraphs_of(scc_reader.to_model(data.decode()))
    return [(float(a), float(b), text.replace("ʌ", "^")) for a, b, text in read]


def _of_frames(read: Callable[[bytes], list[tuple[Fraction, Fraction, str]]]) -> Callable[[bytes], Cues]:
    return lambda data: [(float(a), float(b), text) for a, b, text in read(data)]


def read_sbv(data: bytes) -> Cues:
    blocks = [block.split("\n") for block in data.decode().strip("\n").split("\n\n")]
    times = [[_clock(each) for each in block[0].split(",")] for block in blocks]
    return [(pair[0], pair[1], "\n".join(block[1:])) for pair, block in zip(times, blocks, strict=True)]


def _table(delimiter: str, text: str) -> Callable[[bytes], Cues]:
    def read(data: bytes) -> Cues:
        rows = csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=delimiter)
        return [(float(row["start"]), float(row["end"]), plain_cell(row[text])) for row in rows]

    return read


def read_whisperx(data: bytes) -> Cues:
    return [(word["start"], word["end"], word["word"]) for word in json.loads(data)["word_segments"]]


def read_podcast_json(data: bytes) -> Cues:
    return [(row["startTime"], row["endTime"], row["body"]) for row in json.loads(data)["segments"]]


class Page(HTMLParser):
    """Times and paragraphs of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.found: dict[str, list[str]] = {"cite": [], "time": [], "p": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[self.inside][-1] += data


def read_podcast_html(data: bytes) -> Cues:
    page = Page()
    page.feed(data.decode())
    page.close()
    return [(None, None, text) for text in page.found["p"]]


STAMP = r"\[?(\d\d:\d\d:\d\d)\]?"
LABELS = "|".join(re.escape(one_line(name)) for name in NAMES)


def _paragraphs(lines: Sequence[str]) -> Cues:
    """Paragraphs that begin with a time; others are headings."""
    found = [re.fullmatch(rf"{STAMP} (?:(?:{LABELS}): )?(.*)", line, re.DOTALL) for line in lines]
    return [(_clock(each[1]), None, each[2]) for each in found if each]


def read_docx(data: bytes) -> Cues:
    return _paragraphs([paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs])


def read_txt(data: bytes) -> Cues:
    return _paragraphs(data.decode().strip("\n").split("\n\n"))


def read_markdown(data: bytes) -> Cues:
    shown = re.findall(r"<p>(.*?)</p>", MarkdownIt().render(data.decode()), re.DOTALL)
    return _paragraphs([html.unescape(re.sub(r"</?strong>", "", text)) for text in shown])


def read_pdf(data: bytes) -> Cues:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return [(None, None, text)]


FRAME, WHOLE = 1 / 25, 1.0
SUBTITLE_READERS: dict[str, tuple[Callable[[bytes], Cues], float, Sequence[str]]] = {
    "srt": (read_srt, 0.001, WORDS),
    "vtt": (read_vtt, 0.001, WORDS),
    "ass": (read_ass, 0.01, WORDS),
    "ttml": (read_ttml, 0.001, WORDS),
    "scc": (read_scc, 2.0, [word for word in LATIN if "`" not in word]),
    # ttconv takes ISO 6937-2's dollar sign, as EBU Tech 3264 has it, for that of later editions.
    "stl": (_of_frames(read_stl), FRAME, [word for word in (*LATIN, *BRACKETS, *LONG) if "$" not in word]),
    "itt": (_of_frames(read_itt), FRAME, WORDS),
    "sbv": (read_sbv, 0.001, WORDS),
    "docx": (read_docx, WHOLE, WORDS),
    "pdf": (read_pdf, WHOLE, [*LATIN, *BRACKETS, *LONG]),
    "txt": (read_txt, WHOLE, WORDS),
    "md": (read_markdown, WHOLE, WORDS),
    "csv": (_table(",", "text"), 0.001, WORDS),
    "tsv": (_table("\t", "text"), 0.001, WORDS),
    "words-csv": (_table(",", "word"), 0.001, WORDS),
    "words-tsv": (_table("\t", "word"), 0.001, WORDS),
    "whisperx": (read_whisperx, 0.001, WORDS),
    "podcast-json": (read_podcast_json, 0.001, WORDS),
    "podcast-html": (read_podcast_html, WHOLE, WORDS),
}
"""How each is read, how fine its times are, and what words it can hold: code tables and fonts lack some letters."""

TRANSCRIPTS = ("docx", "pdf", "txt", "md", "podcast-html")
A_WORD_A_ROW = ("words-csv", "words-tsv", "whisperx")


def test_every_subtitle_format_has_a_reader() -> None:
    assert list(SUBTITLE_READERS) == list(SUBTITLES)


def track_of(name: str, words: Sequence[str]) -> Track:
    options = Options(fps=Fraction(25)) if name in ("stl", "itt") else Options()
    alignment = document(words)
    if name == "pdf":  # its font has no Hebrew, and refuses it
        turns = tuple(turn for turn in alignment.speakers if turn.name and turn.name.isascii())
        chapters = tuple(chapter for chapter in alignment.chapters if chapter.title.isascii())
        alignment = replace(alignment, speakers=turns, chapters=chapters)
    return lay_out(alignment, "podcast" if name in TRANSCRIPTS else "default", options)


@pytest.mark.parametrize("name", SUBTITLES)
def test_hostile_words_come_back_from_subtitles(name: str) -> None:
    read, resolution, words = SUBTITLE_READERS[name]
    track = track_of(name, words)
    cues = read(SUBTITLES[name].write(track))
    spoken = [(w.start, w.end, w.text) for w in track.alignment.words if w.start is not None]
    shown: Cues = [*spoken] if name in A_WORD_A_ROW else [(e.start, e.end, e.text) for e in track.events]
    if name in TRANSCRIPTS:
        said = "".join(tight(text) for _, _, text in cues)
        runs = ["".join(map(tight, words[k : k + EVERY])) for k in range(0, len(words), EVERY)]
        assert [run for run in runs if run not in said] == []
        starts = [int(word.start or 0) for word in track.alignment.words]
        assert all(start is None or start in starts for start, _, _ in cues)
        return
    assert [tight(text) for _, _, text in cues] == [tight(text) for _, _, text in shown]
    for (start, end, _), (begin, stop, _) in zip(cues, shown, strict=True):
        assert start == pytest.approx(begin, abs=resolution + 1e-6)
        assert end == pytest.approx(stop, abs=resolution + 1e-6)
    assert all(tight(word) in "".join(tight(text) for _, _, text in cues) for word in words)


# ---- editing programs and feeds --------------------------------------------------------------------------------------


Marks = list[tuple[float, str]]
FPS = 25
CLIPS = tuple(Clip(name, (Span(Fraction(n), Fraction(n + 20)),), name) for n, name in enumerate((*NAMES, *TITLES)))


def job_of(*kinds: str, path: Path = Path("/a b/talk <&>.wav")) -> Job:
    rate = Rate(Fraction(FPS))
    source = Source(path, Fraction(document().media.duration), rate, Timecode(0, rate), channels=2)
    job = Job(document(), source, TITLES[0])
    return replace(job, marks=marks_of(job.alignment, (), kinds))


def text_of(name: str, job: Job) -> str:
    (text,) = HANDOFF[name].write(job).documents
    return text


def by_otio(adapter: str) -> Callable[[str], Marks]:
    def read(text: str) -> Marks:
        timeline = otio.adapters.read_from_string(text, adapter)
        holders = [timeline.tracks, *timeline.find_children(descended_from_type=otio.core.Item)]
        found = {(m.marked_range.start_time.value / FPS, m.name) for holder in holders for m in holder.markers}
        return sorted(found, key=lambda pair: pair[0])

    return read


def by_fcpxml(text: str) -> Marks:
    found = [m for m in ET.fromstring(text).iter() if m.tag.endswith("marker")]
    return [(float(Fraction((m.get("start") or "").rstrip("s"))), m.get("value") or "") for m in found]


def by_edl(text: str) -> Marks:
    rows = re.findall(r"^\* LOC: (\S+) \w+ +(.*)\r$", text, re.MULTILINE)
    return [(_frames(time) - 3600.0, name) for time, name in rows]


def by_flat_edl(text: str) -> Marks:
    return [(time + 3600, name) for time, name in by_edl(text)]


def _frames(timecode: str) -> float:
    return float(otio.opentime.from_timecode(timecode, FPS).value) / FPS


def by_resolve(text: str) -> Marks:
    times = re.findall(r"^\d{3}  001 .*?(\d\d:\d\d:\d\d:\d\d)", text, re.MULTILINE)
    names = re.findall(r" \|C:\w+ \|M:(.*?) \|D:\d+\r$", text, re.MULTILINE)
    return [(_frames(time) - 3600, name) for time, name in zip(times, names, strict=True)]


def by_columns(name: int, start: int, time: Callable[[str], float], delimiter: str = "\t") -> Callable[[str], Marks]:
    def read(text: str) -> Marks:
        lines = io.StringIO(text, newline="")
        # Programs that part columns by tabs know no quotes.
        rows = list(csv.reader(lines)) if delimiter == "," else [line.rstrip("\n").split("\t") for line in lines]
        return [(time(row[start]), plain_cell(row[name])) for row in rows[1:]]

    return read


def _minutes(text: str) -> float:
    minutes, _, seconds = text.partition(":")
    return int(minutes) * 60 + float(seconds)


def by_audacity(text: str) -> Marks:
    rows = [line.split("\t") for line in text.rstrip("\n").split("\n")]
    return [(float(start), label) for start, _, label in rows]


def by_shotcut(text: str) -> Marks:
    rows = ET.fromstring(text).findall(".//properties[@name='shotcut:markers']/properties")
    return [(_clock_of(_property(row, "start")), _property(row, "text")) for row in rows]


def _property(row: ET.Element, name: str) -> str:
    return row.findtext(f"property[@name='{name}']") or ""


def _clock_of(text: str) -> float:
    return _clock(text.replace(",", ".")) if text.count(":") == 2 and "." in text.replace(",", ".") else _frames(text)


def by_kdenlive(text: str) -> Marks:
    guides = json.loads(
        ET.fromstring(text).findtext(".//property[@name='kdenlive:docproperties.guides']") or "",
    )
    return [(guide["pos"] / FPS, guide["comment"]) for guide in guides]


def by_premiere(text: str) -> Marks:
    return [(word["start"], word["text"]) for segment in json.loads(text)["segments"] for word in segment["words"]]


def by_whisperx(text: str) -> Marks:
    return [(word["start"], word["word"]) for word in json.loads(text)["word_segments"]]


def by_ctm(text: str) -> Marks:
    return [(float(row.split(" ")[2]), row.split(" ")[4]) for row in text.splitlines()]


WORD_READERS: dict[str, tuple[Callable[[str], Marks], float]] = {
    "otio": (by_otio("otio_json"), 1 / FPS),
    "fcp7": (by_otio("fcp_xml"), 1 / FPS),
    "fcpxml": (by_fcpxml, 1 / FPS),
    "edl": (by_edl, 1 / FPS),
    "edl-preconformed": (by_flat_edl, 1 / FPS),
    "shotcut": (by_shotcut, 1 / FPS),
    "kdenlive": (by_kdenlive, 1 / FPS),
    "resolve-markers": (by_resolve, 1 / FPS),
    "premiere-transcript": (by_premiere, 0.001),
    "premiere-markers": (by_columns(0, 2, lambda text: _frames(text)), 1 / FPS),
    "audition": (by_columns(0, 1, _minutes), 0.001),
    "audacity": (by_audacity, 0.000001),
    "reaper": (by_columns(1, 2, _minutes, ","), 0.000001),
    "ctm": (by_ctm, 0.001),
    "whisperx": (by_whisperx, 0.001),
}
OTHER_FORMATS = ("aaf", "textgrid", "chapters", "chapters-json", "chapters-youtube", "epub", "podcast")
"""Those that are read from a file, or hold no words; each has a test of its own below."""


def test_every_format_of_export_is_read_back() -> None:
    assert {*WORD_READERS, *OTHER_FORMATS} == {*HANDOFF}


@pytest.mark.parametrize("name", WORD_READERS)
def test_hostile_words_come_back_from_export(name: str) -> None:
    read, resolution = WORD_READERS[name]
    found = read(text_of(name, job_of("words")))
    kept = marker_text if name == "resolve-markers" else one_line
    assert [text for _, text in found] == [kept(word) for word in WORDS]
    for (start, _), word in zip(found, document().words, strict=True):
        assert start == pytest.approx(word.start, abs=resolution + 1e-6)


@pytest.mark.parametrize("kind", ["chapters", "speakers"])
@pytest.mark.parametrize(
    "name", [name for name in WORD_READERS if name not in ("premiere-transcript", "ctm", "whisperx")]
)
def test_hostile_names_and_headings_come_back_from_export(name: str, kind: str) -> None:
    job = job_of(kind)
    found = WORD_READERS[name][0](text_of(name, job))
    kept = marker_text if name == "resolve-markers" else one_line
    assert [text for _, text in found] == [kept(mark.name) for mark in job.marks]


def test_hostile_names_come_back_from_aaf(tmp_path: Path) -> None:
    written = HANDOFF["aaf"].write(replace(job_of("words"), clips=CLIPS))
    assert written.binary is not None
    assert written.notes[1] == "AAF has no markers here; --to edl has them as locators"
    (tmp_path / "x.aaf").write_bytes(written.binary)
    timeline = otio.adapters.read_from_file(str(tmp_path / "x.aaf"))
    track = next(track for track in timeline.tracks if list(track.find_clips()))
    assert [clip.name for clip in track.find_clips()] == [one_line(clip.title) for clip in CLIPS]
    assert {clip.source_range.duration.value for clip in track.find_clips()} == {20 * FPS}


def test_hostile_words_come_back_from_a_textgrid(tmp_path: Path) -> None:
    (tmp_path / "x.TextGrid").write_text(text_of("textgrid", job_of()), encoding="utf-8", newline="")
    grid = textgrid.openTextgrid(str(tmp_path / "x.TextGrid"), includeEmptyIntervals=False)
    entries = grid.getTier("words").entries
    assert [entry.label for entry in entries] == [one_line(word) for word in WORDS]
    assert [entry.start for entry in entries] == pytest.approx([word.start for word in document().words], abs=0.001)
    assert {entry.label for entry in grid.getTier("speakers").entries} == {one_line(name) for name in NAMES}


def headings() -> list[tuple[float, str]]:
    return [(document().words[c.word].span[0], one_line(c.title)) for c in document().chapters]


def test_hostile_headings_come_back_from_chapters(tmp_path: Path) -> None:
    rows = json.loads(text_of("chapters-json", job_of()))["chapters"]
    assert [(row["startTime"], row["title"]) for row in rows] == headings()
    lines = text_of("chapters-youtube", job_of()).splitlines()
    assert [(_minutes(line.partition(" ")[0]), line.partition(" ")[2]) for line in lines] == [
        (int(start) if n else 0, title.translate({ord("<"): "‹", ord(">"): "›"}))
        for n, (start, title) in enumerate(headings())
    ]
    (tmp_path / "x.ffmeta").write_text(text_of("chapters", job_of()), encoding="utf-8")
    sound = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", str(document().media.duration)]
    run_ffmpeg(["-v", "error", "-i", str(tmp_path / "x.ffmeta"), *sound, "-map", "1", "-map_chapters", "0",
                str(tmp_path / "x.mka")])  # fmt: skip
    done = subprocess.run([ffmpeg_path(), "-i", str(tmp_path / "x.mka")], capture_output=True, check=False)
    said = done.stderr.decode()
    titles = re.findall(r"Chapter #\d+:\d+: start ([\d.]+), end [\d.]+\n +Metadata:\n +title +: (.*)", said)
    assert [(float(start), title) for start, title in titles] == headings()


@pytest.mark.slow
def test_hostile_text_comes_back_from_a_book(tmp_path: Path) -> None:
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", f"sine=duration={document().media.duration}", "-ar", "8000",
                str(tmp_path / "t.wav")])  # fmt: skip
    data = HANDOFF["epub"].write(job_of(path=tmp_path / "t.wav")).binary
    assert data is not None
    (tmp_path / "x.epub").write_bytes(data)
    book = ebooklib.epub.read_epub(str(tmp_path / "x.epub"))
    assert [link.title for link in book.toc] == [title for _, title in headings()]
    said, begins = "", []
    with zipfile.ZipFile(tmp_path / "x.epub") as archive:
        for n in range(1, len(headings()) + 1):
            page = ET.fromstring(archive.read(f"EPUB/chapter{n}.xhtml"))
            said += "".join("".join(span.itertext()) for span in page.iter("{http://www.w3.org/1999/xhtml}span"))
            sound = ET.fromstring(archive.read(f"EPUB/chapter{n}.smil")).iter("{http://www.w3.org/ns/SMIL}audio")
            begins += [float((audio.get("clipBegin") or "").rstrip("s")) for audio in sound]
    runs = ["".join(map(tight, WORDS[k : k + EVERY])) for k in range(0, len(WORDS), EVERY)]
    assert [run for run in runs if run not in tight(said)] == []
    starts = [word.start for word in document().words]
    assert all(any(abs(begin - (start or 0)) <= 0.001 for start in starts) for begin in begins)


def test_hostile_names_come_back_from_a_feed() -> None:
    people = tuple(Person(name, "guest") for name in NAMES)
    job = replace(job_of(), clips=CLIPS, people=people)
    root = ET.fromstring(f'<item xmlns:podcast="p">{text_of("podcast", job)}</item>')
    assert [e.text for e in root.iter("{p}person")] == [one_line(name) for name in NAMES]
    bites = [(float(e.get("startTime") or ""), e.text) for e in root.iter("{p}soundbite")]
    assert bites == [(n, one_line(clip.title)) for n, clip in enumerate(CLIPS)]
