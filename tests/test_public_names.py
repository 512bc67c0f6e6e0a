"""The public names of each room: exactly those on the written list, each to be had, none heavy to import."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import align

ROOMS = (
    "align", "speakers", "subtitles", "clips", "handoff", "review", "frontdesk", "edits", "catalogue", "onboarding",
    "agents",
    "translation",
)  # fmt: skip
WRITTEN: dict[str, list[str]] = json.loads(Path(__file__).with_name("public_names.json").read_text(encoding="utf-8"))
ROOT = Path(align.__file__).resolve().parents[1]
"""Where the product lies: a checkout, or the packages of an installation."""


def test_every_room_is_on_the_list() -> None:
    rooms = {
        ".".join(path.parent.relative_to(ROOT).parts) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")
    }
    assert rooms == set(WRITTEN)


@pytest.mark.parametrize("room", WRITTEN)
def test_the_public_names_are_those_on_the_list(room: str) -> None:
    module = importlib.import_module(room)
    assert sorted(getattr(module, "__all__", [])) == WRITTEN[room]
    for name in WRITTEN[room]:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'anything_else'"):
        module.anything_else  # noqa: B018 - the access is the test


def test_importing_a_room_costs_nothing() -> None:
    rooms = [room for room in WRITTEN if room.startswith("align") or room in ("subtitles", "clips")]
    code = f"import sys, {', '.join(rooms)}; sys.exit(any(m in sys.modules for m in ('numpy', 'numba', 'srt')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
