"""Looks, reach and safety: hostile text, a wrong token, two widths, two themes, axe, and the page as a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from align.document import Alignment
from cli import main

from .conftest import NARROW, WIDE, Open, Serve, comes_true, make_document
from .test_correcting import only_nudged

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>window.harmed=1</script>",
    "</script><script>window.harmed=2</script>",
    "<img/src=x/onerror=window.harmed=3>",
    "\"quoted'",
    "'><b>bold</b>",
    "{{SCRIPT}}",
    "<!--",
    "]]>",
    "&lt;escaped&amp;",
    "שלום",
    "مرحبا‏",
    "\u202egnp.exe",
    "a\u0301",
    "👩‍👩‍👧",
    "${window.harmed=4}",
    "\u2028",
    "x" * 300,
    "javascript:window.harmed=5",
    "__proto__",
    "constructor",
]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.align.json"
    document = make_document(texts=HOSTILE)
    from dataclasses import replace

    from align.document import Chapter, Speaker

    replace(
        document,
        chapters=(Chapter(HOSTILE[0], 0),),
        speakers=(Speaker(0, HOSTILE[1]), Speaker(9, HOSTILE[9])),
        paragraphs=(0, 9),
        lines=(0, 9),
    ).save(path)
    return path


def axe(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {[n['html'][:120] for n in v['nodes']][:3]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def check_hostile(page: Page) -> None:
    assert page.locator("#transcript .w").all_text_contents() == HOSTILE
    assert page.locator("#transcript h2").text_content() == HOSTILE[0]
    assert page.locator(".speaker").first.text_content() == HOSTILE[1]
    page.locator(".w", has_text="window.harmed=2").click()
    page.get_by_role("tab", name="Speakers").click()
    page.keyboard.press("Escape")
    page.locator("#transcript").focus()
    page.keyboard.press("/")
    page.keyboard.type("שלום")
    page.keyboard.press("Enter")
    assert page.evaluate("window.harmed") is None
    assert page.locator("#transcript script, #transcript img, #transcript b").count() == 0


def test_hostile_text_stays_text(hostile: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(hostile).url)
    check_hostile(page)
    page.locator(".w", has_text="quoted").click()
    page.keyboard.press("t")
    page.keyboard.type("<script>window.harmed=6</script>")
    page.keyboard.press("Enter")
    comes_true(page, "document.querySelectorAll('.w')[3].textContent.includes('harmed=6')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("window.harmed") is None
    assert Alignment.load(hostile).words[3].text == "<script>window.harmed=6</script>"


def test_hostile_text_in_a_file(hostile: Path, beeps: Path, tmp_path: Path, visit: Open) -> None:
    page = visit(write_static(hostile, beeps, tmp_path).as_uri())
    check_hostile(page)


def test_right_to_left_words_stand_in_their_direction(hostile: Path, serve: Serve, visit: Open) -> None:
    page = visit(serve(hostile).url)
    direction = page.evaluate("getComputedStyle(document.querySelectorAll('.block p[dir]:not(.speaker)')[1]).direction")
    assert direction == "rtl"


def test_a_wrong_token_is_refused(path: Path, serve: Serve, chromium: Any) -> None:
    server = serve(path)
    context = chromium.new_context()
    tab = context.new_page()
    wrong = tab.goto(server.url.replace(server.token, "A" * 32))
    assert wrong.status == 403
    assert "recording" not in tab.content()
    context.close()


def write_static(path: Path, beeps: Path, folder: Path) -> Path:
    page = folder / "page.html"
    done = CliRunner().invoke(main, ["review", str(path), "--media", str(beeps), "--static", str(page)])
    assert done.exit_code == 0, done.output
    return page


def test_the_file_plays_without_any_network(path: Path, beeps: Path, tmp_path: Path, visit: Open) -> None:
    page = visit(write_static(path, beeps, tmp_path).as_uri())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.locator(".w", has_text="breath").dblclick()
    comes_true(page, "document.querySelector('audio').currentTime > 10.5")
    assert page.locator("#transcript .lit").count() <= 1
    for key in "asxotrcn":
        page.keyboard.press(key)
    assert page.locator("#saved").inner_text() == "Read only"
    assert not page.locator("#undo").is_visible()
    assert page.locator(".w").first.inner_text() == "Every"
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_and_axe_is_content(path: Path, serve: Serve, visit: Open, size: tuple[int, int], dark: bool) -> None:
    page = visit(serve(path).url, size, dark=dark)
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_selector(".w.selected")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    for inside in ("#play", "#follow", "#help", "#next", "#tab-speakers", "#transcript"):
        box = page.locator(inside).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    if os.environ.get("PULLQUOTE_SHOTS"):
        page.screenshot(path=f"{os.environ['PULLQUOTE_SHOTS']}/{size[0]}-{'dark' if dark else 'light'}.png")
    assert axe(page) == []
    for tab in ("Search", "Clips", "Speakers"):
        page.get_by_role("tab", name=tab).click()
        assert axe(page) == []
    page.locator("#transcript").focus()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_colour_is_never_alone(page: Page) -> None:
    marks = page.evaluate("""() => Object.fromEntries(['low', 'interpolated', 'absent'].map((name) => {
      const style = getComputedStyle(document.querySelector('#transcript .w.' + name));
      return [name, style.textDecorationLine + ' ' + style.textDecorationStyle];
    }))""")
    assert marks == {"low": "underline dotted", "interpolated": "underline dashed", "absent": "line-through solid"}


def test_the_theme_can_be_chosen(page: Page) -> None:
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_single_letters_can_be_switched_off(page: Page, path: Path) -> None:
    letters = page.get_by_label("Single letters are commands")
    page.keyboard.press("?")
    letters.uncheck()
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator(".w").first.click()
    page.keyboard.press("x")
    page.locator("#help").click()
    letters.check()
    page.get_by_role("button", name="Close", exact=True).click()
    only_nudged(page, path)


def test_everything_is_reached_by_tab(page: Page) -> None:
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"undo", "theme", "help", "play", "speed", "follow", "transcript", "next", "tab-issues"} - seen <= {"undo"}


def test_an_empty_document_opens(tmp_path: Path, serve: Serve, visit: Open) -> None:
    from dataclasses import replace

    path = tmp_path / "empty.align.json"
    empty = replace(make_document(), words=(), chapters=(), paragraphs=(), lines=(), speakers=())
    empty.save(path)
    page = visit(serve(path).url)
    for key in ("n", "ArrowRight", "Enter", "x", "o", "[", "t", "c", "a"):
        page.keyboard.press(key)
    assert page.locator("#transcript .w").count() == 0
