from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.errors import InputsDoNotFit
from align.media import MediaInfo, probe, read_pcm
from clips.media_match import RATE, check_media, words_are_louder
from tests.clips.films import alignment_of
from tests.conftest import SAMPLES

pytestmark = pytest.mark.slow

ALIGNMENT = alignment_of("word " * 80, duration=60.0)


def recording(late: float = 0.0, music: float = 0.0) -> NDArray[np.float32]:
    """A minute of noise where the words stand, `late` seconds later, over steady noise below it."""
    rng = np.random.default_rng(3)
    time = np.arange(62 * RATE) / RATE - late
    voice = ((time - 1) % 0.5 < 0.3) & (time > 1) & (time < 41)
    return np.asarray(rng.standard_normal(len(time)) * (voice + music + 0.001), np.float32)


def info(duration: float | None) -> MediaInfo:
    return MediaInfo(Path("copy.mp3"), "mp3", duration, 0.0, ())


@pytest.mark.parametrize("music", [0.0, 0.5])
def test_words_are_where_the_sound_is(music: float) -> None:
    sound = recording(music=music)
    assert words_are_louder(ALIGNMENT, lambda start, end: sound[round(start * RATE) : round(end * RATE)]) is True


@pytest.mark.parametrize("late", [0.25, 0.2])
def test_words_are_not_where_the_sound_is(late: float) -> None:
    sound = recording(late)
    assert words_are_louder(ALIGNMENT, lambda start, end: sound[round(start * RATE) : round(end * RATE)]) is False


def test_too_little_to_tell() -> None:
    few = replace(ALIGNMENT, words=ALIGNMENT.words[:2])
    assert words_are_louder(few, lambda start, end: recording()) is None
    assert words_are_louder(replace(ALIGNMENT, words=()), lambda start, end: recording()) is None


def read(sound: NDArray[np.float32], start: float, end: float) -> NDArray[np.float32]:
    return sound[round(start * RATE) : round(end * RATE)]


def test_the_same_bytes_are_the_same_media_whatever_their_header_claims() -> None:
    known = replace(ALIGNMENT, media=replace(ALIGNMENT.media, sha256="a" * 64))
    for duration in (60.0, 7.0, None):
        assert check_media(known, info(duration), lambda start, end: recording()[:0], lambda: "a" * 64) is None


def test_another_encoding_is_named_and_other_media_refused() -> None:
    known = replace(ALIGNMENT, media=replace(ALIGNMENT.media, sha256="a" * 64))
    right, wrong = recording(), recording(0.25)
    note = check_media(known, info(60.5), lambda start, end: read(right, start, end), lambda: "b" * 64)
    assert note is not None
    assert "another encoding" in note
    with pytest.raises(InputsDoNotFit, match=r"lasts 00:01:05\.0, what was aligned 00:01:00\.0"):
        check_media(known, info(65.0), lambda start, end: read(right, start, end), lambda: "b" * 64)
    with pytest.raises(InputsDoNotFit, match="the words are not where the sound is"):
        check_media(known, info(60.0), lambda start, end: read(wrong, start, end), lambda: "b" * 64)


@pytest.mark.parametrize(
    ("length", "told"), [(59.5, "is 0.5 s shorter and may run faster"), (60.5, "as long, and the words fit")]
)
def test_a_shorter_copy_is_told(length: float, told: str) -> None:
    known, right = replace(ALIGNMENT, media=replace(ALIGNMENT.media, sha256="a" * 64)), recording()
    note = check_media(known, info(length), lambda start, end: read(right, start, end), lambda: "b" * 64)
    assert note is not None
    assert told in note


@pytest.mark.parametrize("sha256", ["", "a" * 64])
def test_a_file_that_holds_less_than_it_claims_is_refused(sha256: str) -> None:
    known = replace(ALIGNMENT, media=replace(ALIGNMENT.media, sha256=sha256))
    half = recording()
    half[20 * RATE :] = 0
    with pytest.raises(InputsDoNotFit, match=r"copy\.mp3 ends before the last word"):
        check_media(known, info(60.0), lambda start, end: read(half, start, end), lambda: "b" * 64)


def test_documents_without_a_hash_are_looked_at_all_the_same() -> None:
    right, wrong = recording(), recording(0.25)
    assert check_media(ALIGNMENT, info(60.0), lambda start, end: read(right, start, end), lambda: "b" * 64) is None
    with pytest.raises(InputsDoNotFit):
        check_media(ALIGNMENT, info(60.0), lambda start, end: read(wrong, start, end), lambda: "b" * 64)


def test_a_recording_that_was_cut_off_on_its_way_is_told(tmp_path: Path) -> None:
    whole = (SAMPLES / "sample.mp3").read_bytes()
    part = tmp_path / "sample.mp3"
    part.write_bytes(whole[: len(whole) // 2])
    found = probe(part)
    known = alignment_of("word " * 80, duration=found.duration or 0.0)
    late = replace(known, words=tuple(replace(w, start=w.span[0] + 120, end=w.span[1] + 120) for w in known.words))
    with pytest.raises(InputsDoNotFit, match=r"sample\.mp3 ends before the last word"):
        check_media(late, found, lambda start, end: read_pcm(found, start, end, rate=RATE)[:, 0], lambda: "b" * 64)
