"""The whisperX engine: a whole untimed episode through one of the CTC models that whisperX loads.

`whisperx.align` needs times for every sentence beforehand, since it builds a trellis for each; here the emissions of
the whole episode go through one windowed trellis (`align.ctc`), and adverts, cuts and fillers have states of their own.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.audio import stream_pcm
from align.ctc import Spans, balanced, best_path, spans
from align.ctc_graph import build_graph
from align.document import Engine, Unscripted, Word
from align.engines.ctc_cache import Emissions, Store, file_hash
from align.engines.ctc_chunks import RATE, Chunk, Loudness, plan
from align.engines.ctc_emissions import compute
from align.engines.ctc_idle import idle_stretches
from align.engines.ctc_judge import Evidence, gather, judged
from align.engines.ctc_models import CtcModel, choose_device, load_model, require_whisperx
from align.engines.ctc_phrases import WITHOUT_SPACES, split_phrases
from align.engines.ctc_refine import REFINED, refine_edges
from align.engines.ctc_text import Spelling, spell
from align.engines.ctc_words import fill_between, find_edges, unscripted
from align.engines.options import ModelOptions
from align.errors import FileProblem, InputsDoNotFit
from align.features import Spectra, listen
from align.languages import detect_language
from align.runs import runs_of
from align.transcript import Token, Transcript

__all__ = ["Result", "align_with_whisperx"]

GOOD, EXPLAINED = -2.0, 0.93
"""A word counts as found where its letters fit better than the first (nats below the best symbol, on average) and the
words around it explain the sound better than the second (`Spans.unexplained`)."""

LEAST_FOUND, LONGEST_RUN = 0.3, 60
"""Transcripts of other recordings find at most 0.07 of their words and runs of 30, also where a weak model is in doubt
of everything; right ones at least 0.57. A part of an episode against all of its transcript finds few, but in a run."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found.

    Args:
        transcript: as given, but of phrases in a language without spaces.
        words: one for each token of `transcript`.
        duration: of the recording, in seconds.
        sha256: of the recording's bytes.
    """

    transcript: Transcript
    language: str
    words: tuple[Word, ...]
    unscripted: tuple[Unscripted, ...]
    engine: Engine
    duration: float
    sha256: str


@dataclass(frozen=True, slots=True)
class _Heard:
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
    sha256: str

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.spectra.duration


def align_with_whisperx(
    audio: Path,
    transcript: Transcript,
    *,
    language: str = "en",
    stream: int | None = None,
    options: ModelOptions | None = None,
    progress: Progress = lambda share, doing: None,
) -> Result:
    """Align a transcript without times.

    `language` is a two-letter code or "auto" and chooses whisperX's own model where `options` name none; `stream` is
    the audio stream, from 0; `progress` is called with the share done and what is done.

    Raises `UsageError` (whisperX not installed, no CUDA), `LanguageNotServed`, `FileProblem` (model or media),
    `InputsDoNotFit`.
    """
    require_whisperx()
    options = options or ModelOptions()
    if language == "auto":
        language = detect_language(" ".join(transcript.words))
    if language in WITHOUT_SPACES:
        transcript = split_phrases(transcript, language)
    progress(0.0, "loading the model")
    chosen = choose_device(options.device)
    loaded = load_model(language, options, chosen)
    spelling = spell(transcript.words, language, loaded.symbols)
    if all(spelling.silent):
        raise FileProblem(transcript.path, "holds nothing that can be said")
    _refuse_foreign(spelling, loaded)
    heard = hear(audio, stream, loaded, chosen, lambda share: progress(0.02 + 0.88 * share, "listening"))
    owner = [index for index, ways in enumerate(spelling.ways) if ways]
    found = search(spelling, owner, loaded, heard, lambda share: progress(0.9 + 0.08 * share, "aligning"))
    _refuse_stranger(found)
    progress(0.98, "refining")
    words, _ = place(transcript.tokens, spelling, owner, found, loaded, heard, language)
    gaps = unscripted(words, heard.levels, lambda a, b: _letters(heard.emissions, loaded, a, b), heard.duration)
    progress(1.0, "aligned")
    engine = _engine(loaded, chosen, heard)
    return Result(transcript, language, words, gaps, engine, heard.duration, heard.sha256)


def search(
    spelling: Spelling,
    owner: Sequence[int],
    model: CtcModel,
    heard: _Heard,
    tick: Callable[[float], None] = lambda share: None,
) -> Spans:
    """Where the letters of each token that has some lie."""
    graph = build_graph([spelling.ways[index] for index in owner], model.blank)
    read = balanced(heard.emissions.read, heard.emissions.shares())
    return spans(graph, best_path(graph, heard.emissions.frames, read, separator=model.separator, tick=tick))


def hear(
    audio: Path,
    stream: int | None,
    model: CtcModel,
    device: str,
    tick: Callable[[float], None] = lambda share: None,
) -> _Heard:
    """Loudness and emissions of a recording; what the cache holds is not computed again."""

    def sound() -> Iterator[NDArray[np.int16]]:
        return stream_pcm(audio, rate=RATE, stream=stream)

    meter = Loudness()
    spectra = listen(meter.passing(sound()))
    levels, samples = meter.levels(), spectra.samples
    if samples < RATE // 10 or levels.max(initial=-120.0) < -90.0:
        raise InputsDoNotFit("the recording is silent" if samples >= RATE // 10 else "the recording is too short")
    chunks = plan(samples, model.geometry, idle_stretches(spectra))
    # Half precision on a card and full precision elsewhere do not give the same numbers to the last bit.
    digest = file_hash(audio)
    key = hashlib.sha256(f"2 {digest} {stream} {model.key} {model.geometry} {device}".encode()).hexdigest()[:40]
    store = Store(key)
    computed = compute(model, chunks, store, sound, device=device, tick=tick)
    width = _symbols(store, chunks, model)
    frames = model.geometry.frames(samples)
    emissions = Emissions(store, chunks, frames, width, model.blank)
    spared = 1 - sum(chunk.last - chunk.first for chunk in chunks) / frames
    return _Heard(emissions, spectra, levels, computed, spared, digest)


def _symbols(store: Store, chunks: Sequence[Chunk], model: CtcModel) -> int:
    """A model may give more symbols than its vocabulary names."""
    first = store.load(chunks[0]) if chunks else None
    return model.count if first is None else int(first.shape[1])


def _refuse_foreign(spelling: Spelling, model: CtcModel) -> None:
    # Accents are romanised; a transcript in another script would be romanised whole, and that is no alignment.
    if spelling.letters and spelling.foreign > 0.5 * spelling.letters:
        share = round(100 * spelling.foreign / spelling.letters)
        raise FileProblem(model.name, f"cannot spell this transcript: {share}% of its letters are unknown to the model")
    if not any(spelling.ways):
        raise FileProblem(model.name, "cannot spell a single word of this transcript")


def _refuse_stranger(found: Spans) -> None:
    explained = (found.first >= 0) & (found.unexplained < EXPLAINED)
    good = int(np.count_nonzero(explained & (found.score > GOOD)))
    longest = max((last - first for first, last in runs_of(explained)), default=0)
    if good < LEAST_FOUND * len(found.score) and longest < LONGEST_RUN:
        raise InputsDoNotFit("the transcript does not belong to this recording", good, len(found.score))


def place(
    tokens: Sequence[Token],
    spelling: Spelling,
    owner: Sequence[int],
    found: Spans,
    model: CtcModel,
    heard: _Heard,
    language: str,
) -> tuple[tuple[Word, ...], Evidence]:
    """The words with edges, scores and statuses, and what these were made from."""
    edges = find_edges(found, model.geometry, heard.levels, heard.duration)
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
    words = fill_between(rows, [word.status == "interpolated" for word in rows], heard.duration)
    placed = None
    if language in REFINED:
        words, placed = refine_edges(words, heard.spectra, language)
    evidence = gather(found, edges, owner, placed)
    return judged(words, owner, found, evidence), evidence


def _letters(emissions: Emissions, model: CtcModel, start: float, end: float) -> float:
    """Letters a second that the model hears between two times."""
    first, last = (int(time * RATE) // model.geometry.hop for time in (start, end))
    best = emissions.read(first, min(emissions.frames, max(first + 1, last))).argmax(axis=1)
    spoken = (best != model.blank) & (best != (-1 if model.separator is None else model.separator))
    spikes = int(np.count_nonzero(spoken[1:] & (best[1:] != best[:-1])))
    return spikes / max(0.1, end - start)


def _engine(model: CtcModel, device: str, heard: _Heard) -> Engine:
    detail = {
        "model": Path(model.name).name if Path(model.name).is_dir() else model.name,
        "model_sha256": model.key,
        "device": device,
        "chunks_computed": heard.computed,
        "share_without_emissions": round(heard.spared, 4),
    }
    return Engine("whisperx", importlib.metadata.version("whisperx"), detail)
