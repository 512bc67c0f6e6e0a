"""Damage to the bytes of a file."""

from __future__ import annotations

import random

__all__ = ["damage", "renumber"]

NUMBERS = (0, 1, 2, 255, 256, 65535, 1 << 24, (1 << 31) - 1, (1 << 32) - 1)
"""What a count or a length in a header may be."""


def damage(raw: bytearray, rng: random.Random, first: int, last: int) -> None:
    """Change, cut out, double or cut off bytes between two places."""
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(first, max(first + 1, min(last, len(raw))))
        how = rng.randrange(5)
        if how == 0:
            raw[at : at + 1] = bytes([rng.randrange(256)])
        elif how == 1:
            del raw[at : at + rng.randrange(1, 40)]
        elif how == 2:
            raw[at:at] = raw[at : at + rng.randrange(1, 40)]
        elif how == 3:
            raw[at : at + 4] = bytes([255] * 4)
        elif rng.random() < 0.3:
            del raw[at:]


def renumber(raw: bytearray, rng: random.Random, first: int, last: int) -> None:
    """Put another number in place of one or two that headers may hold, in two or four bytes, in either order."""
    for _ in range(rng.randrange(1, 3)):
        at = rng.randrange(first, max(first + 1, min(last, len(raw)) - 4))
        size = rng.choice((2, 4))
        number = rng.choice(NUMBERS) % (1 << (8 * size))
        raw[at : at + size] = number.to_bytes(size, rng.choice(("big", "little")))
