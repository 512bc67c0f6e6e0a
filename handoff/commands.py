"""The commands `pullquote export` and `pullquote import`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, say_json
from align.document import Alignment
from align.errors import UsageError
from align.files import refuse_existing, write_whole
from handoff.formats import FORMATS
from handoff.importers import IMPORTERS
from handoff.job import Job
from handoff.marks import KINDS
from handoff.source import Asked

if TYPE_CHECKING:
    from handoff.plan import Request

__all__ = ["export_command", "import_command"]

_path = click.Path(path_type=Path)


class _Notes(logging.Handler):
    """Shows the library's warnings as lines on stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        note(f"note: {record.getMessage()}")


def _table(rows: dict[str, str]) -> str:
    width = max(map(len, rows))
    return "\b\n" + "\n".join(f"  {name:<{width}}  {text}" for name, text in rows.items())


_EXPORT_HELP = f"""Hand the alignment, or clips of it, to an editing program or a podcast feed.

\b
Examples:
  pullquote export episode.align.json --clips clips/clips.json --to fcp7 -o selects.xml
  pullquote export episode.align.json --to resolve-markers --fps 25 -o markers.edl
  pullquote export episode.align.json --to chapters -o episode-with-chapters.mp3

What --to takes:

{_table({name: row.help for name, row in FORMATS.items()})}

With --to chapters and a media file as -o, a copy of the recording with the chapters in it is written.
"""


@click.command("export", help=_EXPORT_HELP)
@click.argument("alignment", type=_path)
@click.option("--to", "name", required=True, type=click.Choice(list(FORMATS)), metavar="NAME", help="The format.")
@click.option("--clips", type=_path, help="clips.json, as pullquote clip writes it.")
@click.option("-o", "--output", type=_path, required=True, help="The file to write.")
@click.option("--media", type=_path, help="The recording, if it is not where the alignment says.")
@click.option("--fps", help="Frames a second, such as 25, 23.976 or 29.97df; by default the recording's, 30 for sound.")
@click.option("--drop/--no-drop", default=None, help="Drop-frame timecode or not, at 29.97 and 59.94.")
@click.option("--start-tc", help="Timecode of the recording's first frame; by default what the recording says.")
@click.option("--timeline-tc", help="Timecode at which the sequence begins; by default what the program expects.")
@click.option("--handles", default="0", help="Seconds to add before and after each clip, such as 2s.")
@click.option("--mark", "marks", multiple=True, type=click.Choice(KINDS), help="What to mark; may be repeated.")
@click.option("--title", help="Name of the sequence; by default the recording's.")
@click.option("--transcript-url", "urls", multiple=True, help="Where a transcript will be published; for --to podcast.")
@click.option("--chapters-url", default="", help="Where --to chapters-json will be published; for --to podcast.")
@click.option("--person", "people", multiple=True, metavar="NAME=ROLE",
              help="Who made the episode, as host, guest ...; may be repeated; for --to podcast.")  # fmt: skip
@force_option
@json_option
def export_command(alignment: Path, name: str, output: Path, force: bool, as_json: bool, **asked: Any) -> None:
    """Export; the help text is `_EXPORT_HELP`."""
    from handoff.plan import plan
    from handoff.tag import SUFFIXES

    _listen()
    job = plan(_request(alignment, name, **asked))
    embed = name == "chapters" and output.suffix.lower() in SUFFIXES
    files = (
        _embed(job, output, force=force)
        if embed
        else _write(job, name, output, inputs=(alignment, asked["clips"]), force=force)
    )
    if as_json:
        say_json({"files": [str(file) for file in files], "clips": len(job.clips), "marks": len(job.marks)})


def _request(alignment: Path, name: str, **asked: Any) -> Request:
    from align.clock import parse_duration
    from align.timecode import Rate
    from handoff.plan import Request

    rate = None if asked["fps"] is None else Rate.parse(asked["fps"])
    return Request(
        alignment=alignment,
        format=name,
        clips=asked["clips"],
        media=asked["media"],
        asked=Asked(rate, asked["drop"], asked["start_tc"]),
        timeline_start=asked["timeline_tc"],
        handles=parse_duration(asked["handles"]),
        marks=asked["marks"],
        title=asked["title"],
        transcripts=asked["urls"],
        chapters_url=asked["chapters_url"],
        people=asked["people"],
    )


def _write(job: Job, name: str, output: Path, *, inputs: Sequence[Path | None], force: bool) -> list[Path]:
    written = FORMATS[name].write(job)
    contents: Sequence[str | bytes] = written.documents if written.binary is None else (written.binary,)
    files = [output]
    files += [output.with_name(f"{output.stem}-{n}{output.suffix}") for n in range(2, len(contents) + 1)]
    refuse_existing(*files, force=force, inputs=(*inputs, job.source.path))
    for file, content in zip(files, contents, strict=True):
        write_whole(file, content, force=force)
    for line in written.notes:
        note(f"note: {line}")
    return files


def _embed(job: Job, output: Path, *, force: bool) -> list[Path]:
    from handoff.formats.chapters import ffmetadata
    from handoff.tag import MP4, write_chapters

    text = ffmetadata(job, from_zero=output.suffix.lower() in MP4)
    write_chapters(job.source.path, text, output, force=force)
    return [output]


_IMPORT_HELP = f"""Turn an alignment made elsewhere into pullquote's own, for all the other commands.

\b
Examples:
  pullquote import episode.whisperx.json --from whisperx --media episode.mp3 -o episode.align.json
  pullquote import words.TextGrid --from textgrid --transcript episode.txt -o episode.align.json

What --from takes:

{_table({name: row.help for name, row in IMPORTERS.items()})}
"""


@click.command("import", help=_IMPORT_HELP)
@click.argument("file", type=_path)
@click.option("--from", "name", required=True, type=click.Choice(list(IMPORTERS)), metavar="NAME", help="The format.")
@click.option("--transcript", type=_path, help="A transcript whose words take the times, in place of the file's words.")
@click.option("--media", type=_path, help="The recording that was aligned.")
@click.option("--language", help="Two-letter code; by default what the file says, else en.")
@click.option("--tier", help="The TextGrid tier that holds the words; by default one called words, else the first.")
@click.option("-o", "--output", type=_path, required=True, help="The alignment to write.")
@force_option
@json_option
def import_command(file: Path, name: str, output: Path, force: bool, as_json: bool, **asked: Any) -> None:
    """Import; the help text is `_IMPORT_HELP`."""
    from handoff.importers import read_alignment

    _listen()
    if asked["tier"] is not None and name != "textgrid":
        raise UsageError("--tier goes with --from textgrid")
    refuse_existing(output, force=force, inputs=(file, asked["transcript"], asked["media"]))
    alignment = read_alignment(file, name, **asked)
    alignment.save(output, force=force)
    counts = _counts(alignment)
    if as_json:
        say_json({"file": str(output), "words": len(alignment.words), **counts})
    else:
        note(f"{len(alignment.words)} words: " + ", ".join(f"{n} {status}" for status, n in counts.items()))


def _counts(alignment: Alignment) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in alignment.words:
        counts[word.status] = counts.get(word.status, 0) + 1
    return counts


def _listen() -> None:
    log = logging.getLogger("handoff")
    if not any(isinstance(handler, _Notes) for handler in log.handlers):
        log.addHandler(_Notes())
