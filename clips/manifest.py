"""`clips.json`: what was made, from where, how loud, with which doubts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from align.clock import clock_text
from align.errors import FileProblem
from align.files import write_whole
from clips.drawing.look import styled
from clips.film_clock import FilmClock
from clips.loudness import CEILING, SILENCE
from clips.plan import ClipPlan, Episode
from clips.sound import RATE
from clips.verify import EncodedAudio

__all__ = ["NAME", "fingerprint", "load_manifest", "manifest_entry", "plan_entry", "save_manifest"]

NAME = "clips.json"
VERSION = 1


def plan_entry(episode: Episode, plan: ClipPlan) -> dict[str, Any]:
    """Return what the manifest says of a clip before it is made."""
    return {
        "name": plan.stem,
        "number": plan.number,
        "title": plan.select.title,
        "quote": plan.select.quote,
        "score": plan.score,
        "text": plan.text,
        "differences": [{"quoted": one.quoted, "said": one.said} for one in plan.differences],
        "speakers": list(plan.speakers),
        "duration": round(plan.length, 3),
        "spans": [_span(episode, plan, number) for number in range(len(plan.spans))],
        **({"focus": plan.focus.record(float(plan.frames[0].rate))} if plan.focus is not None else {}),
        **({"bumpers": plan.bumpers.record()} if plan.bumpers else {}),
        "warnings": list(plan.warnings),
    }


def _span(episode: Episode, plan: ClipPlan, number: int) -> dict[str, Any]:
    slot, span = plan.slots[number], plan.spans[number]
    first = round(slot.start * RATE)
    row: dict[str, Any] = {
        "in": round(slot.start, 6),
        "out": round(slot.start + slot.length / RATE, 6),
        "samples": [first, first + slot.length],
        "sample_rate": RATE,
        "words": [span.first, span.last],
    }
    rate = plan.frames[number].rate if plan.frames else None
    if rate is not None:
        frames = plan.frames[number]
        start = frames.number
        row["frames"] = [start, start + frames.count]
        row["frame_rate"] = f"{rate.numerator}/{rate.denominator}"
        film = FilmClock.of(rate, episode.info.timecode)
    if rate is not None and film is not None:
        row["timecode"] = [film.timecode(frame) for frame in row["frames"]]
    else:
        row["timecode"] = [clock_text(row["in"]), clock_text(row["out"])]
    return row


def manifest_entry(episode: Episode, plan: ClipPlan, files: dict[str, Path], audio: EncodedAudio) -> dict[str, Any]:
    """Return the manifest's entry of a clip that was made.

    Its loudness: `before` as cut, `after` as it shall be with the gain, `measured` and `true_peak` as ffmpeg's ebur128
    reads the finished file.
    """
    entry, sound = plan_entry(episode, plan), audio.sound
    entry["warnings"] += loudness_warnings(plan, audio)
    return {
        **entry,
        "files": {kind: path.name for kind, path in files.items()},
        "bytes": {path.name: path.stat().st_size for path in files.values()},
        "loudness": {
            "target": plan.settings.target,
            "by": "clip" if plan.settings.per_clip else "episode",
            "before": sound.loudness_before,
            "gain": sound.gain,
            "after": sound.loudness,
            "limited": sound.reduction,
            "measured": audio.measurement.loudness,
            "true_peak": audio.measurement.peak,
            "unit": "LUFS, dB, dBTP; mono as heard from two loudspeakers",
        },
        "fingerprint": fingerprint(plan),
    }


AGREE = 0.5
"""LU; nobody hears less, and meters differ by a tenth."""

_APART = 3.0
"""LU; a clip that is this far from the target is heard as quieter or louder than what is around it in a feed."""


def loudness_warnings(plan: ClipPlan, audio: EncodedAudio) -> list[str]:
    """Return what an editor should know about the loudness of a clip that was made."""
    measured, meant = audio.measurement, audio.sound.loudness
    warnings = []
    if measured.peak > CEILING:
        warnings.append(f"true peak {measured.peak:.1f} dBTP, above {CEILING:g}")
    if plan.settings.target is None or min(measured.loudness, meant) <= SILENCE:
        return warnings
    off = meant - plan.settings.target
    word = "louder" if off > 0 else "quieter"
    if plan.settings.per_clip and abs(off) > AGREE:
        warnings.append(f"{abs(off):.1f} LU {word} than {plan.settings.target:g} LUFS: its peaks allow no more")
    elif not plan.settings.per_clip and abs(off) >= _APART:
        message = f"{abs(off):.1f} LU {word} than {plan.settings.target:g} LUFS, as it is in the episode"
        warnings.append(f"{message}; --per-clip brings it there by itself")
    if abs(measured.loudness - meant) > AGREE:
        warnings.append(f"measured {measured.loudness:.1f} LUFS where {meant:.1f} was meant")
    return warnings


def fingerprint(plan: ClipPlan) -> str:
    """Return a hash that changes with anything that changes the clip."""
    settings = plan.settings
    # The folder says where styles were looked up; what was found there counts.
    style = None if settings.captions == "none" else asdict(styled(settings.captions, settings.look))
    settings = replace(settings, look=replace(settings.look, folder=None))
    parts = [asdict(settings), style, plan.pieces, plan.frames, plan.slots, plan.text, plan.focus, plan.bumpers]
    text = json.dumps(parts, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> Any:
    if isinstance(value, Path | Fraction):
        return str(value)
    return repr(value)


def save_manifest(folder: Path, source: dict[str, Any], entries: Sequence[dict[str, Any]]) -> Path:
    """Write `clips.json`, entries of earlier runs kept where they are not made anew."""
    earlier = {entry["name"]: entry for entry in load_manifest(folder).get("clips", [])}
    clean = {entry["name"]: {k: v for k, v in entry.items() if k != "skipped"} for entry in entries}
    merged = {**earlier, **clean}
    kept = [entry for entry in merged.values() if all((folder / name).exists() for name in entry["files"].values())]
    path = folder / NAME
    data = {"version": VERSION, "source": source, "clips": sorted(kept, key=lambda entry: str(entry["name"]))}
    write_whole(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n", force=True)
    return path


def load_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest in a folder, empty where there is none. Raises `FileProblem` where it cannot be read."""
    path = folder / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise FileProblem(path, "is not a manifest of clips; rename or delete it and try again") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise FileProblem(path, "is not a manifest of clips that this version reads; rename or delete it and try again")
    return data
