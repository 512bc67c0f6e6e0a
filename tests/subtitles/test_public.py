"""The public surface: every name is there, and importing the package loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import subtitles


def test_every_public_name_is_there() -> None:
    for name in subtitles.__all__:
        assert getattr(subtitles, name).__doc__ or name == "FORMATS"


def test_importing_the_package_and_its_commands_is_light() -> None:
    code = (
        "import sys, subtitles, subtitles.commands; sys.exit(any(m in sys.modules for m in ('numpy', 'srt', 'ttconv')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
