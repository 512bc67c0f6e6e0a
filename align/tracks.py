"""Which of a recording's audio streams the transcript is of: the one asked for, else the default, else the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from align.engine import Aligned, Recording
from align.errors import InputsDoNotFit
from align.media import MediaInfo, channel_report, choose_stream, probe

__all__ = ["align_tracks", "recording_warnings"]


def align_tracks(
    recording: Recording, align: Callable[[Recording, bool], Aligned], *, accept_poor: bool = False
) -> tuple[Aligned, Recording]:
    """Align the stream asked for or, where none was, the first one that fits; return the recording with that stream.

    `align` is called with a recording, and whether a poor match may be accepted; where `accept_poor` and none fits, the
    default stream is. Raises the `InputsDoNotFit` of the default stream where none fits, saying how many were tried.
    """
    tracks = list(_tracks(recording))
    refusal: InputsDoNotFit | None = None
    for track in tracks:
        try:
            return align(track, len(tracks) == 1), track
        except InputsDoNotFit as error:
            refusal = refusal or error
    assert refusal is not None
    if len(tracks) == 1:
        raise refusal
    if accept_poor:
        return align(recording, True), recording
    tried = f"{refusal.reason}; all {len(tracks)} audio streams were tried"
    raise InputsDoNotFit(tried, refusal.found, refusal.total, refusal.advice)


def _tracks(recording: Recording) -> Iterator[Recording]:
    yield recording
    if recording.stream is None:
        info = probe(recording.path)
        for number, stream in enumerate(info.streams_of("audio")):
            if info.audio is not None and stream.index != info.audio.index:
                yield replace(recording, stream=number)


def recording_warnings(path: Path, asked: int | None, taken: int | None, channel: int | None = None) -> tuple[str, ...]:
    """Return what a user should know of the recording: its header, its streams, and its channels.

    `asked` and `taken` are streams, from 0; of the channels nothing is said where one alone was asked for.
    """
    info = probe(path)
    channels = channel_report(info, choose_stream(info, taken)).warnings if channel is None else ()
    return (*info.warnings, *_stream_warnings(info, asked, taken), *channels)


def _stream_warnings(info: MediaInfo, asked: int | None, taken: int | None) -> tuple[str, ...]:
    count = len(info.streams_of("audio"))
    if asked is not None or count < 2:
        return ()
    if taken is None:
        return (f"{info.path.name} has {count} audio streams; the default one was taken, --stream takes another",)
    return (f"{info.path.name} has {count} audio streams; number {taken} (from 0) was taken, the transcript is of it",)
