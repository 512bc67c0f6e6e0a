"""Final Cut Pro 7 XML (xmeml): the clip items of the first picture track that has any, or of the first sound track."""

from __future__ import annotations

import urllib.parse
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

from align.errors import FileProblem
from align.xml_text import read_xml
from edits.conform.lists import Entry
from handoff.job import Source

__all__ = ["read"]


def read(path: Path, source: Source) -> list[Entry]:
    """Read the clip items; in and out points count from the medium's first frame."""
    root = read_xml(path, entities="which no editing program writes", otherwise="is no Final Cut Pro XML")
    sequence = next(root.iter("sequence"), None)
    if root.tag != "xmeml" or sequence is None:
        raise FileProblem(path, "is no Final Cut Pro 7 XML (no sequence in it)")
    files = {file.get("id"): _names(file) for file in root.iter("file") if file.get("id") and len(file)}
    rate = _rate(sequence.find("rate"), source)
    for kind in ("video", "audio"):
        for track in sequence.findall(f"media/{kind}/track"):
            items = track.findall("clipitem")
            if items:
                return _entries(path, items, rate, files, source)
    raise FileProblem(path, "has no clips in it")


def _entries(
    path: Path,
    items: list[ET.Element],
    rate: Fraction,
    files: dict[str | None, tuple[str, ...]],
    source: Source,
) -> list[Entry]:
    entries: list[Entry] = []
    for number, item in enumerate(items, 1):
        try:
            start, end, first, last = (int(item.findtext(tag, "")) for tag in ("start", "end", "in", "out"))
        except ValueError:
            raise FileProblem(path, f"clip {number} has no whole numbers for its frames") from None
        # -1 stands for an end within a transition.
        if start < 0:
            start = end - (last - first)
        if end < 0:
            end = start + (last - first)
        file = item.find("file")
        names = files.get(file.get("id"), ()) if file is not None else ()
        own = _rate(item.find("rate"), source)
        entries.append(Entry(float(start / rate), float(end / rate), float(first / own), 1.0, names))
    return entries


def _names(file: ET.Element) -> tuple[str, ...]:
    address = file.findtext("pathurl") or ""
    found = (file.findtext("name") or "", Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).name)
    return tuple(name for name in found if name)


def _rate(element: ET.Element | None, source: Source) -> Fraction:
    """`timebase` frames a second, of which NTSC ones are slower by a thousandth."""
    timebase = "" if element is None else element.findtext("timebase", "")
    if not timebase.strip().isdecimal() or int(timebase) == 0:
        return source.rate.fps
    ntsc = element is not None and element.findtext("ntsc", "").strip().upper() == "TRUE"
    return int(timebase) * (Fraction(1000, 1001) if ntsc else Fraction(1))
