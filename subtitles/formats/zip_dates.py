"""Zip files whose bytes are the same whenever and wherever they are written."""

from __future__ import annotations

import io
import zipfile

__all__ = ["EARLIEST", "without_dates"]

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file can hold: of every file in one, so that writing it again gives the same bytes."""


def without_dates(raw: bytes) -> bytes:
    """Return a zip file with the same files in the same order, all of the earliest date."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(held, "w") as made:
        for name in source.namelist():
            made.writestr(zipfile.ZipInfo(name, EARLIEST), source.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return held.getvalue()
