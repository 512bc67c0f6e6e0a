"""What a clip needs on a platform: options of `pullquote clip` by the platform's name."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from clips.plan import ClipPlan

__all__ = ["length_warnings", "preset_names", "preset_options"]


@functools.cache
def _presets() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))


def preset_names() -> tuple[str, ...]:
    """Return the names of the platforms."""
    return tuple(_presets())


def preset_options(name: str) -> dict[str, Any]:
    """Return the options that a platform asks for, without its limits; raises `UsageError` for an unknown name."""
    if name not in _presets():
        raise UsageError(f"no preset is called {name!r}; there are {', '.join(preset_names())}")
    return {key: value for key, value in _presets()[name].items() if key != "longest"} | {"platform": name}


def length_warnings(name: str, plans: Sequence[ClipPlan]) -> list[str]:
    """Return a line for each clip that is longer than the platform takes."""
    longest = _presets()[name]["longest"]
    return [
        f"{plan.stem}: {plan.length:.1f} s, and {name} takes {longest} s at most"
        for plan in plans
        if plan.length > longest
    ]
