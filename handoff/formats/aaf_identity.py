"""The same AAF bytes for the same timeline: identifiers made of its content, a fixed date and a fixed order."""

from __future__ import annotations

import datetime
import importlib
import itertools
import random
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from align.written_date import written_date

__all__ = ["repeatable"]

_ONE_AT_A_TIME = threading.Lock()


class _Fixed(datetime.datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Fixed:
        """Return the date that files bear."""
        date = written_date()
        return cls(date.year, date.month, date.day, date.hour, date.minute, date.second)


@contextmanager
def repeatable(content: str) -> Iterator[None]:
    """Have pyaaf2 take identifiers from `content`, the date that files bear, and one order; one block at a time.

    pyaaf2 1.7 has no parameters for them. Other content has other identifiers, as mobs of a bin must.
    """
    cfb, file, mobid, mobs = (importlib.import_module(f"aaf2.{name}") for name in ("cfb", "file", "mobid", "mobs"))
    counter = itertools.count()

    def next_identifier() -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{next(counter)} {content}")

    names: list[tuple[Any, str, Any]] = [
        (cfb, "random", random.Random(0)),
        (file, "uuid4", next_identifier),
        (file, "datetime", SimpleNamespace(datetime=_Fixed)),
        (mobs, "datetime", _Fixed),
        (mobid, "uuid", SimpleNamespace(UUID=uuid.UUID, uuid4=next_identifier)),
    ]
    with _ONE_AT_A_TIME:
        patches = [patch.object(module, name, value) for module, name, value in names]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in patches:
                one.stop()
