"""The language is told from the text unless it is named, and the user is told either way."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align import Alignment, InputsDoNotFit, align_file
from align.document import PoorMatch, Report
from align.engine import ENGINES, AlignOptions
from cli import main

pytestmark = pytest.mark.slow

GERMAN = "Wir haben das Haus im Herbst gekauft, weil es uns sehr gefallen hat, und dann kam der Winter mit dem Schnee."
ENGLISH = "We bought the house in autumn because we liked it so much, and then the winter came with all of its snow."


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    """Six seconds in which nobody speaks."""
    path = tmp_path / "noise.wav"
    samples = np.random.default_rng(1).normal(0, 3000, 6 * 16000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.tobytes())
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(GERMAN, encoding="utf-8")
    return path


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that aligns anything, first of all engines."""
    monkeypatch.setitem(ENGINES, "pocketsphinx", "tests.align.tiny_engine:TinyEngine")


@pytest.mark.usefixtures("tiny")
def test_told_from_the_text(noise: Path, text: Path) -> None:
    assert align_file(noise, text).language == "de"
    text.write_text(ENGLISH, encoding="utf-8")
    assert align_file(noise, text).language == "en"


@pytest.mark.usefixtures("tiny")
def test_a_named_language_overrules_and_a_contradiction_is_a_warning(noise: Path, text: Path) -> None:
    named = align_file(noise, text, language="en")
    assert named.language == "en"
    assert named.report.warnings[-1] == (
        "the transcript looks German, and was aligned as English; leave --language out, or give --language de"
    )
    assert align_file(noise, text, language="de").report.warnings == ("a guess",)


@pytest.mark.usefixtures("tiny")
def test_what_is_odd_about_the_transcript_is_a_warning(noise: Path, tmp_path: Path) -> None:
    captions = tmp_path / "theirs.srt"
    captions.write_text(f"1\n-00:00:01,000 --> 00:00:02,000\n{ENGLISH}\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["align", str(noise), str(captions), "-o", str(tmp_path / "out.align.json")])
    assert told.exit_code == 0
    assert "warning: in the captions times before zero are taken for zero (line 2)" in told.stderr


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("command", ["align", "run"])
def test_the_output_says_which_language(command: str, noise: Path, text: Path, tmp_path: Path) -> None:
    out = ["-o", str(tmp_path / "out")]
    told = CliRunner().invoke(main, [command, str(noise), str(text), *out])
    assert (told.exit_code, told.stderr.splitlines()[0]) == (
        0,
        "language: German (de), told from the text; --language names another",
    )
    as_json = CliRunner().invoke(main, [command, str(noise), str(text), *out, "--json", "--force"])
    assert {key: json.loads(as_json.stdout)[key] for key in ("language", "language_detected")} == {
        "language": "de",
        "language_detected": True,
    }
    named = CliRunner().invoke(main, [command, str(noise), str(text), *out, "--language", "en", "--force"])
    assert "language: " not in named.stderr
    assert "warning: the transcript looks German" in named.stderr


def test_a_refusal_can_be_overruled(noise: Path, text: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.align.json"
    command = ["align", str(noise), str(text), "-o", str(out)]
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, out.exists()) == (3, False)
    assert "--accept-poor" in refused.stderr
    accepted = CliRunner().invoke(main, [*command, "--accept-poor"])
    assert accepted.exit_code == 1
    assert "warning: only 0 of 21 words were found" in accepted.stderr
    document = Alignment.load(out)
    assert document.report.poor_match == PoorMatch(0, 21)
    assert len(document.words) == 21


def test_in_python_too(noise: Path, text: Path) -> None:
    with pytest.raises(InputsDoNotFit):
        align_file(noise, text)
    found = align_file(noise, text, options=AlignOptions(accept_poor=True))
    assert found.report.poor_match is not None


def test_a_poor_match_is_kept_in_the_document() -> None:
    assert Report(poor_match=PoorMatch(3, 40)).to_dict() == {"poor_match": {"found": 3, "total": 40}}
