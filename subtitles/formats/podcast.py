"""Podcasting 2.0 transcripts, as JSON and as HTML (podcast-namespace, "Transcripts")."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from subtitles.formats.text import paragraphs
from subtitles.track import Track

__all__ = ["write_html", "write_json"]


def write_json(track: Track) -> str:
    """`version` 1.0.0; a segment for each cue with `startTime`, `endTime`, `body`, and `speaker` where it is known."""
    segments: list[dict[str, Any]] = []
    for event in track.events:
        names = dict.fromkeys(line.name for line in event.lines if line.name is not None)
        segment: dict[str, Any] = {"speaker": " & ".join(names)} if names else {}
        segment |= {"startTime": round(event.start, 3), "endTime": round(event.end, 3)}
        # A label would say the name twice.
        bodies = (line.plain if track.profile.speakers == "name" else line.text for line in event.lines)
        segments.append({**segment, "body": "\n".join(bodies)})
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False) + "\n"


def write_html(track: Track) -> str:
    """`<cite>` speaker, `<time>` start, `<p>` text, a paragraph each; a fragment, as the standard asks."""
    blocks = []
    for each in paragraphs(track):
        cite = f"<cite>{escape(each.name)}:</cite>\n" if each.name is not None else ""
        blocks.append(f"{cite}<time>{_clock(each.start)}</time>\n<p>{escape(each.text, quote=False)}</p>\n")
    return "".join(blocks)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours = f"{whole // 3600}:{whole // 60 % 60:02}" if whole >= 3600 else str(whole // 60)
    return f"{hours}:{whole % 60:02}"
