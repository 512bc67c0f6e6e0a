"""From what the user asked to a `Job`: reads the files, finds the recording, settles the frame rate."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.errors import InputsDoNotFit
from align.timecode import Timecode, exact
from handoff.escape import one_line
from handoff.formats import FORMATS
from handoff.job import Clip, Job, Source
from handoff.manifest import Manifest, read_manifest
from handoff.marks import marks_of
from handoff.people import people_of
from handoff.source import NOMINAL, Asked, find_media, source_of

__all__ = ["Request", "plan"]

_log = logging.getLogger(__name__)

_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Request:
    """What `pullquote export` was asked; see its options."""

    alignment: Path
    format: str
    clips: Path | None = None
    media: Path | None = None
    asked: Asked = field(default_factory=Asked)
    timeline_start: str | None = None
    handles: Fraction = Fraction(0)
    marks: tuple[str, ...] = ()
    title: str | None = None
    transcripts: tuple[str, ...] = ()
    chapters_url: str = ""
    people: tuple[str, ...] = ()


def plan(request: Request) -> Job:
    """Read and check everything that the writer of `request.format` needs.

    Raises `UsageError` for options that make no sense together, `InputsDoNotFit` for clips of another recording and
    `FileProblem` for files that cannot be read.
    """
    alignment = Alignment.load(request.alignment)
    manifest = Manifest(()) if request.clips is None else read_manifest(request.clips)
    path = find_media(alignment, request.alignment, request.media, manifest.path)
    if FORMATS[request.format].frames:
        source = source_of(alignment, path, request.asked, manifest.rate)
    else:
        # Times in seconds need nothing from the recording, so it may be elsewhere.
        source = Source(path, exact(alignment.media.duration), NOMINAL, Timecode(0, NOMINAL))
    if not source.duration:
        source = replace(source, duration=_last_end(alignment, manifest))
    _check(alignment, manifest, source)
    return Job(
        alignment=alignment,
        source=source,
        title=one_line(request.title or path.stem) or "pullquote",
        clips=manifest.clips,
        marks=marks_of(alignment, manifest.clips, request.marks),
        handles=request.handles,
        timeline_start=_timeline_start(request.timeline_start, source),
        transcripts=request.transcripts,
        chapters_url=request.chapters_url,
        people=people_of(request.alignment.parent, request.people) if request.format == "podcast" else (),
    )


def _last_end(alignment: Alignment, manifest: Manifest) -> Fraction:
    """Return how long a recording of unknown length lasts: as long as what is said and cut."""
    ends = [exact(word.span[1]) for _, word in alignment.timed()] + [clip.whole.end for clip in manifest.clips]
    return max(ends, default=Fraction(1))


def _is_said(alignment: Alignment, clip: Clip) -> bool:
    """Tell whether most words of the quote are where the clip was cut."""
    said = {
        word.text.casefold()
        for _, word in alignment.timed()
        if any(span.start <= sum(word.span) / 2 <= span.end for span in clip.spans)
    }
    words = clip.quote.casefold().split()
    return bool(words) and sum(word in said for word in words) >= _MOST * len(words)


def _timeline_start(text: str | None, source: Source) -> Timecode | None:
    return None if text is None else Timecode(Timecode.parse(text, source.rate).frame, source.rate)


def _check(alignment: Alignment, manifest: Manifest, source: Source) -> None:
    if manifest.sha256 and alignment.media.sha256 and manifest.sha256 != alignment.media.sha256:
        # People align the sound and cut the film: the same words at the same times tell the two cases apart.
        if not all(_is_said(alignment, clip) for clip in manifest.clips):
            raise InputsDoNotFit("the clips were cut from another recording than the one that was aligned")
        _log.warning("the clips were cut from another file than the one aligned; their words are at the same times")
    if manifest.inserted:
        _log.warning(
            "pauses and inserted files of the edit (%d, 'inserted' in its list of cuts) are not in this file;"
            " put them in by hand",
            manifest.inserted,
        )
    for clip in manifest.clips:
        if clip.whole.start >= source.duration:
            raise InputsDoNotFit(f"the clip {clip.title!r} begins after the end of the recording")
        if clip.whole.end > source.duration + 1:
            _log.warning("the clip %r ends after the recording, it is cut there", clip.title)
