"""Learn the judgement: `python -m benchmarks.train_judge DIR... [--wording AUDIO...] [--held DIR...] [-o judge.npz]`.

Each DIR is an episode with known times as the benchmarks make them (`episode.mp3`, `transcript.txt`, `gold.tsv`); each
AUDIO a recording with its transcript beside it as `.txt`. On what words were said is learnt from copies of the
transcripts in which one word in ten was replaced, here and there in one copy, in phrases in the other. Needs
scikit-learn. Prints how the scores serve on episodes held out.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.confidence import MISHEARD, misheard_probability
from align.hmm.confidence_features import LIMIT, boundary_features, confidence_model_of, wording_features
from align.hmm.scores import score_frames
from align.hmm.script import script_of
from align.hmm.words import WordAlignment, align_words
from align.media import stream_pcm
from align.pronunciation.g2p import pronounce
from align.signal.spectra import Spectra, compute_spectra
from align.transcript import Transcript, read_transcript
from benchmarks.scoring import GOOD, area_under_curve, calibration_error, read_known, reliability

HIDDEN, NETWORKS, EPOCHS, PENALTY = 8, 3, 25, 1.0
SHARE, AGAIN = 0.1, (0.1, 0.6)
"""Of the words that are replaced, and of those behind a replaced one, for each copy of a transcript."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Evidence and truth of the words of a recording; no edges where their times are not known."""

    edges: Floats
    right: Flags
    wording: Floats
    wrong: Flags
    right_wording: Floats


def placed_words(spectra: Spectra, transcript: Transcript, texts: Sequence[str]) -> WordAlignment:
    """As `align_file` places them."""
    tokens, script = script_of(pronounce(texts), transcript)
    return align_words(score_frames(spectra, script), tokens, script)


def replaced(texts: Sequence[str], seed: int, again: float) -> tuple[list[str], set[int]]:
    """The words with some replaced by others from elsewhere in the text, and which."""
    rng = np.random.default_rng(seed)
    plain = [text for text in texts if re.fullmatch(r"[A-Za-z]{2,}", text)]
    out, wrong, now = list(texts), set(), False
    for index, text in enumerate(texts):
        now = rng.random() < (again if now else SHARE * (1 - again) / (1 - SHARE))
        if not now or not re.fullmatch(r"[A-Za-z']{2,}[.,]?", text):
            continue
        other = str(rng.choice(plain))
        if other.lower() != text.lower().strip(".,"):
            out[index] = other
            wrong.add(index)
    return out, wrong


def rows_of(audio: Path, text: Path, times: Path | None, seed: int) -> Rows:
    """Align a recording with its transcript and with spoilt copies of that."""
    spectra, transcript = compute_spectra(stream_pcm(audio)), read_transcript(text)
    whole = placed_words(spectra, transcript, transcript.words)
    whole_edges = boundary_features(whole)
    edges, right = whole_edges[:0], np.zeros(0, np.bool_)
    if times is not None:
        known = read_known(times)
        start = np.array([known[i].start for i in whole.tokens])
        end = np.array([known[i].end for i in whole.tokens])
        use = ~np.isnan(whole.start) & (start >= 0)
        good = (np.abs(whole.start - start) <= GOOD) & (np.abs(whole.end - end) <= GOOD)
        edges, right = whole_edges[use], good[use]
    wording, flags = [], []
    for copy, again in enumerate(AGAIN):
        texts, wrong = replaced(transcript.words, len(AGAIN) * seed + copy, again)
        spoilt = placed_words(spectra, transcript, texts)
        here = ~np.isnan(spoilt.start)
        wording.append(wording_features(spoilt, boundary_features(spoilt))[here])
        flags.append(np.array([i in wrong for i in spoilt.tokens])[here])
    return Rows(
        edges,
        right,
        np.concatenate(wording),
        np.concatenate(flags),
        wording_features(whole, whole_edges)[~np.isnan(whole.start)],
    )


def learn(name: str, evidence: Floats, truth: Flags) -> dict[str, NDArray[np.float32]]:
    """A few networks with one hidden layer."""
    from sklearn.neural_network import MLPClassifier

    mean, scale = evidence.mean(axis=0), evidence.std(axis=0) + 1e-6
    known = np.clip((evidence - mean) / scale, -LIMIT, LIMIT)
    kept: dict[str, list[Any]] = {"hidden": [], "bias": [], "last": [], "constant": []}
    for seed in range(NETWORKS):
        network = MLPClassifier(
            (HIDDEN,), alpha=PENALTY, max_iter=EPOCHS, learning_rate_init=0.003, batch_size=256, random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it might have gone on learning
            network.fit(known, truth)
        kept["hidden"].append(network.coefs_[0])
        kept["bias"].append(network.intercepts_[0])
        kept["last"].append(network.coefs_[1][:, 0])
        kept["constant"].append(network.intercepts_[1][0])
    arrays = {"mean": mean, "scale": scale, **{key: np.array(value) for key, value in kept.items()}}
    return {f"{name}_{key}": np.asarray(value, np.float32) for key, value in arrays.items()}


def together(parts: Sequence[Rows]) -> dict[str, NDArray[np.float32]]:
    """Learn both from all recordings."""
    edges = learn("edges", np.concatenate([p.edges for p in parts]), np.concatenate([p.right for p in parts]))
    evidence = np.concatenate([p.wording for p in parts] + [p.right_wording for p in parts])
    wrong = np.concatenate([p.wrong for p in parts] + [np.zeros(len(p.right_wording), np.bool_) for p in parts])
    return edges | learn("wording", evidence, wrong) | {"wrong": np.float32(wrong.mean())}


def tell(name: str, rows: Rows, arrays: dict[str, NDArray[np.float32]]) -> None:
    """Print how the judgement serves on a recording that it was not learnt from."""
    judgement = confidence_model_of(arrays)
    line = f"{name}:"
    if len(rows.right):
        chance = judgement.edges.chance(rows.edges)
        bins = reliability(chance, rows.right)
        line += (
            f" area {area_under_curve(chance, rows.right) or 0:.3f}, calibration {calibration_error(bins) or 0:.3f};"
        )
    flagged = misheard_probability(rows.wording, judgement) > MISHEARD
    falsely = misheard_probability(rows.right_wording, judgement) > MISHEARD
    line += f" replaced words marked {flagged[rows.wrong].mean():.2f}, right ones {flagged[~rows.wrong].mean():.4f},"
    print(f"{line} right ones of the right transcript {falsely.mean():.4f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("episodes", nargs="*", type=Path)
    parser.add_argument("--held", nargs="*", type=Path, default=[])
    parser.add_argument("--wording", nargs="*", type=Path, default=[])
    parser.add_argument("--leave-one-out", action="store_true", help="judge each by what was learnt from the others")
    parser.add_argument("--weights", type=Path, help="judge the held ones by these (.npz), and learn nothing")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    rows: dict[Path, Rows] = {}
    for number, path in enumerate([*asked.episodes, *asked.held, *asked.wording]):
        print(f"{path} ...", file=sys.stderr)
        if path.is_dir():
            rows[path] = rows_of(path / "episode.mp3", path / "transcript.txt", path / "gold.tsv", number)
        else:
            rows[path] = rows_of(path, path.with_suffix(".txt"), None, number)
    mine = [path for path in rows if path not in asked.held]
    arrays = dict(np.load(asked.weights)) if asked.weights else together([rows[path] for path in mine])
    for path in asked.held:
        tell(str(path), rows[path], arrays)
    for path in mine if asked.leave_one_out else []:
        tell(str(path), rows[path], together([rows[other] for other in mine if other != path]))
    if asked.output:
        np.savez_compressed(asked.output, **arrays)


if __name__ == "__main__":
    main()
