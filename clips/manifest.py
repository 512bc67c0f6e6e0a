"""`clips.json`: what was made, from where, how loud, with which doubts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from align.errors import FileProblem
from align.files import write_whole
from clips.loudness import CEILING, SILENCE
from clips.plan import ClipPlan, Episode
from clips.proof import Proven
from clips.sound import RATE

__all__ = ["NAME", "entry_of", "fingerprint", "load_manifest", "plan_entry", "save_manifest", "timecode"]

NAME = "clips.json"
VERSION = 1


def plan_entry(episode: Episode, plan: ClipPlan) -> dict[str, Any]:
    """What is known of a clip before it is made."""
    return {
        "name": plan.stem,
        "number": plan.number,
        "title": plan.select.title,
        "quote": plan.select.quote,
        "score": plan.score,
        "text": plan.text,
        "speakers": list(plan.speakers),
        "duration": round(plan.duration, 3),
        "spans": [_span(episode, plan, number) for number in range(len(plan.spans))],
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
        start = round(Fraction(frames.start) * rate)
        row["frames"] = [start, start + frames.count]
        row["frame_rate"] = f"{rate.numerator}/{rate.denominator}"
        row["timecode"] = [timecode(start + extra, rate, episode.info.timecode) for extra in (0, frames.count)]
    else:
        row["timecode"] = [clock(row["in"]), clock(row["out"])]
    return row


def clock(seconds: float) -> str:
    """A time where there are no frames to count, to the millisecond.

    >>> clock(3725.0625)
    '01:02:05.062'
    """
    whole, part = divmod(round(1000 * seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:03}"


def timecode(frame: int, rate: Fraction, start: str | None) -> str:
    """The timecode of a frame, `;` before its frames where numbers are dropped; the out point is exclusive.

    >>> timecode(1800, Fraction(30000, 1001), "00:00:00;00")
    '00:01:00;02'
    >>> timecode(90000, Fraction(25), "10:00:00:00")
    '11:00:00:00'
    """
    whole = round(rate)
    drop = start is not None and ";" in start and whole in (30, 60)
    frame += _frame_number(start, whole, drop) if start else 0
    if drop:
        # Two (four) numbers are left out each minute, but not each tenth.
        lost = whole // 15
        tens, rest = divmod(frame, whole * 600 - 9 * lost)
        frame += lost * (9 * tens + max(0, (rest - lost) // (whole * 60 - lost)))
    seconds, part = divmod(frame, whole)
    mark = ";" if drop else ":"
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{part:02}"


def _frame_number(text: str, whole: int, drop: bool) -> int:
    hours, minutes, seconds, frames = (int(part) for part in text.replace(";", ":").replace(".", ":").split(":"))
    count = ((hours * 60 + minutes) * 60 + seconds) * whole + frames
    total = hours * 60 + minutes
    return count - (whole // 15) * (total - total // 10) if drop else count


def entry_of(episode: Episode, plan: ClipPlan, files: dict[str, Path], proven: Proven) -> dict[str, Any]:
    """The manifest's entry of a clip that was made.

    Its loudness: `before` as cut, `after` as it shall be with the gain, `measured` and `true_peak` as ffmpeg's ebur128
    reads the finished file.
    """
    known, sound = plan_entry(episode, plan), proven.sound
    known["warnings"] += loudness_warnings(plan, proven)
    return {
        **known,
        "files": {kind: path.name for kind, path in files.items()},
        "bytes": {path.name: path.stat().st_size for path in files.values()},
        "loudness": {
            "target": plan.settings.target,
            "by": "clip" if plan.settings.per_clip else "episode",
            "before": sound.loudness_before,
            "gain": sound.gain,
            "after": sound.loudness,
            "limited": sound.reduction,
            "measured": proven.found.loudness,
            "true_peak": proven.found.peak,
            "unit": "LUFS, dB, dBTP; mono as heard from two loudspeakers",
        },
        "fingerprint": fingerprint(plan),
    }


_APART = 3.0
"""LU; a clip that is this far from the target is heard as quieter or louder than what is around it in a feed."""


def loudness_warnings(plan: ClipPlan, proven: Proven) -> list[str]:
    """What an editor should know about the loudness of a clip that was made."""
    found, meant = proven.found, proven.sound.loudness
    warnings = []
    if found.peak > CEILING:
        warnings.append(f"true peak {found.peak:.1f} dBTP, above {CEILING:g}")
    if plan.settings.target is None or min(found.loudness, meant) <= SILENCE:
        return warnings
    off = meant - plan.settings.target
    word = "louder" if off > 0 else "quieter"
    if plan.settings.per_clip and abs(off) > 0.5:
        warnings.append(f"{abs(off):.1f} LU {word} than {plan.settings.target:g} LUFS: its peaks allow no more")
    elif not plan.settings.per_clip and abs(off) >= _APART:
        told = f"{abs(off):.1f} LU {word} than {plan.settings.target:g} LUFS, as it is in the episode"
        warnings.append(f"{told}; --per-clip brings it there by itself")
    if abs(found.loudness - meant) > 0.5:
        warnings.append(f"measured {found.loudness:.1f} LUFS where {meant:.1f} was meant")
    return warnings


def fingerprint(plan: ClipPlan) -> str:
    """Changes with anything that changes the clip."""
    known = json.dumps([asdict(plan.settings), plan.pieces, plan.frames, plan.slots, plan.text], default=_plain)
    return hashlib.sha256(known.encode()).hexdigest()[:16]


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
    """The manifest in a folder, empty where there is none. Raises `FileProblem` where it cannot be read."""
    path = folder / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise FileProblem(path, "is not a manifest of clips; move it away") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise FileProblem(path, "is not a manifest of clips that this version reads; move it away")
    return data
