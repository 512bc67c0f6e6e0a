"""The list of changes for people and programs: CSV, Markdown, EDL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from align import Alignment
from align.clock import clock_text
from align.errors import UsageError
from align.spreadsheet import table_text
from align.timecode import Rate, Timecode
from edits.conform.stretches import Change
from handoff.escape import edl_text
from handoff.job import Source

__all__ = ["ENDINGS", "change_list", "words_in"]

COLUMNS = ("change", "start", "end", "old start", "old end", "seconds", "speed", "words")

LONGEST = 120
"""Characters of what is said in a change."""


def change_list(
    path: Path, changes: Sequence[Change], words: Callable[[Change], str], source: Source, media: str
) -> str:
    """Write the list as text, in the format of the file's ending; raises `UsageError` for an ending that is not known.

    Args:
        words: what was said in a change.
        source: the old recording, whose frame rate an EDL counts by.
        media: the new recording's name.
    """
    maker = ENDINGS.get(path.suffix.lower())
    if maker is None:
        raise UsageError(f"{path.name}: a list of changes ends in {', '.join(ENDINGS)}")
    return maker(changes, words, source, media)


def words_in(alignment: Alignment) -> Callable[[Change], str]:
    """Say what the old recording has within a change; empty where it is new."""
    timed = [(sum(word.span) / 2, word.text) for _, word in alignment.timed()]

    def words(change: Change) -> str:
        if change.old_start is None or change.old_end is None:
            return ""
        text = " ".join(text for middle, text in timed if change.old_start <= middle < (change.old_end or 0.0))
        return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 3 :]}"

    return words


def _csv(changes: Sequence[Change], words: Callable[[Change], str], source: Source, media: str) -> str:
    rows: list[Sequence[str]] = [COLUMNS]
    for each in changes:
        times = [f"{t:.3f}" if t is not None else "" for t in (each.start, each.end, each.old_start, each.old_end)]
        speed = f"{each.retimed:.5f}" if each.retimed != 1.0 else ""
        rows.append([each.kind, *times, f"{each.length:.3f}", speed, words(each)])
    return table_text(rows, line_end="\r\n")


def _markdown(changes: Sequence[Change], words: Callable[[Change], str], source: Source, media: str) -> str:
    lines = [f"# Changes: {media}", "", "| change | new | old | length | words |", "|---|---|---|---|---|"]
    for each in changes:
        new, old = _span(each.start, each.end), _span(each.old_start, each.old_end)
        kind = each.kind + (f", speed {each.retimed:.4f}" if each.retimed != 1.0 else "")
        text = words(each).replace("|", "\\|")
        lines.append(f"| {kind} | {new} | {old} | {each.length:.1f} s | {text} |")
    return "\n".join(lines) + "\n"


def _span(start: float | None, end: float | None) -> str:
    if start is None or end is None:
        return "-"
    return f"{clock_text(start, places=2, hours=0)} – {clock_text(end, places=2, hours=0)}"


def _edl(changes: Sequence[Change], words: Callable[[Change], str], source: Source, media: str) -> str:
    """Return what is heard, event by event; what was removed as a comment. Events of new sound are of the new
    recording.
    """
    rate = source.rate
    lines = [f"TITLE: {edl_text(media, 60)}", f"FCM: {'DROP FRAME' if rate.drop else 'NON-DROP FRAME'}", ""]
    number = 0
    for each in changes:
        if each.start is None or each.end is None:
            lines += [f"* REMOVED: {_span(each.old_start, each.old_end)} {edl_text(words(each))}", ""]
            continue
        number += 1
        new = each.old_start is None
        first = rate.frame_at(each.start if each.old_start is None else each.old_start)
        first += 0 if new else source.start.frame
        at, end = rate.frame_at(each.start), rate.frame_at(each.end)
        hour = Timecode.parse("01:00:00:00", Rate(rate.fps)).frame
        times = (first, first + end - at, hour + at, hour + end)
        stamps = " ".join(str(Timecode(frame, rate)) for frame in times)
        name = media if new else source.path.name
        lines += [f"{number:03d}  AX       AA/V  C        {stamps}", f"* FROM CLIP NAME: {edl_text(name)}"]
        lines += [f"* COMMENT: {each.kind.upper()} {edl_text(words(each))}", ""]
    return "\r\n".join(lines) + "\r\n"


ENDINGS = {".csv": _csv, ".md": _markdown, ".edl": _edl}
