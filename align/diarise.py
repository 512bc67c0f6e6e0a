"""Who speaks when, by the diarisation that whisperX runs, and what it makes of a transcript's words."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.ctc.models import choose_device
from align.document import Speaker, Word
from align.engine import Recogniser
from align.errors import FileProblem, UsageError
from align.sentences import split_sentences
from align.whisper_models import first_line, quietly

__all__ = ["Turn", "diarise", "labelled_text", "load_diariser", "speakers_of", "turns_of"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks from `start` to `end` (seconds); `speaker` is the diarisation's own name."""

    start: float
    end: float
    speaker: str


def load_diariser(recogniser: Recogniser) -> Any:
    """Load the diarisation model; it is gated: accept its licence, and set `HF_TOKEN` for the first download.

    Raises `FileProblem` where it cannot be had, `UsageError` for a device that is not there.
    """
    models, name = recogniser.models, recogniser.diarize_model
    with quietly(_is_local(recogniser)):
        try:
            return importlib.import_module("whisperx.diarize").DiarizationPipeline(
                model_name=name,
                token=os.environ.get("HF_TOKEN"),
                device=choose_device(models.device),
                cache_dir=None if models.model_dir is None else str(models.model_dir),
            )
        except UsageError:
            raise
        except Exception as error:
            problem = "the diarisation model cannot be had (accept its licence and set HF_TOKEN, or give a folder)"
            raise FileProblem(name or "--diarize", f"{problem}: {first_line(error)}") from None


def _is_local(recogniser: Recogniser) -> bool:
    name = recogniser.diarize_model
    return recogniser.models.offline or (name is not None and Path(name).exists())


def diarise(
    pipeline: Any,
    sound: NDArray[np.float32],
    recogniser: Recogniser,
    tick: Callable[[float], None] = lambda share: None,
    *,
    count: int | None = None,
) -> tuple[Turn, ...]:
    """Tell who speaks when, with a model from `load_diariser`; `count`: of speakers, where it is known."""
    given = {} if count is None else {"num_speakers": count}
    with quietly(_is_local(recogniser)):
        return turns_of(pipeline(sound, progress_callback=lambda percent: tick(percent / 100), **given))


def turns_of(table: Any) -> tuple[Turn, ...]:
    """Return whisperX's data frame of turns as ours, in order."""
    rows = zip(table["start"], table["end"], table["speaker"], strict=True)
    return tuple(sorted((Turn(float(a), float(b), str(who)) for a, b, who in rows), key=lambda turn: turn.start))


def speakers_of(words: Sequence[Word], turns: Sequence[Turn]) -> tuple[Speaker, ...]:
    """Return the turns of a document: each word belongs to whoever speaks most of it, a word in no turn to the one
    before.

    A single word between two turns of somebody else's is taken for a slip of the diarisation. Names are `Speaker 1`,
    `Speaker 2`, ... in order of appearance.
    """
    heard: list[str | None] = []
    for word in words:
        heard.append(_speaker(word, turns) or (heard[-1] if heard else None))
    first = next((who for who in heard if who is not None), None)
    heard = [who or first for who in heard]
    for index in range(1, len(heard) - 1):
        if heard[index - 1] == heard[index + 1] != heard[index]:
            heard[index] = heard[index - 1]
    names: dict[str, str] = {}
    found: list[Speaker] = []
    for index, who in enumerate(heard):
        if who is not None and (index == 0 or who != heard[index - 1]):
            found.append(Speaker(index, names.setdefault(who, f"Speaker {len(names) + 1}")))
    return tuple(found)


def _speaker(word: Word, turns: Sequence[Turn]) -> str | None:
    if not word.timed:
        return None
    start, end = word.span
    share: dict[str, float] = {}
    for turn in turns:
        both = min(end, turn.end) - max(start, turn.start)
        if both > 0:
            share[turn.speaker] = share.get(turn.speaker, 0.0) + both
    return max(share, key=lambda who: share[who]) if share else None


def labelled_text(words: Sequence[Word], speakers: Sequence[Speaker]) -> str:
    """Write a paragraph a turn, opened by its time and the speaker's name.

    The time makes it a label beyond doubt, also where a turn begins in the middle of a sentence.
    """
    edges = [*(speaker.word for speaker in speakers), len(words)]
    paragraphs = []
    for speaker, (start, end) in zip(speakers, pairwise(edges), strict=True):
        text = " ".join(word.text for word in words[start:end])
        stamp = _clock(next((word.start for word in words[start:end] if word.start is not None), None))
        paragraphs.append("\n".join(split_sentences(f"{stamp}{speaker.name}: {text}")))
    return "\n\n".join(paragraphs) + "\n"


def _clock(seconds: float | None) -> str:
    """Write a time as it stands before a label; `>>` where there is none.

    >>> _clock(3725.9), _clock(None)
    ('[01:02:05] ', '>> ')
    """
    if seconds is None:
        return ">> "
    minutes, second = divmod(int(seconds), 60)
    return f"[{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}] "
