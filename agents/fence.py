"""Files under one folder only: every path that an agent names is looked at before a command sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from align.errors import FileProblem

__all__ = ["Fence"]


@dataclass(frozen=True, slots=True)
class Fence:
    """The folder, resolved; links that lead out of it lead nowhere."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> Fence:
        """Return the fence around a folder; raises `FileProblem` where it is none."""
        if not folder.is_dir():
            raise FileProblem(folder, "is no folder; name one that is there")
        return cls(folder.resolve())

    def inside(self, name: str) -> Path:
        """Return the path that a name means, relative names from the folder on.

        Raises `FileProblem` where it, or what it links to, lies outside, or is no file name.
        """
        try:
            path = (self.root / name).resolve()
        except (OSError, RuntimeError, ValueError):
            raise FileProblem(name, "is not a file name") from None
        if not path.is_relative_to(self.root):
            raise FileProblem(name, f"lies outside the folder {self.root}, which is all that this server may use")
        return path
