"""The same inputs give the same bytes, whatever surrounds them: threads, seeds, locale, time zone, place."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from align import Alignment
from align.signal.spectra import compute_spectra
from tests.conftest import AUDIO, TRANSCRIPT, Inputs

ROOT = Path(__file__).resolve().parents[1]

SURROUNDINGS: dict[str, dict[str, str]] = {
    "one thread": {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "four threads": {"OPENBLAS_NUM_THREADS": "4", "NUMBA_NUM_THREADS": "2", "OMP_NUM_THREADS": "4"},
    "another seed": {"PYTHONHASHSEED": "77"},
    "another place": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Apia"},
    "a plain locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "UTC"},
}

ALIGN = """
import os, sys
from pathlib import Path
if sys.argv[4]:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from align import align_file
align_file(Path(sys.argv[1]), Path(sys.argv[2])).save(sys.argv[3])
"""


def aligned_within(folder: Path, inputs: Inputs, name: str, surroundings: dict[str, str], *, one_core: bool) -> bytes:
    out = folder / f"{name}.json"
    kept = {key: value for key, value in os.environ.items() if "THREADS" not in key}
    environment = {**kept, "PYTHONPATH": str(ROOT), **surroundings}
    call = [sys.executable, "-c", ALIGN, str(inputs.audio), str(inputs.transcript), str(out), "one" if one_core else ""]
    subprocess.run(call, env=environment, check=True, cwd=folder, capture_output=True)
    return out.read_bytes()


@pytest.mark.slow
def test_an_alignment_is_the_same_in_any_surroundings(tmp_path: Path) -> None:
    # The whole sample: adapting to the voice, where matrices are multiplied, needs a minute of speech.
    inputs = Inputs(AUDIO, TRANSCRIPT)
    made = {
        name: aligned_within(tmp_path, inputs, name, surroundings, one_core=name == "one thread")
        for name, surroundings in SURROUNDINGS.items()
    }
    first = made["one thread"]
    assert [name for name, raw in made.items() if raw != first] == []


@pytest.mark.slow
def test_an_alignment_is_the_same_in_any_folder_and_again(tmp_path: Path, short_sample: Inputs) -> None:
    folder = tmp_path / "élan & co"
    folder.mkdir()
    moved = Inputs(folder / short_sample.audio.name, folder / "words.txt")
    moved.audio.write_bytes(short_sample.audio.read_bytes())
    moved.transcript.write_bytes(short_sample.transcript.read_bytes())
    documents = []
    for number, inputs in enumerate([short_sample, short_sample, moved]):
        raw = aligned_within(tmp_path, inputs, str(number), {}, one_core=False)
        document = Alignment.from_json(raw.decode())
        # Where the recording lies is the one thing that may differ.
        documents.append(replace(document, media=replace(document.media, path="", relative=None)))
    assert documents[0] == documents[1] == documents[2]
    assert documents[0].summary()["aligned"] > 20


@pytest.mark.parametrize("size", [1, 1000, 16_000, 1 << 18])
def test_the_size_of_blocks_does_not_matter(size: int) -> None:
    import numpy as np

    sound = (np.sin(np.arange(40_000) / 9) * 9000).astype(np.int16)
    whole = compute_spectra([sound])
    parts = compute_spectra([sound[at : at + size] for at in range(0, len(sound), size)])
    assert parts.duration == whole.duration
    assert parts.bands.tobytes() == whole.bands.tobytes()
