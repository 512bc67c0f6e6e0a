"""Transcripts as their authors left them: words with their places, chapters, paragraphs, lines, speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.transcript.captions import read_captions
    from align.transcript.encoding import decode, looks_like_media, read_bytes
    from align.transcript.phrases import part_addresses, split_phrases, writes_without_spaces
    from align.transcript.reader import Token, Transcript, read_transcript

__all__ = [
    "Token",
    "Transcript",
    "decode",
    "looks_like_media",
    "part_addresses",
    "read_bytes",
    "read_captions",
    "read_transcript",
    "split_phrases",
    "writes_without_spaces",
]

_HOMES = {
    "align.transcript.captions": ("read_captions",),
    "align.transcript.encoding": ("decode", "looks_like_media", "read_bytes"),
    "align.transcript.phrases": ("part_addresses", "split_phrases", "writes_without_spaces"),
    "align.transcript.reader": ("Token", "Transcript", "read_transcript"),
}

__getattr__ = lazy_names(__name__, _HOMES)
