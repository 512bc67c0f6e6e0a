"""The command `pullquote suggest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, say_json
from align.document import Alignment
from align.options import DurationType

if TYPE_CHECKING:
    from clips.suggestions import Suggestion

__all__ = ["suggest_command"]


@click.command("suggest")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="Suggest at most so many.")
@click.option("--shortest", default="15s", show_default=True, type=DurationType())
@click.option("--longest", default="60s", show_default=True, type=DurationType())
@click.option("--speaker", help="Only what this person says.")
@click.option("--llm", metavar="COMMAND", help="Have a program of yours choose and rank: JSON in, a list of ids out.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Write a page to hear them and tick those to make.")
@force_option
@json_option
def suggest_command(
    alignment: Path, limit: int, shortest: float, longest: float, as_json: bool, force: bool, **asked: str | Path | None
) -> None:
    """Suggest stretches of ALIGNMENT that would stand alone as clips, with the reasons.

    Complete thoughts that need no context and make a point, 15 to 60 s long; never headings, greetings or adverts.
    `word:A-B` of each can be given to `pullquote clip`, and so can the list that the page of --sheet saves.

    \b
    Example:
      pullquote suggest episode.align.json --limit 20 --sheet suggestions.html
      pullquote suggest episode.align.json --speaker Ada --llm "my-model --json"
    """
    from align.errors import UsageError
    from align.files import refuse_existing
    from align.turns import named_alike, speaker_names
    from clips.ranking import CANDIDATES, candidates_of, ranked_by
    from clips.source import load_document
    from clips.suggestions import suggest

    sheet, llm, speaker = asked["sheet"], asked["llm"], asked["speaker"]
    if sheet is not None:
        refuse_existing(Path(sheet), force=force, inputs=(alignment,))
    document = load_document(alignment)
    names = speaker_names(document.speakers)
    meant = None if speaker is None else named_alike(names, str(speaker))
    if speaker is not None and meant is None:
        raise UsageError(f"nobody is called {speaker!r} here; speakers: {', '.join(names) or 'none are named'}")
    count = limit if llm is None else CANDIDATES * limit
    found = suggest(document, limit=count, shortest=shortest, longest=longest, speaker=meant)
    if llm is not None and found:
        found = ranked_by(str(llm), document, found)[:limit]
    rows = candidates_of(document, found)
    for row, one in zip(rows, found, strict=True):
        row["words"] = [one.span.first, one.span.last]
    if sheet is not None:
        _write_sheet(document, alignment, Path(sheet), found, force)
    if as_json:
        say_json({"suggestions": rows, **({} if sheet is None else {"sheet": str(sheet)})})
    else:
        _print(rows)
        if sheet is not None:
            click.echo(sheet)
    if not found:
        note(f"no stretch of whole sentences lasts {shortest:g} to {longest:g} s and stands alone")


def _write_sheet(document: Alignment, path: Path, sheet: Path, found: Sequence[Suggestion], force: bool) -> None:
    from align.files import write_whole
    from align.media_place import find_media_file
    from clips.suggestion_sheet import suggestion_sheet

    media = find_media_file(document.media, path)
    write_whole(sheet, suggestion_sheet(document, found, page=sheet, document=path, media=media), force=force)


def _print(rows: Sequence[dict[str, Any]]) -> None:
    from clips.queries import place_text

    for row in rows:
        first, last = row["words"]
        times = f"{place_text(row['start'])}-{place_text(row['end'])}"
        click.echo(f"{row['id']}. {row['title']}  {times}  {row['score']:.2f}  word:{first + 1}-{last + 1}")
        click.echo(f"   {'; '.join(row['reasons'])}")
        click.echo(f"   «{row['text']}»")
