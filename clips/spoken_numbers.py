"""Numbers of several units brought to one: `25 thousand`, `a hundred and 80`, `3 and a half`, `$1.5 million`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["CURRENCIES", "LARGE", "join_scales", "scaled"]

LARGE = {"thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_SCALES = {"hundred": 100, **LARGE}
_TRIGGERS = frozenset({*_SCALES, "half"})
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_NAMES = frozenset(CURRENCIES.values())

Columns = tuple[list[str], list[int], list[int]]
"""Keys, and the first and the last token of each."""


def scaled(number: str, scale: int) -> str | None:
    """Multiply a written number; `None` where no whole number comes out.

    >>> scaled("1.5", 1000), scaled("1.5", 1)
    ('1500', None)
    """
    value = Fraction(number) * scale
    return str(value.numerator) if value.denominator == 1 else None


def join_scales(keys: Sequence[str], firsts: Sequence[int], lasts: Sequence[int]) -> Columns | None:
    """Join numbers with the words behind them that make them larger, or half as much more; `None`: there are none.

    >>> join_scales("about a hundred and 80 pounds".split(), range(6), range(6))
    (['about', '180', 'pounds'], [0, 1, 5], [0, 4, 5])
    """
    triggers = [at for at, key in enumerate(keys) if key in _TRIGGERS]
    if not triggers:
        return None
    made: Columns = ([], [], [])
    done = 0
    for at in triggers:
        if at < done:
            continue
        _copy(made, (keys, firsts, lasts), done, at)
        done = _half(made, at, lasts) if keys[at] == "half" else _scale(made, at, keys, lasts)
    _copy(made, (keys, firsts, lasts), done, len(keys))
    return made


def _copy(made: Columns, columns: tuple[Sequence[str], Sequence[int], Sequence[int]], first: int, end: int) -> None:
    made[0].extend(columns[0][first:end])
    made[1].extend(columns[1][first:end])
    made[2].extend(columns[2][first:end])


def _half(made: Columns, at: int, lasts: Sequence[int]) -> int:
    """Join `3 and a half` to 3.5; return the index from which the keys are still to be copied."""
    keys = made[0]
    if keys[-2:] != ["and", "a"] or not (len(keys) > 2 and keys[-3].isdecimal()):
        return at
    made[0][-3:] = [f"{keys[-3]}.5"]
    made[1][-3:] = [made[1][-3]]
    made[2][-3:] = [lasts[at]]
    return at + 1


def _scale(made: Columns, at: int, keys: Sequence[str], lasts: Sequence[int]) -> int:
    """Join the number, or `a`, before a large unit with it; return as `_half` does."""
    before, scale = made[0][-1:], _SCALES[keys[at]]
    if before in (["a"], ["an"]):
        value, end = _rest(str(scale), at + 1, keys)
        made[0][-1], made[2][-1] = value, lasts[end - 1]
        return end
    # "$1.5" is "1.5", "dollar" by now.
    place = -2 if before and before[0] in _NAMES and made[1][-1:] == made[1][-2:-1] else -1
    number = made[0][place] if len(made[0]) >= -place else ""
    value_ = scaled(number, scale) if _NUMBER.fullmatch(number) and float(number) < 1000 else None
    if value_ is None:
        return at
    made[0][place] = value_
    for column_place in range(place, 0):
        made[2][column_place] = lasts[at]
    return at + 1


def _rest(value: str, at: int, keys: Sequence[str]) -> tuple[str, int]:
    """Return the sum of a hundred (a thousand, ...) and what is said with it, `and 80`, and the index behind."""
    place = at + 1 if keys[at : at + 1] == ["and"] else at
    number = keys[place] if place < len(keys) else ""
    if not number.isdecimal() or len(number) > 12:
        return value, at
    scale, more = int(value), int(number)
    groups = 1000 ** ((len(number) - 1) // 3)
    if scale == 100 and more >= 1000 and more // groups < 100:
        return str(100 * groups + more), place + 1  # "a hundred and eighty thousand"
    return (str(scale + more), place + 1) if 0 < more < scale else (value, at)
