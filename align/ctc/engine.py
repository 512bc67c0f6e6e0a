"""The whisperX engine: a whole untimed episode through one of the CTC models that whisperX loads.

`whisperx.align` needs times for every sentence beforehand, since it builds a trellis for each; here the emissions of
the whole episode go through one windowed trellis (`align.ctc.viterbi`), and adverts, cuts and fillers have states of
their own.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.ctc.boundaries import fill_between, find_edges, unscripted
from align.ctc.cache import Emissions, Store
from align.ctc.chunks import RATE, Chunk, Loudness, plan
from align.ctc.columns import balanced
from align.ctc.confidence import ConfidenceFeatures, assess_words, gather_features
from align.ctc.emissions import compute
from align.ctc.graph import build_graph
from align.ctc.models import CtcModel, choose_device, load_model, require_whisperx
from align.ctc.onnx_model import choose_provider, load_onnx, require_onnx
from align.ctc.refine import REFINED, refine_edges
from align.ctc.spans import Spans, spans
from align.ctc.speechless import speechless_stretches
from align.ctc.spelling import Spelling, spell
from align.ctc.viterbi import best_path
from align.document import EngineInfo, PoorMatch, Report, Word
from align.engine import Aligned, AlignOptions, ModelOptions, ProgressCallback, Recording
from align.errors import FileProblem, InputsDoNotFit, LanguageNotServed, UsageError
from align.media.pcm import stream_pcm
from align.mismatch import check_match
from align.pronunciation.detection import detect_language
from align.signal.spectra import Spectra, compute_spectra
from align.transcript.phrases import split_phrases, writes_without_spaces
from align.transcript.reader import Token, Transcript

__all__ = ["NeuralEngine", "OnnxEngine"]

GOOD, EXPLAINED = -2.0, 0.93
"""A word counts as found where its letters fit better than the first (nats below the best symbol, on average) and the
words around it explain the sound better than the second (`Spans.unexplained`)."""


@dataclass(frozen=True, slots=True)
class _Scores:
    """What the model made of the recording.

    Args:
        levels: loudness in dB for every 10 ms.
        computed: chunks that were not in the cache.
        spared: share of the recording that needed no emissions.
    """

    emissions: Emissions
    spectra: Spectra
    levels: NDArray[np.float32]
    computed: int
    spared: float

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.spectra.duration


NOT_INSTALLED = (
    "the engine that came with pullquote has no sounds for it, and whisperX is not installed: install it with"
    " pip install 'pullquote[whisperx]', or align with another program and use pullquote import"
)


class NeuralEngine:
    """Align with a wav2vec2 CTC model, loaded as whisperX loads it."""

    name, package = "whisperx", "whisperx"

    def _require(self, options: AlignOptions) -> None:
        require_whisperx()

    def _device(self, wanted: str) -> str:
        return choose_device(wanted)

    def _load(self, language: str, options: ModelOptions, device: str) -> CtcModel:
        return load_model(language, options, device)

    def check(self, transcript: Transcript, language: str) -> None:
        """Raise `LanguageNotServed` where whisperX is not installed; which languages have a model it knows itself."""
        if importlib.util.find_spec("whisperx") is None:
            raise LanguageNotServed(language, NOT_INSTALLED)

    def align(
        self,
        recording: Recording,
        transcript: Transcript,
        language: str,
        options: AlignOptions,
        on_progress: ProgressCallback,
    ) -> Aligned:
        """See `align.engine.Engine.align`; `language` chooses whisperX's own model where the options name none."""
        if options.hints:
            raise UsageError("only the embedded engine believes a transcript's own times; leave --hints out")
        self._require(options)
        if language == "auto":
            language = detect_language(" ".join(transcript.words))
        if writes_without_spaces(language):
            transcript = split_phrases(transcript, language)
        on_progress(0.0, "loading the model")
        device = self._device(options.models.device)
        model = self._load(language, options.models, device)
        spelling = spell(transcript.words, language, model.symbols)
        if all(spelling.silent):
            raise FileProblem(transcript.path, "holds nothing that can be said")
        _refuse_foreign(spelling, model)
        scores = compute_emissions(
            recording, model, device, lambda share: on_progress(0.02 + 0.88 * share, "listening")
        )
        owner = [index for index, ways in enumerate(spelling.ways) if ways]
        found = search(spelling, owner, model, scores, lambda share: on_progress(0.9 + 0.08 * share, "aligning"))
        poor_match = _check_match(found, options.accept_poor)
        on_progress(0.98, "refining")
        words, _ = place_words(transcript.tokens, spelling, owner, found, model, scores, language)
        gaps = unscripted(words, scores.levels, lambda a, b: _letters(scores.emissions, model, a, b), scores.duration)
        on_progress(1.0, "aligned")
        return Aligned(
            words=words,
            transcript=transcript,
            language=language,
            duration=scores.duration,
            engine=_engine_info(self, model, device, scores),
            unscripted=gaps,
            report=Report(poor_match=poor_match),
        )


class OnnxEngine(NeuralEngine):
    """Align with a converted wav2vec2 CTC model, run by ONNX Runtime."""

    name, package = "onnx", "onnxruntime"

    def check(self, transcript: Transcript, language: str) -> None:
        """Raise `LanguageNotServed`: no language has a model of its own, so this engine is only taken when named."""
        raise LanguageNotServed(language, "the engine onnx needs --align-model with a converted folder")

    def _require(self, options: AlignOptions) -> None:
        require_onnx()

    def _device(self, wanted: str) -> str:
        return choose_provider(wanted)

    def _load(self, language: str, options: ModelOptions, device: str) -> CtcModel:
        return load_onnx(options, device)


def search(
    spelling: Spelling,
    owner: Sequence[int],
    model: CtcModel,
    scores: _Scores,
    tick: Callable[[float], None] = lambda share: None,
) -> Spans:
    """Find where the letters of each token that has some lie."""
    graph = build_graph([spelling.ways[index] for index in owner], model.blank)
    read = balanced(scores.emissions.read, scores.emissions.shares())
    return spans(graph, best_path(graph, scores.emissions.frames, read, separator=model.separator, tick=tick))


def compute_emissions(
    recording: Recording,
    model: CtcModel,
    device: str,
    tick: Callable[[float], None] = lambda share: None,
) -> _Scores:
    """Compute loudness and emissions of a recording; what the cache holds is not computed again."""

    def sound() -> Iterator[NDArray[np.int16]]:
        return stream_pcm(recording.path, rate=RATE, stream=recording.stream, channel=recording.channel)

    meter = Loudness()
    spectra = compute_spectra(meter.passing(sound()))
    levels, samples = meter.levels(), spectra.samples
    if samples < RATE // 10 or levels.max(initial=-120.0) < -90.0:
        raise InputsDoNotFit("the recording is silent" if samples >= RATE // 10 else "the recording is too short")
    chunks = plan(samples, model.geometry, speechless_stretches(spectra))
    # Half precision on a card and full precision elsewhere do not give the same numbers to the last bit.
    track = f"{recording.stream}" + ("" if recording.channel is None else f" channel {recording.channel}")
    made_of = f"2 {recording.hash.hexdigest()} {track} {model.key} {model.geometry} {device}"
    store = Store(hashlib.sha256(made_of.encode()).hexdigest()[:40])
    computed = compute(model, chunks, store, sound, device=device, tick=tick)
    width = _symbols(store, chunks, model)
    frames = model.geometry.frames(samples)
    emissions = Emissions(store, chunks, frames, width, model.blank)
    spared = 1 - sum(chunk.last - chunk.first for chunk in chunks) / frames
    return _Scores(emissions, spectra, levels, computed, spared)


def _symbols(store: Store, chunks: Sequence[Chunk], model: CtcModel) -> int:
    """Return a model may give more symbols than its vocabulary names."""
    first = store.load(chunks[0]) if chunks else None
    return model.count if first is None else int(first.shape[1])


def _refuse_foreign(spelling: Spelling, model: CtcModel) -> None:
    # Accents are romanised; a transcript in another script would be romanised whole, and that is no alignment.
    if spelling.letters and spelling.foreign > 0.5 * spelling.letters:
        share = round(100 * spelling.foreign / spelling.letters)
        raise FileProblem(model.name, f"cannot spell this transcript: {share}% of its letters are unknown to the model")
    if not any(spelling.ways):
        raise FileProblem(model.name, "cannot spell a single word of this transcript")


def _check_match(found: Spans, accept_poor: bool) -> PoorMatch | None:
    explained = (found.first >= 0) & (found.unexplained < EXPLAINED)
    return check_match(explained & (found.score > GOOD), explained, accept_poor=accept_poor)


def place_words(
    tokens: Sequence[Token],
    spelling: Spelling,
    owner: Sequence[int],
    found: Spans,
    model: CtcModel,
    scores: _Scores,
    language: str,
) -> tuple[tuple[Word, ...], ConfidenceFeatures]:
    """Return the words with edges, scores and statuses, and what these were made from."""
    edges = find_edges(found, model.geometry, scores.levels, scores.duration)
    unit_of = {index: unit for unit, index in enumerate(owner)}
    rows = []
    for index, token in enumerate(tokens):
        word = Word(token.text, line=token.line, column=token.column)
        unit = unit_of.get(index)
        if unit is None:
            rows.append(replace(word, status="silent" if spelling.silent[index] else "interpolated"))
        elif found.first[unit] < 0:
            rows.append(replace(word, status="absent"))
        else:
            rows.append(replace(word, start=float(edges.start[unit]), end=float(edges.end[unit])))
    words = fill_between(rows, [word.status == "interpolated" for word in rows], scores.duration)
    alignment = None
    if language in REFINED:
        words, alignment = refine_edges(words, scores.spectra, language)
    features = gather_features(found, edges, owner, alignment)
    return assess_words(words, owner, found, features), features


def _letters(emissions: Emissions, model: CtcModel, start: float, end: float) -> float:
    """Return letters a second that the model hears between two times."""
    first, last = (int(time * RATE) // model.geometry.hop for time in (start, end))
    best = emissions.read(first, min(emissions.frames, max(first + 1, last))).argmax(axis=1)
    spoken = (best != model.blank) & (best != (-1 if model.separator is None else model.separator))
    spikes = int(np.count_nonzero(spoken[1:] & (best[1:] != best[:-1])))
    return spikes / max(0.1, end - start)


def _engine_info(engine: NeuralEngine, model: CtcModel, device: str, scores: _Scores) -> EngineInfo:
    detail = {
        "model": Path(model.name).name if Path(model.name).is_dir() else model.name,
        "model_sha256": model.key,
        "device": device,
        "chunks_computed": scores.computed,
        "share_without_emissions": round(scores.spared, 4),
    }
    return EngineInfo(engine.name, importlib.metadata.version(engine.package), detail)
