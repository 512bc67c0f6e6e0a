"""A waveform that follows the voice, as drawings for libass, one for each frame."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from clips.drawing.ass import AssEvent, filled, rounded_box
from clips.drawing.colours import Rgb, ass_alpha, ass_colour
from clips.drawing.safe_areas import Box

__all__ = ["WAVES", "levels_of", "progress_events", "wave_events"]

ATTACK, RELEASE = 0.65, 0.22
"""How much of a rise, and of a fall, a frame follows: quick to open, slow to close, which is easy to watch."""
LOUD = 97.0
"""Percentile of the levels that fills the waveform; what is louder bends towards its edge and never passes it."""
QUIET = 0.06
"""Of the waveform's height: what is seen of silence."""

Levels = NDArray[np.float64]


def levels_of(samples: NDArray[np.float32], rate: int, fps: float, count: int) -> Levels:
    """Return how loud the sound is for each of `count` frames, 0..1, smoothed; `samples`: [time, channel]."""
    mono = samples.astype(np.float64).mean(axis=1) if samples.ndim > 1 else samples.astype(np.float64)
    edges = np.minimum((np.arange(count + 1) * rate / fps).astype(np.int64), len(mono))
    power = np.concatenate(([0.0], np.cumsum(mono**2)))
    held = np.maximum(np.diff(edges), 1)
    loud = np.sqrt(np.maximum((power[edges[1:]] - power[edges[:-1]]) / held, 0.0))
    full = float(np.percentile(loud, LOUD)) if count else 0.0
    if full <= 1e-6:
        return np.zeros(count)
    shaped = np.tanh(1.2 * (loud / full) ** 0.7)
    level, followed = 0.0, np.empty(count)
    for number, wanted in enumerate(shaped.tolist()):
        level += (ATTACK if wanted > level else RELEASE) * (wanted - level)
        followed[number] = level
    return followed


def wave_events(
    kind: str, levels: Levels, box: Box, colour: Rgb, *, fps: float, layer: int = 1, opacity: float = 1.0
) -> Iterator[AssEvent]:
    """Yield an event for each frame; `kind` is one of `WAVES`."""
    draw, seen = WAVES[kind], f"\\3a{ass_alpha(opacity)}" if opacity < 1 else ""
    for number in range(len(levels)):
        thick, path = draw(levels, number, box)
        tags = f"\\an7\\pos(0,0)\\1a&HFF&\\3c{ass_colour(colour)}{seen}\\bord{thick / 2:.1f}\\shad0\\p4"
        start, end = number / fps, (number + 1) / fps
        yield AssEvent(start, end, f"{{{tags}}}{path}{{\\p0}}", "Wave", layer, box.y, box.bottom, ((start, end),))


def _history(levels: Levels, number: int, back: int) -> float:
    return float(levels[max(0, number - back)]) if number >= back else 0.0


def _bars(levels: Levels, number: int, box: Box) -> tuple[float, str]:
    """Bars that open in the middle with the voice and carry what was said outward."""
    pitch = max(10.0, box.width / 42)
    count = 2 * int((box.width / pitch - 1) / 2) + 1
    thick, middle = 0.52 * pitch, box.y + box.height / 2
    parts = []
    for k in range(count):
        away = abs(k - count // 2)
        # Neighbours differ, or bars look like one shape.
        wobble = 0.72 + 0.28 * math.sin(2.4 * k + 0.21 * number)
        level = _history(levels, number, away // 2) * wobble * (1 - 0.55 * away / (count / 2))
        half = max(QUIET, level) * (box.height - thick) / 2
        parts.append(_stroke(box.x + (k + 0.5) * box.width / count, middle - half, middle + half))
    return thick, " ".join(parts)


def _stroke(x: float, top: float, bottom: float) -> str:
    # A drawing of no width: its outline is a bar with round ends.
    x, top, bottom = round(8 * x), round(8 * top), max(round(8 * bottom), round(8 * top) + 1)
    return f"m {x} {top} l {x} {bottom}"


DOT = 14.0
"""Pixels from dot to dot at least."""


def _dots(levels: Levels, number: int, box: Box) -> tuple[float, str]:
    """Columns of dots, as many as the voice is loud, from the newest at the right to the oldest."""
    # As many rows as leave dots that can be told apart; an odd number, around a middle one.
    rows = min(7, max(3, 2 * int(box.height / DOT / 2) + 1))
    pitch = box.height / rows
    count, middle = max(3, int(box.width / pitch)), box.y + box.height / 2
    parts = []
    for k in range(count):
        level = _history(levels, number, 2 * (count - 1 - k))
        # Neighbours differ, and only what is loud fills the column.
        wobble = 0.68 + 0.32 * math.sin(1.9 * k + 0.13 * number)
        lit = 1 + 2 * round(min(1.0, 1.15 * level**1.5 * wobble) * (rows // 2))
        x = box.x + (k + 0.5) * box.width / count
        parts += [_stroke(x, y, y) for y in (middle + pitch * (row - lit // 2) for row in range(lit))]
    return 0.5 * pitch, " ".join(parts)


def _line(levels: Levels, number: int, box: Box) -> tuple[float, str]:
    """One smooth line that swings with the voice and lies still without it."""
    level, points = float(levels[number]), 96
    thick = max(4.0, box.height * 0.045)
    reach, middle = (box.height - thick) / 2, box.y + box.height / 2
    at = np.linspace(0.0, 1.0, points)
    envelope = np.sin(np.pi * at) ** 1.5
    phase = 0.33 * number
    swing = 0.6 * np.sin(2 * np.pi * 2.6 * at - phase) + 0.4 * np.sin(2 * np.pi * 5.1 * at - 1.7 * phase)
    height = middle + reach * max(level, QUIET / 2) * envelope * swing
    across = box.x + box.width * at
    there = [f"{round(8 * x)} {round(8 * y)}" for x, y in zip(across.tolist(), height.tolist(), strict=True)]
    return thick, f"m {there[0]} l {' '.join(there[1:])} {' '.join(reversed(there[:-1]))}"


WAVES: Mapping[str, Callable[[Levels, int, Box], tuple[float, str]]] = {"bars": _bars, "line": _line, "dots": _dots}
"""The kinds of waveforms: each gives the thickness of its strokes and their drawing for a frame."""


WAITING = 0.22
"""How much is seen of the part of a progress bar that is still to come."""


def progress_events(box: Box, to_come: Rgb, done: Rgb, duration: float) -> list[AssEvent]:
    """Return a bar that fills from left to right in `duration` seconds."""
    path = rounded_box(box.width, box.height, box.height / 2)
    ms, x, y = round(1000 * duration), round(box.x), round(box.y)
    right, low = round(box.right), round(box.bottom) + 1
    grows = f"\\clip({x},{y},{x},{low})\\t(0,{ms},\\clip({x},{y},{right},{low}))"
    return [
        AssEvent(0.0, duration, filled(box.x, box.y, path, to_come, WAITING), "Wave", 0, y, low),
        AssEvent(0.0, duration, filled(box.x, box.y, path, done, tags=grows), "Wave", 1, y, low, ((0.0, duration),)),
    ]
