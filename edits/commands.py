"""The commands `pullquote edit`, `pullquote tighten` and `pullquote update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, say_json
from align.errors import FileProblem, UsageError

if TYPE_CHECKING:
    from align import Alignment
    from align.media import MediaInfo
    from edits.tighten import Removal

__all__ = ["edit_command", "tighten_command", "update_command"]

media_option = click.option(
    "--media", type=click.Path(path_type=Path), help="What to cut; by default what was aligned."
)
punch_in_option = click.option(
    "--punch-in", is_flag=True, help="Bring the picture 10% nearer behind every other jump cut."
)
sheet_option = click.option(
    "--sheet", type=click.Path(path_type=Path), help="Write a page to hear each join; alone, nothing else is made."
)
brand_option = click.option(
    "--brand", type=click.Path(path_type=Path), help="A file of colours, logo, intro and outro: brand.toml."
)


def caption_option(command: Any) -> Any:
    """Give a command the options of captions that are burned in."""
    from clips.drawing_options import caption_options

    names = click.option("--names", is_flag=True, help="Show who speaks at a speaker's first words.")
    for option in reversed([*caption_options(), names]):
        command = option(command)
    return command


dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be cut, make nothing.")


@click.command("edit")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.argument("edited", type=click.Path(path_type=Path), required=False)
@click.option("--script", type=click.Path(path_type=Path),
              help="Write the text to edit to this file (.txt, .md, .docx), and stop.")  # fmt: skip
@click.option("--strike", type=click.Choice(["gentle", "normal", "brisk"]),
              help="With --script: strike through what `tighten` would take out at this level.")  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The recording to make: .mp4, .mp3, .wav, .m4a ..."
)
@media_option
@click.option("--anyway", is_flag=True, help="Cut media that are not those that were aligned.")
@sheet_option
@punch_in_option
@brand_option
@caption_option
@dry_run_option
@force_option
@json_option
def edit_command(
    alignment: Path, edited: Path | None, script: Path | None, strike: str | None, force: bool, **asked: Any
) -> None:
    """Cut the recording as its transcript was cut: EDITED is a copy in which words were deleted, moved or repeated.

    `[pause 0.5]`, `[insert jingle.wav]` and `[music intro.mp3 -20dB]` put something in; what is struck through goes;
    with `[keep]` and `[/keep]` only what stands between them stays. Beside the recording come its alignment, subtitles,
    and a list of the cuts that `pullquote export --clips` hands to editing programs. EDITED may also be the list of
    cuts that the review page saves (.csv).

    \b
    Example:
      pullquote edit episode.align.json --script script.txt
      pullquote edit episode.align.json script.txt --media episode.mp4 -o episode.cut.mp4
    """
    from align import Alignment
    from align.files import refuse_existing
    from edits.cut_list import cuts_without_words, plan_cuts, words_cut_into
    from edits.making import finish
    from edits.plan import plan_edit
    from edits.script import read_script
    from review.cuts import read_cuts

    document = Alignment.load(alignment)
    if script is not None:
        refuse_existing(script, force=force, inputs=(alignment, _media_path(document, alignment, asked["media"])))
        _write_script(document, script, strike, force=force)
        return
    if edited is None:
        raise UsageError("give the edited text, or --script FILE to write the text to edit")
    picture = _wants_picture(asked["output"])
    if edited.suffix.lower() == ".csv":
        cuts = read_cuts(edited)
        info = _unchanged(document, alignment, asked["media"], anyway=asked["anyway"])
        plan = plan_cuts(document, info, edited, cuts, picture=picture)
        for cut in cuts_without_words(document, cuts):
            note(f"the cut at {cut.start:.2f} s takes out no word, so nothing goes there; pauses are for `tighten`")
        for word, stays in words_cut_into(document, cuts):
            note(
                f"a cut lay inside {word.text!r} at {word.span[0]:.2f} s: the word {'stays' if stays else 'goes'} whole"
            )
    else:
        own = " ".join(word.text for word in document.words)
        items = read_script(edited, {turn.name for turn in document.speakers if turn.name}, own)
        info = _unchanged(document, alignment, asked["media"], anyway=asked["anyway"])
        plan = plan_edit(document, info, items, picture=picture)
    finish(plan, alignment, force=force, inputs=(edited,), **asked)


def _write_script(document: Alignment, script: Path, strike: str | None, *, force: bool) -> None:
    from align.files import write_whole
    from edits.script_files import script_bytes
    from edits.tighten import LEVELS, removals

    found = removals(document, LEVELS[strike]) if strike else ()
    struck = {k for each in found if each.kind != "pause" for k in range(each.first, each.last + 1)}
    write_whole(script, script_bytes(document, script, struck), force=force)
    click.echo(script)


@click.command("tighten")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("--level", type=click.Choice(["gentle", "normal", "brisk"]), default="normal", show_default=True,
              help="gentle: long pauses; normal: hesitations, too; brisk: repeated words as well.")  # fmt: skip
@click.option("--speaker", help="Only what this person says.")
@click.option("--keep", default="", metavar="NUMBERS", help="Leave these of the listed places in: 3,7,12-15.")
@click.option("--list", "listed", type=click.Path(path_type=Path), help="Write the places to a list to edit, and stop.")
@click.option("--only", type=click.Path(path_type=Path), help="Take out what is still in a list that --list wrote.")
@click.option("--protect", type=click.Path(path_type=Path), help="Leave the quotes of this clips.json as they are.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The recording to make: .mp4, .mp3, .wav, .m4a ..."
)
@media_option
@click.option("--anyway", is_flag=True, help="Cut media that are not those that were aligned.")
@sheet_option
@punch_in_option
@brand_option
@caption_option
@dry_run_option
@force_option
@json_option
def tighten_command(alignment: Path, level: str, speaker: str | None, force: bool, **asked: Any) -> None:
    """Take out long pauses and hesitations, where both edges are sure; --dry-run lists them with their numbers.

    \b
    Example:
      pullquote tighten episode.align.json --dry-run
      pullquote tighten episode.align.json --keep 3,7 --media episode.mp4 -o episode.tight.mp4
      pullquote tighten episode.align.json --list cuts.txt; then, with lines deleted from it, --only cuts.txt
    """
    from align import Alignment
    from align.files import refuse_existing, write_whole
    from edits.making import finish
    from edits.tighten import LEVELS, removals
    from edits.tighter_cut import plan_tighter

    document = Alignment.load(alignment)
    _check_speaker(document, speaker)
    protect, only, listed = asked.pop("protect"), asked.pop("only"), asked.pop("listed")
    chosen = removals(document, LEVELS[level], speaker=speaker, protected=_spans(protect))
    refused = _numbers(asked.pop("keep"), len(chosen)) | _not_listed(only, chosen)
    if listed is not None:
        media = _media_path(document, alignment, asked["media"])
        refuse_existing(listed, force=force, inputs=(alignment, media, protect))
        write_whole(listed, "\n".join(_lines(chosen, refused)) + "\n", force=force)
        click.echo(listed)
        return
    if asked["dry_run"]:
        _list(chosen, refused, asked["as_json"])
        return
    info = _unchanged(document, alignment, asked["media"], anyway=asked["anyway"])
    plan = plan_tighter(document, info, chosen, refused=refused, picture=_wants_picture(asked["output"]))
    finish(plan, alignment, force=force, inputs=(protect, only), **asked)


@click.command("update")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The new alignment.")
@click.option("--media", type=click.Path(path_type=Path), help="The recording, where it is no longer in its place.")
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
    from edits.updating import became, update

    document = Alignment.load(alignment)
    recording = _media_path(document, alignment, media)
    refuse_existing(output, force=force, inputs=(transcript, recording))
    read = read_transcript(transcript)
    updated = update(document, read, recording)
    updated.alignment.save(output, force=force)
    if as_json:
        lost = [word.text for word in updated.lost_manual]
        kept = [{"word": each.word, "kept": each.name, "label": each.label} for each in updated.contradicted]
        counts = {"same": updated.same, "new": updated.new}
        say_json({"alignment": str(output), **counts, "lost_manual": lost, "kept_turns": kept})
    else:
        click.echo(output)
        for line in [*(f"warning: {each}" for each in read.warnings), *became(updated)]:
            note(line)
    if updated.lost_manual:
        raise SystemExit(1)


def _media_path(document: Alignment, path: Path, media: Path | None) -> Path:
    from handoff.source import find_media

    return find_media(document, path, media, None)


def _unchanged(document: Alignment, path: Path, media: Path | None, *, anyway: bool) -> MediaInfo:
    """Return the media to cut; refused where they are not what was aligned."""
    from align.hashing import file_sha256
    from align.media import probe, read_pcm
    from clips.media_match import RATE, check_media

    info = probe(_media_path(document, path, media))
    if not anyway:
        told = check_media(
            document,
            info,
            lambda start, end: read_pcm(info, start, end, rate=RATE)[:, 0],
            lambda: file_sha256(info.path),
        )
        if told:
            note(told)
    return info


def _wants_picture(output: Path | None) -> bool:
    return output is None or output.suffix.lower() == ".mp4"


def _list(chosen: tuple[Removal, ...], refused: frozenset[int], as_json: bool) -> None:
    from dataclasses import asdict

    from align.clock import clock_text

    if as_json:
        say_json({"removals": [{**asdict(each), "kept": each.number in refused} for each in chosen]})
        return
    for line in _lines(chosen, refused):
        click.echo(line)
    saved = sum(each.end - each.start for each in chosen if each.number not in refused)
    note(f"{len(chosen)} places, {clock_text(saved, places=1, hours=0)} shorter")


def _lines(chosen: tuple[Removal, ...], refused: frozenset[int]) -> list[str]:
    from align.clock import clock_text

    return [
        f"{each.number:4} {clock_text(each.start, places=1, hours=0):>9} {each.reason}"
        + (" (kept)" if each.number in refused else "")
        for each in chosen
    ]


def _not_listed(path: Path | None, chosen: tuple[Removal, ...]) -> frozenset[int]:
    """Return the places that somebody has deleted from a list, or marked as kept."""
    if path is None:
        return frozenset()
    from align.transcript import decode, read_bytes

    listed = [line for line in decode(path, read_bytes(path)).splitlines() if line.strip()]
    first = [line.split()[0] for line in listed]
    wrong = next((line for line, number in zip(listed, first, strict=True) if not number.isdecimal()), None)
    if wrong is not None:
        raise FileProblem(path, f"has a line without a number: {wrong.strip()[:40]!r}; write the list anew with --list")
    known = {line: each.number for line, each in zip(_lines(chosen, frozenset()), chosen, strict=True)}
    strange = next((line for line in listed if line.removesuffix(" (kept)").rstrip() not in known), None)
    if strange is not None:
        raise FileProblem(
            path, f"is of another recording or level: {strange.strip()[:40]!r}; write it anew with --list"
        )
    taken = {int(number) for line, number in zip(listed, first, strict=True) if not line.endswith(" (kept)")}
    return frozenset(each.number for each in chosen) - taken


def _check_speaker(document: Alignment, name: str | None) -> None:
    from align.turns import speaker_names

    names = speaker_names(document.speakers)
    if name is not None and name not in names:
        raise UsageError(f"nobody is called {name!r} (speakers: {', '.join(names) or 'none are named'})")


def _spans(path: Path | None) -> tuple[tuple[float, float], ...]:
    """Return the quotes of a manifest, in seconds of the recording."""
    if path is None:
        return ()
    from handoff.manifest import read_manifest

    return tuple((float(span.start), float(span.end)) for clip in read_manifest(path).clips for span in clip.spans)


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
