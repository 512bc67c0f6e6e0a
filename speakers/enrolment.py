"""Voices known from other episodes of a show: `voices.json`.

A voice is kept as the mean and the spread of its cepstra and of its pitch: what can be compared between recordings that
have the same microphones, as those of a show do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.errors import FileProblem
from align.files import write_whole
from align.signal import Spectra
from speakers.attribution import Attribution
from speakers.pitch import PITCH_HOP, Pitch
from speakers.statistics import GATHERING, speech_cepstra

__all__ = ["Profile", "load_voices", "measure_voices", "recognised", "save_voices"]

VERSION = 1

FARTHEST, MARGIN = 0.45, 1.4
"""Distance in spreads up to which a voice is the same, and how much farther the next one must be."""

LEAST_SECONDS = 6.0
"""Of speech that a voice is measured on."""

PITCH_WEIGHT = 6.0
"""As many dimensions as the pitch counts for."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A voice: means and spreads of its cepstra, with the pitch (octaves above 1 Hz) last, and seconds heard."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    seconds: float


def measure_voices(words: Sequence[Word], told: Attribution, spectra: Spectra, pitch: Pitch) -> dict[int, Profile]:
    """Measure each voice of which enough was heard."""
    frames, owners, cepstra = speech_cepstra(words, spectra)
    spoken = pitch.strength >= GATHERING.voiced
    out = {}
    for label in range(told.count):
        chosen = told.labels[owners] == label
        seconds = float(chosen.sum()) / 100
        at = np.minimum((frames[chosen] / 100 / PITCH_HOP).astype(int), max(len(spoken) - 1, 0))
        heights = pitch.octaves[at][spoken[at]].astype(np.float64) if len(spoken) else np.zeros(0)
        if seconds >= LEAST_SECONDS and len(heights):
            rows = cepstra[chosen]
            means = [*rows.mean(axis=0).tolist(), float(np.median(heights))]
            spreads = [*rows.std(axis=0).tolist(), float(np.clip(heights.std(), 0.1, 0.3))]
            out[label] = Profile(
                tuple(round(value, 4) for value in means),
                tuple(round(value, 4) for value in spreads),
                round(seconds, 1),
            )
    return out


def recognised(voices: Mapping[int, Profile], known: Mapping[str, Profile]) -> dict[int, str]:
    """Name the voices that surely are known ones; nearest pairs first, each name once."""
    pairs = sorted(
        (_distance(voice, profile), label, name) for label, voice in voices.items() for name, profile in known.items()
    )
    out: dict[int, str] = {}
    for distance, label, name in pairs:
        rivals = [d for d, one, other in pairs if (one == label) != (other == name) and other not in out.values()]
        if distance > FARTHEST or label in out or name in out.values():
            continue
        if not rivals or min(rivals) >= MARGIN * distance:
            out[label] = name
    return out


def _distance(one: Profile, other: Profile) -> float:
    """Root mean square of the differences, in spreads."""
    off = np.subtract(one.means, other.means) / np.maximum(np.add(one.spreads, other.spreads) / 2, 1e-3)
    weights: NDArray[np.float64] = np.ones(len(off))
    weights[-1] = PITCH_WEIGHT
    return float(np.sqrt((weights * off**2).sum() / weights.sum()))


def load_voices(path: Path) -> dict[str, Profile]:
    """Read a file of voices; one that does not exist yet knows nobody. Raises `FileProblem`."""
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise FileProblem(path, "is not a file of voices (no JSON)") from None
    if not isinstance(data, dict) or "voices" not in data:
        raise FileProblem(path, "is not a file of voices; give the one that --voices wrote")
    if data.get("version") != VERSION:
        problem = f"holds voices of version {data.get('version')!r}, and this pullquote reads version {VERSION}"
        raise FileProblem(path, f"{problem}; rename it, and name the speakers once more with --name")
    try:
        return {str(row["name"]): _profile(row) for row in data["voices"]}
    except (KeyError, TypeError, ValueError):
        raise FileProblem(path, "holds a voice that is not complete; rename it and name the speakers again") from None


def _profile(row: Mapping[str, Any]) -> Profile:
    means, spreads = (tuple(float(value) for value in row[key]) for key in ("means", "spreads"))
    if len(means) != GATHERING.cepstra + 1 or len(spreads) != len(means) or not np.isfinite([*means, *spreads]).all():
        raise ValueError("malformed")
    return Profile(means, spreads, float(row["seconds"]))


def save_voices(path: Path, known: Mapping[str, Profile], fresh: Mapping[str, Profile]) -> None:
    """Write the voices back, the named ones of this episode with them: joined by seconds with what was known."""
    joined = {**known, **{name: _joined(known.get(name), profile) for name, profile in fresh.items()}}
    rows = [
        {"name": name, "seconds": voice.seconds, "means": list(voice.means), "spreads": list(voice.spreads)}
        for name, voice in sorted(joined.items())
    ]
    text = json.dumps({"version": VERSION, "voices": rows}, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text, force=True)


def _joined(before: Profile | None, now: Profile) -> Profile:
    """Return the weighted mean of both; what was heard long ago counts for ten minutes at most."""
    if before is None:
        return now
    weight = min(before.seconds, 600.0)
    share = weight / (weight + now.seconds)
    means, spreads = (
        tuple(round(share * a + (1 - share) * b, 4) for a, b in zip(one, two, strict=True))
        for one, two in ((before.means, now.means), (before.spreads, now.spreads))
    )
    return Profile(means, spreads, round(before.seconds + now.seconds, 1))
