"""The command `pullquote run`: align, and write subtitles; above the rooms that it uses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.commands import AlignChoice, align_as_chosen, align_options, transcribe_to
from align.console import force_option, json_option, note, say_json
from align.engine import Recogniser
from align.options import print_summary, summary_of

if TYPE_CHECKING:
    from align import Alignment

__all__ = ["run_command"]


@click.command("run")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
@align_options(transcribes=True)
@force_option
@json_option
def run_command(
    audio: Path,
    transcript: Path | None,
    output: Path,
    choice: AlignChoice,
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
    from align.files import make_folder, refuse_existing, write_whole
    from subtitles.formats import format_of
    from subtitles.writing import lay_out

    make_folder(output)
    targets = [output / f"{audio.stem}{ending}" for ending in (".align.json", ".srt", ".vtt")]
    if transcript is None:
        targets.append(output / f"{audio.stem}.txt")
    refuse_existing(*targets, force=force, inputs=(audio, transcript))
    language = choice.language
    if transcript is None:
        transcript = targets[3]
        draft = transcribe_to(audio, transcript, recogniser, stream=choice.stream, channel=choice.channel, force=force)
        language = draft.language
    alignment = align_as_chosen(audio, transcript, choice, language=language)
    alignment.save(targets[0], force=force)
    track = lay_out(alignment)
    for target in targets[1:3]:
        write_whole(target, format_of(target).write(track), force=force)
    _finish(alignment, targets, language, as_json=as_json)


def _finish(alignment: Alignment, targets: Sequence[Path], language: str, *, as_json: bool) -> None:
    """Say what was written, what it comes to and what to do next; leave with 1 after a poor match."""
    from subtitles.next_steps import next_steps

    if as_json:
        say_json({"files": [str(target) for target in targets], **summary_of(alignment, language)})
    else:
        for target in targets:
            click.echo(target)
        print_summary(alignment, language)
        for line in next_steps(alignment, targets[0]):
            note(line)
    if alignment.report.poor_match:
        sys.exit(1)
