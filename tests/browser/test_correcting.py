"""Correcting: what is done on the page is what stands in the document, and can be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from align.document import Alignment, Word

from .conftest import Open, Serve, make_document

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def saved(page: Page) -> None:
    page.wait_for_selector("#saved[data-state=good]")


def shows(page: Page, where: str, text: str) -> None:
    from playwright.sync_api import expect

    expect(page.locator(where).first).to_have_text(text)


def until(path: Path, holds: Callable[[Alignment], bool]) -> Alignment:
    """The document on disk, once `holds` of it; every state in between must be readable."""
    end = time.monotonic() + 60
    while True:
        document = Alignment.load(path)
        if holds(document):
            return document
        assert time.monotonic() < end, "never saved"
        time.sleep(0.005)


def word(page: Page, text: str) -> Any:
    return page.locator("#transcript .w", has_text=text).first


def choose(page: Page, text: str, *, extend: bool = False) -> None:
    word(page, text).click(modifiers=["Shift"] if extend else [])


def test_a_nudge_is_ten_milliseconds(page: Page, path: Path) -> None:
    choose(page, "recording")
    page.keyboard.press("a")
    after = until(path, lambda a: a.words[1].start == 1.49)
    assert after.words[1] == Word("recording", 1.49, 1.8, None, "aligned", manual=True)
    page.keyboard.press("Shift+F")
    until(path, lambda a: a.words[1].end == 1.85)
    page.get_by_role("button", name="End 10 milliseconds earlier").click()
    until(path, lambda a: a.words[1].end == 1.84)
    assert Alignment.load(path.with_name("talk.align.json.1.bak")) == make_document()
    page.wait_for_selector(".w.manual:text('recording')")


def test_a_key_held_down_loses_no_step(page: Page, path: Path) -> None:
    choose(page, "recording")
    for _ in range(12):
        page.keyboard.press("d")
    until(path, lambda a: a.words[1].end == 1.68)


def drag(page: Page, at: float, to: float, *, shift: bool = False) -> None:
    """Drag in the waveform, whose view begins at 0 and is 8 s wide."""
    box = page.locator("#detail").bounding_box()
    assert box is not None
    y = box["y"] + 70
    page.mouse.move(box["x"] + box["width"] * at / 8, y)
    if shift:
        page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (at + to) / 16, y, steps=3)
    page.mouse.move(box["x"] + box["width"] * to / 8, y, steps=3)
    page.mouse.up()
    if shift:
        page.keyboard.up("Shift")


def test_a_boundary_is_dragged(page: Page, path: Path) -> None:
    drag(page, 1.8, 1.9)
    after = until(path, lambda a: a.words[1].manual)
    assert after.words[1].end == pytest.approx(1.9, abs=0.006)
    assert after.words[2].start == 2.0
    saved(page)
    drag(page, after.words[1].end or 0, 2.6)
    after = until(path, lambda a: a.words[1].end == 2.0)
    assert after.words[2] == make_document().words[2]


def test_boundaries_that_touch_are_dragged_together(page: Page, path: Path) -> None:
    drag(page, 4.0, 3.9)
    after = until(path, lambda a: a.words[5].manual)
    assert after.words[5].end == after.words[6].start == pytest.approx(3.9, abs=0.006)
    assert after.words[6].manual


def test_with_shift_only_one_boundary_is_dragged(page: Page, path: Path) -> None:
    drag(page, 4.0, 3.9, shift=True)
    after = until(path, lambda a: a.words != make_document().words)
    assert (after.words[5].manual, after.words[6].manual).count(True) == 1


def test_absent_said_confirmed(page: Page, path: Path) -> None:
    choose(page, "moment")
    page.keyboard.press("x")
    until(path, lambda a: a.words[4].status == "absent" and a.words[4].manual)
    shows(page, "#inspector .status", "Not in the audio · Checked by a person")
    assert "absent" in (word(page, "moment").get_attribute("class") or "")
    page.keyboard.press("x")
    until(path, lambda a: a.words[4].status == "interpolated" and a.words[4].timed)
    choose(page, "has")
    page.keyboard.press("o")
    after = until(path, lambda a: a.words[2].manual)
    assert replace(after.words[2], manual=False) == make_document().words[2]
    choose(page, "worth")
    page.get_by_role("button", name="Not said").click()
    until(path, lambda a: a.words[5].status == "absent")


def test_a_text_is_corrected(page: Page, path: Path) -> None:
    choose(page, "Every")
    page.keyboard.press("t")
    page.keyboard.type("Any x")
    page.keyboard.press("Enter")
    after = until(path, lambda a: a.words[0].text == "Any")
    assert [w.text for w in after.words[:3]] == ["Any", "x", "recording"]
    assert after.paragraphs == (0, 9, 21)
    saved(page)
    shows(page, ".block:nth-of-type(2) .w", "trick")
    page.keyboard.press("Control+z")
    until(path, lambda a: a == make_document())
    shows(page, ".w", "Every")


def only_nudged(page: Page, path: Path) -> None:
    """Nudge a word; what is saved then holds that and nothing that was done before it."""
    choose(page, "recording")
    page.keyboard.press("a")
    after = until(path, lambda a: a.words[1].start == 1.49)
    words = list(make_document().words)
    words[1] = after.words[1]
    assert after == replace(make_document(), words=tuple(words))


def test_typing_moves_nothing(page: Page, path: Path) -> None:
    choose(page, "Every")
    page.locator("#text").click()
    page.keyboard.type("asdfxonrc ")
    page.keyboard.press("Escape")
    only_nudged(page, path)


def test_undo_and_redo_outlive_a_reload(page: Page, path: Path) -> None:
    choose(page, "has")
    page.keyboard.press("o")
    page.keyboard.press("s")
    edited = until(path, lambda a: a.words[2].start == 2.01)
    saved(page)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Undo").click()
    until(path, lambda a: a.words[2].start == 2.0)
    page.keyboard.press("Control+z")
    until(path, lambda a: a == make_document())
    saved(page)
    assert page.locator("#undo").is_disabled()
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    until(path, lambda a: a == edited)


def test_realigning_goes_through_the_aligner(path: Path, serve: Serve, visit: Open) -> None:
    def later(alignment: Alignment, first: int, last: int) -> Alignment:
        words = [
            replace(w, start=w.span[0] + 0.05, score=0.8) if first <= i < last and w.timed and not w.manual else w
            for i, w in enumerate(alignment.words)
        ]
        return replace(alignment, words=tuple(words))

    page = visit(serve(path, realign=later).url)
    choose(page, "has")
    page.keyboard.press("r")
    until(path, lambda a: a.words[2].start == 2.05 and not a.words[2].manual)
    page.get_by_role("button", name="Re-align").click()
    until(path, lambda a: a.words[2].start == 2.1)


def test_without_an_aligner_the_page_says_so(page: Page) -> None:
    choose(page, "has")
    assert page.get_by_role("button", name="Re-align").is_disabled()


def test_what_cannot_be_done_is_said(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url, silent=False)
    choose(page, "has")
    page.keyboard.press("o")
    saved(page)
    page.keyboard.press("o")
    page.wait_for_selector("#inspector .note:not(:empty)")
    shows(page, "#inspector .note", "these words are confirmed already")


def test_speakers_are_named(page: Page, path: Path) -> None:
    page.get_by_role("tab", name="Speakers").click()
    page.locator("#speaker-0").fill("Ada Byron")
    page.keyboard.press("Enter")
    until(path, lambda a: [s.name for s in a.speakers] == ["Ada Byron", "Ben", "Ada Byron"])
    shows(page, ".block .speaker", "Ada Byron")
    choose(page, "moment")
    page.locator("#turn").fill("Cleo")
    page.get_by_role("button", name="Begins", exact=True).click()
    until(path, lambda a: a.speakers[1].word == 4 and a.speakers[1].name == "Cleo")
    saved(page)
    page.get_by_role("button", name="Join with the one before").click()
    until(path, lambda a: len(a.speakers) == 3)


def test_clips_are_chosen(page: Page, path: Path) -> None:
    choose(page, "Nobody")
    choose(page, "edit;", extend=True)
    page.keyboard.press("c")
    page.wait_for_selector("#list-clips .entry")
    listed = path.with_name("talk.selects.csv")
    assert "hears a good edit;" in listed.read_text()
    assert "pullquote clip" in page.locator("#list-clips pre").inner_text()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_selector("#list-clips .entry", state="detached")
    assert listed.read_text() == "start,end,title,words\n"


def test_words_are_selected_by_sweeping(page: Page) -> None:
    first, last = word(page, "trick").bounding_box(), word(page, "find").bounding_box()
    page.mouse.move(first["x"] + 2, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 2, last["y"] + 10, steps=5)
    page.mouse.up()
    assert page.locator("#inspector .status").inner_text() == "4 words selected"


def test_a_second_tab_and_a_changed_file_are_noticed(path: Path, serve: Serve, visit: Open) -> None:
    server = serve(path)
    one, two = visit(server.url, silent=False), visit(server.url, silent=False)
    choose(one, "has")
    one.keyboard.press("o")
    until(path, lambda a: a.words[2].manual)
    before = path.read_bytes()
    choose(two, "worth")
    two.keyboard.press("x")
    two.wait_for_selector("#banner:not([hidden])")
    assert "another tab" in two.locator("#banner").inner_text()
    assert path.read_bytes() == before
    two.get_by_role("button", name="Load it again").click()
    two.wait_for_selector(".w.manual")
    two.wait_for_selector("html[data-ready]")
    theirs = path.read_text().replace('"Every"', '"Each"')
    path.write_text(theirs)
    two.wait_for_selector("#banner:not([hidden])")
    assert "changed on disk" in two.locator("#banner").inner_text()
    assert path.read_text() == theirs


def test_a_server_that_is_gone_is_noticed(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url, silent=False)
    page.context.set_offline(True)
    choose(page, "has")
    page.keyboard.press("o")
    page.wait_for_selector("#saved[data-state=bad]", timeout=60_000)
    assert "does not answer" in page.locator("#banner").inner_text()


def test_speech_that_needs_no_words_is_dismissed(page: Page, path: Path) -> None:
    page.keyboard.press("n")
    shows(page, "#inspector .stretch-length", "6.0 s of speech without words")
    page.keyboard.press("o")
    shows(page, "#count", "3")
    saved(page)
    document = Alignment.load(path)
    assert [stretch.manual for stretch in document.unscripted] == [False, True]
    assert not any(word.manual for word in document.words)
    page.keyboard.press("Control+z")
    shows(page, "#count", "4")


def test_start_and_end_belong_to_all_selected_words(page: Page, path: Path) -> None:
    choose(page, "and")
    choose(page, "cut", extend=True)
    starts, ends = "#inspector .boundary:nth-of-type(1) output", "#inspector .boundary:nth-of-type(2) output"
    shows(page, starts, "0:07.500")
    shows(page, ends, "0:08.800")
    page.keyboard.press("a")
    shows(page, starts, "0:07.490")
    page.keyboard.press("f")
    shows(page, ends, "0:08.810")
    saved(page)
    words = Alignment.load(path).words
    assert (words[13].start, words[13].end) == (7.49, 7.8)
    assert (words[15].start, words[15].end) == (8.5, 8.81)
