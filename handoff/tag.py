"""Chapters written into a new copy of an mp3, m4a or video file by ffmpeg; sound and picture are stream copies."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem, UsageError
from align.files import refuse_existing, temporary_folder, writing_beside

__all__ = ["MP4", "SUFFIXES", "has_mp3_header", "tag_arguments", "write_chapters"]

MP4 = (".m4a", ".m4b", ".mp4", ".mov")
SUFFIXES = (".mp3", *MP4, ".mka", ".mkv")


def has_mp3_header(path: Path) -> bool:
    """Tell whether an mp3 opens with a Xing or Info frame, which tells decoders how many samples to skip."""
    with path.open("rb") as stream:
        head = stream.read(10)
        size = 0
        if head[:3] == b"ID3" and len(head) == 10:
            # The tag's length is written in seven bits a byte.
            size = 10 + sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        stream.seek(size)
        first = stream.read(256)
    return b"Xing" in first or b"Info" in first


def tag_arguments(media: Path, chapters: Path, target: Path, *, header: bool = True) -> list[str]:
    """Return ffmpeg's arguments that copy `media` to `target` with the chapters of an FFMETADATA file.

    Tags, cover art, sound, picture and subtitles stay; old chapters go, with the text track that MP4 keeps
    them in. An mp3 gets ID3 2.3, which more players read, and a Xing header only if it had one (`header`): with a new
    one players would skip 12 ms more than before, and every time in the episode would be off.
    """
    from align.media import input_arguments

    args = [*input_arguments(media), "-f", "ffmetadata", "-i", f"file:{chapters}"]
    args += ["-map", "0:v?", "-map", "0:a"]
    if media.suffix.lower() == target.suffix.lower():
        args += ["-map", "0:s?"]  # another container may not hold them
    args += ["-map_metadata", "0", "-map_chapters", "1", "-c", "copy"]
    if target.suffix.lower() == ".mp3":
        args += ["-id3v2_version", "3", "-write_xing", str(int(header))]
    return [*args, "-y", f"file:{target}"]


def write_chapters(media: Path, ffmetadata: str, target: Path, *, force: bool = False) -> None:
    """Write `target`, a copy of `media` with the chapters; raises `UsageError` where the two do not fit.

    `media` itself is never written to.
    """
    from align.media import probe, run_ffmpeg

    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"chapters go into {', '.join(SUFFIXES)}, not into {target.suffix or target.name!r}")
    if target.exists() and target.samefile(media):
        raise UsageError("the recording itself is not changed; give a new file with -o")
    refuse_existing(target, force=force)
    if probe(media).audio is None:
        raise FileProblem(media, "holds no sound")
    with temporary_folder() as folder:
        chapters = Path(folder) / "chapters.ffmeta"
        chapters.write_text(ffmetadata, encoding="utf-8")
        with writing_beside(target, force=force) as beside:
            run_ffmpeg(tag_arguments(media, chapters, beside, header=has_mp3_header(media)))
