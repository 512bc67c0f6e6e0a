"""Make the environment in which the tests meet the real whisperX; kept while its requirements are the same.

    python tests/whisperx/environment.py FOLDER

Needs nothing but the standard library of Python 3.10.
"""

from __future__ import annotations

import hashlib
import logging
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAMP = ".requirements"

log = logging.getLogger("environment")


def requirements(pyproject: str) -> str:
    """What decides the environment: the project's dependencies, its whisperX extra and the tools of its tests."""
    found = re.findall(r"^(?:dependencies|whisperx|dev) = \[.*?\]$", pyproject, re.MULTILINE | re.DOTALL)
    return "\n".join(found)


def fingerprint(pyproject: str) -> str:
    """Changes with the requirements and with Python."""
    return hashlib.sha256(f"{sys.version}\n{requirements(pyproject)}".encode()).hexdigest()


def make(folder: Path) -> bool:
    """Whether the environment had to be made."""
    wanted = fingerprint((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    log.info("installing whisperX into %s (some minutes, 8 GB)", folder)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
    subprocess.run([*pip, "--editable", ".[whisperx]", "--group", "dev"], check=True, cwd=ROOT)
    stamp.write_text(wanted, encoding="utf-8")
    return True


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    make(Path(sys.argv[1]).resolve())
