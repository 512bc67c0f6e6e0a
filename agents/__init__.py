"""For programs and agents: the schema of every `--json` output, and a server of the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from agents.fence import Fence
    from agents.schemas import command_names, output_schema
    from agents.tools import TOOLS, Tool

__all__ = ["TOOLS", "Fence", "Tool", "command_names", "output_schema"]

_HOMES = {
    "agents.fence": ("Fence",),
    "agents.schemas": ("command_names", "output_schema"),
    "agents.tools": ("TOOLS", "Tool"),
}

__getattr__ = lazy_names(__name__, _HOMES)
