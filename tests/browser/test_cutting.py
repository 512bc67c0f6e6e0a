"""Cuts on the page: struck, passed over, taken back, and saved, with a server and without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edits.cut_list import kept_runs
from review.cuts import read_cuts

from .conftest import Open, Serve, make_document, word_times
from .test_looks import write_static

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HEARD = """async ([from, to]) => {
  const media = document.querySelector('audio');
  const seen = [];
  while (!media.paused) await new Promise((done) => setTimeout(done, 10));
  media.currentTime = from;
  await new Promise((done) => media.addEventListener('seeked', done, { once: true }));
  media.play();
  const begun = performance.now();
  while (performance.now() - begun < 30000 && !(seen.at(-1) > to)) {
    await new Promise((done) => setTimeout(done, 10));
    seen.push(media.currentTime);
  }
  media.pause();
  return seen;
}"""
"""The seconds that are passed through from one on, once the word that was clicked has been heard."""


STOPPED = """() => document.querySelector('audio').addEventListener('pause', () => {
  document.documentElement.dataset.stopped = 'yes';
})"""

GOES = 3
"""How often it is listened to at most: a page that gets no processor time for a moment cannot leap in it."""


def word(page: Page, text: str) -> Any:
    return page.locator("#transcript .w", has_text=text).first


def cut(page: Page, first: str, last: str) -> None:
    word(page, first).click()
    word(page, last).click(modifiers=["Shift"])
    page.keyboard.press("Delete")
    page.wait_for_selector("#list-cuts .entry")


def assert_passed_over(page: Page) -> None:
    """The words from "trick" to "find" (8 to 11) are struck and not heard; a busy machine may need another go."""
    assert page.locator("#transcript .w.struck").all_inner_texts() == ["trick", "is", "to", "find"]
    times = word_times()
    for _ in range(GOES):
        seen = page.evaluate(HEARD, [times[5][0], times[13][0]])
        assert max(seen) > times[13][0]
        gone = [t for t in seen if times[8][0] + 0.05 < t < times[11][1] - 0.05]
        if not gone:
            break
    assert not gone


def test_cuts_are_passed_over_in_a_tab_that_draws_no_frames(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url)
    cut(page, "trick", "find")
    page.evaluate("window.requestAnimationFrame = () => 1")
    assert_passed_over(page)


def test_a_stretch_stops_in_a_tab_that_draws_no_frames(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url)
    page.evaluate("window.requestAnimationFrame = () => 1")
    page.evaluate(STOPPED)
    word(page, "trick").click()
    page.wait_for_selector("html[data-stopped]")
    assert page.evaluate("document.querySelector('audio').currentTime") == pytest.approx(word_times()[8][0])


def test_cuts_are_struck_passed_over_and_taken_back(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url)
    cut(page, "trick", "find")
    listed = path.with_name("talk.cuts.csv")
    assert len(read_cuts(listed)) == 1
    assert "pullquote edit" in page.locator("#list-cuts pre").inner_text()
    assert_passed_over(page)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#transcript .w.struck").count() == 4
    word(page, "trick").click()
    page.keyboard.press("Delete")
    page.wait_for_selector("#list-cuts .entry", state="detached")
    assert page.locator("#transcript .w.struck").count() == 0
    assert read_cuts(listed) == ()


def test_a_page_without_a_server_cuts_and_hands_out_the_list(
    path: Path, beeps: Path, tmp_path: Path, visit: Open
) -> None:
    page = visit(write_static(path, beeps, tmp_path).as_uri())
    cut(page, "trick", "find")
    assert_passed_over(page)
    page.get_by_role("tab", name="Cuts").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the edit list").click()
    saved = tmp_path / "saved.cuts.csv"
    waiting.value.save_as(saved)
    gone = {k for k, _ in make_document().timed()}
    for run in kept_runs(make_document(), read_cuts(saved)):
        gone -= set(range(run.first, run.last + 1))
    assert {make_document().words[k].text for k in gone} == {"trick", "is", "to", "find"}
