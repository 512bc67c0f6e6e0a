"""Which chunks of a library a quote that was not found to the letter may lie in: those that share its rare words."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["likely_chunks", "times_said"]

ROWS = 60_000
"""Rows of the index that are looked at: the rarest words' first. A word that is in most chunks tells little."""


def likely_chunks(db: sqlite3.Connection, keys: Sequence[str]) -> Iterator[int]:
    """Yield rows of the full-text table, best first: by the sum of what each word in them tells.

    Args:
        keys: of the quote; one that ends in `*` counts without its star.
    """
    counts = {key: times_said(db, key) for key in dict.fromkeys(key.rstrip("*") for key in keys)}
    every = 1 + max(counts.values(), default=0)
    left, rows, tells = ROWS, [], []
    for key in sorted((key for key, count in counts.items() if count), key=lambda key: counts[key]):
        if left <= 0:
            break
        found = db.execute("SELECT rowid FROM text WHERE text MATCH ? LIMIT ?", (f'"{key}"', left))
        these = np.array([row for (row,) in found], np.int64)
        left -= len(these)
        rows.append(these)
        tells.append(np.full(len(these), 1 + math.log(every / counts[key])))
    if not rows:
        return
    unique, where = np.unique(np.concatenate(rows), return_inverse=True)
    told = np.bincount(where, np.concatenate(tells))
    yield from unique[np.argsort(-told, kind="stable")].tolist()


def times_said(db: sqlite3.Connection, key: str) -> int:
    """Return how often a word is said in all of a library."""
    row = db.execute("SELECT said FROM counts WHERE key = ?", (key,)).fetchone()
    return 0 if row is None else int(row[0])
