"""Emissions are computed once: after a kill the next run goes on, and says the same to the millisecond."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from align.aligner import align_file
from align.document import Alignment
from align.engine import AlignOptions, ModelOptions

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"


def command(out: Path, model: Path) -> list[str]:
    inputs = [str(SAMPLES / "sample.mp3"), str(SAMPLES / "transcript.txt"), "-o", str(out)]
    options = ["--engine", "whisperx", "--align-model", str(model), "--offline", "--device", "cpu"]
    return [sys.executable, "-m", "cli", "align", *inputs, *options]


def chunks_in(cache: Path) -> list[Path]:
    """The chunks that are whole: what is still being written has a name that begins with a dot."""
    return [path for path in cache.rglob("*.npy") if not path.name.startswith(".")]


def test_killed_in_the_middle(sample: Alignment, fixture_model: Path, tmp_path: Path) -> None:
    out, cache = tmp_path / "out.json", tmp_path / "cache"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    process = subprocess.Popen(command(out, fixture_model), cwd=ROOT, env=environment)
    while process.poll() is None and len(chunks_in(cache)) < 3:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists()
    kept = {path: path.stat().st_mtime_ns for path in chunks_in(cache)}
    assert len(kept) >= 3

    subprocess.run(command(out, fixture_model), cwd=ROOT, env=environment, check=True)
    again = Alignment.load(out)
    chunks = chunks_in(cache)
    assert all(path.stat().st_mtime_ns == written for path, written in kept.items())
    assert again.engine.detail["chunks_computed"] == len(chunks) - len(kept)
    assert again.words == Alignment.from_json(sample.to_json()).words


def test_a_second_run_computes_nothing(sample: Alignment, options: ModelOptions) -> None:
    again = align_file(
        SAMPLES / "sample.mp3", SAMPLES / "transcript.txt", engine="whisperx", options=AlignOptions(models=options)
    )
    assert again.engine.detail["chunks_computed"] == 0
    assert again.words == sample.words
