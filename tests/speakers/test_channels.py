"""Two persons are parted from one whose microphone changed."""

from __future__ import annotations

import numpy as np
import pytest

from speakers.channels import beyond_channel, evidence_beyond_channel
from tests.speakers.sounds import spoken

BLOCKS = [0] * 60 + [1] * 60


@pytest.mark.parametrize(("persons", "two"), [([0] * 120, False), (BLOCKS, True)])
def test_a_filter_is_no_second_person_and_a_second_person_is_no_filter(persons: list[int], two: bool) -> None:
    words, spectra = spoken(persons, BLOCKS)
    first = np.array(BLOCKS) == 0
    evidence = evidence_beyond_channel(*(beyond_channel(words, spectra, mask) for mask in (first, ~first)))
    assert evidence is not None
    assert (evidence > 20) if two else (evidence < 0)


def test_of_a_few_words_nothing_is_said() -> None:
    words, spectra = spoken(BLOCKS, BLOCKS)
    few = np.arange(120) < 5
    assert evidence_beyond_channel(*(beyond_channel(words, spectra, mask) for mask in (few, ~few))) is None
