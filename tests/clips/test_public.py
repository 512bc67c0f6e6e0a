from __future__ import annotations

import subprocess
import sys

import pytest

import clips


def test_everything_that_is_public_is_there() -> None:
    for name in clips.__all__:
        assert getattr(clips, name).__module__.startswith("clips.")
    assert sorted(clips.__all__) == clips.__all__


def test_nothing_else_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cut_everything'"):
        clips.cut_everything  # noqa: B018


def test_importing_costs_nothing() -> None:
    code = "import sys, clips; print('numpy' in sys.modules, 'ffmpeg' in sys.modules)"
    path = [p for p in sys.path if p]
    done = subprocess.run([sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {code}"], capture_output=True)
    assert done.stdout.split() == [b"False", b"False"]
