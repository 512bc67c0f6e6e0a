"""Hits of a library search as clips, as a list of selects, and joined into one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.errors import UsageError
from align.files import make_folder, write_whole, writing_beside
from align.media import input_arguments, probe, run_ffmpeg
from align.spreadsheet import table_text
from catalogue.library import Hit

__all__ = ["cut_hits", "supercut", "write_list"]

RATE, SOUND = 25, 48_000
"""Frames and samples a second that joined clips are brought to."""


def cut_hits(hits: Sequence[Hit], out: Path, *, force: bool) -> list[Path]:
    """Cut each hit out of its recording; returns the files in the order of the hits.

    Raises `UsageError` where a recording or a time is missing, before anything is cut.
    """
    from clips.requests import ClipRequest, prepare, run

    for hit in hits:
        if not hit.media.exists():
            raise UsageError(
                f"the recording of {hit.name} is not at {hit.media}; move it there, or search without --clip"
            )
        if hit.start is None:
            raise UsageError(f"the words in {hit.name} have no times; search without --clip")
    make_folder(out)
    files = []
    for number, hit in enumerate(hits, 1):
        folder = out / f"{number:03}-{hit.name}"
        words = f"word:{hit.first + 1}-{hit.last + 1}"
        request = ClipRequest(alignment=hit.document, quotes=(words,), media=hit.media, output=folder, force=force)
        made = run(request, prepare(request, lambda share, doing: None), lambda key, share, doing: None)
        if made.failures:
            raise UsageError(f"{hit.name}: {made.failures[0]}")
        files.append(folder / made.entries[0]["file"])
    return files


def supercut(files: Sequence[Path], out: Path, quote: str, *, force: bool) -> Path:
    """Join clips, one after another, into one file: film where all have a picture, else sound."""
    from clips.naming import slug

    infos = [probe(file) for file in files]
    pictures = [info.video for info in infos]
    first = pictures[0]
    with_picture = first is not None and all(pictures)
    target = out / f"{slug(quote) or 'supercut'}{'.mp4' if with_picture else '.mp3'}"
    inputs = [argument for file in files for argument in input_arguments(file)]
    chains, joined = [], ""
    for k in range(len(files)):
        if with_picture and first is not None:
            size = f"{first.width}:{first.height}"
            chains.append(
                f"[{k}:v]scale={size}:force_original_aspect_ratio=decrease,pad={size}:-1:-1,setsar=1,fps={RATE},"
                f"format=yuv420p[v{k}]"
            )
            joined += f"[v{k}]"
        chains.append(f"[{k}:a]aresample={SOUND},aformat=channel_layouts=stereo[a{k}]")
        joined += f"[a{k}]"
    kinds = f"v={int(with_picture)}:a=1"
    outputs = ["-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "aac"]
    ends = "[v][a]" if with_picture else "[a]"
    graph = ";".join([*chains, f"{joined}concat=n={len(files)}:{kinds}{ends}"])
    with writing_beside(target, force=force) as beside:
        kept = outputs if with_picture else ["-map", "[a]", "-c:a", "libmp3lame", "-q:a", "2"]
        run_ffmpeg(["-v", "error", *inputs, "-filter_complex", graph, *kept, "-y", str(beside)])
    return target


def write_list(path: Path, hits: Sequence[Hit], *, force: bool) -> None:
    """Write hits as CSV: the document, the words by number, and the words themselves."""
    rows = [["alignment", "media", "quote", "title"]]
    for hit in hits:
        words = f"word:{hit.first + 1}-{hit.last + 1}"
        rows.append([str(hit.document), str(hit.media), words, hit.text])
    write_whole(path, table_text(rows), force=force)
