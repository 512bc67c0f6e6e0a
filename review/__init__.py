"""The page on which a person checks and corrects an alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from review.issues import Issue, find_issues
    from review.keeping import keep_open
    from review.page import document_data, static_page
    from review.recording import Recording, open_recording
    from review.requests import Refused
    from review.server import ReviewServer
    from review.serving import LocalHandler, LocalServer
    from review.session import Session, realigner
    from review.sources import FileSource

__all__ = [
    "FileSource",
    "Issue",
    "LocalHandler",
    "LocalServer",
    "Recording",
    "Refused",
    "ReviewServer",
    "Session",
    "document_data",
    "find_issues",
    "keep_open",
    "open_recording",
    "realigner",
    "static_page",
]

_HOMES = {
    "review.issues": ("Issue", "find_issues"),
    "review.keeping": ("keep_open",),
    "review.page": ("document_data", "static_page"),
    "review.recording": ("Recording", "open_recording"),
    "review.requests": ("Refused",),
    "review.server": ("ReviewServer",),
    "review.serving": ("LocalHandler", "LocalServer"),
    "review.session": ("Session", "realigner"),
    "review.sources": ("FileSource",),
}

__getattr__ = lazy_names(__name__, _HOMES)
