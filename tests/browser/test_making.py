"""A clip made from the page: words, a style seen live, one press; played, repeated by the command, kept in the list."""

from __future__ import annotations

import base64
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from align.media import probe, run_ffmpeg

from .conftest import NARROW, Open, Serve, comes_true
from .test_correcting import choose
from .test_looks import axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PATIENCE = 120_000
"""Milliseconds: a clip is encoded on a machine that may be busy."""

DRAWN = """(() => {
  const canvas = document.querySelector('.clip-stage canvas.captions');
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 200);
})()"""


def open_maker(page: Page) -> None:
    """The first two of three actions: words, and the dialog that knows the last style."""
    choose(page, "Nobody")
    choose(page, "edit;", extend=True)
    page.get_by_role("button", name="Make clip").click()
    page.wait_for_selector("#maker .main:not(:disabled)", timeout=PATIENCE)


def test_three_actions_make_a_clip_that_plays(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url)
    open_maker(page)
    comes_true(page, DRAWN)
    page.get_by_role("button", name="Make", exact=True).click()
    page.wait_for_selector(".clip-result:not([hidden])", timeout=PATIENCE)
    comes_true(page, "document.querySelector('.clip-result').readyState >= 2")
    command = shlex.split(page.locator("#maker pre").inner_text())
    assert command[:2] == ["pullquote", "clip"]
    assert {"highlight", "9:16", "--audiogram"} <= set(command)
    (made,) = path.with_name("clips").glob("*.mp4")
    film = probe(made).video
    assert film is not None
    assert (film.width, film.height) == (1080, 1920)
    listed = path.with_name("talk.selects.csv").read_text()
    assert "hears a good edit;" in listed
    assert listed.rstrip().endswith("9:16,highlight")


SEEN = """async (at) => {
  const film = document.querySelector('.clip-stage video');
  film.currentTime += at;
  await new Promise((ready) => film.addEventListener('seeked', ready, {once: true}));
  await new Promise((ready) => requestAnimationFrame(() => requestAnimationFrame(ready)));
  const all = document.createElement('canvas');
  const parts = [...document.querySelectorAll('.clip-stage canvas')];
  Object.assign(all, {width: parts[0].width, height: parts[0].height});
  for (const part of parts) all.getContext('2d').drawImage(part, 0, 0);
  return all.toDataURL('image/png').split(',')[1];
}"""


def test_what_is_seen_before_is_what_is_made(path: Path, serve: Serve, visit: Open, tmp_path: Path) -> None:
    page = visit(serve(path).url, silent=False)
    open_maker(page)
    with page.expect_response("**/preview", timeout=PATIENCE):
        page.locator("#clip-title").fill("Nobody hears a good edit")
    page.wait_for_timeout(500)
    comes_true(page, DRAWN)
    (tmp_path / "seen.png").write_bytes(base64.b64decode(page.evaluate(SEEN, 1.0)))
    page.get_by_role("button", name="Make", exact=True).click()
    page.wait_for_selector(".clip-result:not([hidden])", timeout=PATIENCE)
    (made,) = path.with_name("clips").glob("*.mp4")
    size = (270, 480)
    seen, rendered = (
        np.frombuffer(run_ffmpeg(["-v", "error", *given, *raw_frame(size)]).stdout, np.uint8).astype(int)
        for given in (["-i", str(tmp_path / "seen.png")], ["-ss", "1.0", "-i", str(made)])
    )
    apart = np.abs(seen - rendered).reshape(size[1], size[0], 3).max(axis=2)
    assert (apart > 60).mean() < 0.004
    assert apart.mean() < 4


def raw_frame(size: tuple[int, int]) -> list[str]:
    """Arguments for one small frame as bytes."""
    shown = f"scale={size[0]}:{size[1]}:flags=area,format=rgb24"
    return ["-frames:v", "1", "-vf", shown, "-f", "rawvideo", "-"]


def test_style_shape_and_size_are_seen_at_once_and_remembered(path: Path, serve: Serve, visit: Open) -> None:
    # Reading the canvas back again and again is what Chromium remarks on.
    page = visit(serve(path).url, silent=False)
    page.locator("#transcript").focus()
    open_maker(page)
    comes_true(page, "document.querySelector('.clip-stage canvas.captions').height === 1920")
    page.locator("#clip-aspect").select_option("1:1")
    comes_true(page, "document.querySelector('.clip-stage canvas.captions').height === 1080")
    for style in ("burst", "karaoke", "box", "lower-third"):
        page.locator("#clip-style").select_option(style)
        comes_true(page, DRAWN)
    page.locator("#clip-style").select_option("none")
    comes_true(page, f"!{DRAWN}")
    page.get_by_role("button", name="Close").last.click()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    open_maker(page)
    assert page.locator("#clip-aspect").input_value() == "1:1"
    assert page.locator("#clip-style").input_value() == "none"


def test_what_cannot_be_made_is_said_in_the_dialog(path: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(path).url, silent=False)
    choose(page, "falls.")
    page.keyboard.press("e")
    page.wait_for_selector("#maker .line.bad", timeout=PATIENCE)
    assert "no times" in page.locator("#maker .line").inner_text()
    assert page.get_by_role("button", name="Make", exact=True).is_disabled()


@pytest.mark.parametrize("dark", [False, True])
def test_axe_is_content_with_the_maker(path: Path, serve: Serve, visit: Open, dark: bool) -> None:
    server = serve(path)
    page = visit(server.url, dark=dark)
    open_maker(page)
    assert axe(page) == []
    narrow = visit(server.url, NARROW, dark=dark)
    choose(narrow, "Nobody")
    narrow.keyboard.press("e")
    narrow.wait_for_selector("#maker .main:not(:disabled)", timeout=PATIENCE)
    assert narrow.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    assert axe(narrow) == []
