"""The review page over a whole two-hour episode, in Chromium: opening, frames, highlight, memory, corrections.

The recording is made of tones, one for each of 20,474 words, so that the moment a word is heard is exactly known:
the page's own sound is listened to and compared with the moment at which the word is lit.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment, Chapter, Engine, Media, Speaker, Unscripted, Word
from align.media import run_ffmpeg
from align.realign import realign_words
from benchmarks import text
from benchmarks.context import Report, Settings, say
from benchmarks.scoring import read_known
from benchmarks.tables import Table
from review.recording import open_recording
from review.server import ReviewServer
from review.session import Session

__all__ = ["chromium_path", "frame_gaps", "installed", "opened_page", "page"]

WORDS, WORD, PAUSE = 20_474, 0.2, 0.12
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]

LISTEN = """async (seconds) => {
  const media = document.querySelector('audio');
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = 256;
  context.createMediaElementSource(media).connect(ear);
  ear.connect(context.destination);
  await context.resume();
  const heard = [], seen = [], samples = new Float32Array(256);
  let loud = false;
  const timer = setInterval(() => {
    ear.getFloatTimeDomainData(samples);
    const now = samples.some((v) => Math.abs(v) > 0.1);
    if (now && !loud) heard.push(performance.now());
    loud = now;
  }, 1);
  const watch = new MutationObserver((changes) => {
    for (const { target, oldValue } of changes)
      if (target.classList.contains('lit') && !oldValue?.includes('lit')) seen.push(performance.now());
  });
  const what = { subtree: true, attributeFilter: ['class'], attributeOldValue: true };
  watch.observe(document.getElementById('transcript'), what);
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  clearInterval(timer);
  watch.disconnect();
  return heard.slice(1, -1).map((h) => Math.min(...seen.map((s) => Math.abs(h - s))));
}"""

FRAMES = """async (seconds) => {
  const box = document.getElementById('transcript');
  const gaps = [];
  let before = await new Promise(requestAnimationFrame);
  const end = before + 1000 * seconds;
  while (before < end) {
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - before);
    before = now;
    EACH_FRAME
  }
  return gaps;
}"""

SCROLL = "box.scrollTop += 6; box.dispatchEvent(new WheelEvent('wheel'));"


def frame_gaps(tab: Any, seconds: float, each_frame: str = "") -> list[float]:
    """Return the milliseconds from each frame that the browser draws to the next.

    Args:
        each_frame: JavaScript run in each frame, in which `box` is the transcript.
    """
    gaps: list[float] = tab.evaluate(FRAMES.replace("EACH_FRAME", each_frame), seconds)
    return gaps


def installed() -> bool:
    """Tell whether Chromium and Playwright are there."""
    return chromium_path() is not None and importlib.util.find_spec("playwright") is not None


def page(settings: Settings) -> Report:
    """Measure what the page costs, and how fast it answers."""
    folder = settings.folder / "review"
    path = _make(folder)
    opened = [_opened(path) for _ in range(max(3, settings.runs))]
    used = _used(path)
    figures: dict[str, Any] = {"opened_ms": opened, **used}
    anew = [_realigned() for _ in range(6)][1:]
    figures["realign_ms"] = anew
    rows: list[Sequence[str | int | float | None]] = [
        ["interactive after opening, ms (median)", statistics.median(opened), 1500],
        ["word lit beside its sound, ms (median)", statistics.median(used["lags_ms"]), 50],
        ["word lit beside its sound, ms (95 in 100)", _at(used["lags_ms"], 0.95), 50],
        ["frame while playing and scrolling, ms (95 in 100)", _at(used["frames_ms"], 0.95), 20],
        ["memory of the page, MB", used["memory_mb"], 300],
        ["key pressed to document on disk, ms (median)", statistics.median(used["saves_ms"]), 200],
        ["key pressed to document on disk, ms (95 in 100)", _at(used["saves_ms"], 0.95), 200],
    ]
    rows.append(["a sentence of 15 words re-aligned, ms (median)", statistics.median(anew), 1000])
    notes = [f"{WORDS:,} words, {WORDS * (WORD + PAUSE) / 60:.0f} minutes of mp3; load {os.getloadavg()[0]:.1f}"]
    return Report([Table("the review page", ["what", "measured", "at most"], rows, notes)], figures)


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def chromium_path() -> str | None:
    """Return the browser of this machine, where there is one."""
    return os.environ.get("PULLQUOTE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def _make(folder: Path) -> Path:
    """Return the document and its recording, made once."""
    path, sound = folder / "tones.align.json", folder / "tones.mp3"
    if not sound.exists():
        say("making two hours of tones ...")
        folder.mkdir(parents=True, exist_ok=True)
        _tones(sound)
    _document(sound).save(path, force=True)
    return path


def _tones(sound: Path) -> None:
    tone = f"0.5*sin(1200*PI*t)*lt(mod(t,{WORD + PAUSE}),{WORD})"
    source = f"aevalsrc='{tone}':s=16000:d={WORDS * (WORD + PAUSE)}"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", source, "-b:a", "64k", "-ar", "44100", str(sound)])


def _document(sound: Path) -> Alignment:
    """Return words of an invented talk with the doubts that a real alignment has."""
    dice = np.random.default_rng(7)
    words = []
    for i, token in enumerate(text.talk(WORDS, dice)):
        start, luck = round(i * (WORD + PAUSE), 3), dice.random()
        end, score = round(start + WORD, 3), round(float(dice.beta(12, 1.2)), 3)
        if luck < 0.01:
            words.append(Word(token, status="absent"))
        else:
            words.append(Word(token, start, end, score, "interpolated" if luck < 0.02 else "aligned"))
    turns = tuple(Speaker(i, ("Ada", "Ben")[n % 2]) for n, i in enumerate(range(0, WORDS, 87)))
    return Alignment(
        Media(str(sound), "", round(WORDS * (WORD + PAUSE), 3)),
        "en",
        Engine("made", "1"),
        tuple(words),
        chapters=tuple(Chapter(f"Chapter {n + 1}", i) for n, i in enumerate(range(0, WORDS, 2300))),
        paragraphs=tuple(range(0, WORDS, 41)),
        lines=tuple(range(0, WORDS, 16)),
        speakers=turns,
        unscripted=tuple(Unscripted(float(t), t + 12.0, "speech") for t in range(300, 6000, 700)),
    )


@contextlib.contextmanager
def opened_page(path: Path) -> Iterator[tuple[Any, Any, float]]:
    """Open a fresh server and a fresh browser: the page, the browser, and milliseconds until the page was
    interactive.
    """
    from playwright.sync_api import sync_playwright

    session = Session(path)
    recording = open_recording(path, session.alignment.media, None)
    server = ReviewServer(session, recording)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            tab.goto(server.url)
            tab.wait_for_selector("html[data-ready]")
            yield tab, browser, tab.evaluate("performance.getEntriesByName('interactive')[0].startTime")
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
        recording.close()


def _opened(path: Path) -> float:
    with opened_page(path) as (_, _, ready):
        return ready


def _used(path: Path) -> dict[str, Any]:
    with opened_page(path) as (tab, browser, _):
        tab.wait_for_timeout(12_000)  # the waveform is there, the machine quiet
        tab.keyboard.press("Space")
        tab.wait_for_timeout(1_000)
        frames = frame_gaps(tab, 15, SCROLL)
        tab.keyboard.press("g")
        lags = tab.evaluate(LISTEN, 20)
        tab.keyboard.press("k")
        saves = [_saved(tab, path) for _ in range(20)]
        memory = _memory(browser)
    for backup in path.parent.glob(f"{path.name}.*.bak"):
        backup.unlink()
    return {"frames_ms": frames, "lags_ms": lags, "saves_ms": saves, "memory_mb": memory}


def _saved(tab: Any, path: Path) -> float:
    """Measure the time from a key to the new document at its place."""
    tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(600)
    before = path.stat().st_ino
    began = time.perf_counter()
    tab.keyboard.press("s")
    while path.stat().st_ino == before and time.perf_counter() - began < 5:
        time.sleep(0.001)
    return 1000 * (time.perf_counter() - began)


def _realigned() -> float:
    """Measure how long a sentence of the sample takes to be found again when its words were spread evenly; the first
    time reads the model.
    """
    samples = Path(__file__).resolve().parent.parent / "samples"
    known = read_known(samples / "gold.tsv")
    words = [Word(k.text, k.start, k.end) if k.start >= 0 else Word(k.text, status="silent") for k in known]
    spread = np.linspace(words[100].start or 0.0, words[115].start or 0.0, 16)
    for i in range(100, 115):
        words[i] = Word(words[i].text, float(spread[i - 100]), float(spread[i - 99]), None, "interpolated")
    document = Alignment(Media("sample.mp3", "", 193.0), "en", Engine("known", "1"), tuple(words))
    began = time.perf_counter()
    realign_words(samples / "sample.mp3", document, 100, 115)
    return 1000 * (time.perf_counter() - began)


def _memory(browser: Any) -> float | None:
    """MB that the page's process holds, shared pages by their share."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = []
    for process in told:
        rollup = Path(f"/proc/{process['id']}/smaps_rollup")
        if process["type"] == "renderer" and rollup.exists():
            lines = dict(line.split(":", 1) for line in rollup.read_text().splitlines()[1:] if ":" in line)
            sizes.append(int(lines["Pss"].split()[0]) / 1000)
    return max(sizes) if sizes else None
