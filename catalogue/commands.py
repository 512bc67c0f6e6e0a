"""The command `pullquote batch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import json_option, note, progress_lines, say_json
from align.engine import ENGINES
from align.errors import UsageError
from align.settings_file import option_defaults

if TYPE_CHECKING:
    from catalogue.batch import BatchSettings
    from catalogue.episodes import Found
    from catalogue.stores import Store

__all__ = ["batch_command"]

GIGABYTE = 1e9


@click.command("batch")
@click.argument("source")
@click.option("-o", "--output", "out", required=True, help="The folder to fill, or a URL of an object store.")
@click.option("--language", default="auto", show_default=True, help="Of episodes whose language is not told.")
@click.option("--engine", type=click.Choice(["auto", *ENGINES]), default="auto", show_default=True)
@click.option("--subtitles", "formats", default="srt,vtt", show_default=True, help="Formats, with commas between.")
@click.option("--profile", "profiles", multiple=True, help="Profile of the subtitles (repeatable).")
@click.option("--command", "commands", multiple=True, metavar="TEXT",
              help='One of pullquote\'s for each episode, such as "export {alignment} --to otio -o {folder}/{id}.otio"'
              " (repeatable).")  # fmt: skip
@click.option("--only", multiple=True, metavar="GLOB", help="Episodes by name; * and ? match (repeatable).")
@click.option("--retry", type=click.Choice(["failed", "none"]), default="failed", show_default=True,
              help="Whether to try again what failed before.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="At most so many episodes.")
@click.option("--jobs", type=click.IntRange(min=1), help="Episodes at a time; by default one a core.")
@click.option("--memory", type=click.FloatRange(min=0.1), help="GB for all of them together.")
@click.option("--on", "where", type=click.Choice(["local", "ray"]), default="local", show_default=True,
              help="Processes of this machine, or tasks of a Ray cluster.")  # fmt: skip
@click.option("--ray-address", metavar="ADDRESS", help="Of the cluster: auto, HOST:6379; by default this machine.")
@click.option("--shard", metavar="I/N", help="The I-th of N parts, for a job array; each has its own ledger.")
@click.option("--merge", is_flag=True, help="Join the ledgers of all shards, and write the report.")
@click.option("--download", is_flag=True, help="Fetch what a feed names and is not beside it.")
@click.option("--dry-run", is_flag=True, help="List the episodes, align nothing.")
@json_option
def batch_command(source: str, out: str, merge: bool, dry_run: bool, as_json: bool, **options: Any) -> None:
    """Align every episode of SOURCE: a folder, a manifest (CSV, JSON Lines) or a saved podcast feed.

    What is done already is passed over, so the same command goes on after an interruption. The report lists first what
    most wants to be looked at. Files and results may be in an object store (s3://, gs://, ...). The [batch] table of a
    pullquote.toml beside the episodes holds defaults; there, `command` is a list.

    \b
    Example:
      pullquote batch episodes/ -o aligned/
    """
    from catalogue.remote import local_path
    from catalogue.sources import find_episodes
    from catalogue.stores import FolderStore, store_at

    path, store = local_path(source), store_at(out)
    if path is not None:
        options |= _defaults(path if path.is_dir() else path.parent)
        if options["download"]:
            _download(path)
    settings = _settings(options)
    here = store.path if isinstance(store, FolderStore) else None
    found = find_episodes(source, out=here, language=options["language"])
    if dry_run:
        _list(found, settings, as_json)
    elif merge:
        _merge(found, store, as_json)
    else:
        _run(found, store, settings, as_json)


def _defaults(folder: Path) -> dict[str, Any]:
    """Return what the `pullquote.toml` beside the episodes sets and the command line does not."""
    return option_defaults(click.get_current_context(), folder, "batch")


def _settings(options: dict[str, Any]) -> BatchSettings:
    from catalogue.batch import BatchSettings
    from catalogue.work import Outputs
    from subtitles import FORMATS, get_profile

    formats = tuple(name.strip() for name in options["formats"].split(",") if name.strip())
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise UsageError(f"no subtitle format is called {unknown[0]!r}; there are {', '.join(FORMATS)}")
    profiles = options["profiles"] or ("default",)
    for profile in profiles:
        get_profile(profile)
    memory = options["memory"]
    return BatchSettings(
        outputs=Outputs(formats, tuple(profiles), options["engine"], tuple(options["commands"])),
        workers=options["jobs"],
        memory=None if memory is None else memory * GIGABYTE,
        only=options["only"],
        retry=options["retry"] == "failed",
        limit=options["limit"],
        shard=_shard(options["shard"]),
        on_ray=options["where"] == "ray",
        ray_address=options["ray_address"],
    )


def _shard(text: str | None) -> tuple[int, int] | None:
    """Read "3/20".

    >>> _shard("3/20")
    (3, 20)
    """
    if text is None:
        return None
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(f"--shard {text}: write it as 3/20, for the third of twenty parts")
    return int(number), int(count)


def _download(source: Path) -> None:
    from catalogue.feed import download, read_items

    for failed in download(read_items(source), source.parent):
        note(f"{failed.path.name}: {failed.reason}")


def _list(found: Found, settings: BatchSettings, as_json: bool) -> None:
    from catalogue.batch import select_episodes

    chosen = select_episodes(found, settings)
    if as_json:
        rows = [{"id": one.id, "audio": str(one.audio), "transcript": str(one.transcript)} for one in chosen]
        say_json({"episodes": rows, "unpaired": [{"path": str(u.path), "reason": u.reason} for u in found.unpaired]})
        return
    for one in chosen:
        click.echo(f"{one.id}: {one.audio} + {one.transcript}")
    _tell_unpaired(found)


def _tell_unpaired(found: Found) -> None:
    for each in found.unpaired:
        note(f"left out: {each.path}: {each.reason}")


def _merge(found: Found, store: Store, as_json: bool) -> None:
    from catalogue.ledger import Ledger
    from catalogue.records import open_records
    from catalogue.report import summary, write_report

    records = open_records(store, "ledger", "", shared=False)
    if isinstance(records, Ledger):
        records.merge()
    entries = records.all()
    records.close()
    files = write_report(store, entries, found.unpaired)
    _finish(files, summary(entries), len(found.unpaired), as_json)


def _run(found: Found, store: Store, settings: BatchSettings, as_json: bool) -> None:
    from catalogue.batch import run_batch
    from catalogue.report import summary, write_report
    from catalogue.telling import BatchTeller

    _tell_unpaired(found)
    with progress_lines("aligning") as bars:
        result = run_batch(found, store, settings, BatchTeller(bars, as_json))
    if settings.shard is None:
        files = write_report(store, [*result.entries, *result.others], found.unpaired)
        _finish(files, summary(result.entries), len(found.unpaired), as_json, busy=result.busy)
    elif result.failed or result.busy or found.unpaired:
        raise SystemExit(1)


def _finish(files: tuple[str, ...], whole: dict[str, Any], unpaired: int, as_json: bool, *, busy: int = 0) -> None:
    if as_json:
        say_json({"files": list(files), "unpaired": unpaired, "busy": busy, **whole})
    else:
        for path in files:
            click.echo(path)
        note(
            f"{whole['episodes']} episodes, {whole['failed']} failed, {unpaired} files left out, {whole['hours']} hours"
        )
        if busy:
            note(f"{busy} more are in the hands of another run; give the same command again when it has ended")
    if whole["failed"] or unpaired or busy:
        raise SystemExit(1)
