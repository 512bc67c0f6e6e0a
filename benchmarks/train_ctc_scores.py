"""Learn the scores of `align/ctc/confidence.py`: `python -m benchmarks.train_ctc_scores DIR ... --held DIR ...`.

Each DIR is an episode with known times as `benchmarks.recipes` makes them. Needs the environment of
`make test-whisperx`. Prints how well the scores learnt from the first ones serve on those held out, then the weights.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.ctc import engine
from align.ctc.confidence import ConfidenceFeatures
from align.ctc.models import load_model
from align.ctc.spelling import spell
from align.engine import ModelOptions, Recording
from align.transcript import read_transcript
from benchmarks.scoring import GOOD, area_under_curve, calibration_error, read_known, reliability

MODEL = Path(__file__).resolve().parent.parent / "tests" / "whisperx" / "fixture"
PRIOR = 1.0
"""How strongly weights are held to 0."""

Rows = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]
"""Features, whether both edges are right, whether the row is a word that was said and timed."""


def rows_of(folder: Path, *, refined: bool) -> Rows:
    """Return features and truth of every unit of an episode."""
    model = load_model("en", ModelOptions(align_model=str(MODEL), offline=True), "cpu")
    transcript = read_transcript(folder / "transcript.txt")
    spelling = spell(transcript.words, "en", model.symbols)
    scores = engine.compute_emissions(Recording.open(folder / "episode.mp3"), model, "cpu")
    owner = [index for index, ways in enumerate(spelling.ways) if ways]
    found = engine.search(spelling, owner, model, scores)
    language = "en" if refined else "xx"
    words, features = engine.place_words(transcript.tokens, spelling, owner, found, model, scores, language)
    known = read_known(folder / "gold.tsv")
    # A cut word that was given a time is wrong; nobody can say what is right of one that has no known time.
    use = np.array([words[index].timed and known[index].start != -2 for index in owner])
    right = np.array(
        [
            words[index].timed
            and abs(words[index].span[0] - known[index].start) <= GOOD
            and abs(words[index].span[1] - known[index].end) <= GOOD
            for index in owner
        ]
    )
    return _columns(features, refined)[use], right[use], use


def _columns(features: ConfidenceFeatures, refined: bool) -> NDArray[np.float64]:
    return np.concatenate([features.ctc, features.embedded], axis=1) if refined else features.ctc


def learn(columns: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Constant and weights of a logistic regression, by Newton's method."""
    table = np.concatenate([np.ones((len(columns), 1)), columns], axis=1)
    weights = np.zeros(table.shape[1])
    ridge = PRIOR * np.eye(len(weights))
    ridge[0, 0] = 0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ (chance - right) + ridge @ weights
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def told(name: str, weights: NDArray[np.float64], rows: Rows) -> str:
    """Say how the weights do on an episode."""
    chance = 1 / (1 + np.exp(-(weights[0] + rows[0] @ weights[1:])))
    area, error = area_under_curve(chance, rows[1]), calibration_error(reliability(chance, rows[1]))
    return f"  {name}: {len(chance)} words, {rows[1].mean():.4f} right, AUC {area}, calibration error {error}"


def main(arguments: Sequence[str]) -> None:
    """Learn, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held", nargs="+", type=Path, required=True)
    options = parser.parse_args(arguments)
    for name, refined in (("_PLAIN", False), ("_BOTH", True)):
        sets = {folder: rows_of(folder, refined=refined) for folder in [*options.folders, *options.held]}
        taught = [sets[folder] for folder in options.folders]
        weights = learn(np.concatenate([rows[0] for rows in taught]), np.concatenate([rows[1] for rows in taught]))
        print(f"{name}: learnt from {sum(len(rows[0]) for rows in taught)} words; held out:")
        for folder in options.held:
            print(told(folder.name, weights, sets[folder]))
        print(f"{name} = np.array({[round(float(weight), 3) for weight in weights]})")


if __name__ == "__main__":
    main(sys.argv[1:])
