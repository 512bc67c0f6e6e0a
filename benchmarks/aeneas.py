"""aeneas 1.7.3 beside pullquote: installed in an environment of its own, run on the same file.

aeneas places fragments, not words: a sentence or phrase a fragment, or a word a fragment on short recordings.
It is run as published, with its C extensions, one process, `python -m aeneas.tools.execute_task`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from benchmarks.measure import Cost, run_measured

__all__ = ["Aeneas", "NotInstalled", "install"]

Span = tuple[float, float]

# aeneas wants nothing of ffprobe but the duration, which ffmpeg tells as well, and something on stderr.
_FFPROBE = """#!/bin/sh
for file; do :; done
echo probed >&2
"$(dirname "$0")/ffmpeg" -hide_banner -i "$file" 2>&1 | awk '
/Duration:/ { split($2, t, "[:,]"); s = t[1] * 3600 + t[2] * 60 + t[3]
printf "[STREAM]\\nindex=0\\ncodec_name=audio\\nduration=%f\\n[/STREAM]\\n", s; exit }'
"""
LANGUAGES = {"ca": "cat", "cs": "ces", "de": "deu", "en": "eng", "es": "spa", "fi": "fin", "fr": "fra", "it": "ita"}
LANGUAGES |= {"nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe"}


class NotInstalled(Exception):
    """aeneas could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class Aeneas:
    """An environment that has aeneas."""

    folder: Path

    def align(self, audio: Path, fragments: Sequence[str], language: str, scratch: Path) -> tuple[list[Span], Cost]:
        """Start and end of each fragment in seconds, and what it cost. Raises `NotInstalled` where the run fails."""
        scratch.mkdir(parents=True, exist_ok=True)
        text, out = scratch / "fragments.txt", scratch / "aeneas.json"
        text.write_text("\n".join(fragments) + "\n", encoding="utf-8")
        out.unlink(missing_ok=True)
        settings = f"task_language={LANGUAGES.get(language, language)}|is_text_type=plain|os_task_file_format=json"
        command = [str(self.folder / "bin/python"), "-m", "aeneas.tools.execute_task"]
        command += [str(audio), str(text), settings, str(out)]
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        cost = run_measured(command, environment=dict(os.environ, PATH=path, PYTHONIOENCODING="UTF-8"))
        if cost.code or not out.exists():
            raise NotInstalled(f"aeneas failed on {audio.name}: {cost.stderr[-200:].strip() or 'it said nothing'}")
        found = json.loads(out.read_text(encoding="utf-8"))["fragments"]
        return [(float(fragment["begin"]), float(fragment["end"])) for fragment in found], cost


def install(folder: Path) -> Aeneas:
    """Make the environment in `folder`, or find it there. Raises `NotInstalled` with the reason."""
    python = folder / "bin/python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
    if subprocess.run([python, "-c", "import aeneas"], capture_output=True).returncode:
        _run([str(python), "-m", "pip", "install", "--quiet", "numpy<2", "setuptools<60", "wheel"])
        _run([str(python), "-m", "pip", "install", "--quiet", "--no-build-isolation", "aeneas==1.7.3.0"])
    check = "import aeneas.cdtw.cdtw, aeneas.cmfcc.cmfcc, aeneas.cew.cew"
    if subprocess.run([python, "-c", check], capture_output=True).returncode:
        raise NotInstalled("aeneas has no C extensions here: apt-get install espeak libespeak-dev python3-dev gcc")
    if not (folder / "bin/ffmpeg").exists():
        (folder / "bin/ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    if shutil.which("ffprobe") is None:
        (folder / "bin/ffprobe").write_text(_FFPROBE)
        (folder / "bin/ffprobe").chmod(0o755)
    return Aeneas(folder)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise NotInstalled(f"aeneas could not be installed ({last}); it needs espeak, libespeak-dev, gcc, NumPy 1")
