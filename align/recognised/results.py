"""The table of programs whose results are read.

Each module has `fits(content) -> bool`, which tells parsed JSON by its shape; `read(content) -> Imported`, the words
with their times and scores, strict; and `passages(content)`, the text in the pieces that the file has, tolerant of
times that are none.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from align.recognised.words import Passage

__all__ = ["RESULTS", "passages_of"]

RESULTS: dict[str, str] = {
    "whisper": "align.recognised.whisper",
    "deepgram": "align.recognised.deepgram",
    "aws": "align.recognised.aws",
    "gentle": "align.recognised.gentle",
}


def passages_of(content: object) -> Iterator[Passage]:
    """Yield the text of a result of any program of `RESULTS`, told by its shape; nothing for anything else."""
    for path in RESULTS.values():
        module = importlib.import_module(path)
        fits: Callable[[object], bool] = module.fits
        if fits(content):
            passages: Callable[[object], Iterator[Passage]] = module.passages
            yield from passages(content)
            return
