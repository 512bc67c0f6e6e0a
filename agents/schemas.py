"""The JSON Schema of what each command prints with `--json`, from `outputs.json` beside this module."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from align.errors import UsageError

__all__ = ["command_names", "output_schema"]


@cache
def _outputs() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("outputs.json").read_text(encoding="utf-8"))
    return data


def command_names() -> list[str]:
    """Return the commands that have a schema, such as `align` and `library search`."""
    return list(_outputs()["commands"])


def output_schema(command: str) -> dict[str, Any]:
    """Return the schema (draft 2020-12) of a command's output, with all that it refers to.

    Raises `UsageError` for a command without one.

    >>> output_schema("find")["required"]
    ['quote', 'matches']
    """
    data = _outputs()
    if command not in data["commands"]:
        raise UsageError(f"no schema for {command!r}; there are {', '.join(data['commands'])}")
    schema = data["commands"][command]
    if "$ref" in schema:
        schema = data["$defs"][schema["$ref"].rpartition("/")[2]]
    used = json.dumps(schema)
    known = {}
    # What is referred to may refer to more; two rounds reach all, and a test looks for any that is missing.
    for _ in range(2):
        for name, definition in data["$defs"].items():
            if name not in known and f'"#/$defs/{name}"' in used:
                known[name] = definition
                used += json.dumps(definition)
    head = {"$schema": data["$schema"], "title": f"pullquote {command} --json"}
    return {**head, **schema, **({"$defs": known} if known else {})}
