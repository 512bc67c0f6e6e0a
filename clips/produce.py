"""Making the planned clips: files appear whole or not at all, several at a time, one failure stops nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import PullquoteError
from align.files import refuse_existing, temporary_folder, write_whole, writing_beside
from align.media import run_ffmpeg
from align.progress import ItemProgress
from clips.audiogram import RATE as CARD_RATE
from clips.audiogram import Card, audiogram_command, card_frames
from clips.brand_picture import place_logo, safe_copy
from clips.bumpers import joined_sound
from clips.decoded import DecodedCache
from clips.drawing.cards import layout_of
from clips.drawing.look import palette_of
from clips.drawn import write_captions
from clips.manifest import fingerprint, manifest_entry
from clips.parallel import side_by_side
from clips.plan import ClipPlan, Episode
from clips.progress import ProgressTracker
from clips.render import PRIMING, video_command
from clips.sidecar import clip_alignment
from clips.sound import RATE, Cleaning, Level, encoding_ceiling, make_sound, save_audio
from clips.stills import film_stills, made_stills
from clips.thumbnail import moments, write_thumbnail
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
    files = {"clip": folder / f"{plan.stem}.{plan.settings.format}"} | {k: folder / f"{plan.stem}.{k}" for k in kinds}
    return files if plan.settings.thumbnail is None else {**files, "thumbnail": folder / f"{plan.stem}.jpg"}


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
                samples, audio = _encode_sound(job, plan, track)
                rendering = _Rendering(job, plan, words, samples, threads)
                _render(rendering, track, beside, on_progress)
        else:
            _, audio = _encode_sound(job, plan, beside)
    for kind in ("srt", "vtt"):
        if kind in files:
            from subtitles import render_subtitles

            write_whole(files[kind], render_subtitles(_in_file(words, job, plan), kind), force=job.force)
    if "thumbnail" in files:
        _thumbnail(job, plan, files)
    return manifest_entry(job.episode, plan, files, audio)


def _thumbnail(job: Job, plan: ClipPlan, files: dict[str, Path]) -> None:
    """Write the clip's picture: captions and names are left out of it, a brand's logo stays."""
    settings, frame = plan.settings, plan.frame
    assert frame is not None
    at = None if settings.thumbnail == "auto" else settings.thumbnail
    with temporary_folder() as name:
        if plan.film is None:
            before = round(plan.bumpers.lead * CARD_RATE)
            numbers = [before + number for number in moments(card_frames(plan.duration), CARD_RATE, at)]
            pictures = made_stills(files["clip"], frame, numbers)
        else:
            numbers = moments(plan.frame_count, plan.frames[0].rate, at)
            logo = place_logo(settings.look, frame, Path(name))
            pictures = film_stills(job.episode.info, plan.film, plan.frames, frame, numbers, logo)
        write_thumbnail(
            pictures,
            files["thumbnail"],
            frame,
            # An audiogram has its title already.
            title="" if settings.audiogram else plan.select.title,
            font=settings.look.brand.title_font,
            force=job.force,
        )


def _in_file(words: Alignment, job: Job, plan: ClipPlan) -> Alignment:
    """Return the words with the times of the finished file, in which an intro may stand before them."""
    if not plan.bumpers.lead:
        return words
    pieces = [replace(piece, offset=piece.offset + plan.bumpers.lead) for piece in plan.pieces]
    return clip_alignment(job.episode.alignment, pieces)


def _encode_sound(job: Job, plan: ClipPlan, path: Path) -> tuple[NDArray[np.float32], EncodedAudio]:
    """Return the clip's own samples, without bumpers, and what was encoded."""
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
    samples = sound.samples
    if plan.bumpers:
        drawn = settings.format == "mp4" and plan.film is None
        shown = float(card_frames(plan.duration) / CARD_RATE) if drawn else None
        sound = joined_sound(sound, plan.bumpers, settings.target, ceiling=ceiling, length=shown)
    if settings.format == "mp4":
        sound = replace(sound, samples=np.repeat(drop_priming(sound.samples), 2 // plan.channels, axis=1))
    return samples, encode_verified(sound, ceiling, path, save_audio)


@dataclass(frozen=True, slots=True)
class _Rendering:
    """A clip whose sound is made: its words, the samples, and threads for the encoder."""

    job: Job
    plan: ClipPlan
    words: Alignment
    samples: NDArray[np.float32]
    threads: int


def _render(rendering: _Rendering, track: Path, output: Path, on_progress: ShareCallback) -> None:
    """Encode the picture to `output`, with the sound in `track`; captions and their like go beside `track`."""
    plan, episode, folder = rendering.plan, rendering.job.episode, track.parent
    settings, frame = plan.settings, plan.frame
    assert frame is not None
    encoding = replace(settings.encoding, threads=settings.encoding.threads or rendering.threads)
    captions = write_captions(episode, plan, rendering.words, frame, folder, samples=rendering.samples)
    if plan.film is None:
        assert captions is not None
        look = settings.look
        cover = None if settings.cover is None else safe_copy(settings.cover, folder, "cover")
        card = Card(layout_of(look.card, frame), palette_of(look), cover)
        command = audiogram_command(card, frame, track, plan.duration, captions, output, encoding=encoding)
    else:
        command = video_command(
            episode.info, plan.film, plan.frames, frame, track, output, encoding=encoding, captions=captions
        )
    run_ffmpeg(command, written=lambda seconds: on_progress(min(1.0, seconds / plan.length)))


def drop_priming(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the samples without the opening that the encoder's padding takes, faded in over 5 ms."""
    rest = samples[PRIMING:].copy()
    ramp = np.sin(np.linspace(0, np.pi / 2, min(len(rest), RATE // 200))) ** 2
    rest[: len(ramp)] *= ramp[:, None].astype(np.float32)
    return np.asarray(rest)


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
    ordered = sorted(plans, key=lambda plan: -plan.length)
    tracker = ProgressTracker({plan.stem: plan.length for plan in plans}, job.workers, on_progress)

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
