"""The sound of an edit, written as it is read: joins of equal power, room tone in pauses, memory for a minute."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align import Alignment
from align.media import MediaInfo, probe, read_pcm
from edits.plan import RATE, EditPlan, Part

__all__ = ["room_tone", "write_sound"]

JOIN = 0.02
"""Seconds that two parts overlap, half of it on either side of the join."""

BLOCK = 30.0
"""Seconds that are read at a time."""

TONE, MARGIN = 0.4, 0.08
"""Seconds: the shortest gap between words that room tone is taken from, and what is left of it on both sides."""

HALF = round(JOIN / 2 * RATE)

Sound = NDArray[np.float32]


def write_sound(
    plan: EditPlan, path: Path, *, channels: int, skip: int = 0, around: tuple[Sound, Sound] | None = None
) -> int:
    """Write the edit as a WAV file of 16 bits at 48 kHz; returns the number of samples.

    `skip` leaves out so many samples of the beginning. The length is exact: each part ends where the sum of all lengths
    up to it, rounded once, does. `around`: what is heard before and behind it, [time, channel].
    """
    before, after = around or (np.zeros((0, channels), np.float32),) * 2
    late = min(skip, len(before))
    tone = room_tone(plan.alignment, plan.info, channels) if any(_is_pause(part) for part in plan.parts) else None
    edges = np.concatenate([[0], np.round(np.cumsum([part.length for part in plan.parts]) * RATE)]).astype(int)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(_bytes(before[late:]))
        rest = np.zeros((0, channels), np.float32)
        for k, part in enumerate(plan.parts):
            length = int(edges[k + 1] - edges[k])
            head = HALF if k else 0
            tail = HALF if k + 1 < len(plan.parts) else 0
            rest = _write_part(out, plan, part, (length, head, tail), rest, tone, skip - late if k == 0 else 0)
        out.writeframes(_bytes(rest))
        out.writeframes(_bytes(after))
    return int(edges[-1]) + len(before) + len(after) - skip


def _is_pause(part: Part) -> bool:
    return part.run is None and part.insert is None


def _write_part(
    out: wave.Wave_write,
    plan: EditPlan,
    part: Part,
    size: tuple[int, int, int],
    rest: Sound,
    tone: Sound | None,
    skip: int,
) -> Sound:
    """Write a part, mixed at its head with what the one before it left over; returns what overlaps the next one.

    `size`: samples of the part, and how many more are heard before and behind it.
    """
    length, head, tail = size
    total = head + length + tail
    done = 0
    kept = np.zeros((0, rest.shape[1]), np.float32)
    for block in _blocks(plan, part, total, head, tone, rest.shape[1]):
        fresh = np.concatenate([kept, block])
        if done == 0 and head:
            ramp = _ramp(min(2 * HALF, len(fresh)))
            fresh[: len(ramp)] *= ramp
            both = min(len(rest), len(fresh))
            fresh[:both] += rest[:both]
        done += len(block)
        # The end of a part waits for the beginning of the next.
        ready = max(0, len(fresh) - (2 * tail if tail else 0)) if done < total else len(fresh) - 2 * tail
        begin, skip = (min(skip, ready), 0) if skip else (0, 0)
        out.writeframes(_bytes(fresh[begin:ready]))
        kept = fresh[ready:]
    if tail:
        kept = kept * _ramp(len(kept))[::-1]
    return kept


def _ramp(count: int) -> Sound:
    """Rise so that two ramps of sound that is not alike keep its power."""
    return np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32))[:, None]


def _blocks(plan: EditPlan, part: Part, total: int, head: int, tone: Sound | None, channels: int) -> Iterator[Sound]:
    size = round(BLOCK * RATE)
    for first in range(0, total, size):
        count = min(size, total - first)
        if _is_pause(part):
            assert tone is not None
            yield np.take(tone, np.arange(first, first + count), axis=0, mode="wrap")
            continue
        info = plan.info if part.insert is None else probe(part.insert.path)
        start = part.start + (first - head) / RATE
        samples = read_pcm(info, start, start + count / RATE, rate=RATE, channels=channels)[:count]
        samples = np.pad(samples, ((0, count - len(samples)), (0, 0)))
        if part.insert is not None:
            samples = samples * np.float32(10 ** (part.insert.level / 20))
        else:
            _silence_outside(samples, start, part.audible)
        yield samples


def _silence_outside(samples: Sound, start: float, audible: tuple[float, float]) -> None:
    """Take away, with a short fade, what would be heard of a neighbour's word."""
    first = max(0, round((audible[0] - start) * RATE))
    last = max(0, round((audible[1] - start) * RATE))
    fade = RATE // 200
    if first > 0:
        samples[:first] = 0
        ramp = _ramp(len(samples[first : first + fade]))
        samples[first : first + fade] *= ramp
    if last < len(samples):
        samples[last:] = 0
        begin = max(0, last - fade)
        samples[begin:last] *= _ramp(last - begin)[::-1]


def room_tone(alignment: Alignment, info: MediaInfo, channels: int) -> Sound:
    """Return samples of the room with nobody speaking, that may be repeated without a click; silence where there is
    none.
    """
    start, end = _longest_gap(alignment)
    if end - start < TONE:
        return np.zeros((RATE, channels), np.float32)
    samples = read_pcm(info, start + MARGIN, end - MARGIN, rate=RATE, channels=channels)
    # Its end is laid over its beginning, so that a repetition goes on without a step.
    over = min(len(samples) // 4, RATE // 10)
    body = samples[: len(samples) - over].copy()
    body[:over] = body[:over] * _ramp(over) + samples[len(samples) - over :] * _ramp(over)[::-1]
    return np.asarray(body)


def _longest_gap(alignment: Alignment) -> tuple[float, float]:
    """Return the longest gap between words, of 3 s at most, in which nothing else was heard."""
    spans = [word.span for _, word in alignment.timed()]
    best = (0.0, 0.0)
    for (_, start), (end, _) in pairwise(spans):
        end = min(end, start + 3.0)
        free = not any(each.start < end and each.end > start for each in alignment.unscripted)
        if free and end - start > best[1] - best[0]:
            best = (start, end)
    return best


def _bytes(samples: Sound) -> bytes:
    # What was decoded from 16 bits comes out as it went in.
    return np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2").tobytes()
