"""Word documents as their XML: what is hidden, cut out or deleted by any means is not said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.reader import Transcript, read_transcript

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = """
<w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Note"/></w:style>
<w:style w:type="character" w:styleId="Back"><w:name w:val="Back"/><w:basedOn w:val="Note"/><w:rPr>
 <w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Cut"><w:name w:val="Cut"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Stronger"><w:name w:val="Stronger"/><w:basedOn w:val="Strong"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Editor"><w:name w:val="Editor"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def row(*cells: str, properties: str = "") -> str:
    held = "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{held}</w:tr>"


def read(folder: Path, body: str) -> Transcript:
    path = folder / "talk.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", f"<w:styles {SPACE}>{STYLES}</w:styles>")
    return read_transcript(path)


@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        (run("never ", '<w:rStyle w:val="Note"/>'), "hidden text"),
        (run("never ", '<w:rStyle w:val="Child"/>'), "hidden text"),
        (run("never ", '<w:rStyle w:val="Cut"/>'), "struck-through text"),
        (run("never ", "<w:vanish/>"), "hidden text"),
    ],
)
def test_text_is_hidden_by_styles_too(tmp_path: Path, hidden: str, kind: str) -> None:
    transcript = read(tmp_path, paragraph(run("It "), hidden, run("floats.")))
    assert transcript.words == ("It", "floats.")
    assert [(one.kind, one.count) for one in transcript.left_out] == [(kind, 1)]


def test_a_hidden_paragraph_and_text_that_is_shown_again(tmp_path: Path) -> None:
    styled = '<w:pStyle w:val="Editor"/>'
    body = paragraph(run("Never."), properties=styled)
    body += paragraph(run("Shown.", '<w:vanish w:val="0"/>'), properties=styled)
    body += paragraph(run("Shown too.", '<w:rStyle w:val="Back"/>'))
    assert read(tmp_path, body).words == ("Shown.", "Shown", "too.")


def test_paragraphs_whose_end_is_deleted_are_one(tmp_path: Path) -> None:
    deleted = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    body = paragraph(run("The fer"), properties=deleted) + paragraph(run("ry floats.")) + paragraph(run("It does."))
    assert read(tmp_path, body).words == ("The", "ferry", "floats.", "It", "does.")


@pytest.mark.parametrize(("gone", "kind"), [('<w:del w:id="1"/>', "deleted text"), ("<w:hidden/>", "hidden text")])
def test_rows_that_are_deleted_or_hidden(tmp_path: Path, gone: str, kind: str) -> None:
    rows = row("Speaker", "Text") + row("Ada", "It floats.") + row("Ben", "It sinks.", properties=gone)
    transcript = read(tmp_path, f"<w:tbl>{rows}{row('Ben', 'It does.')}</w:tbl>")
    assert transcript.words == ("It", "floats.", "It", "does.")
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben"]
    assert [(one.kind, one.count) for one in transcript.left_out] == [(kind, 1)]


def test_readings_beside_signs_are_no_words(tmp_path: Path) -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('never')}</w:rt><w:rubyBase>{run('boat')}</w:rubyBase></w:ruby></w:r>"
    assert read(tmp_path, paragraph(run("A "), ruby, run(" floats."))).words == ("A", "boat", "floats.")


def test_the_column_with_labels_is_said_where_no_title_tells(tmp_path: Path) -> None:
    talk = ("Ada: Did it float?", "Ben: It did.", "Ada: When?", "Ben: In May.")
    rows = "".join(row(f"A wide shot of the bay with gulls above it, number {k}.", text) for k, text in enumerate(talk))
    transcript = read(tmp_path, f"<w:tbl>{rows}</w:tbl>")
    assert " ".join(transcript.words) == "Did it float? It did. When? In May."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada", "Ben"]


def test_titles_of_columns_in_words_that_nobody_foresaw(tmp_path: Path) -> None:
    talk = (("0:01", "Ada", "Did it float?"), ("0:03", "Ben", "It did."), ("0:05", "Ada", "When, then?"))
    rows = row("Stamp", "Mouth", "Chatter") + "".join(row(*cells) for cells in talk)
    transcript = read(tmp_path, f"<w:tbl>{rows}</w:tbl>")
    assert " ".join(transcript.words) == "Did it float? It did. When, then?"
    assert [start for _, start, _ in transcript.hints] == [1.0, 3.0, 5.0]


def _raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def _field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}"
    return f"{told}{run(result)}{mark('end')}"


def _form(text: str, properties: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>"


COUNTED = {
    "note marks": (paragraph(run("A boat"), _raised("1"), run(" floats."), _raised("2,3")), "marks of notes", 2),
    "a note": (paragraph(run("A boat floats."), '<w:r><w:footnoteReference w:id="1"/></w:r>'), "footnotes", 1),
    "a note with its own mark": (
        paragraph(run("A boat floats."), '<w:r><w:footnoteReference w:customMarkFollows="1"/><w:t>*</w:t></w:r>'),
        "marks of notes",
        1,
    ),
    "a comment": (paragraph(run("A boat floats."), "<w:r><w:commentReference/></w:r>"), "comments", 1),
    "the number of a page": (paragraph(run("A boat floats. "), _field(" PAGE ", "12")), "page numbers", 1),
    "the number of pages": (
        paragraph(run("A boat floats. "), f'<w:fldSimple w:instr=" NUMPAGES ">{run("12")}</w:fldSimple>'),
        "page numbers",
        1,
    ),
    "a placeholder": (
        _form(paragraph(run("Tap here."), _form(run("And here."), "")), "<w:showingPlcHdr/>")
        + paragraph(run("A boat floats.")),
        "placeholders of forms",
        1,
    ),
    "contents": (
        paragraph(run("Boats"), "<w:r><w:tab/></w:r>", properties='<w:pStyle w:val="TOC1"/>')
        + paragraph(run("A boat floats.")),
        "table of contents",
        2,
    ),
    "a sign of a font": (
        paragraph(run("A boat"), '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', run("floats.")),
        "signs of symbol fonts",
        1,
    ),
    "an inserted file": (paragraph(run("A boat floats.")) + "<w:altChunk/>", "files inserted into the document", 1),
}


@pytest.mark.parametrize("kind", COUNTED)
def test_what_no_one_says_is_counted(tmp_path: Path, kind: str) -> None:
    body, counted, count = COUNTED[kind]
    transcript = read(tmp_path, body)
    assert " ".join(transcript.words) == "A boat floats."
    assert {one.kind: one.count for one in transcript.left_out}[counted] == count


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (paragraph(run("Ten m"), _raised("2"), run(" or 5 km"), _raised("2"), run(".")), "Ten m2 or 5 km2."),
        (paragraph(run("The 5"), _raised("th"), run(" of 10"), _raised("6"), run(".")), "The 5th of 106."),
        (paragraph(run("See "), _field(" HYPERLINK ", "our site"), run(".")), "See our site."),
        (paragraph(run("Hear "), _form(run("me"), "<w:text/>"), run(" out.")), "Hear me out."),
        (
            paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>')
            + paragraph(run("A field without an end.")),
            "A field without an end.",
        ),
    ],
)
def test_what_looks_like_it_is_said(tmp_path: Path, body: str, words: str) -> None:
    transcript = read(tmp_path, body)
    assert (" ".join(transcript.words), transcript.left_out) == (words, ())


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            paragraph(f"<w:r><w:pict><w:txbxContent>{paragraph(run('It floats.'))}</w:txbxContent></w:pict></w:r>"),
            "holds words in text boxes only; move them into the text, or save it as plain text",
        ),
        (
            "<w:altChunk/>",
            "holds words in files inserted into the document only; open it in Word and save it once more",
        ),
        (paragraph(), "holds no words"),
    ],
)
def test_where_the_words_are_that_are_not_read(tmp_path: Path, body: str, problem: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, body)
    assert caught.value.problem == problem


@pytest.mark.parametrize("style", ["Strong", "Stronger"])
def test_labels_that_a_style_makes_bold(tmp_path: Path, style: str) -> None:
    talk = (("Ada", "Did it float?"), ("Ben", "It did."), ("Ada", "When?"), ("Ben", "In May."))
    bold = f'<w:rStyle w:val="{style}"/>'
    transcript = read(tmp_path, "".join(paragraph(run(name, bold), run(f" {text}")) for name, text in talk))
    assert " ".join(transcript.words) == "Did it float? It did. When? In May."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada", "Ben"]


def test_cells_merged_as_older_programs_do(tmp_path: Path) -> None:
    def cell(text: str, merge: str) -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(run(text))}</w:tc>"

    merged = cell("A song.", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("", "<w:hMerge/>")
    talk = row("0:01", "Ada", "It floats.") + row("0:02", "Ben", "It does.")
    end = row("0:09", "Ada", "So it does.")
    transcript = read(tmp_path, f"<w:tbl>{row('Time', 'Speaker', 'Text')}{talk}<w:tr>{merged}</w:tr>{end}</w:tbl>")
    assert " ".join(transcript.words) == "It floats. It does. A song. So it does."


def test_words_in_the_column_of_times_are_counted(tmp_path: Path) -> None:
    talk = row("0:01", "Ada", "It floats.") + row("Part two", "", "") + row("0:02", "Ben", "It does.")
    transcript = read(tmp_path, f"<w:tbl>{row('Time', 'Speaker', 'Text')}{talk}{row('0:03', 'Ada', 'Yes.')}</w:tbl>")
    assert " ".join(transcript.words) == "It floats. It does. Yes."
    assert [(one.kind, one.count) for one in transcript.left_out] == [("cells of other columns", 1)]
