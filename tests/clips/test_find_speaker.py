"""`pullquote find --speaker`: what one person says."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from align.document import Alignment, EngineInfo, Media, Speaker, Word
from cli import main

TEXT = "the harbour froze over twice that year. yes the harbour froze over twice that winter."


def document(folder: Path) -> str:
    words = tuple(Word(text, k * 0.4, k * 0.4 + 0.3, 1.0) for k, text in enumerate(TEXT.split()))
    alignment = Alignment(
        Media("talk.wav", "0" * 64, 10.0),
        "en",
        EngineInfo("test", "1"),
        words,
        speakers=(Speaker(0, "Ada"), Speaker(7, "Bob")),
    )
    alignment.save(folder / "talk.align.json")
    return str(folder / "talk.align.json")


def test_only_the_places_of_one_person_are_listed(tmp_path: Path) -> None:
    arguments = ["find", document(tmp_path), "the harbour froze over twice", "--json"]
    both = json.loads(CliRunner().invoke(main, arguments).stdout)["matches"]
    bobs = json.loads(CliRunner().invoke(main, [*arguments, "--speaker", "bob"]).stdout)["matches"]
    assert [match["spans"][0][0] for match in both if match["found"]] == [0, 8]
    assert [match["spans"][0][0] for match in bobs] == [8]


def test_a_name_that_nobody_bears_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["find", document(tmp_path), "the harbour", "--speaker", "Cleo"])
    assert result.exit_code == 2
    assert "no speaker is called Cleo; the alignment names Ada, Bob" in result.stderr
