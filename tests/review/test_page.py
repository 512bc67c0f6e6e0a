"""The page: hostile text stays text, and the single file asks for nothing."""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Alignment, Engine, Media, Word
from review import page
from review.issues import find_issues

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--",
    "{{SCRIPT}}",
    "\u2028",
    "'\"`&amp;",
    "\u202eslash",
    "]]>",
    "\\u003c",
)


def written(text: str) -> str:
    document = Alignment(Media(f"{text}/{text}", "", 1.0), "en", Engine("t", "1"), (Word(text, 0.0, 0.5, 0.9),))
    return page.static_page(page.document_data(document, []), b"\x01\xff")


def block(text: str) -> Any:
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, flags=re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_it_is(text: str) -> None:
    made = written(text)
    assert block(made)["words"]["text"] == [text]
    assert made.count("<script") == written("plain").count("<script")
    assert "alert(1)</script>" not in made
    assert f"<title>{html.escape(text.split('/')[-1].split(chr(92))[-1])} – review</title>" in made


@given(st.text(st.characters(exclude_categories=[]), min_size=1))
def test_any_text_arrives_as_it_is(text: str) -> None:
    document = Alignment(Media("x", "", 1.0), "en", Engine("t", "1"), (Word(text),))
    made = page.served_page(page.document_data(document, []))
    made.encode("utf-8")
    titled = Alignment(Media(text, "", 1.0), "en", Engine("t", "1"), ())
    page.served_page(page.document_data(titled, [])).encode("utf-8")
    assert block(made)["words"]["text"] == [text]


def test_the_data_is_the_document(document: Alignment) -> None:
    data = block(page.served_page(page.document_data(document, find_issues(document), media="media")))
    assert data["words"]["start"] == [1000, 1300, None, 2000, None, None, 6000, 6250]
    assert data["words"]["status"] == "aasaxxai"
    assert data["structure"]["speakers"] == [[0, "Ada", None, False], [4, None, None, False], [6, "Ada", None, False]]
    assert data["structure"]["unscripted"] == [[2800, 5800, "speech", False], [7000, 9000, "music", False]]
    assert data["issues"][0] == ["speech", 6, 6, 2800, 5800, 7.5, ""]
    assert data["media"] == "media"


def test_the_single_file_asks_for_nothing(document: Alignment) -> None:
    made = page.static_page(page.document_data(document, [], media="a.mp3"), b"\x00\x7f")
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", made, flags=re.DOTALL)
    assert "https://" not in markup
    assert "http://" not in markup
    assert re.findall(r'(?:src|href)="(?!data:)', markup) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "connect-src" not in policy[1]
    assert "unsafe" not in policy[1]
    assert block(made)["readOnly"] is True
    assert base64.b64decode(block(made)["peaks"]) == b"\x00\x7f"


def test_modules_are_all_there_and_in_order() -> None:
    seen: list[str] = []
    for name in page.MODULES:
        imports = re.findall(r'^import .* from "\./(\w+\.js)";$', page.asset(name), flags=re.MULTILINE)
        assert set(imports) <= set(seen), name
        assert len(re.findall(r"\bimport\b.*from", page.asset(name))) == len(imports), name
        seen.append(name)
    assert not re.search(r"^(import|export)\b", page.asset("page.js"), flags=re.MULTILINE)


def test_no_text_can_become_markup() -> None:
    for name in page.MODULES:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", page.asset(name)
        )


def test_a_windows_path_shows_its_name(document: Alignment) -> None:
    there = replace(document, media=replace(document.media, path="C:\\talks\\one.mp3"))
    assert page.document_data(there, [])["title"] == "one.mp3"
