"""A small document with one of everything, and a server over it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from align.document import Alignment, Chapter, Engine, Media, Speaker, Unscripted, Word
from review.recording import Recording
from review.server import ReviewServer
from review.session import Session

WORDS = (
    Word("Good", 1.0, 1.3, 0.9, line=1, column=1),
    Word("morning,", 1.3, 1.8, 0.2, line=1, column=6),
    Word("-", status="silent", line=1, column=15),
    Word("everybody.", 2.0, 2.6, 0.95, line=1, column=17),
    Word("Not", status="absent", line=2, column=1),
    Word("there.", status="absent", line=2, column=5),
    Word("Thank", 6.0, 6.2, 0.8, line=2, column=12),
    Word("you.", 6.25, 6.5, 0.4, "interpolated", line=2, column=18),
)


@pytest.fixture
def document() -> Alignment:
    return Alignment(
        Media("nowhere.mp3", "", 10.0),
        "en",
        Engine("test", "1"),
        WORDS,
        chapters=(Chapter("One", 0), Chapter("End", 8)),
        paragraphs=(0, 4),
        lines=(0, 4),
        speakers=(Speaker(0, "Ada"), Speaker(4, None), Speaker(6, "Ada")),
        unscripted=(Unscripted(2.8, 5.8, "speech"), Unscripted(7.0, 9.0, "music")),
    )


@pytest.fixture
def path(document: Alignment, tmp_path: Path) -> Path:
    path = tmp_path / "talk.align.json"
    document.save(path)
    return path


@pytest.fixture
def serve() -> Iterator[Callable[[Session, Recording], ReviewServer]]:
    servers: list[ReviewServer] = []

    def start(session: Session, recording: Recording) -> ReviewServer:
        server = ReviewServer(session, recording)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
        server.recording.close()
