"""EBU STL (EBU Tech 3264), the exchange file of broadcasters: a block of facts, then blocks of 128 bytes a cue."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from fractions import Fraction

from align.errors import UsageError
from align.json_values import bare_language
from align.timecode import Rate, Timecode
from align.written_date import written_date
from subtitles.formats.iso6937 import TABLES, encode
from subtitles.track import Event, Track

__all__ = ["write"]

log = logging.getLogger(__name__)

RATES = {
    Fraction(25): b"STL25.01",
    Fraction(30): b"STL30.01",
    Fraction(30000, 1001): b"STL30.01",
    Fraction(24): b"STL24.01",
    Fraction(24000, 1001): b"STL23.01",
}
"""Disk format codes. The standard has 25 and 30; readers know the others as well."""

LANGUAGES = {
    "sq": b"01", "br": b"02", "ca": b"03", "hr": b"04", "cy": b"05", "cs": b"06", "da": b"07", "de": b"08",
    "en": b"09", "es": b"0A", "eo": b"0B", "et": b"0C", "eu": b"0D", "fo": b"0E", "fr": b"0F", "fy": b"10",
    "ga": b"11", "gd": b"12", "gl": b"13", "is": b"14", "it": b"15", "la": b"17", "lv": b"18", "lb": b"19",
    "lt": b"1A", "hu": b"1B", "mt": b"1C", "nl": b"1D", "no": b"1E", "nb": b"1E", "oc": b"1F", "pl": b"20",
    "pt": b"21", "ro": b"22", "rm": b"23", "sr": b"24", "sk": b"25", "sl": b"26", "fi": b"27", "sv": b"28",
    "tr": b"29", "ru": b"56", "el": b"70", "ar": b"7E", "he": b"6C", "uk": b"49", "bg": b"77", "fa": b"5A",
}  # fmt: skip
"""Language codes of the standard's appendix 3; 00 is unknown."""

ROWS, COLUMNS = 23, 40
"""Of the page that positions are counted on."""

TEXT = 112
"""Bytes of text in a block."""

NEW_LINE, PADDING = b"\x8a", b"\x8f"
LAST_BLOCK = 0xFF
"""Number of a cue's last block of text; those before it are counted from 0."""
CENTRED = 2


def write(track: Track) -> bytes:
    """Return the cues as open subtitles, at 25 frames a second unless told otherwise.

    Characters that the format's tables lack are replaced, and counted in the log. Raises `UsageError` for a frame rate
    that the format does not have.
    """
    fps = track.options.fps or Fraction(25)
    if fps not in RATES:
        raise UsageError("EBU STL has 25 or 30 frames a second (24 and 23.976 by custom); give --fps 25")
    rate = Rate(fps, bool(track.options.drop_frame) and Rate(fps).may_drop)
    table = _table("".join(event.text for event in track.events))
    blocks: list[bytes] = []
    replaced = 0
    for number, event in enumerate(track.events):
        text, count = _text(event, table)
        replaced += count
        blocks += _blocks(number, event, text, rate)
    if replaced:
        log.warning("EBU STL: %d characters are not in its tables and were replaced", replaced)
    return _facts(track, rate, table, len(blocks)) + b"".join(blocks)


def _table(text: str) -> bytes:
    """Return the table that has most of the text's characters; Latin where several have."""
    return max(TABLES, key=lambda table: sum(TABLES[table](character) is not None for character in set(text)))


def _text(event: Event, table: bytes) -> tuple[bytes, int]:
    made = [encode(line.text, table) for line in event.lines]
    return NEW_LINE.join(text for text, _ in made), sum(count for _, count in made)


def _blocks(number: int, event: Event, text: bytes, rate: Rate) -> Iterator[bytes]:
    """Yield the blocks of a cue; `number` counts cues from 0."""
    first, last = rate.frame_at(event.start), rate.frame_at(event.end)
    times = _time(first, rate) + _time(max(last, first + 1), rate)
    row = max(1, ROWS - len(event.lines))
    parts = [text[k : k + TEXT] for k in range(0, max(1, len(text)), TEXT)]
    for k, part in enumerate(parts):
        order = LAST_BLOCK if k == len(parts) - 1 else k
        head = struct.pack("<BHBB", 0, number % 65536, order, 0)
        yield head + times + bytes([row, CENTRED, 0]) + part.ljust(TEXT, PADDING)


def _time(frame: int, rate: Rate) -> bytes:
    text = str(Timecode(frame, rate)).replace(";", ":")
    return bytes(map(int, text.split(":")))


def _facts(track: Track, rate: Rate, table: bytes, blocks: int) -> bytes:
    """Return the block of general information, 1024 bytes."""
    start = str(Timecode(track.options.start, rate)).replace(":", "").replace(";", "").encode()
    first = rate.frame_at(track.events[0].start) if track.events else 0
    begins = str(Timecode(first, rate)).replace(":", "").replace(";", "").encode()
    title = encode(track.alignment.media.path.replace("\\", "/").rpartition("/")[2], b"00")[0][:32].ljust(32)
    day = written_date().strftime("%y%m%d").encode()
    language = LANGUAGES.get(bare_language(track.alignment.language), b"00")
    fields = [
        b"850", RATES[rate.fps], b"0", table, language, title, b" " * 160,
        b" " * 16, day, day, b"00", b"%05d" % (blocks % 100000), b"%05d" % (len(track.events) % 100000), b"001",
        b"%02d" % COLUMNS, b"%02d" % ROWS, b"1", start, begins, b"11", b"   ", b" " * 32, b" " * 32, b" " * 32,
        b" " * 75, b" " * 576,
    ]  # fmt: skip
    return b"".join(fields)
