"""What the formats hold besides cut points; and that no name, however hostile, breaks one."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from praatio import textgrid

from align.clock import clock_text, decimal_text
from align.document import Speaker
from align.errors import UsageError
from align.spreadsheet import safe_cell
from handoff.escape import edl_text, marker_text, one_line
from handoff.formats import FORMATS
from handoff.formats.textgrid import tile
from handoff.job import Clip, Job, Span
from handoff.marks import KINDS, marks_of
from handoff.people import Person

from .conftest import RATES, JobMaker, alignment_of

# The elements and attributes of FCPXML 1.9 that we write, by Apple's reference; a subset of the published DTD.
FCPXML = """
<!ELEMENT fcpxml (resources, library)>
<!ATTLIST fcpxml version CDATA #FIXED "1.9">
<!ELEMENT resources (format | asset)*>
<!ELEMENT format EMPTY>
<!ATTLIST format id ID #REQUIRED name CDATA #IMPLIED frameDuration CDATA #IMPLIED
                 width CDATA #IMPLIED height CDATA #IMPLIED>
<!ELEMENT asset (media-rep+)>
<!ATTLIST asset id ID #REQUIRED name CDATA #IMPLIED start CDATA #IMPLIED duration CDATA #IMPLIED
                hasVideo (1) #IMPLIED videoSources CDATA #IMPLIED format IDREF #IMPLIED hasAudio (1) #IMPLIED
                audioSources CDATA #IMPLIED audioChannels CDATA #IMPLIED audioRate CDATA #IMPLIED>
<!ELEMENT media-rep EMPTY>
<!ATTLIST media-rep kind (original-media | proxy-media) "original-media" src CDATA #REQUIRED>
<!ELEMENT library (event)>
<!ELEMENT event (project)>
<!ATTLIST event name CDATA #IMPLIED>
<!ELEMENT project (sequence)>
<!ATTLIST project name CDATA #IMPLIED>
<!ELEMENT sequence (spine)>
<!ATTLIST sequence format IDREF #REQUIRED duration CDATA #IMPLIED tcStart CDATA #IMPLIED tcFormat (DF | NDF) #IMPLIED
                   audioLayout (mono | stereo | surround) #IMPLIED
                   audioRate (32k | 44.1k | 48k | 88.2k | 96k | 176.4k | 192k) #IMPLIED>
<!ELEMENT spine (asset-clip)*>
<!ELEMENT asset-clip (note?, (marker | chapter-marker)*)>
<!ATTLIST asset-clip ref IDREF #REQUIRED offset CDATA #IMPLIED name CDATA #IMPLIED start CDATA #IMPLIED
                     duration CDATA #IMPLIED tcFormat (DF | NDF) #IMPLIED audioRole CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)>
<!ELEMENT marker EMPTY>
<!ATTLIST marker start CDATA #REQUIRED duration CDATA #IMPLIED value CDATA #REQUIRED note CDATA #IMPLIED>
<!ELEMENT chapter-marker EMPTY>
<!ATTLIST chapter-marker start CDATA #REQUIRED duration CDATA #IMPLIED value CDATA #REQUIRED note CDATA #IMPLIED>
"""
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from('<>&"\'|;=#\\\t\n\r\x00-*"]]>,:/%\u2028\ufffe\ud800')), max_size=40
)


def text_of(job: Job, name: str) -> str:
    return FORMATS[name].write(job).documents[0]


def jobs(make_job: JobMaker, rate: str) -> list[Job]:
    selects = make_job(rate, clips=[(0, 500), (600, 900)])
    return [selects, replace(selects, handles=Fraction(2)), make_job(rate, clips=[], marks=KINDS)]


@pytest.mark.parametrize("rate", RATES)
def test_fcpxml_fits_its_document_type(make_job: JobMaker, rate: str) -> None:
    dtd = etree.DTD(io.StringIO(FCPXML))
    for job in jobs(make_job, rate):
        root = etree.fromstring(text_of(job, "fcpxml").encode())
        assert dtd.validate(root), dtd.error_log.filter_from_errors()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(name=HOSTILE, quote=HOSTILE)
def test_hostile_names_come_back_from_every_format(make_job: JobMaker, name: str, quote: str) -> None:
    job = make_job("25", clips=[(0, 500)], name=name, quote=quote, marks=["clips"], title=name)
    title, said = one_line(f"{name} 1"), one_line(quote)
    (clip,) = otio.adapters.read_from_string(text_of(job, "otio"), "otio_json").tracks[0]
    assert (clip.name, clip.metadata["pullquote"]["quote"]) == (title, said)
    item = ET.fromstring(text_of(job, "fcp7")).find(".//clipitem")
    assert item is not None
    assert (item.findtext("name"), item.findtext("comments/mastercomment1") or "") == (title, said)
    element = ET.fromstring(text_of(job, "fcpxml")).find(".//asset-clip")
    assert element is not None
    assert (element.get("name"), element.findtext("note") or "") == (title, said)
    edl = text_of(job, "edl").split("\r\n")
    assert edl[5] == f"* COMMENT: {edl_text(title)}"
    assert len(edl) == (9 if said else 8)
    (event,) = otio.adapters.read_from_string("\n".join(edl), "cmx_3600", rate=25).tracks[0]
    assert event.source_range.duration.value == 500
    assert text_of(job, "resolve-markers").split("\r\n")[4] == (
        f"{marker_text(said)} |C:ResolveColorGreen |M:{marker_text(title)} |D:500"
    )
    assert text_of(job, "audacity").rstrip("\n").split("\t")[2:] == [title]
    for tabbed, column in (("premiere-markers", 1), ("audition", 5)):
        cells = text_of(job, tabbed).splitlines()[1].split("\t")
        assert (len(cells), cells[0], cells[column]) == (6, safe_cell(title), safe_cell(said))
    assert list(csv.reader(io.StringIO(text_of(job, "reaper"))))[1][1] == safe_cell(title)
    bite = ET.fromstring(f'<i xmlns:podcast="p">{text_of(job, "podcast")}</i>')[0].text or ""
    assert bite == one_line(title, 128)


def hostile_words(texts: list[str]) -> Job:
    from align.document import Word
    from align.timecode import Rate, Timecode
    from handoff.job import Source

    words = [Word(text, index + 0.25, index + 0.75, 0.5) for index, text in enumerate(texts)]
    rate = Rate(Fraction(25))
    source = Source(Path("/a/talk one.wav"), Fraction(6000), rate, Timecode(0, rate))
    alignment = alignment_of(words)
    return Job(alignment, source, "talk")


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=st.lists(HOSTILE.map(lambda t: "".join(t.split()) or "x"), min_size=3, max_size=8))
def test_hostile_words_come_back(tmp_path: Path, texts: list[str]) -> None:
    job = hostile_words(texts)
    file = tmp_path / "words.TextGrid"
    file.write_text(text_of(job, "textgrid"), encoding="utf-8", newline="")
    kept = [one_line(text) for text in texts]
    grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=False)
    # praatio strips what it reads and takes a doubled quote as one.
    assert [entry.label for entry in grid.getTier("words").entries] == [text.strip() for text in kept]
    rows = [line.split(" ") for line in text_of(job, "ctm").splitlines()]
    assert [row[4] for row in rows] == kept
    assert {row[0] for row in rows} == {"talk_one"}
    assert [word["word"] for word in json.loads(text_of(job, "whisperx"))["word_segments"]] == texts


def test_whole_recording_carries_the_marks(make_job: JobMaker) -> None:
    job = make_job("25", clips=[], marks=["chapters", "speakers", "unscripted"], start="01:00:00:00")
    (clip,) = otio.adapters.read_from_string(text_of(job, "otio"), "otio_json").tracks[0]
    assert (clip.source_range.start_time.value, clip.source_range.duration.value) == (90_000, 150_000)
    got = [(m.name, m.marked_range.start_time.value - 90_000, m.marked_range.duration.value) for m in clip.markers]
    assert got == [("One", 25, 1), ("Ada", 25, 13), ("Two", 75, 1), ("Speaker", 75, 1438), ("music", 250, 63)]
    assert [m.color for m in clip.markers] == ["BLUE", "CYAN", "BLUE", "CYAN", "YELLOW"]
    timeline = otio.adapters.read_from_string(text_of(job, "fcp7"), "fcp_xml")
    seen = [(m.name, m.marked_range.start_time.value, m.marked_range.duration.value) for m in timeline.tracks.markers]
    assert seen == [("One", 25, 0), ("Ada", 25, 13), ("Two", 75, 0), ("Speaker", 75, 1438), ("music", 250, 63)]
    root = ET.fromstring(text_of(job, "fcpxml"))
    assert [(m.tag, m.get("value"), m.get("start")) for m in root.iter() if m.tag.endswith("marker")] == [
        ("chapter-marker", "One", "3601s"),
        ("marker", "Ada", "3601s"),
        ("chapter-marker", "Two", "3603s"),
        ("marker", "Speaker", "3603s"),
        ("marker", "music", "3610s"),
    ]
    locators = re.findall(r"\* LOC: (\S+) (\w+) +(.*)\r", text_of(job, "edl"))
    assert locators[:3] == [
        ("01:00:01:00", "BLUE", "One"),
        ("01:00:01:00", "CYAN", "Ada"),
        ("01:00:03:00", "BLUE", "Two"),
    ]


def test_otio_carries_the_transcript(make_job: JobMaker) -> None:
    job = make_job("25", clips=[(20, 90)])
    (clip,) = otio.adapters.read_from_string(text_of(job, "otio"), "otio_json").tracks[0]
    words = [dict(word) for word in clip.metadata["pullquote"]["words"]]
    assert words[0] == {"text": "So", "start": 1.0, "end": 1.25, "status": "aligned", "score": 0.9, "speaker": "Ada"}
    assert [word["text"] for word in words] == ["So", "here", "we"]
    assert words[2]["status"] == "interpolated"
    assert clip.media_reference.target_url == "file:///films/talk.mp4"
    assert clip.media_reference.available_range.duration.value == 150_000


def test_handles_widen_the_outer_ends_only(make_job: JobMaker) -> None:
    base = make_job("25", clips=[])
    spans = (Span(Fraction(1), Fraction(3)), Span(Fraction(10), Fraction(12)), Span(Fraction(5999), Fraction(6000)))
    job = replace(base, clips=(Clip("joined", spans),), handles=Fraction(2), marks=())
    track = otio.adapters.read_from_string(text_of(job, "otio"), "otio_json").tracks[0]
    assert [(c.name, c.source_range.start_time.value, c.source_range.duration.value) for c in track] == [
        ("joined (1/3)", 0, 75),
        ("joined (2/3)", 250, 50),
        ("joined (3/3)", 149_975, 25),
    ]
    quotes = [c.markers[0].marked_range for c in track]
    assert [(q.start_time.value, q.duration.value) for q in quotes] == [(25, 50), (250, 50), (149_975, 25)]


@pytest.mark.slow
def test_an_edl_of_more_than_999_events_is_several(make_job: JobMaker) -> None:
    job = make_job("25", clips=[(25 * index, 25 * index + 10) for index in range(2000)])
    for name in ("edl", "edl-preconformed"):
        written = FORMATS[name].write(job)
        events = [re.findall(r"^(\d{3})  AX", text, re.MULTILINE) for text in written.documents]
        assert [len(part) for part in events] == [999, 999, 2]
        assert [part[-1] for part in events] == ["999", "999", "002"]
        assert written.notes == ("2000 events: an EDL holds 999, so there are 3 files",)
    second = otio.adapters.read_from_string(FORMATS["edl"].write(job).documents[1], "cmx_3600", rate=25)
    assert second.tracks[0][0].source_range.start_time.value == 25 * 999
    assert "01:00:00:00" in FORMATS["edl"].write(job).documents[1].split("\r\n")[3]
    marks = FORMATS["resolve-markers"].write(replace(job, marks=marks_of(job.alignment, job.clips, ["clips"])))
    assert [text.count("|D:10") for text in marks.documents] == [999, 999, 2]


@pytest.mark.parametrize(
    ("video", "channels", "code"),
    [(True, 2, "AA/V"), (True, 1, "B"), (True, 0, "V"), (False, 2, "AA"), (False, 1, "A")],
)
def test_an_edl_names_its_channels(make_job: JobMaker, video: bool, channels: int, code: str) -> None:
    job = make_job("25", clips=[(0, 10)])
    job = replace(job, source=replace(job.source, video=video, channels=channels))
    assert text_of(job, "edl").split("\r\n")[3].split()[2] == code


def test_fcp7_links_picture_and_sound(make_job: JobMaker) -> None:
    root = ET.fromstring(text_of(make_job("25", clips=[(0, 10), (20, 30)]), "fcp7"))
    names = [item.get("id") for item in root.iter("clipitem")]
    assert len(set(names)) == len(names) == 6
    second = root.find(".//clipitem[@id='clipitem-v2']")
    assert second is not None
    assert [link.findtext("linkclipref") for link in second.iter("link")] == [
        "clipitem-v2",
        "clipitem-a1-2",
        "clipitem-a2-2",
    ]
    assert len(root.findall(".//file/pathurl")) == 1
    alone = ET.fromstring(text_of(make_job("audio", clips=[(0, 10)], channels=1), "fcp7"))
    assert alone.find(".//video") is None
    assert alone.find(".//link") is None


@pytest.mark.parametrize("name", ["resolve-markers", "premiere-markers", "audacity", "audition", "reaper"])
def test_nothing_to_mark_is_said(make_job: JobMaker, name: str) -> None:
    job = make_job("25", clips=[])
    with pytest.raises(UsageError, match="nothing to mark"):
        text_of(replace(job, marks=()), name)


def test_chapters_for_youtube(make_job: JobMaker) -> None:
    from align.document import Chapter

    base = make_job("audio", clips=[])
    rows = tuple(Chapter(title, word) for title, word in (("A", 0), ("B", 3), ("B2", 3), ("C", 5)))
    job = replace(base, alignment=replace(base.alignment, chapters=rows))
    written = FORMATS["chapters-youtube"].write(job)
    assert written.documents == ("0:00 A\n0:03 B – B2\n1:00 C\n",)
    assert written.notes == ("YouTube shows no chapters: 'A' is shorter than 10 s",)
    late = replace(job, alignment=replace(job.alignment, chapters=(Chapter("Late", 5),)))
    written = FORMATS["chapters-youtube"].write(late)
    assert written.documents == ("0:00 Intro\n1:00 Late\n",)
    assert written.notes == ("YouTube shows chapters only where there are 3 at least",)
    named = replace(job, alignment=replace(job.alignment, chapters=(Chapter("a <b> c", 0), Chapter("d", 5))))
    written = FORMATS["chapters-youtube"].write(named)
    assert written.documents == ("0:00 a ‹b› c\n1:00 d\n",)
    assert written.notes[-1] == "YouTube takes no < and > in a description: they became ‹ and ›"


def test_chapters_as_json(make_job: JobMaker) -> None:
    value = json.loads(text_of(make_job("audio", clips=[]), "chapters-json"))
    assert value == {
        "version": "1.2.0",
        "title": "talk",
        "fileName": "talk.mp4",
        "chapters": [{"startTime": 1.0, "title": "One"}, {"startTime": 3.0, "title": "Two"}],
    }


def test_no_chapters_is_said(make_job: JobMaker) -> None:
    job = make_job("audio")
    bare = replace(job, alignment=replace(job.alignment, chapters=()))
    for name in ("chapters", "chapters-json", "chapters-youtube"):
        with pytest.raises(UsageError, match="no chapters"):
            text_of(bare, name)


def test_lines_for_a_feed(make_job: JobMaker) -> None:
    base = make_job("audio", clips=[(30, 630), (30, 60)])
    joined = Clip("two parts", (Span(Fraction(0), Fraction(9)), Span(Fraction(20), Fraction(30))))
    urls = ("https://x.example/ep.vtt?a=1&b=2", "https://x.example/ep.txt")
    written = FORMATS["podcast"].write(replace(base, clips=(*base.clips, joined), transcripts=urls))
    root = ET.fromstring(f'<item xmlns:podcast="p">{written.documents[0]}</item>')
    assert [(e.tag, e.attrib, e.text) for e in root] == [
        ("{p}transcript", {"url": urls[0], "type": "text/vtt", "language": "en", "rel": "captions"}, None),
        ("{p}transcript", {"url": urls[1], "type": "text/plain", "language": "en"}, None),
        ("{p}soundbite", {"startTime": "1.000000", "duration": "20.000000"}, "talk 1"),
        ("{p}soundbite", {"startTime": "1.000000", "duration": "1.000000"}, "talk 2"),
    ]
    assert written.notes == (
        "'talk 2' lasts 1.0 s; 15 to 120 s are recommended for a soundbite",
        "'two parts' has several parts; a soundbite is one stretch, so it is left out",
    )
    for job in (replace(base, clips=()), replace(base, transcripts=("https://x.example/ep",))):
        with pytest.raises(UsageError):
            FORMATS["podcast"].write(job)


def test_addresses_in_a_feed_are_whole_and_hold_what_an_address_may(make_job: JobMaker) -> None:
    base = replace(make_job("audio"), clips=())
    given = replace(base, transcripts=("https://x.example/ep 1 é%20<2>.srt",), chapters_url="http://x.example/ü.json")
    root = ET.fromstring(f'<item xmlns:podcast="p">{FORMATS["podcast"].write(given).documents[0]}</item>')
    assert [one.get("url") for one in root] == [
        "https://x.example/ep%201%20%C3%A9%20%3C2%3E.srt",
        "http://x.example/%C3%BC.json",
    ]
    for url in ("ep.vtt", "https:///ep.vtt", "file:///home/ep.vtt", "http://[x/ep.vtt"):
        with pytest.raises(UsageError, match="is no address of a feed; write it whole"):
            FORMATS["podcast"].write(replace(base, transcripts=(url,)))
    with pytest.raises(UsageError, match="is no address of a feed"):
        FORMATS["podcast"].write(replace(base, chapters_url="javascript:alert(1)"))


def test_people_stand_in_a_feed_with_the_roles_they_were_given(make_job: JobMaker) -> None:
    base = make_job("audio")
    turns = (Speaker(0, "Ada <Pern>"), Speaker(1, "Bob"))
    host = Person("Ada <Pern>", "host", "https://x.example/?a=1&b=2", "https://x.example/a.jpg")
    people = (host, Person("Kim", "audio editor"))
    job = replace(base, alignment=replace(base.alignment, speakers=turns), clips=(), people=people)
    written = FORMATS["podcast"].write(job)
    root = ET.fromstring(f'<item xmlns:podcast="p">{written.documents[0]}</item>')
    links = {"img": "https://x.example/a.jpg", "href": "https://x.example/?a=1&b=2"}
    assert [(e.tag, e.attrib, e.text) for e in root] == [
        ("{p}person", {"role": "host", **links}, "Ada <Pern>"),
        ("{p}person", {"role": "audio editor", "group": "audio post-production"}, "Kim"),
    ]
    assert written.notes == ("Bob speaks and has no role; give --person 'Bob=guest' or another",)


def test_whisperx_has_a_segment_a_line(make_job: JobMaker) -> None:
    value = json.loads(text_of(make_job("audio"), "whisperx"))
    assert value["segments"] == [
        {
            "start": 1.0,
            "end": 1.5,
            "text": "So here —",
            "words": value["word_segments"][:3],
            "speaker": "Ada",
        },
        {"start": 3.0, "end": 3.125, "text": "we never", "words": value["word_segments"][3:5]},
        {"start": 60.0, "end": 60.5, "text": "are.", "words": value["word_segments"][5:]},
    ]
    assert value["word_segments"][2] == {"word": "—", "speaker": "Ada"}


def test_a_textgrid_has_its_tiers(make_job: JobMaker, tmp_path: Path) -> None:
    file = tmp_path / "talk.TextGrid"
    file.write_text(text_of(make_job("audio", clips=[(30, 60)], name="c"), "textgrid"), encoding="utf-8")
    grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=True)
    assert grid.tierNames == ("words", "speakers", "clips", "chapters")
    assert [(p.time, p.label) for p in grid.getTier("chapters").entries] == [(1.0, "One"), (3.0, "Two")]
    assert [(e.start, e.end, e.label) for e in grid.getTier("clips").entries] == [
        (0.0, 1.0, ""),
        (1.0, 2.0, "c 1"),
        (2.0, 6000.0, ""),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: (min(p), max(p), "w")), max_size=12),
)
def test_tiles_touch_and_fill(stretches: list[tuple[int, int, str]]) -> None:
    tiles = tile(stretches, 60)
    assert tiles[0][0] == 0
    assert tiles[-1][1] == 60
    assert all(a[1] == b[0] for a, b in pairwise(tiles))
    assert all(start < end for start, end, _ in tiles)
    covered = {at for start, end, _ in stretches for at in range(start, end)}
    assert {at for start, end, text in tiles if text for at in range(start, end)} == covered


def test_clock_carries() -> None:
    assert clock_text(Fraction("59.9996"), hours=0) == "1:00.000"
    assert clock_text(Fraction("3599.9999"), places=0, hours=0) == "1:00:00"
    assert decimal_text(Fraction("0.9999999")) == "1.000000"
