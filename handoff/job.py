"""What is handed off: the recording, the clips and the marks, in exact seconds; and the timeline made of them.

Every writer reads a `Job`; those for editing programs read its `timeline()`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.timecode import Rate, Timecode
from handoff.escape import one_line
from handoff.people import Person

__all__ = ["Clip", "Event", "Job", "Mark", "Note", "Source", "Span", "timeline"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the recording, in seconds of its own timeline; `start` < `end`."""

    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Clip:
    """A quote to be handed over: one span, or several joined in this order."""

    title: str
    spans: tuple[Span, ...]
    quote: str = ""

    @property
    def whole(self) -> Span:
        """From the first in point to the last out point, whatever lies between."""
        return Span(min(s.start for s in self.spans), max(s.end for s in self.spans))


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to point at in the recording: a moment, or a stretch where `end` is known; seconds.

    `kind` is one of `handoff.marks.KINDS`.
    """

    kind: str
    name: str
    start: Fraction
    end: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The recording as an editing program sees it.

    Args:
        path: absolute path.
        duration: seconds.
        rate: frames a second that times are counted in; nominal where there is only sound.
        start: timecode of the first frame.
        video: whether there is a picture; `width` and `height` are in pixels then.
        channels, sample_rate: of the sound; 0 channels where there is none.
    """

    path: Path
    duration: Fraction
    rate: Rate
    start: Timecode
    video: bool = False
    width: int = 1920
    height: int = 1080
    channels: int = 2
    sample_rate: int = 48000

    @property
    def frames(self) -> int:
        """Length in frames, at least one."""
        return max(1, self.rate.frame_at(self.duration))


@dataclass(frozen=True, slots=True)
class Job:
    """All that a writer needs.

    Args:
        title: name of the sequence, event or list.
        clips: what to cut; empty: the whole recording is one event.
        marks: what to point at, in order of time.
        handles: seconds added before each first in point and after each last out point, as far as the recording goes.
        timeline_start: timecode at which a sequence begins; `None`: what the format's program expects.
        transcripts: addresses at which transcripts will be published.
        chapters_url: the address at which chapters as JSON will be published; empty where they will not.
        people: who made the episode, with their roles.
    """

    alignment: Alignment
    source: Source
    title: str
    clips: tuple[Clip, ...] = ()
    marks: tuple[Mark, ...] = ()
    handles: Fraction = Fraction(0)
    timeline_start: Timecode | None = None
    transcripts: tuple[str, ...] = ()
    chapters_url: str = ""
    people: tuple[Person, ...] = ()

    def starts_at(self, hours: int) -> Timecode:
        """Return where the sequence begins: as asked, else at `hours` o'clock."""
        if self.timeline_start is not None:
            return self.timeline_start
        return Timecode.parse(f"{hours:02d}:00:00{';' if self.source.rate.drop else ':'}00", self.source.rate)


@dataclass(frozen=True, slots=True)
class Note:
    """A mark on an event, in frames of the recording (0 is its first frame), `end` exclusive; at least one frame."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """One edit: frames `start` to `end` (exclusive, 0 is the recording's first frame) placed at frame `at`."""

    name: str
    quote: str
    start: int
    end: int
    at: int
    notes: tuple[Note, ...] = ()

    @property
    def length(self) -> int:
        """Frames."""
        return self.end - self.start


def timeline(job: Job) -> tuple[Event, ...]:
    """Return the clips one after another from frame 0, each with the marks that fall inside it.

    Each in and out point is the frame edge nearest to its time; an event is one frame long at least. Handles widen
    the outer ends of a clip, and a mark of kind `clips` then shows where the quote itself begins and ends.
    """
    marks = [_note(job, mark) for mark in job.marks if mark.kind != "clips" or not job.clips]
    marks.sort(key=lambda note: note.start)
    if not job.clips:
        whole = Event(job.title, "", 0, job.source.frames, 0)
        return (replace(whole, notes=_inside(marks, whole)),)
    events: list[Event] = []
    at = 0
    for clip in job.clips:
        for index, span in enumerate(clip.spans):
            event = _event(job, clip, index, at)
            notes = _inside(marks, event)
            if job.handles:
                quote = _note(job, Mark("clips", clip.title, span.start, span.end, clip.quote))
                notes += _inside([quote], event)
            events.append(replace(event, notes=notes))
            at += event.length
    return tuple(events)


def part_name(clip: Clip, index: int) -> str:
    """Return the name of one span of a clip, numbered where there are several."""
    return clip.title if len(clip.spans) == 1 else f"{clip.title} ({index + 1}/{len(clip.spans)})"


def frames_of(job: Job, span: Span) -> tuple[int, int]:
    """Return the span's in and out frame (exclusive), inside the recording and at least one frame long."""
    total = job.source.frames
    start = min(max(0, job.source.rate.frame_at(span.start)), total - 1)
    return start, min(max(start + 1, job.source.rate.frame_at(span.end)), total)


def _event(job: Job, clip: Clip, index: int, at: int) -> Event:
    start, end = frames_of(job, clip.spans[index])
    handle = job.source.rate.frame_at(job.handles)
    if index == 0:
        start = max(0, start - handle)
    if index == len(clip.spans) - 1:
        end = min(job.source.frames, end + handle)
    return Event(one_line(part_name(clip, index)), one_line(clip.quote), start, end, at)


def _note(job: Job, mark: Mark) -> Note:
    start, end = frames_of(job, Span(mark.start, mark.start if mark.end is None else mark.end))
    return Note(mark, start, end)


def _inside(notes: Sequence[Note], event: Event) -> tuple[Note, ...]:
    """Return those of `notes`, in order of their starts, that begin inside the event; cut where it ends."""
    first, stop = (bisect_left(notes, frame, key=lambda note: note.start) for frame in (event.start, event.end))
    return tuple(replace(note, end=min(note.end, event.end)) for note in notes[first:stop])
