"""The server of the page that takes files in; each job that is done has its review page beside it."""

from __future__ import annotations

import functools
import importlib.resources
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from align.errors import UsageError
from align.html_page import filled, json_block, page_theme
from align.pronunciation.language_table import LANGUAGES
from frontdesk.desk import PARTS, Desk, Job
from frontdesk.place import Place
from frontdesk.running import Run, run_pullquote
from review import (
    FileSource,
    LocalHandler,
    LocalServer,
    Refused,
    ReviewServer,
    Session,
    open_recording,
    realigner,
)

__all__ = ["DeskServer"]

ASSETS: Mapping[str, str] = {
    "start.css": "text/css; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""Every file that is served, by name, with its type; there is no way to ask for another."""

LONGEST_NAME = 1000
"""Characters of a file's name that a page may send."""

Body = dict[str, Any]


@functools.cache
def asset(name: str) -> str:
    """Return the text of one asset; colours and the icon are the review page's."""
    room = "review" if name == "icon.svg" else "frontdesk"
    own = importlib.resources.files(room).joinpath("static").joinpath(name).read_text(encoding="utf-8")
    return page_theme() + own if name == "start.css" else own


@dataclass(slots=True)
class _Review:
    server: ReviewServer
    thread: threading.Thread

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.session.close()
        self.server.recording.close()
        self.server.server_close()


class DeskServer(LocalServer):
    """Serves the page on 127.0.0.1. `url` is the address to open; it holds the token."""

    def __init__(
        self, *, port: int = 0, token: str | None = None, run: Run = run_pullquote, parent: Path | None = None
    ) -> None:
        super().__init__(_Handler, port=port, token=token)
        self._reviews: dict[int, _Review] = {}
        self.desk = Desk(Place(parent), run=run, on_done=self._open_review)

    def _open_review(self, job: Job) -> str:
        (document,) = job.out.glob("*.align.json")
        session = Session(document)
        recording = open_recording(session.path, session.alignment.media, job.path("recording"))
        session.realign = realigner(recording.path)
        server = ReviewServer(session, recording)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        thread.start()
        self._reviews[job.id] = _Review(server, thread)
        return server.url

    def close_review(self, number: int) -> None:
        """Shut the review page of a job, if it has one."""
        review = self._reviews.pop(number, None)
        if review is not None:
            review.close()

    def service_actions(self) -> None:
        """Close silent connections, and sweep old jobs; called a few times a second."""
        super().service_actions()
        for job in self.desk.sweep():
            self.close_review(job.id)

    def close(self) -> None:
        """End all work and all pages, and remove all files."""
        for number in list(self._reviews):
            self.close_review(number)
        self.desk.close()
        self.server_close()


class _Handler(LocalHandler):
    server: DeskServer

    def getters(self) -> Mapping[str, Callable[[], None]]:
        """Return what the page is made of, and what can be taken away."""
        table: dict[str, Callable[[], None]] = {"": self._page, "jobs": self._jobs}
        table |= {f"static/{name}": functools.partial(self._asset, name) for name in ASSETS}
        for job in self.server.desk.jobs():
            if job.state == "done":
                files = enumerate(job.results())
                table |= {f"jobs/{job.id}/files/{k}": functools.partial(self._file, path) for k, path in files}
        return table

    def posters(self) -> Mapping[str, Callable[[Body], object]]:
        """Return what opens, stops and removes jobs."""
        return {"open": self._open, "stop": self._stop, "remove": self._remove}

    def takers(self, name: str) -> Callable[[], object] | None:
        """Return what takes in the recording or the transcript of a job."""
        found = re.fullmatch(rf"jobs/([0-9]{{1,6}})/({'|'.join(PARTS)})", name)
        return functools.partial(self._take, int(found[1]), found[2]) if found else None

    def _page(self) -> None:
        names = sorted((language.name, code) for code, language in LANGUAGES.items())
        page = filled(asset("start.html"), {"DATA": json_block({"languages": names})})
        self.send_bytes(page.encode("utf-8"), "text/html; charset=utf-8")

    def _asset(self, name: str) -> None:
        self.send_bytes(asset(name).encode("utf-8"), ASSETS[name])

    def _jobs(self) -> None:
        self.send_json({"jobs": [job_data(job) for job in self.server.desk.jobs()]})

    def _file(self, path: Path) -> None:
        try:
            source = FileSource(path, path.stat().st_size, "application/octet-stream")
        except OSError:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here") from None
        self.send_source(source, Content_Disposition=f"attachment; filename*=UTF-8''{quote(path.name, safe='')}")

    def _open(self, body: Body) -> Body:
        names, sizes, language = {}, {}, body.get("language")
        for part in PARTS:
            row = body.get(part)
            name, size = (row.get("name"), row.get("size")) if isinstance(row, dict) else (None, None)
            if not isinstance(name, str) or len(name) > LONGEST_NAME or type(size) is not int:
                raise Refused(HTTPStatus.BAD_REQUEST, "a name and a size of each file are expected")
            names[part], sizes[part] = name, size
        if language != "auto" and language not in LANGUAGES:
            raise UsageError("this language is not known")
        return job_data(self.server.desk.open(names, sizes, str(language)))

    def _take(self, number: int, part: str) -> Body:
        if self.headers.get_content_type() != "application/octet-stream":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "application/octet-stream is expected")
        lengths = self.headers.get_all("Content-Length") or []
        if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,15}", lengths[0]):
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "one Content-Length is expected")
        self.server.desk.take(number, part, self.rfile, int(lengths[0]))
        return job_data(self.server.desk.job(number))

    def _stop(self, body: Body) -> Body:
        number = _number(body)
        self.server.desk.stop(number)
        return job_data(self.server.desk.job(number))

    def _remove(self, body: Body) -> Body:
        number = _number(body)
        self.server.desk.remove(number)
        self.server.close_review(number)
        return {}


def _number(body: Body) -> int:
    number = body.get("job")
    if type(number) is not int:
        raise Refused(HTTPStatus.BAD_REQUEST, "job is a number")
    return number


def job_data(job: Job) -> Body:
    """Return a job as the page shows it."""
    answer = job.answer
    told = {key: answer[key] for key in ("words", "aligned", "interpolated", "absent", "language") if key in answer}
    poor = answer.get("poor_match")
    warnings = [str(line) for line in answer.get("warnings", ())]
    if poor:
        warnings.insert(0, f"only {poor['found']} of {poor['total']} words were found")
    files = job.results() if job.state == "done" else []
    return {
        "id": job.id,
        "names": job.names,
        "state": job.state,
        "share": round(job.share, 4),
        "doing": job.doing,
        "line": job.line,
        "told": told,
        "warnings": warnings,
        "files": [[path.relative_to(job.out).as_posix(), path.stat().st_size] for path in files],
        "review": job.review,
    }
