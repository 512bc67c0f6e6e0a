"""How long work tells of its progress: one type for a whole, one for things that are under way side by side."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["ItemProgress", "ProgressCallback"]

ProgressCallback = Callable[[float, str], None]
"""Called with the share done (0..1) and what is being done."""

ItemProgress = Callable[[str | None, float, str], None]
"""Called with the item under way (`None`: all of them), the share done (0..1), and what is being done."""
