"""The report of a batch: worst first, as a page without a network, as CSV and as JSON."""

from __future__ import annotations

import importlib.resources
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from align.clock import clock_text
from align.html_page import filled, html_text, json_block
from align.json_values import compact_json
from align.spreadsheet import table_text
from catalogue.episodes import Unpaired
from catalogue.ledger import Entry
from catalogue.stores import FolderStore, Store

__all__ = ["Sums", "severity", "summary", "whole_of", "write_report"]

COLUMNS = (
    "id", "title", "code", "reason", "severity", "duration", "words", "doubtful", "absent", "unscripted", "score",
    "language", "engine", "seconds", "processor", "audio", "transcript", "document",
    "warnings",
)  # fmt: skip

BANDS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Shares that ask to be looked at, between which episodes are counted for the report's first table."""

MOST_PLACES = 10_000
"""Episodes, the worst ones, whose places the page has: with those of all a browser would take seconds to open it."""

FIRST = 5
"""Episodes named in the report's first lines."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A report's entries, worst first, and what they come to."""

    entries: Sequence[Entry]
    unpaired: Sequence[Unpaired]
    summary: Mapping[str, Any]
    severities: Sequence[float]


def write_report(store: Store, entries: Sequence[Entry], unpaired: Sequence[Unpaired] = ()) -> tuple[str, ...]:
    """Write `report.html`, `report.csv` and `report.json`, in place of older ones; returns where they are."""
    whole = whole_of(entries, unpaired)
    with (
        store.writing("report.html") as page,
        store.writing("report.csv") as table,
        store.writing("report.json") as document,
    ):
        before, after = page_frame(whole, reviewed(store))
        page.write(f"{before}[")
        table.write(table_text([COLUMNS]))
        document.write(f'{{"summary": {compact_json(dict(whole.summary))},\n"episodes": [\n')
        # All three of each episode at once: reading what the ledger has is what takes the time.
        for number, entry in enumerate(whole.entries):
            facts, between = entry.read(), ",\n" if number else ""
            row = row_of(entry, facts)
            page.write(between + json_block(page_row(entry, facts, places=number < MOST_PLACES)))
            table.write(table_text([list(row.values())]))
            document.write(between + compact_json({**row, "places": facts.get("places", [])}))
        page.write(f"]{after}")
        left = [{"path": str(each.path), "reason": each.reason} for each in unpaired]
        document.write(f'\n],\n"unpaired": {compact_json(left)}}}\n')
    return tuple(f"{store}/report.{kind}" for kind in ("html", "csv", "json"))


def whole_of(entries: Sequence[Entry], unpaired: Sequence[Unpaired] = ()) -> Whole:
    """Order entries by severity, the most severe first, alike ones by id, and sum up."""
    sums, told = Sums(), []
    for number, entry in enumerate(entries):
        facts = entry.read()
        sums.add(entry.code, facts)
        told.append((-severity(entry.code, facts), entry.id, number))
    told.sort()
    return Whole([entries[number] for _, _, number in told], unpaired, sums.summary(), [-each for each, _, _ in told])


def severity(code: int, facts: Mapping[str, Any]) -> float:
    """Return how much an episode asks to be looked at, 0..1: 1 failed; else its share of words in doubt or absent,
    and of sound that nobody transcribed.
    """
    if code:
        return 1.0
    bad = (facts["doubtful"] + facts["absent"]) / max(1, facts["words"])
    unscripted = facts["unscripted"] / max(1.0, facts["duration"])
    return float(round(min(0.99, bad + 0.5 * unscripted), 4))


@dataclass(slots=True)
class Sums:
    """What episodes come to, added one by one."""

    episodes: int = 0
    done: int = 0
    seconds: float = 0.0
    words: int = 0
    doubtful: int = 0
    absent: int = 0

    def add(self, code: int, facts: Mapping[str, Any]) -> None:
        """Add an episode; of one that failed there are no words."""
        self.episodes += 1
        if code == 0:
            self.done += 1
            self.seconds += facts["duration"]
            self.words += facts["words"]
            self.doubtful += facts["doubtful"]
            self.absent += facts["absent"]

    def summary(self) -> dict[str, Any]:
        """Return the sums as the report has them."""
        counts = {"words": self.words, "doubtful": self.doubtful, "absent": self.absent}
        hours = round(self.seconds / 3600, 2)
        return {"episodes": self.episodes, "failed": self.episodes - self.done, "hours": hours, **counts}


def summary(entries: Iterable[Entry]) -> dict[str, Any]:
    """Sum up what the whole comes to."""
    sums = Sums()
    for entry in entries:
        sums.add(entry.code, entry.read() if entry.code == 0 else {})
    return sums.summary()


def row_of(entry: Entry, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with its facts as a flat row."""
    own = {
        "id": entry.id, "code": entry.code, "reason": entry.reason, "severity": severity(entry.code, facts),
        "warnings": "; ".join(facts.get("warnings", ())),
    }  # fmt: skip
    return {name: own[name] if name in own else facts.get(name, "") for name in COLUMNS}


def page_frame(whole: Whole, pages: Collection[str] = ()) -> tuple[str, str]:
    """Return what stands before and behind the rows of the report as one HTML file that needs nothing else.

    The rows are data that its script lays out. `pages`: the review pages that there are, as addresses in its folder.
    """
    static = importlib.resources.files("catalogue").joinpath("report_page.html").read_text(encoding="utf-8")
    left = "".join(f"<li><b>{html_text(each.path.name)}</b> {html_text(each.reason)}</li>" for each in whole.unpaired)
    sums = whole.summary
    told = (
        f"{sums['episodes']} episodes, {sums['failed']} failed, {sums['hours']} hours, {sums['words']} words,"
        f" {sums['doubtful']} doubtful, {sums['absent']} absent"
    )
    before, _, after = static.partition("{{ROWS}}")
    places = {
        "SUMMARY": html_text(told),
        "FIRST": html_text(_first(whole.entries)),
        "BANDS": _bands(whole.severities),
        "UNPAIRED": f"<h2>Left out</h2><ul>{left}</ul>" if left else "",
        "PAGES": json_block(sorted(pages)),
    }
    return filled(before, places), after


def reviewed(store: Store) -> list[str]:
    """Return the addresses of the review pages that lie beside a local batch's documents."""
    if not isinstance(store, FolderStore):
        return []
    return [path.relative_to(store.path).as_posix() for path in store.path.glob("*/*.review.html")]


def _first(ordered: Sequence[Entry]) -> str:
    """Say in a line which episodes to look at first."""
    named = [entry for entry in ordered[:FIRST] if severity(entry.code, entry.read()) > 0]
    if not named:
        return "Nothing asks to be looked at."
    return "Look first at: " + "; ".join(
        f"{entry.id} ({entry.reason})"
        if entry.code
        else f"{entry.id} ({100 * severity(0, entry.read()):.0f}% in doubt)"
        for entry in named
    )


def _bands(severities: Sequence[float]) -> str:
    """Return rows of a table: how many episodes failed, and how many ask for how much of a look."""
    edges = [0.0, *BANDS, 1.0]
    names = [f"{100 * low:.0f} to {100 * high:.0f}%" for low, high in pairwise(edges)]
    counts = [sum(low <= each < high for each in severities) for low, high in pairwise(edges)]
    rows = [("failed", sum(each >= 1 for each in severities)), *reversed(list(zip(names, counts, strict=True)))]
    most = max(1, *(count for _, count in rows))
    return "".join(
        f'<tr><th scope="row">{name}</th><td class="n">{count}</td>'
        f'<td><span class="bar" style="width:{20 * count / most:.2f}rem"></span></td></tr>'
        for name, count in rows
    )


def page_row(entry: Entry, facts: Mapping[str, Any], *, places: bool) -> list[Any]:
    """Return an episode's row for the page's script, in the order of its columns; `places`: whether with its places."""
    shown = [
        [place["start"], f"{clock_text(int(place['start']), places=0)} {place['text']}"]
        for place in (facts.get("places", ()) if places else ())
    ]
    length = clock_text(int(facts["duration"]), places=0) if "duration" in facts else ""
    speed = round(facts["duration"] / facts["seconds"], 1) if facts.get("duration") and facts.get("seconds") else ""
    values = (
        round(100 * severity(entry.code, facts), 1), entry.id, facts.get("title", ""), entry.code,
        entry.reason or "; ".join(facts.get("warnings", ())), length,
        *(facts.get(name, "") for name in ("words", "doubtful", "absent", "unscripted", "score", "engine")),
        speed, facts.get("processor", ""), facts.get("document", ""), shown,
    )  # fmt: skip
    return [value if isinstance(value, int | float | list) else str(value) for value in values]
