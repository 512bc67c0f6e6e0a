"""Power spectra of many short windows at once: Fourier transforms with as many frames side by side as a vector holds.

A window of 2n samples is transformed as n complex numbers, in steps that each halve the distance to go (Cooley and
Tukey, radix 2, in place); each number is two vectors, one lane a frame.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from align.kernels import kernel
from align.vectors import FLOAT, WIDTH, Vectors

__all__ = ["Transform", "powers", "transform_of"]

Floats = NDArray[np.float32]


class Transform(NamedTuple):
    """What the kernel needs to know.

    Args:
        window: what each sample is multiplied by.
        order: where each of the n complex numbers is put: its index with the bits reversed.
        turns: (2n) x 2, cosine and sine of `-2 pi k / 2n`.
        bins: the first and the last (exclusive) that are wanted, of 1 to n - 1.
    """

    window: Floats
    order: NDArray[np.int64]
    turns: Floats
    bins: tuple[int, int]


def transform_of(window: NDArray[np.floating], size: int, bins: tuple[int, int]) -> Transform:
    """Prepare transforms of `size` samples, a power of two, those behind the window zero; `bins` as in `Transform`."""
    half = size // 2
    bits = half.bit_length() - 1
    order = np.array([int(format(k, f"0{bits}b")[::-1], 2) for k in range(half)], np.int64)
    angle = -2 * np.pi * np.arange(size) / size
    turns = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    return Transform(np.asarray(window, np.float32), order, turns, bins)


def powers(wave: Floats, hop: int, frames: int, transform: Transform) -> Floats:
    """Return the power at some bins: bins x frames.

    Args:
        wave: the first window begins with it; what it lacks of the last is silent.
        hop: samples from one window to the next.
    """
    first, last = transform.bins
    padded = -(-frames // WIDTH) * WIDTH
    lacking = (padded - 1) * hop + len(transform.window) - len(wave)
    if lacking > 0:
        wave = np.pad(wave, (0, lacking))
    out = np.empty((last - first, padded), np.float32)
    room = np.empty((len(transform.order), 2, WIDTH), np.float32)
    _fill_powers(wave, hop, transform, room, out)
    return out[:, :frames]


@intrinsic
def _take(typing_context: Any, wave: Any, at: Any, hop: Any, window: Any, n: Any, room: Any, place: Any) -> Any:
    """Put samples `at`, `at + hop` ... of `wave`, times sample `n` of the window, in vector `place` of the room."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vectors, (wave, window, room) = Vectors(context, builder), _pointers(context, builder, signature, arguments)
        taken = vectors.gather(wave, arguments[1], arguments[2])
        windowed = builder.fmul(taken, vectors.all_of(window, arguments[4]))
        vectors.store(windowed, room, vectors.times(arguments[6], WIDTH))
        return context.get_dummy_value()

    return types.void(wave, at, hop, window, n, room, place), generate


@intrinsic
def _butterfly(typing_context: Any, room: Any, upper: Any, lower: Any, turns: Any, turn: Any) -> Any:
    """Put the sum and the difference of number `upper` and of number `lower`, turned, in their places."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vectors, (room, turns) = Vectors(context, builder), _pointers(context, builder, signature, arguments)
        at = [vectors.times(arguments[k], 2 * WIDTH) for k in (1, 2)]
        above, below = ([at, builder.add(at, vectors.number(WIDTH))] for at in at)
        real, imaginary = (vectors.load(room, place) for place in below)
        turned = _turned(vectors, builder, turns, arguments[4], real, imaginary)
        for up, down, part in zip(above, below, turned, strict=True):
            kept = vectors.load(room, up)
            vectors.store(builder.fadd(kept, part), room, up)
            vectors.store(builder.fsub(kept, part), room, down)
        return context.get_dummy_value()

    return types.void(room, upper, lower, turns, turn), generate


@intrinsic
def _power(typing_context: Any, room: Any, near: Any, far: Any, turns: Any, turn: Any, out: Any, at: Any) -> Any:
    """Put the power at a bin of the real samples at place `at`: from the numbers `near` and `far`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vectors, (room, turns, out) = Vectors(context, builder), _pointers(context, builder, signature, arguments)
        at = [vectors.times(arguments[k], 2 * WIDTH) for k in (1, 2)]
        (a, b), (c, d) = ([vectors.load(room, builder.add(at, vectors.number(k * WIDTH))) for k in (0, 1)] for at in at)
        # The transforms of the even samples and of the odd ones, twice each.
        even = builder.fadd(a, c), builder.fsub(b, d)
        odd = _turned(vectors, builder, turns, arguments[4], builder.fadd(b, d), builder.fsub(c, a))
        real, imaginary = (builder.fadd(*parts) for parts in zip(even, odd, strict=True))
        power = vectors.product_plus(real, real, builder.fmul(imaginary, imaginary))
        vectors.store(builder.fmul(power, vectors.all(FLOAT(0.25))), out, arguments[6])
        return context.get_dummy_value()

    return types.void(room, near, far, turns, turn, out, at), generate


def _pointers(context: Any, builder: Any, signature: Any, arguments: Any) -> list[Any]:
    """Return where the arrays among the arguments begin."""
    return [
        context.make_array(kind)(context, builder, value).data
        for kind, value in zip(signature.args, arguments, strict=True)
        if isinstance(kind, types.Array)
    ]


def _turned(vectors: Vectors, builder: Any, turns: Any, turn: Any, real: Any, imaginary: Any) -> tuple[Any, Any]:
    """Return a complex number times the one at row `turn` of `turns`."""
    at = vectors.times(turn, 2)
    cosine = vectors.all_of(turns, at)
    sine = vectors.all_of(turns, builder.add(at, vectors.number(1)))
    across = builder.fmul(imaginary, sine)
    along = vectors.product_plus(real, cosine, builder.fneg(across))
    return along, vectors.product_plus(real, sine, builder.fmul(imaginary, cosine))


@kernel()
def _fill_powers(wave: Floats, hop: int, transform: Transform, room: Floats, out: Floats) -> None:
    """Fill bins x frames, as many frames at a time as a vector holds; `room`: numbers x 2 x lanes."""
    window, order, turns, bins = transform
    half, frames = len(order), out.shape[1]
    flat = out.reshape(-1)
    for begin in range(0, frames, WIDTH):
        for n in range(len(window)):
            _take(wave, begin * hop + n, hop, window, n, room, 2 * order[n // 2] + n % 2)
        for n in range(len(window), 2 * half):
            room[order[n // 2], n % 2] = np.float32(0.0)
        reach = 1
        while reach < half:
            for j in range(reach):
                turn = j * (half // reach)
                for upper in range(j, half, 2 * reach):
                    _butterfly(room, upper, upper + reach, turns, turn)
            reach *= 2
        for k in range(bins[0], bins[1]):
            _power(room, k, half - k, turns, k, flat, (k - bins[0]) * frames + begin)
