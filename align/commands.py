"""The commands `pullquote align` and `pullquote transcribe`."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.engine import AlignOptions, Recogniser
from align.options import (
    accept_option,
    engine_option,
    hints_option,
    language_option,
    model_options,
    print_summary,
    recogniser_options,
    summary_of,
    track_options,
)
from speakers.options import SpeakerChoice, check_choice, speaker_options, told_apart

if TYPE_CHECKING:
    from align.document import Alignment
    from align.transcribe import Draft

__all__ = ["AlignChoice", "align_as_chosen", "align_command", "align_options", "transcribe_command", "transcribe_to"]


@dataclass(frozen=True, slots=True)
class AlignChoice:
    """What the options of `align` and `run` say of the aligning: see `align_file` for each."""

    engine: str
    language: str
    stream: int | None
    channel: int | None
    options: AlignOptions
    speakers: SpeakerChoice


def align_options(*, transcribes: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options of aligning; the command gets them as one argument, `choice`.

    Args:
        transcribes: add those of the recogniser, too; the command gets `recogniser` besides.
    """
    shared = [engine_option, language_option, hints_option, accept_option, track_options, model_options]
    every: list[Any] = [*shared, *([recogniser_options] if transcribes else []), speaker_options]

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_choice(*args: Any, speakers: SpeakerChoice, **given: Any) -> None:
            hints, accept_poor, models = (given.pop(name) for name in ("hints", "accept_poor", "models"))
            options = AlignOptions(hints, accept_poor, models, speakers.listener)
            kept = {name: given.pop(name) for name in ("engine", "language", "stream", "channel")}
            command(*args, choice=AlignChoice(**kept, options=options, speakers=speakers), **given)

        wrapped: Callable[..., None] = with_choice
        for option in reversed(every):
            wrapped = option(wrapped)
        return wrapped

    return with_options


def align_as_chosen(audio: Path, transcript: Path, choice: AlignChoice, *, language: str | None = None) -> Alignment:
    """Align with progress on the terminal, and tell speakers apart where that was asked; `language` overrules."""
    from align.aligner import align_file

    check_choice(choice.speakers)
    with progress_bar("aligning") as progress:
        alignment = align_file(
            audio,
            transcript,
            language=language or choice.language,
            engine=choice.engine,
            stream=choice.stream,
            channel=choice.channel,
            options=choice.options,
            on_progress=progress,
        )
    return told_apart(alignment, choice.speakers)


@click.command("align")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .align.json.")
@align_options()
@force_option
@json_option
def align_command(
    audio: Path, transcript: Path, output: Path | None, choice: AlignChoice, force: bool, as_json: bool
) -> None:
    """Find out when each word of TRANSCRIPT is said in AUDIO (any sound or video).

    \b
    Example:
      pullquote align episode.mp3 transcript.txt -o episode.align.json
    """
    from align.files import refuse_existing

    target = output or audio.with_suffix(".align.json")
    refuse_existing(target, force=force, inputs=(audio, transcript))
    alignment = align_as_chosen(audio, transcript, choice)
    alignment.save(target, force=force)
    if as_json:
        say_json({"alignment": str(target), **summary_of(alignment, choice.language)})
    else:
        click.echo(target)
        print_summary(alignment, choice.language)
    if alignment.report.poor_match:
        sys.exit(1)


@click.command("transcribe")
@click.argument("audio", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .txt.")
@click.option("--language", default="auto", show_default=True, help="Two letters, or auto.")
@track_options
@model_options
@recogniser_options
@force_option
@json_option
def transcribe_command(
    audio: Path,
    output: Path | None,
    stream: int | None,
    channel: int | None,
    recogniser: Recogniser,
    force: bool,
    as_json: bool,
    **_in_recogniser: Any,
) -> None:
    """Write down what is said in AUDIO, where there is no transcript (needs pullquote[transcribe]).

    \b
    Example:
      pullquote transcribe episode.mp3 -o transcript.txt --model small
    """
    from align.files import refuse_existing

    target = output or audio.with_suffix(".txt")
    refuse_existing(target, force=force, inputs=(audio,))
    draft = transcribe_to(audio, target, recogniser, stream=stream, channel=channel, force=force)
    if as_json:
        told = {"language": draft.language, "segments": draft.segments, "speakers": draft.speakers}
        say_json({"transcript": str(target), **told})
    else:
        click.echo(target)


def transcribe_to(
    audio: Path,
    target: Path,
    recogniser: Recogniser,
    *,
    stream: int | None = None,
    channel: int | None = None,
    force: bool = False,
) -> Draft:
    """Write a transcript of `audio` to `target`, with progress on the terminal."""
    from align.files import write_whole
    from align.transcribe import transcribe_file

    with progress_bar("recognising") as progress:
        draft = transcribe_file(audio, recogniser, progress, stream=stream, channel=channel)
    if draft.warning:
        note(f"warning: {draft.warning}")
    write_whole(target, draft.text, force=force)
    return draft
