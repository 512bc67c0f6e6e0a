"""The acoustic model inside the pocketsphinx wheel, read from its own files (formats: CMU Sphinx, BSD licence).

The model is phonetically tied: each of 42 phones has one codebook of 128 Gaussians in each of three streams
(13 cepstra, their first and second differences), and each of its three states weighs that codebook.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem

__all__ = [
    "DIMENSIONS",
    "GAUSSIANS",
    "SIL",
    "STATES",
    "STREAMS",
    "TERMS",
    "UNITS",
    "SphinxModel",
    "load_model",
    "model_folder",
    "model_version",
    "read_packed_weights",
]

UNITS = tuple(
    "+NSN+ +SPN+ AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY"
    " P R S SH SIL T TH UH UW V W Y Z ZH".split()
)
"""The model's phones in the order of its files; the first two are noise and unintelligible speech."""

SIL = UNITS.index("SIL")
STREAMS, GAUSSIANS, DIMENSIONS, STATES = 3, 128, 13, 3

TERMS = 1 + 2 * DIMENSIONS
"""What a log density is linear in: a constant, the values, their squares."""

# Sphinx keeps log-probabilities as integers in base 1.0001, and mixture weights shifted right by 10 bits.
_MIXTURE_STEP = 1024 * math.log(1.0001)

Floats = NDArray[np.float32]


# Told apart by identity, so that what is made of a model can be kept with it.
@dataclass(frozen=True, slots=True, eq=False)
class SphinxModel:
    """Log densities as `constant + linear . x + square . x**2`, natural logarithms.

    Args:
        table: phones x streams x Gaussians x 27: `constant`, `linear` and `square` side by side.
        weights: phones x states x streams x Gaussians, log mixture weights.
        stay, leave: phones x states, log probabilities of staying in a state and of going on.
    """

    table: Floats
    weights: Floats
    stay: Floats
    leave: Floats

    @property
    def constant(self) -> Floats:
        """Log density of the origin: phones x streams x Gaussians."""
        return self.table[..., 0]

    @property
    def linear(self) -> Floats:
        """Factors of the values (mean over variance): phones x streams x Gaussians x 13."""
        return self.table[..., 1 : 1 + DIMENSIONS]

    @property
    def square(self) -> Floats:
        """Factors of the squared values (-1 over twice the variance): phones x streams x Gaussians x 13."""
        return self.table[..., 1 + DIMENSIONS :]


@functools.cache
def load_model() -> SphinxModel:
    """Read the model (30 ms); raises `FileProblem` where the wheel does not hold the model that we know."""
    folder = model_folder()
    try:
        means = _read_gaussians(folder / "means").astype(np.float64)
        variances = np.maximum(_read_gaussians(folder / "variances"), 1e-4).astype(np.float64)
        weights = _read_mixture_weights(folder / "sendump")
        transitions = _read_transitions(folder / "transition_matrices")
    except (OSError, ValueError, struct.error) as error:
        raise FileProblem(folder, f"is not the acoustic model of pocketsphinx 5: {error}") from None
    logs = np.log(transitions / transitions.sum(axis=2, keepdims=True) + 1e-12)
    states = np.arange(STATES)
    constant = -0.5 * (np.log(2 * np.pi * variances) + means**2 / variances).sum(-1, keepdims=True)
    return SphinxModel(
        table=np.concatenate([constant, means / variances, -0.5 / variances], axis=-1, dtype=np.float32),
        weights=weights,
        stay=logs[:, states, states].astype(np.float32),
        leave=logs[:, states, states + 1].astype(np.float32),
    )


def model_version() -> str:
    """Version of the wheel that the model comes from."""
    return importlib.metadata.version("pocketsphinx")


def model_folder() -> Path:
    """Return where the wheel has it; raises `FileProblem` where there is no wheel."""
    # Importing pocketsphinx would load its decoder, which is not needed.
    spec = importlib.util.find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise FileProblem("pocketsphinx", "is not installed")
    return Path(spec.origin).parent / "model" / "en-us" / "en-us"


def _after_header(raw: bytes) -> int:
    at = raw.find(b"endhdr\n")
    if at < 0 or raw[at + 7 : at + 11] != b"\x44\x33\x22\x11":
        raise ValueError("no little-endian Sphinx header")
    return at + 11


def _read_gaussians(path: Path) -> Floats:
    raw = path.read_bytes()
    at = _after_header(raw)
    codebooks, streams, densities = struct.unpack_from("<3i", raw, at)
    lengths = struct.unpack_from(f"<{streams}i", raw, at + 12)
    if (codebooks, streams, densities, set(lengths)) != (len(UNITS), STREAMS, GAUSSIANS, {DIMENSIONS}):
        raise ValueError(f"{path.name} has another shape")
    count = codebooks * streams * densities * DIMENSIONS
    values = np.frombuffer(raw, "<f4", count, at + 12 + 4 * streams + 4)
    return values.reshape(codebooks, streams, densities, DIMENSIONS)


def _read_transitions(path: Path) -> NDArray[np.float64]:
    raw = path.read_bytes()
    at = _after_header(raw)
    models, sources, targets, count = struct.unpack_from("<4i", raw, at)
    if (models, sources, targets) != (len(UNITS), STATES, STATES + 1):
        raise ValueError(f"{path.name} has another shape")
    return np.frombuffer(raw, "<f4", count, at + 16).reshape(models, sources, targets).astype(np.float64)


def _read_mixture_weights(path: Path) -> Floats:
    """Return the weights of the context-independent states, which come first in the file, three a phone."""
    packed, step = read_packed_weights(path)
    chosen = packed[:, :, : STATES * len(UNITS)].reshape(STREAMS, GAUSSIANS, len(UNITS), STATES)
    return (chosen.transpose(2, 3, 0, 1).astype(np.float32) * np.float32(-step)).copy()


def read_packed_weights(path: Path) -> tuple[NDArray[np.uint8], float]:
    """Return the weights of all states: streams x Gaussians x states, negated logs, and how many nats a unit is."""
    raw = path.read_bytes()
    at = 0
    while True:
        (length,) = struct.unpack_from("<i", raw, at)
        at += 4
        if length == 0:
            break
        if length < 0:
            # Going back would read the same bytes for ever.
            raise ValueError(f"{path.name} is damaged")
        at += length
    gaussians, states = struct.unpack_from("<2i", raw, at)
    if gaussians != GAUSSIANS:
        raise ValueError(f"{path.name} has another shape")
    packed = np.frombuffer(raw, np.uint8, STREAMS * gaussians * states, at + 8)
    return packed.reshape(STREAMS, gaussians, states), _MIXTURE_STEP
