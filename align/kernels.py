"""Compiled functions: kept on disk where that can be, compiled in every run where not, and announced when it happens.

Compiling takes half a minute in the first run. The result is kept beside the code, or in the user's cache folder;
where neither can be written to (a read-only installation and home), nothing is kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Compiling", "OnCompiling", "kernel", "part", "when_compiling"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Compiling:
    """How far compiling has come: functions done, functions in all, and whether the result is kept for the next run."""

    done: int
    total: int
    kept: bool


OPTIONS: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True, "no_rewrites": True}
"""Of Numba."""

OnCompiling = Callable[[Compiling], None]

_kernels: list[str] = []
_unkept: list[str] = []
_compiled: set[str] = set()
_callback: list[OnCompiling] = []
_lock = threading.Lock()


def when_compiling(callback: OnCompiling | None) -> None:
    """Have `callback` called as each function begins to be compiled, from whatever thread; `None`: nobody."""
    _callback[:] = [] if callback is None else [callback]


def kernel(*, fastmath: bool = False, makes_arrays: bool = False) -> Any:
    """Compile a function at its first call; it runs without Python's lock, and is kept for the next run.

    Dividing by zero gives what NumPy's arrays give: no check is compiled for it.

    Args:
        fastmath: sums may be taken in another order, which lets the compiler use vectors.
        makes_arrays: the function makes arrays itself. Others are handed those that they fill in: a fifth less is
            compiled where no references are counted.
    """
    import numba

    _listen()
    options = {**OPTIONS, "nogil": True, "fastmath": fastmath, "_nrt": makes_arrays}

    def compiled(function: Callable[..., Any]) -> Any:
        name = f"{function.__module__}.{function.__qualname__}"
        _kernels.append(name)
        try:
            made = numba.njit(cache=True, **options)(function)
        except RuntimeError:
            # Numba found no folder to keep it in.
            _unkept.append(name)
            made = numba.njit(**options)(function)
        return made

    return compiled


def part(*, fastmath: bool = False, makes_arrays: bool = False) -> Any:
    """Compile a function into the kernels that call it; to Python it stays what it is.

    Half a second less to compile than as a kernel: nothing is made that Python could call, or that is kept by itself.

    Args:
        fastmath, makes_arrays: as for `kernel`.
    """
    from numba.extending import register_jitable

    _listen()

    def compiled(function: Callable[..., Any]) -> Any:
        _kernels.append(f"{function.__module__}.{function.__qualname__}")
        return register_jitable(**OPTIONS, fastmath=fastmath, _nrt=makes_arrays)(function)

    return compiled


def _listen() -> None:
    """Hear of compiling from Numba, once in a process; what is read from disk is not compiled and not told."""
    from numba.core import event

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, begun: Any) -> None:
            function = begun.data["dispatcher"].py_func
            _note(f"{function.__module__}.{function.__qualname__}")

        def on_end(self, ended: Any) -> None:
            """Do nothing: the next beginning tells as much."""

    with _lock:
        if not _kernels:
            event.register("numba:compile", Listener())


def _note(name: str) -> None:
    with _lock:
        if name not in _kernels or name in _compiled:
            return
        if not _compiled:
            log.info("compiling for this machine")
        _compiled.add(name)
        state = Compiling(len(_compiled), len(_kernels), kept=not _unkept)
    for callback in _callback:
        callback(state)
