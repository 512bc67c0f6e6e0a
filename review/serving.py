"""A server for one person on this machine: one secret address, and nothing but what its pages need.

Refused before anything is looked up: a Host that is not ours (a page elsewhere that points its name at this machine),
an Origin or a fetch from another site, an address without the token. What is served is a fixed table, never a path
from the address. Bodies are small JSON objects, or refused, but where a page takes in files.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from align.errors import DocumentChanged, PullquoteError, UsageError
from review.connections import Connections
from review.requests import Refused, admitted, body_length, json_object, span
from review.sources import Source

__all__ = ["LocalHandler", "LocalServer"]

log = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
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

REMEMBERED = 64
"""Answers kept for a page that asks again because the first answer was lost on the way."""
LONGEST_ID = 64
"""Characters of what a page calls a request."""

Answer = tuple[HTTPStatus, object]


class LocalServer(ThreadingHTTPServer):
    """Listens on 127.0.0.1 alone. `url` is the address to open; it holds the token."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler: type[LocalHandler], *, port: int = 0, token: str | None = None) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.token = token or secrets.token_urlsafe(24)
        self.hosts = {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}
        self.url = f"http://127.0.0.1:{self.server_port}/{self.token}/"
        self.connections = Connections()
        self.answers: OrderedDict[str, Answer] = OrderedDict()
        self.answering = threading.Lock()

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

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a connection that broke, which is nobody's fault; log a bug with its traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            log.warning("a request failed", exc_info=True)

    def remember(self, request: str, answer: Answer) -> None:
        """Keep an answer, and forget the oldest."""
        self.answers[request] = answer
        while len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)


class LocalHandler(BaseHTTPRequestHandler):
    """One connection: what is asked for is looked up in tables, which each server fills."""

    server: LocalServer
    protocol_version = "HTTP/1.1"
    server_version = "pullquote"
    sys_version = ""
    timeout = 60
    """Seconds in which the other side must take what is sent; what it sends has `connections.IDLE`."""

    def getters(self) -> Mapping[str, Callable[[], None]]:
        """Return what answers GET, by name."""
        return {}

    def posters(self) -> Mapping[str, Callable[[dict[str, Any]], object]]:
        """Return what answers a POST with JSON, by name: each takes the body's object and returns the answer's."""
        return {}

    def takers(self, name: str) -> Callable[[], object] | None:
        """Return what takes a body that is no JSON, and returns the answer; `None` where nothing does."""
        return None

    def handle_one_request(self) -> None:
        """Wait for a request and answer it."""
        self.server.connections.wait(self.connection)
        super().handle_one_request()

    def do_GET(self) -> None:
        """Answer what is asked for."""
        self._guarded(self._get)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Do what is asked for."""
        self._guarded(self._post)

    def _guarded(self, call: Callable[[str], None]) -> None:
        try:
            served = self.server
            call(admitted(self.command, self.path, self.headers, hosts=served.hosts, token=served.token))
        except Refused as refused:
            self._refuse(refused)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _get(self, name: str) -> None:
        call = self.getters().get(name)
        if call is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        self.server.connections.answer(self.connection)
        status, value = self._tried(lambda: call())
        if value is not None:
            self.send_json(value, status)

    def _post(self, name: str) -> None:
        take = self.takers(name)
        if take is not None:
            self.server.connections.answer(self.connection)
            status, value = self._tried(take)
            # What is left of a body that was not taken whole must not be read as the next request.
            self.close_connection = self.close_connection or status != HTTPStatus.OK
            self.send_json(value, status)
            return
        call = self.posters().get(name)
        if call is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        body = json_object(self.rfile.read(body_length(self.headers)))
        self.server.connections.answer(self.connection)
        status, value = self._once(body.get("request"), lambda: call(body))
        self.send_json(value, status)

    def _once(self, request: object, call: Callable[[], object]) -> Answer:
        """Do what is asked, or give the answer again to a page that did not get it."""
        if not isinstance(request, str) or not 0 < len(request) <= LONGEST_ID:
            return self._tried(call)
        with self.server.answering:
            if request not in self.server.answers:
                self.server.remember(request, self._tried(call))
            return self.server.answers[request]

    def _tried(self, call: Callable[[], object]) -> Answer:
        try:
            return HTTPStatus.OK, call()
        except DocumentChanged as changed:
            return HTTPStatus.CONFLICT, {"error": str(changed), "reason": "changed"}
        except UsageError as error:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error), "reason": "impossible"}
        except PullquoteError as error:
            return HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(error), "reason": "failed"}

    # How it is sent

    def send_json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send a value as JSON."""
        # ASCII, since a file name on disk may hold bytes that no UTF-8 text can.
        self.send_bytes(json.dumps(value).encode("ascii"), "application/json", status)

    def send_bytes(self, raw: bytes, content_type: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send bytes of a type."""
        self.send_response(status)
        self._end_headers(content_type, len(raw))
        if self.command != "HEAD":
            self.wfile.write(raw)

    def send_source(self, source: Source, **headers: str) -> None:
        """Send a file or a stream, or the one range of it that is asked for."""
        asked = self.headers.get_all("Range") or []
        start, stop = span(asked, source.size) if asked else (0, source.size)
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{source.size}")
        self.send_header("Accept-Ranges", "bytes")
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self._end_headers(source.content_type, stop - start)
        if self.command == "HEAD":
            return
        sent = 0
        for block in source.blocks(start, stop):
            self.wfile.write(block)
            sent += len(block)
        # A file that became shorter cannot keep its promise; only a closed connection tells the browser.
        self.close_connection = self.close_connection or sent != stop - start

    def _refuse(self, refused: Refused) -> None:
        self.close_connection = True  # the body, if any, has not been read
        self.send_response(refused.status)
        for key, value in refused.headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Connection", "close")
        raw = f"{refused.line}\n".encode()
        self._end_headers("text/plain; charset=utf-8", len(raw))
        if self.command != "HEAD":
            self.wfile.write(raw)

    def _end_headers(self, content_type: str, length: int) -> None:
        for key, value in HEADERS.items():
            self.send_header(key, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Log without the address, which holds the token."""
        log.debug("%s %s", getattr(self, "command", None), args[1] if len(args) > 1 else "")
