"""Word documents as their XML: what is hidden, cut out or deleted by any means is not said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from align.transcript.reader import Transcript, read_transcript

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = """
<w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Note"/></w:style>
<w:style w:type="character" w:styleId="Back"><w:name w:val="Back"/><w:basedOn w:val="Note"/><w:rPr>
 <w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Cut"><w:name w:val="Cut"/><w:rPr><w:strike/></w:rPr></w:style>
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
