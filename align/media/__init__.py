"""Finding ffmpeg, reading what a file holds, and decoding it on the timeline that a player shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.media.channels import ChannelReport, channel_of, channel_report, pan_filter
    from align.media.ffmpeg import (
        FORMATS,
        environment,
        ffmpeg_path,
        first_bytes,
        has_filter,
        input_arguments,
        looks_like_text,
        probe,
        run_ffmpeg,
        stop_running,
        stream_ffmpeg,
        text_of,
    )
    from align.media.pcm import (
        anchor,
        choose_stream,
        cut_filter,
        pcm_arguments,
        raw_arguments,
        read_pcm,
        settled,
        stream_pcm,
        timeline_filter,
        whole_pcm,
    )
    from align.media.probing import MediaInfo, Stream, StreamKind, exact_rate
    from align.media.waveform import PEAKS_PER_SECOND, peaks

__all__ = [
    "FORMATS",
    "PEAKS_PER_SECOND",
    "ChannelReport",
    "MediaInfo",
    "Stream",
    "StreamKind",
    "anchor",
    "channel_of",
    "channel_report",
    "choose_stream",
    "cut_filter",
    "environment",
    "exact_rate",
    "ffmpeg_path",
    "first_bytes",
    "has_filter",
    "input_arguments",
    "looks_like_text",
    "pan_filter",
    "pcm_arguments",
    "peaks",
    "probe",
    "raw_arguments",
    "read_pcm",
    "run_ffmpeg",
    "settled",
    "stop_running",
    "stream_ffmpeg",
    "stream_pcm",
    "text_of",
    "timeline_filter",
    "whole_pcm",
]

_HOMES = {
    "align.media.channels": ("ChannelReport", "channel_of", "channel_report", "pan_filter"),
    "align.media.ffmpeg": (
        "FORMATS",
        "environment",
        "ffmpeg_path",
        "first_bytes",
        "has_filter",
        "input_arguments",
        "looks_like_text",
        "probe",
        "run_ffmpeg",
        "stop_running",
        "stream_ffmpeg",
        "text_of",
    ),
    "align.media.pcm": (
        "anchor",
        "choose_stream",
        "cut_filter",
        "pcm_arguments",
        "raw_arguments",
        "read_pcm",
        "settled",
        "stream_pcm",
        "timeline_filter",
        "whole_pcm",
    ),
    "align.media.probing": ("MediaInfo", "Stream", "StreamKind", "exact_rate"),
    "align.media.waveform": ("PEAKS_PER_SECOND", "peaks"),
}

__getattr__ = lazy_names(__name__, _HOMES)
