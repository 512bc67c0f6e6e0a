"""Jobs whose cut points are known to the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from align.document import Alignment, Chapter, Engine, Media, Speaker, Unscripted, Word
from align.timecode import Rate, Timecode
from handoff.job import Clip, Job, Source, Span
from handoff.marks import marks_of

RATES = ("23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "59.94df", "audio")
JobMaker = Callable[..., Job]


def planted(rate: Rate) -> list[tuple[int, int]]:
    """In and out frames around everything that timecode does: minutes, tens of minutes, hours, single frames."""
    minute = rate.frame_at(60)
    edges = [0, minute - 1, minute, minute + 2, rate.frame_at(600) - 1, rate.frame_at(600), rate.frame_at(3600) - 1]
    spans = [(start, start + 1 + 37 * index) for index, start in enumerate(edges)]
    return [*spans, (rate.frame_at(4999), rate.frame_at(5000) + 1), (rate.frame_at(3600) + 1, rate.frame_at(3700))]


def as_written(rate: Rate, frame: int) -> Fraction:
    """The time of a frame as a list of clips holds it: seconds to the microsecond."""
    return Fraction(round(rate.seconds(frame) * 1_000_000), 1_000_000)


def alignment_of(words: Sequence[Word] = (), duration: float = 6000.0) -> Alignment:
    """A document of a few words, with a chapter, two speakers and an untranscribed stretch."""
    words = tuple(words) or (
        Word("So", 1.0, 1.25, 0.9),
        Word("here", 1.25, 1.5, 0.8),
        Word("—", status="silent"),
        Word("we", 3.0, 3.125, None, "interpolated"),
        Word("never", status="absent"),
        Word("are.", 60.0, 60.5, 1.0),
    )
    return Alignment(
        media=Media("talk.mp4", "ab" * 32, duration),
        language="en",
        engine=Engine("test", "1"),
        words=words,
        chapters=(Chapter("One", 0), Chapter("Two", 3), Chapter("After the end", len(words))),
        paragraphs=(0, 3),
        lines=(0, 3, 5),
        speakers=(Speaker(0, "Ada"), Speaker(3, None)),
        unscripted=(Unscripted(10.0, 12.5, "music"),),
    )


@pytest.fixture
def make_job() -> JobMaker:
    """A factory: `make_job("29.97df", clips=[(in, out), ...])` in frames; `audio` means sound only."""

    def make(
        rate: str = "25",
        *,
        clips: Sequence[tuple[int, int]] | None = None,
        start: str = "00:00:00:00",
        title: str = "talk",
        quote: str = "So here we are.",
        name: str = "talk",
        marks: Sequence[str] = (),
        path: str = "/films/talk.mp4",
        channels: int = 2,
    ) -> Job:
        audio = rate == "audio"
        parsed = Rate.parse("30" if audio else rate)
        alignment = alignment_of()
        source = Source(
            Path(path), Fraction(6000), parsed, Timecode.parse(start, parsed), video=not audio, channels=channels
        )
        spans = planted(parsed) if clips is None else clips
        made = tuple(
            Clip(f"{name} {number}", (Span(as_written(parsed, first), as_written(parsed, last)),), quote)
            for number, (first, last) in enumerate(spans, 1)
        )
        job = Job(alignment, source, title, made)
        return replace(job, marks=marks_of(alignment, made, tuple(marks)))

    return make


@pytest.fixture(params=RATES)
def rate(request: pytest.FixtureRequest) -> str:
    """Every rate that the programs know, and sound alone."""
    return str(request.param)
