"""Podcasting 2.0 transcripts, as JSON and as HTML (podcast-namespace, "Transcripts")."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from align.clock import clock_text
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
        time = clock_text(int(each.start), places=0, hours=0)
        blocks.append(f"{cite}<time>{time}</time>\n<p>{escape(each.text, quote=False)}</p>\n")
    return "".join(blocks)
