"""The command `pullquote conform`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import force_option, json_option, note, progress_bar, say_json
from align.errors import UsageError
from align.media_place import beside_document

if TYPE_CHECKING:
    from align import Alignment
    from align.progress import ProgressCallback
    from edits.conform.conforming import Conformed
    from edits.conform.stretches import NewCut
    from handoff.job import Source

__all__ = ["conform_command"]

_path = click.Path(path_type=Path)


@click.command("conform")
@click.argument("alignment", type=_path)
@click.argument("recording", type=_path, required=False)
@click.option("-o", "--output", type=_path, help="The new alignment; by default beside the new recording.")
@click.option("--media", type=_path, help="The old recording, if it is not where the alignment says.")
@click.option("--edl", type=_path, help="Follow this edit decision list and not the sound.")
@click.option("--otio", type=_path, help="The same with an OpenTimelineIO file.")
@click.option("--fcp7", type=_path, help="The same with Final Cut Pro 7 XML.")
@click.option("--fps", help="Frames a second that an EDL counts, where the old recording is sound alone.")
@click.option("--transcript", type=_path, help="The text of the new cut, where it has changed as well.")
@click.option("--subtitles", multiple=True, type=_path, help="Subtitles of the old cut that shall follow; repeatable.")
@click.option("--clips", multiple=True, type=_path,
              help="A clips.json, a list of clips or of cuts (.csv) that shall follow; repeatable.")  # fmt: skip
@click.option("--changes", multiple=True, type=_path, help="Write the changes to this file: .csv, .md or .edl.")
@click.option("--as", "version", metavar="NAME", help="Note it as a version of this name, such as episode-de.mp3.")
@click.option("--dry-run", is_flag=True, help="Say what changed, write nothing.")
@force_option
@json_option
def conform_command(
    alignment: Path, recording: Path | None, output: Path | None, force: bool, as_json: bool, **asked: Any
) -> None:
    """Carry an alignment over to a new cut of its recording, which is recognised by its sound.

    What stayed keeps its words, corrections, speakers and chapters; what is new is aligned where the text has it. With
    --as and without RECORDING, a version that was noted earlier gets its alignment anew.

    \b
    Example:
      pullquote conform episode.align.json episode.v2.mp3 --changes changes.csv
      pullquote conform episode.align.json served.mp3 --as episode-de.mp3 --subtitles theirs.srt
    """
    from align import Alignment
    from align.files import refuse_existing
    from edits.conform.conforming import conform
    from edits.conform.report import facts, lines_of

    document = Alignment.load(alignment)
    with progress_bar("conforming") as progress:
        cut, media = _cut(document, alignment, recording, asked, progress)
        files = _targets(alignment, media, output, asked)
        if not asked["dry_run"]:
            refuse_existing(*files.values(), force=force, inputs=_inputs(document, alignment, media, asked))
        made = conform(document, cut, media, progress)
        made, told, lost = _with_transcript(made, asked["transcript"], media)
        progress(1.0, "done")
    notes = () if asked["dry_run"] else _write(document, alignment, made, media, files, asked, force)
    if as_json:
        written = {} if asked["dry_run"] else {"files": [str(path) for path in files.values()]}
        say_json({**written, **facts(document, made)})
    else:
        for path in () if asked["dry_run"] else files.values():
            click.echo(path)
        for line in (*notes, *lines_of(document, made), *told):
            note(line)
    if made.carried.lost_manual or lost:
        raise SystemExit(1)


def _cut(
    document: Alignment, path: Path, recording: Path | None, asked: dict[str, Any], progress: ProgressCallback
) -> tuple[NewCut, Path]:
    """Return the cut and the new recording: by the sound, by a list, or as it was noted."""
    from edits.conform.listening import recognise
    from edits.conform.lists import LISTS, read_list
    from edits.reading import length_of
    from handoff.source import find_media

    lists = [(kind, asked[kind]) for kind in LISTS if asked[kind] is not None]
    if len(lists) > 1:
        raise UsageError("give one of --edl, --otio and --fcp7")
    if recording is None:
        return _noted(path, asked["version"], has_list=bool(lists))
    old = find_media(document, path, asked["media"])
    if lists:
        kind, file = lists[0]
        return read_list(kind, file, _source(document, old, asked), duration=length_of(recording)), recording
    if not old.is_file():
        raise UsageError(f"the old recording is not where the alignment says ({old}); give --media, or --edl")
    if asked["media"] is None:
        _check_unchanged(document, old)
    return recognise(old, recording, progress, stream=document.media.stream), recording


def _source(document: Alignment, old: Path, asked: dict[str, Any]) -> Source:
    from align.timecode import Rate
    from handoff.source import Asked, source_of

    return source_of(document, old, Asked(rate=None if asked["fps"] is None else Rate.parse(asked["fps"])))


def _check_unchanged(document: Alignment, old: Path) -> None:
    """Refuse a file that has changed since it was aligned: it is not the one that the document's times are of."""
    from align.hashing import file_sha256
    from clips.media_match import EMPTY_HASHES

    told = document.media.sha256
    if told not in EMPTY_HASHES and file_sha256(old) != told:
        raise UsageError(
            f"{old.name} is not the file that was aligned: it has changed since; give the one with --media"
        )


def _noted(document: Path, version: str | None, *, has_list: bool) -> tuple[NewCut, Path]:
    from align.hashing import file_sha256
    from edits.conform.versions import read_version

    if version is None or has_list:
        raise UsageError("give the new recording, or --as NAME for a version that was noted")
    cut, facts = read_version(document, version)
    media = document.parent / facts.get("path", version)
    if not media.is_file() or file_sha256(media) != facts.get("sha256"):
        raise UsageError(f"{media.name} is gone or has changed since it was noted; give the recording as well")
    return cut, media


def _targets(document: Path, media: Path, output: Path | None, asked: dict[str, Any]) -> dict[str, Path]:
    """Return the files that will be written, by what they are."""
    from edits.conform.page_lists import lists_beside

    name = Path(asked["version"]).stem if asked["version"] else media.stem
    target = output or media.with_name(f"{name}.align.json")
    files = {"alignment": target, "report": beside_document(target, ".conform.json")}
    for kind in ("subtitles", "clips"):
        for path in asked[kind]:
            files[f"{kind} {path}"] = beside_document(target, f".{path.name}")
    # The review page's lists keep the names under which it looks for them.
    files |= {f"clips {path}": beside_document(target, "".join(path.suffixes[-2:])) for path in lists_beside(document)}
    files |= {f"changes {path}": path for path in asked["changes"]}
    if len(set(files.values())) < len(files):
        raise UsageError("two of the files to write would have the same name; give other names")
    return files


def _inputs(document: Alignment, path: Path, media: Path, asked: dict[str, Any]) -> list[Path | None]:
    """Return the files that are read, none of which may be written over: the old document stays for other versions."""
    from handoff.source import find_media

    single = [asked[key] for key in ("edl", "otio", "fcp7", "transcript")]
    return [path, media, find_media(document, path, asked["media"]), *single, *asked["subtitles"], *asked["clips"]]


def _with_transcript(made: Conformed, transcript: Path | None, media: Path) -> tuple[Conformed, tuple[str, ...], bool]:
    """Take over the new cut's text, where there is one; returns what to tell of it, and whether times set by hand went
    with words that are no longer in it.
    """
    if transcript is None:
        return made, (), False
    from dataclasses import replace

    from align.transcript import read_transcript
    from edits.updating import became, update

    updated = update(made.carried.alignment, read_transcript(transcript), media)
    carried = replace(made.carried, alignment=updated.alignment)
    notes = tuple(became(updated))[1:]
    return replace(made, carried=carried, found=made.found + updated.new), notes, bool(updated.lost_manual)


def _write(
    document: Alignment,
    path: Path,
    made: Conformed,
    media: Path,
    files: dict[str, Path],
    asked: dict[str, Any],
    force: bool,
) -> tuple[str, ...]:
    """Make every text before one is written, for one may not be possible; returns what to say of them."""
    import os

    from align.files import write_whole
    from edits.conform.texts import texts_of
    from edits.conform.versions import keep_version

    texts = texts_of(document, path, made, media, asked)
    for key, text in texts.files.items():
        write_whole(files[key], text, force=force)
    made.carried.alignment.save(files["alignment"], force=force)
    if asked["version"]:
        sha256 = made.carried.alignment.media.sha256
        place = os.path.relpath(media, path.parent)
        keep_version(path, asked["version"], made.cut, {"path": place, "sha256": sha256, "of": document.media.sha256})
    return texts.notes
