"""Many episodes: aligned in one go, reported worst first, and found again by what was said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from catalogue.batch import BatchSettings, run_batch
    from catalogue.episodes import Episode, Found
    from catalogue.ledger import Entry, Ledger
    from catalogue.library import Hit, Library
    from catalogue.report import write_report
    from catalogue.sources import find_episodes

__all__ = [
    "BatchSettings",
    "Entry",
    "Episode",
    "Found",
    "Hit",
    "Ledger",
    "Library",
    "find_episodes",
    "run_batch",
    "write_report",
]

_HOMES = {
    "catalogue.batch": ("BatchSettings", "run_batch"),
    "catalogue.episodes": ("Episode", "Found"),
    "catalogue.sources": ("find_episodes",),
    "catalogue.ledger": ("Entry", "Ledger"),
    "catalogue.library": ("Hit", "Library"),
    "catalogue.report": ("write_report",),
}

__getattr__ = lazy_names(__name__, _HOMES)
