"""The page that takes files in: drop, progress, wrong file, closing the tab in the middle, two at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frontdesk.server import DeskServer

from ..frontdesk.conftest import Script, sound, text
from .conftest import NARROW, Open, comes_true
from .test_looks import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["sound", "text"]

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds: the machine may be busy."""

DROP = """([files, where]) => {
  const carried = new DataTransfer();
  for (const [name, type, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  const zone = document.querySelector(where);
  for (const kind of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def desk(tmp_path: Path, script: Script) -> Iterator[DeskServer]:
    (tmp_path / "place").mkdir()
    server = DeskServer(run=script, parent=tmp_path / "place")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.close()
    assert list((tmp_path / "place").iterdir()) == []


def drop(page: Page, *files: tuple[str, str, bytes], where: str = "#drop") -> None:
    from base64 import b64encode

    page.evaluate(DROP, [[[name, kind, b64encode(raw).decode()] for name, kind, raw in files], where])


def wav(path: Path, name: str = "talk.wav") -> tuple[str, str, bytes]:
    return name, "audio/wav", path.read_bytes()


def txt(path: Path, name: str = "talk.txt") -> tuple[str, str, bytes]:
    return name, "text/plain", path.read_bytes()


def align(page: Page, *files: tuple[str, str, bytes]) -> None:
    drop(page, *files)
    page.get_by_role("button", name="Align").click(timeout=PATIENCE)


def job(page: Page, name: str) -> Any:
    return page.get_by_role("article", name=name, exact=True)


def says(page: Page, name: str, words: str) -> None:
    from playwright.sync_api import expect

    expect(job(page, name)).to_contain_text(words, timeout=PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "never true"
        time.sleep(0.01)


def test_what_is_dropped_is_aligned_and_can_be_taken_away(
    desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path, tmp_path: Path
) -> None:
    page = visit(desk.url)
    assert page.get_by_role("button", name="Align").is_disabled()
    align(page, wav(sound), txt(text))
    says(page, "talk.wav", "Working: finding the words, 50 %")
    assert page.get_by_role("progressbar").get_attribute("value") == "0.5"
    says(page, "talk.wav", "You may close this page: the work goes on")
    script.let("talk.wav")
    says(page, "talk.wav", "7 of 7 words found in the recording")
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("link", name="talk.srt").click()
    waiting.value.save_as(tmp_path / "talk.srt")
    assert "Every recording" in (tmp_path / "talk.srt").read_text()
    with page.context.expect_page(timeout=PATIENCE) as opened:
        page.get_by_role("link", name="Check it and make clips").click()
    opened.value.wait_for_selector("html[data-ready]", timeout=PATIENCE)
    assert opened.value.locator("#transcript .w").first.inner_text() == "Every"
    opened.value.close()
    page.get_by_role("button", name="Remove talk.wav and its files").click()
    job(page, "talk.wav").wait_for(state="detached", timeout=PATIENCE)


def test_a_picture_a_text_without_words_and_noise_are_one_line_each(
    desk: DeskServer, visit: Open, sound: Path, text: Path
) -> None:
    page = visit(desk.url, silent=False)
    drop(page, ("photo.png", "image/png", b"\x89PNG"))
    assert page.get_by_role("alert").inner_text() == "photo.png is a picture; a recording and a text are needed."
    assert page.get_by_role("button", name="Align").is_disabled()
    align(page, ("noise.mp3", "audio/mpeg", b"this is not sound at all" * 50), txt(text))
    says(page, "noise.mp3", "noise.mp3: ")
    align(page, wav(sound, "good.wav"), ("binary.txt", "text/plain", b"\x89PNG\r\n\x1a\n" + bytes(64)))
    says(page, "good.wav", "binary.txt: ")
    lines = page.locator(".job.failed .line").all_inner_texts()
    assert len(lines) == 2
    assert not any("\n" in line or "pullquote-start" in line for line in lines)


def test_a_run_that_fails_says_why(desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path) -> None:
    page = visit(desk.url)
    align(page, wav(sound, "wrong.wav"), txt(text))
    script.let("wrong.wav")
    says(page, "wrong.wav", "talk.txt: belongs to another recording")


def test_closing_the_tab_while_it_works_keeps_the_job(
    desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path
) -> None:
    page = visit(desk.url)
    align(page, wav(sound), txt(text))
    says(page, "talk.wav", "You may close this page: the work goes on, and this address shows it.")
    page.close()
    script.let("talk.wav")
    until(lambda: desk.desk.jobs()[0].state == "done")
    again = visit(desk.url)
    says(again, "talk.wav", "7 of 7 words found")


def test_closing_the_tab_while_files_are_sent_stops_the_job_and_says_so(
    desk: DeskServer, chromium: Browser, visit: Open, text: Path
) -> None:
    # A gigabyte that is never sent whole: the file is sparse, and the tab is closed as soon as some of it has come.
    large = text.with_name("large.wav")
    with large.open("wb") as out:
        out.truncate(1 << 30)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(desk.url)
    page.wait_for_selector("html[data-ready]")
    page.locator("#picker").set_input_files([large, text])
    page.get_by_role("button", name="Align").click(timeout=PATIENCE)
    until(lambda: any(each.come.get("recording", 0) > 0 for each in desk.desk.jobs()))
    says(page, "large.wav", "Keep this page open until the files have been sent; closing it stops the job.")
    context.close()
    until(lambda: desk.desk.jobs()[0].state == "stopped")
    again = visit(desk.url)
    says(again, "large.wav", "stopped: the page was closed before large.wav had arrived; drop the files again")
    assert not desk.desk.jobs()[0].folder.exists()


def test_two_are_worked_on_at_once_and_a_third_waits(
    desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path
) -> None:
    pages = [visit(desk.url), visit(desk.url)]
    align(pages[0], wav(sound, "one.wav"), txt(text))
    align(pages[1], wav(sound, "two.wav"), txt(text))
    for page in pages:
        says(page, "one.wav", "50 %")
        says(page, "two.wav", "50 %")
    align(pages[0], wav(sound, "three.wav"), txt(text))
    says(pages[1], "three.wav", "Two are worked on at a time.")
    pages[1].get_by_role("button", name="Stop one.wav").click()
    says(pages[0], "one.wav", "stopped, as you asked")
    says(pages[0], "three.wav", "50 %")
    for name in ("two.wav", "three.wav"):
        script.let(name)
    for name in ("two.wav", "three.wav"):
        says(pages[0], name, "7 of 7 words found")
    assert script.most == 2


def test_hostile_names_stay_text(desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path) -> None:
    page = visit(desk.url)
    name = "<img src=x onerror=window.harmed=1>.wav"
    align(page, wav(sound, name), txt(text, "'\"><script>window.harmed=2<script>.txt"))
    until(lambda: bool(script.begun))
    script.let(script.begun[0])
    comes_true(page, "document.querySelector('.job.done') !== null")
    assert page.evaluate("window.harmed") is None
    assert page.locator("#jobs img, #jobs script").count() == 0


@pytest.mark.parametrize("dark", [False, True])
def test_axe_is_content(desk: DeskServer, script: Script, visit: Open, sound: Path, text: Path, dark: bool) -> None:
    page = visit(desk.url, dark=dark)
    assert axe(page) == []
    align(page, wav(sound), txt(text))
    says(page, "talk.wav", "50 %")
    assert axe(page) == []
    script.let("talk.wav")
    says(page, "talk.wav", "7 of 7")
    assert axe(page) == []
    narrow = visit(desk.url, NARROW, dark=dark)
    says(narrow, "talk.wav", "7 of 7")
    assert narrow.evaluate("document.documentElement.scrollWidth") == NARROW[0]
