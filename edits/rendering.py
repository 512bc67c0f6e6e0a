"""An edit made: the recording cut, its alignment, subtitles and a manifest that `pullquote export` reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from align.clock import clock_text
from align.errors import UsageError
from align.files import refuse_existing, temporary_folder, write_whole, writing_beside
from align.media import choose_stream, run_ffmpeg
from align.progress import ProgressCallback
from align.spacing import join_words
from clips.brand import Brand
from clips.render import PRIMING
from edits.branding import Dress, dress_of, encode_bumpers, logo_of, sounds_of
from edits.captions import EditCaptions
from edits.picture import encode_command, join_command, jump_cuts, readings
from edits.plan import EditPlan, Part, retimed
from edits.sound import write_sound

__all__ = ["ENCODERS", "Made", "describe", "files_read", "manifest", "render", "targets_of"]

ENCODERS = {
    ".mp3": ["-c:a", "libmp3lame", "-q:a", "2"],
    ".m4a": ["-c:a", "aac", "-b:a", "192k"],
    ".flac": ["-c:a", "flac"],
    ".wav": ["-c:a", "pcm_s16le"],
    ".ogg": ["-c:a", "libvorbis", "-q:a", "6"],
    ".opus": ["-c:a", "libopus", "-b:a", "128k"],
}
"""How sound is encoded, by the ending of the file."""

Made = dict[str, Path]


def targets_of(output: Path) -> Made:
    """Return the files of an edit by kind."""
    base = output.with_suffix("")
    return {
        "media": output,
        "alignment": base.with_name(f"{base.name}.align.json"),
        "srt": base.with_suffix(".srt") if "." not in base.name else base.with_name(f"{base.name}.srt"),
        "vtt": base.with_name(f"{base.name}.vtt"),
        "edit": base.with_name(f"{base.name}.edit.json"),
    }


def files_read(plan: EditPlan) -> list[Path]:
    """Return the recording and the files that are inserted, none of which an edit may write over."""
    return [plan.info.path, *(part.insert.path for part in plan.parts if part.insert is not None)]


def render(
    plan: EditPlan,
    output: Path,
    on_progress: ProgressCallback,
    *,
    force: bool = False,
    brand: Brand | None = None,
    captions: EditCaptions | None = None,
) -> Made:
    """Make the recording of an edit, in a brand's dress, with captions, and write what belongs to it beside.

    Raises `UsageError` for an ending that is not known, `OutputExists` where a file is in the way.
    """
    files = targets_of(output)
    film = output.suffix.lower() == ".mp4"
    if not film and output.suffix.lower() not in ENCODERS:
        raise UsageError(f"{output.name}: the ending must be one of .mp4 {' '.join(ENCODERS)}")
    if film and plan.rate is None:
        raise UsageError(f"{plan.info.path.name} has no picture; name the output .mp3 or .wav")
    refuse_existing(*files.values(), force=force, inputs=files_read(plan))
    dress = None if brand is None else dress_of(brand, plan.info, plan.rate if film else None)
    if dress is not None:
        plan = replace(plan, lead=dress.bumpers.lead, tail=dress.bumpers.seconds - dress.bumpers.lead)
    channels = min(2, choose_stream(plan.info, None).channels or 2)
    with writing_beside(output, force=force) as beside, temporary_folder() as folder:
        sound = folder / "sound.wav"
        on_progress(0.0, "cutting the sound")
        around = None if dress is None else sounds_of(dress, channels)
        write_sound(plan, sound, channels=channels, skip=PRIMING if film else 0, around=around)
        if film:
            _film(plan, sound, folder, beside, on_progress, Over(dress, captions))
        else:
            on_progress(0.5, "encoding")
            run_ffmpeg(["-v", "error", "-i", f"file:{sound}", *ENCODERS[output.suffix.lower()], "-y", str(beside)])
    _companions(plan, files, force)
    on_progress(1.0, "done")
    return files


@dataclass(frozen=True, slots=True)
class Over:
    """What is laid over an edit's picture, and put around it."""

    dress: Dress | None = None
    captions: EditCaptions | None = None


def _film(plan: EditPlan, sound: Path, folder: Path, output: Path, on_progress: ProgressCallback, over: Over) -> None:
    assert plan.rate is not None
    aac, joined = folder / "sound.aac", folder / "film.h264"
    sound_command = ["-v", "error", "-i", f"file:{sound}", "-c:a", "aac", "-b:a", "160k", "-f", "adts", "-y", str(aac)]
    # The sound's encoder uses one core, and the picture's does not wait for it.
    with ThreadPoolExecutor(1) as beside:
        encoded = beside.submit(run_ffmpeg, sound_command)
        with joined.open("wb") as stream:
            _picture(plan, folder, stream, on_progress, over)
        encoded.result()
    sound.unlink()
    run_ffmpeg(join_command(str(joined), str(aac), plan.rate, str(output)))


def _picture(plan: EditPlan, folder: Path, stream: BinaryIO, on_progress: ProgressCallback, over: Over) -> None:
    """Write the pictures of all readings as one stream of H.264, with what a brand puts before and behind them."""
    assert plan.rate is not None
    assert plan.info.video is not None
    whole, dress = readings(plan), over.dress
    total, done = sum(reading.count for reading in whole), 0
    logo = None if dress is None else logo_of(dress, plan.info, folder)
    if dress is not None:
        encode_bumpers(dress.bumpers.before, dress, plan.info, plan.rate, folder, stream)
    for reading in whole:
        part = folder / "part.h264"
        drawn = "" if over.captions is None else over.captions.filters(done, reading.count, folder)
        stream_index = plan.info.video.index
        run_ffmpeg(encode_command(plan.info, stream_index, plan.rate, reading, str(part), logo=logo, drawn=drawn))
        with part.open("rb") as source:
            shutil.copyfileobj(source, stream)
        done += reading.count
        on_progress(0.1 + 0.85 * done / total, "encoding the picture")
    if dress is not None:
        encode_bumpers(dress.bumpers.after, dress, plan.info, plan.rate, folder, stream)


def _companions(plan: EditPlan, files: Made, force: bool) -> None:
    from subtitles import lay_out
    from subtitles.formats import format_of

    alignment = retimed(plan)
    alignment = _of_file(alignment, files["media"])
    track = lay_out(alignment)
    for kind in ("srt", "vtt"):
        write_whole(files[kind], format_of(files[kind]).write(track), force=force)
    alignment.save(files["alignment"], force=force)
    write_whole(files["edit"], json.dumps(manifest(plan), ensure_ascii=False, indent=1) + "\n", force=force)


def _of_file(alignment: Any, path: Path) -> Any:
    from align.hashing import file_sha256

    return replace(alignment, media=replace(alignment.media, path=str(path), sha256=file_sha256(path)))


def manifest(plan: EditPlan) -> dict[str, Any]:
    """Return the edit as `pullquote export --clips` reads it: one clip of many spans."""
    words = plan.alignment.words
    rate = {} if plan.rate is None else {"frame_rate": f"{plan.rate.numerator}/{plan.rate.denominator}"}
    spans = [
        {
            "in": round(part.start, 6),
            "out": round(part.end, 6),
            "words": [part.run.first, part.run.last],
            **rate,
            "warnings": list(part.flags),
        }
        for part in plan.parts
        if part.run is not None
    ]
    removed = [
        {
            "words": [first, last],
            "in": words[first].span[0],
            "out": words[last].span[1],
            "text": _text(plan, first, last),
        }
        for first, last in plan.removed
    ]
    text = " ".join(_text(plan, part.run.first, part.run.last) for part in plan.parts if part.run is not None)
    clip = {"title": "edit", "text": text, "spans": spans, "duration": round(plan.duration, 3)}
    source = {"path": str(plan.info.path), "sha256": plan.alignment.media.sha256}
    jumps = jump_cuts(plan.parts) if plan.rate is not None else []
    rest = {"removed": removed, "inserted": list(_inserted(plan)), "jump_cuts": jumps}
    return {"version": 1, "source": source, "clips": [clip], **rest}


def _inserted(plan: EditPlan) -> Iterator[dict[str, Any]]:
    """Yield the pauses and files of an edit: behind how many spans, how long, and the file."""
    spans = 0
    for part in plan.parts:
        spans += part.run is not None
        if part.run is None:
            file = {} if part.insert is None else {"file": str(part.insert.path), "level": part.insert.level}
            yield {"behind": spans, "seconds": round(part.length, 6), **file}


def describe(plan: EditPlan) -> list[str]:
    """Say what goes, how much time that saves, and which cuts to listen to: a line each."""
    words = plan.alignment.words
    lines = [
        f"- {clock_text(words[first].span[0], places=1, hours=0)} {_short(_text(plan, first, last))}"
        for first, last in plan.removed
    ]
    offset = 0.0
    for part in plan.parts:
        lines += [f"! {clock_text(offset, places=1, hours=0)} {_name(plan, part)}: {flag}" for flag in part.flags]
        offset += part.length
    before = plan.info.duration or plan.alignment.media.duration
    pieces = sum(part.run is not None for part in plan.parts)
    lines.append(
        f"{clock_text(before, places=0)} becomes {clock_text(plan.duration, places=0)}: {pieces} stretches,"
        f" {len(plan.removed)} places taken out"
    )
    return lines


def _name(plan: EditPlan, part: Part) -> str:
    return _short(_text(plan, part.run.first, part.run.last)) if part.run is not None else "a pause"


def _text(plan: EditPlan, first: int, last: int) -> str:
    return join_words(plan.alignment.words[first : last + 1])


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:40]} ... {text[-25:]}"
