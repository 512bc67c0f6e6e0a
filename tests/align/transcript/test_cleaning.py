"""What stands on pages and nobody says; and that reading takes time in proportion to the text."""

from __future__ import annotations

import contextlib
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement

from align.errors import FileProblem
from align.transcript.reader import Transcript, read_transcript
from tests.align.transcript.reading import read


def said(transcript: Transcript) -> str:
    return " ".join(transcript.words)


def left_out(transcript: Transcript) -> dict[str, int]:
    return {row.kind: row.count for row in transcript.left_out}


PAGE = [
    f"the boat that we built in year {word} had a sail and" for word in ("one", "two", "three", "four", "five", "six")
]


def test_page_numbers_and_heads(tmp_path: Path) -> None:
    heads = ["Boats of the coast", "\fBoats of the coast", "\fBoats of the coast"]
    texts = ["\n".join(f"{line} {what}" for line in PAGE) for what in ("a mast", "oars", "a rudder")]
    pages = [f"{head}\n\n{texts[count]}\n\n{count + 7}\n" for count, head in enumerate(heads)]
    transcript = read(tmp_path, "\n".join(pages))
    assert said(transcript) == " ".join(texts).replace("\n", " ")
    assert left_out(transcript) == {"page numbers and heads": 6}
    assert said(read(tmp_path, "Ten.\n9\nEight.\n7\n")) == "Ten. 9 Eight. 7"


@pytest.mark.parametrize("foot", ["Coast Stories      {}", "{} | Coast Stories", "www.coast.example  |  {}"])
def test_running_feet_with_a_number_that_stands_apart(tmp_path: Path, foot: str) -> None:
    page = "It floats.\n\nI hope.\n\nWe had it out.\n\nIn May it sank.\n\nThen we ate.\n\n"
    text = "".join(page + foot.format(k) + "\n\n" for k in (1, 2, 3))
    assert said(read(tmp_path, text)) == " ".join((page * 3).split())


def test_times_at_the_edges_of_pages_are_no_heads(tmp_path: Path) -> None:
    turns = [f"Ada: It floats {k} times,\nor so I hear.\n#00:00:{10 * k:02}-0#\n" for k in range(1, 7)]
    turns[1:1], turns[4:4], turns[7:7] = ["Page 1 of 3\n"], ["Page 2 of 3\n"], ["Page 3 of 3\n"]
    transcript = read(tmp_path, "".join(turns))
    assert [start for _, start, _ in transcript.hints] == [10.0, 20.0, 30.0, 40.0, 50.0]
    assert left_out(transcript) == {"page numbers and heads": 3}


def test_the_number_of_an_only_page(tmp_path: Path) -> None:
    assert said(read(tmp_path, "Page 1\n\nIt floats.\n\nI hope.\n")) == "It floats. I hope."
    assert said(read(tmp_path, "It floats.\n\nI hope.\n\nPage 1 of 1\n")) == "It floats. I hope."
    assert said(read(tmp_path, "It floats.\n\nPage 1\n\nI hope.\n")) == "It floats. Page 1 I hope."


def test_line_numbers_of_a_deposition(tmp_path: Path) -> None:
    first = [
        f"{n:2}    {text}"
        for n, text in enumerate(
            ["Q.  Did it float?", "A.  It did, for", "a whole week.", "Q.  And", "then?", "A.  No."], 1
        )
    ]
    second = [
        f"{n:2}    {text}"
        for n, text in enumerate(["Q.  Why not?", "A.  The 3 boards", "were rotten.", "Q.  All?", "A.  Yes."], 1)
    ]
    head = "          MOSS v. BYRON          Page {}\n\n"
    text = (
        head.format(1)
        + "\n".join(first)
        + "\n\n   Quay Reporting, Inc.\n\n"
        + head.format(2)
        + "\n".join(second)
        + "\n"
    )
    transcript = read(tmp_path, text)
    assert (
        said(transcript)
        == "Did it float? It did, for a whole week. And then? No. Why not? The 3 boards were rotten. All? Yes."
    )
    assert [turn.name for turn in transcript.speakers] == list("QAQAQAQA")
    assert left_out(transcript) == {"page heads and feet": 3, "line numbers": 11}


def test_comments_and_footnotes(tmp_path: Path) -> None:
    text = (
        "Ada: It floats[a], mostly[1].\n\nBen: CO₂ or km², I said [sic].\n\n____________\n[1] In May.\n[a]Check this\n"
    )
    transcript = read(tmp_path, text)
    assert said(transcript) == "It floats, mostly. CO₂ or km², I said [sic]."
    assert left_out(transcript) == {"marks of notes": 2, "notes": 2}


def test_parted_words(tmp_path: Path) -> None:
    text = (
        "We sat in the har-\nbour and ate well-\nknown pies of twenty-\none kinds, be-\nfore I- I mean af-\nter noon.\n"
    )
    transcript = read(tmp_path, text)
    assert (
        said(transcript)
        == "We sat in the harbour and ate well-known pies of twenty-one kinds, before I- I mean after noon."
    )
    assert [token.line for token in transcript.tokens if token.text == "harbour"] == [1]
    assert (
        said(read(tmp_path, "I was at the-\nthe quay, and th-\nthe boat left.\n"))
        == "I was at the- the quay, and th- the boat left."
    )


def test_signs_that_cannot_be_seen(tmp_path: Path) -> None:
    assert (
        said(read(tmp_path, "It flo\u00adats\u200b,\u2060 mo\ufeffstly\u200e.\x08\nI ho\u00ad\npe.\n"))
        == "It floats, mostly. I hope."
    )


def test_notices_and_what_stands_above_the_first_label(tmp_path: Path) -> None:
    text = "Boats, part two\n14 May\n\nAda  0:00\nIt floats.\n\nBen  0:04\nI hope.\n\nTranscribed by https://otter.ai\n"
    transcript = read(tmp_path, text)
    assert said(transcript) == "It floats. I hope."
    assert left_out(transcript) == {"notices of a program": 1, "lines above the first label": 2}
    late = read(tmp_path, text.replace("0:00", "0:30").replace("0:04", "0:34"))
    assert said(late).startswith("Boats, part two 14 May It floats.")


def test_word_documents_as_they_are_printed(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("ADA: It ")
    for text, mark in (("sinks ", "w:strike"), ("and a note ", "w:vanish"), ("floats.", None)):
        run = paragraph.add_run(text)
        if mark:
            run._r.get_or_add_rPr().append(OxmlElement(mark))
    table = document.add_table(rows=3, cols=4)
    for row, texts in zip(
        table.rows,
        (("#", "In", "Character", "Final script"), ("1", "00:00:01:12", "Ben", "I hope."), ("", "", "", "")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[2].cells[0].merge(table.rows[2].cells[3]).text = "We all do."
    document.save(str(tmp_path / "talk.docx"))
    transcript = read_transcript(tmp_path / "talk.docx")
    assert said(transcript) == "It floats. I hope. We all do."
    assert [turn.name for turn in transcript.speakers] == ["ADA", "Ben"]
    assert [start for _, start, _ in transcript.hints] == [1.0]
    assert left_out(transcript) == {"struck-through text": 1, "hidden text": 1}


@pytest.mark.slow
def test_word_tables_that_hold_one_table_a_row_are_one_table(tmp_path: Path) -> None:
    document = Document()
    outer = document.add_table(rows=4, cols=1)
    for row, (name, text) in zip(
        outer.rows, (("Ada", "It floats."), ("Ben", "I hope."), ("Ada", "It did."), ("Ben", "Oh.")), strict=True
    ):
        cells = row.cells[0].add_table(rows=1, cols=2).rows[0].cells
        cells[0].text, cells[1].text = name, text
    path = tmp_path / "a.docx"
    document.save(str(path))
    transcript = read_transcript(path)
    assert said(transcript) == "It floats. I hope. It did. Oh."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada", "Ben"]


def test_word_documents_are_bounded_after_unpacking(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    bodies = {
        "too many paragraphs": "<w:p/>" * 200_001,
        "too much text": f"<w:p><w:r><w:t>{'go ' * 2_700_000}</w:t></w:r></w:p>",
    }
    for problem, body in bodies.items():
        with zipfile.ZipFile(tmp_path / "big.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        with pytest.raises(FileProblem, match=problem):
            read_transcript(tmp_path / "big.docx")


SLOW: dict[str, tuple[str, Callable[[int], str]]] = {
    "blanks after a label": ("a.txt", lambda n: "Ada:" + " " * n + "hello there\n"),
    "blanks at the end": ("a.txt", lambda n: "Hello" + " " * n + "x there\n"),
    "links": ("a.md", lambda n: "[a]" * (n // 3) + " b"),
    "brackets": ("a.md", lambda n: "[a " * (n // 3)),
    "images": ("a.md", lambda n: "![a " * (n // 4)),
    "emphasis": ("a.md", lambda n: "_a *b " * (n // 6)),
    "ticks": ("a.md", lambda n: "`a " * (n // 3)),
    "bars and rules": ("a.md", lambda n: "|a b c d e f g|\n|---|\n" * (n // 22)),
    "bars": ("a.md", lambda n: "a|b\n|---|\n" + ("|" * 3000 + "\n") * (n // 3001)),
    "comments": ("a.md", lambda n: "a <!-- " * (n // 7)),
    "heading marks": ("a.txt", lambda n: "# a" + " #" * (n // 2) + " b\nhello\n"),
    "turns": ("a.txt", lambda n: ">> a " * (n // 5)),
    "boxes": ("a.txt", lambda n: "[00:01] a " * (n // 10)),
    "times behind words": ("a.txt", lambda n: "a [00:01] " * (n // 10) + "\nb [0:02]\n"),
    "labels in a line": ("a.txt", lambda n: "Hey. Ada: you. " * (n // 15)),
    "tags": ("a.html", lambda n: "<html><body>" + "<p a " * (n // 5) + "b"),
    "entities": ("a.html", lambda n: "<html><body>" + "&amp;amp; a " * (n // 12)),
    "overrides": (
        "a.ass",
        lambda n: "[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,D,,0,0,0,," + "{\\i1}a \\N" * (n // 9),
    ),
    "quotes": ("a.csv", lambda n: "start,text\n0:01," + '"a ""b"" ' * 1 + '""c ' * (n // 4) + '"\n'),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_reading_is_linear(tmp_path: Path, kind: str) -> None:
    name, make = SLOW[kind]

    def cost(size: int) -> float:
        (tmp_path / name).write_text(make(size), encoding="utf-8")
        begun = time.process_time()
        with contextlib.suppress(FileProblem):
            read_transcript(tmp_path / name)
        return time.process_time() - begun

    cost(2_000)
    small = min(cost(12_000) for _ in range(3))
    assert min(cost(192_000) for _ in range(2)) < 80 * max(small, 0.001)


@pytest.mark.parametrize(
    "stamp",
    ["[12/03/2024, 09:00:0{0}] ", "2024-03-12 09:00:0{0} ", "2024-03-12T09:00:0{0}Z ", "12.3.24, 9:0{0} PM - "],
)
def test_dates_with_times_of_day_are_no_words_and_place_nothing(tmp_path: Path, stamp: str) -> None:
    said = ("Did it float?", "It did, at 9:30.", "On 12/03/2024?", "Yes.")
    text = "".join(f"{stamp.format(k)}{'Ada' if k % 2 == 0 else 'Ben'}: {line}\n" for k, line in enumerate(said))
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(said)
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada", "Ben"]
    assert transcript.hints == ()
    assert [(row.kind, row.count) for row in transcript.left_out] == [("dates with times of day", 4)]


def test_one_date_is_said(tmp_path: Path) -> None:
    text = "12/03/2024 9:30 was when it sank.\nWe wept.\nThen we built another.\nIt floats.\n"
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())


def test_headings_of_court_reporters_are_no_words(tmp_path: Path) -> None:
    talk = "Q.  Did it float?\nA.  It did.\nQ.  For long?\nA.  For a day.\n"
    transcript = read(
        tmp_path, f"DIRECT EXAMINATION\nBY MR. MOSS:\n{talk}CROSS-EXAMINATION (Continued)\nBY MS. LOW:\n{talk}"
    )
    assert " ".join(transcript.words) == " ".join(["Did it float? It did. For long? For a day."] * 2)


def test_joiners_in_latin_words_cannot_be_seen(tmp_path: Path) -> None:
    assert read(tmp_path, "The chap\u200cel and the jet\u200dty.\n").words == ("The", "chapel", "and", "the", "jetty.")
    assert read(tmp_path, "می\u200cروم به خانه\n").words[0] == "می\u200cروم"
