"""The page's server: this machine only, one secret address, and nothing but what the page needs.

Refused before anything is looked up: a Host that is not ours (a page elsewhere that points its name at this machine),
an Origin or a fetch from another site, an address without the token. What is served is a fixed table, never a path
from the address. Bodies are small JSON objects, or refused.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from align.document import Alignment
from align.errors import DocumentChanged, FileProblem, PullquoteError, UsageError
from review import cuts, selects
from review.connections import Connections
from review.issues import DOUBTFUL, Issue, find_issues
from review.page import ASSETS, asset, columns, document_data, issue_data, served_page, structure_data
from review.recording import Recording
from review.requests import Refused, admitted, body_length, json_object, span
from review.session import Outcome, Session

__all__ = ["ReviewServer"]

log = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ReviewServer(ThreadingHTTPServer):
    """Serves one session on 127.0.0.1. `url` is the address to open; it holds the token."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, session: Session, recording: Recording, *, port: int = 0, token: str | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.session = session
        self.recording = recording
        self.token = token or secrets.token_urlsafe(24)
        self.hosts = {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}
        self.url = f"http://127.0.0.1:{self.server_port}/{self.token}/"
        self.connections = Connections()
        self._issues: tuple[Alignment, float, list[Issue]] | None = None
        self.page()  # once before anybody waits for it: assets are read, issues are known

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand the connection to a thread."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.remove(request)

    def service_actions(self) -> None:
        """Close connections that have been silent for too long; called a few times a second."""
        self.connections.close_idle()

    def page(self) -> str:
        """Return the page as the document is now."""
        session, recording = self.session, self.recording
        alignment, outcome = session.snapshot()
        listed = selects.selects_path(session.path)
        data = document_data(
            alignment,
            self.issues(alignment, DOUBTFUL),
            revision=outcome.revision,
            undo=outcome.undo,
            redo=outcome.redo,
            media="media" if recording.source else None,
            video=recording.video,
            copy=recording.copy,
            clips=self._listed(listed),
            clipList=listed.name,
            clipCommand=selects.clip_command(session.path, recording.path),
            cuts=cuts.cut_rows(cuts.cuts_to_show(session.path)),
            cutList=cuts.cuts_path(session.path).name,
            cutCommand=cuts.edit_command_line(session.path, recording.path),
            realign=session.realign is not None,
        )
        return served_page(data)

    def _listed(self, path: Path) -> list[list[str]]:
        try:
            return selects.select_rows(selects.read_selects(path))
        except FileProblem as problem:
            # A list of somebody else is no reason to keep the page shut; adding to it says what is wrong.
            log.warning("%s", problem)
            return []

    def issues(self, alignment: Alignment, below: float) -> list[Issue]:
        """Return issues of a document, remembered until it changes."""
        cached = self._issues
        if cached is None or cached[0] is not alignment or cached[1] != below:
            self._issues = cached = (alignment, below, find_issues(alignment, below=below))
        return cached[2]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a connection that broke, which is nobody's fault; log a bug with its traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            log.warning("a request failed", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version = "pullquote"
    sys_version = ""
    timeout = 60
    """Seconds in which the other side must take what is sent; what it sends has `connections.IDLE`."""

    def handle_one_request(self) -> None:
        self.server.connections.wait(self.connection)
        super().handle_one_request()

    def do_GET(self) -> None:
        self._answer({"": self._page, "media": self._media, "peaks": self._peaks, "state": self._state})

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(
            {
                "edit": self._edit,
                "undo": self._undo,
                "redo": self._redo,
                "reload": self._reload,
                "issues": self._issues,
                "clip": self._clip,
                "unclip": self._unclip,
                "cut": self._cut,
                "uncut": self._uncut,
            },
            body=True,
        )

    def _answer(self, table: dict[str, Callable[..., None]], *, body: bool = False) -> None:
        try:
            served = self.server
            name = admitted(self.command, self.path, self.headers, hosts=served.hosts, token=served.token)
            if name.startswith("static/") and not body:
                self.server.connections.answer(self.connection)
                self._asset(name.removeprefix("static/"))
            elif (call := table.get(name)) is None:
                raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
            elif body:
                content = self._body()
                self.server.connections.answer(self.connection)
                call(content)
            else:
                self.server.connections.answer(self.connection)
                call()
        except Refused as refused:
            self._refuse(refused)
        except DocumentChanged as changed:
            self._json({"error": str(changed), "reason": "changed"}, HTTPStatus.CONFLICT)
        except UsageError as error:
            self._json({"error": str(error), "reason": "impossible"}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except PullquoteError as error:
            self._json({"error": str(error), "reason": "failed"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _body(self) -> dict[str, Any]:
        return json_object(self.rfile.read(body_length(self.headers)))

    # What is served

    def _page(self) -> None:
        self._send(self.server.page().encode("utf-8"), "text/html; charset=utf-8")

    def _asset(self, name: str) -> None:
        if name not in ASSETS:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        self._send(asset(name).encode("utf-8"), ASSETS[name])

    def _state(self) -> None:
        session, recording = self.server.session, self.server.recording
        value = {"revision": session.revision, "disk": session.disk(), "note": recording.note}
        self._json({**value, "peaks": recording.total, "drawn": recording.finished.is_set()})

    def _peaks(self) -> None:
        self.server.recording.start()
        asked = parse_qs(urlsplit(self.path).query).get("from", ["0"])[0]
        if not re.fullmatch(r"[0-9]{1,9}", asked):
            raise Refused(HTTPStatus.BAD_REQUEST, "malformed number")
        self._send(self.server.recording.peaks_from(int(asked)), "application/octet-stream")

    def _media(self) -> None:
        self.server.recording.start()
        source = self.server.recording.source
        if source is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no recording")
        asked = self.headers.get_all("Range") or []
        start, stop = 0, source.size
        if asked:
            start, stop = span(asked, source.size)
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{source.size}")
        self.send_header("Accept-Ranges", "bytes")
        self._headers(source.content_type, stop - start)
        if self.command == "HEAD":
            return
        sent = 0
        for block in source.blocks(start, stop):
            self.wfile.write(block)
            sent += len(block)
        # A file that became shorter cannot keep its promise; only a closed connection tells the browser.
        self.close_connection = self.close_connection or sent != stop - start

    # What changes the document

    def _edit(self, body: dict[str, Any]) -> None:
        edit = body.get("edit")
        if not isinstance(edit, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "edit is expected")
        self._outcome(self.server.session.apply(edit, body.get("revision")), body)

    def _undo(self, body: dict[str, Any]) -> None:
        self._outcome(self.server.session.undo(body.get("revision")), body)

    def _redo(self, body: dict[str, Any]) -> None:
        self._outcome(self.server.session.redo(body.get("revision")), body)

    def _reload(self, body: dict[str, Any]) -> None:
        self.server.session.reload()
        self._json({"revision": self.server.session.revision})

    def _issues(self, body: dict[str, Any]) -> None:
        self._json({"issues": self._found(body)})

    def _clip(self, body: dict[str, Any]) -> None:
        first, last, title = body.get("first"), body.get("last"), body.get("title", "")
        if type(first) is not int or type(last) is not int or not isinstance(title, str):
            raise Refused(HTTPStatus.BAD_REQUEST, "first, last and title are expected")
        with self.server.session.writing() as session:
            chosen = selects.select_of(session.alignment, first, last, title)
            rows = selects.add_select(selects.selects_path(session.path), chosen)
        self._json({"clips": selects.select_rows(rows)})

    def _unclip(self, body: dict[str, Any]) -> None:
        number, words = body.get("number"), body.get("words")
        if type(number) is not int or not isinstance(words, str):
            raise Refused(HTTPStatus.BAD_REQUEST, "number and words are expected")
        with self.server.session.writing() as session:
            rows = selects.remove_select(selects.selects_path(session.path), number, words)
        self._json({"clips": selects.select_rows(rows)})

    def _cut(self, body: dict[str, Any]) -> None:
        first, last = body.get("first"), body.get("last")
        if type(first) is not int or type(last) is not int:
            raise Refused(HTTPStatus.BAD_REQUEST, "first and last are expected")
        with self.server.session.writing() as session:
            cut = cuts.cut_of(session.alignment, first, last, cuts.sound_reader(self.server.recording.path))
            self._json({"cuts": cuts.cut_rows(cuts.add_cut(cuts.cuts_path(session.path), cut))})

    def _uncut(self, body: dict[str, Any]) -> None:
        start = body.get("start")
        if isinstance(start, bool) or not isinstance(start, int | float):
            raise Refused(HTTPStatus.BAD_REQUEST, "start is a number of seconds")
        with self.server.session.writing() as session:
            self._json({"cuts": cuts.cut_rows(cuts.remove_cut(cuts.cuts_path(session.path), start))})

    def _outcome(self, outcome: Outcome, body: dict[str, Any]) -> None:
        change = outcome.change
        value: dict[str, Any] = {"revision": outcome.revision, "undo": outcome.undo, "redo": outcome.redo}
        if change is not None:
            value["at"], value["removed"] = change.at, len(change.removed)
            value["words"] = columns(change.inserted)
            value["structure"] = structure_data(change.after) if change.before != change.after else None
            value["issues"] = self._found(body)
        self._json(value)

    def _found(self, body: dict[str, Any]) -> list[list[Any]]:
        below = body.get("below", DOUBTFUL)
        if isinstance(below, bool) or not isinstance(below, int | float) or not 0 <= below <= 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "below is a number from 0 to 1")
        alignment, _ = self.server.session.snapshot()
        return issue_data(self.server.issues(alignment, float(below)))

    # How it is sent

    def _json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        # ASCII, since a file name on disk may hold bytes that no UTF-8 text can.
        self._send(json.dumps(value).encode("ascii"), "application/json", status)

    def _send(self, raw: bytes, content_type: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self._headers(content_type, len(raw))
        if self.command != "HEAD":
            self.wfile.write(raw)

    def _refuse(self, refused: Refused) -> None:
        self.close_connection = True  # the body, if any, has not been read
        self.send_response(refused.status)
        for key, value in refused.headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Connection", "close")
        raw = f"{refused.line}\n".encode()
        self._headers("text/plain; charset=utf-8", len(raw))
        if self.command != "HEAD":
            self.wfile.write(raw)

    def _headers(self, content_type: str, length: int) -> None:
        for key, value in HEADERS.items():
            self.send_header(key, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        # Without the address: it holds the token.
        log.debug("%s %s", getattr(self, "command", None), args[1] if len(args) > 1 else "")
