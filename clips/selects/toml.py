"""Lists of clips as TOML: a `[[clip]]` table each."""

from __future__ import annotations

import sys
from pathlib import Path

from align.errors import FileProblem
from clips.selects.options import KEYS, select_of
from clips.settings import Select

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["read"]


def read(path: Path, text: str) -> list[Select]:
    """Read `[[clip]]` (or `[[clips]]`) tables with the keys `KEYS`; any other key is refused."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileProblem(path, f"is not TOML: {error}") from None
    tables = data.get("clip", data.get("clips"))
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise FileProblem(path, "has no [[clip]] tables")
    for number, table in enumerate(tables, start=1):
        unknown = sorted(set(table) - set(KEYS))
        if unknown:
            raise FileProblem(path, f"clip {number}: no option {unknown[0]!r}; there are {', '.join(KEYS)}")
    return [select_of(path, f"clip {number}", table) for number, table in enumerate(tables, start=1)]
