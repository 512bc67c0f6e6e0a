"""Some words of an alignment timed anew, in the time that their neighbours leave them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.blas import one_blas_thread
from align.document import Alignment, Word
from align.errors import FileProblem, InputsDoNotFit, UsageError
from align.media.ffmpeg import environment, ffmpeg_path, probe
from align.media.pcm import choose_stream, pcm_arguments, stream_pcm
from align.neighbours import gap_around

__all__ = ["realign_words"]

RATE = 16000
AROUND = 6.0
"""Seconds of known words on either side that are aligned along: the model hears the voice and the room, and words that
are right hold the first and the last."""
LONGEST = 600.0
"""Seconds: more than that is for `pullquote align`."""
SHORTEST = 0.010
SEEKABLE = ("mov", "matroska", "mp3", "wav", "flac", "ogg")
"""Containers in which ffmpeg finds a time to the sample; others are decoded from their beginning."""


def realign_words(media: Path, alignment: Alignment, first: int, last: int) -> Alignment:
    """Time `words[first:last]` anew between the neighbours, which stay as they are.

    Manual, silent and absent words stay as they are, too. A word that is not found keeps to the room there is, as
    `interpolated`. Takes a fraction of a second for a sentence, wherever in the recording it is.

    Raises `UsageError` where the words span more than ten minutes, `LanguageNotServed` for a language that the embedded
    model cannot align, `FileProblem` for a recording that cannot be read.
    """
    words = alignment.words
    if not 0 <= first < last <= len(words):
        raise UsageError(f"there are no words {first} to {last}")
    loose = [i for i in range(first, last) if _loose(words[i])]
    if not loose:
        return alignment
    lower, upper = _room(alignment, loose[0], loose[-1] + 1)
    if upper - lower > LONGEST:
        raise UsageError("that is more than ten minutes; run pullquote align for so much")
    low, high = _reach(words, first, last, lower, upper)
    start, end = _bounds(alignment, low, high, lower, upper)
    with one_blas_thread():
        found = _align([w.text for w in words[low:high]], _sound(media, start, end), alignment.language)
    fresh = {i: _moved(found[i - low], start) for i in loose}
    return replace(alignment, words=_settled(alignment, loose, fresh))


def _loose(word: Word) -> bool:
    return not word.manual and word.status in ("aligned", "interpolated")


def _room(alignment: Alignment, first: int, last: int) -> tuple[float, float]:
    """Return the span from the end of the timed word before to the start of the one after."""
    before, after = gap_around(alignment.words, first, last, alignment.media.duration)
    return min(before, after), after


def _reach(words: Sequence[Word], first: int, last: int, lower: float, upper: float) -> tuple[int, int]:
    """Return the words to align along: all that lie within `AROUND` of the room."""
    low, high = first, last
    while low > 0 and not (words[low - 1].timed and words[low - 1].span[0] < lower - AROUND):
        low -= 1
    while high < len(words) and not (words[high].timed and words[high].span[1] > upper + AROUND):
        high += 1
    return low, high


def _bounds(alignment: Alignment, low: int, high: int, lower: float, upper: float) -> tuple[float, float]:
    """Return the stretch of sound that holds exactly the words `low..high`: cut in the middle of the pauses beside
    them.
    """
    before, after = _room(alignment, low, high)
    timed = [w.span for w in alignment.words[low:high] if w.timed]
    start = min([lower, *(span[0] for span in timed[:1])])
    end = max([upper, *(span[1] for span in timed[-1:])])
    return max((before + start) / 2, start - AROUND, 0.0), min((end + after) / 2, end + AROUND)


def _sound(media: Path, start: float, end: float) -> NDArray[np.int16]:
    info = probe(media)
    if info.container.split(",")[0] not in SEEKABLE:
        return np.concatenate([np.empty(0, np.int16), *_between(media, round(start * RATE), round(end * RATE))])
    arguments = pcm_arguments(info, choose_stream(info), rate=RATE)
    at = arguments.index("-protocol_whitelist")
    command = [ffmpeg_path(), *arguments[:at], "-ss", f"{start:.6f}", "-t", f"{end - start:.6f}", *arguments[at:]]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=environment())
    if not done.stdout:
        raise FileProblem(media, f"holds no sound at {start:.1f} s")
    return np.frombuffer(done.stdout[: len(done.stdout) // 2 * 2], np.int16)


def _between(media: Path, first: int, last: int) -> Iterator[NDArray[np.int16]]:
    at = 0
    for block in stream_pcm(media, rate=RATE):
        if at + len(block) > first and at < last:
            yield block[max(0, first - at) : max(0, last - at)]
        at += len(block)
        if at >= last:
            return


def _align(texts: Sequence[str], sound: NDArray[np.int16], language: str) -> tuple[Word, ...]:
    """Align the words in the sound, times from its beginning; words without times were not found."""
    from align.hmm.confidence import assess, chances, check_placed
    from align.hmm.words import align_tokens
    from align.pronunciation.g2p import pronounce
    from align.signal.spectra import compute_spectra
    from align.transcript.reader import Token

    variants = pronounce(texts, language)
    spectra = compute_spectra([sound])
    if not any(variants) or spectra.duration < SHORTEST * 30:
        return tuple(Word(text, status="absent") for text in texts)
    try:
        placed = align_tokens(spectra, variants)
        chance = chances(placed, language)
        check_placed(placed, spectra.duration, chance)
        return assess(placed, spectra, [Token(text, 1, 1) for text in texts], chance).words
    except InputsDoNotFit:
        # The judge measures whole transcripts; a person asked for these few words, and gets what room there is.
        return tuple(Word(text, status="absent") for text in texts)


def _moved(word: Word, by: float) -> Word:
    if not word.timed:
        return word
    return replace(word, start=round(word.span[0] + by, 3), end=round(word.span[1] + by, 3))


def _settled(alignment: Alignment, loose: Sequence[int], fresh: dict[int, Word]) -> tuple[Word, ...]:
    """Return the words with their new times, none of which reaches into a word that stays."""
    words = list(alignment.words)
    for index in loose:
        words[index] = replace(words[index], start=None, end=None)
    lost = []
    for index in loose:
        before, after = gap_around(words, index, index + 1, alignment.media.duration)
        start, end = fresh[index].span if fresh[index].timed else (0.0, 0.0)
        start, end = max(start, before), min(end, after)
        if end - start < SHORTEST:
            lost.append(index)
        else:
            score = fresh[index].score
            words[index] = replace(words[index], start=start, end=end, score=score, status="aligned")
    for index in lost:
        words[index] = _squeezed(words, index, alignment.media.duration)
    return tuple(words)


def _squeezed(words: Sequence[Word], index: int, duration: float) -> Word:
    """Return a word that was not found, in what room its neighbours leave; absent where they leave none."""
    before, after = gap_around(words, index, index + 1, duration)
    end = min(after, before + 0.3)
    if end - before < SHORTEST:
        return replace(words[index], start=None, end=None, score=None, status="absent")
    return replace(words[index], start=before, end=end, score=None, status="interpolated")
