"""The command `pullquote start`."""

from __future__ import annotations

import click

from align.console import json_option, note, say_json
from align.errors import UsageError

__all__ = ["start_command"]


@click.command("start")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; a free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@json_option
def start_command(port: int, no_browser: bool, as_json: bool) -> None:
    """Open a page to drop a recording and its transcript on.

    For colleagues who use no terminal: the page shows how far the work is, then hands out alignment, subtitles and
    clips, and opens the review page. Files stay on this machine; they are removed when the command ends, or a day after
    they were made.

    \b
    Example:
      pullquote start
    """
    from frontdesk.server import DeskServer
    from review import keep_open

    try:
        server = DeskServer(port=port)
    except OSError as error:
        raise UsageError(f"port {port} on 127.0.0.1 cannot be used: {error.strerror}") from None
    if as_json:
        say_json({"url": server.url})
    else:
        click.echo(server.url)
    note("Press Ctrl-C to end; files that were not downloaded are removed then.")
    keep_open(server, server.url, browser=not no_browser, close=server.close)
