"""The page of before and after a retiming: looked at, heard, ticked, and its list followed by the command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cli import main

from .conftest import NARROW, TEXT, Open, comes_true, make_document, word_times
from .test_looks import axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CUES = 6
"""Of five words each, written two seconds late, the last one twelve."""


@pytest.fixture
def theirs(tmp_path: Path, beeps: Path) -> Path:
    def stamp(seconds: float) -> str:
        return f"00:00:{seconds:06.3f}".replace(".", ",")

    document = make_document(str(beeps))
    words = tuple(
        replace(word, status="aligned", start=a, end=b, score=0.9)
        for word, (a, b) in zip(document.words, word_times(), strict=True)
    )
    replace(document, words=words).save(tmp_path / "talk.align.json")
    rows = []
    for k in range(CUES):
        first, last = word_times()[5 * k], word_times()[5 * k + 4]
        late = 12.0 if k == CUES - 1 else 2.0
        times = f"{stamp(first[0] + late)} --> {stamp(last[1] + late)}"
        rows.append(f"{k + 1}\n{times}\n{' '.join(TEXT[5 * k : 5 * k + 5])}\n")
    (tmp_path / "theirs.srt").write_text("\n".join(rows))
    return tmp_path / "theirs.srt"


def retime(theirs: Path, *more: object) -> int:
    fixed = [theirs, theirs.with_name("talk.align.json"), "-o", theirs.with_name("right.srt"), "--force"]
    return CliRunner().invoke(main, ["retime", *map(str, [*fixed, *more])]).exit_code


@pytest.fixture
def address(theirs: Path) -> str:
    assert retime(theirs, "--page", theirs.with_name("page.html")) == 0
    return theirs.with_name("page.html").as_uri()


def counted(page: Page, words: str) -> None:
    from playwright.sync_api import expect

    expect(page.locator("#count")).to_have_text(words, timeout=30_000)


def test_cues_are_heard_with_both_captions(address: str, visit: Open) -> None:
    page = visit(address)
    assert "largest \u221212.00 s (cue 6)" in page.locator("#summary").inner_text()
    page.get_by_role("button", name="Hear cue 3", exact=True).click()
    comes_true(page, "document.querySelector('audio').currentTime > 5.7")
    page.evaluate("document.querySelector('audio').pause()")
    page.evaluate("document.querySelector('audio').currentTime = 6.2")
    comes_true(page, "document.querySelector('#after').textContent.startsWith('to find')")
    comes_true(page, "document.querySelector('#before').textContent.startsWith('worth keeping')")
    page.get_by_role("button", name="Play", exact=True).click()
    comes_true(page, "!document.querySelector('audio').paused")


def test_what_is_ticked_is_what_moves(address: str, theirs: Path, visit: Open) -> None:
    page = visit(address)
    counted(page, "6 of 6 cues move")
    page.get_by_label("Untick what moves more than").fill("5")
    counted(page, "5 of 6 cues move")
    page.get_by_label("Move cue 2", exact=True).uncheck()
    counted(page, "4 of 6 cues move")
    page.get_by_label("Order").select_option("shift")
    comes_true(page, "document.querySelector('.cue .go')?.innerText === '6'")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the ticked cues").click()
    listed = theirs.with_name(waiting.value.suggested_filename)
    waiting.value.save_as(listed)
    assert page.locator("#command").inner_text().endswith("--force --only theirs.cues.txt")
    assert retime(theirs, "--only", listed) == 0
    old, new = theirs.read_text().split("\n\n"), theirs.with_name("right.srt").read_text().split("\n\n")
    assert [k for k, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b] == [1, 3, 4, 5]


def test_the_page_reads_nothing_but_the_recording(address: str, visit: Open) -> None:
    page = visit(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Play", exact=True).click()
    comes_true(page, "document.querySelector('audio').currentTime > 0.1")
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


@pytest.mark.parametrize("dark", [False, True])
def test_axe_is_content(address: str, visit: Open, dark: bool) -> None:
    page = visit(address, dark=dark)
    page.get_by_label("Move cue 2", exact=True).uncheck()
    assert axe(page) == []
    narrow = visit(address, NARROW, dark=dark)
    assert narrow.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    assert axe(narrow) == []
