"""The date that files bear as their day of writing: the same inputs give the same bytes on any day."""

from __future__ import annotations

import datetime
import os

__all__ = ["EARLIEST", "written_date"]

EARLIEST = datetime.datetime(1980, 1, 1, tzinfo=datetime.timezone.utc)
"""The first date that zip files can say."""


def written_date() -> datetime.datetime:
    """Return the moment that `SOURCE_DATE_EPOCH` names in seconds since 1970, else a fixed one, in UTC.

    The variable is that of reproducible-builds.org; what is no moment from 1980 on is passed over.
    """
    try:
        asked = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "")), datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return EARLIEST
    return max(asked, EARLIEST)
