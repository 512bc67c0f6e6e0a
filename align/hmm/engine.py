"""The embedded engine: the phones of the model that ships inside the pocketsphinx wheel, searched twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from align.document import EngineInfo, Report
from align.engine import Aligned, AlignOptions, Listener, ProgressCallback, Recording, VoiceStretch
from align.errors import FileProblem, InputsDoNotFit
from align.hmm.acoustic_model import model_version
from align.hmm.confidence import assess, chances, check_placed, found_words
from align.hmm.hints import bounds_of
from align.hmm.reordered import find_reordered
from align.hmm.scores import EarlyScorer, FrameScores, score_frames
from align.hmm.script import Script, script_of
from align.hmm.voices import Voices
from align.hmm.words import WordAlignment, align_words
from align.media.ffmpeg import probe
from align.media.pcm import stream_pcm
from align.memory import give_back_freed, map_large_arrays
from align.pronunciation.detection import check_script, detect_language
from align.pronunciation.g2p import pronounce
from align.pronunciation.languages import find_language
from align.signal.spectra import FRAME, Spectra, compute_spectra
from align.transcript.reader import Transcript

__all__ = ["EmbeddedEngine", "align_closely"]

SHORTEST = 0.3
"""Seconds: nothing shorter can hold a sentence to align."""

DOUBTFUL, HIGH, GAIN = 0.4, 0.95, 0.02
"""Shares of words found: between the first two further searches are made, and taken where they find so many more."""

FILLER_SCALES = (1.35, 2.0)
"""Costs of the filler then, against the usual one."""

LISTENED, SCORED, SEARCHED = 0.4, 0.7, 0.95
"""Shares of the work done when the spectra, the frame scores and the search are."""

Bounds = tuple[NDArray[np.int32], NDArray[np.int32]] | None


class EmbeddedEngine:
    """Align with what the package brings: offline, on any processor."""

    def check(self, transcript: Transcript, language: str) -> None:
        """Raise `LanguageNotServed` for a language or a script that the model has no phones for."""
        words = list(transcript.words)
        check_script(words, find_language(detect_language(" ".join(words)) if language == "auto" else language))

    def align(
        self,
        recording: Recording,
        transcript: Transcript,
        language: str,
        options: AlignOptions,
        on_progress: ProgressCallback,
    ) -> Aligned:
        """See `align.engine.Engine.align`."""
        map_large_arrays()
        if language == "auto":
            language = detect_language(" ".join(transcript.words))
        variants = pronounce([token.text for token in transcript.tokens], language)
        if not any(variants):
            raise FileProblem(transcript.path, "holds nothing that can be said")
        tokens, script = script_of(variants, transcript, language)
        hints = transcript.hints if options.hints else ()
        # Where words may begin is known only once the recording's length is.
        early = None if hints else EarlyScorer(script)
        spectra = _spectra(recording, on_progress, early, options.listener)
        if spectra.duration < SHORTEST:
            raise InputsDoNotFit(
                f"{recording.path.name} is only {spectra.duration:.2f} s long", 0, len(transcript.tokens)
            )
        bounds = bounds_of(hints, tokens, spectra)
        scores = score_frames(spectra, script, bounds, None if early is None else early.result())
        give_back_freed()
        on_progress(SCORED, "aligning")
        alignment = align_closely(scores, tokens, script, bounds, on_progress, accept_poor=options.accept_poor)
        # Of eight hours the cepstra are 75 MB, and nothing below looks at them.
        scores = replace(scores, cepstra=scores.cepstra[:0].copy())
        chance = chances(alignment, language)
        poor_match = check_placed(alignment, spectra.duration, chance, accept_poor=options.accept_poor)
        assessment = assess(alignment, spectra, transcript.tokens, chance)
        absent = np.array([assessment.words[token].status == "absent" for token in tokens.tolist()])
        reordered = find_reordered(scores, tokens, script, absent, assessment.unscripted)
        on_progress(1.0, "done")
        return Aligned(
            words=assessment.words,
            transcript=transcript,
            language=language,
            duration=spectra.duration,
            engine=EngineInfo("pocketsphinx", model_version()),
            unscripted=assessment.unscripted,
            report=Report(reordered=reordered, poor_match=poor_match),
            voices=_stretches(scores.voices, spectra.duration),
        )


def _stretches(voices: Voices, duration: float) -> tuple[VoiceStretch, ...]:
    found = ((round(first * FRAME, 2), min(last * FRAME, duration), voice) for first, last, voice in voices.stretches())
    return tuple(VoiceStretch(start, round(end, 2), voice) for start, end, voice in found)


def _spectra(
    recording: Recording,
    on_progress: ProgressCallback,
    early: EarlyScorer | None,
    listener: Listener | None,
) -> Spectra:
    expected = max(probe(recording.path).duration or 0.0, 1.0)
    blocks = stream_pcm(recording.path, stream=recording.stream, channel=recording.channel)
    spectra = compute_spectra(
        blocks if listener is None else _heard(blocks, listener),
        lambda seconds: on_progress(LISTENED * min(1.0, seconds / expected), "listening"),
        on_spectra=None if early is None else early.on_spectra,
    )
    if listener is not None:
        listener.take(spectra)
    return spectra


def _heard(blocks: Iterable[NDArray[np.int16]], listener: Listener) -> Iterator[NDArray[np.int16]]:
    for block in blocks:
        listener.hear(block)
        yield block


def align_closely(
    scores: FrameScores,
    tokens: NDArray[np.int32],
    script: Script,
    bounds: Bounds = None,
    on_progress: ProgressCallback = lambda share, stage: None,
    *,
    accept_poor: bool = False,
) -> WordAlignment:
    """Search for the words; where many are not found, again with a filler that costs more.

    Where few are found the transcript is of another recording, unless the user says otherwise.
    """
    alignment = align_words(
        scores,
        tokens,
        script,
        lambda share: on_progress(SCORED + (SEARCHED - SCORED) * share, "aligning"),
        bounds=bounds,
    )
    found = found_words(alignment).mean()
    for scale in FILLER_SCALES if found >= DOUBTFUL or accept_poor else ():
        if found >= HIGH:
            break
        # In a room with much echo or noise the usual filler takes words that were said.
        other = align_words(scores, tokens, script, bounds=bounds, filler_scale=scale)
        if (more := found_words(other).mean()) > found + GAIN:
            alignment, found = other, more
    return alignment
