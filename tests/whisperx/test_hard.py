"""Sound that a small model reads badly: what is found all the same, and what must not be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.aligner import align_file
from align.document import Alignment
from align.engine import AlignOptions, ModelOptions
from align.errors import InputsDoNotFit
from align.media import stream_pcm
from align.transcript import read_transcript
from samples import mixing

SAMPLES = Path(__file__).parents[2] / "samples"
RATE = 16_000


def gold() -> list[tuple[str, float, float]]:
    rows = (line.split("\t") for line in (SAMPLES / "gold.tsv").read_text(encoding="utf-8").splitlines())
    return [(text, float(start), float(end)) for _, text, start, end in rows]


@pytest.fixture(scope="module")
def sound() -> mixing.Sound:
    samples = np.concatenate(list(stream_pcm(SAMPLES / "sample.mp3")))
    return (samples / 32768).astype(np.float32)


def written(sound: mixing.Sound, path: Path, kbps: int = 64) -> Path:
    mixing.encode(np.clip(sound, -1, 1).astype(np.float32), path, kbps=kbps, rate=16_000)
    return path


def near(alignment: Alignment, seconds: float, *, shift: float = 0.0, gone: tuple[float, float] = (0.0, 0.0)) -> float:
    """Share of the words that were said whose start is that near; `gone` was cut, what follows lies `shift` later."""
    said = [
        (word, start + shift * (start >= gone[1]))
        for word, (_, start, _) in zip(alignment.words, gold(), strict=True)
        if start >= 0 and not gone[0] <= start < gone[1]
    ]
    return sum(word.timed and abs(word.span[0] - start) <= seconds for word, start in said) / len(said)


@pytest.mark.parametrize("kind", ["noise", "telephone", "music"])
def test_bad_sound(kind: str, sound: mixing.Sound, options: ModelOptions, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    if kind == "noise":
        sound = sound + mixing.noise(rng, len(sound), -38.0)
    elif kind == "telephone":
        sound = mixing.telephone(sound)
    else:
        sound = sound + mixing.music(rng, len(sound) / RATE, -34.0)[: len(sound)]
    audio = written(sound, tmp_path / "bad.mp3")
    found = align_file(audio, SAMPLES / "transcript.txt", engine="whisperx", options=AlignOptions(models=options))
    assert near(found, 0.1) >= 0.9
    # By telephone the fixture model alone has ten words of 476 further off; the embedded engine mends none of these.
    assert near(found, 1.0) >= 0.975


def test_a_transcript_of_something_else_is_refused_on_bad_sound_too(
    sound: mixing.Sound, options: ModelOptions, tmp_path: Path
) -> None:
    # By telephone the model is in doubt of every letter, and any word fits a little.
    audio = written(mixing.telephone(sound), tmp_path / "bad.mp3", kbps=16)
    other = tmp_path / "other.txt"
    words = "the old man went along the river with his dog and they found a boat that nobody had used for years"
    other.write_text(" ".join([words] * 12))
    with pytest.raises(InputsDoNotFit, match="the transcript does not belong to this recording"):
        align_file(audio, other, engine="whisperx", options=AlignOptions(models=options))


def test_long_music_needs_no_emissions_and_gets_no_words(
    sound: mixing.Sound, options: ModelOptions, tmp_path: Path
) -> None:
    at, length = 75.0, 60.0
    rows = gold()
    at = next(start for _, start, _ in rows if start >= at) - 0.02
    music = mixing.music(np.random.default_rng(2), length, -24.0)
    cut = int(at * RATE)
    audio = written(np.concatenate([sound[:cut], music, sound[cut:]]), tmp_path / "music.mp3")
    found = align_file(audio, SAMPLES / "transcript.txt", engine="whisperx", options=AlignOptions(models=options))
    assert found.engine.detail["share_without_emissions"] > 0.5 * length / found.media.duration
    assert near(found, 0.1, shift=length, gone=(at, at)) >= 0.97
    assert not any(word.timed and at + 0.5 < sum(word.span) / 2 < at + length - 0.5 for word in found.words)
    assert any(s.kind == "music" and s.end - s.start > 0.9 * length for s in found.unscripted)


def test_what_was_cut_is_absent(sound: mixing.Sound, options: ModelOptions, tmp_path: Path) -> None:
    starts = [start for _, start, _ in gold() if start >= 0]
    low, high = (min(start for start in starts if start >= second) - 0.02 for second in (60.0, 90.0))
    kept = np.concatenate([sound[: int(low * RATE)], sound[int(high * RATE) :]])
    audio = written(kept, tmp_path / "cut.mp3")
    found = align_file(audio, SAMPLES / "transcript.txt", engine="whisperx", options=AlignOptions(models=options))
    gone = [word for word, (_, start, _) in zip(found.words, gold(), strict=True) if low <= start < high]
    assert len(gone) > 50
    assert sum(word.status == "absent" for word in gone) >= 0.95 * len(gone)
    assert near(found, 0.1, shift=low - high, gone=(low, high)) >= 0.97


def test_lines_that_repeat_the_chapter_before_are_told(options: ModelOptions) -> None:
    found = align_file(
        SAMPLES / "sample.mp3", SAMPLES / "transcript.txt", engine="whisperx", options=AlignOptions(models=options)
    )
    script = read_transcript(SAMPLES / "transcript.txt")
    assert script.dropped_lines > 0
    assert found.report.dropped_lines == script.dropped_lines
    assert found.report.overlaps == script.overlaps
    assert found.chapters == script.chapters
