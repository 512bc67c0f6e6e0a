"""A hundred thousand episodes in a ledger and its report, and millions of words in a library."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from align.cores import usable_cores
from align.document import Alignment, EngineInfo, Media, Word
from benchmarks.context import Report, Settings, say
from benchmarks.measure import run_measured
from benchmarks.review_page import FLAGS, chromium_path, installed
from benchmarks.tables import Table
from catalogue.ledger import Entry, Ledger
from catalogue.library import Library
from catalogue.work import facts_of

__all__ = ["catalogue"]

ENTRIES = 100_000
EPISODES, WORDS = 1_000, 10_000
"""Episodes of a library, and words of each."""

TOGETHER = 250
"""Documents that one call takes in."""

STATUS = (
    "import sys; from pathlib import Path; from catalogue.ledger import Ledger; from catalogue.report import summary;"
    "print(summary(Ledger(Path(sys.argv[1])).all()))"
)
REPORT = (
    "import sys; from pathlib import Path; from catalogue.ledger import Ledger; from catalogue.report import"
    " write_report; from catalogue.stores import FolderStore; out = Path(sys.argv[1]);"
    "write_report(FolderStore(out), Ledger(out).all())"
)
"""What a batch does when all is done: the sums, and the report."""

VOCABULARY = 20_000
SEARCHES = 30


def catalogue(settings: Settings) -> Report:
    """Make both, smaller by `--share`, and ask them."""
    folder = settings.folder / "catalogue"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rng = np.random.default_rng(settings.seed)
    ledger = _ledger(folder, round(ENTRIES * settings.share), rng)
    library = _library(folder, max(2, round(EPISODES * settings.share)), rng)
    shutil.rmtree(folder)
    tables = [Table("ledger and report", ("", ""), ledger), Table("library", ("", ""), library)]
    return Report(tables, {"ledger": ledger, "library": library})


def _document(rng: np.random.Generator, names: list[str], count: int) -> Alignment:
    # Words come as often as in a language: the k-th most frequent one as 1 / k.
    chosen = np.minimum((VOCABULARY ** rng.random(count)).astype(int), VOCABULARY - 1)
    words = tuple(
        Word(names[k], round(at * 0.4, 3), round(at * 0.4 + 0.3, 3), 0.9) for at, k in enumerate(chosen.tolist())
    )
    return Alignment(Media("episode.mp3", "0" * 64, count * 0.4), "en", EngineInfo("made", "1"), words)


def _names(rng: np.random.Generator) -> list[str]:
    parts = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "pan", "der", "lin", "fos"]
    return ["".join(rng.choice(parts, int(rng.integers(1, 4)))) + parts[k % 14] for k in range(VOCABULARY)]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _facts(rng: np.random.Generator) -> dict[str, Any]:
    """Facts as a real episode has them, with three places that ask to be looked at."""
    alignment = _document(rng, _names(rng), 300)
    words = [
        replace(word, status="interpolated") if k % 12 in (3, 4) and k % 100 < 12 else word
        for k, word in enumerate(alignment.words)
    ]
    return facts_of(replace(alignment, words=tuple(words)))


def _ledger(folder: Path, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    say(f"a ledger of {count} episodes ...")
    facts = _facts(rng)
    ledger = Ledger(folder)
    for k in range(count):
        code = 3 if k % 97 == 0 else 0
        reason = "the transcript does not fit the audio" if code else ""
        names = {name: f"/shows/night/episode-{k:06}.{name}" for name in ("audio", "transcript")}
        told = {**facts, **names, "doubtful": k % 50, "title": f"No. {k}", "document": f"e{k}/e{k}.align.json"}
        ledger.put(Entry(f"episode-{k:06}", f"{k:064x}", code, reason, told))
    ledger.close()
    # In processes of their own: this one holds much else.
    status = run_measured([sys.executable, "-c", STATUS, str(folder)])
    report = run_measured([sys.executable, "-c", REPORT, str(folder)])
    page = folder / "report.html"
    return [
        ("episodes", f"{count:,}"),
        ("status, with start-up", f"{status.seconds:.1f} s"),
        ("report, with start-up", f"{report.seconds:.1f} s"),
        ("memory", f"{max(status.peak_mb, report.peak_mb):.0f} MB"),
        ("the page", f"{page.stat().st_size / 1e6:.0f} MB"),
        ("the page opens in", f"{_opening(page):.1f} s" if installed() else "no browser"),
    ]


def _opening(page: Path) -> float:
    """Return seconds until the rows are there, the browser's start not counted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        tab = browser.new_page()
        begun = time.perf_counter()
        tab.goto(page.as_uri())
        tab.wait_for_selector("#rows tr")
        seconds = time.perf_counter() - begun
        browser.close()
    return seconds


def _library(folder: Path, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    say(f"a library of {count * WORDS:,} words ...")
    names = _names(rng)
    library = Library(folder / "library.sqlite")
    spent, quotes, paths = 0.0, [], []
    for k in range(count):
        alignment = _document(rng, names, WORDS)
        paths.append(folder / f"e{k:05}.align.json")
        alignment.save(paths[-1])
        if k % max(1, count // SEARCHES) == 0:
            at = int(rng.integers(0, WORDS - 20))
            quotes.append([word.text for word in alignment.words[at : at + 9]])
        if len(paths) == TOGETHER or k == count - 1:
            spent += _seconds(partial(library.add, paths, workers=usable_cores()))
            for path in paths:
                path.unlink()
            paths = []
    exact = [_seconds(partial(library.search, " ".join(quote))) for quote in quotes]
    found = sum(bool(library.search(" ".join(quote))) for quote in quotes)
    sloppy = [[*quote[:3], "zzyx", *quote[4:]] for quote in quotes]
    near = [_seconds(partial(library.search, " ".join(quote))) for quote in sloppy]
    near_found = sum(bool(library.search(" ".join(quote))) for quote in sloppy)
    library.close()
    size = (folder / "library.sqlite").stat().st_size
    return [
        ("words", f"{count * WORDS:,}"),
        ("added, words a second", f"{count * WORDS / spent:,.0f}"),
        ("a phrase (median, longest)", f"{1000 * statistics.median(exact):.0f} ms, {1000 * max(exact):.0f} ms"),
        ("found", f"{found} of {len(quotes)}"),
        ("a sloppy quote", f"{1000 * statistics.median(near):.0f} ms, {1000 * max(near):.0f} ms"),
        ("found", f"{near_found} of {len(quotes)}"),
        ("the file", f"{size / 1e9:.2f} GB"),
    ]
