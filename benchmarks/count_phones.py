"""Count which phones follow each other in English words: `python -m benchmarks.count_phones -o phone_bigrams.npz`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.pronunciation.dictionary import dictionary_path

__all__ = ["bigram_costs", "pronunciations"]

UNSEEN = 0.5
"""Times that a pair counts beforehand."""

NOISES = 2
"""Units that are no phones: the first ones."""


def pronunciations(dictionary: Path) -> Iterable[list[str]]:
    """Yield the phones of each entry."""
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        yield line.split()[1:]


def bigram_costs(words: Iterable[list[str]]) -> NDArray[np.float32]:
    """Negative log probability of each phone behind each, silence standing for a word's edge: phones x phones."""
    number = {unit: k for k, unit in enumerate(UNITS)}
    counts = np.full((len(UNITS), len(UNITS)), UNSEEN)
    for phones in words:
        for one, other in pairwise([SIL, *(number[phone] for phone in phones), SIL]):
            counts[one, other] += 1
    counts[:, :NOISES] = 1e-3
    costs: NDArray[np.float32] = (-np.log(counts / counts.sum(axis=1, keepdims=True))).astype(np.float32)
    return costs


def main() -> None:
    """Return the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    np.savez_compressed(given.output, units=np.array(UNITS), cost=bigram_costs(pronunciations(dictionary_path())))


if __name__ == "__main__":
    main()
