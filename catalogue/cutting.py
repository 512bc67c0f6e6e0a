"""Hits of a library search as clips, as a list of selects, and joined into one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from align.errors import UsageError
from align.files import make_folder, temporary_folder, write_whole, writing_beside
from align.media import input_arguments, probe, run_ffmpeg
from align.spreadsheet import table_text
from catalogue.library import Hit
from clips.picture import Aspect, Frame

__all__ = ["HitLook", "cut_hits", "supercut", "write_list"]

RATE, SOUND = 25, 48_000
"""Frames and samples a second that joined clips are brought to."""

LOUDNESS = -16.0
"""LUFS of an intro and an outro: what clips are brought to where nobody asks for anything else."""


@dataclass(frozen=True, slots=True)
class HitLook:
    """How hits are cut: a brand's file, a caption style (`None`: no captions), a shape, the brand's intro and outro."""

    brand: Path | None = None
    style: str | None = None
    aspect: Aspect = "source"
    bumpers: bool = True


def cut_hits(hits: Sequence[Hit], out: Path, *, force: bool, look: HitLook = HitLook()) -> list[Path]:
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
        request = ClipRequest(
            alignment=hit.document,
            quotes=(words,),
            media=hit.media,
            output=folder,
            force=force,
            brand=look.brand,
            captions=look.style,
            aspect=look.aspect,
            bumpers=look.bumpers,
        )
        made = run(request, prepare(request, lambda share, doing: None), lambda key, share, doing: None)
        if made.failures:
            raise UsageError(f"{hit.name}: {made.failures[0].error.message()}")
        files.append(folder / made.entries[0]["files"]["clip"])
    return files


def supercut(files: Sequence[Path], out: Path, quote: str, *, force: bool, brand: Path | None = None) -> Path:
    """Join clips, one after another, into one file: film where all have a picture, else sound.

    `brand`: its intro comes first, end card and outro last.
    """
    from clips.naming import slug

    infos = [probe(file) for file in files]
    pictures = [info.video for info in infos]
    first = pictures[0]
    with_picture = first is not None and all(pictures)
    size = (first.width or 2, first.height or 2) if with_picture and first is not None else None
    target = out / f"{slug(quote) or 'supercut'}{'.mp4' if with_picture else '.mp3'}"
    with temporary_folder() as folder, writing_beside(target, force=force) as beside:
        run_ffmpeg(_join_command(_between_bumpers(files, brand, size, folder), size, beside))
    return target


def _between_bumpers(
    files: Sequence[Path], brand: Path | None, size: tuple[int, int] | None, folder: Path
) -> list[Path]:
    """Return the files with those of a brand's bumpers before and behind them, made in `folder`."""
    if brand is None:
        return list(files)
    from clips.brand import read_brand
    from clips.bumper_files import FileForm, write_bumper_film, write_bumper_sound
    from clips.bumpers import Bumper, bumpers_of
    from clips.drawing import Look

    look = Look(brand=read_brand(brand))
    bumpers = bumpers_of(look.brand, None if size is None else Fraction(RATE))

    def made(number: int, bumper: Bumper) -> Path:
        if size is None:
            return write_bumper_sound(bumper, LOUDNESS, folder / f"{number}.wav")
        return write_bumper_film(bumper, FileForm(Frame(*size), Fraction(RATE), look, LOUDNESS), folder / str(number))

    before = [made(number, bumper) for number, bumper in enumerate(bumpers.before)]
    after = [made(number, bumper) for number, bumper in enumerate(bumpers.after, len(before))]
    return [*before, *files, *after]


def _join_command(files: Sequence[Path], size: tuple[int, int] | None, output: Path) -> list[str]:
    """Return arguments for ffmpeg that join files; `size`: of the picture, `None` for sound alone."""
    inputs = [argument for file in files for argument in input_arguments(file)]
    chains, joined = [], ""
    for k in range(len(files)):
        if size is not None:
            whole = f"{size[0]}:{size[1]}"
            chains.append(
                f"[{k}:v]scale={whole}:force_original_aspect_ratio=decrease,pad={whole}:-1:-1,setsar=1,fps={RATE},"
                f"format=yuv420p[v{k}]"
            )
            joined += f"[v{k}]"
        chains.append(f"[{k}:a]aresample={SOUND},aformat=channel_layouts=stereo[a{k}]")
        joined += f"[a{k}]"
    film = ["-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "aac"]
    kept = film if size is not None else ["-map", "[a]", "-c:a", "libmp3lame", "-q:a", "2"]
    ends = f"concat=n={len(files)}:v={int(size is not None)}:a=1{'[v][a]' if size is not None else '[a]'}"
    graph = ";".join([*chains, f"{joined}{ends}"])
    return ["-v", "error", *inputs, "-filter_complex", graph, *kept, "-y", str(output)]


def write_list(path: Path, hits: Sequence[Hit], *, force: bool) -> None:
    """Write hits as CSV: the document, the words by number, and the words themselves."""
    rows = [["alignment", "media", "quote", "title"]]
    for hit in hits:
        words = f"word:{hit.first + 1}-{hit.last + 1}"
        rows.append([str(hit.document), str(hit.media), words, hit.text])
    write_whole(path, table_text(rows), force=force)
