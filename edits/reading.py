"""Sound near many places, read in few pieces: starting the decoder costs more than a minute of sound."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo, read_pcm
from clips.cuts import RATE, ReadSound

__all__ = ["sound_reader"]

BLOCK = 30
"""Seconds that are read at once."""

HELD = 4
"""Blocks that are held: 23 MB."""


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
