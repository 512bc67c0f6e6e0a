"""XML of others is read without entities of its own, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from align.xml_text import read_xml


def read(path: Path, text: str) -> str | None:
    path.write_text(text, encoding="utf-8")
    return read_xml(path, entities="which nobody needs", otherwise="is no list").text


def test_text_and_its_signs_arrive(tmp_path: Path) -> None:
    assert read(tmp_path / "a.xml", "<a>one &amp; two</a>") == "one & two"


@pytest.mark.parametrize("declared", ['<!ENTITY e "x">', '<!entity e SYSTEM "file:///etc/hostname">'])
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    with pytest.raises(FileProblem, match="declares entities of its own, which nobody needs; it is not read"):
        read(tmp_path / "a.xml", f"<!DOCTYPE a [{declared}]><a>&e;</a>")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty"), ("words", "is no list"), ("<a>", "is no list"), ("<a>&nosuchsign;</a>", "is no list")],
)
def test_anything_else_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FileProblem, match=message):
        read(tmp_path / "a.xml", text)


def test_signs_by_their_html_names_are_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.xml", "<r>Caf&eacute;&nbsp;No&#46; 5 &amp; &lt;b&gt;</r>") == "Caf\u00e9\u00a0No. 5 & <b>"
