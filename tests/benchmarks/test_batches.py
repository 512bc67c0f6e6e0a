"""The benchmark of batches: its faulty episodes are what it says, and the report is judged by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.document import Alignment, Engine, Media
from align.media import probe
from benchmarks.batches import FAULTY, Folder, make_episodes, reported, states
from benchmarks.context import Made
from tests.conftest import SAMPLES


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The sample in the place of a long episode."""
    folder = tmp_path / "clean"
    folder.mkdir()
    (folder / "gold.tsv").write_bytes((SAMPLES / "gold.tsv").read_bytes())
    audio = SAMPLES / "sample.mp3"
    Alignment(Media(str(audio), "", probe(audio).duration or 0.0), "en", Engine("gold", "1"), ()).save(
        folder / "gold.align.json"
    )
    return Made(folder, audio, SAMPLES / "transcript.txt")


@pytest.mark.slow
def test_faulty_episodes_are_planted(made: Made, tmp_path: Path) -> None:
    folder = make_episodes(made, tmp_path / "episodes", FAULTY + 3)
    names = {*folder.good, *folder.broken, *folder.swapped, *folder.lonely}
    assert (len(names), len(folder.good)) == (FAULTY + 3, 3)
    assert len(list(folder.path.glob("*.txt"))) == FAULTY + 2
    first, last = ((folder.path / f"{name}.txt").read_text().split() for name in folder.swapped)
    assert last[:2] == ["Today", "I'm"]  # the last has the words of the first
    assert first[:2] != ["Today", "I'm"]
    sound = probe(folder.path / f"{folder.good[0]}.mp3")
    assert sound.duration == pytest.approx(made.seconds / 2, abs=0.2)


def test_the_report_is_judged(tmp_path: Path) -> None:
    folder = Folder(tmp_path, ("a",), ("b", "c"), ("d", "e"), ("f",))
    codes = {"b": 4, "c": 0, "d": 3, "e": 3, "a": 0}
    report = {
        "episodes": [{"id": name, "code": code} for name, code in codes.items()],
        "unpaired": [{"path": "x/f.mp3"}],
    }
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert reported(folder, tmp_path) == (4, False)
    assert states('x\n{"id": "a", "state": "made"}\n{"files": []}\n') == ["made"]
