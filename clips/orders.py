"""From the options of `pullquote clip` to clips: what the command does, without the printing."""

from __future__ import annotations

import dataclasses
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.errors import FileProblem, PullquoteError, UsageError
from align.media import probe
from clips.board import Watch
from clips.loudness import episode_loudness
from clips.manifest import load_manifest, plan_entry, save_manifest
from clips.parallel import side_by_side
from clips.picture import Aspect, Fit, focus_of
from clips.plan import CaptionStyle, ClipPlan, Episode, Select, Settings, check_media, check_settings, plan_clip
from clips.produce import Failure, Job, make_all
from clips.quotes import QuoteIndex
from clips.render import Encoding, Quality
from clips.selects import read_selects

__all__ = ["Made", "Order", "Prepared", "carry_out", "prepare"]

Report = Callable[[float, str], None]

HELD = 128_000_000
"""Bytes of sound that planning may keep for the making; what goes beyond is read again."""


@dataclass(frozen=True, slots=True)
class Order:
    """The command line of `pullquote clip`, as given."""

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
    aspect: Aspect = "source"
    fit: Fit = "crop"
    focus: str = "centre"
    height: int | None = None
    quality: Quality = "standard"
    encoder: str = "libx264"
    captions: CaptionStyle | None = None
    font: Path | None = None
    loudness: str = "-16"
    per_clip: bool = False
    high_pass: float | None = None
    denoise: bool = False
    audiogram: bool = False
    cover: Path | None = None
    stream: int | None = None
    show: str = ""
    episode: str = ""
    jobs: int | None = None
    resume: bool = False
    dry_run: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is about to be made, and what cannot be."""

    episode: Episode
    plans: tuple[ClipPlan, ...]
    failures: tuple[Failure, ...]

    def entries(self) -> list[dict[str, Any]]:
        """The plans as the manifest will show them."""
        return [plan_entry(self.episode, plan) for plan in self.plans]


@dataclass(frozen=True, slots=True)
class Made:
    """Entries of the manifest, and what failed in planning or making."""

    entries: list[dict[str, Any]]
    failures: list[Failure]


def prepare(order: Order, report: Report) -> Prepared:
    """Read everything and decide every clip; nothing is written. Raises for what concerns all clips."""
    alignment = Alignment.load(order.alignment)
    wanted = [Select(quote, order.title, nth=order.nth) for quote in order.quotes]
    if order.selects is not None:
        wanted += read_selects(order.selects)
    if not wanted:
        raise UsageError("nothing to cut: give a quote, or a list with --list")
    info = probe(media_of(order, alignment))
    check_media(alignment, info)
    base = settings_of(order, has_picture=info.video is not None)
    check_settings(base, info)
    episode = Episode(alignment, info, QuoteIndex(alignment))
    numbered = list(enumerate(wanted, start=1))
    plans: list[ClipPlan] = []
    failures: list[Failure] = []
    # Programs that end in a moment are mostly waited for: two for each core.
    keep = Keep(HELD)
    decided = side_by_side(
        lambda one: keep(plan_clip(episode, one[1], _for_one(base, one[1]), one[0])),
        numbered,
        2 * _workers(order, wanted),
    )
    for count, (at, result) in enumerate(decided, start=1):
        number, select = numbered[at]
        if isinstance(result, PullquoteError):
            failures.append(Failure(number, select.title or select.quote, result))
        else:
            plans.append(result)
        report(count / len(wanted), f"Planning {count} of {len(wanted)}")
    ordered = sorted(plans, key=lambda plan: plan.number)
    return Prepared(episode, tuple(ordered), tuple(sorted(failures, key=lambda failure: failure.number)))


class Keep:
    """Lets plans keep the sound that they have read, `most` bytes in all; threads may share it."""

    def __init__(self, most: int) -> None:
        self._left, self._lock = most, threading.Lock()

    def __call__(self, plan: ClipPlan) -> ClipPlan:
        size = sum(one.samples.nbytes for one in plan.heard)
        with self._lock:
            fits = size <= self._left
            self._left -= size if fits else 0
        return plan if fits else dataclasses.replace(plan, heard=())


def _workers(order: Order, items: Sequence[object]) -> int:
    return order.jobs or max(1, min(len(items), os.cpu_count() or 1))


def encoders(order: Order, plans: Sequence[ClipPlan]) -> int:
    """Clips to make at a time: one a core, as long as they take no more than a quarter of the machine's memory."""
    most = max((plan.encoder_memory for plan in plans), default=0.0)
    fitting = max(1, int(_memory() / 4 / most)) if most else len(plans)
    return order.jobs or min(_workers(order, plans), fitting)


def _memory() -> float:
    """MB in the machine; where it does not say, those of a small one."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 20)
    except (AttributeError, ValueError, OSError):
        return 4096.0


def media_of(order: Order, alignment: Alignment) -> Path:
    """The media to cut: as given, or what was aligned, beside the alignment or where it was."""
    if order.media is not None:
        return order.media
    named = Path(alignment.media.path)
    for candidate in (order.alignment.parent / named, order.alignment.parent / named.name, named):
        if candidate.is_file():
            return candidate
    raise FileProblem(named, "was aligned but is not here; give the recording with --media")


def settings_of(order: Order, *, has_picture: bool) -> Settings:
    """The settings that all clips of an order share. Raises `UsageError`."""
    form = order.format
    if form == "auto":
        form = "mp4" if has_picture or order.audiogram else "mp3"
    # Audiograms are mostly seen with the sound off.
    captions: CaptionStyle = order.captions or ("highlight" if order.audiogram else "none")
    if form != "mp4" and (order.audiogram or order.aspect != "source" or captions != "none"):
        raise UsageError(f"--format {form} has no picture: leave out --aspect, --captions and --audiogram")
    shared = {f.name for f in dataclasses.fields(Settings)} & {f.name for f in dataclasses.fields(Order)}
    same = {name: getattr(order, name) for name in shared - {"format", "focus", "captions"}}
    return Settings(
        **same,
        format=form,
        focus=focus_of(order.focus),
        captions=captions,
        encoding=Encoding(order.quality, order.encoder),
        target=None if order.loudness == "off" else float(order.loudness),
    )


def _for_one(base: Settings, select: Select) -> Settings:
    changes: dict[str, Any] = {
        "aspect": select.aspect,
        "captions": select.captions,
        "focus": select.focus,
        "target": select.loudness,
        "fit": select.fit,
        "to_sentence": select.to_sentence,
        "handles": select.handles,
    }
    wanted = {name: value for name, value in changes.items() if value is not None}
    if select.loudness == "off":
        wanted["target"] = None
    return dataclasses.replace(base, **wanted)


def carry_out(order: Order, prepared: Prepared, report: Watch) -> Made:
    """Make all clips and the manifest. Raises for what concerns all of them; single failures are in the answer."""
    if not prepared.plans:
        return Made([], list(prepared.failures))
    folder = order.output
    if not folder.is_dir():
        _make_folder(folder)
    earlier = load_manifest(folder)
    info = prepared.episode.info
    gained = [plan for plan in prepared.plans if plan.settings.target is not None and not plan.settings.per_clip]
    report(None, 0.0, "Reading the episode")
    source = account(info.path, order.stream, earlier.get("source"), measured=bool(gained))
    job = Job(
        episode=prepared.episode,
        folder=folder,
        loudness=source.get("loudness"),
        force=order.force,
        workers=encoders(order, prepared.plans),
        done={entry["name"]: entry for entry in earlier.get("clips", [])} if order.resume else None,
    )
    # After each clip, so that a run that is killed can be resumed.
    entries, failures = make_all(job, prepared.plans, report, lambda entry: save_manifest(folder, source, [entry]))
    return Made(entries, [*prepared.failures, *failures])


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileNotFoundError:
        raise FileProblem(folder, f"cannot be made: the folder {folder.parent} does not exist") from None
    except OSError as error:
        raise FileProblem(folder, f"cannot be made: {error.strerror}") from None


def account(path: Path, stream: int | None, earlier: dict[str, Any] | None, *, measured: bool) -> dict[str, Any]:
    """The manifest's account of the source; hash and loudness of an unchanged file are not computed again."""
    told = path.stat()
    known = {"path": str(path), "bytes": told.st_size, "modified": told.st_mtime_ns, "stream": stream}
    if earlier and all(earlier.get(key) == value for key, value in known.items()):
        known = dict(earlier)
    wanted: dict[str, Callable[[], Any]] = {}
    if "sha256" not in known:
        wanted["sha256"] = lambda: hash_of(path)
    if measured and "loudness" not in known:
        wanted["loudness"] = lambda: episode_loudness(path, stream)
    names = list(wanted)
    for at, result in side_by_side(lambda name: wanted[name](), names, 2):
        if isinstance(result, PullquoteError):
            raise result
        known[names[at]] = result
    return known


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
