"""How fast this commit is on this machine, as ratios to work that no commit of ours changes.

Seconds mean little on a machine that does other work besides, or beside those of another machine. So each round runs
the decoder alone, pullquote, and aeneas where it is installed, one after the other on the same file, and what is kept
is the median over rounds of their ratios. The Gaussians, which cost most, are held against a plain product of matrices
of the same size on the same core: a processor on which they fall off the fast path shows at once.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align.blas import one_blas_thread
from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, STREAMS, TERMS, load_model
from align.hmm.gaussians import phone_costs, state_scores
from align.media.ffmpeg import ffmpeg_path
from benchmarks.aeneas import NotInstalled
from benchmarks.context import Made, Report, Settings, say
from benchmarks.long import aeneas_sentences
from benchmarks.measure import Cost, pullquote, run_measured
from benchmarks.scoring import read_known
from benchmarks.tables import Table

__all__ = ["Round", "cores", "gaussian_rates", "ratios", "speed"]

REFERENCE = (STREAMS * GAUSSIANS, TERMS, 256)
"""Rows, terms and columns of the product that the Gaussians are held against."""

TIMINGS = 15
"""Of each product, in turns; the median counts."""

STEPS = 1024
"""Coarse steps, or frames, that are scored in one timing."""


@dataclass(frozen=True, slots=True)
class Round:
    """What each program cost on the same file, one after the other."""

    decoder: Cost
    ours: Cost
    aeneas: Cost | None


def speed(settings: Settings) -> Report:
    """Measure time of the long clean episode against aeneas and the decoder, Gaussians against `matmul`, the first
    run.
    """
    made = settings.episode("clean")
    _align_sample(settings)  # what must be compiled is compiled before anything is measured
    load = os.getloadavg()[0]
    rounds = [_round(settings, made) for _ in range(max(1, settings.runs))]
    found = ratios(rounds) | _cold_start(settings)
    rates = gaussian_rates()
    notes = [f"load of the machine before the first round: {load:.1f}; medians of {len(rounds)} rounds"]
    if rounds[0].aeneas is None:
        notes.append(settings.why_not)
    costs = [[name, *_cells(name, rounds)] for name in ("decoder", "ours", "aeneas")]
    product = rates["matmul"]
    return Report(
        [
            Table(f"cost on {made.seconds / 60:.0f} minutes of mp3", ["", "seconds", "of processor", "peak MB"], costs),
            Table("against what stays the same", ["", "ratio"], [[k, _rounded(v)] for k, v in found.items()], notes),
            Table(
                "products on one core", ["", "GFLOP/s", "of matmul"], [[k, v, v / product] for k, v in rates.items()]
            ),
        ],
        {"ratios": found, "gflops": rates, "load": load, "minutes": made.seconds / 60},
    )


def ratios(rounds: list[Round]) -> dict[str, float | None]:
    """Return medians over the rounds; `None` for what is held against an aeneas that did not run.

    >>> ours, decoder = Cost(0, 20.0, 36.0, 300.0), Cost(0, 9.0, 10.0, 30.0)
    >>> ratios([Round(decoder, ours, None)])["processor time against decoding alone"]
    3.6
    """
    beside = [(r.ours.seconds / r.aeneas.seconds) for r in rounds if r.aeneas is not None]
    worked = [(r.ours.cpu / r.aeneas.cpu) for r in rounds if r.aeneas is not None]
    return {
        "time against aeneas": statistics.median(beside) if beside else None,
        "processor time against aeneas": statistics.median(worked) if worked else None,
        "processor time against decoding alone": statistics.median(r.ours.cpu / r.decoder.cpu for r in rounds),
        "share of the cores that was busy": statistics.median(r.ours.cpu / r.ours.seconds / cores() for r in rounds),
    }


def cores() -> int:
    """Return how many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _round(settings: Settings, made: Made) -> Round:
    say("the decoder alone ...")
    shape = ["-ac", "1", "-ar", "16000", "-f", "s16le", "-y", os.devnull]
    decoder = run_measured([ffmpeg_path(), "-v", "error", "-nostdin", "-i", str(made.audio), *shape])
    say("pullquote ...")
    with tempfile.TemporaryDirectory(dir=settings.folder) as scratch:
        ours = pullquote("align", str(made.audio), str(made.transcript), "-o", str(Path(scratch) / "ours.align.json"))
    if decoder.code or ours.code:
        raise RuntimeError(f"a run failed: {decoder.stderr or ours.stderr}")
    aeneas = None
    if settings.aeneas is not None:
        tokens = [word.text for word in read_known(made.folder / "gold.tsv")]
        try:
            aeneas = aeneas_sentences(settings, made, tokens)[1]
        except NotInstalled as error:
            say(str(error))
    return Round(decoder, ours, aeneas)


def _cold_start(settings: Settings) -> dict[str, float | None]:
    """Processor seconds that the first run on a machine takes beyond the second, on the sample."""
    say("the first run on a machine, and the second ...")
    with tempfile.TemporaryDirectory(dir=settings.folder) as scratch:
        environment = dict(os.environ, NUMBA_CACHE_DIR=str(Path(scratch) / "cache"))
        first, second = (_align_sample(settings, environment) for _ in range(2))
    return {"processor seconds of the first run beyond the second": first.cpu - second.cpu}


def _align_sample(settings: Settings, environment: dict[str, str] | None = None) -> Cost:
    samples = Path(__file__).resolve().parent.parent / "samples"
    command = [sys.executable, "-m", "cli", "align", str(samples / "sample.mp3"), str(samples / "transcript.txt")]
    with tempfile.TemporaryDirectory(dir=settings.folder) as scratch:
        out = str(Path(scratch) / "sample.align.json")
        return run_measured([*command, "--force", "-o", out], environment=environment)


def gaussian_rates(timings: int = TIMINGS) -> dict[str, float]:
    """Measure GFLOP/s of one core: a plain product, the coarse costs, the fine scores; medians, measured in turns."""
    model, rng = load_model(), np.random.default_rng(1)
    cepstra = rng.normal(0, 1, (3 * STEPS + 8, DIMENSIONS)).astype(np.float32)
    wanted = np.zeros((STEPS, len(model.table)), np.bool_)
    wanted[: STEPS // 2, : len(model.table) // 2] = True
    wanted[STEPS // 2 :, len(model.table) // 2 :] = True
    rows, terms, columns = REFERENCE
    left, right = rng.random((rows, terms), np.float32), rng.random((terms, columns), np.float32)
    out = np.empty((rows, columns), np.float32)
    each = 2 * rows * terms  # operations for one phone at one frame
    work: dict[str, tuple[Callable[[], Any], float]] = {
        "matmul": (lambda: [np.matmul(left, right, out=out) for _ in range(40)], 40 * each * columns),
        "coarse costs": (lambda: phone_costs(model, cepstra, 3, 0, STEPS), each * STEPS * len(model.table)),
        "fine scores": (lambda: state_scores(model, cepstra, 4, wanted), each * float(wanted.sum())),
    }
    taken: dict[str, list[float]] = {name: [] for name in work}
    with one_blas_thread():
        for run, _ in work.values():
            run()
        for _ in range(timings):
            for name, (run, _) in work.items():
                began = time.thread_time()
                run()
                taken[name].append(time.thread_time() - began)
    return {name: operations / statistics.median(taken[name]) / 1e9 for name, (_, operations) in work.items()}


def _cells(name: str, rounds: list[Round]) -> list[float | None]:
    costs: list[Cost] = [cost for r in rounds if (cost := getattr(r, name)) is not None]
    if not costs:
        return [None, None, None]
    middle = statistics.median
    figures = (middle(c.seconds for c in costs), middle(c.cpu for c in costs), middle(c.peak_mb for c in costs))
    return [round(figure, 1) for figure in figures]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
