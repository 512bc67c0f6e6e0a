"""Who says each word, by the level on each speaker's own microphone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.clock import clock_text
from align.document import Alignment, Word
from align.engine import ProgressCallback
from align.errors import FileProblem, UsageError
from align.media import stream_pcm
from speakers.attribution import UNKNOWN, Attribution
from speakers.bleed import find_patterns, likelihoods, likelihoods_of_some, said_at_once
from speakers.chain import pass_through
from speakers.chances import turn_chances
from speakers.envelopes import ENVELOPE_HOP, LineUp, envelope, line_up
from speakers.telling import Told, finished

__all__ = ["parse_tracks", "tell_by_tracks"]


@dataclass(frozen=True, slots=True)
class Levels:
    """What levels mean; all in dB.

    Args:
        silent: loudest power of a track (of 16-bit samples) that holds nothing.
        wander: by which the difference between two microphones wanders from word to word.
        certain: most that one word may say.
        likeness: correlation with the recording below which a track is of another session.
        covered: share of the words that a track must cover.
        unheard: below its loud parts, at which no microphone has a word.
        copied: by which the words of a copy differ at most, after its gain: two microphones differ by several.
    """

    silent: float = 20.0
    wander: float = 5.0
    certain: float = 12.0
    likeness: float = 0.2
    covered: float = 0.5
    unheard: float = 40.0
    copied: float = 0.3


LEVELS = Levels()

QUIETEST = -100.0
"""dB that a word has on a track that does not hold it."""

Doubles = NDArray[np.float64]


def parse_tracks(rows: Sequence[str]) -> dict[str, str]:
    """Read `Ada=ada.wav` and `Ada=stream:1`; raises `UsageError` for another row, a name twice, and one track alone."""
    tracks: dict[str, str] = {}
    for row in rows:
        name, equals, source = (part.strip() for part in row.partition("="))
        if not equals or not name or not source:
            raise UsageError(f"{row!r} is no track; write NAME=FILE or NAME=stream:N")
        if name in tracks:
            raise UsageError(f"{name} has two tracks, {tracks[name]} and {source}; give each speaker one")
        if source in tracks.values():
            raise UsageError(f"{source} is the track of two speakers; give each a track of his own")
        tracks[name] = source
    if len(tracks) == 1:
        raise UsageError("one track alone tells nobody apart; give --track for each speaker")
    return tracks


def tell_by_tracks(
    alignment: Alignment, media: Path, tracks: Mapping[str, str], on_progress: ProgressCallback | None = None
) -> Told:
    """Say who speaks by the level of each track over the words.

    Raises `FileProblem` for a track that is silent, of another session, much too short or another one's copy, and one
    that cannot be read.
    """
    report_progress = on_progress or (lambda share, doing: None)
    own = alignment.media
    recording = envelope(stream_pcm(media, stream=own.stream, channel=own.channel))
    heard: list[Doubles] = []
    for number, (name, source) in enumerate(tracks.items(), start=1):
        report_progress(number / (len(tracks) + 1), "listening")
        path, stream = _place(source, media)
        sound = envelope(stream_pcm(path, stream=stream))
        if len(sound) == 0 or sound.max() < LEVELS.silent:
            raise FileProblem(path, f"{_of(source)}is silent; give the track that {name} was recorded on")
        place = line_up(recording, sound)
        if place.likeness < LEVELS.likeness:
            raise FileProblem(path, f"{_of(source)}is not of this session: what it holds is not heard in {media.name}")
        levels = _levels(alignment.words, sound, place)
        _check_length(alignment.words, levels, path, len(sound) * ENVELOPE_HOP)
        for other, before in zip(tracks, heard, strict=False):
            if _same(levels, before):
                raise FileProblem(path, f"{_of(source)}is the same sound as {other}'s; give {name}'s own microphone")
        heard.append(levels)
    told = _attributed(alignment, np.stack(heard, axis=1))
    names = list(tracks)
    silent = [f"no word is {names[k]}'s" for k in range(len(names)) if not (told.labels == k).any()]
    return finished(alignment, told, names, silent)


def _place(source: str, media: Path) -> tuple[Path, int | None]:
    kind, colon, number = source.partition(":")
    if kind == "stream" and colon and number.isdecimal():
        return media, int(number)
    return Path(source), None


def _of(source: str) -> str:
    return f"{source} " if source.startswith("stream:") else ""


def _levels(words: Sequence[Word], sound: NDArray[np.float32], place: LineUp) -> Doubles:
    """Return the mean power of each word on the track, in dB; not a number where the track has nothing or the word no
    time.
    """
    sums = np.concatenate([[0.0], np.cumsum(10 ** (sound.astype(np.float64) / 10))])
    out = np.full(len(words), np.nan)
    for index, word in enumerate(words):
        if word.timed:
            first, last = (round((place.offset + time * place.rate) / ENVELOPE_HOP) for time in word.span)
            last = max(last, first + 1)
            if first >= 0 and last < len(sums):
                out[index] = 10 * np.log10((sums[last] - sums[first]) / (last - first))
    return out


def _check_length(words: Sequence[Word], levels: Doubles, path: Path, seconds: float) -> None:
    timed = sum(word.timed for word in words)
    covered = int(np.isfinite(levels).sum())
    if covered < LEVELS.covered * timed:
        length = clock_text(seconds, places=0)
        raise FileProblem(path, f"is {length} long and covers only {covered} of {timed} words; give the whole track")


def _same(one: Doubles, other: Doubles) -> bool:
    """Tell whether a track is a copy of another: louder or quieter, but by as much at every word."""
    off = (one - other)[np.isfinite(one) & np.isfinite(other)]
    return len(off) > 1 and float(off.std()) < LEVELS.copied


def _attributed(alignment: Alignment, levels: Doubles) -> Attribution:
    """Return labels from levels (words x tracks), by the patterns of the speakers and the text's chances of turns."""
    known = np.isfinite(levels).all(axis=1)
    filled = np.where(np.isfinite(levels), levels, QUIETEST)
    loud = np.percentile(filled[known], 95, axis=0) if known.any() else np.zeros(levels.shape[1])
    filled = np.maximum(filled, loud - LEVELS.unheard)
    patterns = find_patterns(filled[known])
    above = filled - loud
    unheard = ~known | (above.max(axis=1) <= -LEVELS.unheard)
    scores = likelihoods(filled, patterns) if patterns is not None else _by_loudness(above)
    scores[unheard] = 0.0
    if patterns is not None:
        speakers = scores[known].argmax(axis=1)
        scores[~known] = likelihoods_of_some(levels[~known], filled[known], speakers)
    shares = np.full(levels.shape[1], 1 / levels.shape[1])
    posteriors, changes, _ = pass_through(scores, turn_chances(alignment), shares)
    labels = posteriors.argmax(axis=1)
    together = said_at_once(filled, np.where(unheard, UNKNOWN, labels), patterns) if patterns is not None else ()
    return Attribution(labels, posteriors.max(axis=1), changes, together)


def _by_loudness(above: Doubles) -> Doubles:
    """Return natural logarithms of likelihoods where words do not part by their patterns: the loudest track has it."""
    scores = np.clip(above - above.max(axis=1, keepdims=True), -LEVELS.certain, 0.0) / LEVELS.wander * 2
    out: Doubles = scores
    return out
