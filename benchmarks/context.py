"""What every benchmark is given, and what it gives back."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from align.document import Alignment
from benchmarks import recipes, script, text
from benchmarks.aeneas import Aeneas
from benchmarks.measure import Cost, median_cost, pullquote
from benchmarks.scoring import Score, read_known, read_stretches, score
from benchmarks.tables import Table

__all__ = ["Made", "Ours", "Report", "Settings", "say"]

log = logging.getLogger(__name__)


def say(message: str) -> None:
    """Print what is going on to stderr; results alone go to stdout."""
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Report:
    """Tables for people, figures for machines."""

    tables: Sequence[Table]
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """An episode with known times, on disk."""

    folder: Path
    audio: Path
    transcript: Path

    @property
    def seconds(self) -> float:
        """Length of the audio."""
        return Alignment.load(self.folder / "gold.align.json").media.duration


@dataclass(frozen=True, slots=True)
class Ours:
    """pullquote on an episode; `scored` is `None` where it failed."""

    cost: Cost
    alignment: Alignment | None
    scored: Score | None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to measure.

    Args:
        folder: where episodes are kept between runs, and everything else goes.
        transcript: text to make long episodes from; `None`: the benchmark makes one up.
        minutes: length of the long episodes; `None`: as long as the transcript is.
        runs: each figure of cost is the median of so many.
        hours: where growth ends.
        hand, phrases: folders of recordings with known times.
        talk: folders of recordings of talk.
        captions: folders of subtitles that people made.
        share: of the hostile inputs to try.
        lines: height of the film that is cut by its text.
        aeneas: to run beside, or `None`, and `why_not`.
    """

    folder: Path
    transcript: Path | None = None
    minutes: float | None = None
    runs: int = 3
    hours: float = 8.0
    hand: Sequence[Path] = ()
    phrases: Sequence[Path] = ()
    captions: Sequence[Path] = ()
    talk: Sequence[Path] = ()
    seed: int = 1
    share: float = 1.0
    lines: int = 1080
    aeneas: Aeneas | None = None
    why_not: str = ""
    cache: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def words(self) -> tuple[str, tuple[str, ...]]:
        """Return the long transcript as text and as tokens."""
        if "words" not in self.cache:
            self.cache["words"] = self._words()
        return self.cache["words"]

    def _words(self) -> tuple[str, tuple[str, ...]]:
        if self.transcript is not None:
            whole = self.transcript.read_text(encoding="utf-8")
        else:
            import numpy as np

            count = round(172 * (self.minutes or 115.0))
            whole = text.with_chapters(text.talk(count, np.random.default_rng(self.seed)))
        tokens = script.stitched(whole)
        if self.minutes is not None:
            tokens = tuple(recipes.shortened(tokens, self.minutes))
            whole = text.with_chapters(tokens)
        return whole, tokens

    def episode(self, recipe: str, *, minutes: float | None = None) -> Made:
        """Return the episode of that recipe; made if it is not there yet. Raises `samples.voices.FliteMissing`."""
        whole, tokens = self.words()
        given: str | None = whole
        if minutes is not None and minutes * 172 < len(tokens):
            tokens, given = tuple(recipes.shortened(tokens, minutes, 0.2)), None
        if recipe in ("wrong-words", "middle"):
            given = None
        mark = hashlib.sha256(" ".join(tokens).encode()).hexdigest()[:8]
        # The second hard episode has other cuts, fillers and adverts than the first, not just other voices.
        seed = self.seed + 1000 * (recipe == "hard2")
        folder = self.folder / "episodes" / f"{recipe}-{len(tokens)}-{seed}-{mark}"
        audio = folder / "episode.mp3"
        if not (folder / "made.json").exists():
            say(f"making {folder.name} ...")
            recipes.make(recipe, tokens, folder, seed=seed, transcript=given)
        return Made(folder, audio, folder / "transcript.txt")

    def ours(self, made: Made, *, runs: int | None = None) -> Ours:
        """Run the whole command on an episode, and score what it wrote."""
        out = made.folder / "ours.align.json"
        out.unlink(missing_ok=True)
        say(f"pullquote align {made.folder.name} ...")
        arguments = ("align", str(made.audio), str(made.transcript), "-o", str(out), "--force")
        cost = median_cost(lambda: pullquote(*arguments), runs or self.runs)
        if cost.code or not out.exists():
            say(f"  exit {cost.code}: {cost.stderr.strip()[-300:]}")
            return Ours(cost, None, None)
        alignment = Alignment.load(out)
        stretches = read_stretches(made.folder / "unscripted.tsv")
        return Ours(cost, alignment, score(alignment, read_known(made.folder / "gold.tsv"), stretches or None))
