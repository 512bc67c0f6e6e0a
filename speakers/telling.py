"""Tell who speaks in an alignment: by voice or by microphone, with names; the one function for all commands."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from align.document import Alignment
from align.signal import Spectra
from speakers.attribution import UNKNOWN, Attribution, transcript_turns, with_turns
from speakers.chances import turn_chances
from speakers.crosstalk import crosstalk_of, overlapping
from speakers.doubts import doubts_of, may_be_one, taken_as_one
from speakers.enrolment import load_voices, measure_voices, recognised, save_voices
from speakers.names import (
    contradictions,
    find_mislabelled,
    former_names,
    is_numbered,
    label_names,
    speaker_names,
)
from speakers.pitch import Pitch
from speakers.segments import Segment, tell_by_segments
from speakers.statistics import word_statistics
from speakers.voices import tell_voices

__all__ = ["Request", "Told", "tell_speakers"]

DOUBTFUL_WORD = 0.75
"""Certainty below which a word counts as uncertain."""

Heard = tuple[Spectra, Pitch]


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for.

    Args:
        count: of speakers; `None`: as many as there are.
        names: by number, from 1.
        voices: a file of voices known from other episodes, which the named ones of this one are added to.
        segments: asks a diarisation model who speaks when; `None`: the recording's own voices are learnt.
    """

    count: int | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    voices: Path | None = None
    segments: Callable[[], Sequence[Segment]] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an episode.

    Args:
        alignment: with its turns.
        speakers: names, in the order in which they first speak; empty where nobody could be told from anybody.
        uncertain: words of which it is not sure who says them.
        together: words said while another speaks as well.
        warnings: sentences for people.
    """

    alignment: Alignment
    speakers: tuple[str, ...]
    uncertain: int
    together: int
    warnings: tuple[str, ...]


def tell_speakers(alignment: Alignment, request: Request, hear: Callable[[], Heard]) -> Told:
    """Say who speaks, by voice.

    Args:
        hear: called for the sound of the recording, at most once.

    Raises `UsageError` for a name of a speaker whom there is not, `FileProblem` for a file of voices that cannot be
    used.
    """
    known = load_voices(request.voices) if request.voices is not None else {}
    hear = functools.cache(hear)
    told, doubts = (_by_voice if request.segments is None else _by_model)(alignment, request, hear)
    if told is None:
        nobody = replace(alignment, speakers=transcript_turns(alignment))
        return Told(nobody, (), 0, 0, ("too little is said to tell voices apart",))
    profiles = measure_voices(alignment.words, told, *hear()) if request.voices is not None else {}
    sure = {**recognised(profiles, known), **label_names(alignment, told)}
    former = {k: name for k, name in former_names(alignment, told).items() if name not in sure.values()}
    names = speaker_names(told, request.names, {**former, **sure})
    if request.voices is not None:
        fresh = {name: profiles[k] for k, name in enumerate(names) if k in profiles and name and not is_numbered(name)}
        save_voices(request.voices, known, fresh)
    mislabelled = find_mislabelled(alignment, told, names)
    warnings = [*_count_warnings(told, request.count), *doubts(names), *contradictions(alignment, mislabelled)]
    noted = replace(alignment, report=replace(alignment.report, mislabelled=mislabelled))
    return finished(noted, told, names, warnings)


Doubts = Callable[[Sequence[str | None]], list[str]]
"""Says for the names of the labels which of them may not be right."""


def _by_model(alignment: Alignment, request: Request, hear: Callable[[], Heard]) -> tuple[Attribution | None, Doubts]:
    assert request.segments is not None
    told = tell_by_segments(alignment, request.segments())
    return (told if told.count else None), lambda names: []


def _by_voice(alignment: Alignment, request: Request, hear: Callable[[], Heard]) -> tuple[Attribution | None, Doubts]:
    chances = turn_chances(alignment)
    statistics = word_statistics(alignment.words, *hear(), chances) if alignment.words else None
    if statistics is None:
        return None, lambda names: []
    voices = tell_voices(statistics, alignment.words, chances, request.count)
    told = Attribution(voices.labels, voices.certainty, voices.changes, doubtful=voices.doubtful)
    pairs = may_be_one(alignment.words, hear()[0], statistics, told.labels) if told.count > 1 else []
    labelled = label_names(alignment, told)
    if request.count is None:
        # Labels of two people keep their voices apart.
        unnamed = [pair for pair in pairs if pair.one not in labelled or pair.other not in labelled]
        fewer, said = taken_as_one(told, unnamed)
        if said:
            return fewer, lambda names: said
    return told, lambda names: doubts_of(pairs, names)


def finished(alignment: Alignment, told: Attribution, names: Sequence[str | None], warnings: Sequence[str]) -> Told:
    """Put turns into the alignment, and what is not sure into its warnings."""
    both = sorted({*told.together, *overlapping(alignment.words, told.labels)})
    certain = told.certainty >= DOUBTFUL_WORD
    uncertain = int((~certain & (told.labels != UNKNOWN)).sum()) if told.count > 1 else 0
    spoken = [name for k, name in enumerate(names) if name and bool(np.any(told.labels == k))]
    noted = replace(alignment, report=replace(alignment.report, crosstalk=crosstalk_of(both)))
    return Told(with_turns(noted, told, names), tuple(spoken), uncertain, len(both), tuple(warnings))


def _count_warnings(told: Attribution, asked: int | None) -> list[str]:
    if asked is not None and told.count < asked:
        voices = "voice" if told.count == 1 else "voices"
        return [f"{asked} speakers were asked for, and only {told.count} {voices} can be told apart"]
    if asked is not None and told.doubtful:
        voices = "1 speaker was" if asked == 1 else f"{asked} speakers were"
        return [f"{voices} asked for, and one voice more seems to speak; if so, give --speakers auto or their number"]
    if told.doubtful:
        return [f"{told.count} speakers are likely, but not sure: give --speakers with their number if you know it"]
    return []
