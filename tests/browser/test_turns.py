"""Turns on the page: split, joined, moved, given away, named, heard, and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from align.document import Alignment, Mislabelled, Report, Speaker
from align.turns import word_speakers

from .conftest import NARROW, Open, Serve, comes_true, make_document
from .test_correcting import choose, saved, shows, until
from .test_looks import axe, write_static

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def turns(alignment: Alignment) -> list[tuple[int, str | None]]:
    return [(turn.word, turn.name) for turn in alignment.speakers]


def becomes(path: Path, wanted: list[tuple[int, str | None]]) -> Alignment:
    return until(path, lambda alignment: turns(alignment) == wanted)


def test_a_turn_is_split_joined_and_taken_back_by_keys(page: Page, path: Path) -> None:
    choose(page, "moment")
    page.keyboard.press("b")
    after = becomes(path, [(0, "Ada"), (4, "Ben"), (8, "Ben"), (20, "Ada")])
    assert after.speakers[1].manual
    shows(page, ".block:nth-of-type(2) .speaker", "Ben")
    saved(page)
    page.keyboard.press("m")
    becomes(path, [(0, "Ada"), (8, "Ben"), (20, "Ada")])
    saved(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert until(path, lambda a: a == make_document()).speakers == make_document().speakers


def test_the_edge_of_a_turn_moves_by_keys_and_loses_no_step(page: Page, path: Path) -> None:
    choose(page, "find")
    for _ in range(3):
        page.keyboard.press(",")
    after = becomes(path, [(0, "Ada"), (5, "Ben"), (20, "Ada")])
    assert [turn.manual for turn in after.speakers] == [True, True, False]
    page.keyboard.press(".")
    becomes(path, [(0, "Ada"), (6, "Ben"), (20, "Ada")])
    saved(page)
    assert page.locator("#transcript .w.selected").all_inner_texts() == ["keeping."]


def test_words_are_given_by_number(page: Page, path: Path) -> None:
    choose(page, "trick")
    choose(page, "to", extend=True)
    page.keyboard.press("1")
    becomes(path, [(0, "Ada"), (11, "Ben"), (20, "Ada")])
    saved(page)
    choose(page, "find")
    page.keyboard.press("1")
    becomes(path, [(0, "Ada"), (11, "Ada"), (20, "Ada")])


def test_the_tab_tells_the_turn_and_does_what_the_keys_do(page: Page, path: Path) -> None:
    page.get_by_role("tab", name="Speakers").click()
    choose(page, "find")
    shows(page, "#turn-here b", "Ben")
    assert "from the transcript" in page.locator("#turn-here").inner_text()
    page.get_by_role("button", name="A word later").click()
    becomes(path, [(0, "Ada"), (9, "Ben"), (20, "Ada")])
    saved(page)
    assert "set by a person" in page.locator("#turn-here").inner_text()
    choose(page, "falls.")
    field = page.locator("#turn").bounding_box()
    assert field is not None
    assert field["width"] >= 140
    page.locator("#turn").fill("Cleo")
    page.get_by_role("button", name="Says just these").click()
    after = until(path, lambda a: "Cleo" in [turn.name for turn in a.speakers])
    assert word_speakers(after.speakers, len(after.words)).count("Cleo") == 1


def test_each_voice_is_heard_a_stretch_at_a_time(page: Page) -> None:
    page.get_by_role("tab", name="Speakers").click()
    page.get_by_role("button", name="Hear Ben").click()
    comes_true(page, "!document.querySelector('audio').paused")
    comes_true(
        page, "document.querySelector('audio').currentTime >= 5 && document.querySelector('audio').currentTime < 11.5"
    )
    page.get_by_role("button", name="Hear Ada").click()
    comes_true(page, "document.querySelector('audio').currentTime >= 11.5")
    page.get_by_role("button", name="Hear Ada").click()
    comes_true(page, "document.querySelector('audio').currentTime < 5")
    choose(page, "find")
    page.keyboard.press("v")
    comes_true(page, "document.querySelector('#told').textContent.startsWith('Ben at')")


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """The words 9 to 12 of Ben's sound like Ada; a turn is nobody's; one was told by its voice."""
    path = tmp_path / "marked.align.json"
    speakers = (Speaker(0, "Ada"), Speaker(8, "Ben", 0.93), Speaker(20, None, 0.4), Speaker(23, "Ada", manual=True))
    report = Report(mislabelled=(Mislabelled(9, 12, "Ben", "Ada"),))
    replace(make_document(), speakers=speakers, report=report).save(path)
    return path


def go_to(page: Page, issue: str) -> None:
    page.get_by_role("tab", name="Issues").click()
    page.locator("#list-issues .row", has_text=issue).click()


def test_a_label_against_its_voice_is_an_issue_and_is_settled(marked: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(marked).url)
    go_to(page, "Sounds like Ada")
    assert page.locator("#transcript .w.selected").all_inner_texts() == ["is", "to", "find", "it,"]
    page.get_by_role("tab", name="Speakers").click()
    assert "The transcript says Ben; it sounds like Ada." in page.locator("#label-here").inner_text()
    page.get_by_role("button", name="Give it to Ada").click()
    becomes(marked, [(0, "Ada"), (8, "Ben"), (9, "Ada"), (13, "Ben"), (20, None), (23, "Ada")])
    saved(page)
    page.locator("#transcript").focus()
    page.keyboard.press("Control+z")
    until(marked, lambda a: len(a.speakers) == 4)
    saved(page)
    go_to(page, "Sounds like Ada")
    page.keyboard.press("o")
    until(marked, lambda a: a.speakers[1] == Speaker(8, "Ben", None, manual=True))
    saved(page)
    page.get_by_role("tab", name="Issues").click()
    assert page.locator("#list-issues .row", has_text="Sounds like").count() == 0
    go_to(page, "Whose turn?")
    page.keyboard.press("2")
    until(marked, lambda a: word_speakers(a.speakers, len(a.words))[20:23] == ["Ben"] * 3)


def test_margins_are_coloured_and_named(marked: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(marked).url)
    names = page.locator("#transcript .speaker").all_inner_texts()
    assert names == ["Ada", "Ben", "Another speaker", "Ada"]
    colours = page.evaluate("""() => [...document.querySelectorAll('#transcript .block.voiced')].map(
      (block) => getComputedStyle(block.lastElementChild).borderInlineStartColor)""")
    assert colours[0] == colours[-1]
    assert len(set(colours)) == 3
    assert "manual" in (page.locator("#transcript .speaker").last.get_attribute("class") or "")


def test_a_page_without_a_server_shows_and_plays_turns(marked: Path, beeps: Path, tmp_path: Path, visit: Open) -> None:
    before = marked.read_bytes()
    page = visit(write_static(marked, beeps, tmp_path).as_uri())
    assert page.locator("#transcript .speaker").count() == 4
    page.get_by_role("tab", name="Speakers").click()
    page.get_by_role("button", name="Hear Ben").click()
    comes_true(page, "document.querySelector('audio').currentTime >= 5")
    choose(page, "find")
    assert "told by the voice, 93 % sure" in page.locator("#turn-here").inner_text()
    assert page.locator("#begins, #join, #edge-later").count() == 0
    for key in "bm,.1":
        page.keyboard.press(key)
    assert page.locator("#transcript .speaker").count() == 4
    assert marked.read_bytes() == before


@pytest.mark.parametrize("dark", [False, True])
def test_axe_is_content_with_speakers(marked: Path, serve: Serve, visit: Open, dark: bool) -> None:
    page = visit(serve(marked).url, dark=dark)
    go_to(page, "Sounds like Ada")
    page.get_by_role("tab", name="Speakers").click()
    assert axe(page) == []
    narrow = visit(page.url, NARROW, dark=dark)
    narrow.get_by_role("tab", name="Speakers").click()
    assert narrow.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    assert axe(narrow) == []


def test_an_answer_that_is_lost_is_asked_for_once_more(path: Path, serve: Serve, visit: Open) -> None:
    # The browser notes the lost connection in its console.
    page = visit(serve(path).url, silent=False)
    lost: list[object] = []

    def lose(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]  # a route of Playwright
            return
        # The server does it; the page never hears of it.
        lost.append(route.fetch())  # type: ignore[attr-defined]  # a route of Playwright
        route.abort("connectionreset")  # type: ignore[attr-defined]  # a route of Playwright

    page.route("**/edit", lose)
    choose(page, "has")
    page.keyboard.press("o")
    until(path, lambda a: a.words[2].manual)
    saved(page)
    page.wait_for_selector(".w.manual:text('has')")
    assert page.locator("#banner").is_hidden()
    page.keyboard.press("Control+z")
    until(path, lambda a: a == make_document())
