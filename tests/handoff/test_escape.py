from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.escape import (
    csv_field,
    edl_text,
    ffmetadata_text,
    file_url,
    marker_text,
    one_line,
    tab_field,
    textgrid_text,
)

ANY = st.text(st.characters(), max_size=60)


@given(ANY)
def test_one_line_is_one_line_that_utf8_and_xml_can_hold(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip() == one_line(line)
    line.encode("utf-8")
    assert all(sign >= " " and sign not in "\ufffe\uffff" for sign in line)


def test_one_line_keeps_what_people_write() -> None:
    assert one_line("  a\r\n\tb\u2028c\x85d\x00  ") == "a b c d\ufffd"
    assert one_line("“Quotes” – שלום 👍🏽 e\u0301") == "“Quotes” – שלום 👍🏽 e\u0301"
    assert one_line("abcdef", 4) == "abc…"


@given(ANY)
def test_comma_separated_fields_come_back(text: str) -> None:
    row = f"R1,{csv_field(text)},0:01.000\n"
    assert list(csv.reader(io.StringIO(row), strict=True)) == [["R1", tab_field(text), "0:01.000"]]


@given(ANY)
def test_no_field_of_a_table_is_a_formula(text: str) -> None:
    assert not tab_field(text).startswith(("=", "+", "-", "@", "\t"))
    assert tab_field(text).removeprefix("'" if one_line(text)[:1] in tuple("=+-@") else "") == one_line(text)
    assert tab_field("=cmd|'/c calc'!A0") == "'=cmd|'/c calc'!A0"


@given(ANY)
def test_marker_text_has_no_field_signs_and_no_leading_digit(text: str) -> None:
    made = marker_text(text)
    assert "|" not in made
    assert not made[:1].isdigit()


@given(ANY)
def test_ffmetadata_text_comes_back(text: str) -> None:
    made = ffmetadata_text(text)
    plain, escaped = "", False
    for sign in made:
        assert escaped or sign not in "=;#"
        escaped = sign == "\\" and not escaped
        plain += "" if escaped else sign
    assert plain.removesuffix(" ") == one_line(text)
    assert not made.endswith("\\")  # ffmpeg would go on in the next line


@given(ANY)
def test_textgrid_strings_come_back(text: str) -> None:
    made = textgrid_text(text)
    assert made[0] == made[-1] == '"'
    assert made[1:-1].replace('""', "").count('"') == 0
    assert made[1:-1].replace('""', '"') == one_line(text)


def test_edl_text_is_cut_at_its_limit() -> None:
    assert len(edl_text("x" * 500)) == 200


@pytest.mark.slow
@given(
    st.lists(st.text(st.characters(blacklist_characters="/\x00", blacklist_categories=["Cs"]), min_size=1), min_size=1)
)
def test_file_addresses_come_back(parts: list[str]) -> None:
    path = Path("/", *[part for part in parts if part not in (".", "..")])
    url = file_url(path, "localhost")
    assert url.isascii()
    assert urlsplit(url).hostname == "localhost"
    assert unquote_to_bytes(urlsplit(url).path) == str(path).encode()
