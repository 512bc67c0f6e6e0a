"""The server of the page: what it takes, what it hands out, and what it refuses."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from frontdesk.server import DeskServer

from .conftest import Script


@pytest.fixture
def server(tmp_path: Path, script: Script) -> Iterator[DeskServer]:
    (tmp_path / "place").mkdir()
    server = DeskServer(run=script, parent=tmp_path / "place")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.close()


def ask(
    server: DeskServer,
    name: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    kind: str = "application/json",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    host = f"127.0.0.1:{server.server_port}"
    given = {"Origin": f"http://{host}", "Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)) as connection:
        connection.request(method, f"/{server.token}/{name}", body or None, given)
        with connection.getresponse() as answer:
            return answer.status, dict(answer.getheaders()), answer.read()


def post(server: DeskServer, name: str, value: object) -> tuple[int, Any]:
    status, _, raw = ask(server, name, method="POST", body=json.dumps(value).encode())
    return status, json.loads(raw) if raw.startswith(b"{") else raw


def jobs(server: DeskServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ask(server, "jobs")[2])["jobs"]
    return found


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "never true"
        time.sleep(0.01)


def row(path: Path, name: str = "") -> dict[str, object]:
    return {"name": name or path.name, "size": path.stat().st_size}


def bring(server: DeskServer, sound: Path, text: Path, name: str = "") -> int:
    status, job = post(server, "open", {"recording": row(sound, name), "transcript": row(text), "language": "en"})
    assert status == 200
    for part, path in (("transcript", text), ("recording", sound)):
        where = f"jobs/{job['id']}/{part}"
        assert ask(server, where, method="POST", body=path.read_bytes(), kind="application/octet-stream")[0] == 200
    return int(job["id"])


def test_files_come_in_and_results_go_out(server: DeskServer, script: Script, sound: Path, text: Path) -> None:
    number = bring(server, sound, text, "My talk.wav")
    script.let("My talk.wav")
    until(lambda: jobs(server)[0]["state"] == "done")
    (job,) = jobs(server)
    assert [name for name, _ in job["files"]] == ["My talk.align.json", "My talk.srt"]
    status, headers, raw = ask(server, f"jobs/{number}/files/1")
    assert (status, raw[:2]) == (200, b"1\n")
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''My%20talk.srt"
    assert ask(server, f"jobs/{number}/files/2")[0] == 404
    assert job["review"].startswith("http://127.0.0.1:")
    assert server.token not in job["review"]
    assert post(server, "remove", {"job": number}) == (200, {})
    assert jobs(server) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(job["review"].split(":")[2].split("/")[0])), timeout=5)


def test_a_connection_that_breaks_while_sending_stops_the_job(server: DeskServer, sound: Path, text: Path) -> None:
    _, job = post(server, "open", {"recording": row(sound), "transcript": row(text), "language": "en"})
    host = f"127.0.0.1:{server.server_port}"
    head = (
        f"POST /{server.token}/jobs/{job['id']}/recording HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {sound.stat().st_size}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
        connection.sendall(head.encode() + sound.read_bytes()[:1000])
    until(lambda: jobs(server)[0]["state"] == "stopped")
    assert "closed before tone.wav had arrived" in jobs(server)[0]["line"]


@pytest.mark.parametrize(
    ("name", "value", "status", "says"),
    [
        ("open", {}, 400, "expected"),
        ("open", {"recording": {"name": "a", "size": "9"}, "transcript": {"name": "b", "size": 1}}, 400, "expected"),
        ("open", {"recording": {"name": "a", "size": 9}, "transcript": {"name": "b", "size": 1}}, 422, "language"),
        ("stop", {"job": 99}, 422, "removed"),
        ("remove", {"job": "1"}, 400, "number"),
        ("elsewhere", {}, 404, "nothing here"),
    ],
)
def test_what_cannot_be_meant_is_refused(server: DeskServer, name: str, value: object, status: int, says: str) -> None:
    code, answer = post(server, name, value)
    assert code == status
    assert says in (answer["error"] if isinstance(answer, dict) else answer.decode())


def test_a_body_of_another_type_or_length_is_not_taken(server: DeskServer, sound: Path, text: Path) -> None:
    _, job = post(server, "open", {"recording": row(sound), "transcript": row(text), "language": "en"})
    where = f"jobs/{job['id']}/recording"
    assert ask(server, where, method="POST", body=b"x")[0] == 415
    assert ask(server, where, method="POST", body=b"x", kind="application/octet-stream")[0] == 422
    assert jobs(server)[0]["state"] == "arriving"


def test_nothing_is_answered_to_strangers(server: DeskServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert ask(server, "jobs", Host="evil.example")[0] == 421
    assert ask(server, "open", method="POST", body=b"{}", Origin="http://evil.example")[0] == 403
    token, server.token = server.token, "A" * 32
    try:
        wrong = ask(server, "../" + token + "/jobs")[0]
    finally:
        server.token = token
    assert wrong in (403, 404)
    _, headers, page = ask(server, "")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert token.encode() not in page


def test_a_request_is_done_once_however_often_it_is_sent(server: DeskServer, sound: Path, text: Path) -> None:
    body = {"recording": row(sound), "transcript": row(text), "language": "en", "request": "one"}
    assert post(server, "open", body) == post(server, "open", body)
    assert len(jobs(server)) == 1
