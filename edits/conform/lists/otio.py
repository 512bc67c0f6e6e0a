"""OpenTimelineIO: the clips of the first picture track, or of the first sound track."""

from __future__ import annotations

import urllib.parse
from pathlib import Path

import opentimelineio as otio

from align.errors import FileProblem
from edits.conform.lists import Entry
from handoff.job import Source

__all__ = ["read"]


def read(path: Path, source: Source) -> list[Entry]:
    """Read the clips; times of a medium count from where its `available_range` begins."""
    try:
        document = otio.adapters.read_from_string(path.read_text(encoding="utf-8-sig"), "otio_json")
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except Exception as error:  # whatever its parser raises: there is no base class
        raise FileProblem(path, f"is no OpenTimelineIO file: {str(error).splitlines()[0]}") from None
    if not isinstance(document, otio.schema.Timeline):
        raise FileProblem(path, f"holds no timeline, but a {type(document).__name__}")
    tracks = [*document.video_tracks(), *document.audio_tracks()]
    track = next((track for track in tracks if list(track.find_clips())), None)
    if track is None:
        raise FileProblem(path, "has no clips in it")
    return [_entry(track, clip, source) for clip in track.find_clips()]


def _entry(track: otio.schema.Track, clip: otio.schema.Clip, source: Source) -> Entry:
    place = clip.transformed_time_range(clip.trimmed_range(), track)
    start = clip.trimmed_range().start_time.to_seconds()
    reference = clip.media_reference
    begins = float(source.rate.seconds(source.start.frame))
    if reference is not None and reference.available_range is not None:
        begins = reference.available_range.start_time.to_seconds()
    speeds = [effect.time_scalar for effect in clip.effects if isinstance(effect, otio.schema.LinearTimeWarp)]
    names = [reference.name] if reference is not None and reference.name else []
    if isinstance(reference, otio.schema.ExternalReference):
        names.append(Path(urllib.parse.unquote(urllib.parse.urlsplit(reference.target_url).path)).name)
    at = place.start_time.to_seconds()
    length = place.duration.to_seconds()
    return Entry(at, at + length, start - begins, speeds[0] if speeds else 1.0, tuple(filter(None, names)))
