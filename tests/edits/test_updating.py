"""A corrected transcript: what is the same keeps its times to the digit, what changed is found, what went is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from align import Alignment, InputsDoNotFit
from align.transcript import read_transcript
from cli import main
from edits.updating import update
from tests.conftest import SAMPLES

AUDIO, TRANSCRIPT = SAMPLES / "sample.mp3", SAMPLES / "transcript.txt"


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The sample's text with one word misspelt, one left out, and one that nobody says."""
    text = TRANSCRIPT.read_text(encoding="utf-8")
    assert text.count("thank you for having us") == 1
    path = tmp_path / "corrected.txt"
    path.write_text(text.replace("thank you for having us", "thank you much for being"), encoding="utf-8")
    return path


@pytest.mark.slow
def test_only_what_changed_is_aligned_again(sample_alignment: Alignment, corrected: Path) -> None:
    manual = next(k for k, word in enumerate(sample_alignment.words) if word.text == "bakery")
    words = list(sample_alignment.words)
    words[manual] = replace(words[manual], manual=True)
    before = replace(sample_alignment, words=tuple(words))
    found = update(before, read_transcript(corrected), AUDIO)
    assert found.new == 2
    assert found.lost_manual == ()
    after = found.alignment.words
    at = next(k for k, word in enumerate(after) if word.text == "much")
    assert after[manual] == replace(words[manual], line=after[manual].line, column=after[manual].column)
    same = [(a, b) for a, b in zip(words[:at], after[:at], strict=True)]
    assert all((a.text, a.start, a.end, a.score) == (b.text, b.start, b.end, b.score) for a, b in same)
    tail = len(after) - at - 10
    assert [word.start for word in words[-tail:]] == [word.start for word in after[-tail:]]
    assert after[at].timed or after[at].status == "absent"


@pytest.mark.slow
def test_manual_words_that_went_are_named(sample_alignment: Alignment, corrected: Path) -> None:
    at = next(k for k, word in enumerate(sample_alignment.words) if word.text == "having")
    words = list(sample_alignment.words)
    words[at] = replace(words[at], manual=True)
    found = update(replace(sample_alignment, words=tuple(words)), read_transcript(corrected), AUDIO)
    assert [word.text for word in found.lost_manual] == ["having"]


def test_another_recordings_text_is_refused(sample_alignment: Alignment, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Nothing of this has ever been said by anybody in there. " * 20)
    with pytest.raises(InputsDoNotFit, match="not of this recording"):
        update(sample_alignment, read_transcript(path), AUDIO)


def test_the_command(sample_alignment: Alignment, tmp_path: Path) -> None:
    shutil.copy(AUDIO, tmp_path / "sample.mp3")
    sample_alignment.save(tmp_path / "a.align.json")
    arguments = [str(tmp_path / "a.align.json"), str(TRANSCRIPT), "-o", str(tmp_path / "b.align.json")]
    result = CliRunner().invoke(main, ["update", *arguments, "--media", str(tmp_path / "sample.mp3")])
    assert result.exit_code == 0, result.output
    assert f"{len(sample_alignment.words)} words kept their times, 0 were aligned" in result.output
    assert Alignment.load(tmp_path / "b.align.json").words == sample_alignment.words
