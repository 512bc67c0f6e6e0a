"""`pullquote review`: the page, served or as a file."""

from __future__ import annotations

import signal
import threading
import webbrowser
from pathlib import Path

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.html_page import relative_address

__all__ = ["review_command"]

WARM_AFTER = 10.0
"""Seconds until the aligner is made ready, so that the first correction does not wait for it."""


@click.command("review")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("--media", type=click.Path(path_type=Path), help="The recording, if it is not where the document says.")
@click.option("--static", type=click.Path(path_type=Path), metavar="PAGE", help="Write a read-only page and end.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; a free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@force_option
@json_option
def review_command(
    alignment: Path, media: Path | None, static: Path | None, port: int, no_browser: bool, force: bool, as_json: bool
) -> None:
    """Check and correct ALIGNMENT on a page in the browser.

    Every correction is saved to ALIGNMENT at once; the document as it was is kept beside it (NAME.1.bak).

    \b
    Examples:
      pullquote review episode.align.json
      pullquote review episode.align.json --static review.html
    """
    if static is not None:
        _write_static(alignment, media, static, force, as_json)
    else:
        _serve(alignment, media, port, no_browser, as_json)


def _serve(path: Path, media: Path | None, port: int, no_browser: bool, as_json: bool) -> None:
    from review.recording import open_recording
    from review.server import ReviewServer
    from review.session import Session, realigner, warm

    session = Session(path)
    recording = open_recording(session.path, session.alignment.media, media)
    session.realign = realigner(recording.path)
    try:
        server = ReviewServer(session, recording, port=port)
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
    if not no_browser:
        webbrowser.open(server.url)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        # A second signal must not stop a save half-way.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        session.close()
        recording.close()
        server.server_close()
        if session.backup is not None:
            note(f"The document as it was: {session.backup}")


def _write_static(path: Path, media: Path | None, page: Path, force: bool, as_json: bool) -> None:
    from align.files import refuse_existing, write_whole
    from align.media import stream_pcm
    from align.media_place import find_media_file
    from review.cuts import cut_rows, cuts_to_show
    from review.issues import find_issues
    from review.page import document_data, static_page
    from review.peaks import peaks
    from review.playback import is_video, playback_fault_of

    document = Alignment.load(path)
    refuse_existing(page, force=force)
    recording = media or find_media_file(document.media, path)
    if recording is None:
        raise FileProblem(document.media.path, "was not found; give the recording with --media")
    why = playback_fault_of(recording)
    if why is not None:
        note(f"Sound on the page may be off or missing: {why}. `pullquote review` without --static plays it right.")
    with progress_bar("Drawing the waveform") as on_progress:
        pairs = bytearray()
        for part in peaks(stream_pcm(recording)):
            pairs += part.tobytes()
            on_progress(len(pairs) / 200 / max(1.0, document.media.duration), "Drawing the waveform")
    data = document_data(
        document,
        find_issues(document),
        media=relative_address(recording, page),
        video=is_video(recording),
        cuts=cut_rows(cuts_to_show(path)),
        note=f"The sound may be off: {why}." if why else None,
    )
    write_whole(page, static_page(data, bytes(pairs)), force=force)
    if as_json:
        say_json({"page": str(page), "media": str(recording)})
    else:
        click.echo(page)
