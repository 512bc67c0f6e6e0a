"""The rooms stand on floors: no module imports one above it, and there is no circle of modules."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import align

ROOT = Path(align.__file__).resolve().parents[1]
"""Where the product lies: a checkout, or the packages of an installation."""
TOP = (
    "align", "speakers", "subtitles", "clips", "handoff", "review", "frontdesk", "edits", "catalogue", "onboarding",
    "agents", "translation",
    "cli",
)  # fmt: skip

FLOORS = (
    (
        "align._public",
        "align.blas",
        "align.cores",
        "align.errors",
        "align.kernels",
        "align.memory",
        "align.progress",
        "align.vectors",
    ),
    (
        "align.files",
        "align.hashing",
        "align.html_page",
        "align.timecode",
        "align.json_values",
        "align.matching",
        "align.written_date",
        "align.programs",
        "align.document_parts",
        "align.sentences",
        "align.settings_file",
        "align.spreadsheet",
    ),
    ("align.clock", "align.document_values", "align.spacing"),
    ("align.media_place",),
    ("align.document", "align.console"),
    ("align.neighbours", "align.own_program", "align.turns", "align.recognised", "align.word_columns"),
    ("align.media", "align.transcript", "align.signal"),
    ("align.pronunciation", "align.xml_text"),
    ("align.mismatch", "align.engine"),
    ("align.options", "align.hmm", "align.tracks"),
    ("align.ctc",),
    ("align.aligner", "align.realign"),
    ("align.whisper_models",),
    ("align.diarise", "align.whisper"),
    ("align.transcribe",),
    ("speakers",),
    ("align.commands",),
    ("subtitles",),
    ("clips",),
    ("handoff",),
    ("review",),
    ("edits", "frontdesk"),
    ("catalogue",),
    ("onboarding", "agents", "translation"),
    ("cli",),
)
"""From the ground up; what stands on one floor does not import its neighbours there."""


def modules() -> dict[str, Path]:
    found = {}
    for room in TOP:
        for path in [ROOT / f"{room}.py", *(ROOT / room).rglob("*.py")]:
            if path.exists():
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports_of(name: str) -> set[str]:
    """The modules of the product that a module imports anywhere in it; for types alone does not count."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found: set[str] = set()
    nodes: list[ast.AST] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (below & set(MODULES)) or {node.module}
        nodes += ast.iter_child_nodes(node)
    return {module for module in found if module in MODULES} - {name}


def floor_of(name: str) -> int:
    matches = [
        number for number, rooms in enumerate(FLOORS) for room in rooms if name == room or name.startswith(f"{room}.")
    ]
    return matches[-1] if matches else -1


def room_of(name: str) -> str:
    return next((room for rooms in FLOORS for room in rooms if name == room or name.startswith(f"{room}.")), name)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_from_above(name: str) -> None:
    if name == "align":
        return assert_only_names(name)
    assert floor_of(name) >= 0, f"{name} stands on no floor of FLOORS"
    upward = sorted(
        other
        for other in imports_of(name)
        if other != "align" and room_of(other) != room_of(name) and floor_of(other) >= floor_of(name)
    )
    assert upward == []


def assert_only_names(name: str) -> None:
    assert imports_of(name) == {"align._public"}


def test_there_is_no_circle() -> None:
    # The package itself only names what others define; it imports none of them.
    order = TopologicalSorter({name: imports_of(name) - {"align"} for name in MODULES})
    assert len(list(order.static_order())) == len(MODULES)
