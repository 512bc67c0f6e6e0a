"""Options that several commands share arrive as one argument, and the end of a run is told in plain lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from align.document import (
    Alignment,
    EngineInfo,
    LeftOut,
    Media,
    PoorMatch,
    ReorderedPassage,
    Report,
    Unscripted,
    Word,
)
from align.engine import ModelOptions, Recogniser
from align.options import (
    accept_option,
    engine_option,
    hints_option,
    language_note,
    language_option,
    model_options,
    print_summary,
    recogniser_options,
    summary_of,
)


def got(*arguments: str) -> dict[str, Any]:
    """What a command with all shared options is called with."""
    calls: list[dict[str, Any]] = []

    @click.command()
    @language_option
    @engine_option
    @hints_option
    @accept_option
    @model_options
    @recogniser_options
    def command(**kwargs: Any) -> None:
        calls.append(kwargs)

    result = CliRunner().invoke(command, list(arguments))
    assert result.exit_code == 0, result.stderr
    return calls[0]


def test_by_default_everything_is_automatic() -> None:
    assert got() == {
        "language": "auto",
        "engine": "auto",
        "hints": False,
        "accept_poor": False,
        "models": ModelOptions(None, None, False, "auto"),
        "recogniser": Recogniser("small", None, False, None, ModelOptions()),
    }


def test_models_and_recogniser_are_gathered(tmp_path: Path) -> None:
    asked = (
        f"--align-model mine --model-dir {tmp_path} --offline --device cpu --model large-v3 --diarize"
        " --diarize-model ours --language de --engine whisperx --hints --accept-poor"
    )
    given = got(*asked.split())
    models = ModelOptions("mine", tmp_path, True, "cpu")
    assert given["models"] == models
    assert given["recogniser"] == Recogniser("large-v3", "de", True, "ours", models)
    assert (given["engine"], given["hints"], given["accept_poor"]) == ("whisperx", True, True)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--engine", "sphinx"], "'sphinx' is not one of 'auto', 'pocketsphinx', 'whisperx'"),
        (["--device", "tpu"], "'tpu' is not one of 'auto', 'cpu', 'cuda'"),
        (["--model-dir", __file__], "is a file"),
    ],
)
def test_values_that_do_not_exist_are_refused(arguments: list[str], problem: str) -> None:
    @click.command()
    @engine_option
    @model_options
    def command(**kwargs: Any) -> None:
        raise AssertionError("called")

    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert problem in result.stderr


WORDS = tuple(
    Word(text, index / 2, index / 2 + 0.4, 0.9) for index, text in enumerate("so this is how it went".split())
)
PLAIN = Alignment(
    Media("talk.mp3", "", 60.0),
    "en",
    EngineInfo("test", "1"),
    (*WORDS, Word("oh", status="absent"), Word("[sic]", status="silent"), Word("well", 4.0, 4.2, None, "interpolated")),
    unscripted=(Unscripted(10.0, 20.0, "music"),),
)
COUNTS = "9 words, 6 aligned, 1 interpolated, 1 absent, 1 unscripted"


def told(alignment: Alignment, capsys: pytest.CaptureFixture[str], language: str = "en") -> list[str]:
    print_summary(alignment, language)
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err.splitlines()


def test_the_counts_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(PLAIN, capsys) == [COUNTS]


def test_a_language_that_was_told_from_the_text_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    first = told(PLAIN, capsys, "auto")[0]
    assert first == "language: English (en), told from the text; --language names another"


@pytest.mark.parametrize(("code", "name"), [("de", "German (de)"), ("pt", "Portuguese (pt)"), ("tlh", "tlh")])
def test_languages_by_name(code: str, name: str) -> None:
    assert language_note(code).startswith(f"language: {name}, told")


def test_everything_in_the_report_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(
        dropped_lines=4,
        overlaps=2,
        reordered=(ReorderedPassage(1, 4, 3725.9, 3731.2), ReorderedPassage(5, 5, 59.99, 61.0)),
        warnings=("the transcript looks German",),
        left_out=(LeftOut("page numbers", 7, 31),),
    )
    assert told(replace(PLAIN, report=report), capsys) == [
        COUNTS,
        "left out 4 lines that repeat the end of a chapter (2 overlaps)",
        "left out of the transcript: 7 page numbers (the first in line 31)",
        'moved: 4 words from "this is how it went oh ..." are heard from 1:02:05 to 1:02:11;'
        " they stay absent where the text has them",
        'moved: 1 words from "went oh [sic] well ..." are heard from 0:00:59 to 0:01:01;'
        " they stay absent where the text has them",
        "warning: the transcript looks German",
    ]


@pytest.mark.parametrize(("asked", "detected"), [("auto", True), ("en", False)])
def test_the_summary_for_machines(asked: str, detected: bool) -> None:
    report = Report(warnings=("w",), poor_match=PoorMatch(2, 9), reordered=(ReorderedPassage(0, 1, 2.0, 3.0),))
    summary = summary_of(replace(PLAIN, report=report), asked)
    assert json.loads(json.dumps(summary)) == {
        "language": "en",
        "language_detected": detected,
        "words": 9,
        "aligned": 6,
        "interpolated": 1,
        "absent": 1,
        "unscripted": 1,
        "warnings": ["w"],
        "poor_match": {"found": 2, "total": 9},
        "moved": [{"word": 0, "last_word": 1, "start": 2.0, "end": 3.0}],
    }
