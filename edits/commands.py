"""The commands `pullquote edit`, `pullquote tighten` and `pullquote update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.errors import UsageError

if TYPE_CHECKING:
    from align import Alignment
    from align.media import MediaInfo
    from edits.plan import EditPlan
    from edits.tighten import Removal

__all__ = ["edit_command", "tighten_command", "update_command"]

media_option = click.option(
    "--media", type=click.Path(path_type=Path), help="What to cut; by default what was aligned."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be cut, make nothing.")


@click.command("edit")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.argument("edited", type=click.Path(path_type=Path), required=False)
@click.option("--script", type=click.Path(path_type=Path), help="Write the text to edit to this file, and stop.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The recording to make: .mp4, .mp3, .wav, .m4a ..."
)
@media_option
@dry_run_option
@force_option
@json_option
def edit_command(
    alignment: Path,
    edited: Path | None,
    script: Path | None,
    output: Path | None,
    media: Path | None,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Cut the recording as its transcript was cut: EDITED is a copy in which words were deleted, moved or repeated.

    `[pause 0.5]`, `[insert jingle.wav]` and `[music intro.mp3 -20dB]` put something in. Beside the recording come its
    alignment, subtitles, and a list of the cuts that `pullquote export --clips` hands to editing programs.

    \b
    Example:
      pullquote edit episode.align.json --script script.txt
      pullquote edit episode.align.json script.txt --media episode.mp4 -o episode.cut.mp4
    """
    from align import Alignment
    from align.files import write_whole
    from edits.plan import plan_edit
    from edits.script import read_script, write_script

    document = Alignment.load(alignment)
    if script is not None:
        write_whole(script, write_script(document), force=force)
        click.echo(script)
        return
    if edited is None:
        raise UsageError("give the edited text, or --script FILE to write the text to edit")
    info = _media(document, alignment, media)
    plan = plan_edit(document, info, read_script(edited), picture=_wants_picture(output))
    _finish(plan, output, dry_run=dry_run, force=force, as_json=as_json)


@click.command("tighten")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("--level", type=click.Choice(["gentle", "normal", "brisk"]), default="normal", show_default=True,
              help="gentle: long pauses; normal: hesitations, too; brisk: repeated words as well.")  # fmt: skip
@click.option("--speaker", help="Only what this person says.")
@click.option("--keep", default="", metavar="NUMBERS", help="Leave these of the listed places in: 3,7,12-15.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The recording to make: .mp4, .mp3, .wav, .m4a ..."
)
@media_option
@dry_run_option
@force_option
@json_option
def tighten_command(
    alignment: Path,
    level: str,
    speaker: str | None,
    keep: str,
    output: Path | None,
    media: Path | None,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Take out long pauses and hesitations, where both edges are sure; --dry-run lists them with their numbers.

    \b
    Example:
      pullquote tighten episode.align.json --dry-run
      pullquote tighten episode.align.json --keep 3,7 --media episode.mp4 -o episode.tight.mp4
    """
    from align import Alignment
    from edits.tighten import LEVELS, plan_tighter, removals

    document = Alignment.load(alignment)
    chosen = removals(document, LEVELS[level], speaker=speaker)
    refused = _numbers(keep, len(chosen))
    if dry_run:
        _list(chosen, refused, as_json)
        return
    info = _media(document, alignment, media)
    plan = plan_tighter(document, info, chosen, refused=refused, picture=_wants_picture(output))
    _finish(plan, output, dry_run=False, force=force, as_json=as_json)


@click.command("update")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The new alignment.")
@media_option
@force_option
@json_option
def update_command(
    alignment: Path, transcript: Path, output: Path, media: Path | None, force: bool, as_json: bool
) -> None:
    """Take over a corrected TRANSCRIPT: what is the same keeps its times, only what changed is aligned again.

    \b
    Example:
      pullquote update episode.align.json corrected.txt -o corrected.align.json
    """
    from align import Alignment
    from align.files import refuse_existing
    from align.transcript import read_transcript
    from edits.updating import update

    refuse_existing(output, force=force)
    document = Alignment.load(alignment)
    updated = update(document, read_transcript(transcript), _media(document, alignment, media).path)
    updated.alignment.save(output, force=force)
    if as_json:
        lost = [word.text for word in updated.lost_manual]
        say_json({"alignment": str(output), "same": updated.same, "new": updated.new, "lost_manual": lost})
    else:
        click.echo(output)
        note(f"{updated.same} words kept their times, {updated.new} were aligned")
        for word in updated.lost_manual:
            note(f"a word with times set by hand is no longer in the text: {word.text!r} at {word.span[0]:.2f} s")
    if updated.lost_manual:
        raise SystemExit(1)


def _media(document: Alignment, path: Path, media: Path | None) -> MediaInfo:
    from align.media import probe
    from handoff.source import find_media

    return probe(find_media(document, path, media, None))


def _wants_picture(output: Path | None) -> bool:
    return output is None or output.suffix.lower() == ".mp4"


def _finish(plan: EditPlan, output: Path | None, *, dry_run: bool, force: bool, as_json: bool) -> None:
    from edits.rendering import describe, manifest, render

    if dry_run or output is None:
        if not dry_run:
            raise UsageError("give -o FILE for the recording to make, or --dry-run to see what would be cut")
        if as_json:
            say_json(manifest(plan))
        else:
            for line in describe(plan):
                click.echo(line)
        return
    with progress_bar("cutting") as progress:
        files = render(plan, output, progress, force=force)
    if as_json:
        say_json({"files": {kind: str(path) for kind, path in files.items()}, **manifest(plan)})
    else:
        for path in files.values():
            click.echo(path)
        note(describe(plan)[-1])


def _list(chosen: tuple[Removal, ...], refused: frozenset[int], as_json: bool) -> None:
    from dataclasses import asdict

    from align.clock import clock_text

    if as_json:
        say_json({"removals": [{**asdict(each), "kept": each.number in refused} for each in chosen]})
        return
    for each in chosen:
        kept = " (kept)" if each.number in refused else ""
        click.echo(f"{each.number:4} {clock_text(each.start, places=1, hours=0):>9} {each.reason}{kept}")
    saved = sum(each.end - each.start for each in chosen if each.number not in refused)
    note(f"{len(chosen)} places, {clock_text(saved, places=1, hours=0)} shorter")


def _numbers(text: str, most: int) -> frozenset[int]:
    """Read "3,7,12-15".

    >>> sorted(_numbers("3,7,12-15", 20))
    [3, 7, 12, 13, 14, 15]
    """
    out: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise UsageError(f"--keep {text}: write numbers as 3,7,12-15")
        if not 1 <= int(first) <= int(last or first) <= most:
            raise UsageError(f"--keep {part}: the places are numbered 1 to {most}")
        out |= set(range(int(first), int(last or first) + 1))
    return frozenset(out)
