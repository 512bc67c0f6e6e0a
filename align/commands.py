"""The commands `pullquote align` and `pullquote transcribe`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.engine import AlignOptions, ModelOptions, Recogniser
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
    from align.transcribe import Draft

__all__ = ["align_command", "transcribe_command", "transcribe_to"]


@click.command("align")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .align.json.")
@engine_option
@language_option
@hints_option
@accept_option
@track_options
@model_options
@speaker_options
@force_option
@json_option
def align_command(
    audio: Path,
    transcript: Path,
    output: Path | None,
    engine: str,
    language: str,
    hints: bool,
    accept_poor: bool,
    stream: int | None,
    channel: int | None,
    models: ModelOptions,
    speakers: SpeakerChoice,
    force: bool,
    as_json: bool,
) -> None:
    """Find out when each word of TRANSCRIPT is said in AUDIO (any sound or video).

    \b
    Example:
      pullquote align episode.mp3 transcript.txt -o episode.align.json
    """
    from align.aligner import align_file
    from align.files import refuse_existing

    target = output or audio.with_suffix(".align.json")
    refuse_existing(target, force=force)
    check_choice(speakers)
    options = AlignOptions(hints, accept_poor, models, speakers.listener)
    with progress_bar("aligning") as progress:
        alignment = align_file(
            audio,
            transcript,
            language=language,
            engine=engine,
            stream=stream,
            channel=channel,
            options=options,
            on_progress=progress,
        )
    alignment = told_apart(alignment, speakers)
    alignment.save(target, force=force)
    if as_json:
        say_json({"alignment": str(target), **summary_of(alignment, language)})
    else:
        click.echo(target)
        print_summary(alignment, language)
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
    language: str,
    stream: int | None,
    channel: int | None,
    models: ModelOptions,
    recogniser: Recogniser,
    force: bool,
    as_json: bool,
) -> None:
    """Write down what is said in AUDIO, where there is no transcript (needs pullquote[whisperx]).

    \b
    Example:
      pullquote transcribe episode.mp3 -o transcript.txt --model small
    """
    from align.files import refuse_existing

    target = output or audio.with_suffix(".txt")
    refuse_existing(target, force=force)
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
