"""OpenTimelineIO: clips with their source, marks as markers, the transcript as metadata under `pullquote`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from align.document import Alignment
from align.timecode import Rate, exact
from align.turns import word_speakers
from handoff.escape import file_url, one_line
from handoff.formats import Written
from handoff.job import Event, Job, Note, Source, timeline

__all__ = ["make_timeline", "write"]

_COLOURS = {
    "clips": otio.schema.MarkerColor.GREEN,
    "chapters": otio.schema.MarkerColor.BLUE,
    "speakers": otio.schema.MarkerColor.CYAN,
    "unscripted": otio.schema.MarkerColor.YELLOW,
    "suspects": otio.schema.MarkerColor.RED,
}


def write(job: Job) -> Written:
    """Write one video and one audio track (as the recording has them) with the same edits."""
    text: str = otio.adapters.write_to_string(make_timeline(job), "otio_json", indent=1)
    return Written((text + "\n",))


def make_timeline(job: Job) -> otio.schema.Timeline:
    """Return the timeline that `write` writes."""
    source, events = job.source, timeline(job)
    document = otio.schema.Timeline(
        one_line(job.title),
        global_start_time=_time(job.starts_at(1).frame, source.rate),
        metadata={"pullquote": _heading(job)},
    )
    kinds = [("V1", otio.schema.TrackKind.Video)] if source.video else []
    kinds += [("A1", otio.schema.TrackKind.Audio)] if source.channels or not source.video else []
    words = _words(job.alignment, source.rate)
    texts = [_transcript(words, event) for event in events]
    for name, kind in kinds:
        track = otio.schema.Track(name, kind=kind)
        track.extend([_clip(source, event, words) for event, words in zip(events, texts, strict=True)])
        document.tracks.append(track)
    return document


def _heading(job: Job) -> dict[str, Any]:
    alignment = job.alignment
    return {
        "language": alignment.language,
        "engine": one_line(alignment.engine.name),
        "media": {"sha256": alignment.media.sha256, "duration": alignment.media.duration},
        "drop_frame": job.source.rate.drop,
    }


def _time(frame: int, rate: Rate) -> RationalTime:
    return RationalTime(frame, float(rate.fps))


def _range(start: int, length: int, rate: Rate) -> TimeRange:
    return TimeRange(_time(start, rate), _time(length, rate))


def _clip(source: Source, event: Event, words: list[dict[str, Any]]) -> otio.schema.Clip:
    reference = otio.schema.ExternalReference(
        file_url(source.path), available_range=_range(source.start.frame, source.frames, source.rate)
    )
    reference.name = one_line(source.path.name)
    return otio.schema.Clip(
        one_line(event.name),
        media_reference=reference,
        source_range=_range(source.start.frame + event.start, event.length, source.rate),
        markers=[_marker(source, note) for note in event.notes],
        metadata={"pullquote": {"quote": one_line(event.quote), "words": words}},
    )


def _marker(source: Source, note: Note) -> otio.schema.Marker:
    return otio.schema.Marker(
        one_line(note.mark.name),
        marked_range=_range(source.start.frame + note.start, note.end - note.start, source.rate),
        color=_COLOURS.get(note.mark.kind, otio.schema.MarkerColor.PURPLE),
        metadata={"pullquote": {"kind": note.mark.kind}},
        comment=one_line(note.mark.note),
    )


def _place(row: tuple[Fraction, dict[str, Any]]) -> Fraction:
    return row[0]


def _words(alignment: Alignment, rate: Rate) -> list[tuple[Fraction, dict[str, Any]]]:
    """Return each timed word with the frame at which it begins, in order of time."""
    speakers = word_speakers(alignment.speakers, len(alignment.words))
    rows = []
    for index, word in alignment.timed():
        start, end = word.span
        row: dict[str, Any] = {"text": one_line(word.text), "start": start, "end": end, "status": word.status}
        if word.score is not None:
            row["score"] = word.score
        if speakers[index] is not None:
            row["speaker"] = one_line(speakers[index] or "")
        rows.append((exact(start) * rate.fps, row))
    return sorted(rows, key=_place)


def _transcript(words: Sequence[tuple[Fraction, dict[str, Any]]], event: Event) -> list[dict[str, Any]]:
    """Return the words that begin inside the event, with their seconds in the recording."""
    first, stop = (bisect_left(words, Fraction(frame), key=_place) for frame in (event.start, event.end))
    return [row for _, row in words[first:stop]]
