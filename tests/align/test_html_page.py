"""Whatever stands in a transcript, a page shows it and does not run it."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from align.html_page import filled, html_text, json_block, page_theme, relative_address


@given(st.text())
def test_no_text_is_markup(text: str) -> None:
    shown = html_text(text)
    assert not {"<", ">", '"', "'"} & set(shown)
    shown.encode("utf-8")


@given(st.text())
def test_data_stays_in_its_block_and_arrives_whole(text: str) -> None:
    block = json_block({"text": text})
    assert "<" not in block
    assert "\u2028" not in block
    assert json.loads(block)["text"].encode("utf-8", "surrogatepass") == text.encode("utf-8", "surrogatepass")


def test_half_a_character_is_spelt() -> None:
    assert json.loads(json_block(["\ud800"])) == ["\ud800"]
    assert html_text("\ud800") == "?"


def test_what_is_filled_in_is_no_place() -> None:
    assert filled("<b>{{TITLE}}</b>{{DATA}}", {"TITLE": "{{DATA}}", "DATA": "1"}) == "<b>{{DATA}}</b>1"


def test_addresses_are_encoded(tmp_path: Path) -> None:
    assert relative_address(tmp_path / "my film #1.mp4", tmp_path / "page.html") == "my%20film%20%231.mp4"
    assert relative_address(tmp_path / "a.mp3", tmp_path / "out" / "page.html") == "../a.mp3"


def test_dark_colours_count_where_they_were_chosen_and_where_the_system_is_dark() -> None:
    theme = page_theme()
    chosen = theme.split(':root[data-theme="dark"] {', 1)[1].split("}", 1)[0]
    system = theme.split('@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {', 1)[1]
    assert system.split("}", 1)[0] == chosen
    assert "--paper: #15181b;" in chosen
    assert theme.count("{") == theme.count("}")
