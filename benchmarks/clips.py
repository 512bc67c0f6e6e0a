"""Clips: found again by aligning them alone, and the time that rendering takes."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align import align_file
from align.document import Alignment
from align.errors import PullquoteError
from align.media import probe
from benchmarks.context import Report, Settings, say
from benchmarks.scoring import Known, read_known
from benchmarks.tables import Table
from clips.cuts import ends_sentence
from clips.plan import ClipPlan, Episode, Select, plan_clip
from clips.plan import Settings as ClipSettings
from clips.quotes import QuoteIndex
from clips.sound import Level, make_sound, save_audio

__all__ = ["recut"]

INSIDE = 0.02  # seconds that the edges of the first and last word must lie inside the clip
HEARD = 0.03  # of a neighbouring word, beyond the fade, may be in the clip


@dataclass(frozen=True, slots=True)
class Recut:
    """What became of one clip: whole words at its edges when aligned alone, and by the known times."""

    aligned: bool
    known: bool
    neighbour: bool
    tight: bool
    seconds: float


def sentences(alignment: Alignment, count: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Random runs of one to three sentences, as first and last word."""
    ends = [-1, *(i for i in range(len(alignment.words)) if ends_sentence(alignment, i))]
    runs = [(a + 1, ends[min(len(ends) - 1, n + 1 + extra)]) for extra in range(3) for n, a in enumerate(ends[:-1])]
    runs = [(first, last) for first, last in runs if 5 <= last - first < 80]
    return [runs[int(n)] for n in rng.choice(len(runs), min(count, len(runs)), replace=False)]


def recut(settings: Settings) -> Report:
    """Sentences of the long clean episode cut by our own alignment of it, aligned again one by one."""
    made = settings.episode("clean")
    ours = settings.ours(made, runs=1)
    alignment = ours.alignment or Alignment.load(made.folder / "gold.align.json")
    return recut_of(alignment, made.audio, read_known(made.folder / "gold.tsv"), settings.seed)


def recut_of(alignment: Alignment, audio: Path, known: Sequence[Known], seed: int, count: int = 100) -> Report:
    """The same for any alignment with known times."""
    episode = Episode(alignment, probe(audio), QuoteIndex(alignment))
    results = []
    for number, (first, last) in enumerate(sentences(alignment, count, np.random.default_rng(seed)), start=1):
        select = Select(f"word:{first + 1}-{last + 1}")
        plan = plan_clip(episode, select, ClipSettings(format="wav"), number)
        results.append(_check(episode, plan, known))
    total = len(results)

    def row(name: str, right: Callable[[Recut], bool]) -> tuple[str, str, str, str]:
        cells = [f"{sum(map(right, group))} of {len(group)}" for group in (results, roomy)]
        return name, cells[0], cells[1], "99%"

    roomy = [r for r in results if not r.tight]
    table = Table(
        "Clips, aligned alone",
        ("", "all", "with room at both ends", "wanted"),
        (
            row("both edge words whole, aligned again", lambda r: r.aligned),
            row("both edge words whole, known times", lambda r: r.known),
            row("no neighbour heard", lambda r: not r.neighbour),
            ("a sound-only clip, s", float(np.median([r.seconds for r in results])), None, "1"),
        ),
    )
    figures = {
        "clips": total,
        "aligned": sum(r.aligned for r in results) / total,
        "known": sum(r.known for r in results) / total,
        "neighbours": sum(r.neighbour for r in results) / total,
        "seconds": float(np.median([r.seconds for r in results])),
    }
    return Report([table], figures)


def _check(episode: Episode, plan: ClipPlan, known: Sequence[Known]) -> Recut:
    begun = time.perf_counter()
    sound = make_sound(episode.info, plan.slots, Level(-16, -20.0), channels=1)
    with tempfile.TemporaryDirectory() as name:
        path, text = Path(name) / "clip.wav", Path(name) / "clip.txt"
        save_audio(path, sound)
        took = time.perf_counter() - begun
        text.write_text(plan.text, encoding="utf-8")
        try:
            again = align_file(path, text)
            timed = [word.span for _, word in again.timed()]
        except PullquoteError as error:
            say(f"  {plan.stem}: {error}")
            timed = []
    if timed and (timed[0][0] < INSIDE or timed[-1][1] > plan.duration - INSIDE):
        say(f"  {plan.stem}: {timed[0][0]:.3f} s before, {plan.duration - timed[-1][1]:.3f} s behind")
    aligned = bool(timed) and timed[0][0] >= INSIDE and timed[-1][1] <= plan.duration - INSIDE
    start, end = plan.cuts[0].start, plan.cuts[0].end
    span, cut = plan.spans[0], plan.cuts[0]
    inside = [k for k in known[span.first : span.last + 1] if k.start is not None and k.start >= 0]
    whole = bool(inside) and inside[0].start >= start + INSIDE / 2 and inside[-1].end <= end - INSIDE / 2
    others = itertools.chain(known[max(0, span.first - 2) : span.first], known[span.last + 1 : span.last + 3])
    low, high = start + cut.fade_in, end - cut.fade_out
    heard = any(min(k.end, high) - max(k.start, low) > HEARD for k in others if k.start is not None and k.start >= 0)
    tight = any(flag.startswith("tight") for flag in cut.flags)
    return Recut(aligned, whole, heard, tight, took)
