"""Learn to take backgrounds out of speech: `python -m benchmarks.train_enhancement DIR... -o enhancement.npz`.

DIRs hold recordings as the benchmarks of talk and of hand-labelled words take them. Pieces of them are mixed with
songs, chords, noise and each other; the network learns what the energies of the piece alone are. `--without NAME`
leaves recordings out, so that what was learnt can be judged by them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.signal.enhancement import DEEPEST, HIGHEST, INPUTS, SCALE, Enhancer, network_inputs, surroundings
from align.signal.front_end import FILTERS
from align.signal.spectra import Spectra, compute_spectra, levels_of
from benchmarks.context import say
from benchmarks.talk_recordings import read_sound, recordings_in
from benchmarks.talk_sounds import level, song, under
from samples import mixing
from samples.voices import RATE

Sound = NDArray[np.float32]
Floats = NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network is learnt.

    Args:
        hidden: units of both hidden layers.
        pieces, seconds: that are mixed for each round of learning; `turns` is how often each is looked at.
        batch, rate: of Adam (Kingma, Ba 2015); the rate falls to a thirtieth.
        longest: seconds taken of a recording, from its first quarter on.
        beds: songs, and pieces of music.
        voice, song, music: how often a bed is another recording, a song, chords; else it is noise.
        alone: how often there is no bed.
        below: dB that the bed is below the speech.
        telephone: how often all of it goes through a telephone.
    """

    hidden: tuple[int, int] = (160, 128)
    pieces: int = 26
    seconds: int = 40
    turns: int = 2
    batch: int = 1024
    rate: float = 1e-3
    longest: int = 150
    beds: int = 30
    voice: float = 0.6
    song: float = 0.19
    music: float = 0.09
    alone: float = 0.15
    below: tuple[float, float] = (2.0, 18.0)
    telephone: float = 0.2


RECIPE = Recipe()

QUIETEST = np.float32(-8.0)
"""Nepers against the loud parts below which the speech alone is not asked to be."""


class Mixer:
    """Makes pieces of speech alone, and with a bed under them."""

    def __init__(self, sounds: Mapping[str, Sound], rng: Rng) -> None:
        self._sounds, self._rng = sounds, rng
        self._names = list(sounds)
        weight = np.array([len(sound) for sound in sounds.values()]) ** 0.7
        self._weight = weight / weight.sum()
        self._songs = [song(np.random.default_rng(100 + k), RECIPE.seconds) for k in range(RECIPE.beds)]
        self._music = [mixing.music(np.random.default_rng(200 + k), RECIPE.seconds, -20.0) for k in range(RECIPE.beds)]

    def piece(self) -> tuple[Sound, Sound]:
        """Return speech alone, and with its bed."""
        rng, samples = self._rng, RECIPE.seconds * RATE
        name = str(rng.choice(self._names, p=self._weight))
        alone = self._some(self._sounds[name], samples)
        mixed = alone
        if rng.random() >= RECIPE.alone:
            mixed = under(alone, self._bed(name, samples), rng.uniform(*RECIPE.below))
        if rng.random() < RECIPE.telephone:
            hiss = mixing.noise(rng, samples, level(alone) - float(rng.uniform(25, 60)))
            alone, mixed = mixing.telephone(alone) + hiss, mixing.telephone(mixed) + hiss
        loudest = max(1.0, float(np.abs(mixed).max()))
        return alone / np.float32(loudest), mixed / np.float32(loudest)

    def _some(self, sound: Sound, samples: int) -> Sound:
        if len(sound) <= samples:
            return np.resize(sound, samples)
        first = int(self._rng.integers(len(sound) - samples))
        return sound[first : first + samples]

    def _bed(self, name: str, samples: int) -> Sound:
        rng, kind = self._rng, self._rng.random()
        if kind < RECIPE.voice:
            other = str(rng.choice([n for n in self._names if n != name]))
            return self._some(self._sounds[other], samples)
        if kind < RECIPE.voice + RECIPE.song:
            bed = self._songs[rng.integers(len(self._songs))]
        elif kind < RECIPE.voice + RECIPE.song + RECIPE.music:
            bed = self._music[rng.integers(len(self._music))]
        else:
            bed = mixing.noise(rng, samples, -20.0)
        tilt = np.array([1, rng.uniform(-0.8, 0.8)], np.float32)
        return np.convolve(self._some(bed, samples), tilt)[:samples].astype(np.float32)


def examples(mixer: Mixer, pieces: int) -> tuple[NDArray[np.float16], Floats]:
    """Return what the network sees of so many pieces, and what it should say."""
    seen, wanted = [], []
    for _ in range(pieces):
        alone, mixed = (_spectra(sound) for sound in mixer.piece())
        around = surroundings(mixed, levels_of(mixed))
        energies, speech = (spectra.mel.astype(np.float32) - around.loud[:, None] for spectra in (mixed, alone))
        energies = np.clip(energies, DEEPEST, HIGHEST)
        change = np.clip(speech, QUIETEST, energies + 1) - energies
        seen.append(network_inputs(mixed.mel, around, np.arange(len(mixed.mel))).astype(np.float16))
        wanted.append(change / SCALE)
    return np.concatenate(seen), np.concatenate(wanted)


def _spectra(sound: Sound) -> Spectra:
    return compute_spectra([np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)])


def first_weights(rng: Rng) -> list[Floats]:
    """Return the weights and biases with which learning begins, in the order of `Enhancer`."""
    out = []
    sizes = (INPUTS, *RECIPE.hidden, FILTERS)
    for inputs, outputs in pairwise(sizes):
        out += [rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs)]
    out[4] *= 0.1
    return [values.astype(np.float32) for values in out]


def slopes(network: Enhancer, inputs: Floats, wanted: Floats) -> tuple[list[Floats], float]:
    """Return gradients of the mean squared error, in the order of `Enhancer`, and that error."""
    one = np.maximum(inputs @ network.first + network.first_bias, np.float32(0))
    two = np.maximum(one @ network.second + network.second_bias, np.float32(0))
    error = two @ network.third + network.third_bias - wanted
    back = error * np.float32(2 / len(error))
    back_two = (back @ network.third.T) * (two > 0)
    back_one = (back_two @ network.second.T) * (one > 0)
    out = [inputs.T @ back_one, back_one.sum(0), one.T @ back_two, back_two.sum(0), two.T @ back, back.sum(0)]
    return out, float((error**2).mean())


def batches(seen: NDArray[np.float16], wanted: Floats, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    """Yield all examples in random order, `Recipe.turns` times."""
    for _ in range(RECIPE.turns):
        order = rng.permutation(len(seen))
        for begin in range(0, len(order) - RECIPE.batch + 1, RECIPE.batch):
            rows = order[begin : begin + RECIPE.batch]
            yield seen[rows].astype(np.float32), wanted[rows]


def learn(sounds: Mapping[str, Sound], rounds: int, seed: int = 1) -> Enhancer:
    """Learn from recordings for so many rounds."""
    rng = np.random.default_rng(seed)
    mixer = Mixer(sounds, rng)
    weights = first_weights(rng)
    means, squares = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    step = 0
    for round_ in range(rounds):
        rate = RECIPE.rate * max(1 / 30, 1 - round_ / rounds)
        errors = []
        for inputs, wanted in batches(*examples(mixer, RECIPE.pieces), rng):
            found, error = slopes(Enhancer(*weights), inputs, wanted)
            errors.append(error)
            step += 1
            for weight, slope, mean, square in zip(weights, found, means, squares, strict=True):
                mean += np.float32(0.1) * (slope - mean)
                square += np.float32(0.001) * (slope**2 - square)
                size = np.sqrt(square / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                weight -= np.float32(rate / (1 - 0.9**step)) * mean / size
        say(f"round {round_ + 1} of {rounds}: {np.mean(errors):.4f}")
    return Enhancer(*weights)


def sounds_of(folders: Sequence[Path], without: Sequence[str]) -> dict[str, Sound]:
    """Return the recordings below some folders; short ones of one folder are joined."""
    parts: dict[str, list[Sound]] = {}
    for spoken in recordings_in(folders):
        if spoken.name in without:
            continue
        sound = read_sound(spoken.audio)
        longest = RECIPE.longest * RATE
        if len(sound) > longest:
            sound = sound[len(sound) // 4 :][:longest]
        parts.setdefault(spoken.name if len(sound) > 10 * RATE else str(spoken.audio.parent), []).append(sound)
    return {name: np.concatenate(sounds) for name, sounds in parts.items()}


def main() -> None:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=90)
    args = parser.parse_args()
    network = learn(sounds_of(args.folders, args.without), args.rounds)
    arrays = {field.name: getattr(network, field.name).astype(np.float16) for field in fields(network)}
    np.savez_compressed(args.output, **arrays)


if __name__ == "__main__":
    main()
