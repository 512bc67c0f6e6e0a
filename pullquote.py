"""The way into the command: it can be stopped from its first moment, before anything of it is loaded."""

from __future__ import annotations

import atexit
import os
import signal
import threading

__all__ = ["start"]

STOPPED = (128 + signal.SIGINT, 128 + signal.SIGTERM)
GRACE = 5.0
"""Seconds that a command which was stopped has to leave: a thread that was beginning at that moment may never end."""


def start() -> None:
    """Run `pullquote`; the entry point of the installed command and of `python -m pullquote`."""
    # Whoever starts it in the background of a shell without job control wants interrupts ignored: so they stay.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop_at_once)
    from cli import main

    try:
        main(prog_name="pullquote")  # `python -m pullquote` has the name of this file
    except SystemExit as ended:
        if ended.code in STOPPED:
            _leave(int(ended.code))
        raise


def _leave(code: int) -> None:
    """Have the command end soon, and leave nothing half-written: threads go on with what they were writing."""
    from align.files import remove_unfinished
    from align.media import stop_running

    def end_at_once() -> None:
        stop_running()
        remove_unfinished()
        os._exit(code)

    stop_running()
    atexit.register(remove_unfinished)  # once the threads have ended
    last = threading.Timer(GRACE, end_at_once)
    last.daemon = True
    last.start()


def stop_at_once(signum: int, frame: object) -> None:
    """End with the exit code of an interrupt, without a word: nothing has been begun."""
    os._exit(128 + signum)


if __name__ == "__main__":
    start()
