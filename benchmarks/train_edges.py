"""Learn `align/hmm/boundaries.npz` from hand-labelled recordings: `python -m benchmarks.train_edges DIR [DIR ...]`.

Each DIR holds NAME.flac|mp3|wav, NAME.txt and NAME.tsv as for `--hand`. Needs torch and SciPy, which nothing else here
does. Prints errors cross-validated by speaker (the part of NAME before its last dash, else the folder) before it learns
from everything and writes the weights.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import load_model
from align.hmm.boundaries import BINS, CHANNELS, CLASSES, boundary_windows, classes
from align.hmm.coarse_pass import coarse_pass
from align.hmm.fine import edge_arguments, search_piece
from align.hmm.pieces import cut_pieces
from align.hmm.scores import score_frames
from align.hmm.script import script_of
from align.media import stream_pcm
from align.pronunciation.g2p import pronounce
from align.signal.spectra import FRAME, RATE, compute_spectra
from benchmarks.scoring import read_known

COPIES = 20
"""The recording as it is, and so many less one times changed in speed, colour, room, noise and loudness."""

EPOCHS, HIDDEN, NETWORKS = 8, 24, 5
SHARPNESS = 8.0
"""Standard deviation of the target around the labelled edge, ms: labellers differ by about as much."""

FURTHEST = 0.3
"""Seconds: an edge that the search missed by more teaches nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """An edge: what the model sees of it, and how many seconds later it really is."""

    speaker: str
    changed: bool
    window: NDArray[np.float16]
    left: int
    right: int
    end: bool
    offset: float


Labelled = tuple[str, NDArray[np.int16], list[tuple[str, float, float]]]


def read_folder(folder: Path) -> list[Labelled]:
    """Speaker, sound at 16 kHz, and words with start and end in seconds, of each recording."""
    found = []
    for table in sorted(folder.glob("*.tsv")):
        audio = next(p for e in (".flac", ".wav", ".mp3") if (p := table.with_suffix(e)).exists())
        sound = np.concatenate(list(stream_pcm(audio)))
        words = [(word.text, word.start, word.end) for word in read_known(table)]
        speaker = table.stem.rpartition("-")[0] or folder.name
        found.append((speaker, sound, words))
    return found


def vary(sound: NDArray[np.int16], rng: np.random.Generator) -> tuple[NDArray[np.int16], float]:
    """Another speed, colour, room, noise and loudness; also the factor by which times grew."""
    from scipy import signal

    wave = sound.astype(np.float64)
    factor = round(float(rng.uniform(0.88, 1.14)), 3)
    wave = signal.resample_poly(wave, round(1000 * factor), 1000)
    kind = rng.random()
    if kind < 0.25:
        band = [rng.uniform(100, 350) / (RATE / 2), rng.uniform(3200, 6500) / (RATE / 2)]
        wave = signal.lfilter(*signal.butter(4, band, "band"), wave)
    elif kind < 0.6:
        side = "high" if rng.random() < 0.5 else "low"
        wave = wave + rng.uniform(-0.5, 1.5) * signal.lfilter(
            *signal.butter(1, rng.uniform(500, 4000) / (RATE / 2), side), wave
        )
    if rng.random() < 0.25:
        length = int(RATE * rng.uniform(0.1, 0.45))
        room = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length) * rng.uniform(0.02, 0.12)
        room[0] = 1
        wave = signal.fftconvolve(wave, room)[: len(wave)]
    wave *= 3000 / np.sqrt((wave**2).mean() + 1) * rng.uniform(0.2, 2)
    if rng.random() < 0.7:
        noise = signal.lfilter([1], [1, -rng.uniform(0, 0.97)], rng.standard_normal(len(wave)))
        wave += noise * np.sqrt((wave**2).mean() / (noise**2).mean()) * 10 ** (-rng.uniform(9, 45) / 20)
    return np.clip(wave, -32767, 32767).astype(np.int16), factor


def edges_of(
    speaker: str, changed: bool, sound: NDArray[np.int16], words: list[tuple[str, float, float]]
) -> list[Example]:
    """Align a recording and compare its edges with the labelled ones."""
    model, table = load_model(), classes()
    script = script_of(pronounce([word for word, _, _ in words]))[1]
    heard = score_frames(compute_spectra([sound]), script)
    coarse = coarse_pass(heard, script)
    recording, start, end = coarse.recording, coarse.start, coarse.end
    found = []
    for piece in cut_pieces(start, end, coarse.unexplained):
        places, _, scores = search_piece(model, recording, script, start, end, piece)
        first, last, left, right = edge_arguments(places, script)
        for side, at in enumerate((first, last)):
            windows = boundary_windows(
                recording.bands, recording.levels, scores, recording.filler[piece.first : piece.last], piece.first,
                at, left[side], right[side],
            )  # fmt: skip
            for k, word in enumerate(piece.words):
                offset = words[word][1 + side] - (at[k] * FRAME - FRAME / 2)
                found.append(
                    Example(speaker, changed, windows[k].astype(np.float16), int(table[left[side][k]]),
                            int(table[right[side][k]]), bool(side), offset)
                )  # fmt: skip
    return [example for example in found if abs(example.offset) < FURTHEST]


def collect(recordings: list[Labelled]) -> list[Example]:
    """Return every edge of every recording, as it is and changed."""
    examples: list[Example] = []
    for copy in range(COPIES):
        rng = np.random.default_rng(copy)
        for speaker, sound, words in recordings:
            if copy:
                heard, factor = vary(sound, rng)
                moved = [(word, a * factor, b * factor) for word, a, b in words]
                examples += edges_of(speaker, True, heard, moved)
            else:
                examples += edges_of(speaker, False, sound, words)
        print(f"copy {copy + 1} of {COPIES}: {len(examples)} edges", file=sys.stderr)
    return examples


def learn(examples: list[Example], seed: int) -> dict[str, NDArray[np.float32]]:
    """Learn the weights of one network, named and shaped as in `EdgeModel` without the first axis."""
    import torch

    torch.manual_seed(seed)
    windows = torch.tensor(np.stack([e.window for e in examples]).astype(np.float32))
    context = torch.tensor([[e.left, CLASSES + e.right, 2 * CLASSES + e.end] for e in examples])
    offsets = torch.tensor([1000 * e.offset for e in examples]).clamp(-100, 100)
    bins = (torch.arange(BINS) - BINS // 2) * 5.0
    rows = 2 * CLASSES + 2
    weights: dict[str, Any] = {
        "context": torch.randn(rows, HIDDEN) * 0.05,
        "shift": torch.randn(rows, HIDDEN) * 0.05,
        "first": torch.empty(HIDDEN, CHANNELS, 7).uniform_(-1, 1) / (7 * CHANNELS) ** 0.5,
        "first_bias": torch.zeros(HIDDEN),
        "second": torch.empty(HIDDEN, HIDDEN, 3).uniform_(-1, 1) / (3 * HIDDEN) ** 0.5,
        "second_bias": torch.zeros(HIDDEN),
        "last": torch.empty(HIDDEN).uniform_(-1, 1) / HIDDEN**0.5,
        "prior": torch.zeros(rows, 2),
    }
    for value in weights.values():
        value.requires_grad_(True)

    def logits(pick: Any, drop: float) -> Any:
        f = torch.nn.functional
        scale, shift, prior = (weights[name][context[pick]].sum(1) for name in ("context", "shift", "prior"))
        hidden = f.conv1d(windows[pick], weights["first"], weights["first_bias"])
        hidden = f.dropout(torch.relu(hidden * (1 + scale[..., None]) + shift[..., None]), drop)
        hidden = f.dropout(torch.relu(f.conv1d(hidden, weights["second"], weights["second_bias"])), drop)
        pull = f.softplus(prior[:, :1]) * (bins / 20 - prior[:, 1:]).abs()
        return torch.einsum("ehk,h->ek", hidden, weights["last"]) - pull

    size = 256
    steps = EPOCHS * -(-len(examples) // size)
    optimiser = torch.optim.AdamW(list(weights.values()), 4e-3, weight_decay=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(examples))
        for first in range(0, len(order), size):
            pick = order[first : first + size]
            target = torch.softmax(-(((bins - offsets[pick, None]) / SHARPNESS) ** 2) / 2, 1)
            chance = torch.log_softmax(logits(pick, 0.2), 1)
            missed = ((chance.exp() * bins).sum(1) - offsets[pick]).abs().mean()
            loss = -(target * chance).sum(1).mean() + 0.03 * missed
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return {name: value.detach().numpy() for name, value in weights.items()}


def together(networks: list[dict[str, NDArray[np.float32]]]) -> dict[str, NDArray[np.float16]]:
    """Return one array of each kind, a row a network."""
    return {name: np.stack([network[name] for network in networks]).astype(np.float16) for name in networks[0]}


def cross_validate(examples: list[Example]) -> None:
    """Print the error on each speaker of a model that never heard that speaker."""
    from align.hmm.boundaries import BoundaryModel

    errors: list[float] = []
    for speaker in sorted({e.speaker for e in examples}):
        others = [e for e in examples if e.speaker != speaker]
        held = [e for e in examples if e.speaker == speaker and not e.changed]
        networks = [learn(others, seed) for seed in range(NETWORKS)]
        weights = {name: values.astype(np.float32) for name, values in together(networks).items()}
        moved = BoundaryModel(**weights).apply(
            np.stack([e.window for e in held]).astype(np.float32),
            np.array([e.left for e in held], np.int32),
            np.array([e.right for e in held], np.int32),
            np.array([e.end for e in held]),
        )
        missed = [(float(m) - e.offset) * 1000 for m, e in zip(moved.offset, held, strict=True)]
        print(f"{speaker:20s} {len(held):5d} edges  mean {np.abs(missed).mean():5.1f} ms")
        errors += missed
    size = np.abs(errors)
    print(f"{'all':20s} {len(size):5d} edges  mean {size.mean():5.1f} ms", end="  ")
    within = [f"{(size <= bound).mean():.2%} within {bound} ms" for bound in (25, 50)]
    print(f"{', '.join(within)}, bias {np.median(errors):.1f} ms")


def main() -> None:
    """Collect, cross-validate, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, default=Path("align/hmm/boundaries.npz"))
    parser.add_argument("--no-validation", action="store_true")
    asked = parser.parse_args()
    examples = collect([recording for folder in asked.folders for recording in read_folder(folder)])
    if not asked.no_validation:
        cross_validate(examples)
    arrays = together([learn(examples, seed) for seed in range(NETWORKS)])
    np.savez_compressed(asked.output, **arrays)  # type: ignore[arg-type]  # NumPy's stub takes the names for flags


if __name__ == "__main__":
    main()
