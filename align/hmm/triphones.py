"""The model's triphones: how a phone sounds between its neighbours, at the beginning, within or at the end of a word.

The searches use each phone alone, since its edges are found as well so and far less is to be computed. Which word was
said is told better by triphones: they weigh the same Gaussians, so that of a path that is known they cost little.
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem
from align.hmm.acoustic_model import (
    GAUSSIANS,
    SIL,
    STATES,
    STREAMS,
    TERMS,
    UNITS,
    SphinxModel,
    model_folder,
    read_packed_weights,
)
from align.hmm.gaussians import terms_of
from align.hmm.path import IN_WORD, Traced
from align.hmm.script import Script
from align.kernels import kernel

__all__ = ["TriphoneModel", "load_triphones", "triphone_gains", "triphone_states"]

INSIDE, BEGINS, ENDS, ALONE = range(4)
"""Where in its word a phone stands, as the model numbers it."""

_FIELDS = 10
"""Numbers behind the description in the head of the file of definitions."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TriphoneModel:
    """Which mixtures the states of each triphone use.

    Args:
        sequences: positions x phones x phones before x phones behind, a row of `states`.
        states: rows x 3, mixtures.
        weights: mixtures x streams x Gaussians, log weights in steps of `step`, negated.
        step: nats.
    """

    sequences: NDArray[np.uint16]
    states: NDArray[np.uint16]
    weights: NDArray[np.uint8]
    step: float


@functools.cache
def load_triphones() -> TriphoneModel:
    """Read the definitions (10 ms); raises `FileProblem` where the wheel does not hold the model that we know."""
    folder = model_folder()
    try:
        sequences, states = _read_definitions((folder / "mdef").read_bytes())
        packed, step = read_packed_weights(folder / "sendump")
        if int(states.max()) >= packed.shape[-1]:
            raise ValueError("sendump lacks mixtures that mdef names")
    except (OSError, ValueError, struct.error) as error:
        raise FileProblem(folder, f"is not the acoustic model of pocketsphinx 5: {error}") from None
    return TriphoneModel(sequences, states, np.ascontiguousarray(packed.transpose(2, 0, 1)), step)


def _read_definitions(raw: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return rows of states for each triphone, and the mixtures of each row (pocketsphinx, `bin_mdef.h`)."""
    if raw[:4] != b"BMDF":
        raise ValueError("mdef is not binary")
    (described,) = struct.unpack_from("<i", raw, 8)
    at = 12 + described
    phones, count, emitting, _, _, _, rows, _, tree, _ = struct.unpack_from(f"<{_FIELDS}i", raw, at)
    if (phones, emitting) != (len(UNITS), STATES):
        raise ValueError("mdef has another shape")
    at += 4 * _FIELDS
    names = "".join(f"{name}\0" for name in UNITS).encode()
    if raw[at : at + len(names)] != names:
        raise ValueError("mdef has other phones")
    at += -(-len(names) // 4) * 4 + 8 * tree
    entry = np.dtype([("sequence", "<i4"), ("transitions", "<i4"), ("context", "u1", 4)])
    entries = np.frombuffer(raw, entry, count, at)
    states = np.frombuffer(raw, "<u2", rows * STATES, at + entry.itemsize * count + 4).reshape(rows, STATES)
    return _table(entries["sequence"], entries["context"]), states


def _table(sequence: NDArray[np.integer], context: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Return positions x phones x before x behind.

    A triphone that the model lacks is taken from another position in a word, or is the phone alone.
    """
    phones = len(UNITS)
    known = np.full((4, phones, phones, phones), -1, np.int32)
    position, phone, before, behind = context[phones:].T
    known[position, phone, before, behind] = sequence[phones:]
    for place in range(4):
        for other in (INSIDE, BEGINS, ENDS, ALONE):
            known[place] = np.where(known[place] < 0, known[other], known[place])
    alone = sequence[:phones][None, :, None, None]
    return np.where(known < 0, alone, known).astype(np.uint16)


def triphone_states(path: Traced, script: Script, nodes_per_state: int, model: TriphoneModel) -> tuple[Ints, Ints]:
    """Return frames of a path that lie in words, and the mixture of each.

    Args:
        path: places are states of the script times `nodes_per_state`, and so many more within.
    """
    spoken = np.flatnonzero(path.kind == IN_WORD).astype(np.int32)
    if len(spoken) == 0:
        return spoken, spoken
    states = path.place[spoken] // nodes_per_state
    begins = np.flatnonzero(np.append(True, (np.diff(states) != 0) | (np.diff(spoken) > 1)))
    order = states[begins]
    phones = script.phones[order]
    joined = np.append(False, np.diff(spoken)[begins[1:] - 1] == 1)
    before = np.where(joined, np.append(SIL, phones[:-1]), SIL)
    behind = np.where(np.append(joined[1:], False), np.append(phones[1:], SIL), SIL)
    starts = np.isin(order, script.states[:-1])
    ends = np.isin(order + 1, script.states[1:])
    position = np.select([starts & ends, starts, ends], [ALONE, BEGINS, ENDS], INSIDE)
    rows = model.sequences[position, phones, before, behind]
    size = np.diff(np.append(begins, len(spoken)))
    return spoken, model.states[np.repeat(rows, size), path.place[spoken] % nodes_per_state].astype(np.int32)


def triphone_gains(
    model: SphinxModel, triphones: TriphoneModel, sound: Floats, first: int, path: Traced, script: Script
) -> Floats:
    """Log likelihood of each frame that lies in a word in its triphone, zero elsewhere.

    Args:
        sound: cepstra; the path begins at its frame `first`.
        path: of the fine search.
    """
    out = np.zeros(len(path.kind), np.float32)
    frames, mixtures = triphone_states(path, script, STATES, triphones)
    if len(frames) == 0:
        return out
    phones = script.phones[path.place[frames] // STATES]
    terms = terms_of(sound, frames + np.int32(first))
    gains = np.empty(len(frames), np.float32)
    room = np.empty(GAUSSIANS, np.float32)
    weights, step = triphones.weights, np.float32(triphones.step)
    _score_mixtures(_by_term(model), weights, step, terms, phones, mixtures, room, gains)
    out[frames] = gains
    return out


@functools.cache
def _by_term(model: SphinxModel) -> Floats:
    """Return the model's table with the Gaussians side by side: phones x streams x 27 x Gaussians."""
    return np.ascontiguousarray(model.table.transpose(0, 1, 3, 2))


@kernel(fastmath=True)
def _score_mixtures(
    table: Floats,
    weights: NDArray[np.uint8],
    step: float,
    terms: Floats,
    phones: NDArray[np.uint8],
    mixtures: Ints,
    densities: Floats,
    out: Floats,
) -> None:
    """Fill in the log likelihood of each frame in one mixture: the sum over streams of the highest weighted density.

    A frame has one mixture here, so the vectors are of Gaussians.

    Args:
        table: as `_by_term` gives it.
        weights, step: as in `TriphoneModel`.
        terms: frames x streams x 27.
        phones, mixtures: of each frame.
        densities: room for those of a stream.
    """
    for t in range(len(out)):
        total = np.float32(0.0)
        for stream in range(STREAMS):
            factors, values, weight = table[phones[t], stream], terms[t, stream], weights[mixtures[t], stream]
            for g in range(GAUSSIANS):
                densities[g] = factors[0, g] - np.float32(weight[g]) * step
            # Two terms at a time: what the sums are loaded and stored for costs more than adding.
            for k in range(1, TERMS, 2):
                one, other = values[k], values[k + 1]
                for g in range(GAUSSIANS):
                    densities[g] += one * factors[k, g] + other * factors[k + 1, g]
            top = densities[0]
            for g in range(1, GAUSSIANS):
                top = densities[g] if densities[g] > top else top
            total += top
        out[t] = total
