"""Which chunks of a library a quote that was not found to the letter may lie in: those that share its rare words."""

from __future__ import annotations

import itertools
import math
import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["likely_chunks", "times_said"]

ROWS = 60_000
"""Rows of the index that are looked at: the rarest words' first. A word that is in most chunks tells little."""


def likely_chunks(db: sqlite3.Connection, keys: Sequence[str]) -> Iterator[int]:
    """Yield rows of the full-text table, best first: by the sum of what each word in them tells, and each two words
    that follow each other as in the quote.

    Args:
        keys: of the quote; one that ends in `*` counts without its star.
    """
    keys = [key.rstrip("*") for key in keys]
    counts = {key: times_said(db, key) for key in dict.fromkeys(keys)}
    every = 1 + max(counts.values(), default=0)
    words = [(counts[key], f'"{key}"') for key in counts if counts[key]]
    pairs = [
        (math.sqrt(counts[a] * counts[b]), f'"{a} {b}"')
        for a, b in dict.fromkeys(itertools.pairwise(keys))
        if counts[a] and counts[b]
    ]
    # Two words of a pair are in fewer rows than the rarer of them.
    found = [*_rows(db, sorted(words), ROWS), *_rows(db, sorted(pairs), ROWS)]
    if not found:
        return
    unique, where = np.unique(np.concatenate(found), return_inverse=True)
    tells = [np.full(len(rows), 1 + math.log(max(1.0, every / len(rows)))) for rows in found]
    told = np.bincount(where, np.concatenate(tells))
    yield from unique[np.argsort(-told, kind="stable")].tolist()


def _rows(db: sqlite3.Connection, queries: Sequence[tuple[float, str]], most: int) -> Iterator[NDArray[np.int64]]:
    """Yield the rows that each query finds, where it finds any, `most` in all; a query stands beside its order."""
    for _, query in queries:
        if most <= 0:
            return
        rows = np.array(db.execute("SELECT rowid FROM text WHERE text MATCH ? LIMIT ?", (query, most)).fetchall())
        most -= len(rows)
        if len(rows):
            yield rows.reshape(-1).astype(np.int64)


def times_said(db: sqlite3.Connection, key: str) -> int:
    """Return how often a word is said in all of a library."""
    row = db.execute("SELECT said FROM counts WHERE key = ?", (key,)).fetchone()
    return 0 if row is None else int(row[0])
