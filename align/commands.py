"""The commands `pullquote align` and `pullquote run`."""

from __future__ import annotations

from pathlib import Path

import click

from align.console import force_option, json_option, note, progress_bar, say_json

__all__ = ["align_command", "run_command"]

ENGINES = ("auto", "pocketsphinx")

language_option = click.option("--language", default="en", show_default=True, help="Two letters, or auto.")
engine_option = click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)


@click.command("align")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: AUDIO's name with .align.json.")
@engine_option
@language_option
@force_option
@json_option
def align_command(
    audio: Path, transcript: Path, output: Path | None, engine: str, language: str, force: bool, as_json: bool
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
        alignment = align_file(audio, transcript, language=language, engine=engine, progress=progress)
    alignment.save(target, force=force)
    summary = alignment.summary()
    if as_json:
        say_json({"alignment": str(target), **summary})
    else:
        click.echo(target)
        note(", ".join(f"{count} {name}" for name, count in summary.items()))


@click.command("run")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
@engine_option
@language_option
@force_option
@json_option
def run_command(
    audio: Path, transcript: Path, output: Path, engine: str, language: str, force: bool, as_json: bool
) -> None:
    """Align, and write the alignment and subtitles into a folder.

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
    refuse_existing(*targets, force=force)
    with progress_bar("aligning") as progress:
        alignment = align_file(audio, transcript, language=language, engine=engine, progress=progress)
    alignment.save(targets[0], force=force)
    for target in targets[1:]:
        write_subtitles(alignment, target, force=force)
    if as_json:
        say_json({"files": [str(target) for target in targets], **alignment.summary()})
    else:
        for target in targets:
            click.echo(target)
        note(", ".join(f"{count} {name}" for name, count in alignment.summary().items()))
