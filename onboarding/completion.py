"""Shell completion: the script for each shell, and where the shell looks for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from align.errors import UsageError

__all__ = ["SHELLS", "Shell", "completion_file", "completion_script", "shell_of"]

PROGRAM, VARIABLE = "pullquote", "_PULLQUOTE_COMPLETE"


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell that completes.

    Args:
        folder: of the user's completions, below the variable `base` or, where that is not set, below `fallback`.
        name: of the file in it.
        after: what has to be done once after installing; empty where nothing.
    """

    base: str
    fallback: str
    folder: str
    name: str
    after: str = ""


SHELLS = {
    "bash": Shell(
        "XDG_DATA_HOME",
        ".local/share",
        "bash-completion/completions",
        PROGRAM,
        "bash reads it through the package bash-completion; without that, source the file in ~/.bashrc",
    ),
    "zsh": Shell(
        "ZDOTDIR",
        "",
        ".zfunc",
        f"_{PROGRAM}",
        "have these two lines in ~/.zshrc: fpath+=~/.zfunc and autoload -Uz compinit && compinit",
    ),
    "fish": Shell("XDG_CONFIG_HOME", ".config", "fish/completions", f"{PROGRAM}.fish"),
}
"""Where each shell's own documentation has users put completions."""


def shell_of(path: str | None) -> str:
    """Return the name of the shell in a path such as `$SHELL`; raises `UsageError` where it is none of `SHELLS`."""
    name = PurePath(path or "").name.removesuffix(".exe")
    if name not in SHELLS:
        raise UsageError(f"cannot tell the shell{f' from {path!r}' if path else ''}; name one: {', '.join(SHELLS)}")
    return name


def completion_file(shell: str, home: Path) -> Path:
    """Return the file in which the shell looks for completions of pullquote."""
    place = SHELLS[shell]
    base = os.environ.get(place.base)
    return (Path(base) if base else home / place.fallback) / place.folder / place.name


def completion_script(shell: str) -> str:
    """Return the script that the shell has to read, ending in a newline."""
    import click
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    # Rendered without `source()`, which starts bash to ask for its version.
    completer = made(click.Group(PROGRAM), {}, PROGRAM, VARIABLE)
    return (completer.source_template % completer.source_vars()).strip() + "\n"
