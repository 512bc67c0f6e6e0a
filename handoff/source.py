"""Finding out what an editing program must be told of the recording: rate, start timecode, size, channels."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.errors import FileProblem, UsageError
from handoff.job import Source
from handoff.timecode import Rate, Timecode, exact

__all__ = ["NOMINAL", "Asked", "find_media", "source_of"]

_log = logging.getLogger(__name__)

NOMINAL = Rate(Fraction(30))
"""Where there is only sound, frames are counted at 30 a second unless asked otherwise; nothing in the file says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said of the recording, `None` where the file shall tell.

    Args:
        rate: frames a second.
        drop: drop-frame timecode or not.
        start: timecode of the recording's first frame.
    """

    rate: Rate | None = None
    drop: bool | None = None
    start: str | None = None


def find_media(alignment: Alignment, beside: Path | None, given: Path | None = None) -> Path:
    """The recording's absolute path: as given, else as the document names it, from here or from its folder."""
    if given is not None:
        if not given.is_file():
            raise FileProblem(given, "no such file")
        return given.resolve()
    named = Path(alignment.media.path)
    for folder in (Path(), *([beside.parent] if beside is not None else [])):
        if (folder / named).is_file():
            return (folder / named).resolve()
    if beside is not None and (beside.parent / named.name).is_file():
        return (beside.parent / named.name).resolve()
    return named.absolute()


def source_of(alignment: Alignment, path: Path, asked: Asked, hint: Rate | None = None) -> Source:
    """What is known of the recording at `path`.

    `hint` is a rate that somebody else found; what the user asked comes first, then the file, then the hint. A
    recording that is not there is taken for one with sound only, or with a picture where a rate is known.
    """
    duration = exact(alignment.media.duration)
    base = Source(path, duration, NOMINAL, Timecode(0, NOMINAL))
    found, timecode = base, None
    if path.is_file():
        found, timecode, hint = _probed(base, hint)
    else:
        _log.warning("%s is not here; it is described as the options say", path.name)
        found = replace(base, video=(asked.rate or hint) is not None)
    rate = asked.rate or hint or NOMINAL
    start = asked.start or timecode
    drop = asked.drop
    if drop is None:
        drop = rate.drop or (rate.may_drop and start is not None and _says_drop(start))
    rate = Rate(rate.fps, drop)
    return replace(found, rate=rate, start=_start(asked.start, timecode, rate))


def _start(asked: str | None, found: str | None, rate: Rate) -> Timecode:
    if asked is not None:
        start = Timecode.parse(asked, rate)
        return Timecode(start.frame, rate)
    if found is not None and found.strip():
        try:
            return Timecode(Timecode.parse(found, rate).frame, rate)
        except UsageError as error:
            _log.warning("the start timecode in the file is left out: %s", error)
    return Timecode(0, rate)


def _says_drop(text: str) -> bool:
    return ";" in text or "." in text


def _probed(base: Source, hint: Rate | None) -> tuple[Source, str | None, Rate | None]:
    from align.media import probe

    info = probe(base.path)
    duration = base.duration or exact(info.duration or 0.0)
    sound, picture = info.audio, info.video
    found = replace(
        base,
        duration=duration,
        video=picture is not None,
        channels=0 if sound is None else sound.channels or 2,
        sample_rate=48000 if sound is None or sound.rate is None else sound.rate,
    )
    timecode = info.timecode
    if picture is not None:
        turned = picture.rotation % 180 != 0
        width, height = picture.width or base.width, picture.height or base.height
        found = replace(found, width=height if turned else width, height=width if turned else height)
        timecode = picture.timecode or timecode
        if picture.fps is not None:
            hint = Rate.of(picture.fps)
            if picture.tick is not None and picture.tick > 2 * picture.fps:
                _log.warning(
                    "%s has no constant frame rate: convert it before frames are counted in it", base.path.name
                )
    return found, timecode, hint
