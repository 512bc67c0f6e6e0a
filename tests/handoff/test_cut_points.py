"""Every format read back by somebody else's reader: the same cut points, to the frame or the sample, at every rate."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from praatio import textgrid

from align.timecode import Rate, nearest
from handoff.formats import FORMATS
from handoff.job import Clip, Job, Span
from handoff.marks import marks_of

from .conftest import JobMaker, planted

START = "10:00:00:00"
Cuts = list[tuple[int, int]]


def written(job: Job, name: str) -> str:
    documents = FORMATS[name].write(job).documents
    assert len(documents) == 1
    return documents[0]


def track_cuts(track: otio.schema.Track, offset: int) -> Cuts:
    found = []
    for clip in track:
        span = clip.source_range
        first, length = span.start_time.value, span.duration.value
        assert first == int(first)
        assert length == int(length)
        found.append((int(first) - offset, int(first + length) - offset))
    return found


def read_timecode(text: str, rate: Rate) -> int:
    """OpenTimelineIO's reading of a timecode, in frames."""
    return int(otio.opentime.from_timecode(text[:-3].replace(";", ":") + text[-3:], float(rate.fps)).value)


def make(make_job: JobMaker, rate: str) -> tuple[Job, Cuts]:
    parsed = Rate.parse("30" if rate == "audio" else rate)
    start = START[:-3] + (";00" if parsed.drop else ":00")
    return make_job(rate, start=start, marks=["clips"]), planted(parsed)


def test_otio(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    timeline = otio.adapters.read_from_string(written(job, "otio"), "otio_json")
    assert [track.kind for track in timeline.tracks] == (["Audio"] if rate == "audio" else ["Video", "Audio"])
    for track in timeline.tracks:
        assert track_cuts(track, job.source.start.frame) == cuts
        assert track[0].source_range.start_time.rate == float(job.source.rate.fps)
    assert timeline.global_start_time.value == job.starts_at(1).frame


def test_fcp7(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    timeline = otio.adapters.read_from_string(written(job, "fcp7"), "fcp_xml")
    for track in timeline.tracks:
        assert track_cuts(track, job.source.start.frame) == cuts
        assert track[0].source_range.start_time.rate == pytest.approx(float(job.source.rate.fps), abs=1e-9)
    assert [track.kind for track in timeline.tracks] == (["Audio"] if rate == "audio" else ["Video", "Audio"])
    assert timeline.global_start_time.value == 0


def test_fcpxml(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    root = ET.fromstring(written(job, "fcpxml"))

    def frames(text: str | None) -> int:
        assert text is not None
        assert text.endswith("s")
        count = Fraction(text[:-1]) * job.source.rate.fps
        assert count.denominator == 1, "not on a frame edge"
        return int(count)

    found, at = [], 0
    for clip in root.iter("asset-clip"):
        assert frames(clip.get("offset")) == at
        first, length = frames(clip.get("start")) - job.source.start.frame, frames(clip.get("duration"))
        found.append((first, first + length))
        at += length
    assert found == cuts
    assert {clip.get("tcFormat") for clip in root.iter("asset-clip")} == {"DF" if job.source.rate.drop else "NDF"}


def test_fcpxml_by_another_reader(make_job: JobMaker) -> None:
    """At a whole rate only: the adapter takes 29.97 for 29."""
    job, cuts = make(make_job, "25")
    events = otio.adapters.read_from_string(written(job, "fcpxml"), "fcpx_xml")
    (timeline,) = [child for child in events if isinstance(child, otio.schema.Timeline)]
    assert track_cuts(timeline.tracks[0], job.source.start.frame) == cuts


def test_edl(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    text = written(job, "edl")
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(job.source.rate.fps))
    names = ["A1", "A2"] if rate == "audio" else ["V", "A1", "A2"]
    assert [track.name for track in timeline.tracks] == names
    for track in timeline.tracks:
        assert track_cuts(track, job.source.start.frame) == cuts
    assert ("\r\nFCM: DROP FRAME\r\n" in text) is job.source.rate.drop
    record = re.search(r"001 .* (\S+) \S+\r\n", text)
    assert record is not None
    assert read_timecode(record[1], job.source.rate) == job.starts_at(1).frame


def test_edl_preconformed(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    found: list[tuple[int, ...]] = []
    for line in re.findall(r"^\d{3}  .*$", written(job, "edl-preconformed"), re.MULTILINE):
        source_in, source_out, record_in, record_out = line.split()[-4:]
        assert (source_in, source_out) == (record_in, record_out)
        found.append(tuple(read_timecode(t, job.source.rate) - job.source.start.frame for t in (record_in, record_out)))
    assert found == sorted(cuts)


def test_resolve_markers(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    lines = written(job, "resolve-markers").split("\r\n")[3:]
    found: Cuts = []
    for event, marker in zip(lines[::3], lines[1::3], strict=False):
        if not event:
            continue
        number, reel, channel, cut, *times = event.split()
        assert (reel, channel, cut) == ("001", "V", "C")
        assert int(number) == len(found) + 1
        first, after = (read_timecode(text, job.source.rate) - job.starts_at(1).frame for text in times[:2])
        assert after == first + 1
        assert times[:2] == times[2:]
        fields = re.fullmatch(r"(.*) \|C:ResolveColorGreen \|M:(.*) \|D:(\d+)", marker)
        assert fields is not None
        found.append((first, first + int(fields[3])))
    assert found == sorted(cuts)


def test_premiere_markers(make_job: JobMaker, rate: str) -> None:
    job, cuts = make(make_job, rate)
    rows = list(csv.DictReader(io.StringIO(written(job, "premiere-markers")), delimiter="\t"))
    found = []
    for row in rows:
        first, last, length = (row[key] for key in ("In", "Out", "Duration"))
        assert (";" in first) is job.source.rate.drop
        found.append((read_timecode(first, job.source.rate), read_timecode(last, job.source.rate)))
        assert read_timecode(length, job.source.rate) == found[-1][1] - found[-1][0]
    assert found == sorted(cuts)


def clock_seconds(text: str) -> Fraction:
    total = Fraction(0)
    for part in text.split(":"):
        total = total * 60 + Fraction(part)
    return total


def sample_job(make_job: JobMaker) -> tuple[Job, list[tuple[int, int]]]:
    """Clips cut at samples of 48 kHz, as a manifest writes them: to the microsecond."""
    samples = [
        (0, 1),
        (48_000 * 60 - 1, 48_000 * 61 + 7),
        (48_000 * 3600 + 13, 48_000 * 3601),
        (287_999_000, 287_999_999),
    ]
    job = make_job("audio")

    def time(sample: int) -> Fraction:
        return Fraction(nearest(Fraction(sample * 1_000_000, 48_000)), 1_000_000)

    clips = tuple(Clip(f"c{i}", (Span(time(a), time(b)),)) for i, (a, b) in enumerate(samples))
    return replace(job, clips=clips, marks=marks_of(job.alignment, clips, ("clips",))), samples


def in_samples(seconds: Fraction) -> int:
    return nearest(seconds * 48_000)


def audacity(text: str) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(first), Fraction(last)) for first, last, _ in csv.reader(io.StringIO(text), delimiter="\t")]


def reaper(text: str) -> list[tuple[Fraction, Fraction]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(clock_seconds(r["End"]) - clock_seconds(r["Start"]) == clock_seconds(r["Length"]) for r in rows)
    return [(clock_seconds(row["Start"]), clock_seconds(row["End"])) for row in rows]


def podcast(text: str) -> list[tuple[Fraction, Fraction]]:
    feed = ET.fromstring(f'<item xmlns:podcast="https://podcastindex.org/namespace/1.0">{text}</item>')
    starts = [(Fraction(bite.attrib["startTime"]), Fraction(bite.attrib["duration"])) for bite in feed]
    return [(start, start + duration) for start, duration in starts]


@pytest.mark.parametrize(
    ("name", "read"),
    [("audacity", audacity), ("reaper", reaper), ("podcast", podcast)],
    ids=["audacity", "reaper", "podcast"],
)
def test_formats_in_seconds_keep_the_sample(
    make_job: JobMaker, name: str, read: Callable[[str], list[tuple[Fraction, Fraction]]]
) -> None:
    job, samples = sample_job(make_job)
    assert [(in_samples(a), in_samples(b)) for a, b in read(written(job, name))] == samples


def test_audition_keeps_the_millisecond(make_job: JobMaker) -> None:
    job, _ = sample_job(make_job)
    rows = list(csv.DictReader(io.StringIO(written(job, "audition")), delimiter="\t"))
    for row, clip in zip(rows, job.clips, strict=True):
        assert row["Time Format"] == "decimal"
        first = clock_seconds(row["Start"])
        assert first == Fraction(nearest(clip.whole.start * 1000), 1000)
        assert first + clock_seconds(row["Duration"]) == Fraction(nearest(clip.whole.end * 1000), 1000)


def test_textgrid_keeps_the_sample(make_job: JobMaker, tmp_path: Path) -> None:
    job, samples = sample_job(make_job)
    file = tmp_path / "talk.TextGrid"
    file.write_text(written(job, "textgrid"), encoding="utf-8")
    grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=False)
    found = [(in_samples(Fraction(e.start)), in_samples(Fraction(e.end))) for e in grid.getTier("clips").entries]
    assert found == samples


@pytest.mark.parametrize("name", ["otio", "fcpxml"])
def test_sound_may_be_counted_in_samples(make_job: JobMaker, name: str) -> None:
    job, samples = sample_job(make_job)
    rate = Rate.parse("48000")
    job = replace(job, source=replace(job.source, rate=rate, start=type(job.source.start)(0, rate)), marks=())
    text = written(job, name)
    if name == "otio":
        found = track_cuts(otio.adapters.read_from_string(text, "otio_json").tracks[0], 0)
    else:
        clips = [c.attrib for c in ET.fromstring(text).iter("asset-clip")]
        times = [tuple(Fraction(c[key][:-1]) * 48_000 for key in ("start", "duration")) for c in clips]
        found = [(int(start), int(start + length)) for start, length in times]
    assert found == samples


def test_words_keep_their_milliseconds(make_job: JobMaker, tmp_path: Path) -> None:
    job = make_job("audio")
    times = [word.span for _, word in job.alignment.timed()]
    ctm = [line.split() for line in written(job, "ctm").splitlines()]
    assert [(float(row[2]), round(float(row[2]) + float(row[3]), 3)) for row in ctm] == times
    words = json.loads(written(job, "whisperx"))["word_segments"]
    assert [(word["start"], word["end"]) for word in words if "start" in word] == times
    file = tmp_path / "talk.TextGrid"
    file.write_text(written(job, "textgrid"), encoding="utf-8")
    grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=False)
    assert [(entry.start, entry.end) for entry in grid.getTier("words").entries] == times
