"""Sound read in blocks is the sound, sample for sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.errors import FileProblem
from align.media import probe, read_pcm, run_ffmpeg
from edits import reading
from edits.reading import length_of, sound_reader

RATE = 48_000


def test_samples_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 2)
    source = ["-f", "lavfi", "-i", "anoisesrc=d=7:r=44100:a=0.3:seed=2", "-ac", "1"]
    run_ffmpeg(["-v", "error", *source, str(tmp_path / "noise.wav")])
    info = probe(tmp_path / "noise.wav")
    read_sound = sound_reader(info)
    for start, end in ((0.0, 0.1), (1.95, 2.05), (3.2, 3.3), (1.0, 5.5), (6.9, 7.2), (2.5, 2.5)):
        meant = read_pcm(info, start, end, rate=RATE)[:, 0]
        assert np.abs(read_sound(start, end) - meant).max(initial=0.0) < 1e-3
        assert len(read_sound(start, end)) == len(meant)


def test_a_place_near_another_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[float] = []

    def counted(info: object, start: float, end: float, *, rate: int) -> np.ndarray:
        reads.append(start)
        return np.zeros((round((end - start) * rate), 1), np.float32)

    monkeypatch.setattr(reading, "read_pcm", counted)
    read_sound = sound_reader(None)  # type: ignore[arg-type]
    for second in (1.0, 29.0, 3.0, 35.0, 8.0):
        read_sound(second, second + 0.5)
    assert reads == [0, 30]


def test_the_length_of_what_has_none_in_its_head_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "memo.flac"
    made = run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=d=1.2:r=48000", "-f", "flac", "-"])
    path.write_bytes(made.stdout)
    assert probe(path).duration is None
    assert length_of(path) == pytest.approx(1.2, abs=0.01)


def test_a_file_without_sound_has_no_length(tmp_path: Path) -> None:
    picture = ["-f", "lavfi", "-i", "color=s=64x64:r=5:d=1", "-c:v", "ffv1"]
    run_ffmpeg(["-v", "error", *picture, str(tmp_path / "mute.mkv")])
    with pytest.raises(FileProblem, match="has no sound"):
        length_of(tmp_path / "mute.mkv")
