"""Every format, read back by a reader that is not ours."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pysubs2
import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from ttconv import model
from ttconv.imsc import reader as imsc_reader
from ttconv.scc import reader as scc_reader

from align.document import Alignment, Chapter, Engine, Media, Speaker, Word
from align.errors import UsageError
from align.media import ffmpeg_path
from align.spreadsheet import safe_cell
from subtitles import Cue, Options, Track, get_profile, make_cues, make_track, render_subtitles
from subtitles.formats import FORMATS
from subtitles.timeline import display_text

Said = Callable[..., Alignment]

HOSTILE = ["-->", "<b>", "&amp;", "&", "{\\an8}", "😀", "👩‍🚀", "שלום", "e\u0301a", "00:00:01,000", "7", "NOTE"]
HOSTILE += ["\\N", "|", "</v>", "WEBVTT"]
HOSTILE += [
    "a\n\nb",
    "\n-->\n",
    "\u200fא\u200e",
    "\u202eab\u202c",
    "a\u2028b",
    "\ufeffx",
    "x\x00\x0by",
    "\r\n1\r\n",
    "&lrm;",
    "]]>",
]
hostile_words = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8"), min_size=1)).filter(
    display_text
)


@st.composite
def tracks(draw: st.DrawFn, profile: str = "default", speakers: bool = False) -> Track:
    """Cues of hostile words at millisecond times."""
    clock, words = draw(st.integers(0, 4_000_000)), []
    for text in draw(st.lists(hostile_words, min_size=1, max_size=12)):
        clock += draw(st.integers(0, 2500))
        end = clock + draw(st.integers(1, 1500))
        words.append(Word(text, clock / 1000, end / 1000, 0.5))
        clock = end
    turns = (Speaker(0, draw(hostile_words)), Speaker(len(words) // 2, draw(hostile_words))) if speakers else ()
    document = Alignment(Media("a", "0" * 64, clock + 1), "en", Engine("planted", "1"), tuple(words), speakers=turns)
    rules = get_profile(profile)
    return make_track(document, make_cues(document, rules), rules)


def spoken_in(track: Track) -> list[str]:
    """Every word as it is shown: all of them, in order, on one line each."""
    words = [word.text for event in track.events for line in event.lines for word in line.words]
    assert words == [display_text(word.text) for word in track.alignment.words]
    assert not any(c in word for word in words for c in "\n\r\t\u2028\x0b")
    return words


def ms(seconds: float) -> int:
    return round(seconds * 1000)


@pytest.mark.slow
@given(tracks())
def test_srt_is_read_back_as_it_was(track: Track) -> None:
    text = FORMATS["srt"].write(track).decode()
    read = list(srt.parse(text))
    assert [each.content for each in read] == [event.text for event in track.events]
    assert [(each.start // timedelta(milliseconds=1), each.end // timedelta(milliseconds=1)) for each in read] == [
        (ms(event.start), ms(event.end)) for event in track.events
    ]
    assert [each.index for each in read] == list(range(1, len(read) + 1))


def test_srt_rounds_to_the_millisecond(said: Said) -> None:
    document = said("Hello there.")
    words = (Word("Hello", 3.9996, 5.0), Word("there.", 5.0, 5.9996))
    document = Alignment(document.media, "en", document.engine, words)
    assert b"00:00:04,000 --> 00:00:06,000" in render_subtitles(document, "srt")


def test_srt_with_mark_and_windows_line_ends(said: Said) -> None:
    data = render_subtitles(said("Hello there."), "srt", options=Options(bom=True, crlf=True))
    assert data.startswith(b"\xef\xbb\xbf1\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.slow
@given(st.sampled_from(["default", "podcast", "karaoke", "social"]).flatmap(lambda name: tracks(name, True)))
def test_vtt_is_read_back_as_it_was(track: Track) -> None:
    text = FORMATS["vtt"].write(track).decode()
    read = webvtt.from_string(text)
    assert len(read) == len(track.events)
    for caption, event in zip(read, track.events, strict=True):
        plain = "\n".join(line.plain if track.profile.speakers == "name" else line.text for line in event.lines)
        assert html.unescape(re.sub(r"<[^>]*>", "", caption.raw_text)) == plain
        assert caption.start == stamp(event.start)
        assert caption.end == stamp(event.end)


def stamp(seconds: float) -> str:
    whole = ms(seconds)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


@pytest.mark.slow
@given(tracks("karaoke"))
def test_vtt_word_times_rise_strictly_inside_the_cue(track: Track) -> None:
    blocks = FORMATS["vtt"].write(track).decode().split("\n\n")
    for block in blocks:
        times = re.findall(r"\d\d:\d\d:\d\d\.\d{3}", block)
        if times:
            inner = [times[0], *times[2:], times[1]]
            assert inner == sorted(set(inner))


def test_vtt_has_no_arrow_but_its_own(said: Said) -> None:
    text = render_subtitles(said("a --> b <i>c</i> d&e", speakers=[(0, "A --> <B>")]), "vtt").decode()
    assert text.count("-->") == 1
    assert "<v A --&gt; &lt;B&gt;>a --&gt; b &lt;i&gt;c&lt;/i&gt; d&amp;e</v>" in text


def test_speakers_are_shown_as_the_profile_asks(said: Said) -> None:
    document = said("You came? I did.", speakers=[(0, "Ada"), (2, "Bob")])
    assert "-You came?\n-I did." in render_subtitles(document, "srt", profile="netflix").decode()
    assert "- You came?\n- I did." in render_subtitles(document, "srt", profile="amazon").decode()
    assert "Ada: You came?\n\n" in render_subtitles(document, "srt", profile="podcast").decode()
    assert '<font color="#ffff00">I did.</font>' in render_subtitles(document, "srt", profile="bbc").decode()
    assert 'cue(v[voice="Bob"]) { color: #ffff00 }' in render_subtitles(document, "vtt", profile="bbc").decode()


def test_an_offset_moves_every_time(said: Said) -> None:
    moved = render_subtitles(said("Hello there, my friends."), "srt", options=Options(offset=3600.0)).decode()
    assert moved.startswith("1\n01:00:01,000 -->")


def as_ass_shows(text: str) -> str:
    """What libass makes of the text of an event: tags gone, escapes undone."""
    text = re.sub(r"(?<!\\)\{[^}]*\}", "", text.replace("\\{", "\0")).replace("\\N", "\n")
    return text.replace("\0", "{").replace("\u2060", "")


@pytest.mark.slow
@given(st.sampled_from(["default", "karaoke"]).flatmap(tracks))
def test_ass_is_read_back_as_it_was(track: Track) -> None:
    read = pysubs2.SSAFile.from_string(FORMATS["ass"].write(track).decode())
    assert [as_ass_shows(event.text) for event in read] == [event.text.replace("\u2060", "") for event in track.events]
    for event, planted in zip(read, track.events, strict=True):
        assert abs(event.start - ms(planted.start)) <= 5
        assert abs(event.end - ms(planted.end)) <= 5


BRACES = r"We wrote {x} and f{a}b, then {\an8} or {} and {."


@pytest.mark.parametrize("profile", ["default", "karaoke", "social"])
def test_readers_that_know_no_escape_lose_no_word_between_braces(said: Said, profile: str) -> None:
    data = render_subtitles(said(BRACES, rate=0.1), "ass", profile=profile)
    shown = " ".join(event.plaintext for event in pysubs2.SSAFile.from_string(data.decode()))
    assert {"wrote", "x}", "f\\a}b,", "}"} <= set(shown.replace("\\x", "x").replace("\\}", "}").split())
    assert "an8}" in shown


@pytest.mark.slow
def test_libass_shows_braces_as_they_are(said: Said, tmp_path: Path) -> None:
    """The picture is that of the escapes which libass documents."""
    pictures = []
    ours = render_subtitles(said(BRACES, rate=0.1, start=0.0), "ass").decode()
    for text in (ours, ours.replace("\\{{}", "\\{").replace("}", "\\}"), ours.replace("\\{{}", "")):
        (tmp_path / "a.ass").write_text(text, encoding="utf-8")
        source = ["-f", "lavfi", "-i", "color=gray:s=640x360:d=1", "-vf", "ass=a.ass", "-frames:v", "1"]
        command = [ffmpeg_path(), "-v", "error", *source, "-f", "md5", "-"]
        pictures.append(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout)
    assert pictures[0] == pictures[1] != pictures[2]


def test_ass_karaoke_times_are_those_of_the_words(said: Said) -> None:
    document = said("one two three", pauses={2: 0.2}, rate=0.1)
    text = render_subtitles(document, "ass", profile="karaoke").decode()
    assert r"{\kf30}one {\kf30}two {\k20}{\kf50}three" in text


@pytest.mark.parametrize("moved", [-0.3, 0.45])
def test_words_are_marked_when_they_are_said_wherever_the_cue_begins(said: Said, moved: float) -> None:
    document = said("one two three", rate=0.1)  # at 1.0, 1.3 and 1.6 s
    cues = (Cue(1.0 + moved, 2.5, ((0, 1, 2),)),)
    filled = render_subtitles(document, "ass", profile="karaoke", cues=cues).decode()
    wanted = r"{\k30}{\kf30}one {\kf30}two {\kf50}three" if moved < 0 else r"{\kf0}one {\kf15}two {\kf50}three"
    assert filled.endswith(f",{wanted}\n")
    read = pysubs2.SSAFile.from_string(render_subtitles(document, "ass", profile="social", cues=cues).decode())
    marked = [(event.start, re.findall(r"&}(.*?){", event.text)) for event in read]
    begin = [(700, []), (1000, ["one"]), (1300, ["two"])] if moved < 0 else [(1450, ["two"])]
    assert marked == [*begin, (1600, ["three"])]
    text = render_subtitles(document, "vtt", profile="karaoke", cues=cues).decode().splitlines()[-1]
    first = "<00:00:01.000>one <00:00:01.300>two" if moved < 0 else "one two"
    assert text == f"{first} <00:00:01.600>three"


def test_ass_pop_shows_the_block_once_a_word_and_marks_the_word(said: Said) -> None:
    document = said("one two three.", rate=0.1)
    read = pysubs2.SSAFile.from_string(render_subtitles(document, "ass", profile="social").decode())
    assert [event.plaintext for event in read] == ["one two three."] * 3
    assert [re.findall(r"&}(.*?){", event.text) for event in read] == [["one"], ["two"], ["three."]]
    assert [event.start for event in read] == [1000, 1300, 1600]
    assert (read.info["PlayResX"], read.info["PlayResY"]) == ("1080", "1920")
    assert all(a.end == b.start for a, b in pairwise(read))


def paragraphs_of(document: model.ContentDocument) -> list[tuple[Fraction, Fraction, str]]:
    found = []

    def text_of(element: model.ContentElement) -> str:
        if isinstance(element, model.Text):
            return str(element.get_text())
        return "\n" if isinstance(element, model.Br) else "".join(map(text_of, element))

    def walk(element: model.ContentElement) -> None:
        if isinstance(element, model.P):
            found.append((element.get_begin(), element.get_end(), text_of(element)))
        else:
            for child in element:
                walk(child)

    walk(document.get_body())
    return found


@pytest.mark.slow
@given(tracks())
def test_ttml_is_read_back_as_it_was(track: Track) -> None:
    data = FORMATS["ttml"].write(track)
    read = paragraphs_of(imsc_reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(data))))
    assert [text for _, _, text in read] == [event.text for event in track.events]
    assert [(a or 0, b) for a, b, _ in read] == [
        (Fraction(ms(event.start), 1000), Fraction(ms(event.end), 1000)) for event in track.events
    ]


def test_ttml_in_frames(said: Said) -> None:
    options = Options(fps=Fraction(25))
    data = render_subtitles(said("Hello there, my friends."), "ttml", options=options)
    assert b'ttp:frameRate="25"' in data
    assert b'begin="25f"' in data


def scc_text(text: str) -> list[str]:
    return text.replace("’", "'").replace("–", "-").replace("…", "...").split()


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from("the Déjà-vu company’s a ½ naïve « Über – extraordinarily I ♪ 25%".split()),
        min_size=1,
        max_size=60,
    )
)
def test_scc_is_read_back_as_it_was(words: list[str]) -> None:
    clock, made = 3.0, []
    for word in words:
        made.append(Word(word, round(clock, 3), round(clock + 0.08 * len(word), 3)))
        clock += 0.08 * len(word) + 0.05
    document = Alignment(Media("a", "0" * 64, clock + 2), "en", Engine("planted", "1"), tuple(made))
    track = make_track(document, make_cues(document), get_profile("default"))
    read = paragraphs_of(scc_reader.to_model(FORMATS["scc"].write(track).decode()))
    assert [text.split() for _, _, text in read] == [scc_text(event.text) for event in track.events]
    assert max(len(line.strip()) for _, _, text in read for line in text.split("\n")) <= 32
    for (begin, end, _), event in zip(read, track.events, strict=True):
        assert -0.04 <= float(begin) - event.start <= 2.0
        assert float(end) - event.end <= 0.1 or float(end) - float(begin) <= 0.4


def test_scc_timecode_drops_frames_and_starts_where_it_is_told(said: Said) -> None:
    options = Options(fps=Fraction(30000, 1001), start=107892)  # 01:00:00;00
    text = render_subtitles(said("Hello there, my friends."), "scc", options=options).decode()
    assert text.startswith("Scenarist_SCC V1.0\n\n01:00:00;")
    with pytest.raises(UsageError, match=r"29\.97"):
        render_subtitles(said("Hello."), "scc", options=Options(fps=Fraction(25)))


def test_scc_holds_a_caption_back_rather_than_lose_it(said: Said) -> None:
    text = "Yes. " + "Extraordinarily complicated considerations notwithstanding, everybody agreed immediately. " * 2
    document = said(text, rate=0.03, start=0.0)
    track = make_track(document, make_cues(document), get_profile("default"))
    read = paragraphs_of(scc_reader.to_model(FORMATS["scc"].write(track).decode()))
    assert " ".join(text for _, _, text in read).split() == [word.text for word in document.words]


@pytest.mark.slow
@given(tracks(speakers=True))
def test_tables_are_read_back_as_they_were(track: Track) -> None:
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(FORMATS[name].write(track).decode(), newline=""), delimiter=delimiter))
        assert [row["text"] for row in rows] == [safe_cell(event.one_line) for event in track.events]
        assert [row["start"] for row in rows] == [f"{event.start:.3f}" for event in track.events]
        words = list(
            csv.DictReader(io.StringIO(FORMATS[f"words-{name}"].write(track).decode(), newline=""), delimiter=delimiter)
        )
        assert [row["word"] for row in words] == list(map(safe_cell, spoken_in(track)))


@pytest.mark.slow
@given(tracks("podcast", speakers=True))
def test_json_is_read_back_as_it_was(track: Track) -> None:
    podcast = json.loads(FORMATS["podcast-json"].write(track))
    assert podcast["version"] == "1.0.0"
    assert [each["body"].split("\n") for each in podcast["segments"]] == [
        [line.plain for line in event.lines] for event in track.events
    ]
    assert [each["speaker"] for each in podcast["segments"]] == [event.lines[0].name for event in track.events]
    whisperx = json.loads(FORMATS["whisperx"].write(track))
    assert [word["word"] for word in whisperx["word_segments"]] == spoken_in(track)
    assert [(word["start"], word["end"]) for word in whisperx["word_segments"]] == [
        word.span for word in track.alignment.words
    ]
    assert [word for each in whisperx["segments"] for word in each["words"]] == whisperx["word_segments"]


def test_a_silent_word_has_no_times_in_json(said: Said) -> None:
    words = json.loads(render_subtitles(said("He came – late."), "whisperx"))["word_segments"]
    assert words[2] == {"word": "–"}


class Page(HTMLParser):
    """Collects the text of each element of a transcript page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"cite": [], "time": [], "p": []}
        self.inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is not None:
            self.found[self.inside][-1] += data


def unspaced(text: str) -> str:
    """Text without its spaces: words of the drawn tracks may be Chinese, and stand without."""
    return "".join(text.split())


@pytest.mark.slow
@given(tracks("podcast", speakers=True))
def test_html_is_read_back_as_it_was(track: Track) -> None:
    page = Page()
    page.feed(FORMATS["podcast-html"].write(track).decode())
    page.close()
    assert unspaced(" ".join(page.found["p"])) == unspaced(" ".join(spoken_in(track)))
    assert page.found["cite"][0] == f"{track.names[0]}:"
    assert len(page.found["time"]) == len(page.found["p"])


@pytest.mark.slow
@given(tracks("podcast", speakers=True))
def test_markdown_and_text_are_read_back_as_they_were(track: Track) -> None:
    rendered = MarkdownIt().render(FORMATS["md"].write(track).decode())
    spoken = spoken_in(track)
    read = re.findall(r"<p>(?:<strong>.*?</strong> ){2}(.*?)</p>", rendered, re.DOTALL)
    assert unspaced(html.unescape(" ".join(read))) == unspaced(" ".join(spoken))
    plain = FORMATS["txt"].write(track).decode()
    assert re.sub(r"^\[\d\d:\d\d:\d\d\] ", "", plain).startswith(f"{track.names[0]}: {spoken[0]}")


def test_text_shows_chapters_turns_and_times(said: Said) -> None:
    document = said("You *came*? I did.", speakers=[(0, "Ada"), (2, "Bob")])
    document = replace(document, chapters=(Chapter("The <visit>", 0),))
    assert render_subtitles(document, "txt").decode() == (
        "The <visit>\n\n[00:00:01] Ada: You *came*?\n\n[00:00:01] Bob: I did.\n"
    )
    assert render_subtitles(document, "md").decode() == (
        "## The \\<visit\\>\n\n**00:00:01** **Ada:** You \\*came\\*?\n\n**00:00:01** **Bob:** I did.\n"
    )


def test_a_speakers_name_acts_in_no_field(said: Said) -> None:
    name = "=cmd|{\\b1}, PhD"
    document = said("Hello there. Hello you.", speakers=[(0, name)])
    (row, *_) = [
        line for line in render_subtitles(document, "ass").decode().splitlines() if line.startswith("Dialogue")
    ]
    assert row.split(",")[4] == "=cmd|(/b1)  PhD"
    rows = list(csv.reader(io.StringIO(render_subtitles(document, "csv").decode(), newline="")))
    assert rows[1][3].startswith("'=cmd|")
    assert len(rows[1]) == 5


@pytest.mark.parametrize("name", FORMATS)
def test_a_transcript_of_nothing_makes_an_empty_file_of_its_kind(said: Said, name: str) -> None:
    document = replace(said("x"), words=())
    assert isinstance(render_subtitles(document, name), bytes)


def test_an_unknown_format_is_refused(said: Said) -> None:
    with pytest.raises(UsageError, match="srt, vtt, ass"):
        render_subtitles(said("Hello."), "doc")
