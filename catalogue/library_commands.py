"""The commands `pullquote library add`, `search` and `check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, say_json
from align.cores import usable_cores
from align.errors import FileProblem, UsageError
from clips.picture import ASPECTS

if TYPE_CHECKING:
    from catalogue.library import Hit, Library

__all__ = ["library_command"]

library_option = click.option(
    "--library", "path", type=click.Path(path_type=Path), default=Path("library.sqlite"), show_default=True,
    help="The library's file.",
)  # fmt: skip


@click.group("library")
def library_command() -> None:
    """Search all words of many episodes; each command answers with --json, too.

    \b
    Example:
      pullquote library add aligned/
      pullquote library search "they come because" --clip -o clips/
    """


@library_command.command("add")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--show", default="", help="Which show these episodes are of.")
@library_option
@json_option
def add_command(sources: tuple[Path, ...], show: str, path: Path, as_json: bool) -> None:
    """Take in alignment documents, or all below a folder; what has not changed is passed over.

    \b
    Example:
      pullquote library add aligned/ --show "Night Shift"
    """
    documents = [document for source in sources for document in _documents(source)]
    if not documents:
        raise UsageError(f"there is no *.align.json in {', '.join(map(str, sources))}")
    library = _open(path, new=True)
    added = library.add(documents, show=show, workers=usable_cores())
    episodes, words = library.size()
    library.close()
    if as_json:
        counts = {"added": added.added, "same": added.same, "words": added.words}
        refused = [{"path": str(problem.path), "what": str(problem)} for problem in added.refused]
        say_json({"library": str(path), **counts, "refused": refused, "episodes": episodes, "all_words": words})
    else:
        click.echo(path)
        for problem in added.refused:
            note(f"left out: {problem}")
        note(f"{added.added} added, {added.same} unchanged; {episodes} episodes, {words} words")
    if added.refused:
        raise SystemExit(1)


@library_command.command("search")
@click.argument("quote")
@click.option("--show", help="Only of this show.")
@click.option("--speaker", help="Only what this person says.")
@click.option("--since", metavar="DATE", help="Only from this date on: 2024, 2024-05 or 2024-05-01.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many places.")
@click.option("--clip", "clip", is_flag=True, help="Cut each place into a file of its own.")
@click.option("--supercut", is_flag=True, help="Cut the places and join them into one file.")
@click.option(
    "--list", "list_path", type=click.Path(path_type=Path), help="Write the places as a list of selects (CSV)."
)
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), default=Path("clips"), show_default=True,
              help="The folder for --clip and --supercut.")  # fmt: skip
@click.option("--style", metavar="NAME", help="Burn captions into what is cut: a style of `pullquote clip`.")
@click.option("--aspect", type=click.Choice(ASPECTS), default="source", show_default=True, help="Of what is cut.")
@click.option("--brand", type=click.Path(path_type=Path), help="A file of colours, logo, intro and outro: brand.toml.")
@click.option(
    "--bumpers/--no-bumpers", default=True, help="Put the brand's intro, outro and end card around what is made."
)
@library_option
@force_option
@json_option
def search_command(
    quote: str, path: Path, limit: int, list_path: Path | None, as_json: bool, force: bool, **options: Any
) -> None:
    """Find QUOTE in all episodes: the very words, else what comes near; `*` ends a word that is only begun.

    \b
    Example:
      pullquote library search "somebody lit a lamp" --speaker Ada --since 2024
    """
    from catalogue.library import Filters

    library = _open(path)
    hits = library.search(quote, Filters(options["show"], options["speaker"], options["since"]), limit=limit)
    library.close()
    files: list[Path] = []
    if list_path is not None:
        from catalogue.cutting import write_list

        write_list(list_path, hits, force=force)
        files.append(list_path)
    if hits and (options["clip"] or options["supercut"]):
        files += _cut(hits, quote, force=force, **options)
    if as_json:
        say_json({"hits": [_row(hit) for hit in hits], "files": [str(file) for file in files]})
    else:
        for hit in hits:
            click.echo(_line(hit))
        for file in files:
            click.echo(file)
    if not hits:
        note("nothing like it is said in any episode")
        raise SystemExit(1)


def _cut(hits: Sequence[Hit], quote: str, *, force: bool, **options: Any) -> list[Path]:
    """Cut hits, and join them where that is wanted: then the brand's intro and outro stand around the whole."""
    from catalogue.cutting import HitLook, cut_hits, supercut

    joined, brand, bumpers = options["supercut"], options["brand"], options["bumpers"]
    look = HitLook(brand, options["style"], options["aspect"], bumpers and not joined)
    files = cut_hits(hits, options["out"], force=force, look=look)
    if joined:
        files.append(supercut(files, options["out"], quote, force=force, brand=brand if bumpers else None))
    return files


@library_command.command("check")
@click.option("--heal", is_flag=True, help="Forget documents that are gone, read changed ones anew.")
@library_option
@json_option
def check_command(path: Path, heal: bool, as_json: bool) -> None:
    """Name documents and recordings that are gone or have changed.

    \b
    Example:
      pullquote library check --heal
    """
    library = _open(path)
    if heal:
        healed = library.heal()
        for refused in healed.refused:
            note(f"not read anew: {refused}")
        note(f"{healed.gone} forgotten, {healed.changed} read anew")
    problems = library.check()
    episodes, words = library.size()
    library.close()
    if as_json:
        rows = [{"path": str(problem.path), "what": problem.what} for problem in problems]
        say_json({"episodes": episodes, "words": words, "problems": rows})
    else:
        for problem in problems:
            click.echo(f"{problem.path}: {problem.what}")
        note(f"{episodes} episodes, {words} words, {len(problems)} problems")
    if problems:
        raise SystemExit(1)


def _open(path: Path, *, new: bool = False) -> Library:
    from catalogue.library import Library

    if not new and not path.exists():
        raise FileProblem(path, "there is no such library; make it with: pullquote library add FOLDER")
    return Library(path)


def _documents(source: Path) -> list[Path]:
    return sorted(source.rglob("*.align.json")) if source.is_dir() else [source]


def _row(hit: Hit) -> dict[str, Any]:
    return {**asdict(hit), "document": str(hit.document), "media": str(hit.media)}


def _line(hit: Hit) -> str:
    from align.clock import clock_text

    when = "--:--" if hit.start is None else clock_text(hit.start, places=1, hours=0)
    who = f" {hit.speaker}:" if hit.speaker else ""
    near = "" if hit.score >= 1 else f" ({hit.score:.2f})"
    return f"{hit.name} {when}{who} ... {hit.before} [{hit.text}] {hit.after} ...{near}"
