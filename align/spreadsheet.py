"""Cells of CSV and TSV that a spreadsheet shows and does not run."""

from __future__ import annotations

__all__ = ["FORMULA_SIGNS", "safe_cell"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet takes for a formula (OWASP, "CSV Injection")."""


def safe_cell(text: str) -> str:
    """Put an apostrophe before text that would run as a formula; a spreadsheet shows the text alone.

    >>> safe_cell("=1+1"), safe_cell("one + one")
    ("'=1+1", 'one + one')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
