"""The open connections of the page's server: idle ones are closed, and strangers never keep the page's owner out."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass

__all__ = ["IDLE", "MOST", "Connections"]

MOST = 32
"""Connections at once; a page uses six."""
IDLE = 5.0
"""Seconds in which a request must have come whole, the first one or the next one; the page asks every two seconds."""


@dataclass(slots=True)
class _State:
    since: float
    waiting: bool = True
    known: bool = False


class Connections:
    """Which connections wait for a request, since when, and which of them have named the token before.

    All methods may be called from any thread.
    """

    def __init__(self, most: int = MOST, idle: float = IDLE) -> None:
        self._most = most
        self._idle = idle
        self._states: dict[socket.socket, _State] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._states)

    def add(self, connection: socket.socket) -> None:
        """Take a new connection; where there are too many, the one that is missed least is closed for it."""
        with self._lock:
            while len(self._states) >= self._most:
                self._close(min(self._states, key=self._worth))
            self._states[connection] = _State(time.monotonic())

    def wait(self, connection: socket.socket) -> None:
        """Note that a request is awaited from now on."""
        self._note(connection, waiting=True)

    def answer(self, connection: socket.socket) -> None:
        """Note that a request came whole, with the right token, and is being answered."""
        self._note(connection, waiting=False)

    def remove(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._states.pop(connection, None)

    def close_idle(self) -> None:
        """Close the connections whose request has not come in time."""
        latest = time.monotonic() - self._idle
        with self._lock:
            for connection in [c for c, state in self._states.items() if state.waiting and state.since < latest]:
                self._close(connection)

    def _note(self, connection: socket.socket, *, waiting: bool) -> None:
        with self._lock:
            state = self._states.get(connection)
            if state is not None:
                state.since, state.waiting = time.monotonic(), waiting
                state.known = state.known or not waiting

    def _worth(self, connection: socket.socket) -> tuple[bool, bool, float]:
        state = self._states[connection]
        return not state.waiting, state.known, state.since

    def _close(self, connection: socket.socket) -> None:
        del self._states[connection]
        # The thread that reads from it sees its end, and closes it.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
