"""The innermost loops of the Gaussians, written in vector instructions: no compiler is left to find them or not.

A tile is a few vectors of frames by a few Gaussians. Their log densities are summed up in registers, and the highest
of each state is taken from there: no density is ever written to memory. What a vector holds depends on the processor;
LLVM makes of it what the processor has, and each frame's sum is the same whatever stands beside it.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, STATES

__all__ = ["GROUP", "LANES", "VALUES", "add_likeliest"]

VALUES = 2 * DIMENSIONS
"""What a log density is linear in beside its constant: the values of a stream and their squares."""

VECTORS = 3
"""Of frames in a tile. With four Gaussians they are twelve sums, and twelve registers of AVX2's sixteen."""


def _vector_floats() -> int:
    """Return how many floats the registers hold of the processor that Numba compiles for."""
    _, _, features = cpu_target.target_context.codegen().magic_tuple()
    return 16 if "+avx512f" in features else 8 if "+avx" in features else 4


WIDTH = _vector_floats()
"""Floats in a vector."""

LANES = VECTORS * WIDTH
"""Frames in a tile."""

GROUP = 8 if WIDTH == 16 else 4
"""Gaussians in a tile: with AVX-512 there are twice as many registers."""

LOWEST = -1e30
"""Below any log density."""

_FLOAT = cgutils.ir.FloatType()
_VECTOR = cgutils.ir.VectorType(_FLOAT, WIDTH)


@intrinsic
def add_likeliest(typing_context: Any, table: Any, weights: Any, values: Any, out: Any) -> Any:
    """Add the highest weighted log density of one stream's Gaussians at each frame of a tile, for each state.

    All arrays are contiguous floats.

    Args:
        table: groups x 27 x `GROUP`, the constants and the factors of the values.
        weights: groups x states x `GROUP`.
        values: 26 x `LANES`.
        out: states x `LANES`, what is added to.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointers = [
            context.make_array(kind)(context, builder, value).data
            for kind, value in zip(signature.args, arguments, strict=True)
        ]
        _Tile(context, builder, *pointers).emit()
        return context.get_dummy_value()

    return types.void(table, weights, values, out), generate


class _Tile:
    """Writes the instructions; pointers are to the arguments of `add_likeliest`."""

    def __init__(self, context: Any, builder: Any, table: Any, weights: Any, values: Any, out: Any) -> None:
        self._builder = builder
        self._index = context.get_value_type(types.intp)
        self._table, self._weights, self._values, self._out = table, weights, values, out
        fused = cgutils.ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        self._fused = cgutils.get_or_insert_function(builder.module, fused, f"llvm.fmuladd.v{WIDTH}f32")
        self._sums = self._room(GROUP * VECTORS)
        self._tops = self._room(STATES * VECTORS)

    def emit(self) -> None:
        """Write all of it."""
        lowest = cgutils.ir.Constant(_VECTOR, [cgutils.ir.Constant(_FLOAT, LOWEST)] * WIDTH)
        for top in self._tops:
            self._builder.store(lowest, top)
        with cgutils.for_range(self._builder, self._number(GAUSSIANS // GROUP)) as groups:
            self._add_up(self._times(groups.index, (1 + VALUES) * GROUP))
            self._pick(self._times(groups.index, STATES * GROUP))
        for k, top in enumerate(self._tops):
            at = self._vector(self._out, self._number(k * WIDTH))
            total = self._builder.fadd(self._builder.load(at, align=4), self._builder.load(top))
            self._builder.store(total, at, align=4)

    def _add_up(self, group: Any) -> None:
        """Sum up the densities of a group, which stands at `group` in the table."""
        builder = self._builder
        for g in range(GROUP):
            constant = self._spread(self._table, builder.add(group, self._number(g)))
            for v in range(VECTORS):
                builder.store(constant, self._sums[g * VECTORS + v])
        first = builder.add(group, self._number(GROUP))
        with cgutils.for_range(builder, self._number(VALUES)) as terms:
            row, column = self._times(terms.index, LANES), builder.add(first, self._times(terms.index, GROUP))
            at = [self._vector(self._values, builder.add(row, self._number(v * WIDTH))) for v in range(VECTORS)]
            values = [builder.load(pointer, align=4) for pointer in at]
            for g in range(GROUP):
                factor = self._spread(self._table, builder.add(column, self._number(g)))
                for v in range(VECTORS):
                    place = self._sums[g * VECTORS + v]
                    builder.store(builder.call(self._fused, [values[v], factor, builder.load(place)]), place)

    def _pick(self, group: Any) -> None:
        """Take the highest of the running ones and a group's, whose weights stand at `group`."""
        builder = self._builder
        for state in range(STATES):
            for g in range(GROUP):
                weight = self._spread(self._weights, builder.add(group, self._number(state * GROUP + g)))
                for v in range(VECTORS):
                    top = self._tops[state * VECTORS + v]
                    sum_, highest = builder.load(self._sums[g * VECTORS + v]), builder.load(top)
                    weighted = builder.fadd(sum_, weight)
                    more = builder.fcmp_ordered(">", weighted, highest)
                    builder.store(builder.select(more, weighted, highest), top)

    def _room(self, count: int) -> list[Any]:
        """Return so many vectors, for which LLVM finds registers."""
        return [cgutils.alloca_once(self._builder, _VECTOR) for _ in range(count)]

    def _number(self, value: int) -> Any:
        return self._index(value)

    def _times(self, index: Any, size: int) -> Any:
        return self._builder.mul(index, self._number(size))

    def _vector(self, array: Any, at: Any) -> Any:
        """Return a pointer to the vector that begins at element `at`."""
        return self._builder.bitcast(self._builder.gep(array, [at]), _VECTOR.as_pointer())

    def _spread(self, array: Any, at: Any) -> Any:
        """Return a vector of nothing but the element `at`."""
        builder, none = self._builder, cgutils.ir.Constant(_VECTOR, cgutils.ir.Undefined)
        one = builder.insert_element(none, builder.load(builder.gep(array, [at])), cgutils.int32_t(0))
        mask = cgutils.ir.Constant(cgutils.ir.VectorType(cgutils.int32_t, WIDTH), [cgutils.int32_t(0)] * WIDTH)
        return builder.shuffle_vector(one, none, mask)
