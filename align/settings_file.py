"""The `pullquote.toml` beside an episode: defaults for the commands, table by table. What it misspells is named."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from align.errors import FileProblem, UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["SETTINGS_NAME", "TABLES", "option_defaults", "read_settings", "refuse_unknown"]

SETTINGS_NAME = "pullquote.toml"

TABLES = ("subtitles", "profiles", "clip", "batch", "styles", "people")
"""Defaults for `pullquote subtitles`, `clip` and `batch`; profiles, caption styles and people by name."""

NAMED = ("profiles", "styles", "people")
"""Of them those whose entries are tables with names of their own."""

NOT_SET = ("help", "force", "as_json", "resume", "dry_run", "nth", "title", "selects", "media")
"""Options that belong to one call, and are no defaults of an episode."""


def read_settings(folder: Path) -> dict[str, Any]:
    """Read the `pullquote.toml` in `folder`, or an empty table where there is none.

    Raises `FileProblem` where it cannot be read, `UsageError` for a table with another name than those of `TABLES`.
    """
    path = folder / SETTINGS_NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileProblem(path, f"is not TOML: {error}") from None
    refuse_unknown(path, data, TABLES, "table")
    named = [row for kind in NAMED if isinstance(data.get(kind), dict) for row in data[kind].values()]
    if not all(isinstance(table, dict) for table in [*data.values(), *named]):
        raise FileProblem(
            path, "[subtitles], [clip], [batch], [profiles.NAME], [styles.NAME] and [people.NAME] must be tables"
        )
    return data


def refuse_unknown(path: Path, names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise `UsageError` for the first of `names` that is not `known`, with the one that may be meant."""
    known = list(known)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise UsageError(f"{path}: unknown {what} {name}; {advice}")


def option_defaults(context: click.Context, folder: Path, table: str) -> dict[str, Any]:
    """Return the values of a command's options that the `pullquote.toml` in `folder` sets and the command line does
    not.

    Keys are the options' names without the dashes before them. Raises `UsageError` for another key or a wrong value.
    """
    path, given = folder / SETTINGS_NAME, read_settings(folder).get(table, {})
    options = {
        name.lstrip("-").replace("-", "_"): option
        for option in context.command.params
        if isinstance(option, click.Option) and option.name not in NOT_SET
        for name in option.opts
        if name.startswith("--")
    }
    values = {key.replace("-", "_"): value for key, value in given.items()}
    refuse_unknown(path, values, options, f"key in [{table}]:")
    return {
        str(options[key].name): _value(path, f"[{table}] {key}", options[key], value, context)
        for key, value in values.items()
        if context.get_parameter_source(str(options[key].name)) is not click.core.ParameterSource.COMMANDLINE
    }


def _value(path: Path, where: str, option: click.Option, value: Any, context: click.Context) -> Any:
    if option.multiple:
        value = value if isinstance(value, list) else [value]
        if any(isinstance(each, bool | list | dict) for each in value):
            raise UsageError(f"{path}: {where} is one value, or a list of them, not {value!r}")
    elif option.is_flag != isinstance(value, bool) or isinstance(value, list | dict):
        raise UsageError(f"{path}: {where} is {'true or false' if option.is_flag else 'one value'}, not {value!r}")
    try:
        if option.multiple:
            return option.type_cast_value(context, [str(each) for each in value])
        return value if option.is_flag else option.type_cast_value(context, str(value))
    except click.BadParameter as error:
        raise UsageError(f"{path}: {where}: {error.message}") from None
