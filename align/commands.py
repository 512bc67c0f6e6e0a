"""The commands `pullquote align`, `pullquote run` and `pullquote transcribe`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.engines.options import DEVICES, ENGINES, ModelOptions, Recogniser

if TYPE_CHECKING:
    from align.document import Alignment
    from align.transcribe import Draft

__all__ = ["align_command", "run_command", "transcribe_command"]

Function = Callable[..., None]

language_option = click.option("--language", default="en", show_default=True, help="Two letters, or auto.")
hints_option = click.option("--hints", is_flag=True, help="Believe the transcript's own times, to within 3 s.")
engine_option = click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)


def model_options(command: Function) -> Function:
    """Add the options of the whisperX engine; the command gets them as one argument, `models`."""

    @click.option("--align-model", help="For whisperx: a wav2vec2 CTC model by name, or its folder.")
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


@click.command("align")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .align.json.")
@engine_option
@language_option
@hints_option
@model_options
@force_option
@json_option
def align_command(
    audio: Path,
    transcript: Path,
    output: Path | None,
    engine: str,
    language: str,
    hints: bool,
    models: ModelOptions,
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
    with progress_bar("aligning") as progress:
        alignment = align_file(
            audio, transcript, language=language, engine=engine, hints=hints, models=models, progress=progress
        )
    alignment.save(target, force=force)
    if as_json:
        say_json({"alignment": str(target), **alignment.summary(), **_left_out(alignment)})
    else:
        click.echo(target)
        _report(alignment)


def _left_out(alignment: Alignment) -> dict[str, Any]:
    """What reading dropped and what was moved, as the engine's details tell it."""
    detail = alignment.engine.detail
    return {name: detail[name] for name in ("dropped_lines", "overlaps", "moved") if name in detail}


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _report(alignment: Alignment) -> None:
    note(", ".join(f"{count} {name}" for name, count in alignment.summary().items()))
    left = _left_out(alignment)
    if "dropped_lines" in left:
        note(f"left out {left['dropped_lines']} lines that repeat the end of a chapter ({left['overlaps']} overlaps)")
    for passage in left.get("moved", ()):
        opening = " ".join(word.text for word in alignment.words[passage["word"] : passage["word"] + 6])
        count = passage["last_word"] - passage["word"] + 1
        when = f"{_clock(passage['start'])} to {_clock(passage['end'])}"
        note(
            f'moved: {count} words from "{opening} ..." are heard from {when}; they stay absent where the text has them'
        )


@click.command("run")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
@engine_option
@language_option
@hints_option
@model_options
@recogniser_options
@force_option
@json_option
def run_command(
    audio: Path,
    transcript: Path | None,
    output: Path,
    engine: str,
    language: str,
    hints: bool,
    models: ModelOptions,
    recogniser: Recogniser,
    force: bool,
    as_json: bool,
) -> None:
    """Align, and write the alignment and subtitles into a folder.

    Without TRANSCRIPT one is made first, as `pullquote transcribe` does.

    \b
    Example:
      pullquote run episode.mp3 transcript.txt -o out/
    """
    import importlib

    from align.aligner import align_file
    from align.files import make_folder, refuse_existing

    write_subtitles = importlib.import_module("subtitles").write_subtitles
    make_folder(output)
    targets = [output / f"{audio.stem}{ending}" for ending in (".align.json", ".srt", ".vtt")]
    if transcript is None:
        targets.append(output / f"{audio.stem}.txt")
    refuse_existing(*targets, force=force)
    if transcript is None:
        transcript, language = targets[3], _transcribe(audio, targets[3], recogniser, force).language
    with progress_bar("aligning") as progress:
        alignment = align_file(
            audio, transcript, language=language, engine=engine, hints=hints, models=models, progress=progress
        )
    alignment.save(targets[0], force=force)
    for target in targets[1:3]:
        write_subtitles(alignment, target, force=force)
    if as_json:
        say_json({"files": [str(target) for target in targets], **alignment.summary(), **_left_out(alignment)})
    else:
        for target in targets:
            click.echo(target)
        _report(alignment)


@click.command("transcribe")
@click.argument("audio", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .txt.")
@click.option("--language", default="auto", show_default=True, help="Two letters, or auto.")
@model_options
@recogniser_options
@force_option
@json_option
def transcribe_command(
    audio: Path,
    output: Path | None,
    language: str,
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
    draft = _transcribe(audio, target, recogniser, force)
    if as_json:
        told = {"language": draft.language, "segments": draft.segments, "speakers": draft.speakers}
        say_json({"transcript": str(target), **told})
    else:
        click.echo(target)


def _transcribe(audio: Path, target: Path, recogniser: Recogniser, force: bool) -> Draft:
    from align.files import write_whole
    from align.transcribe import transcribe_file

    with progress_bar("recognising") as progress:
        draft = transcribe_file(audio, recogniser, progress)
    write_whole(target, draft.text, force=force)
    return draft
