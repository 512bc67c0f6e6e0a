"""The command `pullquote translate-captions`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.clock import clock_text
from align.console import force_option, json_option, note, say_json

if TYPE_CHECKING:
    from translation.timing import Translated

__all__ = ["translate_command"]

_PATH = click.Path(path_type=Path)
SHOWN = 10
"""Uncertain pairs that are listed on the terminal; --pairs writes them all."""
_TEXT = 60


@click.command("translate-captions")
@click.argument("alignment", type=_PATH)
@click.argument("translation", type=_PATH, required=False)
@click.option("-o", "--output", "outputs", metavar="FILE", type=_PATH, multiple=True, help="Its ending is the format.")
@click.option("--language", default="auto", show_default=True, help="Of the translation; two letters.")
@click.option("--translator", metavar="CMD", help="Your program: sentences in, a line each; as many lines out.")
@click.option("--like", metavar="FILE", type=_PATH, help="Keep to the cues of these subtitles, times and numbers.")
@click.option("--bilingual", is_flag=True, help="Both languages in each cue, the original above.")
@click.option("--pairs", metavar="FILE", type=_PATH, help="Also write which sentences were paired, as CSV.")
@click.option("--profile", metavar="NAME", help="The profile: default, netflix, bbc, ...")
@click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help="Override a number of the profile.")
@click.option("--fps", metavar="RATE", help="Frame rate of the picture; cues then begin and end on frames.")
@force_option
@json_option
def translate_command(alignment: Path, translation: Path | None, force: bool, as_json: bool, **asked: Any) -> None:
    """Time a TRANSLATION (text, Word, SRT, ...) by the words of the original; exit 1 where pairs are uncertain.

    Sentences are paired by their lengths, numbers, names and a lexicon learnt on the very pair; nothing is sent
    anywhere. An output that ends in .align.json is an alignment of the translation, for every other command.

    \b
    Examples:
      pullquote translate-captions episode.align.json german.docx -o episode.de.srt
      pullquote translate-captions episode.align.json german.txt --like episode.en.srt -o episode.de.srt
      pullquote translate-captions episode.align.json --translator "my-model --to de" --language de -o episode.de.vtt
    """
    from subtitles.settings import resolve
    from translation.captions import Request, translate_captions

    given = {key: asked[key] for key in ("profile", "sets", "fps")}
    request = Request(
        alignment,
        translation,
        asked["outputs"],
        resolve(alignment.parent, given),
        language=asked["language"],
        translator=asked["translator"],
        like=asked["like"],
        bilingual=asked["bilingual"],
        pairs=asked["pairs"],
    )
    written = translate_captions(request, force=force)
    files = [str(path) for path in (*request.outputs, *([request.pairs] if request.pairs else []))]
    rows = _uncertain(written.made)
    warnings = list(dict.fromkeys((*written.made.alignment.report.warnings, *written.doubts)))
    if as_json:
        counts = {"cues": written.cues, "pairs": len(written.made.pairs)}
        told = {"language": written.made.alignment.language, **counts, "uncertain": rows, "files": files}
        say_json({**told, "warnings": warnings})
    else:
        for warning in warnings:
            note(warning)
        note(_counted(written.cues, len(written.made.pairs), len(rows)))
        for file in files:
            click.echo(file)
        for row in rows[:SHOWN]:
            time = "-" if row["start"] is None else clock_text(row["start"], places=1, hours=0)
            ours, theirs = (row[side][:_TEXT] or "(nothing)" for side in ("original", "translation"))
            note(f"look at {time}: {ours} = {theirs}")
    if rows or written.doubts:
        sys.exit(1)


def _counted(cues: int, pairs: int, uncertain: int) -> str:
    return (
        f"{cues} cue{'s' * (cues != 1)}, {pairs} pair{'s' * (pairs != 1)} of sentences, {uncertain} of them uncertain"
    )


def _uncertain(made: Translated) -> list[dict[str, Any]]:
    """Return the pairs to look at, with the time of the original."""
    from translation.sentences import sentences_text

    return [
        {
            "start": made.starts[pair.ours[0]] if pair.ours else None,
            "original": sentences_text(made.ours, pair.ours),
            "translation": sentences_text(made.theirs, pair.theirs),
            "cost": pair.cost,
        }
        for pair in made.uncertain
    ]
