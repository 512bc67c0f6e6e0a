"""From the options of `pullquote clip` to clips: what the command does, without the printing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from align.clock import parse_duration
from align.document import Media
from align.errors import PullquoteError, UsageError
from align.files import make_folder
from align.media import MediaInfo, channel_report, choose_stream, probe
from align.progress import ItemProgress, ProgressCallback
from clips.brand import Brand, read_brand, read_picture
from clips.decoded import DecodedCache
from clips.drawing.cards import layout_style
from clips.drawing.look import CaptionRequest, Look, caption_look, styled
from clips.focus import Follow, Layout, read_focus
from clips.manifest import load_manifest, plan_entry, save_manifest
from clips.media_match import check_media
from clips.naming import numbered_on
from clips.parallel import side_by_side
from clips.picture import Aspect, Fit
from clips.plan import ClipPlan, Episode, plan_clip
from clips.produce import Failure, Job, make_all
from clips.quotes import QuoteIndex
from clips.render import Encoding, Quality
from clips.selects import read_selects
from clips.settings import Select, Settings, check_pictures, check_selects, check_settings, settings_of_clip
from clips.sheet import write_sheet
from clips.source import find_media, hash_of, load_document, source_record

__all__ = ["ClipRequest", "Made", "Prepared", "clips_at_a_time", "prepare", "run", "settings_for"]

MEMORY_SHARE = 0.25
"""Of the machine's memory, for all encoders together: the rest belongs to whatever else is open."""

SMALL_MACHINE = 4096.0
"""MB, for a system that does not say how much it has."""

PLANS_PER_CORE = 2
"""Planning mostly waits for programs that end in a moment."""


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """What `pullquote clip` was asked for, as given: quotes, where from, where to, and how to make them.

    `always_picture`: draw an audiogram where the media have no picture.
    """

    alignment: Path
    quotes: tuple[str, ...]
    media: Path | None = None
    output: Path = Path("clips")
    selects: Path | None = None
    format: str = "auto"
    nth: int | None = None
    title: str = ""
    to_sentence: bool = False
    handles: float = 0.0
    thumbnail: str | None = None
    aspect: Aspect = "source"
    fit: Fit = "crop"
    focus: tuple[str, ...] = ("centre",)
    layout: Layout = "follow"
    height: int | None = None
    quality: Quality = "standard"
    encoder: str = "libx264"
    captions: str | None = None
    size: str = "medium"
    position: str | None = None
    color: str | None = None
    font: str | None = None
    platform: str | None = None
    card: str = "cover-large"
    wave: str | None = None
    names: bool = False
    brand: Path | None = None
    bumpers: bool = True
    loudness: str = "-16"
    per_clip: bool = False
    high_pass: float | None = None
    denoise: bool = False
    audiogram: bool = False
    always_picture: bool = False
    cover: Path | None = None
    stream: int | None = None
    channel: int | None = None
    show: str = ""
    episode: str = ""
    jobs: int | None = None
    resume: bool = False
    sheet: bool = False
    dry_run: bool = False
    anyway: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is about to be made, and what cannot be.

    `decoded` holds sound that was read on the way; `notes` are what a user should know of the media.
    """

    episode: Episode
    plans: tuple[ClipPlan, ...]
    failures: tuple[Failure, ...]
    decoded: DecodedCache
    notes: tuple[str, ...] = ()

    def entries(self) -> list[dict[str, Any]]:
        """Return the plans as the manifest will show them."""
        return [plan_entry(self.episode, plan) for plan in self.plans]


@dataclass(frozen=True, slots=True)
class Made:
    """Entries of the manifest, what failed in planning or making, and the contact sheet, where one was asked for."""

    entries: list[dict[str, Any]]
    failures: list[Failure]
    sheet: Path | None = None


def prepare(request: ClipRequest, on_progress: ProgressCallback) -> Prepared:
    """Read everything and decide every clip; nothing is written. Raises for what concerns all clips."""
    alignment = load_document(request.alignment)
    selects = [Select(quote, request.title, nth=request.nth) for quote in request.quotes]
    if request.selects is not None:
        selects += read_selects(request.selects)
    if not selects:
        raise UsageError("nothing to cut: give a quote, or a list with --list")
    if request.cover is not None:
        read_picture(request.cover)
    info = probe(find_media(request.alignment, alignment.media, request.media))
    request = _with_track(request, alignment.media, info)
    settings = settings_for(request, has_picture=info.video is not None)
    check_settings(settings, info)
    check_selects(selects, settings)
    episode = Episode(alignment, info, QuoteIndex(alignment))
    match = None if request.anyway else _check_media(episode, request)
    notes = (*([match] if match else []), *_channel_notes(info, request))
    prepared = _plan_all(episode, selects, settings, request.jobs, on_progress)
    return replace(prepared, plans=_numbered_on(prepared.plans, request.output), notes=notes)


def _numbered_on(plans: Sequence[ClipPlan], folder: Path) -> tuple[ClipPlan, ...]:
    """Return the plans with names that go on from the clips in the folder."""
    existing = [entry["name"] for entry in load_manifest(folder).get("clips", [])] if folder.is_dir() else []
    stems = numbered_on([plan.stem for plan in plans], existing)
    return tuple(replace(plan, stem=stem) for plan, stem in zip(plans, stems, strict=True))


def _with_track(request: ClipRequest, media: Media, info: MediaInfo) -> ClipRequest:
    """Return the request with the stream and channel that were aligned, unless it names others or the media have none
    such.
    """
    streams = info.streams_of("audio")
    stream = media.stream if request.stream is None and (media.stream or 0) < len(streams) else request.stream
    channels = choose_stream(info, stream).channels or 1
    channel = media.channel if request.channel is None and (media.channel or 0) < channels else request.channel
    return replace(request, stream=stream, channel=channel)


def _channel_notes(info: MediaInfo, request: ClipRequest) -> tuple[str, ...]:
    if request.channel is not None:
        return ()
    return channel_report(info, choose_stream(info, request.stream)).advice


def _check_media(episode: Episode, request: ClipRequest) -> str | None:
    earlier = load_manifest(request.output).get("source") if request.output.is_dir() else None

    def read_mono(start: float, end: float) -> NDArray[np.float32]:
        return episode.mono(request.stream, request.channel, start, end)

    path = episode.info.path
    return check_media(episode.alignment, episode.info, read_mono, lambda: hash_of(path, earlier))


def _plan_all(
    episode: Episode,
    selects: Sequence[Select],
    settings: Settings,
    jobs: int | None,
    on_progress: ProgressCallback,
) -> Prepared:
    decoded = DecodedCache()
    numbered = list(enumerate(selects, start=1))
    plans: list[ClipPlan] = []
    failures: list[Failure] = []

    def plan_one(one: tuple[int, Select]) -> ClipPlan:
        number, select = one
        return plan_clip(episode, select, settings_of_clip(settings, select), number, decoded=decoded)

    planned = side_by_side(plan_one, numbered, PLANS_PER_CORE * _workers(jobs, selects))
    for count, (at, result) in enumerate(planned, start=1):
        number, select = numbered[at]
        if isinstance(result, PullquoteError):
            failures.append(Failure(number, select.title or select.quote, result))
        else:
            plans.append(result)
        on_progress(count / len(selects), f"Planning {count} of {len(selects)}")
    plans.sort(key=lambda plan: plan.number)
    failures.sort(key=lambda failure: failure.number)
    return Prepared(episode, tuple(plans), tuple(failures), decoded)


def _workers(jobs: int | None, items: Sequence[object]) -> int:
    return jobs or max(1, min(len(items), os.cpu_count() or 1))


def clips_at_a_time(jobs: int | None, plans: Sequence[ClipPlan]) -> int:
    """Return how many clips to make at a time: one a core, as long as `MEMORY_SHARE` holds; `jobs` overrules."""
    most = max((plan.encoder_memory for plan in plans), default=0.0)
    fitting = max(1, int(_memory() * MEMORY_SHARE / most)) if most else len(plans)
    return jobs or min(_workers(jobs, plans), fitting)


def _memory() -> float:
    """Return the MB in the machine."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 20)
    except (AttributeError, ValueError, OSError):
        return SMALL_MACHINE


def settings_for(request: ClipRequest, *, has_picture: bool) -> Settings:
    """Return the settings that all clips of a request share. Raises `UsageError`."""
    form = request.format
    audiogram = request.audiogram or (request.always_picture and not has_picture)
    if form == "auto":
        form = "mp4" if has_picture or audiogram else "mp3"
    # Audiograms are mostly seen with the sound off.
    look = look_for(request)
    # A brand's style is how captions look where there are any: by themselves they are drawn into audiograms alone.
    captions = request.captions or ((look.brand.style or layout_style(request.card)) if audiogram else "none")
    if captions != "none":
        styled(captions, look)
    if form != "mp4":
        check_pictures(request.format, [audiogram, request.aspect != "source", captions != "none"])
    focus, follow = _focus(request)
    return Settings(
        format=form,
        aspect=request.aspect,
        fit=request.fit,
        focus=focus,
        follow=follow,
        layout=request.layout,
        height=request.height,
        encoding=Encoding(request.quality, request.encoder),
        captions=captions,
        look=look,
        target=None if request.loudness == "off" else float(request.loudness),
        per_clip=request.per_clip,
        high_pass=request.high_pass,
        denoise=request.denoise,
        handles=request.handles,
        bumpers=request.bumpers,
        thumbnail=_thumbnail(request, form),
        to_sentence=request.to_sentence,
        audiogram=audiogram,
        cover=request.cover,
        stream=request.stream,
        channel=request.channel,
        show=request.show,
        episode=request.episode,
    )


def _focus(request: ClipRequest) -> tuple[float, Follow | None]:
    """Return where a crop stands, and whom it follows. Raises `UsageError`."""
    focus, follow = read_focus(request.focus)
    if request.layout != "follow" and follow is None:
        raise UsageError(
            f"--layout {request.layout} needs to know where people are; give --focus auto, or a place for each, as in"
            " --focus Ada=30%"
        )
    if follow is not None and request.fit != "crop":
        raise UsageError(
            f"--fit {request.fit} crops nothing, so nothing can follow a speaker; leave --focus or --fit out"
        )
    return focus, follow


def _thumbnail(request: ClipRequest, form: str) -> float | Literal["auto"] | None:
    """Return where the thumbnail is taken. Raises `UsageError`."""
    asked = request.thumbnail
    if asked is None:
        return None
    if form != "mp4":
        raise UsageError(f"{form} has no picture; leave out --thumbnail, or give --audiogram")
    if asked == "auto":
        return "auto"
    try:
        return float(parse_duration(asked))
    except (ValueError, UsageError):
        raise UsageError(f"--thumbnail {asked!r}: auto, or a time in the clip such as 12s, is expected") from None


def look_for(request: ClipRequest) -> Look:
    """Return what the request changes in caption styles. Raises `UsageError`."""
    brand = Brand() if request.brand is None else read_brand(request.brand)
    asked = CaptionRequest(request.captions, request.size, request.position, request.color, request.font, request.names)
    look = caption_look(asked, brand, request.alignment.parent)
    return replace(look, platform=request.platform, card=request.card, wave=request.wave)


def run(request: ClipRequest, prepared: Prepared, on_progress: ItemProgress) -> Made:
    """Make all clips and the manifest. Raises for what concerns all of them; single failures are in the answer."""
    if not prepared.plans:
        return Made([], list(prepared.failures))
    folder = request.output
    make_folder(folder)
    earlier = load_manifest(folder)
    info = prepared.episode.info
    levelled = [plan for plan in prepared.plans if plan.settings.target is not None and not plan.settings.per_clip]
    on_progress(None, 0.0, "Reading the episode")
    first = prepared.plans[0].settings
    track = (first.stream, first.channel)
    source = source_record(info.path, track, earlier.get("source"), loudness=bool(levelled))
    job = Job(
        episode=prepared.episode,
        folder=folder,
        loudness=source.get("loudness"),
        force=request.force,
        workers=clips_at_a_time(request.jobs, prepared.plans),
        done={entry["name"]: entry for entry in earlier.get("clips", [])} if request.resume else None,
        decoded=prepared.decoded,
    )
    # After each clip, so that a run that is killed can be resumed.
    entries, failures = make_all(job, prepared.plans, on_progress, lambda entry: save_manifest(folder, source, [entry]))
    sheet = write_sheet(info, prepared.plans, folder) if request.sheet else None
    return Made(entries, [*prepared.failures, *failures], sheet)
