"""The report of a batch: worst first, as a page without a network, as CSV and as JSON."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping, Sequence
from typing import Any

from align.clock import clock_text
from align.html_page import html_text, json_block
from align.spreadsheet import table_text
from catalogue.episodes import Unpaired
from catalogue.ledger import Entry
from catalogue.stores import Store

__all__ = ["severity", "summary", "worst_first", "write_report"]

COLUMNS = (
    "id", "title", "code", "reason", "severity", "duration", "words", "doubtful", "absent", "unscripted", "score",
    "language", "engine", "seconds", "audio", "transcript", "document",
)  # fmt: skip


def write_report(store: Store, entries: Sequence[Entry], unpaired: Sequence[Unpaired] = ()) -> tuple[str, ...]:
    """Write `report.html`, `report.csv` and `report.json`, in place of older ones; returns where they are."""
    ordered = worst_first(entries)
    files = {
        "report.html": page(ordered, unpaired),
        "report.csv": table(ordered),
        "report.json": document(ordered, unpaired),
    }
    for name, text in files.items():
        store.write(name, text.encode())
    return tuple(f"{store}/{name}" for name in files)


def worst_first(entries: Sequence[Entry]) -> list[Entry]:
    """Order by severity, the most severe first; alike ones by id."""
    return sorted(entries, key=lambda entry: (-severity(entry), entry.id))


def severity(entry: Entry) -> float:
    """Return how much an episode asks to be looked at, 0..1: 1 failed; else its share of words in doubt or absent,
    and of sound that nobody transcribed.
    """
    if entry.code:
        return 1.0
    facts = entry.facts
    bad = (facts["doubtful"] + facts["absent"]) / max(1, facts["words"])
    unscripted = facts["unscripted"] / max(1.0, facts["duration"])
    return float(round(min(0.99, bad + 0.5 * unscripted), 4))


def summary(entries: Sequence[Entry]) -> dict[str, Any]:
    """Sum up what the whole comes to."""
    done = [entry.facts for entry in entries if entry.code == 0]
    return {
        "episodes": len(entries),
        "failed": len(entries) - len(done),
        "hours": round(sum(facts["duration"] for facts in done) / 3600, 2),
        "words": sum(facts["words"] for facts in done),
        "doubtful": sum(facts["doubtful"] for facts in done),
        "absent": sum(facts["absent"] for facts in done),
    }


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as a flat row."""
    own = {"id": entry.id, "code": entry.code, "reason": entry.reason, "severity": severity(entry)}
    return {name: own.get(name, entry.facts.get(name, "")) for name in COLUMNS}


def table(entries: Sequence[Entry]) -> str:
    """Return the rows as CSV; a cell that a spreadsheet would run is text there."""
    return table_text([COLUMNS, *(list(row_of(entry).values()) for entry in entries)])


def document(entries: Sequence[Entry], unpaired: Sequence[Unpaired]) -> str:
    """Return the rows with their worst places, and the whole, as JSON."""
    rows = [{**row_of(entry), "places": entry.facts.get("places", [])} for entry in entries]
    left = [{"path": str(each.path), "reason": each.reason} for each in unpaired]
    whole = {"summary": summary(entries), "episodes": rows, "unpaired": left}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def page(entries: Sequence[Entry], unpaired: Sequence[Unpaired]) -> str:
    """Return the report as one HTML file that needs nothing else; the rows are data that its script lays out."""
    static = importlib.resources.files("catalogue").joinpath("report_page.html").read_text(encoding="utf-8")
    rows = [[*map(_shown, _columns(entry))] for entry in entries]
    left = "".join(f"<li><b>{html_text(each.path.name)}</b> {html_text(each.reason)}</li>" for each in unpaired)
    whole = summary(entries)
    told = (
        f"{whole['episodes']} episodes, {whole['failed']} failed, {whole['hours']} hours, {whole['words']} words,"
        f" {whole['doubtful']} doubtful, {whole['absent']} absent"
    )
    return (
        static.replace("__SUMMARY__", html_text(told))
        .replace("__UNPAIRED__", f"<h2>Left out</h2><ul>{left}</ul>" if left else "")
        .replace("__ROWS__", json_block(rows))
    )


def _columns(entry: Entry) -> tuple[Any, ...]:
    facts: Mapping[str, Any] = entry.facts
    places = [f"{clock_text(int(place['start']), places=0)} {place['text']}" for place in facts.get("places", ())]
    length = clock_text(int(facts["duration"]), places=0) if "duration" in facts else ""
    return (
        round(100 * severity(entry), 1), entry.id, facts.get("title", ""), entry.code, entry.reason, length,
        facts.get("words", ""), facts.get("doubtful", ""), facts.get("absent", ""), facts.get("unscripted", ""),
        facts.get("score", ""), facts.get("document", ""), places,
    )  # fmt: skip


def _shown(value: Any) -> Any:
    return value if isinstance(value, int | float | list) else str(value)
