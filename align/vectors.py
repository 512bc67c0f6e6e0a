"""Vector instructions for compiled functions, written out: no compiler is left to find them or not.

What a vector holds depends on the processor; LLVM makes of it what the processor has.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.registry import cpu_target

__all__ = ["FLOAT", "VECTOR", "WIDTH", "Vectors"]


def _vector_floats() -> int:
    """Return how many floats the registers hold of the processor that Numba compiles for."""
    _, _, features = cpu_target.target_context.codegen().magic_tuple()
    return 16 if "+avx512f" in features else 8 if "+avx" in features else 4


WIDTH = _vector_floats()
"""Floats in a vector."""

FLOAT = cgutils.ir.FloatType()
VECTOR = cgutils.ir.VectorType(FLOAT, WIDTH)


class Vectors:
    """Writes the instructions of one intrinsic; arrays are pointers to contiguous floats, places are in elements."""

    def __init__(self, context: Any, builder: Any) -> None:
        self._builder = builder
        self._index = context.get_value_type(types.intp)
        fused = cgutils.ir.FunctionType(VECTOR, [VECTOR] * 3)
        self._fused = cgutils.get_or_insert_function(builder.module, fused, f"llvm.fmuladd.v{WIDTH}f32")

    def number(self, value: int) -> Any:
        """Return an index."""
        return self._index(value)

    def times(self, index: Any, size: int) -> Any:
        """Return an index times a number that is known."""
        return self._builder.mul(index, self.number(size))

    def room(self, count: int) -> list[Any]:
        """Return so many vectors, for which LLVM finds registers."""
        return [cgutils.alloca_once(self._builder, VECTOR) for _ in range(count)]

    def load(self, array: Any, at: Any) -> Any:
        """Return the vector that begins at element `at`."""
        return self._builder.load(self._place(array, at), align=4)

    def store(self, vector: Any, array: Any, at: Any) -> None:
        """Write a vector that begins at element `at`."""
        self._builder.store(vector, self._place(array, at), align=4)

    def gather(self, array: Any, at: Any, step: Any) -> Any:
        """Return the elements at `at`, `at + step`, `at + 2 step` ..."""
        builder, vector = self._builder, cgutils.ir.Constant(VECTOR, cgutils.ir.Undefined)
        for lane in range(WIDTH):
            place = builder.add(at, builder.mul(step, self.number(lane)))
            element = builder.load(builder.gep(array, [place]))
            vector = builder.insert_element(vector, element, cgutils.int32_t(lane))
        return vector

    def all_of(self, array: Any, at: Any) -> Any:
        """Return a vector of nothing but the element `at`."""
        return self.all(self._builder.load(self._builder.gep(array, [at])))

    def all(self, number: Any) -> Any:
        """Return a vector of nothing but a number."""
        builder, none = self._builder, cgutils.ir.Constant(VECTOR, cgutils.ir.Undefined)
        one = builder.insert_element(none, number, cgutils.int32_t(0))
        mask = cgutils.ir.Constant(cgutils.ir.VectorType(cgutils.int32_t, WIDTH), [cgutils.int32_t(0)] * WIDTH)
        return builder.shuffle_vector(one, none, mask)

    def product_plus(self, left: Any, right: Any, more: Any) -> Any:
        """Return left times right plus more."""
        return self._builder.call(self._fused, [left, right, more])

    def _place(self, array: Any, at: Any) -> Any:
        return self._builder.bitcast(self._builder.gep(array, [at]), VECTOR.as_pointer())
