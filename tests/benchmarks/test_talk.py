"""The benchmark of talk, with known answers in the aligner's place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from align.document import Word
from benchmarks.talk import EDITS, PLACES, SLIPS, edits, nearer_edge, places, slips
from benchmarks.talk_recordings import recordings_in, reference_spans, write_sound, write_text
from benchmarks.talk_sounds import joined, level, song, under
from benchmarks.talk_texts import NOBODY, REWORDED, edited, edited_by_hand, replaced
from samples.voices import RATE

TALK = (
    "So, um, we went to the the harbour. You know, nobody was gonna ask us. It rained all day, and the boats "
    "stayed where they were until the evening came. We waited there. Then Ingrid counted the barrels again. "
).split()


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_recordings_are_found_in_both_layouts(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for name in ("one/audio.wav", "two.flac"):
        (tmp_path / name).write_bytes(b"")
    for name in ("one/transcript.txt", "one/whisper-base.json", "two.txt", "two.tsv", "alone.txt"):
        (tmp_path / name).write_text("words")
    one, two = recordings_in([tmp_path])
    assert (one.name, one.reference is not None, one.times) == ("one", True, None)
    assert (two.name, two.reference, two.times) == ("two", None, tmp_path / "two.tsv")


def test_words_that_the_recogniser_heard_otherwise_have_no_reference(tmp_path: Path) -> None:
    heard = tmp_path / "heard.json"
    rows = [["The", 0.0, 0.2, 0.9], ["herbal", 0.2, 0.6, 0.4], ["was", 0.6, 0.8, 0.9], ["shut.", 0.8, 1.2, 0.9]]
    heard.write_text(json.dumps({"words": rows}))
    spans = reference_spans(["the", "harbour", "was", "shut"], heard)
    assert spans == [(0.0, 0.2), None, (0.6, 0.8), (0.8, 1.2)]


def test_the_nearer_edge_decides() -> None:
    assert nearer_edge(Word("a", 1.0, 2.0, 0.9), (0.0, 1.9)) == pytest.approx(0.1)
    assert nearer_edge(Word("a", status="absent"), (0.0, 1.9)) == float("inf")


def test_places_and_doubt_are_counted() -> None:
    words = [
        Word("right", 1.0, 1.5, 0.9),
        Word("doubted", 2.0, 2.5, 0.97, "interpolated"),
        Word("misplaced", 9.0, 9.5, 0.99),
        Word("unknown", 4.0, 4.5, 0.5),
    ]
    counts = places(words, [(1.1, 1.6), (2.0, 2.4), (3.0, 3.5), None]).counts
    assert [counts[name] for name in PLACES] == [(2, 3), (1, 3), (1, 3), (1, 3), (0, 1)]


def test_slips_are_counted() -> None:
    words = [Word("wrong", 1.0, 1.5, 0.2, "interpolated"), Word("right", 2.0, 2.5, 0.9), Word("b", status="absent")]
    counts = slips(words, {0}, [(1.0, 1.5), (2.0, 2.5), (3.0, 3.1)]).counts
    assert [counts[name] for name in SLIPS] == [(1, 1), (2, 2), (1, 2)]


def test_edits_are_counted() -> None:
    words = [
        Word("kept", 1.0, 1.5, 0.9), Word("new", 1.5, 1.8, 0.4, "interpolated"), Word("unsure", 2.0, 2.2, 0.4),
        Word("it", 2.2, 2.3, 0.9), Word("is", 2.3, 2.4, 0.4, "interpolated"),
    ]  # fmt: skip
    counts = edits(words, [3, NOBODY, 0, REWORDED, REWORDED], [None, None, None, (1.0, 1.4)]).counts
    assert [counts[name] for name in EDITS] == [(1, 1), (0, 1), (1, 1), (1, 2)]


def test_one_word_in_ten_is_replaced_and_said_which() -> None:
    words = TALK * 40
    new, wrong = replaced(words, rng())
    assert len(new) == len(words)
    assert {i for i, (a, b) in enumerate(zip(words, new, strict=True)) if a != b} == wrong
    assert 0.05 < len(wrong) / len(words) < 0.12


def test_an_editor_drops_fillers_and_mends_grammar() -> None:
    text = edited(TALK, rng())
    assert " ".join(text.words[:7]) == "we went to the harbour. nobody was"
    assert "going to ask" in " ".join(text.words)
    assert all(origin < 0 or TALK[origin] == word for word, origin in zip(text.words, text.origin, strict=True))
    kept = [origin for origin in text.origin if origin >= 0]
    assert kept == sorted(kept)


def test_an_editor_leaves_sentences_out_and_rewrites_others() -> None:
    many = [f"{word}{n}" if n % 2 else word for n in range(30) for word in TALK]
    text = edited(many, rng())
    assert 0.02 < sum(origin < 0 for origin in text.origin) / len(text.words) < 0.3
    assert len(text.words) < len(many)


def test_an_edited_text_is_compared_with_what_was_said() -> None:
    old = "Um, it's a long story and we went to the harbour that night.".split()
    new = "It is a long story. Many of us decided to go to the harbour that night.".split()
    text = edited_by_hand(old, new)
    by_word = dict(zip(text.words, text.origin, strict=True))
    assert by_word["long"] == 3
    assert by_word["harbour"] == 10
    assert by_word["is"] == REWORDED
    assert by_word["decided"] == NOBODY


def test_a_text_by_an_editor_is_no_recording(tmp_path: Path) -> None:
    for name in ("audio.wav", "transcript.txt", "transcript.edited.txt"):
        (tmp_path / name).write_text("one two")
    (spoken,) = recordings_in([tmp_path])
    assert spoken.text.name == "transcript.txt"
    assert spoken.edited == tmp_path / "transcript.edited.txt"


def test_a_bed_lies_as_far_below_as_it_should() -> None:
    voice = (0.1 * np.sin(np.arange(RATE * 4) / 5)).astype(np.float32)
    bed = song(rng(), 3.0)
    added = under(voice, bed, 10.0) - voice
    assert level(voice) - level(added) == pytest.approx(10.0, abs=0.5)


def test_joined_recordings_begin_where_they_are_said_to() -> None:
    sound, starts = joined([np.ones(RATE, np.float32), np.full(RATE, 2.0, np.float32)])
    assert [float(sound[round(start * RATE)]) for start in starts] == [1.0, 2.0]


def test_text_that_is_written_reads_as_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    write_text(["ANN:", "hello", "there"], [0, 1], path)
    assert path.read_text().split() == ["ANN:", "hello", "there"]


def test_sound_that_is_too_loud_is_not_clipped(tmp_path: Path) -> None:
    write_sound(np.array([0.5, 2.0, -1.0], np.float32), tmp_path / "x.wav")
    samples = np.frombuffer((tmp_path / "x.wav").read_bytes()[-6:], "<i2")
    assert samples.tolist() == [8192, 32767, -16384]
