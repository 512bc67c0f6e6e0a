"""The same bytes on any number of cores: products of matrices are summed in one thread."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

__all__ = ["one_blas_thread"]


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep NumPy's matrix library to one thread inside.

    It divides a product among its threads, sums parts in another order, and the last bits differ: enough to change
    a score in its third decimal. For the small matrices here a second thread would gain nothing.
    """
    import numpy  # noqa: F401 - the library must be loaded to be found
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
