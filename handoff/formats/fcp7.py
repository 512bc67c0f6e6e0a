"""Final Cut Pro 7 XML (xmeml 5): the sequence that Premiere, Resolve and Audition all read.

Element order and meaning from Apple's "Final Cut Pro XML Interchange Format" (archived). In and out points count from
the recording's first frame, whatever its timecode; a marker's `out` of -1 makes it a moment. Markers sit on the clips,
or on the sequence where it holds the whole recording.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from align.timecode import Rate, Timecode
from handoff.escape import file_url, one_line
from handoff.formats import Written
from handoff.formats.xml import child, document
from handoff.job import Event, Job, Note, Source, timeline

__all__ = ["write"]

_FILE = "file-1"


def write(job: Job) -> Written:
    """Write a sequence with one picture track (where there is a picture) and a sound track for each channel, two at
    most.
    """
    source, events = job.source, timeline(job)
    root = ET.Element("xmeml", version="5")
    sequence = child(root, "sequence", id="sequence-1", explodedTracks="true")
    child(sequence, "name", job.title)
    child(sequence, "duration", events[-1].at + events[-1].length)
    _rate(sequence, source.rate)
    _timecode(sequence, job.starts_at(0))
    media = child(sequence, "media")
    tracks = _Tracks(source, events, selects=bool(job.clips))
    if source.video:
        tracks.video(child(media, "video"))
    if source.channels or not source.video:
        tracks.audio(child(media, "audio"))
    if not job.clips:
        for note in events[0].notes:
            _marker(sequence, note)
    return Written((document(root, "xmeml"),))


class _Tracks:
    """Writes the tracks; the recording is described in full once and then named by its id."""

    def __init__(self, source: Source, events: Sequence[Event], *, selects: bool) -> None:
        self.source = source
        self.events = events
        self.selects = selects
        self.described = False

    def video(self, parent: ET.Element) -> None:
        self._picture_format(child(child(parent, "format"), "samplecharacteristics"))
        track = child(parent, "track")
        for index, event in enumerate(self.events, 1):
            item = self._item(track, f"clipitem-v{index}", event)
            self._links(item, index)
        child(track, "enabled", True)
        child(track, "locked", False)

    def audio(self, parent: ET.Element) -> None:
        self._sound_format(child(child(parent, "format"), "samplecharacteristics"))
        channels = self._channels
        kind = "Stereo" if channels == 2 else "Mono"
        for channel in range(1, channels + 1):
            # Premiere joins the two tracks of a stereo recording by these; other programs pass over them.
            exploded = {"currentExplodedTrackIndex": channel - 1, "totalExplodedTrackCount": channels}
            track = child(parent, "track", **exploded, premiereTrackType=kind)
            for index, event in enumerate(self.events, 1):
                item = self._item(track, f"clipitem-a{channel}-{index}", event, premiereChannelType=kind.lower())
                origin = child(item, "sourcetrack")
                child(origin, "mediatype", "audio")
                child(origin, "trackindex", channel)
                self._links(item, index)
            child(track, "enabled", True)
            child(track, "locked", False)
            child(track, "outputchannelindex", channel)

    @property
    def _channels(self) -> int:
        return min(2, max(1, self.source.channels))

    def _item(self, track: ET.Element, name: str, event: Event, **attributes: object) -> ET.Element:
        item = child(track, "clipitem", id=name, **attributes)
        child(item, "name", event.name)
        child(item, "enabled", True)
        child(item, "duration", self.source.frames)
        _rate(item, self.source.rate)
        for tag, frame in (("start", event.at), ("end", event.at + event.length)):
            child(item, tag, frame)
        for tag, frame in (("in", event.start), ("out", event.end)):
            child(item, tag, frame)
        self._file(item)
        if event.quote:
            child(child(item, "comments"), "mastercomment1", event.quote)
        for note in event.notes if self.selects else ():
            _marker(item, note)
        return item

    def _file(self, item: ET.Element) -> None:
        source = self.source
        file = child(item, "file", id=_FILE)
        if self.described:
            return
        self.described = True
        child(file, "name", source.path.name)
        # Not through one_line: the address is percent-encoded and must stay as it is.
        child(file, "pathurl").text = file_url(source.path, "localhost")
        _rate(file, source.rate)
        child(file, "duration", source.frames)
        _timecode(file, source.start)
        media = child(file, "media")
        if source.video:
            self._picture_format(child(child(media, "video"), "samplecharacteristics"))
        if source.channels or not source.video:
            sound = child(media, "audio")
            self._sound_format(child(sound, "samplecharacteristics"))
            child(sound, "channelcount", max(1, source.channels))

    def _picture_format(self, parent: ET.Element) -> None:
        _rate(parent, self.source.rate)
        child(parent, "width", self.source.width)
        child(parent, "height", self.source.height)
        child(parent, "pixelaspectratio", "square")

    def _sound_format(self, parent: ET.Element) -> None:
        child(parent, "depth", 16)
        child(parent, "samplerate", self.source.sample_rate)

    def _links(self, item: ET.Element, index: int) -> None:
        """Tie picture and sound of one event together, so that they move as one."""
        linked = [("video", 1, f"clipitem-v{index}")] if self.source.video else []
        if self.source.channels or not self.source.video:
            linked += [("audio", c, f"clipitem-a{c}-{index}") for c in range(1, self._channels + 1)]
        if len(linked) < 2:
            return
        for kind, track, name in linked:
            link = child(item, "link")
            child(link, "linkclipref", name)
            child(link, "mediatype", kind)
            child(link, "trackindex", track)
            child(link, "clipindex", index)


def _rate(parent: ET.Element, rate: Rate) -> None:
    element = child(parent, "rate")
    child(element, "timebase", rate.nominal)
    child(element, "ntsc", rate.ntsc)


def _timecode(parent: ET.Element, start: Timecode) -> None:
    element = child(parent, "timecode")
    _rate(element, start.rate)
    child(element, "string", start.text(";;" if start.rate.drop else "::"))
    child(element, "frame", start.frame)
    child(element, "displayformat", "DF" if start.rate.drop else "NDF")


def _marker(parent: ET.Element, note: Note) -> None:
    marker = child(parent, "marker")
    child(marker, "comment", one_line(note.mark.note))
    child(marker, "name", one_line(note.mark.name))
    child(marker, "in", note.start)
    child(marker, "out", -1 if note.mark.end is None else note.end)
