"""A recording and a transcript to an alignment: the whole way."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from align.audio import stream_pcm
from align.decode import looks_like_media
from align.document import Alignment, Engine, Media
from align.engines.options import ENGINES, ModelOptions
from align.errors import FileProblem, InputsDoNotFit, InputsSwapped, LanguageNotServed, UsageError
from align.features import listen
from align.judge import found_words, judge
from align.languages import check_script, detect_language, find_language
from align.media import first_bytes, looks_like_text, probe
from align.transcript import Transcript, read_transcript

__all__ = ["align_file", "read_inputs"]

SHORTEST = 0.3
"""Seconds: nothing shorter can hold a sentence to align."""


DOUBTFUL, SURE, GAIN = 0.4, 0.95, 0.02
"""Shares of words found: between the first two further searches are made, and taken where they find so many more."""

DEARER = (1.35, 2.0)
"""Prices of the filler then, against the usual one."""


def align_file(
    audio: str | Path,
    transcript: str | Path,
    *,
    language: str = "en",
    engine: str = "auto",
    stream: int | None = None,
    hints: bool = False,
    models: ModelOptions | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Alignment:
    """Find out when each word of a transcript is said.

    Args:
        audio: any media that ffmpeg reads.
        transcript: plain text, Markdown, SRT, WebVTT or Word.
        language: two-letter code, or `auto` to tell from the text.
        engine: `pocketsphinx` (embedded), `whisperx`, or `auto`: the embedded one unless the language needs the other.
        stream: which of the file's audio streams, from 0; the default one where `None`.
        hints: believe the transcript's own times (of SRT, WebVTT or `[00:12:34]`) to within 3 s.
        models: for `whisperx`: which model, from where, and on what device.
        progress: called with the share done (0..1) and what is being done.

    Raises:
        FileProblem: a file cannot be read or is not what it should be.
        InputsDoNotFit: the transcript is not of this recording.
        UsageError: the inputs are swapped, or no engine serves the language.
    """
    audio, transcript = Path(audio), Path(transcript)
    told = progress or (lambda share, doing: None)
    script = read_inputs(audio, transcript)
    if chosen_engine(engine, script, language) == "whisperx":
        if hints:
            raise UsageError("only the embedded engine believes a transcript's own times; leave --hints out")
        return align_by_whisperx(audio, script, language=language, stream=stream, models=models, progress=told)
    return align_transcript(audio, script, language=language, stream=stream, hints=hints, progress=told)


def chosen_engine(engine: str, script: Transcript, language: str) -> str:
    """`pocketsphinx` or `whisperx`: for `auto`, the embedded engine wherever it serves the language.

    Raises `UsageError` for another name, `LanguageNotServed` where neither will do.
    """
    if engine not in ENGINES:
        raise UsageError(f"no engine is called {engine!r}; there are {', '.join(ENGINES)}")
    if engine != "auto":
        return engine
    words = [token.text for token in script.tokens]
    try:
        check_script(words, find_language(detect_language(" ".join(words)) if language == "auto" else language))
    except LanguageNotServed:
        if importlib.util.find_spec("whisperx") is None:
            raise
        return "whisperx"
    return "pocketsphinx"


def align_by_whisperx(
    audio: Path,
    script: Transcript,
    *,
    language: str,
    stream: int | None,
    models: ModelOptions | None,
    progress: Callable[[float, str], None],
) -> Alignment:
    """Align a transcript that has been read with a neural model; see `align_file`."""
    from align.engines.whisperx import align_with_whisperx

    found = align_with_whisperx(audio, script, language=language, stream=stream, options=models, progress=progress)
    return Alignment(
        media=Media(str(audio), found.sha256, found.duration),
        language=found.language,
        engine=replace(found.engine, detail={**found.engine.detail, **stitched(script)}),
        words=found.words,
        chapters=found.transcript.chapters,
        paragraphs=found.transcript.paragraphs,
        lines=found.transcript.lines,
        speakers=found.transcript.speakers,
        unscripted=found.unscripted,
    )


def stitched(script: Transcript) -> dict[str, int]:
    """What reading left out: lines that repeated the end of the chapter before, and in how many places."""
    return {"dropped_lines": script.dropped_lines, "overlaps": script.overlaps} if script.dropped_lines else {}


def read_inputs(audio: Path, transcript: Path) -> Transcript:
    """Read the transcript, after making sure that it is the one and the audio the other."""
    if looks_like_media(transcript):
        if audio.is_file() and looks_like_text(first_bytes(audio)):
            raise InputsSwapped(audio, transcript)
        raise FileProblem(transcript, "is sound or video; a transcript is text")
    return read_transcript(transcript)


def align_transcript(
    audio: Path,
    script: Transcript,
    *,
    language: str,
    stream: int | None,
    hints: bool = False,
    progress: Callable[[float, str], None],
) -> Alignment:
    """Align a transcript that has been read; see `align_file`."""
    from align.engines.pocketsphinx import bounds_of, hear, place, script_of
    from align.engines.sphinx_model import model_version
    from align.lexicon import pronounce
    from align.moved import find_moved

    digest = _Digest(audio)
    if language == "auto":
        language = detect_language(" ".join(script.words))
    variants = pronounce([token.text for token in script.tokens], language)
    if not any(variants):
        raise FileProblem(script.path, "holds nothing that can be said")
    expected = max(probe(audio).duration or 0.0, 1.0)
    blocks = stream_pcm(audio, stream=stream)
    spectra = listen(blocks, lambda heard: progress(0.4 * min(1.0, heard / expected), "listening"))
    if spectra.duration < SHORTEST:
        raise InputsDoNotFit(f"{audio.name} is only {spectra.duration:.2f} s long", 0, len(script.tokens))
    tokens, spoken = script_of(variants, script, language)
    bounds = bounds_of(script.hints if hints else (), tokens, spectra)
    heard = hear(spectra, spoken, bounds)
    progress(0.7, "aligning")
    placed = place(heard, tokens, spoken, lambda share: progress(0.7 + 0.25 * share, "aligning"), bounds=bounds)
    found = found_words(placed).mean()
    for price in DEARER if found >= DOUBTFUL else ():
        if found >= SURE:
            break
        # In a room with much echo or noise the usual filler takes words that were said.
        again = place(heard, tokens, spoken, bounds=bounds, price=price)
        if (more := found_words(again).mean()) > found + GAIN:
            placed, found = again, more
    # Of eight hours the cepstra are 75 MB, and nothing below looks at them.
    heard = replace(heard, cepstra=heard.cepstra[:0].copy())
    verdict = judge(placed, spectra, script.tokens, language)
    absent = np.array([verdict.words[token].status == "absent" for token in tokens.tolist()])
    moved = [passage.to_dict() for passage in find_moved(heard, tokens, spoken, absent, verdict.unscripted)]
    progress(1.0, "done")
    return Alignment(
        media=Media(str(audio), digest.hex(), spectra.duration),
        language=language,
        engine=Engine("pocketsphinx", model_version(), {**stitched(script), **({"moved": moved} if moved else {})}),
        words=verdict.words,
        chapters=script.chapters,
        paragraphs=script.paragraphs,
        lines=script.lines,
        speakers=script.speakers,
        unscripted=verdict.unscripted,
    )


class _Digest:
    """SHA-256 of a file, computed beside the decoding: both read the same bytes while they are in memory."""

    def __init__(self, path: Path) -> None:
        self._value = ""
        self._error: OSError | None = None
        self._path = path
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        digest = hashlib.sha256()
        try:
            with self._path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            self._error = error
        self._value = digest.hexdigest()

    def hex(self) -> str:
        """Wait for the digest."""
        self._thread.join()
        if self._error is not None:
            raise FileProblem(self._path, f"cannot be read: {self._error.strerror}")
        return self._value
