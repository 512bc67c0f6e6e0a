"""Making the planned clips: files appear whole or not at all, several at a time, one failure stops nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import FileProblem, PullquoteError
from align.files import refuse_existing, temporary_folder, write_whole, writing_beside
from align.media import run_ffmpeg
from align.progress import ItemProgress
from clips.audiogram import audiogram_command, card_drawing, initials_of, speaker_line
from clips.caption_overlay import overlay_for
from clips.decoded import DecodedCache
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.captions import draw_captions
from clips.drawing.look import styled
from clips.fonts import built_in_font
from clips.manifest import fingerprint, manifest_entry
from clips.parallel import side_by_side
from clips.picture import Frame
from clips.plan import ClipPlan, Episode
from clips.progress import ProgressTracker
from clips.render import PRIMING, BurnedCaptions, video_command
from clips.sidecar import clip_alignment
from clips.sound import RATE, Cleaning, Level, encoding_ceiling, make_sound, save_audio
from clips.verify import EncodedAudio, encode_verified

__all__ = ["Failure", "Job", "make_all", "make_clip"]

ShareCallback = Callable[[float], None]
"""Called with the share of one clip that is done, 0..1."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A clip that could not be made, and why."""

    number: int
    title: str
    error: PullquoteError


@dataclass(frozen=True, slots=True)
class Job:
    """Where clips go and how.

    Args:
        loudness: LUFS of the whole episode, `None` where each clip is measured by itself.
        done: entries of an earlier manifest by stem: those that are still right are skipped.
        decoded: sound that planning has read.
    """

    episode: Episode
    folder: Path
    loudness: float | None
    force: bool = False
    workers: int = 1
    done: dict[str, dict[str, Any]] | None = None
    decoded: DecodedCache = field(default_factory=DecodedCache)


def outputs(plan: ClipPlan, folder: Path) -> dict[str, Path]:
    """Return the files of a clip by kind: the clip itself and its subtitles."""
    kinds = ("srt", "vtt") if any(True for _ in _timed(plan)) else ()
    return {"clip": folder / f"{plan.stem}.{plan.settings.format}"} | {k: folder / f"{plan.stem}.{k}" for k in kinds}


def _timed(plan: ClipPlan) -> Iterator[int]:
    return (i for span in plan.spans for i in range(span.first, span.last + 1))


def make_clip(
    job: Job, plan: ClipPlan, threads: int = 0, on_progress: ShareCallback = lambda share: None
) -> dict[str, Any]:
    """Make one clip with its subtitles; gives its entry for the manifest. Raises `PullquoteError`s.

    `threads`: for the encoder, 0 for its own choice. `on_progress` is called with the share that is done.
    """
    files = outputs(plan, job.folder)
    earlier = (job.done or {}).get(plan.stem)
    if earlier and is_current(earlier, plan, files):
        return {**earlier, "skipped": True}
    refuse_existing(*files.values(), force=job.force)
    words = clip_alignment(job.episode.alignment, plan.pieces)
    with writing_beside(files["clip"], force=job.force) as beside:
        if plan.settings.format == "mp4":
            with temporary_folder() as name:
                track = Path(name) / "sound.aac"
                audio = _encode_sound(job, plan, track)
                _render(job, plan, words, track, beside, threads, on_progress)
        else:
            audio = _encode_sound(job, plan, beside)
    for kind in ("srt", "vtt"):
        if kind in files:
            from subtitles import render_subtitles

            write_whole(files[kind], render_subtitles(words, kind), force=job.force)
    return manifest_entry(job.episode, plan, files, audio)


def _encode_sound(job: Job, plan: ClipPlan, path: Path) -> EncodedAudio:
    settings, ceiling = plan.settings, encoding_ceiling(path.suffix)
    sound = make_sound(
        job.episode.info,
        plan.slots,
        Level(settings.target, None if settings.per_clip else job.loudness),
        channels=plan.channels,
        ceiling=ceiling,
        stream=settings.stream,
        cleaning=Cleaning(settings.high_pass, settings.denoise, settings.channel),
        decoded=job.decoded.take(plan.number),
    )
    if settings.format == "mp4":
        sound = replace(sound, samples=np.repeat(drop_priming(sound.samples), 2 // plan.channels, axis=1))
    return encode_verified(sound, ceiling, path, save_audio)


def _render(
    job: Job, plan: ClipPlan, words: Alignment, track: Path, output: Path, threads: int, on_progress: ShareCallback
) -> None:
    """Encode the picture to `output`, with the sound in `track`; captions and their like go beside `track`."""
    folder, settings, frame = track.parent, plan.settings, plan.frame
    assert frame is not None
    encoding = replace(settings.encoding, threads=settings.encoding.threads or threads)
    captions = write_captions(plan, words, frame, folder)
    if plan.film is None:
        assert captions is not None
        cover = _safe_copy(settings.cover, folder)
        command = audiogram_command(frame, track, plan.duration, captions, output, cover=cover, encoding=encoding)
    else:
        command = video_command(
            job.episode.info, plan.film, plan.frames, frame, track, output, encoding=encoding, captions=captions
        )
    run_ffmpeg(command, written=lambda seconds: on_progress(min(1.0, seconds / plan.duration)))


def drop_priming(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the samples without the opening that the encoder's padding takes, faded in over 5 ms."""
    rest = samples[PRIMING:].copy()
    ramp = np.sin(np.linspace(0, np.pi / 2, min(len(rest), RATE // 200))) ** 2
    rest[: len(ramp)] *= ramp[:, None].astype(np.float32)
    return np.asarray(rest)


def write_captions(
    plan: ClipPlan, words: Alignment, frame: Frame, folder: Path, *, band: bool = True
) -> BurnedCaptions | None:
    """Return the ASS file of a clip, and a folder that holds its font alone; `None` where nothing is to be drawn.

    `band`: draw captions on a band that is laid over, where that can be done.
    """
    drawing = _drawing(plan, words, frame)
    if drawing is None:
        return None
    fonts = folder / "fonts"
    fonts.mkdir()
    for number, font in enumerate(drawing.fonts):
        shutil.copyfile(font.path, fonts / f"font{number}{font.path.suffix}")
    ass = folder / "captions.ass"
    # A card is all over the picture.
    overlay = overlay_for(frame, drawing, plan.frames[0].rate, plan.frame_count) if band and plan.frames else None
    ass.write_text(ass_file(frame, drawing, band=overlay is not None), encoding="utf-8")
    return BurnedCaptions(ass, fonts, overlay)


def _drawing(plan: ClipPlan, words: Alignment, frame: Frame) -> Drawing | None:
    """Return all that is drawn over the picture of a clip; `None`: nothing is."""
    settings = plan.settings
    if settings.captions == "none" and not settings.audiogram:
        return None
    drawing = Drawing()
    if settings.audiogram:
        speaker = speaker_line(plan.speakers, settings.show)
        letters = "" if settings.cover else initials_of(settings.show, plan.select.title, plan.text)
        drawing += card_drawing(
            frame, plan.select.title, speaker, plan.duration, font=built_in_font(), initials=letters
        )
    if settings.captions != "none":
        style = styled(settings.captions, settings.look)
        drawing += draw_captions(words, frame, style, duration=plan.duration, platform=settings.look.platform)
    return drawing


def _safe_copy(cover: Path | None, folder: Path) -> Path | None:
    """Return the cover under a plain name: ffmpeg reads `%d` in the name of a picture as a pattern."""
    if cover is None:
        return None
    copy = folder / f"cover{cover.suffix.lower()}"
    try:
        shutil.copyfile(cover, copy)
    except OSError as error:
        raise FileProblem(cover, f"cannot be read: {error.strerror}") from None
    return copy


def is_current(entry: dict[str, Any], plan: ClipPlan, files: dict[str, Path]) -> bool:
    """Tell whether an earlier run made exactly this clip and its files are untouched."""
    if entry.get("fingerprint") != fingerprint(plan):
        return False
    sizes = entry.get("bytes", {})
    return all(path.is_file() and path.stat().st_size == sizes.get(path.name) for path in files.values())


def make_all(
    job: Job,
    plans: Sequence[ClipPlan],
    on_progress: ItemProgress,
    keep: Callable[[dict[str, Any]], object] = lambda entry: None,
) -> tuple[list[dict[str, Any]], list[Failure]]:
    """Make clips side by side, long ones first; gives the manifest's entries in the plans' order, and what failed.

    `keep` is called with each entry as soon as its clip is made.
    Interrupted, it stops the programs that are running; whole clips stay, half ones do not.
    """
    entries: dict[int, dict[str, Any]] = {}
    failures: list[Failure] = []
    ordered = sorted(plans, key=lambda plan: -plan.duration)
    tracker = ProgressTracker({plan.stem: plan.duration for plan in plans}, job.workers, on_progress)

    def work(plan: ClipPlan) -> dict[str, Any]:
        threads = tracker.start(plan.stem)
        try:
            return make_clip(job, plan, threads, lambda share: tracker.update(plan.stem, share))
        finally:
            tracker.finish(plan.stem)

    for number, result in side_by_side(work, ordered, job.workers):
        plan = ordered[number]
        if isinstance(result, PullquoteError):
            failures.append(Failure(plan.number, plan.select.title or plan.text, result))
        else:
            entries[plan.number] = result
            keep(result)
    return [entries[number] for number in sorted(entries)], sorted(failures, key=lambda failure: failure.number)
