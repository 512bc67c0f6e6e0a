"""Build pullquote as a folder that runs without Python, with PyInstaller; say how large it is and how fast it starts.

    python -m pip install . pyinstaller
    python bundle/build.py dist/

The build is for the system that it runs on: on Linux, macOS and Windows alike, each builds its own. Functions that
Numba compiles are kept beside their source, so the sources of `align` lie in the folder as they are.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "align", "speakers", "subtitles", "clips", "handoff", "review", "frontdesk", "edits", "catalogue", "onboarding",
    "agents",
    "translation",
)  # fmt: skip
"""Commands are loaded by name when they are called, which PyInstaller cannot see."""

FONTS = ("font_fjallaone", "font_fredoka_one", "font_lato", "font_manrope", "font_source_sans_pro")
"""Packages of the fonts that captions and cards are set in."""

WITH_FILES = (
    *ROOMS,
    "budoux",
    "espeakng_loader",
    *FONTS,
    "imageio_ffmpeg",
    "num2words",
    "opentimelineio",
    "pocketsphinx",
    "docx",
    "ttconv",
)
"""Packages that bring more than code: models, dictionaries, ffmpeg, a font, templates."""

FOUND_BY_NAME = ("budoux", "pocketsphinx", *FONTS)
"""Packages whose files are looked for beside them, and which are never imported."""

LEFT_OUT = ("whisperx", "torch", "tkinter", "matplotlib", "IPython", "pytest", "mypy", "scipy", "pandas")
"""Extras, and what other packages would use if it were there."""


def arguments(work: Path, target: Path) -> list[str]:
    """Return PyInstaller's arguments."""
    made = ["--noconfirm", "--clean", "--onedir", "--console", "--name", "pullquote", "--log-level", "WARN"]
    made += ["--distpath", str(target), "--workpath", str(work), "--specpath", str(work)]
    for room in ROOMS:
        made += ["--collect-submodules", room]
    for package in WITH_FILES:
        made += ["--collect-data", package, "--collect-binaries", package]
    for package in FOUND_BY_NAME:
        made += ["--hidden-import", package]
    for package in LEFT_OUT:
        made += ["--exclude-module", package]
    made += ["--additional-hooks-dir", str(ROOT / "bundle" / "hooks"), "--copy-metadata", "opentimelineio"]
    return [*made, str(ROOT / "pullquote.py")]


def build(target: Path) -> Path:
    """Build into `target` and return the program; what was built there before is replaced."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([sys.executable, "-m", "PyInstaller", *arguments(Path(work), target)], check=True, cwd=ROOT)
    return target / "pullquote" / ("pullquote.exe" if sys.platform == "win32" else "pullquote")


def report(program: Path, archive: Path) -> str:
    """Return size and start time in words."""
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file())
    times = []
    for _ in range(3):
        begun = time.monotonic()
        subprocess.run([str(program), "--version"], check=True, capture_output=True)
        times.append(time.monotonic() - begun)
    packed = archive.stat().st_size
    return f"{program.parent}: {size / 1e6:.0f} MB, packed {packed / 1e6:.0f} MB, --version in {min(times):.2f} s"


def main() -> None:
    """Build, pack and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the folder pullquote/ and its archive go")
    target = parser.parse_args().folder.resolve()
    program = build(target)
    kind = "zip" if sys.platform == "win32" else "gztar"
    archive = Path(shutil.make_archive(str(target / f"pullquote-{sys.platform}"), kind, target, "pullquote"))
    print(report(program, archive))


if __name__ == "__main__":
    main()
