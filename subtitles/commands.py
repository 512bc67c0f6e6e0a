"""The commands `pullquote subtitles`, `check` and `retime`."""

from __future__ import annotations

from pathlib import Path

import click

from align.console import force_option, json_option, note, say_json

__all__ = ["subtitles_command"]


@click.command("subtitles")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("-o", "--output", "outputs", type=click.Path(path_type=Path), multiple=True, required=True)
@click.option("--profile", default="default", show_default=True, help="Rules that the cues follow.")
@force_option
@json_option
def subtitles_command(alignment: Path, outputs: tuple[Path, ...], profile: str, force: bool, as_json: bool) -> None:
    """Write subtitles from an alignment; the ending of each output chooses its format.

    \b
    Example:
      pullquote subtitles episode.align.json -o episode.srt -o episode.vtt
    """
    from align.document import Alignment
    from align.files import refuse_existing
    from subtitles.cues import make_cues
    from subtitles.formats import format_of
    from subtitles.profiles import get_profile
    from subtitles.writing import write_subtitles

    rules = get_profile(profile)
    for output in outputs:
        format_of(output)
    refuse_existing(*outputs, force=force)
    document = Alignment.load(alignment)
    cues = make_cues(document, rules)
    for output in outputs:
        write_subtitles(document, output, profile=rules, cues=cues, force=force)
    if as_json:
        say_json({"cues": len(cues), "profile": rules.name, "files": [str(output) for output in outputs]})
    else:
        for output in outputs:
            note(f"{output}: {len(cues)} cues")
