"""Modules and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import align

ROOT = Path(align.__file__).resolve().parents[1]
"""Where the product lies: a checkout, or the packages of an installation."""
ROOMS = (
    "align", "speakers", "subtitles", "clips", "handoff", "review", "frontdesk", "edits", "catalogue", "onboarding",
    "agents", "translation",
)  # fmt: skip
MODULES = [
    ROOT / "cli.py",
    ROOT / "pullquote.py",
    *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))),
]

LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 350, 60, 8
KERNEL_LINES, KERNEL_PARAMETERS = 65, 10
"""For functions that Numba compiles."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def is_kernel(function: Function) -> bool:
    names = ("'kernel'", "'part'")
    return any(name in ast.dump(decorator) for decorator in function.decorator_list for name in names)


def parameters(function: Function) -> int:
    every = function.args
    return sum(argument.arg not in ("self", "cls") for argument in (*every.posonlyargs, *every.args, *every.kwonlyargs))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    for function in functions(path):
        assert function.end_lineno is not None
        lines = function.end_lineno - function.lineno + 1
        kernel = is_kernel(function)
        assert lines <= (KERNEL_LINES if kernel else LONGEST_FUNCTION), f"{function.name}: {lines} lines"
        most = KERNEL_PARAMETERS if kernel else MOST_PARAMETERS
        assert parameters(function) <= most, f"{function.name}: {parameters(function)} parameters"
