"""A page that stays open until somebody ends it."""

from __future__ import annotations

import signal
import webbrowser
from collections.abc import Callable
from socketserver import BaseServer

__all__ = ["keep_open"]

POLL = 0.2
"""Seconds after which the server looks whether it should end."""


def keep_open(server: BaseServer, url: str, *, browser: bool, close: Callable[[], None]) -> None:
    """Serve a page until Ctrl-C or a signal, then close what belongs to it; opens it first where `browser` is true."""
    if browser:
        webbrowser.open(url)
    try:
        server.serve_forever(poll_interval=POLL)
    except KeyboardInterrupt:
        pass
    finally:
        # A second signal must not stop a save half-way, nor leave files behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        close()
