from __future__ import annotations

import subprocess
import sys

import pytest

import handoff


def test_the_surface_is_what_it_says() -> None:
    assert list(handoff.__all__) == sorted(handoff.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))
    assert all(hasattr(handoff, name) for name in handoff.__all__)


@pytest.mark.slow
def test_nothing_heavy_is_imported_for_help() -> None:
    code = "import sys, handoff.commands; print({'opentimelineio', 'numpy', 'docx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
