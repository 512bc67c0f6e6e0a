"""The page as one file: of a document, and of the worst episodes of a batch, behind a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from align.clock import clock_text
from align.document import Alignment
from align.errors import FileProblem, PullquoteError
from align.files import write_whole
from align.html_page import html_text, json_block, relative_address
from align.media import peaks, stream_pcm
from align.media_place import beside_document, find_media_file
from align.progress import ProgressCallback
from review.cuts import cut_rows, cuts_to_show
from review.issues import find_issues
from review.page import document_data, static_page
from review.playback import is_video, playback_fault_of

__all__ = ["EpisodePage", "StaticPage", "episode_pages", "list_page", "make_static_page", "note_pages"]

PAGES = '<script id="pages" type="application/json">'
"""What stands before the list of pages in a batch's report; no `<` stands in the list."""

PEAKS = 200
"""Bytes of the waveform a second, for the progress shown."""


@dataclass(frozen=True, slots=True)
class StaticPage:
    """A page's text, the recording that it plays, and why its sound may be off, where it may."""

    text: str
    recording: Path
    fault: str | None


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """An episode of a batch: its row of the report, its page, `None` where there is none, and why not."""

    row: dict[str, Any]
    page: Path | None
    problem: str = ""


def make_static_page(path: Path, media: Path | None, page: Path, on_progress: ProgressCallback) -> StaticPage:
    """Make the page of a document, to be written to `page`; raises `FileProblem` where its recording is not there."""
    document = Alignment.load(path)
    recording = media or find_media_file(document.media, path)
    if recording is None:
        raise FileProblem(document.media.path, "was not found; give the recording with --media")
    fault = playback_fault_of(recording)
    pairs = bytearray()
    for part in peaks(stream_pcm(recording)):
        pairs += part.tobytes()
        on_progress(len(pairs) / PEAKS / max(1.0, document.media.duration), "Drawing the waveform")
    data = document_data(
        document,
        find_issues(document),
        media=relative_address(recording, page),
        video=is_video(recording),
        cuts=cut_rows(cuts_to_show(path)),
        note=f"The sound may be off: {fault}." if fault else None,
    )
    return StaticPage(static_page(data, bytes(pairs)), recording, fault)


def episode_pages(out: Path, limit: int, on_progress: ProgressCallback) -> Iterator[EpisodePage]:
    """Make the pages of the worst `limit` episodes of a batch, beside their documents; worst first, all are listed.

    A page that is newer than its document is kept. Raises `FileProblem` where the folder holds no report of a batch.
    """
    rows = _report_rows(out)
    for k, row in enumerate(rows):
        document = out / str(row.get("document") or "")
        if row.get("code") or not document.is_file():
            yield EpisodePage(row, None, str(row.get("reason") or "its document is gone"))
            continue
        page = beside_document(document, ".review.html")
        known = page.is_file() and page.stat().st_mtime_ns >= document.stat().st_mtime_ns
        if not known and k >= limit:
            yield EpisodePage(row, None)
            continue
        if not known:
            on_progress(k / min(limit, len(rows)), str(row.get("id")))
            try:
                write_whole(page, make_static_page(document, None, page, lambda share, doing: None).text, force=True)
            except PullquoteError as error:
                yield EpisodePage(row, None, str(error))
                continue
        yield EpisodePage(row, page)


def _report_rows(out: Path) -> list[dict[str, Any]]:
    path = out / "report.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["episodes"]
    except FileNotFoundError:
        raise FileProblem(out, "holds no report of a batch (report.json); run pullquote batch first") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise FileProblem(path, "is not a report of a batch; run pullquote batch again") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FileProblem(path, "is not a report of a batch; run pullquote batch again")
    return rows


def note_pages(out: Path, episodes: list[EpisodePage]) -> None:
    """Tell a batch's `report.html` which pages there are, so that its places are links; one without room for it stays
    as it is.
    """
    report = out / "report.html"
    if not report.is_file():
        return
    there = json_block(sorted(episode.page.relative_to(out).as_posix() for episode in episodes if episode.page))
    before, found, after = report.read_text(encoding="utf-8").partition(PAGES)
    if found:
        write_whole(report, f"{before}{found}{there}{after[after.find('<') :]}", force=True)


def list_page(out: Path, episodes: list[EpisodePage]) -> str:
    """Return the list of episodes, worst first, each place a link to where it is heard on the episode's page."""
    rows = "\n".join(_row(out, episode) for episode in episodes)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Review: {html_text(out.resolve().name)}</title>\n</head>\n<body>\n"
        f"<h1>{html_text(out.resolve().name)}: {len(episodes)} episodes, what to look at first</h1>\n"
        '<p><a href="report.html">The whole report</a></p>\n<table>\n'
        "<thead><tr><th>To look at</th><th>Episode</th><th>Worst places</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</body>\n</html>\n"
    )


def _row(out: Path, episode: EpisodePage) -> str:
    row = episode.row
    name = html_text(str(row.get("title") or row.get("id")))
    address = None if episode.page is None else quote(episode.page.relative_to(out).as_posix())
    shown = f'<a href="{address}">{name}</a>' if address else name
    places = [_place(address, place) for place in row.get("places") or ()]
    problem = f"<li>{html_text(episode.problem)}</li>" if episode.problem else ""
    share = f"{100 * float(row.get('severity') or 0):.1f}%"
    return f"<tr><td>{share}</td><td>{shown}</td><td><ul>{problem}{''.join(places)}</ul></td></tr>"


def _place(address: str | None, place: dict[str, Any]) -> str:
    text = f"{clock_text(float(place['start']), places=0)} {html_text(str(place['text']))}"
    return f'<li><a href="{address}#t={float(place["start"]):g}">{text}</a></li>' if address else f"<li>{text}</li>"
