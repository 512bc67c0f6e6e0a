"""`auto` takes the embedded engine wherever it serves the language."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from align import Alignment, align_file
from align.aligner import chosen_engine
from align.engine import ENGINES
from align.errors import LanguageNotServed, UsageError
from align.transcript.reader import Token, Transcript

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def script(text: str) -> Transcript:
    return Transcript(Path("t.txt"), tuple(Token(word, 1, 1) for word in text.split()))


ENGLISH = script("the weather was fine and we went to the beach")
JAPANESE = script("今日は天気がいいですね 散歩に行きましょう")


@pytest.fixture
def with_whisperx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: ModuleSpec(name, None))


@pytest.fixture
def without_whisperx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


@pytest.mark.usefixtures("with_whisperx")
def test_embedded_where_it_serves() -> None:
    assert chosen_engine("auto", ENGLISH, "en") == "pocketsphinx"
    assert chosen_engine("auto", ENGLISH, "auto") == "pocketsphinx"
    assert chosen_engine("whisperx", ENGLISH, "en") == "whisperx"


@pytest.mark.usefixtures("with_whisperx")
def test_whisperx_where_the_language_needs_it() -> None:
    assert chosen_engine("auto", JAPANESE, "ja") == "whisperx"
    assert chosen_engine("auto", JAPANESE, "auto") == "whisperx"


@pytest.mark.usefixtures("without_whisperx")
def test_without_whisperx_the_language_is_refused_by_name() -> None:
    with pytest.raises(LanguageNotServed, match="`engine` whisperx"):
        chosen_engine("auto", JAPANESE, "ja")


def test_an_unknown_engine() -> None:
    with pytest.raises(UsageError, match="no engine is called 'sphinx'; there are auto, pocketsphinx, whisperx"):
        chosen_engine("sphinx", ENGLISH, "en")


@pytest.mark.slow
def test_a_third_engine_is_one_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(ENGINES, "tiny", "tests.align.tiny_engine:TinyEngine")
    told: list[float] = []
    found = align_file(
        SAMPLES / "sample.mp3",
        SAMPLES / "transcript.txt",
        engine="tiny",
        on_progress=lambda share, doing: told.append(share),
    )
    assert (found.engine.name, found.report.warnings, told) == ("tiny", ("a guess",), [1.0])
    assert found.report.overlaps == 1
    assert found.words[-1].span[1] == pytest.approx(found.media.duration)
    found.save(tmp_path / "out.json")
    assert Alignment.load(tmp_path / "out.json").report == found.report
