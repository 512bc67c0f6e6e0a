"""The server: what a page may do, and thirty things that nobody may."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from align.document import Alignment, Media
from review.connections import MOST, Connections
from review.recording import Recording
from review.requests import LARGEST_BODY
from review.server import ReviewServer
from review.session import Session
from review.sources import FileSource, WaveSource

Serve = Callable[[Session, Recording], ReviewServer]
SOUND = bytes(range(256)) * 3000


@pytest.fixture
def server(path: Path, tmp_path: Path, serve: Serve) -> ReviewServer:
    media = tmp_path / "sound.mp3"
    media.write_bytes(SOUND)
    recording = Recording(None, Media("sound.mp3", "", 10.0))
    recording.source = FileSource(media, len(SOUND), "audio/mpeg")
    return serve(Session(path), recording)


def ask(
    server: ReviewServer,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    token: str | None = None,
    drop: tuple[str, ...] = (),
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """One request as a browser sends it, but for what the caller changes."""
    host = f"127.0.0.1:{server.server_port}"
    given = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
    if body is not None:
        given["Content-Length"] = str(len(body))
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(
        method, f"/{server.token if token is None else token}/{path}", skip_host=True, skip_accept_encoding=True
    )
    for key, value in given.items():
        if key not in drop:
            connection.putheader(key, value)
    with contextlib.closing(connection):
        connection.endheaders(body)
        with connection.getresponse() as answer:
            return answer.status, dict(answer.getheaders()), answer.read()


def post(server: ReviewServer, path: str, value: object) -> tuple[int, Any]:
    status, _, data = ask(server, path, method="POST", body=json.dumps(value).encode())
    return status, json.loads(data)


def confirm(server: ReviewServer, revision: str) -> tuple[int, Any]:
    return post(server, "edit", {"revision": revision, "edit": {"kind": "confirm", "first": 0, "last": 1}})


def test_the_page_and_its_parts(server: ReviewServer) -> None:
    status, headers, data = ask(server, "")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert server.token not in data.decode()
    assert b'"everybody."' in data
    status, headers, data = ask(server, "static/page.js")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")


def test_the_address_is_local_and_secret(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.url.startswith(f"http://127.0.0.1:{server.server_port}/")
    assert len(server.token) >= 32


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, len(SOUND)),
        ("bytes=0-0", 0, 1),
        ("bytes=300000-300255", 300000, 300256),
        ("bytes=700000-", 700000, len(SOUND)),
        ("bytes=767990-99999999999", 767990, len(SOUND)),
        ("bytes=-10", len(SOUND) - 10, len(SOUND)),
        ("bytes=-99999999999", 0, len(SOUND)),
    ],
)
def test_ranges_of_the_recording(server: ReviewServer, asked: str, start: int, stop: int) -> None:
    status, headers, data = ask(server, "media", Range=asked)
    assert status == 206
    assert headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(SOUND)}"
    assert headers["Content-Length"] == str(stop - start)
    assert data == SOUND[start:stop]


def test_the_whole_recording_and_its_head(server: ReviewServer) -> None:
    status, headers, data = ask(server, "media")
    assert (status, data, headers["Accept-Ranges"]) == (200, SOUND, "bytes")
    status, headers, data = ask(server, "media", method="HEAD")
    assert (status, data, headers["Content-Length"]) == (200, b"", str(len(SOUND)))


def test_a_recording_that_became_shorter_ends_the_connection(server: ReviewServer) -> None:
    source = server.recording.source
    assert isinstance(source, FileSource)
    source.path.write_bytes(b"short")
    with pytest.raises(http.client.IncompleteRead):
        ask(server, "media")
    assert ask(server, "state")[0] == 200


@pytest.mark.slow
def test_sound_that_is_still_being_decoded_is_waited_for(server: ReviewServer) -> None:
    server.recording.start()
    assert server.recording.finished.wait(5)
    source = WaveSource(1.0)
    server.recording.source = source
    threading.Timer(0.2, source.write, [b"\x01\x02" * 12000]).start()
    threading.Timer(0.4, source.finish).start()
    status, headers, data = ask(server, "media", Range="bytes=44-")
    assert (status, headers["Content-Type"]) == (206, "audio/wav")
    assert data == b"\x01\x02" * 12000 + b"\0" * 24000


def test_a_link_on_a_page_at_another_port_opens_the_page(server: ReviewServer) -> None:
    followed = ask(server, "", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")
    assert followed[0] == 200


def test_an_answer_is_given_again_and_nothing_done_twice(server: ReviewServer, path: Path) -> None:
    edit = {"kind": "confirm", "first": 0, "last": 1}
    body = {"revision": server.session.revision, "edit": edit, "request": "a"}
    first = post(server, "edit", body)
    assert first[0] == 200
    assert post(server, "edit", body) == first
    assert post(server, "edit", {**body, "request": "b"})[0] == 409
    assert server.session.snapshot()[1].undo == 1


def test_an_edit_answers_with_the_step(server: ReviewServer, path: Path) -> None:
    status, value = confirm(server, server.session.revision)
    assert status == 200
    assert (value["at"], value["removed"], value["undo"], value["redo"]) == (0, 1, 1, 0)
    assert value["words"] == {
        "text": ["Good"],
        "start": [1000],
        "end": [1300],
        "score": [0.9],
        "status": "a",
        "manual": "1",
    }
    assert value["structure"] is None
    assert value["issues"][0][:3] == ["speech", 6, 6]
    assert Alignment.load(path).words[0].manual
    status, value = post(server, "undo", {"revision": value["revision"]})
    assert (status, value["words"]["manual"], value["redo"]) == (200, "0", 1)
    assert post(server, "redo", {"revision": value["revision"]})[0] == 200


def test_a_stale_page_is_told(server: ReviewServer, path: Path) -> None:
    old = server.session.revision
    confirm(server, old)
    saved = path.read_bytes()
    status, value = confirm(server, old)
    assert (status, value["reason"]) == (409, "changed")
    assert path.read_bytes() == saved
    path.write_bytes(saved + b"\n")
    assert json.loads(ask(server, "state")[2])["disk"] == "changed"
    assert confirm(server, server.session.revision)[0] == 409
    assert post(server, "reload", {})[0] == 200
    assert json.loads(ask(server, "state")[2])["disk"] == "same"


def test_an_impossible_edit_says_why(server: ReviewServer) -> None:
    edit = {"revision": server.session.revision, "edit": {"kind": "boundary", "word": 4, "side": "start", "at": 1}}
    assert post(server, "edit", edit) == (
        422,
        {"error": "“Not” has no times; mark it as said first", "reason": "impossible"},
    )


def test_issues_follow_the_limit(server: ReviewServer) -> None:
    reasons = [row[0] for row in post(server, "issues", {"below": 0.1})[1]["issues"]]
    assert reasons == ["speech", "absent", "interpolated"]


def test_clips_are_kept_in_a_list(server: ReviewServer, path: Path) -> None:
    status, value = post(server, "clip", {"first": 0, "last": 4, "title": "Hello"})
    assert (status, value) == (200, {"clips": [["Good morning, - everybody.", "Hello", "0:00:01.000"]]})
    assert path.with_name("talk.selects.csv").read_text() == (
        'start,end,title,words\n0:00:01.000,0:00:02.600,Hello,"Good morning, - everybody."\n'
    )
    assert post(server, "unclip", {"number": 0, "words": "Good morning, - everybody."})[1] == {"clips": []}


def test_cuts_are_kept_in_a_list(server: ReviewServer, path: Path) -> None:
    status, value = post(server, "cut", {"first": 0, "last": 2})
    assert status == 200
    start, end, words = value["cuts"][0]
    assert (start, words) == (0, "Good morning,")
    assert end > 1000
    assert path.with_name("talk.cuts.csv").read_text().startswith("out,in,words\n0:00:00.000,")
    assert post(server, "uncut", {"start": 0})[1] == {"cuts": []}


def test_a_list_of_somebody_else_does_not_keep_the_page_shut(server: ReviewServer, path: Path) -> None:
    listed = path.with_name("talk.selects.csv")
    listed.write_text("quote,aspect\nhello,9:16\n")
    assert ask(server, "")[0] == 200
    status, value = post(server, "clip", {"first": 0, "last": 4, "title": "Hello"})
    assert (status, value["reason"]) == (500, "failed")
    assert "columns of its own" in value["error"]
    assert listed.read_text() == "quote,aspect\nhello,9:16\n"


def test_peaks_come_as_they_are_decoded(server: ReviewServer) -> None:
    assert ask(server, "peaks")[2] == b""
    assert server.recording.finished.wait(5)
    server.recording._peaks += bytes([1, 2, 3, 4, 5, 6])
    assert ask(server, "peaks?from=1")[2] == bytes([3, 4, 5, 6])
    assert ask(server, "peaks?from=900")[2] == b""


GOOD = b'{"revision": "REVISION", "edit": {"kind": "absent", "first": 0, "last": 1}}'
DEEP = b"[" * 8000

HOSTILE: dict[str, tuple[int, dict[str, Any]]] = {
    "no token": (403, {"token": "", "path": ""}),
    "wrong token": (403, {"token": "A" * 32, "path": ""}),
    "token with a tail": (403, {"token": "TOKENx", "path": ""}),
    "token cut short": (403, {"token": "SHORT", "path": ""}),
    "wrong token, edit": (403, {"token": "A" * 32, "path": "edit", "method": "POST", "body": GOOD}),
    "token that is not ASCII": (403, {"token": "%E2%82%AC", "path": ""}),
    "wrong host": (421, {"path": "", "Host": "evil.example"}),
    "wrong host, right port": (421, {"path": "", "Host": "evil.example:PORT"}),
    "wrong port": (421, {"path": "", "Host": "127.0.0.1:1"}),
    "no host": (421, {"path": "", "drop": ("Host",)}),
    "wrong origin": (403, {"path": "edit", "method": "POST", "body": GOOD, "Origin": "http://evil.example"}),
    "null origin": (403, {"path": "edit", "method": "POST", "body": GOOD, "Origin": "null"}),
    "no origin": (403, {"path": "edit", "method": "POST", "body": GOOD, "drop": ("Origin",)}),
    "origin of another port": (403, {"path": "", "Origin": "http://127.0.0.1:1"}),
    "fetched from another site": (403, {"path": "", "Sec_Fetch_Site": "cross-site"}),
    "fetched from another port": (403, {"path": "state", "Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}),
    "framed by another port": (
        403,
        {"path": "", "Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
    ),
    "path escape": (404, {"path": "../../etc/passwd"}),
    "path escape in the assets": (404, {"path": "static/../server.py"}),
    "path escape, encoded": (404, {"path": "static/..%2f..%2f..%2fetc%2fpasswd"}),
    "absolute path": (404, {"path": "static//etc/passwd"}),
    "backslashes": (404, {"path": "static/..\\..\\x"}),
    "document by name": (404, {"path": "talk.align.json"}),
    "body too large": (413, {"path": "edit", "method": "POST", "body": b" " * LARGEST_BODY + GOOD}),
    "body said to be enormous": (400, {"path": "edit", "method": "POST", "Content_Length": "9" * 30}),
    "negative length": (400, {"path": "edit", "method": "POST", "Content_Length": "-1"}),
    "no length": (411, {"path": "edit", "method": "POST"}),
    "chunks": (411, {"path": "edit", "method": "POST", "Transfer_Encoding": "chunked"}),
    "bad JSON": (400, {"path": "edit", "method": "POST", "body": b'{"revision": '}),
    "JSON that is not UTF-8": (400, {"path": "edit", "method": "POST", "body": b'{"a": "\xff"}'}),
    "JSON too deep": (400, {"path": "edit", "method": "POST", "body": DEEP}),
    "JSON of another kind": (400, {"path": "edit", "method": "POST", "body": b"[1, 2]"}),
    "a number no float holds": (
        422,
        {"path": "edit", "method": "POST", "body": GOOD.replace(b'"absent"', b'"boundary", "at": 1e999')},
    ),
    "a form": (415, {"path": "edit", "method": "POST", "body": GOOD, "Content_Type": "text/plain"}),
    "an edit by GET": (404, {"path": "edit?kind=absent"}),
    "another method": (501, {"path": "edit", "method": "DELETE"}),
    "an edit without a revision": (409, {"path": "edit", "method": "POST", "body": GOOD}),
    "an unknown edit": (422, {"path": "edit", "method": "POST", "body": GOOD.replace(b"absent", b"__class__")}),
    "range beyond the end": (416, {"path": "media", "Range": "bytes=99999999-"}),
    "range backwards": (416, {"path": "media", "Range": "bytes=9-3"}),
    "range of nothing": (416, {"path": "media", "Range": "bytes=-0"}),
    "a thousand ranges": (416, {"path": "media", "Range": "bytes=" + ",".join(["0-1"] * 1000)}),
    "range in other units": (416, {"path": "media", "Range": "words=0-1"}),
    "range that is no number": (416, {"path": "media", "Range": "bytes=0x0-0xff"}),
    "range of a number without end": (416, {"path": "media", "Range": "bytes=0-" + "9" * 4000}),
    "peaks from nowhere": (400, {"path": "peaks?from=-1"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_requests_are_refused(server: ReviewServer, path: Path, name: str) -> None:
    wanted, request = HOSTILE[name]
    request = dict(request)
    if request.get("token") in ("TOKENx", "SHORT"):
        request["token"] = f"{server.token}x" if request["token"] == "TOKENx" else server.token[:-1]
    if "body" in request and wanted not in (409,):
        request["body"] = request["body"].replace(b"REVISION", server.session.revision.encode())
    if "Host" in request:
        request["Host"] = request["Host"].replace("PORT", str(server.server_port))
    before = {p: p.read_bytes() for p in path.parent.iterdir()}
    status, _, data = ask(server, request.pop("path"), **request)
    assert status == wanted
    assert b"root:" not in data
    assert b"everybody" not in data
    assert {p: p.read_bytes() for p in path.parent.iterdir()} == before
    assert ask(server, "state")[0] == 200


def test_there_are_at_least_thirty_of_them() -> None:
    assert len(HOSTILE) >= 30


def test_no_hostile_answer_names_the_token(server: ReviewServer) -> None:
    for token in ("", "x", server.token[:-1]):
        _, headers, data = ask(server, "", token=token)
        assert server.token not in data.decode() + str(headers)


HALF_REQUESTS = [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: ", b"POST /x/edit HTTP/1.1\r\nContent-Length: 9\r\n"]


@pytest.mark.parametrize("raw", HALF_REQUESTS)
def test_half_open_connections_keep_nobody_out(server: ReviewServer, raw: bytes) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MOST + 8):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", server.server_port)))
            idle.sendall(raw)
        for _ in range(MOST):
            assert ask(server, "state")[0] == 200


def test_half_a_body_keeps_nobody_out(server: ReviewServer) -> None:
    head = f"POST /{server.token}/edit HTTP/1.1\r\nHost: 127.0.0.1:{server.server_port}\r\n"
    more = f"Origin: http://127.0.0.1:{server.server_port}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n"
    with contextlib.ExitStack() as stack:
        for _ in range(MOST + 8):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", server.server_port)))
            idle.sendall(f"{head}{more}\r\n{{".encode())
        assert ask(server, "state")[0] == 200


@pytest.mark.slow
def test_a_connection_that_says_nothing_is_closed(server: ReviewServer) -> None:
    server.connections = Connections(idle=0.1)
    for raw in HALF_REQUESTS:
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=30) as idle:
            idle.sendall(raw)
            assert b" 200 " not in idle.recv(4096)
    assert ask(server, "state")[0] == 200


def test_rubbish_on_the_line_is_answered_or_dropped(server: ReviewServer) -> None:
    for raw in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            assert b" 200 " not in connection.recv(4096)
    assert ask(server, "state")[0] == 200
