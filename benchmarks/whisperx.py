"""The whisperX engine with the fixture model: accuracy, the cost of our own work, resuming, and a card if there is one.

Needs the environment of `make test-whisperx`; the fixture model stands for the large ones, whose time is estimated
from a model of wav2vec2-base's size with random weights.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.ctc.speechless import speechless_stretches
from align.document import Alignment
from align.media import stream_pcm
from align.signal.spectra import FRAME, compute_spectra
from benchmarks.context import Made, Report, Settings, say
from benchmarks.measure import Cost, run_measured
from benchmarks.scoring import Score, read_known, read_stretches, score
from benchmarks.tables import Table

__all__ = ["installed", "whisperx"]

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "tests" / "whisperx" / "fixture"
HEAD = ("on", "words", "both edges in 100 ms", "in 1 s", "digits timed", "seconds", "peak MB")


def installed() -> bool:
    """Tell whether the real library is here."""
    return importlib.util.find_spec("whisperx") is not None


def whisperx(settings: Settings) -> Report:
    """Sample and long episodes through the real library."""
    cache = settings.folder / "whisperx-cache"
    shutil.rmtree(cache, ignore_errors=True)
    sample = Made(ROOT / "samples", ROOT / "samples" / "sample.mp3", ROOT / "samples" / "transcript.txt")
    clean, hard = settings.episode("clean"), settings.episode("hard")
    rows, figures = [], dict[str, Any]()
    for name, made in (("sample", sample), ("clean", clean), ("hard", hard)):
        cost, alignment = _align(made, settings, cache)
        scored = _scored(alignment, made)
        rows.append([name, *_accuracy(alignment, scored), cost.seconds, cost.peak_mb])
        figures[name] = scored and scored.to_dict()
    again, _ = _align(clean, settings, cache)
    base = _base_seconds(clean.seconds)
    figures["after emissions"] = {
        "processor seconds": again.cpu, "base": base, "share": again.cpu / base, "peak MB": again.peak_mb
    }  # fmt: skip
    figures["without emissions"] = _without_emissions(hard)
    figures["interrupted"] = _interrupted(clean, settings)
    figures["card"] = _card(clean.seconds)
    parts = ("after emissions", "without emissions", "interrupted", "card")
    cells = [[part, what, str(value)] for part in parts for what, value in figures[part].items()]
    beside = Table("whisperX: cost, resuming, card", ("part", "what", "value"), cells)
    return Report([Table("whisperX, fixture model", HEAD, rows), beside], figures)


def _command(made: Made, out: Path) -> list[str]:
    options = ["--engine", "whisperx", "--align-model", str(MODEL), "--offline", "--device", "cpu", "--force"]
    return [sys.executable, "-m", "cli", "align", str(made.audio), str(made.transcript), "-o", str(out), *options]


def _environment(cache: Path) -> Mapping[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(cache)}


def _align(made: Made, settings: Settings, cache: Path) -> tuple[Cost, Alignment | None]:
    out = settings.folder / "whisperx.align.json"
    out.unlink(missing_ok=True)
    say(f"whisperX on {made.audio.name} of {made.folder.name} ...")
    cost = run_measured(_command(made, out), environment=_environment(cache))
    if cost.code:
        say(f"  exit {cost.code}: {cost.stderr.strip()[-300:]}")
        return cost, None
    return cost, Alignment.load(out)


def _scored(alignment: Alignment | None, made: Made) -> Score | None:
    if alignment is None:
        return None
    stretches = made.folder / "unscripted.tsv"
    known = read_stretches(stretches) if stretches.exists() else []
    return score(alignment, read_known(made.folder / "gold.tsv"), known or None)


def _accuracy(alignment: Alignment | None, scored: Score | None) -> list[Any]:
    if alignment is None or scored is None:
        return ["failed", "", "", ""]
    signs = [word for word in alignment.words if any(c.isdigit() or c in "$%&€£" for c in word.text)]
    timed = sum(word.timed for word in signs)
    return [scored.spoken, scored.good, scored.near, f"{timed}/{len(signs)}"]


def _base_seconds(seconds: float, threads: int = 2) -> float:
    """Processor seconds of a model of wav2vec2-base's size for that much sound, from three chunks of 30 s.

    Processor time, for it is the same on a busy machine.
    """
    torch = importlib.import_module("torch")
    transformers = importlib.import_module("transformers")
    torch.set_num_threads(threads)
    model = transformers.Wav2Vec2ForCTC(transformers.Wav2Vec2Config()).eval()
    wave = torch.randn(1, 30 * 16_000)
    with torch.inference_mode():
        model(wave)
        began = time.process_time()
        for _ in range(3):
            model(wave)
    # Each chunk of 30 s brings 26 s further.
    return (time.process_time() - began) / 3 * seconds / 26


def _without_emissions(made: Made) -> dict[str, Any]:
    """Return what is left out as silence or music: shares of the episode, of its music, and (none, it should be) of
    speech.
    """
    spectra = compute_spectra(stream_pcm(made.audio))
    speechless = _frames(speechless_stretches(spectra), len(spectra.mel))
    rows = [line.split() for line in (made.folder / "unscripted.tsv").read_text(encoding="utf-8").splitlines()]
    music = _frames([(float(a), float(b)) for a, b, kind in rows if kind == "music"], len(speechless))
    speech = _frames([(float(a), float(b)) for a, b, kind in rows if kind == "speech"], len(speechless))
    speech |= _frames([(k.start, k.end) for k in read_known(made.folder / "gold.tsv") if k.start >= 0], len(speechless))
    shares = {"of all": np.ones_like(speechless), "of music": music & ~speech, "of speech": speech}
    return {what: float((speechless & part).sum() / max(1, part.sum())) for what, part in shares.items()}


def _frames(stretches: Sequence[tuple[float, float]], count: int) -> NDArray[np.bool_]:
    """Return stretches in seconds as a mask of frames of 10 ms."""
    out = np.zeros(count, np.bool_)
    for start, end in stretches:
        out[round(start / FRAME) : round(end / FRAME)] = True
    return out


def _interrupted(made: Made, settings: Settings) -> dict[str, Any]:
    """Killed in the middle and started again: what was computed twice, and whether the answer is the same."""
    cache, out = settings.folder / "whisperx-killed", settings.folder / "whisperx.killed.json"
    whole = settings.folder / "whisperx.align.json"
    shutil.rmtree(cache, ignore_errors=True)
    process = subprocess.Popen(_command(made, out), cwd=ROOT, env=_environment(cache), stderr=subprocess.DEVNULL)
    enough = max(2, int(made.seconds / 26 / 2))
    while process.poll() is None and len(list(cache.rglob("*.npy"))) < enough:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in cache.rglob("*.npy")}
    code = run_measured(_command(made, out), environment=_environment(cache)).code
    if code:
        return {"second run": f"exit {code}"}
    after, before = Alignment.load(out), Alignment.load(whole)
    total = len(list(cache.rglob("*.npy")))
    return {
        "chunks": total,
        "kept from the killed run": len(kept),
        "computed by the second": after.engine.detail["chunks_computed"],
        "written twice": sum(path.stat().st_mtime_ns != at for path, at in kept.items()),
        "same to the millisecond": after.words == before.words and after.unscripted == before.unscripted,
    }


def _card(seconds: float) -> dict[str, Any]:
    """Make a model of wav2vec2-base's size, random weights, half precision, on a CUDA card; chunks as the engine
    cuts.
    """
    torch = importlib.import_module("torch")
    if not torch.cuda.is_available():
        return {"card": "none here: not measured"}
    transformers = importlib.import_module("transformers")
    model = transformers.Wav2Vec2ForCTC(transformers.Wav2Vec2Config()).eval().half().cuda()
    batch = torch.randn(24, 30 * 16_000, dtype=torch.float16, device="cuda")
    counter = importlib.import_module("torch.utils.flop_counter").FlopCounterMode(display=False)
    with torch.inference_mode():
        with counter:
            model(batch)
        rounds = max(1, round(seconds / 26 / 24))

        def run_model() -> None:
            for _ in range(rounds):
                torch.log_softmax(model(batch).logits.float(), -1).cpu()

        square = torch.randn(8192, 8192, dtype=torch.float16, device="cuda")
        took, ceiling = _on_card(torch, run_model), 2 * 8192**3 * 20 / _on_card(torch, lambda: _multiply(square, 20))
    reached = rounds * counter.get_total_flops() / took
    return {"card": torch.cuda.get_device_name(), "seconds": took, "share of its matrix ceiling": reached / ceiling}


def _multiply(square: Any, times: int) -> None:
    for _ in range(times):
        square @ square


def _on_card(torch: Any, work: Callable[[], None]) -> float:
    work()
    torch.cuda.synchronize()
    began = time.monotonic()
    work()
    torch.cuda.synchronize()
    return time.monotonic() - began
