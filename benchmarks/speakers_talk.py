"""Who speaks in recordings of conversations whose transcripts have the speakers' labels; they are aligned without."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from align.aligner import align_file
from align.engine import AlignOptions
from align.turns import word_speakers
from benchmarks.context import say
from benchmarks.speakers_score import calibration, error_rate, labels_of, right_words, sure_turns, turns_found
from benchmarks.speakers_voices import heard
from benchmarks.tables import Table
from benchmarks.talk_recordings import Spoken, read_sound, recordings_in
from speakers.telling import Request, tell_speakers

__all__ = ["conversations"]

Cells = Sequence[str | int | float | None]


def conversations(folders: Sequence[Path]) -> Table:
    """Tell the speakers of each recording that has labels of two or more: their number to be found, and given."""
    rows: list[Cells] = []
    for spoken in recordings_in(folders):
        names = {turn.name for turn in spoken.transcript.speakers if turn.name}
        if len(names) > 1:
            say(f"who speaks in {spoken.name} ...")
            rows += _rows(spoken, len(names))
    columns = ("on", "words", "voices", "given", "found", "right words", "DER, no collar", "turns found", "calibration")
    return Table("real conversations", columns, rows)


def _rows(spoken: Spoken, count: int) -> list[Cells]:
    transcript = spoken.transcript
    names = word_speakers(transcript.speakers, len(transcript.tokens))
    order = list(dict.fromkeys(names))
    truth = np.array([order.index(name) for name in names])
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "transcript.txt")
        text.write_text(" ".join(token.text for token in transcript.tokens), encoding="utf-8")
        alignment = align_file(spoken.audio, text, language="en", options=AlignOptions(accept_poor=True))
    sound = heard(read_sound(spoken.audio))
    rows: list[Cells] = []
    for given in (None, count):
        told = tell_speakers(alignment, Request(given), lambda: sound).alignment
        found = labels_of(told) if told.speakers else np.zeros(len(truth), np.int64)
        rows.append(
            (
                spoken.name,
                len(truth),
                count,
                given,
                len(set(found[found >= 0].tolist())),
                right_words(found, truth),
                error_rate(alignment.words, found, truth),
                turns_found(found, truth),
                calibration(sure_turns(told, truth)),
            )
        )
    return rows
