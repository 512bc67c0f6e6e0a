"""The way into the command: it can be stopped from its first moment, before anything of it is loaded."""

from __future__ import annotations

import os
import signal

__all__ = ["start"]


def start() -> None:
    """Run `pullquote`; the entry point of the installed command and of `python -m pullquote`."""
    # Whoever starts it in the background of a shell without job control wants interrupts ignored: so they stay.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop_at_once)
    from cli import main

    main()


def stop_at_once(signum: int, frame: object) -> None:
    """End with the exit code of an interrupt, without a word: nothing has been begun."""
    os._exit(128 + signum)


if __name__ == "__main__":
    start()
