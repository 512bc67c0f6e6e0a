"""Options that several commands share, and what they say at their end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.clock import clock_text, parse_duration
from align.console import note
from align.engine import DEVICES, ENGINES, ModelOptions, Recogniser
from align.errors import UsageError
from align.spacing import join_words

if TYPE_CHECKING:
    from align.document import Alignment

__all__ = [
    "DurationType",
    "accept_option",
    "engine_option",
    "hints_option",
    "language_note",
    "language_option",
    "model_options",
    "print_summary",
    "recogniser_options",
    "summary_of",
    "track_options",
]

Function = Callable[..., None]

language_option = click.option(
    "--language", default="auto", show_default=True, help="Two letters; auto: tell it from the text."
)
accept_option = click.option(
    "--accept-poor", is_flag=True, help="Write the times even where hardly a word was found (exit code 1)."
)
hints_option = click.option("--hints", is_flag=True, help="Believe the transcript's own times, to within 3 s.")
engine_option = click.option("--engine", type=click.Choice(["auto", *ENGINES]), default="auto", show_default=True)


class DurationType(click.ParamType[float]):
    """A length of time on the command line: `15`, `2.5s`, `500ms`; the command gets seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds; fails as click's own types do."""
        if isinstance(value, float):
            return value
        try:
            return float(parse_duration(str(value)))
        except UsageError as error:
            self.fail(str(error), param, ctx)


class _Channel(click.ParamType[int]):
    name = "channel"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        # Brings numpy, which `--help` does without.
        from align.media.channels import channel_of

        return value if isinstance(value, int) else channel_of(str(value))


def track_options(command: Function) -> Function:
    """Add the options that choose what of a recording is taken; the command gets `stream` and `channel`."""
    stream = click.option("--stream", type=click.IntRange(0), help="Which audio stream, from 0.")
    channel = click.option("--channel", type=_Channel(), help="One channel alone: left, right or a number from 0.")
    return stream(channel(command))


def model_options(command: Function) -> Function:
    """Add the options of the whisperX engine; the command gets them as one argument, `models`."""

    @click.option("--align-model", help="A wav2vec2 CTC model: its name or folder; for onnx a converted folder.")
    @click.option("--model-dir", type=click.Path(path_type=Path, file_okay=False), help="Where models are kept.")
    @click.option("--offline", is_flag=True, help="Never touch the network.")
    @click.option("--device", type=click.Choice(DEVICES), default="auto", show_default=True)
    @functools.wraps(command)
    def with_models(
        *args: Any, align_model: str | None, model_dir: Path | None, offline: bool, device: str, **kwargs: Any
    ) -> None:
        command(*args, models=ModelOptions(align_model, model_dir, offline, device), **kwargs)

    return with_models


def recogniser_options(command: Function) -> Function:
    """Add the options of the recogniser; goes below `model_options`, whose choices it shares."""

    @click.option("--model", default="small", show_default=True, help="The recogniser: a size, a name, or a folder.")
    @click.option("--diarize", is_flag=True, help="Tell speakers apart and label their turns.")
    @click.option("--diarize-model", help="For --diarize: a pyannote pipeline by name, or its folder.")
    @functools.wraps(command)
    def with_recogniser(
        *args: Any, model: str, diarize: bool, diarize_model: str | None, language: str, **kwargs: Any
    ) -> None:
        recogniser = Recogniser(
            model, None if language == "auto" else language, diarize, diarize_model, kwargs["models"]
        )
        command(*args, recogniser=recogniser, language=language, **kwargs)

    return with_recogniser


def summary_of(alignment: Alignment, language: str) -> dict[str, Any]:
    """Return what `--json` tells of an alignment: its language and whether the text told it, counts, and the report.

    `language` is what the user asked for.
    """
    told = {"language": alignment.language, "language_detected": language == "auto"}
    return {**told, **alignment.summary(), **alignment.report.to_dict()}


def language_note(code: str) -> str:
    """Return the sentence that says which language a transcript was taken to be in.

    >>> language_note("de")
    'language: German (de), told from the text; --language names another'
    """
    from align.pronunciation.language_table import LANGUAGES

    name = f"{LANGUAGES[code].name} ({code})" if code in LANGUAGES else code
    return f"language: {name}, told from the text; --language names another"


def print_summary(alignment: Alignment, language: str) -> None:
    """Say on stderr what was found, what was left out of the transcript, and what was heard elsewhere.

    `language` is what the user asked for.
    """
    if language == "auto":
        note(language_note(alignment.language))
    note(", ".join(f"{count} {name}" for name, count in alignment.summary().items()))
    report = alignment.report
    if report.dropped_lines:
        note(f"left out {report.dropped_lines} lines that repeat the end of a chapter ({report.overlaps} overlaps)")
    for row in report.left_out:
        note(f"left out of the transcript: {row.count} {row.kind} (the first in line {row.line})")
    for passage in report.reordered:
        opening = join_words(alignment.words[passage.first : passage.first + 6])
        count = passage.last - passage.first + 1
        start, end = (clock_text(int(time), places=0, hours=1) for time in (passage.start, passage.end))
        when = f"{start} to {end}"
        note(
            f'moved: {count} words from "{opening} ..." are heard from {when}; they stay absent where the text has them'
        )
    for warning in report.warnings:
        note(f"warning: {warning}")
