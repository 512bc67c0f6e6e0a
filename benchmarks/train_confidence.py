"""Learn confidence: `python -m benchmarks.train_confidence --talk DIR --read DIR --exact DIR -o confidence.npz`.

DIRs hold recordings as the benchmark of talk takes them: talk with another recogniser's word times; readings whose
transcripts are right to the word; sentences with exact times (`NAME.tsv`), which are joined by speaker, or episodes
that the benchmarks made. Each is aligned with its transcript, with spoilt and edited copies, and with its sound
degraded. With `--cross-validate` each recording is judged by what was learnt from others.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.confidence import SAID, misheard_probability
from align.hmm.confidence_features import Features, boundary_features
from align.hmm.confidence_model import LIMIT, ConfidenceModel, confidence_model_of
from align.hmm.wording_features import wording_features
from align.pronunciation.detection import detect_language
from benchmarks.confidence_rows import Labelled, joined_by_speaker, labelled
from benchmarks.context import say
from benchmarks.scoring import area_under_curve, calibration_error, reliability
from benchmarks.talk_recordings import Spoken, recordings_in

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the networks are learnt.

    Args:
        hidden: units. `networks` are averaged.
        epochs, batch, rate: of Adam (Kingma, Ba 2015).
        decay: pull of the weights towards zero, against the mean loss.
    """

    hidden: int = 10
    networks: int = 3
    epochs: int = 30
    batch: int = 512
    rate: float = 0.004
    decay: float = 3e-4


RECIPE = Recipe()


OTHERS = 0.2
"""What spoilt texts and degraded sound count for the chance that boundaries are right: most recordings are neither, and
a promise is kept on average over what it was learnt from."""


@dataclass(frozen=True, slots=True)
class Known:
    """Features, a probability that is known for each, and how much it counts."""

    features: Features
    truth: Floats
    weight: Floats


def learn(name: str, known: Known) -> Arrays:
    """Learn networks with one hidden layer that give the probability, as arrays named `name_...`."""
    values = known.features.values
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    inputs = np.clip((values - mean) / scale, -LIMIT, LIMIT).astype(np.float32)
    networks = [_network(inputs, known.truth, known.weight, seed) for seed in range(RECIPE.networks)]
    arrays: Arrays = {f"{name}_mean": mean, f"{name}_scale": scale}
    for key, parts in zip(("hidden", "bias", "last", "constant"), zip(*networks, strict=True), strict=True):
        arrays[f"{name}_{key}"] = np.stack(parts)
    arrays = {key: np.asarray(value, np.float32) for key, value in arrays.items()}
    return arrays | {f"{name}_names": np.array(known.features.names)}


def _network(
    inputs: NDArray[np.float32], truth: Floats, weight: Floats, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Learn one network: hidden weights, hidden biases, last weights, last bias."""
    rng = np.random.default_rng(seed)
    width = inputs.shape[1]
    weights = [
        rng.normal(0, 1 / np.sqrt(width), (width, RECIPE.hidden)), np.zeros(RECIPE.hidden),
        rng.normal(0, 1 / np.sqrt(RECIPE.hidden), RECIPE.hidden), np.zeros(1),
    ]  # fmt: skip
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    step, steps = 0, RECIPE.epochs * -(-len(inputs) // RECIPE.batch)
    for _ in range(RECIPE.epochs):
        order = rng.permutation(len(inputs))
        for begin in range(0, len(order), RECIPE.batch):
            rows = order[begin : begin + RECIPE.batch]
            slopes = _slopes(weights, inputs[rows], truth[rows], weight[rows])
            step += 1
            rate = RECIPE.rate * (1 - step / (steps + 1))
            for k, slope in enumerate(slopes):
                slope = slope + RECIPE.decay * weights[k] * (k % 2 == 0)
                first[k] += 0.1 * (slope - first[k])
                second[k] += 0.001 * (slope**2 - second[k])
                corrected = second[k] / (1 - 0.999**step)
                weights[k] -= rate * first[k] / (1 - 0.9**step) / (np.sqrt(corrected) + 1e-8)
    hidden, bias, last, constant = (w.astype(np.float32) for w in weights)
    return hidden, bias, last, constant[0]


def _slopes(weights: Sequence[Floats], inputs: NDArray[np.float32], truth: Floats, weight: Floats) -> list[Floats]:
    """Return gradients of the weighted mean cross-entropy."""
    hidden, bias, last, constant = weights
    units = np.maximum(inputs @ hidden + bias, 0)
    chance = 1 / (1 + np.exp(-(units @ last + constant[0])))
    error = (chance - truth) * weight / weight.sum()
    back = np.outer(error, last) * (units > 0)
    return [inputs.T @ back, back.sum(axis=0), units.T @ error, np.array([error.sum()])]


def _pooled(
    parts: Sequence[Labelled], take: Callable[[Labelled], tuple[Features, Floats]], *, others: float = 1.0
) -> Known:
    """Return rows of all alignments; every recording counts as the square root of its known words.

    Args:
        others: what alignments count with spoilt texts or degraded sound.
    """
    sizes: dict[str, int] = {}
    taken = [(part.group, 1.0 if part.clean else others, *take(part)) for part in parts]
    for group, _, _, truth in taken:
        sizes[group] = sizes.get(group, 0) + int((~np.isnan(truth)).sum())
    values, truths, weights = [], [], []
    names: tuple[str, ...] = ()
    for group, share, features, truth in taken:
        here = ~np.isnan(truth)
        names = features.names
        values.append(features.values[here])
        truths.append(truth[here])
        weights.append(np.full(int(here.sum()), share / np.sqrt(sizes[group] + 1)))
    weight = np.concatenate(weights)
    return Known(Features(names, np.concatenate(values)), np.concatenate(truths), weight / weight.mean())


def _boundaries(part: Labelled) -> tuple[Features, Floats]:
    return boundary_features(part.placed), part.right


def _wording(part: Labelled) -> tuple[Features, Floats]:
    return wording_features(part.placed, boundary_features(part.placed)), part.wrong


def together(parts: Sequence[Labelled]) -> Arrays:
    """Learn both kinds of network from all alignments."""
    wording = _pooled(parts, _wording)
    arrays = learn("boundaries", _pooled(parts, _boundaries, others=OTHERS)) | learn("wording", wording)
    wrong = float((wording.truth * wording.weight).sum() / wording.weight.sum())
    return arrays | {"wrong": np.asarray(wrong, np.float32)}


def judged(part: Labelled, model: ConfidenceModel) -> tuple[Floats, Floats]:
    """Return the chances that `align.hmm.confidence` gives: said, both boundaries right."""
    boundaries = boundary_features(part.placed)
    said, here = np.ones(len(part.wrong)), ~np.isnan(part.placed.start)
    said[here] = 1 - misheard_probability(wording_features(part.placed, boundaries).rows(here), model)
    return said, model.boundaries.chance(boundaries)


def tell(name: str, parts: Iterable[Labelled], model: ConfidenceModel) -> None:
    """Print how weights serve on recordings: marks in right and in other texts, and the score's calibration."""
    clean: list[Flags] = []
    spoilt: list[Flags] = []
    wrong: list[Flags] = []
    chance: list[Floats] = []
    right: list[Flags] = []
    for part in parts:
        said, good = judged(part, model)
        marked, known = said < SAID, ~np.isnan(part.wrong)
        (clean if part.clean else spoilt).append(marked[known & (part.wrong == 0)])
        wrong.append(marked[known & (part.wrong == 1)])
        scored = ~np.isnan(part.right)
        chance.append((said * good)[scored])
        right.append(part.right[scored] >= 0.5)
    share = [float(np.concatenate(rows).mean()) if rows and len(np.concatenate(rows)) else np.nan
             for rows in (clean, spoilt, wrong)]  # fmt: skip
    promised, truth = np.concatenate(chance), np.concatenate(right)
    area, error = area_under_curve(promised, truth), calibration_error(reliability(promised, truth))
    print(
        f"{name:24} right words marked {share[0]:.4f}, of spoilt copies {share[1]:.4f}; "
        f"wrong words marked {share[2]:.3f}; score: area {area}, calibration {error}"
    )


def cross_validated(parts: Mapping[str, Sequence[Labelled]], folds: int) -> None:
    """Judge each recording by weights learnt from recordings of the other folds."""
    groups = list(parts)
    every: list[tuple[Sequence[Labelled], ConfidenceModel]] = []
    for fold in range(folds):
        held = groups[fold::folds]
        rest = [part for group in groups if group not in held for part in parts[group]]
        model = confidence_model_of(together(rest))
        for group in held:
            tell(group, parts[group], model)
            every.append((parts[group], model))


def recordings(folders: Sequence[Path]) -> list[Spoken]:
    """Return recordings in English, of which alone words are told apart, and episodes that the benchmarks made."""
    made = [path for folder in folders for path in sorted(folder.rglob("gold.tsv"))]
    episodes = [
        Spoken(path.parent.name, path.with_name("episode.mp3"), path.with_name("transcript.txt"), path)
        for path in made
        if path.with_name("episode.mp3").exists()
    ]
    names = {path.parent for path in made}
    found = [spoken for spoken in recordings_in(folders) if spoken.text.parent not in names] + episodes
    return [spoken for spoken in found if detect_language(" ".join(spoken.transcript.words)) == "en"]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for option in ("--talk", "--read", "--exact"):
        parser.add_argument(option, nargs="*", type=Path, default=[])
    parser.add_argument("--folder", type=Path, default=Path("bench/confidence"), help="where alignments are kept")
    parser.add_argument("--cross-validate", type=int, metavar="FOLDS", default=0)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, list[Labelled]] = {}
    talk = recordings(given.talk)
    exact = recordings(given.exact)
    sentences = [spoken for spoken in exact if spoken.audio.stem != "episode"]
    rest = [*joined_by_speaker(sentences, given.folder), *(spoken for spoken in exact if spoken not in sentences)]
    for number, spoken in enumerate([*talk, *recordings(given.read), *rest], start=1):
        say(f"{spoken.name} ...")
        parts[spoken.name] = labelled(spoken, talk, number, given.folder)
    if given.cross_validate:
        cross_validated(parts, given.cross_validate)
    if given.output:
        arrays: dict[str, Any] = dict(together([part for group in parts.values() for part in group]))
        np.savez_compressed(given.output, **arrays)


if __name__ == "__main__":
    main()
