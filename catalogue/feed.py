"""A saved podcast feed (RSS 2.0): each item's recording and transcript, as files beside the feed."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from align.errors import FileProblem
from align.files import writing_beside
from align.xml_text import read_xml
from catalogue.episodes import Episode, Found, Unpaired, episode_ids

__all__ = ["Item", "download", "read_feed", "read_items"]

PODCAST = "{https://podcastindex.org/namespace/1.0}"

PREFERRED = ("text/plain", "text/vtt", "application/x-subrip", "application/srt", "text/html")
"""Kinds of transcripts, the plainest first; others are passed over."""

TIMEOUT = 60.0
"""Seconds without an answer after which a download fails."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed: its title, the address of its sound, and that of its transcript where it has one."""

    title: str
    audio: str
    transcript: str | None


def read_feed(path: Path, *, language: str) -> Found:
    """Find the local copies of a feed's files, by name, in the folder of the feed and below it.

    Nothing is downloaded (see `download`). Raises `FileProblem` where the file is no feed.
    """
    items = read_items(path)
    local: dict[str, list[Path]] = {}
    for file in sorted(path.parent.rglob("*")):
        if file.is_file():
            local.setdefault(file.name, []).append(file)
    names = episode_ids([item.title or Path(file_name(item.audio)).stem for item in items])
    episodes: list[Episode] = []
    missing: list[Unpaired] = []
    for one, item in zip(names, items, strict=True):
        if item.transcript is None:
            missing.append(Unpaired(Path(file_name(item.audio)), f"the feed names no transcript for {item.title!r}"))
            continue
        files = [local.get(file_name(address), []) for address in (item.audio, item.transcript)]
        lacking = next((k for k, found in enumerate(files) if len(found) != 1), None)
        if lacking is None:
            episodes.append(Episode(one, files[0][0], files[1][0], language, title=item.title))
        else:
            name = file_name((item.audio, item.transcript)[lacking])
            what = "several files have this name" if files[lacking] else "no copy beside the feed; give --download"
            missing.append(Unpaired(Path(name), what))
    return Found(tuple(episodes), tuple(missing))


def read_items(path: Path) -> tuple[Item, ...]:
    """Read the items that have an enclosure; raises `FileProblem` where the file is no feed."""
    root = read_xml(path, entities="which no feed needs", otherwise="is not a feed")
    items = tuple(
        Item((item.findtext("title") or "").strip(), enclosure.get("url") or "", _transcript(item))
        for item in root.iter("item")
        if (enclosure := item.find("enclosure")) is not None and file_name(enclosure.get("url") or "")
    )
    if not items:
        raise FileProblem(path, "is not a feed with episodes (no item has an enclosure)")
    return items


def _transcript(item: ET.Element) -> str | None:
    offered = [
        (PREFERRED.index(kind), address)
        for each in item.iter(f"{PODCAST}transcript")
        if (kind := (each.get("type") or "").lower()) in PREFERRED and file_name(address := each.get("url") or "")
    ]
    return min(offered)[1] if offered else None


def file_name(address: str) -> str:
    """Return the last part of an address's path, as a local copy is called.

    >>> file_name("https://example.org/a/Ep%201.mp3?token=x")
    'Ep 1.mp3'
    """
    try:
        return PurePosixPath(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).name
    except ValueError:
        return ""


def download(items: Sequence[Item], folder: Path) -> tuple[Unpaired, ...]:
    """Fetch what is missing into `folder`, each file whole or not at all; returns what could not be had."""
    failed = []
    for address in (one for item in items for one in (item.audio, item.transcript) if one):
        target = folder / file_name(address)
        if target.exists():
            continue
        try:
            _fetch(address, target)
        except (OSError, ValueError, urllib.error.URLError) as error:
            failed.append(Unpaired(target, f"cannot be downloaded: {error}"))
    return tuple(failed)


def _fetch(address: str, target: Path) -> None:
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        raise ValueError("only http and https addresses are fetched")
    with (
        urllib.request.urlopen(address, timeout=TIMEOUT) as answer,
        writing_beside(target) as beside,
        beside.open("wb") as stream,
    ):
        shutil.copyfileobj(answer, stream)
