"""The innermost loops of the Gaussians, written in vector instructions.

A tile is a few vectors of frames by a few Gaussians. Their log densities are summed up in registers, and the highest
of each state is taken from there: no density is ever written to memory. Each frame's sum is the same whatever stands
beside it.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic

from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, STATES
from align.vectors import FLOAT, VECTOR, WIDTH, Vectors

__all__ = ["GROUP", "LANES", "VALUES", "add_likeliest"]

VALUES = 2 * DIMENSIONS
"""What a log density is linear in beside its constant: the values of a stream and their squares."""

VECTORS = 3
"""Of frames in a tile. With four Gaussians they are twelve sums, and twelve registers of AVX2's sixteen."""


LANES = VECTORS * WIDTH
"""Frames in a tile."""

GROUP = 8 if WIDTH == 16 else 4
"""Gaussians in a tile: with AVX-512 there are twice as many registers."""

LOWEST = -1e30
"""Below any log density."""


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
        self._builder, self._vectors = builder, Vectors(context, builder)
        self._table, self._weights, self._values, self._out = table, weights, values, out
        self._sums = self._vectors.room(GROUP * VECTORS)
        self._tops = self._vectors.room(STATES * VECTORS)

    def emit(self) -> None:
        """Write all of it."""
        vectors = self._vectors
        lowest = cgutils.ir.Constant(VECTOR, [cgutils.ir.Constant(FLOAT, LOWEST)] * WIDTH)
        for top in self._tops:
            self._builder.store(lowest, top)
        with cgutils.for_range(self._builder, vectors.number(GAUSSIANS // GROUP)) as groups:
            self._add_up(vectors.times(groups.index, (1 + VALUES) * GROUP))
            self._pick(vectors.times(groups.index, STATES * GROUP))
        for k, top in enumerate(self._tops):
            at = vectors.number(k * WIDTH)
            total = self._builder.fadd(vectors.load(self._out, at), self._builder.load(top))
            vectors.store(total, self._out, at)

    def _add_up(self, group: Any) -> None:
        """Sum up the densities of a group, which stands at `group` in the table."""
        builder, vectors = self._builder, self._vectors
        for g in range(GROUP):
            constant = vectors.all_of(self._table, builder.add(group, vectors.number(g)))
            for v in range(VECTORS):
                builder.store(constant, self._sums[g * VECTORS + v])
        first = builder.add(group, vectors.number(GROUP))
        with cgutils.for_range(builder, vectors.number(VALUES)) as terms:
            row, column = vectors.times(terms.index, LANES), builder.add(first, vectors.times(terms.index, GROUP))
            at = [builder.add(row, vectors.number(v * WIDTH)) for v in range(VECTORS)]
            values = [vectors.load(self._values, place) for place in at]
            for g in range(GROUP):
                factor = vectors.all_of(self._table, builder.add(column, vectors.number(g)))
                for v in range(VECTORS):
                    place = self._sums[g * VECTORS + v]
                    builder.store(vectors.product_plus(values[v], factor, builder.load(place)), place)

    def _pick(self, group: Any) -> None:
        """Take the highest of the running ones and a group's, whose weights stand at `group`."""
        builder, vectors = self._builder, self._vectors
        for state in range(STATES):
            for g in range(GROUP):
                weight = vectors.all_of(self._weights, builder.add(group, vectors.number(state * GROUP + g)))
                for v in range(VECTORS):
                    top = self._tops[state * VECTORS + v]
                    sum_, highest = builder.load(self._sums[g * VECTORS + v]), builder.load(top)
                    weighted = builder.fadd(sum_, weight)
                    more = builder.fcmp_ordered(">", weighted, highest)
                    builder.store(builder.select(more, weighted, highest), top)
