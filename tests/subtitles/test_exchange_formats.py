"""EBU STL, iTT, SBV, Word and PDF, each read back by a reader that is not ours."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader
from ttconv import model
from ttconv.imsc import reader as imsc_reader
from ttconv.stl import reader as stl_reader

from align.document import Alignment, Chapter
from align.errors import UsageError
from align.transcript import read_transcript
from subtitles import Options, Track, lay_out
from subtitles.formats import FORMATS
from subtitles.formats.iso6937 import TABLES, encode
from tests.subtitles.test_formats import tracks

Said = Callable[..., Alignment]
TEXT = "Café society, naïve; “twelve œufs”! Ça ira, señor. Łódź and Ærø: that's 50% more."
Cue = tuple[Fraction, Fraction, str]


def cues_of(document: model.ContentDocument) -> list[Cue]:
    """Begin, end and text of every paragraph that ttconv read."""
    body = document.get_body()
    assert body is not None
    found = []
    for element in body.dfs_iterator():
        if isinstance(element, model.P):
            pieces = ["\n" if isinstance(e, model.Br) else e.get_text() for e in element.dfs_iterator()
                      if isinstance(e, model.Br | model.Text)]  # fmt: skip
            found.append((element.get_begin() or Fraction(0), element.get_end(), "".join(pieces)))
    return found


def read_stl(data: bytes) -> list[Cue]:
    return cues_of(stl_reader.to_model(io.BytesIO(data)))


def read_itt(data: bytes) -> list[Cue]:
    document = imsc_reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(data)))
    assert document is not None
    return cues_of(document)


READERS = {"stl": read_stl, "itt": read_itt}


def same_cues(read: list[Cue], track: Track, frame: Fraction) -> None:
    assert [" ".join(text.split()) for _, _, text in read] == [" ".join(e.text.split()) for e in track.events]
    for (begin, end, _), event in zip(read, track.events, strict=True):
        assert abs(begin - Fraction(event.start)) <= frame / 2 + Fraction(1, 10**6)
        assert abs(end - Fraction(event.end)) <= frame + Fraction(1, 10**6)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("fps", ["25", "24", "30000/1001"])
def test_cues_come_back_to_the_frame(said: Said, name: str, fps: str) -> None:
    rate = Fraction(fps)
    track = lay_out(said(TEXT * 12), options=Options(fps=rate))
    assert len(track.events) > 10
    same_cues(READERS[name](FORMATS[name].write(track)), track, 1 / rate)


def test_a_start_timecode_is_the_first_time_of_the_programme(said: Said) -> None:
    track = lay_out(said("Here we are."), options=Options(fps=Fraction(25), start=25 * 36000))
    data = FORMATS["stl"].write(track)
    assert data[256:264] == b"10000000"
    assert data[1024 + 5 : 1024 + 8] == bytes([10, 0, 1])
    assert data[224:236] == b"800101800101"  # made and changed on a fixed day: the same bytes whenever it is written
    assert b'begin="10:00:01:' in FORMATS["itt"].write(track)


@pytest.mark.parametrize(
    ("language", "table", "text"),
    [
        ("ru", b"01", "Лампа горит, мы идём домой."),
        ("el", b"03", "Καλημέρα κόσμε, τι κάνεις;"),
        ("he", b"04", "שלום לכולם, מה שלומכם?"),
        ("ar", b"02", "مرحبا بكم في المدينة"),
        ("cs", b"00", "Příliš žluťoučký kůň úpěl."),
    ],
)
def test_each_script_has_its_table(said: Said, language: str, table: bytes, text: str) -> None:
    track = lay_out(said(text, language=language))
    data = FORMATS["stl"].write(track)
    assert data[12:14] == table
    assert " ".join(text for _, _, text in read_stl(data)).split() == text.split()


def test_the_blocks_are_as_the_standard_has_them(said: Said) -> None:
    track = lay_out(said("One long word after the other " * 40))
    data = FORMATS["stl"].write(track)
    assert (len(data) - 1024) % 128 == 0
    count = (len(data) - 1024) // 128
    assert int(data[238:243]) == count
    assert int(data[243:248]) == len(track.events)
    assert data[3:11] == b"STL25.01"


def test_a_cue_longer_than_a_block_goes_on_in_the_next(said: Said) -> None:
    track = lay_out(said("Ça " * 30, rate=0.02), "bbc")
    wide = replace(track.events[0].lines[0], prefix="é" * 150)
    track = replace(track, events=(replace(track.events[0], lines=(wide,)), *track.events[1:]))
    data = FORMATS["stl"].write(track)
    assert [data[1024 + 128 * k + 3] for k in range(3)] == [0, 1, 0xFF] or data[1024 + 128 * 2 + 3] in (2, 0xFF)
    assert read_stl(data)[0][2].startswith("é" * 150)


def test_what_no_table_has_is_replaced_and_counted(said: Said, caplog: pytest.LogCaptureFixture) -> None:
    data = FORMATS["stl"].write(lay_out(said("Rocket 🚀 – and… ok")))
    assert read_stl(data)[0][2].split() == ["Rocket", "?", "-", "and...", "ok"]
    assert "3 characters" in caplog.text


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(sorted(TABLES)))
def test_encoding_never_makes_the_formats_own_codes(text: str, table: bytes) -> None:
    made, _ = encode(text, table)
    assert not any(byte < 0x20 or 0x7F <= byte < 0xA0 for byte in made)


@pytest.mark.parametrize("name", ["stl", "itt"])
def test_a_rate_that_the_format_lacks_is_one_line(said: Said, name: str) -> None:
    with pytest.raises(UsageError, match="give `fps` 25"):
        FORMATS[name].write(lay_out(said("Here we are."), options=Options(fps=Fraction(48))))


@given(tracks())
def test_hostile_words_come_back_from_itt(track: Track) -> None:
    read = read_itt(FORMATS["itt"].write(track))
    kept = [
        "".join(c for c in e.text if unicodedata.category(c) not in ("Cc", "Cs") or c == "\n") for e in track.events
    ]
    assert [text.split() for _, _, text in read] == [text.split() for text in kept]


def test_itt_has_what_apple_asks_for(said: Said) -> None:
    root = etree.fromstring(FORMATS["itt"].write(lay_out(said(TEXT), options=Options(fps=Fraction(30000, 1001)))))
    parameter = "{http://www.w3.org/ns/ttml#parameter}"
    told = {key: root.get(parameter + key) for key in ("timeBase", "frameRate", "frameRateMultiplier", "dropMode")}
    assert told == {
        "timeBase": "smpte",
        "frameRate": "30",
        "frameRateMultiplier": "1000 1001",
        "dropMode": "nonDrop",
    }
    regions = root.findall(".//{http://www.w3.org/ns/ttml}region")
    assert [region.get("{http://www.w3.org/XML/1998/namespace}id") for region in regions] == ["top", "bottom"]


def test_sbv_is_read_back(said: Said, tmp_path: Path) -> None:
    track = lay_out(said(TEXT * 3))
    path = tmp_path / "x.sbv"
    path.write_bytes(FORMATS["sbv"].write(track))
    read = webvtt.from_sbv(str(path))
    assert [caption.text for caption in read] == [event.text for event in track.events]
    assert [round(c.start_in_seconds, 3) for c in read] == [pytest.approx(e.start, abs=1.0) for e in track.events]
    assert read[0].start == "00:00:01.000"


def spoken(said: Said, text: str = TEXT, **given: object) -> Track:
    document = said(text * 3, speakers=[(0, "Ada <A>"), (10, "Bob & Co")], **given)
    return lay_out(replace(document, chapters=(Chapter("First things", 0), Chapter("Then & now", 12))), "podcast")


def word_text(data: bytes) -> list[str]:
    """The paragraphs of a Word file, by its XML."""
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["".join(text.text or "" for text in p.iter(f"{name}t")) for p in root.iter(f"{name}p")]


def test_a_word_transcript_has_times_names_and_headings(said: Said) -> None:
    track = spoken(said)
    lines = word_text(FORMATS["docx"].write(track))
    assert lines[0] == "First things"
    assert lines[1].startswith("[00:00:01] Ada <A>: Café society")
    assert "Then & now" in lines
    assert any(re.match(r"\[00:00:\d\d\] Bob & Co: ", line) for line in lines)
    words = " ".join(re.sub(r"^\[[\d:]+\] ((Ada <A>|Bob & Co): )?", "", line) for line in lines if line[:1] == "[")
    assert words.split() == (TEXT * 3).split()


def test_a_word_transcript_is_a_transcript_again(said: Said, tmp_path: Path) -> None:
    document = said(
        "It floats. It sinks. It turns. It stops.", speakers=[(0, "Ada"), (2, "Bob"), (4, "Ada"), (6, "Bob")]
    )
    path = tmp_path / "x.docx"
    path.write_bytes(FORMATS["docx"].write(lay_out(document, "podcast")))
    read = read_transcript(path)
    assert list(read.words) == [word.text for word in document.words]
    assert [turn.name for turn in read.speakers] == ["Ada", "Bob", "Ada", "Bob"]


@given(tracks(speakers=True))
def test_hostile_words_come_back_from_word(track: Track) -> None:
    lines = word_text(FORMATS["docx"].write(track))
    shown = [w.text for e in track.events for line in e.lines for w in line.words]
    kept = "".join("".join(c for c in word if unicodedata.category(c) != "Cc") for word in shown)
    assert re.sub(r"\s", "", kept) in re.sub(r"\s|\[\d\d:\d\d:\d\d\]", "", "".join(lines)) or len(lines) > 1


def test_right_to_left_is_marked_in_word_and_refused_in_pdf(said: Said) -> None:
    track = lay_out(said("שלום לכולם", language="he"))
    with zipfile.ZipFile(io.BytesIO(FORMATS["docx"].write(track))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "<w:bidi/>" in xml
    assert "<w:rtl/>" in xml
    with pytest.raises(UsageError, match=r"write \.docx"):
        FORMATS["pdf"].write(track)


def test_a_pdf_transcript_has_times_names_and_an_outline(said: Said) -> None:
    track = spoken(said)
    data = FORMATS["pdf"].write(track)
    assert FORMATS["pdf"].write(track) == data
    reader = PdfReader(io.BytesIO(data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "00:00:01 Ada <A>: Café society, naïve; “twelve œufs”!" in text.replace("\u00a0", "")
    assert [item.title for item in reader.outline] == ["First things", "Then & now"]
    assert reader.metadata is not None
    assert reader.metadata.title == "episode"


def test_signs_that_the_pdf_font_lacks_are_named(said: Said) -> None:
    with pytest.raises(UsageError, match=r"lacks 🚀 東 京; write \.docx"):
        FORMATS["pdf"].write(lay_out(said("A 🚀 to 東京")))


def test_pdf_without_its_package_names_the_command(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    from align.errors import ProgramMissing

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ProgramMissing, match=r"pip install 'pullquote\[pdf\]'"):
        FORMATS["pdf"].write(lay_out(said("Here we are.")))
