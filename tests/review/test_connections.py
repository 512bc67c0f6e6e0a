"""Idle connections are closed; with too many, the one that is missed least goes."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from review.connections import Connections

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    made = [socket.socketpair() for _ in range(4)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


def is_open(pair: Pair) -> bool:
    """Whether the near end still could send, seen from the far end."""
    pair[1].setblocking(False)
    try:
        return pair[1].recv(1) != b""
    except BlockingIOError:
        return True


def test_the_oldest_stranger_goes_first(pairs: list[Pair]) -> None:
    connections = Connections(most=3)
    for near, _ in pairs[:3]:
        connections.add(near)
    connections.answer(pairs[0][0])
    connections.wait(pairs[0][0])
    connections.add(pairs[3][0])
    assert [is_open(pair) for pair in pairs] == [True, False, True, True]
    assert len(connections) == 3


def test_what_is_being_answered_goes_last(pairs: list[Pair]) -> None:
    connections = Connections(most=3)
    for near, _ in pairs[:3]:
        connections.add(near)
        connections.answer(near)
    connections.wait(pairs[2][0])
    connections.add(pairs[3][0])
    assert [is_open(pair) for pair in pairs] == [True, True, False, True]


def test_only_those_that_wait_are_idle(pairs: list[Pair]) -> None:
    connections = Connections(idle=0)
    for near, _ in pairs[:2]:
        connections.add(near)
    connections.answer(pairs[0][0])
    connections.close_idle()
    assert [is_open(pair) for pair in pairs[:2]] == [True, False]
    connections.remove(pairs[0][0])
    assert len(connections) == 0
    assert is_open(pairs[0])


def test_a_fresh_connection_has_time(pairs: list[Pair]) -> None:
    connections = Connections(idle=60)
    connections.add(pairs[0][0])
    connections.close_idle()
    assert is_open(pairs[0])
