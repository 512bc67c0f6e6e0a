"""Files bear a fixed date, or the one that the user names."""

from __future__ import annotations

import pytest

from align.written_date import EARLIEST, written_date


def test_the_date_is_fixed_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert written_date() == EARLIEST
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert written_date().isoformat() == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize("text", ["", "soon", "-1", "0", "9" * 40])
def test_what_is_no_date_is_passed_over(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    assert written_date() == EARLIEST
