"""Scenarist closed captions (CEA-608), with the code tables and timecode of `ttconv`.

The packets are laid out here: `ttconv`'s own writer drops a caption whose codes do not fit before it is due, and breaks
words at column 32. Here a caption that cannot be sent in time waits, by some tenths of a second at the most.
"""

from __future__ import annotations

import logging
import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ttconv.scc.codes.characters import unicode_to_scc
from ttconv.scc.codes.control_codes import SccControlCode
from ttconv.scc.codes.extended_characters import SccExtendedCharacter
from ttconv.scc.codes.preambles_address_codes import SccPreambleAddressCode
from ttconv.style_properties import NamedColors
from ttconv.time_code import SmpteTimeCode

from align.errors import UsageError
from subtitles.language import Break, get_language
from subtitles.track import Event, Track

__all__ = ["COLUMNS", "ROWS", "write"]

logger = logging.getLogger(__name__)

COLUMNS, ROWS = 32, 4  # CEA-608
_RATES = {Fraction(30000, 1001), Fraction(30)}
_PLAIN = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "…": "...", "\u2212": "-"}
# Ending a row at each kind of break, against 1.0 for a row more.
_ENDS = (0.0, 0.05, 0.1, 0.15, 0.3, 0.5, 0.8, 1.5)
_EXTENDED = {each.get_unicode_value(): each.get_ch1_value() for each in SccExtendedCharacter}
# CTA-608 has a circumflex at the code that ttconv takes for a letter like it.
_EXTENDED["^"] = SccExtendedCharacter.LATIN_SMALL_LETTER_TURNED_V.get_ch1_value()
Packets = list[int]


@dataclass(frozen=True, slots=True)
class _Caption:
    begin: int  # frame at which it appears
    end: int
    load: Packets


def write(track: Track) -> str:
    """Return the cues as SCC: pop-on, at 29.97 frames a second (drop-frame or not) or 30; lines are broken anew at 32
    columns.

    Raises `UsageError` for another frame rate.
    """
    rate = track.options.fps or Fraction(30000, 1001)
    if rate not in _RATES:
        raise UsageError("SCC has 29.97 or 30 frames a second; give --fps 29.97")
    drop = track.options.drop_frame is not False and rate != 30
    blocks = ["Scenarist_SCC V1.0"]
    for frame, packets in _schedule(_captions(track, rate)):
        clock = SmpteTimeCode.from_frames(frame, rate, drop)
        blocks.append(f"{clock}\t" + " ".join(map(_parity, packets)))
    return "\n\n".join(blocks) + "\n"


def _captions(track: Track, rate: Fraction) -> list[_Caption]:
    captions: list[_Caption] = []
    waits: list[int] = []
    free = 0  # the first frame at which the line is free to load the next caption
    for begin, end, lines in _screens(track, rate):
        load = _load(lines)
        if begin < free + len(load):
            waits.append(free + len(load) - begin)
            begin = free + len(load)
        end = max(end, begin + 10)
        captions.append(_Caption(begin, end, load))
        free = begin + 4  # the display codes of this caption, and the clearing codes that may come before the next
    if waits:
        longest = float(max(waits) / rate)
        logger.warning("SCC: %d captions wait for the line to send them, %.1f s at the longest", len(waits), longest)
    return (
        [
            replace(caption, end=min(caption.end, following.begin))
            for caption, following in zip(captions, [*captions[1:], replace(captions[-1], begin=1 << 60)], strict=True)
        ]
        if captions
        else []
    )


def _screens(track: Track, rate: Fraction) -> Iterator[tuple[int, int, list[str]]]:
    """First frame, last frame and rows of each caption; a cue of more than four rows becomes several."""
    break_between = get_language(track.alignment.language).break_between
    for event in track.events:
        rows = _rows(event, break_between)
        begin, end = round(event.start * rate), round(event.end * rate)
        parts = [rows[k : k + ROWS] for k in range(0, len(rows), ROWS)]
        edges = [begin + (end - begin) * k // len(parts) for k in range(len(parts) + 1)]
        yield from zip(edges, edges[1:], parts, strict=False)


def _schedule(captions: list[_Caption]) -> list[tuple[int, Packets]]:
    """Return each run of packets with its first frame: a caption is loaded so that it appears in time, then cleared."""
    clear, show = _control(SccControlCode.EDM), _control(SccControlCode.EOC)
    runs: list[tuple[int, Packets]] = []
    pending: int | None = None  # when the caption on screen is to be cleared
    for caption in captions:
        first = caption.begin - len(caption.load)
        load = caption.load
        if pending is not None and pending + 2 > first and caption.begin - pending >= 2:
            first -= 2
            place = min(max(0, pending - first), len(load))
            place = _between_codes(load, place)
            load = [*load[:place], *clear, *load[place:]]
        elif pending is not None and pending + 2 <= first:
            runs.append((pending, clear))
        runs.append((first, [*load, *show]))
        pending = caption.end
    if pending is not None:
        runs.append((pending, clear))
    return runs


def _between_codes(load: Packets, place: int) -> int:
    """Return the nearest place that does not part a control code from its repetition."""
    if 0 < place < len(load) and load[place] == load[place - 1] and 0x1000 <= load[place] < 0x2000:
        return place - 1 if place % 2 else place + 1
    return place


def _control(code: SccControlCode) -> Packets:
    return [code.get_ch1_value()] * 2  # control codes are sent twice


def _load(lines: list[str]) -> Packets:
    packets = _control(SccControlCode.RCL) + _control(SccControlCode.ENM)
    for row, line in enumerate(lines, 16 - len(lines)):
        column = (COLUMNS - len(line)) // 2
        address = SccPreambleAddressCode(1, row, NamedColors.white, column // 4 * 4, False, False)
        packets += [address.get_ch1_packet()] * 2
        packets += _characters(" " * (column % 4) + line)
    return packets


def _codes(text: str) -> Iterator[bytes]:
    for character in text:
        code, extended = bytes(unicode_to_scc(character)), _EXTENDED.get(character)
        if code != b" " or extended is None:
            yield code
        else:
            # A receiver that knows the extended character puts it in the place of the plain one.
            yield bytes(unicode_to_scc(_base(character)))
            yield bytes(divmod(extended, 256))


def _base(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[:1]


def _characters(text: str) -> Packets:
    packets: Packets = []
    half: int | None = None
    for code in _codes(text):
        if len(code) == 2:
            if half is not None:
                packets.append(half << 8)
            # Sent twice like every control code: one of a pair may be lost.
            packets += [code[0] << 8 | code[1]] * 2
            half = None
        elif half is None:
            half = code[0]
        else:
            packets.append(half << 8 | code[0])
            half = None
    return packets if half is None else [*packets, half << 8]


def _parity(packet: int) -> str:
    return "".join(
        f"{octet | (0 if bin(octet).count('1') % 2 else 0x80):02x}" for octet in (packet >> 8, packet & 0xFF)
    )


def _spelled(text: str) -> str:
    """Return the text in the characters that captions have; what has no likeness becomes a question mark."""
    made = []
    for character in "".join(_PLAIN.get(c, c) for c in unicodedata.normalize("NFC", text)):
        if character == " " or unicode_to_scc(character) != b" " or character in _EXTENDED:
            made.append(character)
        elif not unicodedata.combining(character):
            base = _base(character)
            made.append(base if base != " " and unicode_to_scc(base) != b" " else "?")
    return "".join(made)


def _rows(event: Event, break_between: Callable[[str, str], Break]) -> list[str]:
    """Return the cue's own lines where they fit; otherwise its words in new lines of at most 32 columns."""
    lines = [_spelled(line.text) for line in event.lines]
    if max(map(len, lines)) <= COLUMNS:
        return lines
    words = [piece for line in lines for word in line.split() for piece in _pieces(word)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for j in range(1, len(words) + 1):
        ends = 0.0 if j == len(words) else _ENDS[break_between(words[j - 1], words[j])]
        found = (math.inf, 0)
        for i in range(j - 1, -1, -1):
            room = COLUMNS - len(" ".join(words[i:j]))
            if room < 0:
                break
            found = min(found, (best[i][0] + 1.0 + ends + (room / COLUMNS) ** 2, i))
        best.append(found)
    rows, j = [], len(words)
    while j:
        i = best[j][1]
        rows.append(" ".join(words[i:j]))
        j = i
    return rows[::-1]


def _pieces(word: str) -> list[str]:
    return [word[k : k + COLUMNS] for k in range(0, len(word), COLUMNS)]
