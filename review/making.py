"""Clips made from the page: one after the other by `pullquote clip`, each with the command that makes it again."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from align.errors import PullquoteError, UsageError
from align.own_program import Stopped, run_own
from align.progress import ProgressCallback
from align.settings_file import read_settings
from clips.picture import ASPECTS
from review.lists import media_arguments
from review.selects import Select

__all__ = ["ClipMaker", "Making", "Wish", "brand_file", "clip_arguments"]

MOST = 50
"""Clips that are remembered; the files of older ones stay."""

State = Literal["waiting", "working", "done", "failed", "stopped"]
RunCommand = Callable[[Sequence[str], ProgressCallback, threading.Event], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a clip is to look: the name of a caption style or `none`, the shape, the size of captions."""

    style: str
    aspect: str
    size: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> Wish:
        """Read what the page sends; raises `UsageError`."""
        values = [body.get(key) for key in ("style", "aspect", "size")]
        if not all(isinstance(value, str) and 0 < len(value) <= 60 for value in values):
            raise UsageError("a style, a shape and a size are expected")
        if values[1] not in ASPECTS:
            raise UsageError(f"no shape is called {values[1]!r}")
        return cls(*map(str, values))


@dataclass(slots=True)
class Making:
    """A clip that is made. Written by its maker, under its lock; `file` is the clip once it is done."""

    id: int
    title: str
    arguments: tuple[str, ...]
    state: State = "waiting"
    share: float = 0.0
    doing: str = "waiting for the clip before"
    line: str = ""
    file: Path | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def command(self) -> str:
        """The command that makes the same again, to be pasted into a shell in any folder."""
        return shlex.join(["pullquote", *self.arguments])


def brand_file(folder: Path, given: Path | None) -> Path | None:
    """Return the brand of clips: the one that was given, or that of the `pullquote.toml` in `folder`."""
    own = read_settings(folder).get("clip", {}).get("brand")
    return given if given is not None or not isinstance(own, str) else Path(own)


def clip_arguments(
    document: Path,
    recording: Path | None,
    select: Select,
    wish: Wish,
    *,
    picture: bool,
    brand: Path | None = None,
) -> list[str]:
    """Return the arguments of `pullquote` that make a clip; `picture`: whether the recording has one."""
    document = document.absolute()
    look = ["--style", wish.style, "--aspect", wish.aspect]
    look += [] if wish.style == "none" else ["--size", wish.size]
    look += [] if picture else ["--audiogram"]
    look += [] if brand is None else ["--brand", str(brand.absolute())]
    out = ["-o", str(document.with_name("clips"))]
    # In one word each: a title may begin with a dash.
    return [
        "clip", str(document), f"{select.start}-{select.end}", f"--title={select.title}", *look,
        *media_arguments(recording), *out,
    ]  # fmt: skip


class ClipMaker:
    """Makes clips in the background, in the order in which they were asked for. Any thread may call it."""

    def __init__(self, run: RunCommand = run_own) -> None:
        self._run = run
        self._all: dict[int, Making] = {}
        self._next = 1
        self._lock = threading.RLock()
        self._turn = threading.Lock()
        self._threads: list[threading.Thread] = []

    def make(self, title: str, arguments: Sequence[str]) -> Making:
        """Begin a clip, or have it wait for the one before."""
        with self._lock:
            making = Making(self._next, title, tuple(arguments))
            self._next += 1
            self._all[making.id] = making
            for old in [each for each in self._all.values() if each.state not in ("waiting", "working")][:-MOST]:
                del self._all[old.id]
            thread = threading.Thread(target=self._work, args=(making,), name=f"clip {making.id}", daemon=True)
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()
        return making

    def all(self) -> list[Making]:
        """Return the clips, the newest first."""
        with self._lock:
            return sorted(self._all.values(), key=lambda making: -making.id)

    def get(self, number: object) -> Making:
        """Return one clip; raises `UsageError`."""
        with self._lock:
            if type(number) is not int or number not in self._all:
                raise UsageError("this clip is no longer on the list")
            return self._all[number]

    def stop(self, number: object) -> None:
        """Stop a clip; nothing of it stays."""
        self.get(number).stop.set()

    def close(self) -> None:
        """Stop all, and wait until nothing is half-written."""
        for making in self.all():
            making.stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, making: Making) -> None:
        def on_progress(share: float, doing: str) -> None:
            making.share, making.doing = share, doing

        with self._turn:
            try:
                if making.stop.is_set():
                    raise Stopped
                making.state, making.doing = "working", "planning"
                answer = self._run([*making.arguments, "--json"], on_progress, making.stop)
                making.file = _made_file(answer, Path(making.arguments[-1]))
                making.state, making.share = "done", 1.0
            except Stopped:
                making.state, making.line = "stopped", "stopped, as you asked"
            except PullquoteError as error:
                making.state, making.line = "failed", " ".join(error.message().split())


def _made_file(answer: dict[str, Any], folder: Path) -> Path:
    """Return the clip that a command has made in a folder; raises `UsageError` with what it said where it has not."""
    for failure in answer.get("failed", ()):
        raise UsageError(str(failure["error"]))
    return folder / str(answer["clips"][0]["files"]["clip"])
