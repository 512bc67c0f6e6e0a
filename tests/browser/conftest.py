"""Chromium over the real page: a document whose words are beeps, and a log in which nothing may appear."""

from __future__ import annotations

import os
import shutil
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from align.document import Alignment, Chapter, Engine, Media, Speaker, Unscripted, Word
from review.edits import Realign
from review.recording import open_recording
from review.server import ReviewServer
from review.session import Session

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, NARROW = (1440, 900), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--autoplay-policy=no-user-gesture-required",
]
RATE = 16000
SECONDS = 40.0
TEXT = (
    "Every recording has a moment worth keeping. The trick is to find it, and to cut it where the breath falls."
    " Nobody hears a good edit; everybody hears a bad one. So we listen twice and move the edge a little"
).split()


def word_times() -> list[tuple[float, float]]:
    return [(round(1.0 + i * 0.5, 3), round(1.0 + i * 0.5 + 0.3, 3)) for i in range(len(TEXT))]


def make_document(media: str = "beeps.wav", texts: list[str] | None = None) -> Alignment:
    """Words of 0.3 s, pauses of 0.2 s; 5 and 6 touch, 10 to 12 are doubtful, 20 is absent, 21 interpolated."""
    words = [Word(t, a, b, 0.95) for t, (a, b) in zip(texts or TEXT, word_times(), strict=False)]
    if len(words) > 22:
        words[5] = Word(words[5].text, 3.5, 4.0, 0.9)
        for i in (10, 11, 12):
            words[i] = Word(words[i].text, words[i].start, words[i].end, 0.2)
        words[20] = Word(words[20].text, status="absent")
        words[21] = Word(words[21].text, words[21].start, words[21].end, None, "interpolated")
    return Alignment(
        Media(media, "", SECONDS),
        "en",
        Engine("test", "1"),
        tuple(words),
        chapters=(Chapter("The edge", 0),),
        paragraphs=(0, 8, 20),
        lines=(0, 8, 15, 20, 30),
        speakers=(Speaker(0, "Ada"), Speaker(8, "Ben"), Speaker(20, "Ada")),
        unscripted=(Unscripted(0.0, 0.9, "music"), Unscripted(24.0, 30.0, "speech")),
    )


@pytest.fixture(scope="session")
def beeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone for as long as each word is said, silence between."""
    path = tmp_path_factory.mktemp("sound") / "beeps.wav"
    at = np.arange(round(SECONDS * RATE)) / RATE
    sound = np.zeros(len(at))
    for start, end in word_times():
        inside = (at >= start) & (at < end)
        sound[inside] = np.sin(2 * np.pi * 700 * at[inside])
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * 20000).astype("<i2").tobytes())
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "talk.align.json"
    make_document().save(path)
    return path


Serve = Callable[..., ReviewServer]


@pytest.fixture
def serve(beeps: Path) -> Iterator[Serve]:
    servers: list[ReviewServer] = []

    def start(path: Path, media: Path | None = None, realign: Realign | None = None) -> ReviewServer:
        session = Session(path, realign)
        recording = open_recording(path, session.alignment.media, media or beeps)
        server = ReviewServer(session, recording)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
        server.recording.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    program = os.environ.get("PULLQUOTE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium: apt-get install chromium, or set PULLQUOTE_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., "Page"]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Open an address and wait until the page is ready; at the end the console must have been silent."""
    said: list[str] = []
    contexts = []

    def go(url: str, size: tuple[int, int] = WIDE, *, dark: bool = False, silent: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=size == NARROW,
        )
        contexts.append(context)
        page = context.new_page()
        if silent:
            page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.goto(url)
        page.wait_for_selector("html[data-ready]")
        return page

    yield go
    for context in contexts:
        context.close()
    assert said == []


def comes_true(page: Page, script: str) -> None:
    """Wait until `script` is true; Playwright's own way needs `eval`, which the page forbids."""
    end = time.monotonic() + 60
    while not page.evaluate(script):
        assert time.monotonic() < end, f"never true: {script}"
        page.wait_for_timeout(10)


@pytest.fixture
def page(path: Path, serve: Serve, visit: Open) -> Page:
    return visit(serve(path).url)
