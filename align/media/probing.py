"""What ffmpeg prints about a file, as data. Metadata and file names are untrusted and may look like anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

__all__ = ["MediaInfo", "Stream", "StreamKind", "exact_rate", "parse_probe"]

StreamKind = Literal["video", "audio", "subtitle", "data", "attachment"]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a media file; what was not told is `None`.

    Args:
        index: position in the file, what `-map 0:index` takes.
        rate, channels: of sound: samples a second and how many channels.
        width, height: of picture, as coded, before `sar` and `rotation`.
        fps: mean frames a second; `tick`: the rate of which every frame time is a multiple (much higher than `fps`, or
            just different, in variable frame rate).
        rotation: degrees, counter-clockwise, by which a player turns the picture (ffmpeg's display matrix).
        sar: sample aspect ratio, width to height of one pixel.
        transfer: colour transfer function, such as `bt709`, `smpte2084` (PQ), `arib-std-b67` (HLG).
        full_range: 0..255 rather than 16..235.
        interlaced: frames are made of two fields, taken one after another.
        cover: an attached picture, not a film.
    """

    index: int
    kind: StreamKind
    codec: str
    language: str | None = None
    default: bool = False
    rate: int | None = None
    channels: int | None = None
    width: int | None = None
    height: int | None = None
    fps: Fraction | None = None
    tick: Fraction | None = None
    rotation: int = 0
    sar: Fraction = Fraction(1)
    pix_fmt: str | None = None
    matrix: str | None = None
    primaries: str | None = None
    transfer: str | None = None
    full_range: bool = False
    timecode: str | None = None
    interlaced: bool = False
    cover: bool = False


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file says it holds.

    Args:
        container: ffmpeg's names of the format, such as `mov,mp4,m4a,3gp,3g2,mj2`.
        duration: seconds as claimed by the container, which may lie; only decoding tells.
        start_time: the container's own time stamp, in seconds, of what a player shows as 0.
        timecode: of the first frame, `HH:MM:SS:FF` (`;` before FF: drop frame).
        warnings: what a user should know of the file, each a sentence.
    """

    path: Path
    container: str
    duration: float | None
    start_time: float
    streams: tuple[Stream, ...]
    timecode: str | None = None
    warnings: tuple[str, ...] = ()

    def streams_of(self, kind: StreamKind) -> tuple[Stream, ...]:
        """Return the streams of one kind, in the file's order."""
        return tuple(stream for stream in self.streams if stream.kind == kind)

    @property
    def audio(self) -> Stream | None:
        """The sound a player would play: the first stream with the default flag, else the first."""
        return _preferred([s for s in self.streams if s.kind == "audio"])

    @property
    def video(self) -> Stream | None:
        """The picture a player would show; cover art is not one."""
        return _preferred([s for s in self.streams if s.kind == "video" and not s.cover])


def _preferred(streams: Sequence[Stream]) -> Stream | None:
    return next((s for s in streams if s.default), streams[0] if streams else None)


_INPUT = re.compile(r"^Input #0, (?P<names>.+?), from '", re.M)
_DURATION = re.compile(
    r"^  Duration: (?:N/A|(?P<h>\d+):(?P<m>\d\d):(?P<s>\d\d(?:\.\d+)?)), (?:start: (?P<start>-?[\d.]+))?", re.M
)
_STREAM = re.compile(
    r"^ {2,4}Stream #0:(?P<index>\d+)(?:\[0x[0-9a-f]+\])?(?:\((?P<language>[^)]*)\))?: "
    r"(?P<kind>Video|Audio|Subtitle|Data|Attachment): (?P<rest>.*)$"
)
_ROTATION = re.compile(r"^\s+(?:Display Matrix|displaymatrix): rotation of (-?[\d.]+|nan) degrees")
_TIMECODE = re.compile(r"^\s+timecode\s+: (\d\d:\d\d:\d\d[:;.]\d\d+)\s*$")


def parse_probe(path: Path, said: str) -> MediaInfo | None:
    """Return what ffmpeg prints about its first input as `MediaInfo`; `None` where it opened nothing."""
    opened = _INPUT.search(said)
    if opened is None:
        return None
    block = said[opened.start() :]
    times = _DURATION.search(block)
    start = float(times["start"]) if times and times["start"] else 0.0
    duration = None
    if times and times["h"]:
        duration = int(times["h"]) * 3600 + int(times["m"]) * 60 + float(times["s"])
    streams = _streams(block.splitlines())
    timecode = next((s.timecode for s in streams if s.timecode), None)
    if timecode is None:
        timecode = next((found[1] for line in block.splitlines() if (found := _TIMECODE.match(line))), None)
    return MediaInfo(path, opened["names"], duration, start, streams, timecode)


def _streams(lines: Sequence[str]) -> tuple[Stream, ...]:
    found: dict[int, tuple[re.Match[str], list[str]]] = {}
    notes: list[str] = []
    for line in lines:
        head = _STREAM.match(line)
        if head:
            # A stream group prints its members again; the first line of each is the one that counts.
            notes = found.setdefault(int(head["index"]), (head, []))[1]
        else:
            notes.append(line)
    return tuple(_stream(*found[index]) for index in sorted(found))


def _stream(head: re.Match[str], notes: Sequence[str]) -> Stream:
    rest = head["rest"]
    kind: StreamKind = head["kind"].lower()  # type: ignore[assignment]
    language = head["language"]
    common = {
        "index": int(head["index"]),
        "kind": kind,
        "codec": re.split(r"[ ,]", rest, maxsplit=1)[0],
        "language": None if language in (None, "und") else language,
        "default": "(default)" in rest,
        "timecode": next((found[1] for line in notes if (found := _TIMECODE.match(line))), None),
    }
    special = _sound(rest) if kind == "audio" else _picture(rest, notes) if kind == "video" else {}
    return Stream(**{**common, **special})  # type: ignore[arg-type]


_LAYOUTS = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "hexagonal": 6, "octagonal": 8, "cube": 8}


def _sound(rest: str) -> dict[str, object]:
    rate = re.search(r", (\d+) Hz", rest)
    layout = re.search(r" Hz, ([^,]+)", rest)
    return {"rate": int(rate[1]) if rate else None, "channels": _channels(layout[1].strip()) if layout else None}


def _channels(layout: str) -> int | None:
    name = layout.split("(")[0].strip()
    if name in _LAYOUTS:
        return _LAYOUTS[name]
    counted = re.match(r"(\d+) channels", layout)
    if counted:
        return int(counted[1])
    return sum(map(int, name.split("."))) if re.fullmatch(r"\d+(\.\d+)+", name) else None


def _picture(rest: str, notes: Sequence[str]) -> dict[str, object]:
    size = re.search(r", (\d+)x(\d+)\b", rest)
    # The last one counts: the container's overrules the codec's.
    sars = re.findall(r"SAR (\d+):(\d+)", rest)
    sar = Fraction(int(sars[-1][0]), int(sars[-1][1])) if sars and int(sars[-1][1]) else Fraction(1)
    turned = next((found[1] for line in notes if (found := _ROTATION.match(line))), "0")
    pixels = re.search(r", (?P<fmt>[a-z][a-z0-9]+)(?:\((?P<colour>(?:[^()]|\([^()]*\))*)\))?, \d+x\d+", rest)
    colour = [part.strip() for part in (pixels["colour"] or "").split(",")] if pixels else []
    space = next((part for part in colour if part not in ("tv", "pc", "progressive") and "first" not in part), "")
    matrix, primaries, transfer = space.split("/") if space.count("/") == 2 else (space, space, space)
    return {
        "width": int(size[1]) if size else None,
        "height": int(size[2]) if size else None,
        "fps": _rate(rest, "fps"),
        "tick": _rate(rest, "tbr"),
        "rotation": 0 if turned == "nan" else round(float(turned)) % 360,
        "sar": sar or Fraction(1),
        "pix_fmt": None if pixels is None or pixels["fmt"] == "none" else pixels["fmt"],
        "matrix": _known(matrix),
        "primaries": _known(primaries),
        "transfer": _known(transfer),
        "full_range": "pc" in colour or bool(pixels and pixels["fmt"].startswith("yuvj")),
        "interlaced": any(part.endswith(("first", "(swapped)")) for part in colour),
        "cover": "(attached pic)" in rest or "(still image)" in rest,
    }


def _known(name: str) -> str | None:
    return None if name in ("", "unknown", "reserved", "unspecified") else name


def _rate(rest: str, unit: str) -> Fraction | None:
    found = re.search(rf", ([\d.]+)(k?) {unit}\b", rest)
    if found is None or float(found[1]) <= 0:
        return None
    return exact_rate(float(found[1]) * (1000 if found[2] else 1))


def exact_rate(rate: float) -> Fraction:
    """Return the exact frame rate behind one that was printed with two decimals.

    >>> exact_rate(29.97), exact_rate(23.98), exact_rate(25.0), exact_rate(14.62)
    (Fraction(30000, 1001), Fraction(24000, 1001), Fraction(25, 1), Fraction(731, 50))
    """
    for whole in (24, 30, 48, 60, 120):
        if abs(rate - whole * 1000 / 1001) < 0.0051:
            return Fraction(whole * 1000, 1001)
    return Fraction(rate).limit_denominator(100)
