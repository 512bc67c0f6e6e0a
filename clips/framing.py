"""Where a crop stands in the source from frame to frame, and the parts that a finished picture is made of.

Pure: positions become expressions for ffmpeg's `crop`, which evaluates them for every frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Cell", "Framing", "Move", "enabled", "position_expression"]


@dataclass(frozen=True, slots=True)
class Move:
    """From `frame` of the clip on, a crop stands at `x` and `y`: 0 (left, top) to 1 of what it leaves out.

    `glide`: frames that it takes to get there, 0 for a cut.
    """

    frame: int
    x: float
    y: float = 0.5
    glide: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the finished picture that shows a crop of its own in some of the clip's frames.

    Args:
        left, top, width, height: where it lies in the finished picture, in pixels, all even.
        zoom: of the largest crop of this shape that the source has, the share that is shown, 0 (none) to 1.
        spans: first frame and frame behind the last of each stretch in which it is shown.
        whole: the whole source stands in it, between bars, instead of a crop.
    """

    left: int
    top: int
    width: int
    height: int
    spans: tuple[tuple[int, int], ...]
    moves: tuple[Move, ...] = (Move(0, 0.5),)
    zoom: float = 1.0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Framing:
    """The crop of a clip, move after move, the first one from frame 0, and the cells that are laid over it."""

    moves: tuple[Move, ...]
    cells: tuple[Cell, ...] = ()


def position_expression(moves: Sequence[Move], of: Callable[[Move], float]) -> str:
    """Return a share of what a crop leaves out as an expression of `n`, the number of the frame.

    >>> position_expression([Move(0, 0.25), Move(50, 0.75), Move(75, 0.5, glide=10)], lambda move: move.x)
    '0.2500+0.5000*gte(n,50)-0.2500*clip((n-74)/10,0,1)'
    """
    terms = [f"{of(moves[0]):.4f}"]
    before = round(of(moves[0]), 4)
    for move in moves[1:]:
        now = round(of(move), 4)
        if now != before:
            there = f"clip((n-{move.frame - 1})/{move.glide},0,1)" if move.glide else f"gte(n,{move.frame})"
            terms.append(f"{now - before:+.4f}*{there}")
        before = now
    return "".join(terms)


def enabled(spans: Sequence[tuple[int, int]]) -> str:
    """Return an expression that is true in the frames of `spans`.

    >>> enabled([(0, 50), (75, 90)])
    'between(n,0,49)+between(n,75,89)'
    """
    return "+".join(f"between(n,{first},{end - 1})" for first, end in spans)
