"""The commands `pullquote subtitles`, `check` and `retime`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.options import accept_option, language_note, language_option

__all__ = ["check_command", "retime_command", "subtitles_command"]

_PATH = click.Path(path_type=Path)


def _profile_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--fps", metavar="RATE", help="Frame rate of the picture: times become whole frames."),
        click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help="Override a number of the profile."),
        click.option("--profile", metavar="NAME", help="Rules that cues follow.  [default: default]"),
    ):
        command = option(command)
    return command


def _writing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    flag: dict[str, Any] = {"is_flag": True, "default": None}
    for option in (
        click.option("--crlf", **flag, help="SRT: Windows line ends."),
        click.option("--bom", **flag, help="SRT: begin with a byte order mark."),
        click.option("--drop/--no-drop", default=None, help="Drop-frame timecode."),
        click.option("--start-tc", metavar="HH:MM:SS:FF", help="Timecode of the first frame; ; for drop-frame."),
        click.option("--offset", metavar="TIME", help="Add this to every time; may be negative."),
        click.option("--keep-absent", **flag, help="Show words that are not in the audio, too."),
        click.option("--turns", **flag, help="Guess where speakers change, and mark it as a guess."),
        click.option("--speakers", metavar="OLD=NEW|TIME=NAME", multiple=True, help="Name speakers."),
    ):
        command = option(command)
    return command


@click.command("subtitles")
@click.argument("alignment", type=_PATH)
@click.option("-o", "--output", "outputs", metavar="FILE", type=_PATH, multiple=True, help="Its ending is the format.")
@click.option("--format", "format_name", metavar="NAME", help="Format of the outputs, whatever their endings.")
@click.option("--preview", metavar="FILE", type=_PATH, help="An HTML page that shows the cues on a picture.")
@_profile_options
@_writing_options
@force_option
@json_option
def subtitles_command(
    alignment: Path,
    outputs: tuple[Path, ...],
    format_name: str | None,
    preview: Path | None,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write subtitles from an alignment; the ending of each output chooses its format.

    Endings: .srt .vtt .ass .ttml .scc .stl (EBU) .itt .sbv .txt .md .docx .pdf .csv .tsv .words.csv .words.tsv .json
    (as whisperX writes it) .podcast.json .html (Podcasting 2.0). Profiles: default, netflix, netflix-kids, amazon, bbc,
    bbc-vertical, ted, podcast, social, karaoke, and those of a pullquote.toml beside the alignment.

    \b
    Examples:
      pullquote subtitles episode.align.json -o episode.srt -o episode.vtt
      pullquote subtitles episode.align.json -o reel.ass --profile social --set max_words=4
      pullquote subtitles episode.align.json --preview preview.html
    """
    from subtitles.settings import resolve
    from subtitles.tasks import subtitle

    if not outputs and preview is None:
        raise click.UsageError("nothing to write: give -o FILE or --preview FILE")
    settings = resolve(alignment.parent, given)
    track = subtitle(alignment, outputs, settings, format_name=format_name, preview=preview, force=force)
    files = [str(path) for path in (*outputs, *([preview] if preview else []))]
    if as_json:
        say_json({"cues": len(track.events), "profile": settings.profile.name, "files": files})
    else:
        for file in files:
            note(f"{file}: {len(track.events)} cues")


@click.command("check")
@click.argument("files", metavar="FILE...", type=_PATH, nargs=-1, required=True)
@click.option("--alignment", type=_PATH, metavar="FILE", help="Compare subtitles with what is said, and when.")
@click.option("--language", default="en", show_default=True, help="Of subtitles without an alignment.")
@click.option("--csv", "csv_path", type=_PATH, metavar="FILE", help="Also write LineNumber,TimeCode,Context,Comment.")
@click.option("--only", metavar="NAME", multiple=True, help="Flag these levels or rules only (hard, speed, ...).")
@_profile_options
@force_option
@json_option
def check_command(
    files: tuple[Path, ...],
    alignment: Path | None,
    language: str,
    csv_path: Path | None,
    only: tuple[str, ...],
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Check subtitles (SRT, WebVTT) or an alignment against a profile; exit 1 if something is flagged.

    \b
    Examples:
      pullquote check episode.srt --profile netflix
      pullquote check edited.srt --alignment episode.align.json --csv report.csv
    """
    from subtitles.check import as_table
    from subtitles.tasks import AskedRules, check

    reports = check(
        files, alignment=alignment, language=language, rules=AskedRules(**asked), only=only,
        csv_path=csv_path, force=force,
    )  # fmt: skip
    if as_json:
        say_json({"reports": [report.to_json() for report in reports]})
    else:
        for report in reports:
            if len(reports) > 1:
                click.echo(click.format_filename(report.path))
            click.echo(as_table(report))
    if any(report.findings for report in reports):
        sys.exit(1)


@click.command("retime")
@click.argument("subtitles", type=_PATH)
@click.argument("audio", type=_PATH)
@click.option("-o", "--output", metavar="FILE", type=_PATH, required=True, help="SRT or WebVTT, as the input is.")
@click.option("--page", metavar="FILE", type=_PATH, help="An HTML page of the cues before and after, to look and hear.")
@click.option("--largest-shift", "largest", metavar="SECONDS", type=float, help="Leave cues that would move further.")
@click.option("--only", metavar="FILE", type=_PATH, help="Move these cues only: numbers, as the page saves them.")
@language_option
@accept_option
@_profile_options
@force_option
@json_option
def retime_command(
    subtitles: Path,
    audio: Path,
    output: Path,
    language: str,
    accept_poor: bool,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Give subtitles right times; their cues, lines and markup stay. AUDIO may be an alignment of it, too.

    Exit code 1: cues were not heard, not understood, or left because they would move too far.

    \b
    Examples:
      pullquote retime theirs.srt episode.mp3 -o right.srt
      pullquote retime theirs.srt episode.mp3 -o right.srt --page retime.html --largest-shift 5
    """
    from subtitles.tasks import AskedRules, RetimeReview, retime_file

    review = RetimeReview(**{key: asked.pop(key) for key in ("page", "largest", "only")}, accept_poor=accept_poor)
    with progress_bar("retime") as progress:
        made = retime_file(
            subtitles, audio, output, language=language, rules=AskedRules(**asked), force=force, progress=progress,
            review=review,
        )  # fmt: skip
    if as_json:
        told = {"language": made.language, "language_detected": language == "auto"}
        warnings = {"warnings": list(made.warnings)} if made.warnings else {}
        poor = {"poor_match": asdict(made.poor_match)} if made.poor_match else {}
        left = {"guessed": list(made.guessed), "lost": list(made.lost), "too_far": list(made.too_far)}
        left |= {"doubtful": list(made.doubtful)}
        left |= {"page": str(review.page)} if review.page else {}
        say_json({"cues": len(made.cues), **left, "file": str(output), **told, **warnings, **poor})
    else:
        if language == "auto" and audio.suffix.lower() != ".json":
            note(language_note(made.language))
        note(f"{output}: {len(made.cues)} cues")
        for warning in made.warnings:
            note(f"warning: {warning}")
        if made.poor_match:
            found, total = made.poor_match.found, made.poor_match.total
            note(f"warning: only {found} of {total} words of the subtitles were found; the new times are guesses")
        if made.guessed:
            note(f"not found in the audio, moved with the cues around them: {_counted(made.guessed)}")
        if made.doubtful:
            note(f"timed by the few of their words that were found in the audio: {_counted(made.doubtful)}")
        if made.too_far:
            note(f"left as they were, they would move more than {review.largest:g} s: {_counted(made.too_far)}")
        if review.page:
            note(f"{review.page}: before and after")
        for fault in made.lost:
            note(f"left as it is: the file {fault}")
    if made.guessed or made.doubtful or made.lost or made.poor_match or made.too_far:
        sys.exit(1)


def _counted(numbers: Sequence[int]) -> str:
    """Return how many cues, and the numbers of the first ten.

    >>> _counted([3]), _counted(range(1, 13))
    ('1 cue (3)', '12 cues (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...)')
    """
    shown = ", ".join(map(str, numbers[:10])) + (", ..." if len(numbers) > 10 else "")
    return f"{len(numbers)} {'cue' if len(numbers) == 1 else 'cues'} ({shown})"
