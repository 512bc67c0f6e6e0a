"""Triphones: which mixtures a path's frames use, and how likely they are under these."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from align.errors import FileProblem
from align.hmm import triphones
from align.hmm.acoustic_model import SIL, STATES, UNITS, load_model, model_folder
from align.hmm.gaussians import state_scores
from align.hmm.path import FILLER, IN_WORD, SILENCE, Traced
from align.hmm.script import Script
from align.hmm.triphones import ALONE, BEGINS, ENDS, INSIDE, load_triphones, triphone_gains, triphone_states

AH, K, AE, T, S = (UNITS.index(unit) for unit in ("AH", "K", "AE", "T", "S"))


def test_every_phone_between_any_two_has_states() -> None:
    model = load_triphones()
    assert model.sequences.shape == (4, len(UNITS), len(UNITS), len(UNITS))
    assert model.sequences.max() < len(model.states)
    assert model.states.max() < len(model.weights)
    # Phones by themselves come first; a unit that the model knows no neighbours of is always one.
    assert (model.sequences[:, SIL] == SIL).all()
    assert model.states[AH].tolist() == [STATES * AH, STATES * AH + 1, STATES * AH + 2]


def test_where_a_phone_stands_matters() -> None:
    rows = load_triphones().sequences[:, T, AE, S]
    assert len(set(rows.tolist())) > 1


def path_of(script: Script, *parts: tuple[int, int, int]) -> Traced:
    """Kind, state of the script and frames of each part."""
    kinds = [kind for kind, _, frames in parts for _ in range(frames)]
    places = [state * STATES if kind == IN_WORD else state for kind, state, frames in parts for _ in range(frames)]
    return Traced(np.array(kinds, np.uint8), np.array(places, np.int32))


def test_the_states_are_those_between_the_neighbours_on_the_path() -> None:
    script = Script.of([[(AH,)], [(K, AE, T)], [(S,)]])
    path = path_of(
        script, (SILENCE, 0, 2), (IN_WORD, 0, 2), (IN_WORD, 1, 1), (IN_WORD, 2, 1), (IN_WORD, 3, 1),
        (FILLER, 2, 1), (IN_WORD, 4, 1),
    )  # fmt: skip
    model = load_triphones()
    frames, mixtures = triphone_states(path, script, STATES, model)
    assert frames.tolist() == [2, 3, 4, 5, 6, 8]
    wanted = [
        (ALONE, AH, SIL, K), (ALONE, AH, SIL, K), (BEGINS, K, AH, AE), (INSIDE, AE, K, T), (ENDS, T, AE, SIL),
        (ALONE, S, SIL, SIL),
    ]  # fmt: skip
    assert mixtures.tolist() == [int(model.states[model.sequences[place]][0]) for place in wanted]


def test_a_path_without_words_has_none() -> None:
    frames, mixtures = triphone_states(
        Traced(np.zeros(5, np.uint8), np.zeros(5, np.int32)), Script.of([[(AH,)]]), STATES, load_triphones()
    )
    assert len(frames) == len(mixtures) == 0


def test_a_phone_by_itself_is_as_likely_as_the_searches_say() -> None:
    """With the mixtures of phones by themselves the scores are those that the fine search uses."""
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 1, (12, 13)).astype(np.float32)
    script = Script.of([[(K, AE)]])
    path = path_of(script, (SILENCE, 0, 1), (IN_WORD, 0, 2), (IN_WORD, 1, 3))
    model, known = load_model(), load_triphones()
    alone = np.broadcast_to(np.arange(len(UNITS), dtype=np.uint16)[None, :, None, None], known.sequences.shape)
    plain = triphones.TriphoneModel(np.ascontiguousarray(alone), known.states, known.weights, known.step)
    found = triphone_gains(model, plain, sound, 3, path, script)
    scores = state_scores(model, sound, 3, np.ones((6, len(UNITS)), np.bool_))
    np.testing.assert_allclose(found[1:3], scores[1:3, K, 0], rtol=1e-4)
    np.testing.assert_allclose(found[3:], scores[3:, AE, 0], rtol=1e-4)
    assert found[0] == 0


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda raw: b"XMDF" + raw[4:],
    lambda raw: raw[:2000],
    lambda raw: raw.replace(b"ZH", b"QQ"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=["magic", "short", "phones"])
def test_another_model_is_refused(
    damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = model_folder()
    (tmp_path / "mdef").write_bytes(damage((source / "mdef").read_bytes()))
    (tmp_path / "sendump").write_bytes((source / "sendump").read_bytes())
    monkeypatch.setattr(triphones, "model_folder", lambda: tmp_path)
    load_triphones.cache_clear()
    with pytest.raises(FileProblem, match="is not the acoustic model"):
        load_triphones()
    load_triphones.cache_clear()
