"""The command `pullquote speakers`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from align.console import force_option, json_option, progress_bar, say_json
from speakers.options import SpeakerChoice, check_choice, print_speakers, speaker_options, speakers_of, track_files

__all__ = ["speakers_command"]


@click.command("speakers")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: ALIGNMENT itself.")
@click.option("--media", type=click.Path(path_type=Path), help="The recording, where it is no longer in its place.")
@speaker_options
@force_option
@json_option
def speakers_command(
    alignment: Path,
    output: Path | None,
    media: Path | None,
    speakers: SpeakerChoice,
    force: bool,
    as_json: bool,
) -> None:
    """Tell who says each word of ALIGNMENT, by voice or by microphone.

    Turns that the transcript names or that were set by hand stay. Without an option as many voices are told apart as
    there are.

    \b
    Examples:
      pullquote speakers episode.align.json --speakers 2 --name 1=Ada --name 2=Bob
      pullquote speakers episode.align.json --track Ada=ada.wav --track Bob=bob.wav
    """
    from align.document import Alignment
    from align.errors import FileProblem
    from align.files import refuse_existing
    from align.media_place import find_media_file

    check_choice(speakers)
    document = Alignment.load(alignment)
    path = media or find_media_file(document.media, alignment)
    if output is not None:
        refuse_existing(output, force=force, inputs=(path, speakers.voices, *track_files(speakers)))
    if path is None:
        raise FileProblem(document.media.path, "was aligned but is not here; give the recording with --media")
    with progress_bar("listening") as progress:
        placed = replace(document, media=replace(document.media, path=str(path)))
        told = speakers_of(placed, speakers, progress)
    target = output or alignment
    replace(told.alignment, media=document.media).save(target, force=True)
    if as_json:
        say_json(
            {
                "alignment": str(target),
                "speakers": list(told.speakers),
                "turns": len(told.alignment.speakers),
                "uncertain": told.uncertain,
                "together": told.together,
                "warnings": list(told.warnings),
            }
        )
    else:
        click.echo(target)
        print_speakers(told)
