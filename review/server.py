"""The review page's server: one document, its recording, and the lists beside it."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from align.document import Alignment
from align.errors import FileProblem
from align.media import MediaInfo, probe
from clips.cuts import ReadSound
from review import cuts, selects
from review.clip_routes import ClipHandler
from review.issues import DOUBTFUL, Issue, find_issues
from review.making import ClipMaker
from review.page import ASSETS, asset, columns, document_data, issue_data, served_page, structure_data
from review.preview import style_rows
from review.recording import Recording
from review.requests import Refused
from review.serving import LocalServer
from review.session import Outcome, Session

__all__ = ["ReviewServer"]

log = logging.getLogger(__name__)

Body = dict[str, Any]

SOUNDS = 8
"""Stretches of sound that are remembered: those around both ends of a clip, and some more."""


class ReviewServer(LocalServer):
    """Serves one session on 127.0.0.1. `url` is the address to open; it holds the token."""

    def __init__(
        self,
        session: Session,
        recording: Recording,
        *,
        port: int = 0,
        token: str | None = None,
        brand: Path | None = None,
    ) -> None:
        super().__init__(_Handler, port=port, token=token)
        self.session = session
        self.recording = recording
        self.maker = ClipMaker()
        self.brand = brand
        self._info: MediaInfo | None = None
        self._read_sound: ReadSound | None = None
        self._issues: tuple[Alignment, float, list[Issue]] | None = None
        self.page()  # once before anybody waits for it: assets are read, issues are known

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
            styles=style_rows(session.path.parent),
            making=recording.path is not None,
        )
        return served_page(data)

    def _listed(self, path: Path) -> list[list[str]]:
        try:
            return selects.select_rows(selects.read_selects(path))
        except FileProblem as problem:
            # A list of somebody else is no reason to keep the page shut; adding to it says what is wrong.
            log.warning("%s", problem)
            return []

    def media_info(self) -> MediaInfo | None:
        """Return what the recording holds; `None` where there is none. It is asked once."""
        if self._info is None and self.recording.path is not None:
            self._info = probe(self.recording.path)
        return self._info

    def read_sound(self) -> ReadSound | None:
        """Return what gives the sound between two seconds; the last stretches are remembered."""
        if self._read_sound is None:
            reader = cuts.sound_reader(self.recording.path)
            self._read_sound = None if reader is None else functools.lru_cache(maxsize=SOUNDS)(reader)
        return self._read_sound

    def server_close(self) -> None:
        """Stop the clips that are being made, and the server."""
        self.maker.close()
        super().server_close()

    def issues(self, alignment: Alignment, below: float) -> list[Issue]:
        """Return issues of a document, remembered until it changes."""
        cached = self._issues
        if cached is None or cached[0] is not alignment or cached[1] != below:
            self._issues = cached = (alignment, below, find_issues(alignment, below=below))
        return cached[2]


class _Handler(ClipHandler):
    server: ReviewServer

    def getters(self) -> Mapping[str, Callable[[], None]]:
        """Return what the page is made of."""
        own = {"": self._page, "media": self._media, "peaks": self._peaks, "state": self._state}
        assets = {f"static/{name}": functools.partial(self._asset, name) for name in ASSETS}
        return {**own, **self.clip_getters(), **assets}

    def posters(self) -> Mapping[str, Callable[[Body], object]]:
        """Return what changes the document and its lists."""
        return {
            "edit": self._edit,
            "undo": self._undo,
            "redo": self._redo,
            "reload": self._reload,
            "issues": self._issues,
            "clip": self._clip,
            "unclip": self._unclip,
            "cut": self._cut,
            "uncut": self._uncut,
            **self.clip_posters(),
        }

    # What is served

    def _page(self) -> None:
        self.send_bytes(self.server.page().encode("utf-8"), "text/html; charset=utf-8")

    def _asset(self, name: str) -> None:
        self.send_bytes(asset(name).encode("utf-8"), ASSETS[name])

    def _state(self) -> None:
        session, recording = self.server.session, self.server.recording
        value = {"revision": session.revision, "disk": session.disk(), "note": recording.note}
        self.send_json({**value, "peaks": recording.total, "drawn": recording.finished.is_set()})

    def _peaks(self) -> None:
        self.server.recording.start()
        asked = parse_qs(urlsplit(self.path).query).get("from", ["0"])[0]
        if not re.fullmatch(r"[0-9]{1,9}", asked):
            raise Refused(HTTPStatus.BAD_REQUEST, "malformed number")
        self.send_bytes(self.server.recording.peaks_from(int(asked)), "application/octet-stream")

    def _media(self) -> None:
        self.server.recording.start()
        source = self.server.recording.source
        if source is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no recording")
        self.send_source(source)

    # What changes the document

    def _edit(self, body: Body) -> Body:
        edit = body.get("edit")
        if not isinstance(edit, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "edit is expected")
        return self._outcome(self.server.session.apply(edit, body.get("revision")), body)

    def _undo(self, body: Body) -> Body:
        return self._outcome(self.server.session.undo(body.get("revision")), body)

    def _redo(self, body: Body) -> Body:
        return self._outcome(self.server.session.redo(body.get("revision")), body)

    def _reload(self, body: Body) -> Body:
        self.server.session.reload()
        return {"revision": self.server.session.revision}

    def _issues(self, body: Body) -> Body:
        return {"issues": self._found(body)}

    def _clip(self, body: Body) -> Body:
        first, last, title = body.get("first"), body.get("last"), body.get("title", "")
        if type(first) is not int or type(last) is not int or not isinstance(title, str):
            raise Refused(HTTPStatus.BAD_REQUEST, "first, last and title are expected")
        with self.server.session.writing() as session:
            chosen = selects.select_of(session.alignment, first, last, title)
            rows = selects.add_select(selects.selects_path(session.path), chosen)
        return {"clips": selects.select_rows(rows)}

    def _unclip(self, body: Body) -> Body:
        number, words = body.get("number"), body.get("words")
        if type(number) is not int or not isinstance(words, str):
            raise Refused(HTTPStatus.BAD_REQUEST, "number and words are expected")
        with self.server.session.writing() as session:
            rows = selects.remove_select(selects.selects_path(session.path), number, words)
        return {"clips": selects.select_rows(rows)}

    def _cut(self, body: Body) -> Body:
        first, last = body.get("first"), body.get("last")
        if type(first) is not int or type(last) is not int:
            raise Refused(HTTPStatus.BAD_REQUEST, "first and last are expected")
        with self.server.session.writing() as session:
            cut = cuts.cut_of(session.alignment, first, last, cuts.sound_reader(self.server.recording.path))
            return {"cuts": cuts.cut_rows(cuts.add_cut(cuts.cuts_path(session.path), cut))}

    def _uncut(self, body: Body) -> Body:
        start = body.get("start")
        if isinstance(start, bool) or not isinstance(start, int | float):
            raise Refused(HTTPStatus.BAD_REQUEST, "start is a number of seconds")
        with self.server.session.writing() as session:
            return {"cuts": cuts.cut_rows(cuts.remove_cut(cuts.cuts_path(session.path), start))}

    def _outcome(self, outcome: Outcome, body: Body) -> Body:
        change = outcome.change
        value: Body = {"revision": outcome.revision, "undo": outcome.undo, "redo": outcome.redo}
        if change is not None:
            value["at"], value["removed"] = change.at, len(change.removed)
            value["words"] = columns(change.inserted)
            value["structure"] = structure_data(change.after) if change.before != change.after else None
            value["issues"] = self._found(body)
        return value

    def _found(self, body: Body) -> list[list[Any]]:
        below = body.get("below", DOUBTFUL)
        if isinstance(below, bool) or not isinstance(below, int | float) or not 0 <= below <= 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "below is a number from 0 to 1")
        alignment, _ = self.server.session.snapshot()
        return issue_data(self.server.issues(alignment, float(below)))
