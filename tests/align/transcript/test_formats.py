"""The formats transcripts come in, their encodings, labels and times."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import FileProblem
from align.transcript.reader import Transcript, looks_like_media, read_transcript
from tests.align.transcript.reading import read


def words(transcript: Transcript) -> str:
    return " ".join(transcript.words)


def turns(transcript: Transcript) -> list[tuple[int, str | None]]:
    return [(turn.word, turn.name) for turn in transcript.speakers]


@pytest.mark.parametrize(
    ("text", "said", "speakers"),
    [
        ("ADA: Hi there.\nBOB: Yes.\nADA: Good.\n", "Hi there. Yes. Good.", [(0, "ADA"), (2, "BOB"), (3, "ADA")]),
        (">> ADA: Hi. >> Yes.\n>>BOB: No.\n", "Hi. Yes. No.", [(0, "ADA"), (1, None), (2, "BOB")]),
        (">> Hi there.\n>> Yes.\n", "Hi there. Yes.", [(0, None), (2, None)]),
        (
            "Ada: Hi.\n\nBob: Yes.\n\nAda: No.\n\nCyd: Hm.\n",
            "Hi. Yes. No. Hm.",
            [(0, "Ada"), (1, "Bob"), (2, "Ada"), (3, "Cyd")],
        ),
        ("Ada Byron:\nHi there.\n\nDr. Moss:\nYes.\n", "Hi there. Yes.", [(0, "Ada Byron"), (2, "Dr. Moss")]),
        ("[Ada]: Hi.\n[Bob]: Yes.\n[Music]: on\n", "Hi. Yes. [Music]: on", [(0, "Ada"), (1, "Bob")]),
        ("Speaker 1: Hi.\nspeaker 2: Yes.\n", "Hi. Yes.", [(0, "Speaker 1"), (1, "speaker 2")]),
        ("SPEAKER_00: Hi.\nSPEAKER_01: Yes.\n", "Hi. Yes.", [(0, "SPEAKER_00"), (1, "SPEAKER_01")]),
        ("Q: Where?\n\nA: Here.\n", "Where? Here.", [(0, "Q"), (1, "A")]),
        (
            "Élodie : Oui.\n\nJean-Luc : Non.\n\nÉlodie : Si.\n",
            "Oui. Non. Si.",
            [(0, "Élodie"), (1, "Jean-Luc"), (2, "Élodie")],
        ),
        ("HOST (laughing): Hi.\nGUEST: Yes. HOST: No.\n", "Hi. Yes. No.", [(0, "HOST"), (1, "GUEST"), (2, "HOST")]),
        ("Hosts vary.\nWARNING: wet floor.\n", "Hosts vary. WARNING: wet floor.", []),
        (
            "Note: bring a coat.\n\nMaybe: yes.\n\nNote: and a hat.\n",
            "Note: bring a coat. Maybe: yes. Note: and a hat.",
            [],
        ),
        ("One thing.\n\nParis: lovely.\n\nAnd more to say.\n", "One thing. Paris: lovely. And more to say.", []),
        (
            "we went to\nParis: it was\nlovely, and to\nParis: it was grey\n",
            "we went to Paris: it was lovely, and to Paris: it was grey",
            [],
        ),
    ],
)
def test_labels(tmp_path: Path, text: str, said: str, speakers: list[tuple[int, str | None]]) -> None:
    transcript = read(tmp_path, text)
    assert words(transcript) == said
    assert turns(transcript) == speakers


@pytest.mark.parametrize(
    ("text", "said", "hints", "speakers"),
    [
        (
            "[00:12:34] Ada: Hi there.\n[01:00:00] Bob: Yes.\n",
            "Hi there. Yes.",
            [(0, 754.0), (2, 3600.0)],
            [(0, "Ada"), (2, "Bob")],
        ),
        (
            "Ada Byron  0:12\nHi there.\n\nBob  1:05\nAt 10:30 exactly.\n",
            "Hi there. At 10:30 exactly.",
            [(0, 12.0), (2, 65.0)],
            [(0, "Ada Byron"), (2, "Bob")],
        ),
        (
            "Speaker 1 (00:03):\nHi.\n\nSpeaker 2 (00:07):\nYes.\n",
            "Hi. Yes.",
            [(0, 3.0), (1, 7.0)],
            [(0, "Speaker 1"), (1, "Speaker 2")],
        ),
        ("[00:05]\nHi there. [00:09] Yes.\n", "Hi there. Yes.", [(0, 5.0), (2, 9.0)], []),
        ("00:00:05 Hi there.\n00:00:09 Yes.\n", "Hi there. Yes.", [(0, 5.0), (2, 9.0)], []),
        ("10:30 is late.\nWe said so.\nYes.\n", "10:30 is late. We said so. Yes.", [], []),
    ],
)
def test_times_are_hints(
    tmp_path: Path, text: str, said: str, hints: list[tuple[int, float]], speakers: list[tuple[int, str | None]]
) -> None:
    transcript = read(tmp_path, text)
    assert words(transcript) == said
    assert transcript.hints == tuple((index, time, time) for index, time in hints)
    assert turns(transcript) == speakers


def test_srt(tmp_path: Path) -> None:
    text = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n{\\an8}Hello <b>big</b>\r\nworld.\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\nBOB: Yes.\r\n"
        "3\r\n00:00:05,000 --> 00:00:06,000\r\n- 42\r\n- No.\r\n"
    )
    transcript = read(tmp_path, text, "talk.srt")
    assert words(transcript) == "Hello big world. Yes. - 42 No."
    assert transcript.hints == ((0, 1.0, 2.5), (3, 3.0, 4.0), (4, 5.0, 6.0))
    assert turns(transcript) == [(3, "BOB"), (6, None)]
    assert [(t.line, t.column) for t in transcript.tokens[:3]] == [(3, 7), (3, 16), (4, 1)]
    assert transcript.lines == (0, 2, 3, 4, 6)


def test_vtt(tmp_path: Path) -> None:
    text = (
        "WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE not said\n\n"
        "intro\n00:00:01.000 --> 00:00:02.000 align:start\n<v.loud Ada Byron>Hello <i>there</i> &amp; you</v>\n\n"
        "00:03.000 --> 00:04.000\n&gt;&gt; Yes.\n"
    )
    transcript = read(tmp_path, text)
    assert words(transcript) == "Hello there & you Yes."
    assert transcript.hints == ((0, 1.0, 2.0), (4, 3.0, 4.0))
    assert turns(transcript) == [(0, "Ada Byron"), (4, None)]


def test_scrolling_captions_are_read_once(tmp_path: Path) -> None:
    rows = [f"line number {n} of the talk" for n in range(8)]
    cues = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{rows[n]}\n{rows[n + 1]}" for n in range(7)]
    assert words(read(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues))) == " ".join(rows)
    still = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{text}" for n, text in enumerate(["Yes.", "Yes.", "No.", "So."])]
    assert words(read(tmp_path, "WEBVTT\n\n" + "\n\n".join(still))) == "Yes. Yes. No. So."


def test_markdown(tmp_path: Path) -> None:
    text = (
        "---\ntitle: not said\n---\n# Talk *one*\n\n**Ada:** Hello [there](http://x.y) and **bold**ness.\n\n"
        "**Bob**: a `code` \\*star\\* snake_case_word _it_.\n\n**Note:** this.\n\n- item one\n1. item two\n\n"
        "> quoted ![img](a.png) text[^1]\n\nTitle two\n=====\n\n<!-- not\nsaid -->\nEnd ***all***. [laughs]\n\n[ref]: http://x\n"
    )
    transcript = read(tmp_path, text, "talk.md")
    assert words(transcript) == (
        "Hello there and boldness. a code *star* snake_case_word it. Note: this."
        " item one item two quoted text End all. [laughs]"
    )
    assert turns(transcript) == [(0, "Ada"), (4, "Bob")]
    assert [(c.title, c.word) for c in transcript.chapters] == [("Talk one", 0), ("Title two", 17)]
    boldness = transcript.tokens[3]
    assert text.splitlines()[boldness.line - 1][boldness.column - 1 :].startswith("bold**ness")


def test_word(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Part one", 1)
    document.add_paragraph("ADA: Hello there.")
    paragraph = document.add_paragraph("BOB: A line")
    paragraph.add_run().add_break()
    paragraph.add_run("broken here.")
    document.add_paragraph("")
    table = document.add_table(rows=0, cols=3)
    for row in (("Time", "Speaker", "Text"), ("00:01:00", "Cyd", "From a table."), ("00:01:05", "Ada", "Me too.")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "talk.docx"))
    transcript = read_transcript(tmp_path / "talk.docx")
    assert words(transcript) == "Hello there. A line broken here. From a table. Me too."
    assert turns(transcript) == [(0, "ADA"), (2, "BOB"), (6, "Cyd"), (9, "Ada")]
    assert transcript.hints == ((6, 60.0, 60.0), (9, 65.0, 65.0))
    assert [(c.title, c.word) for c in transcript.chapters] == [("Part one", 0)]
    assert [(t.line, t.column) for t in transcript.tokens[:5]] == [(2, 6), (2, 12), (3, 6), (3, 8), (3, 13)]
    assert transcript.lines == (0, 2, 4, 6, 9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "“It’s a café,” she said — naïvely.",
        "Müßige Grüße über die Größe der Öfen.",
        "É uma questão de educação, não há solução.",
        "Ça va? L’été fut très doux, là où l’eau dort.",
        "Så går det på ön, sade fågeln.",
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    assert words(read(tmp_path, (text + "\r\n").encode(encoding))) == text


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "gb18030"])
def test_long_files_in_old_encodings(tmp_path: Path, encoding: str) -> None:
    text = {
        "cp1251": "Мы пошли к воде, и лодка была там. ",
        "shift_jis": "私たちは海へ行きました。",
        "gb18030": "我们去了水边，船就在那里。",
    }
    line = text[encoding] * 4 + "\n"
    transcript = read(tmp_path, (line * 1200).encode(encoding))
    assert "".join(transcript.words[:8])[:8] == "".join(line.split())[:8]


def test_encodings_of_central_europe(tmp_path: Path) -> None:
    for text in ("Zażółć gęślą jaźń, proszę państwa.", "Příliš žluťoučký kůň pěl ďábelské ódy."):
        assert words(read(tmp_path, text.encode("cp1250"))) == text


def packed(name: str, content: bytes) -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "holds no words"),
        (b"\xef\xbb\xbf", "holds no words"),
        (b"# One\n\n## Two\n", "holds headings but no words"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "holds no words"),
        (b"\x89PNG\r\n\x1a\n0000", "is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
        (b"ID3\x03\x00\x00", "holds sound or video, a transcript was expected"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "holds sound or video, a transcript was expected"),
        (b"%PDF-1.7\n", "is a PDF; save its text as .txt or .docx"),
        (b"{\\rtf1 hello}", "is rich text (RTF); save it as .docx or as plain text"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "is a Word file of the old kind; save it as .docx or as plain text",
        ),
        (packed("a.txt", b"hi"), "is an archive, not a transcript"),
        (packed("[Content_Types].xml", b"hi"), "is a spreadsheet or slides; save it as .csv or as text"),
        (packed("Index/Document.iwa", b"hi"), "is a Pages document; export it as .docx or as plain text"),
        (packed("mimetype", b"application/epub+zip"), "is an e-book (EPUB); save its text"),
        (b"bplist00\xd1\x01\x02", "is a web archive or a list of settings; save the page as HTML or as text"),
        (
            packed("word/document.xml", b"<broken"),
            "cannot be read as a Word document: it is damaged or locked (unclosed token: line 1, column 0)",
        ),
        (b"fine\nthen\0not\n", "is not text, or damaged (a NUL character in line 2)"),
        (b"a\0b", "is not text, or damaged (a NUL character in line 1)"),
        (b"\x01\x02\x03\x04\x05 hello", "is not text (it is full of control characters)"),
        (bytes(range(256)) * 50, "is not text, or in an encoding that cannot be told; save it as UTF-8"),
        (b"x" * 2_000_000, "is not a transcript (a word of 2000000 characters in line 1)"),
        (b"A +-=/ 12!! <<>> \n" * 50_000, "is not a transcript (most of it is not letters)"),
        (b"abcdefghijklmnopqrstuvwxyzABCDEF\n" * 1000, "is not a transcript (its words are too long to be words)"),
    ],
)
def test_what_is_no_transcript(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, data)
    assert caught.value.problem == problem
    assert "\n" not in str(caught.value)


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="there is no such file"):
        read_transcript(tmp_path / "none.txt")
    with pytest.raises(FileProblem, match="is a folder"):
        read_transcript(tmp_path)
    with pytest.raises(FileProblem, match="cannot be read"):
        read_transcript(tmp_path / "a\0b")


@pytest.mark.slow
@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_words_or_one_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    with contextlib.suppress(FileProblem):
        transcript = read_transcript(path)
        assert all(token.text and token.text == "".join(token.text.split()) for token in transcript.tokens)


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"], exclude_characters="-‐"), max_size=30), max_size=12
    )
)
def test_tokens_stand_where_they_say(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    try:
        transcript = read_transcript(path)
    except FileProblem:
        return
    for token in transcript.tokens:
        assert rows[token.line - 1].removeprefix("\ufeff")[token.column - 1 :].startswith(token.text)


@pytest.mark.parametrize(
    ("head", "media"),
    [
        (b"ID3\x04", True),
        (b"\xff\xfb\x90\x64", True),
        (b"fLaC", True),
        (b"OggS\x00", True),
        (b"\x00\x00\x00\x20ftypisom", True),
        (b"\x1aE\xdf\xa3", True),
        (b"\xff\xfeH\x00i\x00", False),
        (b"Glad to be here, and so on. " * 40, False),
        (b"\x89PNG", False),
        (b"", False),
    ],
)
def test_looks_like_media(tmp_path: Path, head: bytes, media: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    assert looks_like_media(path) is media
    assert not looks_like_media(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "line", "most"), [("a.txt", "a-\n", 50_000), ("a.md", "- a\n", 50_000), ("a.csv", "a\n", 250_000)]
)
def test_files_of_too_many_lines_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str, most: int
) -> None:
    for module in ("plain", "markdown", "delimited"):
        monkeypatch.setattr(f"align.transcript.formats.{module}.read", lambda source: pytest.fail("it was read"))
    (tmp_path / name).write_text(line * (most + 1))
    with pytest.raises(FileProblem, match=f"more than {most:,} lines"):
        read_transcript(tmp_path / name)


@pytest.mark.parametrize(("name", "unit", "most"), [("a.txt", ">> ", 3), ("a.md", "*a* ", 3), ("a.csv", "a,b\n", 6)])
def test_files_of_too_many_characters_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, unit: str, most: int
) -> None:
    for module in ("plain", "markdown", "delimited"):
        monkeypatch.setattr(f"align.transcript.formats.{module}.read", lambda source: pytest.fail("it was read"))
    (tmp_path / name).write_text(unit * (most * 1_000_000 // len(unit) + 1))
    with pytest.raises(FileProblem, match=f"more than {most} million characters"):
        read_transcript(tmp_path / name)


def test_notes_of_markdown_are_left_out_and_counted_with_what_goes_on_in_them(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_text(
        "It floats.[^1] See [here][a].\n\n[^1]: A note\nover two lines.\n\n    And indented.\n"
        "[a]: http://x.y\n\nIt is green.\n",
        encoding="utf-8",
    )
    transcript = read_transcript(path)
    assert " ".join(transcript.words) == "It floats. See here. It is green."
    assert [(row.kind, row.count) for row in transcript.left_out] == [("notes and addresses of links", 4)]
