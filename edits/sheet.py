"""A sheet to hear every join of an edit: one HTML file, no network, each join a few seconds of sound."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from align.clock import clock_text
from align.files import temporary_folder
from align.html_page import html_text, source_hash
from align.media import choose_stream, run_ffmpeg
from align.progress import ProgressCallback
from edits.plan import EditPlan, Part
from edits.sound import write_sound

__all__ = ["Join", "joins_of", "sheet"]

AROUND = 2.0
"""Seconds that are heard before and after a join."""

TOGETHER = 32
"""Joins encoded by one ffmpeg."""

ENCODING = ["-c:a", "libmp3lame", "-b:a", "64k", "-ac", "1"]

WORDS = 8
"""Words shown on either side."""

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2024;"
    "background:#fff}table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #d5d9de;padding:.5rem;"
    "text-align:left;vertical-align:top}del{color:#9a2b22}audio{width:16rem}.flag{color:#8a5a00}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#15181b}td,th{border-color:#3a4047}"
    "del{color:#ff9b91}.flag{color:#ffc46b}}"
)


@dataclass(frozen=True, slots=True)
class Join:
    """A place where one part meets the next: seconds in the edit, the words around it and those taken out, flags."""

    at: float
    before: str
    removed: str
    after: str
    flags: tuple[str, ...]
    parts: tuple[Part, Part]


def joins_of(plan: EditPlan) -> list[Join]:
    """List the joins of an edit in order."""
    words = [word.text for word in plan.alignment.words]
    joins, at = [], 0.0
    for before, after in pairwise(plan.parts):
        at += before.length
        removed = ""
        if before.run and after.run and before.run.last < after.run.first:
            removed = _short(words[before.run.last + 1 : after.run.first])
        left = _short(words[before.run.first : before.run.last + 1][-WORDS:]) if before.run else _named(before)
        right = _short(words[after.run.first : after.run.last + 1][:WORDS]) if after.run else _named(after)
        joins.append(Join(at, left, removed, right, (*before.flags, *after.flags), (before, after)))
    return joins


def _short(words: Sequence[str]) -> str:
    shown = words if len(words) <= 4 * WORDS else [*words[: 2 * WORDS], "...", *words[-2 * WORDS :]]
    return " ".join(shown)


def _named(part: Part) -> str:
    return f"[{part.insert.path.name}]" if part.insert else f"[pause {part.length:.1f} s]"


def sheet(plan: EditPlan, title: str, on_progress: ProgressCallback) -> str:
    """Make the sheet of an edit: what is heard at each join is what will be rendered, to the sample."""
    joins = joins_of(plan)
    rows = []
    with temporary_folder() as folder:
        for first in range(0, len(joins), TOGETHER):
            group = joins[first : first + TOGETHER]
            sounds = _sounds(plan, group, folder)
            rows += [_row(first + k, join, sound) for k, (join, sound) in enumerate(zip(group, sounds, strict=True), 1)]
            on_progress(min(1.0, (first + len(group)) / len(joins)), "making the sheet")
    return _page(plan, title, rows)


def _sounds(plan: EditPlan, joins: Sequence[Join], folder: Path) -> list[bytes]:
    """Return each join as MP3."""
    channels = min(2, choose_stream(plan.info, None).channels or 2)
    reading: list[str] = []
    writing: list[str] = []
    outputs = []
    for k, join in enumerate(joins):
        source, made = folder / f"{k}.wav", folder / f"{k}.mp3"
        write_sound(replace(plan, parts=_around(join.parts)), source, channels=channels)
        reading += ["-i", f"file:{source}"]
        writing += ["-map", f"{k}:a", *ENCODING, "-y", f"file:{made}"]
        outputs.append(made)
    if outputs:
        run_ffmpeg(["-v", "error", *reading, *writing])
    return [path.read_bytes() for path in outputs]


def _around(parts: tuple[Part, Part]) -> tuple[Part, Part]:
    """Return the end of one part and the beginning of the next."""
    before, after = parts
    return (
        replace(before, start=max(before.start, before.end - AROUND)),
        replace(after, end=min(after.end, after.start + AROUND)),
    )


def _row(number: int, join: Join, sound: bytes) -> str:
    heard = base64.b64encode(sound).decode()
    flags = "".join(f'<br><span class="flag">{html_text(flag)}</span>' for flag in join.flags)
    removed = f" <del>{html_text(join.removed)}</del>" if join.removed else " <b>|</b>"
    time = clock_text(join.at, places=2, hours=0)
    return (
        f'<tr><td>{number}</td><td>{time}</td><td><audio controls preload="none" aria-label="Join {number} at {time}"'
        f' src="data:audio/mpeg;base64,{heard}"></audio></td>'
        f"<td>{html_text(join.before)}{removed} {html_text(join.after)}{flags}</td></tr>"
    )


def _page(plan: EditPlan, title: str, rows: Sequence[str]) -> str:
    name = html_text(f"{title}: {len(rows)} joins")
    length = clock_text(plan.duration, places=0)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src {source_hash(STYLE)}; '
        'media-src data:">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
        f"<p>The edit is {length} long. Each join is heard as it will be rendered.</p>\n"
        "<table>\n<thead><tr><th>No.</th><th>Time</th><th>Hear</th><th>Words</th></tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + "\n</tbody>\n</table>\n</body>\n</html>\n"
    )
