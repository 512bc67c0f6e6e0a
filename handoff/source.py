"""Finding out what an editing program must be told of the recording: rate, start timecode, size, channels."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.media_place import find_media_file
from align.timecode import Rate, Timecode, exact
from handoff.escape import one_line
from handoff.job import Source

__all__ = ["NOMINAL", "Asked", "film_rate", "find_media", "source_of"]

_log = logging.getLogger(__name__)

_USUAL = ("23.976", "24", "25", "29.97", "30", "48", "50", "59.94", "60", "100", "119.88", "120")

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


def find_media(alignment: Alignment, document: Path, given: Path | None = None, cut_from: str | None = None) -> Path:
    """Return the recording's absolute path: as given, or the one that clips were cut from, or the one that was aligned.

    The latter two are looked for as seen from the document; where there is neither, the path says where it was.
    """
    if given is not None:
        if not _is_file(given):
            raise FileProblem(given, "no such file")
        return given.resolve()
    media = alignment.media
    cut = [replace(media, path=cut_from, relative=None)] if cut_from else []
    found = next((place for one in [*cut, media] if (place := find_media_file(one, document)) is not None), None)
    # A document that was imported without its recording names none.
    return Path(media.path or "recording").absolute() if found is None else found.resolve()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system takes
        return False


def source_of(alignment: Alignment, path: Path, asked: Asked, hint: Rate | None = None) -> Source:
    """Return what is known of the recording at `path`.

    `hint` is a rate that somebody else found; what the user asked comes first, then the file, then the hint. A
    recording that is not there is taken for one with sound only, or with a picture where a rate is known.
    """
    duration = exact(alignment.media.duration)
    base = Source(path, duration, NOMINAL, Timecode(0, NOMINAL))
    found, timecode = base, None
    if _is_file(path):
        found, timecode, hint = _probed(base, hint)
    else:
        _log.warning("%s is not here; it is described as the options say", one_line(path.name))
        found = replace(base, video=(asked.rate or hint) is not None)
    rate = asked.rate or hint or NOMINAL
    start = asked.start or timecode
    drop = asked.drop
    if drop is None:
        drop = rate.drop or (rate.may_drop and start is not None and _says_drop(start))
    rate = Rate(rate.fps, drop)
    return replace(found, rate=rate, start=_start(asked.start, timecode, rate))


def film_rate(fps: Fraction, tick: Fraction | None) -> tuple[Rate, bool]:
    """Return the rate at which an editing program counts a film of `fps` frames a second, and whether it is the
    film's own.

    `tick` is the rate of which every frame time is a multiple. Where they agree (or the tick counts fields, or is a
    usual rate within 1% of a mean that stray frames have moved) the rate is constant; otherwise it is the usual one
    nearest to the mean, which is what programs convert a variable rate to.
    """
    mean, grid = (Rate.of(max(Fraction(1), value)) for value in (fps, tick or fps))
    usual = [Rate.parse(name) for name in _USUAL]
    if grid in usual and abs(grid.fps - mean.fps) <= mean.fps / 100:
        return grid, True
    if grid.fps in (mean.fps, 2 * mean.fps) and (mean in usual or (mean.fps.denominator == 1 and mean.fps <= 120)):
        return mean, True
    return min(usual, key=lambda rate: abs(rate.fps - mean.fps)), False


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
            hint, constant = film_rate(picture.fps, picture.tick)
            if not constant:
                _log.warning(
                    "%s has no constant frame rate; counted at %s: convert it before you cut it in an editing program",
                    one_line(base.path.name),
                    hint.name,
                )
    return found, timecode, hint
