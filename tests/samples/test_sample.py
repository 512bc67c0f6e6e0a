"""The committed sample is what its README says."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from align.transcript import read_transcript
from benchmarks.scoring import read_known
from benchmarks.script import stitched
from samples import make, mixing
from samples.frames import draw_number, read_number, read_numbers
from samples.voices import RATE, FliteMissing, Voice, say

SAMPLES = Path(make.__file__).parent


def test_it_is_small() -> None:
    total = sum((SAMPLES / name).stat().st_size for name in ("sample.mp3", "sample.mp4", "transcript.txt", "gold.tsv"))
    assert total <= 6_000_000


def test_known_times_are_of_the_transcript_in_order() -> None:
    known = read_known(SAMPLES / "gold.tsv")
    tokens = stitched((SAMPLES / "transcript.txt").read_text(encoding="utf-8"))
    assert [word.text for word in known] == list(tokens)
    assert len(tokens) == 484
    timed = [(word.start, word.end) for word in known if word.start >= 0]
    assert all(start < end for start, end in timed)
    assert all(before[1] <= after[0] + 1e-4 for before, after in itertools.pairwise(timed))
    assert {word.text for word in known if word.start == -2} == {"–", "[laughs]"}


def test_the_transcript_has_every_habit() -> None:
    text = (SAMPLES / "transcript.txt").read_text(encoding="utf-8")
    chapters = text.split("# Chapter 2\n\n")
    first = chapters[0].strip().split("\n\n")
    assert chapters[1].split("\n\n")[:6] == first[-6:]
    for habit in ("  ", "\u00a0 ", "“", '"', " – ", "$18,000", "2007", "3.5%", "Embrechtsen", "[laughs]", "? A "):
        assert habit in text, habit


def test_the_transcript_and_the_words_come_from_the_script() -> None:
    turns = make.read_script((SAMPLES / "script.txt").read_text(encoding="utf-8"))
    assert make.transcript(turns) == (SAMPLES / "transcript.txt").read_text(encoding="utf-8")
    tokens = [token for turn in turns for token in turn.tokens]
    assert tokens == [word.text for word in read_known(SAMPLES / "gold.tsv")]


def test_the_product_reads_it_the_same_way() -> None:
    read = read_transcript(SAMPLES / "transcript.txt")
    assert [token.text for token in read.tokens] == [word.text for word in read_known(SAMPLES / "gold.tsv")]
    assert (read.dropped_lines, read.overlaps, [chapter.word for chapter in read.chapters]) == (6, 1, [0, 249])


@pytest.mark.slow
def test_every_frame_says_its_number() -> None:
    assert read_numbers(SAMPLES / "sample.mp4", height=90) == list(range(4842))


@pytest.mark.parametrize("number", [0, 1, 4841, 0xA5A5, 65535])
@pytest.mark.parametrize("size", [(360, 640), (1080, 1920), (180, 102), (90, 90)])
def test_a_number_survives_noise(number: int, size: tuple[int, int]) -> None:
    picture = np.full(size, 90, np.uint8)
    draw_number(picture, number)
    rough = picture + np.random.default_rng(number).normal(0, 20, size)
    assert read_number(np.clip(rough, 0, 255).astype(np.uint8)) == number


def test_a_picture_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no readable frame number"):
        read_number(np.full((180, 320), 120, np.uint8))


@pytest.mark.slow
def test_pauses_are_quiet_and_words_are_not(tmp_path: Path) -> None:
    wave = tmp_path / "sound.raw"
    with (SAMPLES / "sample.mp3").open("rb") as feed:
        mixing.run_ffmpeg(["-i", "pipe:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", str(wave)], feed=feed)
    sound = np.fromfile(wave, "<i2").astype(np.float64)
    known = [word for word in read_known(SAMPLES / "gold.tsv") if word.start >= 0]

    def level(start: float, end: float) -> float:
        return float(np.sqrt(np.mean(sound[round(start * RATE) : round(end * RATE)] ** 2)))

    # Long pauses hold music or laughter, so only those between sentences are looked at.
    pauses = [(a.end, b.start) for a, b in itertools.pairwise(known) if 0.15 < b.start - a.end < 0.8]
    assert len(pauses) > 40
    assert np.median([level(start + 0.03, end - 0.03) for start, end in pauses]) < 60
    assert min(level(word.start, word.end) for word in known) > 150


def test_flite_times_each_printed_token() -> None:
    try:
        said = say(["“Well—", "I", "paid", "–", "$18.50", "[laughs]", "in", "2007."], Voice("kal16"))
    except FliteMissing:
        pytest.skip("flite is not installed")
    heard = [span is not None for span in said.spans]
    assert heard == [True, True, True, False, True, False, True, True]
    spans = [span for span in said.spans if span is not None]
    assert all(a[1] <= b[0] + 1e-4 for a, b in itertools.pairwise(spans))
    assert spans[3][1] - spans[3][0] > 1.0  # "eighteen dollars fifty cents" is one token
    assert spans[-1][1] < said.seconds
