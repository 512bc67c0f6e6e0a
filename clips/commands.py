"""The commands `find` and `clip`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, progress_bar, progress_lines, say_json
from align.document import Alignment
from align.errors import UsageError
from align.options import DurationType, track_options
from align.settings_file import option_defaults

if TYPE_CHECKING:
    from clips.requests import ClipRequest, Prepared

__all__ = ["clip_command", "find_command"]

_alignment = click.argument("alignment", type=click.Path(path_type=Path))


@click.command("find")
@_alignment
@click.argument("quote")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1), help="List at most this many places.")
@click.option("--speaker", metavar="NAME", help="Only what this person says.")
@json_option
def find_command(alignment: Path, quote: str, limit: int, speaker: str | None, as_json: bool) -> None:
    """Say where QUOTE is in ALIGNMENT, best matches first.

    QUOTE is what you remember of it: case, punctuation, quote marks and small slips do not matter, and "first words
    ... last words" is a long stretch. It may also be a time (12:03-12:41), words by number (word:120-180), a
    speaker's turn (turn:7, turn:ADA:2) or a regular expression (/nothing .* works/).

    \b
    Example:
      pullquote find episode.align.json "i knew nothing"
    """
    from align.turns import speaker_at
    from clips.queries import not_found, search
    from clips.quotes import FOUND, QuoteIndex
    from clips.source import load_document

    document = load_document(alignment)
    if speaker is not None:
        speaker = _named_speaker(document, speaker)
    index = QuoteIndex(document)
    # Others may have said it better: more places are looked at than are listed.
    matches = search(index, quote, limit=limit if speaker is None else limit * PLACES_FOR_ONE)
    if speaker is not None:
        matches = [match for match in matches if speaker_at(document.speakers, match.first) == speaker][:limit]
    found = [match for match in matches if match.score >= FOUND]
    if as_json:
        say_json({"quote": quote, "matches": [_row(document, m, found=m in found) for m in matches]})
    if not found:
        raise not_found(index, quote, matches)
    if not as_json:
        for number, match in enumerate(found, start=1):
            click.echo(_line(document, number, match))


PLACES_FOR_ONE = 20
"""Places that are looked at for each that is listed, where only one person's words are asked for."""


def _named_speaker(document: Alignment, speaker: str) -> str:
    from align.turns import named_alike, speaker_names

    named = speaker_names(document.speakers)
    meant = named_alike(named, speaker)
    if meant is None:
        raise UsageError(f"no speaker is called {speaker}; the alignment names {', '.join(named) or 'nobody'}")
    return meant


def _row(document: Alignment, match: Any, *, found: bool) -> dict[str, Any]:
    timed = [w for w in document.words[match.first : match.last + 1] if w.timed]
    return {
        "found": found,
        "score": match.score,
        "start": timed[0].start if timed else None,
        "end": timed[-1].end if timed else None,
        "spans": [[span.first, span.last] for span in match.spans],
        "differences": [{"quoted": one.quoted, "said": one.said} for one in match.differences],
        "text": " [..] ".join(_words(document, s.first, s.last) for s in match.spans),
        "before": _words(document, max(0, match.first - 8), match.first - 1),
        "after": _words(document, match.last + 1, match.last + 8),
    }


def _words(document: Alignment, first: int, last: int) -> str:
    from align.spacing import join_words

    return join_words(document.words[max(0, first) : last + 1])


def _line(document: Alignment, number: int, match: Any) -> str:
    from clips.queries import place_text

    row = _row(document, match, found=True)
    times = "no times" if row["start"] is None else f"{place_text(row['start'])}-{place_text(row['end'])}"
    text = row["text"] if len(row["text"]) <= 200 else f"{row['text'][:100]} ... {row['text'][-90:]}"
    words = f"words {match.first + 1}-{match.last + 1}"
    return f"{number}. {times}  {match.score:.2f}  {words}\n   {row['before']} «{text}» {row['after']}"


_FORMATS = click.Choice(["auto", "mp4", "mp3", "m4a", "wav", "flac"])
_LOUDNESS = click.Choice(["-14", "-16", "-19", "-23", "off"])


def _options(command: Any) -> Any:
    """Give `clip` its many options, the many options of `clip`, in the order in which `--help` shows them."""
    from clips.drawing_options import drawing_options
    from clips.presets import preset_names

    path = click.Path(path_type=Path)
    options = [
        click.option("--media", type=path, help="What to cut; by default what was aligned."),
        click.option("-o", "--output", type=path, default=Path("clips"), show_default=True, help="The folder to fill."),
        click.option("--list", "selects", type=path, help="A list of clips: .csv, .tsv, .toml, .md, .srt or .vtt."),
        click.option(
            "--preset", type=click.Choice(preset_names()), help="Shape, captions and loudness for a platform."
        ),
        click.option("--format", type=_FORMATS, default="auto", show_default=True, help="auto: mp4 or mp3."),
        click.option("--nth", type=click.IntRange(1), help="Which of several equal places, from 1."),
        click.option("--title", default="", help="For the file name and the audiogram; lists have their own."),
        click.option("--to-sentence", is_flag=True, help="Widen to whole sentences."),
        click.option("--handles", type=DurationType(), default="0s", help="So much more on both sides, for hand-off."),
        *_picture_options(),
        *drawing_options(),
        click.option("--loudness", type=_LOUDNESS, default="-16", show_default=True, help="LUFS."),
        click.option("--per-clip", is_flag=True, help="Bring each clip to the loudness by itself."),
        click.option("--high-pass", type=click.FloatRange(10, 500), help="Take off what lies below so many Hz."),
        click.option("--denoise", is_flag=True, help="Take off steady noise."),
        click.option("--show", default="", help="For the file names."),
        click.option("--episode", default="", help="For the file names."),
        click.option("--jobs", type=click.IntRange(1), help="Clips at a time; by default one a core."),
        click.option("--resume", is_flag=True, help="Skip what is already right."),
        click.option("--sheet", is_flag=True, help="Also make a contact sheet: what each clip shows, at a glance."),
        click.option("--anyway", is_flag=True, help="Cut other media than those that were aligned."),
        click.option("--dry-run", is_flag=True, help="Print the plan, make nothing."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _picture_options() -> list[Any]:
    from clips.focus import LAYOUTS
    from clips.picture import ASPECTS, FITS
    from clips.render import QUALITIES

    return [
        click.option("--aspect", type=click.Choice(ASPECTS), default="source", show_default=True),
        click.option("--fit", type=click.Choice(FITS), default="crop", show_default=True, help="How to reach it."),
        click.option(
            "--focus",
            multiple=True,
            default=("centre",),
            help="What a crop keeps: left, centre, right, x%; NAME=x% for each speaker; auto: who speaks.",
        ),
        click.option(
            "--layout",
            type=click.Choice(LAYOUTS),
            default="follow",
            show_default=True,
            help="Several people: go from one to the other, side by side, or the whole picture.",
        ),
        click.option("--height", type=click.IntRange(64, 4320), help="Lines of the picture."),
        click.option("--quality", type=click.Choice(QUALITIES), default="standard", show_default=True),
        click.option("--encoder", default="libx264", show_default=True, help="Such as h264_nvenc, h264_videotoolbox."),
    ]


@click.command("clip")
@_alignment
@click.argument("quotes", nargs=-1)
@_options
@track_options
@force_option
@json_option
def clip_command(alignment: Path, quotes: tuple[str, ...], force: bool, as_json: bool, **options: Any) -> None:
    """Cut QUOTES out of the media that ALIGNMENT belongs to, with subtitles beside each clip.

    A quote may name a stretch ("first words ... last words"), several spans to be joined ("this [..] and this"), a
    time, a turn, words or a pattern, as in `pullquote find`.

    \b
    Example:
      pullquote clip episode.align.json "I knew nothing ... about it" --media episode.mp4 -o clips/
    """
    from align.files import make_folder
    from clips.presets import length_warnings
    from clips.requests import ClipRequest, prepare, run

    own = option_defaults(click.get_current_context(), alignment.parent, "clip")
    options |= own
    preset = options.pop("preset")
    if preset:
        options |= _of_platform(click.get_current_context(), own, preset)
    request = ClipRequest(alignment, quotes, force=force, **options)
    with progress_bar("Planning") as on_progress:
        prepared = prepare(request, on_progress)
    if not prepared.plans and not as_json:
        # What is refused is said before, and without, what is worth knowing of clips that will not be.
        _stop_on(prepared.failures)
    if not request.dry_run:
        make_folder(request.output)
    lengths = length_warnings(preset, prepared.plans) if preset else ()
    for line in [*prepared.notes, *_picture_notes(request, prepared), *lengths]:
        note(line)
    if request.dry_run:
        _say_plan(prepared, as_json)
        _stop_on(prepared.failures)
        return
    for plan in prepared.plans:
        for warning in plan.warnings:
            note(f"{plan.stem}: {warning}")
    with progress_lines("Cutting") as on_item:
        made = run(request, prepared, on_item)
    printed = {(plan.stem, warning) for plan in prepared.plans for warning in plan.warnings}
    for name, warning in ((entry["name"], warning) for entry in made.entries for warning in entry["warnings"]):
        if (name, warning) not in printed:
            note(f"{name}: {warning}")
    if as_json:
        sheet = {} if made.sheet is None else {"sheet": str(made.sheet)}
        say_json({"clips": made.entries, "failed": [_failed(f) for f in made.failures], **sheet})
    else:
        for entry in made.entries:
            click.echo(_made_line(request.output, entry))
        if made.sheet is not None:
            click.echo(f"made {made.sheet}")
    _stop_on(made.failures)


def _picture_notes(request: ClipRequest, prepared: Prepared) -> list[str]:
    """Say which options clips that show no film leave unused."""
    asked = ["--sheet"] * request.sheet + ["--focus"] * any("=" in place or place == "auto" for place in request.focus)
    if not asked or not prepared.plans or any(plan.film is not None for plan in prepared.plans):
        return []
    return [f"these clips show no film: {' and '.join(asked)} {'are' if len(asked) > 1 else 'is'} left out"]


def _failed(failure: Any) -> dict[str, Any]:
    return {"number": failure.number, "title": failure.title, "error": str(failure.error)}


def _made_line(folder: Path, entry: dict[str, Any]) -> str:
    did = "kept" if entry.get("skipped") else "made"
    return (
        f"{did} {folder / entry['files']['clip']}  {entry['duration']:.1f} s  {entry['loudness']['measured']:.1f} LUFS"
    )


def _of_platform(context: click.Context, own: Mapping[str, Any], preset: str) -> dict[str, Any]:
    """Return what a preset sets and neither the command line nor the folder's settings (`own`) do."""
    from clips.presets import preset_options

    return {
        name: value
        for name, value in preset_options(preset).items()
        if name not in own and context.get_parameter_source(name) is not click.core.ParameterSource.COMMANDLINE
    }


def _say_plan(prepared: Any, as_json: bool) -> None:
    entries = prepared.entries()
    if as_json:
        say_json({"clips": entries, "failed": [_failed(f) for f in prepared.failures]})
        return
    for entry in entries:
        spans = ", ".join(f"{span['in']:.3f}-{span['out']:.3f}" for span in entry["spans"])
        click.echo(f"{entry['name']}  {spans}  {entry['duration']:.2f} s\n   «{entry['text']}»")
        for warning in entry["warnings"]:
            click.echo(f"   {warning}")


def _stop_on(failures: Sequence[Any]) -> None:
    """Print one line for each failure; the worst decides how the command ends."""
    if not failures:
        return
    for failure in failures[:-1]:
        note(f"pullquote: {failure.error}")
    last = failures[-1].error
    raise last
