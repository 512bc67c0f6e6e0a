"""`pullquote review`: the page, served or as a file."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import Any

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.errors import UsageError

__all__ = ["review_command"]

WARM_AFTER = 10.0
"""Seconds until the aligner is made ready, so that the first correction does not wait for it."""


@click.command("review")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("--media", type=click.Path(path_type=Path), help="The recording, if it is not where the document says.")
@click.option(
    "--brand", type=click.Path(path_type=Path), help="For clips made here: a file of colours, logo, intro and outro."
)
@click.option("--static", type=click.Path(path_type=Path), metavar="PAGE", help="Write a read-only page and end.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; a free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="Of a batch: make the pages of so many episodes, worst first.")  # fmt: skip
@force_option
@json_option
def review_command(
    alignment: Path, media: Path | None, static: Path | None, force: bool, as_json: bool, **served: Any
) -> None:
    """Check and correct ALIGNMENT on a page in the browser.

    Every correction is saved to ALIGNMENT at once; the document as it was is kept beside it (NAME.1.bak). ALIGNMENT may
    be the folder of a batch: a list of its episodes opens, worst first, with read-only pages behind it.

    \b
    Examples:
      pullquote review episode.align.json
      pullquote review episode.align.json --static review.html
      pullquote review aligned/
    """
    if alignment.is_dir():
        if static is not None or media is not None:
            raise UsageError("--static and --media go with one alignment, not with a folder")
        _review_folder(alignment, served["limit"], served["no_browser"], as_json)
    elif static is not None:
        _write_static(alignment, media, static, force, as_json)
    else:
        _serve(alignment, media, as_json=as_json, **served)


def _serve(path: Path, media: Path | None, *, port: int, no_browser: bool, as_json: bool, **asked: Any) -> None:
    from clips.brand import read_brand
    from review.keeping import keep_open
    from review.making import brand_file
    from review.recording import open_recording
    from review.server import ReviewServer
    from review.session import Session, realigner, warm

    brand = brand_file(path.parent, asked["brand"])
    if brand is not None:
        read_brand(brand)
    session = Session(path)
    recording = open_recording(session.path, session.alignment.media, media)
    session.realign = realigner(recording.path)
    try:
        server = ReviewServer(session, recording, port=port, brand=brand)
    except OSError as error:
        raise UsageError(f"port {port} on 127.0.0.1 cannot be used: {error.strerror}") from None
    for line in filter(None, (recording.copy, recording.note)):
        note(line)
    if as_json:
        say_json({"url": server.url, "alignment": str(path)})
    else:
        click.echo(server.url)
    note("Press Ctrl-C to end.")
    if session.realign is not None:
        # Not at once: the page is being opened.
        waiting = threading.Timer(WARM_AFTER, warm, (session.realign, session.alignment))
        waiting.daemon = True
        waiting.start()

    def close() -> None:
        session.close()
        recording.close()
        server.server_close()
        if session.backup is not None:
            note(f"The document as it was: {session.backup}")

    keep_open(server, server.url, browser=not no_browser, close=close)


def _write_static(path: Path, media: Path | None, page: Path, force: bool, as_json: bool) -> None:
    from align.files import refuse_existing, write_whole
    from review.static_pages import make_static_page

    refuse_existing(page, force=force, inputs=(path, media))
    with progress_bar("Drawing the waveform") as on_progress:
        made = make_static_page(path, media, page, on_progress)
    if made.fault is not None:
        note(
            f"Sound on the page may be off or missing: {made.fault}."
            " `pullquote review` without --static plays it right."
        )
    write_whole(page, made.text, force=force)
    if as_json:
        say_json({"page": str(page), "media": str(made.recording)})
    else:
        click.echo(page)


def _review_folder(out: Path, limit: int, no_browser: bool, as_json: bool) -> None:
    from align.files import write_whole
    from review.static_pages import episode_pages, list_page, note_pages

    with progress_bar("making pages") as on_progress:
        episodes = list(episode_pages(out, limit, on_progress))
        on_progress(1.0, "done")
    index = out / "review.html"
    write_whole(index, list_page(out, episodes), force=True)
    note_pages(out, episodes)
    pages = sum(episode.page is not None for episode in episodes)
    if as_json:
        say_json({"page": str(index), "episodes": len(episodes), "pages": pages})
    else:
        click.echo(index)
        note(f"{pages} of {len(episodes)} episodes have a page; --limit makes more")
    if not no_browser:
        webbrowser.open(index.resolve().as_uri())
