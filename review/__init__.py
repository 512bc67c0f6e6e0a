"""The page on which a person checks and corrects an alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from review.issues import Issue, find_issues
    from review.page import document_data, static_page
    from review.recording import Recording, open_recording
    from review.server import ReviewServer
    from review.session import Session

__all__ = [
    "Issue",
    "Recording",
    "ReviewServer",
    "Session",
    "document_data",
    "find_issues",
    "open_recording",
    "static_page",
]

_HOMES = {
    "review.issues": ("Issue", "find_issues"),
    "review.page": ("document_data", "static_page"),
    "review.recording": ("Recording", "open_recording"),
    "review.server": ("ReviewServer",),
    "review.session": ("Session",),
}

__getattr__ = lazy_names(__name__, _HOMES)
