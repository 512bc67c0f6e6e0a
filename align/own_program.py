"""How pullquote calls itself: a command of it as a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["own_environment", "own_program"]


def own_program() -> list[str]:
    """Return how to call pullquote: this Python with the module, or the self-contained build itself."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pullquote"]


def own_environment(**more: str) -> dict[str, str]:
    """Return the environment for `own_program`: it finds this very copy, and speaks UTF-8."""
    home = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": paths, **more}
