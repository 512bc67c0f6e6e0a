"""The report of a batch: worst first, as a page without a network, as CSV and as JSON."""

from __future__ import annotations

import importlib.resources
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

__all__ = ["severity", "summary", "whole_of", "write_report"]

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
    files = {
        "report.html": page(whole, reviewed(store)),
        "report.csv": table(whole.entries),
        "report.json": document(whole),
    }
    for name, parts in files.items():
        store.write_lines(name, parts)
    return tuple(f"{store}/{name}" for name in files)


def whole_of(entries: Sequence[Entry], unpaired: Sequence[Unpaired] = ()) -> Whole:
    """Order entries by severity, the most severe first, alike ones by id, and sum up."""
    told = sorted((-severity(entry.code, entry.read()), entry.id, k) for k, entry in enumerate(entries))
    ordered = [entries[k] for _, _, k in told]
    return Whole(ordered, unpaired, summary(entries), [-each for each, _, _ in told])


def severity(code: int, facts: Mapping[str, Any]) -> float:
    """Return how much an episode asks to be looked at, 0..1: 1 failed; else its share of words in doubt or absent,
    and of sound that nobody transcribed.
    """
    if code:
        return 1.0
    bad = (facts["doubtful"] + facts["absent"]) / max(1, facts["words"])
    unscripted = facts["unscripted"] / max(1.0, facts["duration"])
    return float(round(min(0.99, bad + 0.5 * unscripted), 4))


def summary(entries: Iterable[Entry]) -> dict[str, Any]:
    """Sum up what the whole comes to."""
    count, done, seconds = 0, 0, 0.0
    sums = {"words": 0, "doubtful": 0, "absent": 0}
    for entry in entries:
        count += 1
        if entry.code == 0:
            facts = entry.read()
            done += 1
            seconds += facts["duration"]
            for name in sums:
                sums[name] += facts[name]
    return {"episodes": count, "failed": count - done, "hours": round(seconds / 3600, 2), **sums}


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as a flat row, with its places."""
    facts = entry.read()
    severe = severity(entry.code, facts)
    own = {"id": entry.id, "code": entry.code, "reason": entry.reason, "severity": severe}
    own["warnings"] = "; ".join(facts.get("warnings", ()))
    return {**{name: own.get(name, facts.get(name, "")) for name in COLUMNS}, "places": facts.get("places", [])}


def table(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the rows as CSV; a cell that a spreadsheet would run is text there."""
    yield table_text([COLUMNS])
    for entry in entries:
        yield table_text([list(row_of(entry).values())[: len(COLUMNS)]])


def document(whole: Whole) -> Iterator[str]:
    """Yield the rows with their worst places, and the whole, as JSON: an episode a line."""
    left = [{"path": str(each.path), "reason": each.reason} for each in whole.unpaired]
    yield f'{{"summary": {compact_json(dict(whole.summary))},\n"episodes": [\n'
    yield from _joined((compact_json(row_of(entry)) for entry in whole.entries), ",\n")
    yield f'\n],\n"unpaired": {compact_json(left)}}}\n'


def page(whole: Whole, pages: Collection[str] = ()) -> Iterator[str]:
    """Yield the report as one HTML file that needs nothing else; the rows are data that its script lays out.

    `pages`: the review pages that there are, as addresses in the report's folder.
    """
    static = importlib.resources.files("catalogue").joinpath("report_page.html").read_text(encoding="utf-8")
    left = "".join(f"<li><b>{html_text(each.path.name)}</b> {html_text(each.reason)}</li>" for each in whole.unpaired)
    sums = whole.summary
    told = (
        f"{sums['episodes']} episodes, {sums['failed']} failed, {sums['hours']} hours, {sums['words']} words,"
        f" {sums['doubtful']} doubtful, {sums['absent']} absent"
    )
    before, after = filled(
        static,
        {
            "SUMMARY": html_text(told),
            "FIRST": html_text(_first(whole.entries)),
            "BANDS": _bands(whole.severities),
            "UNPAIRED": f"<h2>Left out</h2><ul>{left}</ul>" if left else "",
            "PAGES": json_block(sorted(pages)),
            "ROWS": "\0",
        },
    ).split("\0")
    yield f"{before}["
    rows = (_columns(entry, places=k < MOST_PLACES) for k, entry in enumerate(whole.entries))
    yield from _joined(map(json_block, rows), ",\n")
    yield f"]{after}"


def reviewed(store: Store) -> list[str]:
    """Return the addresses of the review pages that lie beside a local batch's documents."""
    if not isinstance(store, FolderStore):
        return []
    return [path.relative_to(store.path).as_posix() for path in store.path.glob("*/*.review.html")]


def _joined(parts: Iterable[str], between: str) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield f"{between}{part}" if number else part


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


def _columns(entry: Entry, *, places: bool) -> list[Any]:
    facts = entry.read()
    shown = [
        [place["start"], f"{clock_text(int(place['start']), places=0)} {place['text']}"]
        for place in (facts.get("places", ()) if places else ())
    ]
    length = clock_text(int(facts["duration"]), places=0) if "duration" in facts else ""
    speed = round(facts["duration"] / facts["seconds"], 1) if facts.get("duration") and facts.get("seconds") else ""
    told = entry.reason or "; ".join(facts.get("warnings", ()))
    values = (
        round(100 * severity(entry.code, facts), 1), entry.id, facts.get("title", ""), entry.code, told, length, facts.get("words", ""), facts.get("doubtful", ""), facts.get("absent", ""),
        facts.get("unscripted", ""), facts.get("score", ""), facts.get("engine", ""), speed,
        facts.get("processor", ""), facts.get("document", ""), shown,
    )  # fmt: skip
    return [value if isinstance(value, int | float | list) else str(value) for value in values]
