"""CMX 3600: an event a line, with its source and record timecodes; the medium's name in a comment below it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from align.errors import FileProblem, UsageError
from align.timecode import Rate, Timecode
from align.transcript import decode, read_bytes
from edits.conform.lists import Entry
from handoff.job import Source

__all__ = ["read"]

STAMP = r"\d{2}[:;.]\d{2}[:;.]\d{2}[:;.,]\d{2}"
EVENT = re.compile(
    rf"(?P<number>\d{{1,6}})\s+(?P<reel>\S+)\s+(?P<channels>\S+)\s+(?P<kind>[CDWK]\S*)(?:\s+\S+)*?\s+"
    rf"(?P<first>{STAMP})\s+(?P<last>{STAMP})\s+(?P<at>{STAMP})\s+(?P<end>{STAMP})\s*"
)
NAME = re.compile(r"\*\s*(?:FROM|TO)?\s*(?:CLIP NAME|SOURCE FILE)\s*:\s*(?P<name>.+)", re.IGNORECASE)
SPEED = re.compile(r"M2\s+\S+\s+(?P<fps>-?\d+(?:\.\d+)?)", re.IGNORECASE)


def read(path: Path, source: Source) -> list[Entry]:
    """Read the events of the first picture, or of the sound where there is no picture."""
    lines = decode(path, read_bytes(path)).splitlines()
    rate = _rate(lines, source.rate)
    events: list[tuple[str, Entry]] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if found := EVENT.fullmatch(text):
            if found["reel"].lower() != "bl":
                events.append((found["channels"].upper(), _entry(path, number, found, rate, source)))
        elif (found := NAME.fullmatch(text)) and events:
            channels, entry = events[-1]
            events[-1] = (channels, replace(entry, names=(*entry.names, found["name"].strip())))
        elif (found := SPEED.match(text)) and events:
            channels, entry = events[-1]
            events[-1] = (channels, replace(entry, speed=float(found["fps"]) / float(rate.fps)))
    pictures = [entry for channels, entry in events if "V" in channels or channels == "B"]
    chosen = pictures or [entry for _, entry in events]
    if not chosen:
        raise FileProblem(path, "is no edit decision list (no event in it)")
    first = min(entry.at for entry in chosen)
    # A sequence begins at an hour; what is before its first event within that hour is black.
    begins = first // 3600 * 3600
    return [replace(entry, at=entry.at - begins, end=entry.end - begins) for entry in chosen if entry.end > entry.at]


def _rate(lines: list[str], rate: Rate) -> Rate:
    drop = any(re.match(r"FCM:\s*DROP", line.strip(), re.IGNORECASE) for line in lines)
    return Rate(rate.fps, drop=drop and rate.may_drop)


def _entry(path: Path, number: int, found: re.Match[str], rate: Rate, source: Source) -> Entry:
    try:
        first, at, end = (Timecode.parse(found[part], rate).frame for part in ("first", "at", "end"))
    except UsageError as error:
        raise FileProblem(path, f"line {number}: {error}") from None
    start = first - source.start.frame
    return Entry(float(rate.seconds(at)), float(rate.seconds(end)), float(rate.seconds(start)))
