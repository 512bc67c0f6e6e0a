"""An address at which no cluster listens is told at once; Ray itself would ask for minutes."""

from __future__ import annotations

import socket

import pytest

from align.errors import UsageError
from catalogue.on_ray import refuse_unreachable


def test_an_address_where_nothing_listens_is_one_line() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    for asked in (address, f"ray://{address}"):
        with pytest.raises(UsageError, match="no Ray cluster answers at") as caught:
            refuse_unreachable(asked)
        assert "\n" not in caught.value.message()
    with pytest.raises(UsageError, match="no Ray cluster answers at"):
        refuse_unreachable("127.0.0.1:door")


def test_an_address_that_answers_is_left_to_ray() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        refuse_unreachable(f"127.0.0.1:{server.getsockname()[1]}")
    refuse_unreachable("auto")
    refuse_unreachable(None)
