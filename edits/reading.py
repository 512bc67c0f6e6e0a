"""Sound near many places, read in few pieces: starting the decoder costs more than a minute of sound."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo, choose_stream, probe, read_pcm, stream_pcm
from clips.cuts import RATE, ReadSound

__all__ = ["length_of", "sound_reader"]

COUNTED = 8_000
"""Samples a second of a file whose length is counted."""

BLOCK = 30
"""Seconds that are read at once."""

HELD = 4
"""Blocks that are held: 23 MB."""


def length_of(media: Path) -> float:
    """Return seconds of a file with sound, by its head, else by its sound: what was recorded as it came has no length
    in its head. Raises `FileProblem` for one that has no sound.
    """
    info = probe(media)
    choose_stream(info, None)
    return info.duration or sum(len(block) for block in stream_pcm(media, rate=COUNTED)) / COUNTED


def sound_reader(info: MediaInfo) -> ReadSound:
    """Return a function that gives the mono samples between two times in seconds, at 48 kHz, sample for sample as
    `read_pcm` does.
    """
    blocks: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def block(number: int) -> NDArray[np.float32]:
        if number not in blocks:
            blocks[number] = read_pcm(info, number * BLOCK, (number + 1) * BLOCK, rate=RATE)[:, 0]
            if len(blocks) > HELD:
                blocks.popitem(last=False)
        blocks.move_to_end(number)
        return blocks[number]

    def read_sound(start: float, end: float) -> NDArray[np.float32]:
        first, last = round(start * RATE), round(end * RATE)
        size = BLOCK * RATE
        pieces = [
            block(number)[max(0, first - number * size) : max(0, last - number * size)]
            for number in range(first // size, (last - 1) // size + 1)
        ]
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    return read_sound
