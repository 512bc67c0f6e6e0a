"""What an engine is: it takes a recording and a transcript, and returns words with times.

To add an engine, write a class that fits `Engine` in a folder of its own and add a row to `ENGINES`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from align.document import EngineInfo, Report, Unscripted, Word
from align.errors import UsageError
from align.hashing import BackgroundHash
from align.progress import ProgressCallback

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.signal.spectra import Spectra
    from align.transcript.reader import Transcript

__all__ = [
    "DEVICES",
    "ENGINES",
    "AlignOptions",
    "Aligned",
    "Engine",
    "Listener",
    "ModelOptions",
    "ProgressCallback",
    "Recogniser",
    "Recording",
    "VoiceStretch",
    "load_engine",
]

ENGINES = {
    "pocketsphinx": "align.hmm.engine:EmbeddedEngine",
    "whisperx": "align.ctc.engine:NeuralEngine",
    "onnx": "align.ctc.engine:OnnxEngine",
}
"""The class of each engine; `auto` takes the first that serves the language."""

DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Where models come from and where they run.

    Args:
        align_model: a folder, a Hugging Face name or a torchaudio pipeline; `None`: whisperX's own for the language.
        model_dir: where models are kept; `None`: the libraries' own place.
        offline: never touch the network.
        device: `auto` (a CUDA card where there is one), `cpu` or `cuda`.
    """

    align_model: str | None = None
    model_dir: Path | None = None
    offline: bool = False
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Recogniser:
    """What recognises.

    Args:
        model: a size (`small`, `large-v3`, ...), a Hugging Face name, or a folder in CTranslate2's form.
        language: two letters, or `None` to tell from the first 30 s.
        diarize: whether turns get labels.
        diarize_model: a pyannote pipeline by name or folder; `None`: whisperX's own.
        models: where models are kept, whether the network is allowed, and the device.
    """

    model: str = "small"
    language: str | None = None
    diarize: bool = False
    diarize_model: str | None = None
    models: ModelOptions = field(default_factory=ModelOptions)


class Listener(Protocol):
    """Hears a recording along with the engine, so that it is decoded only once."""

    def hear(self, block: NDArray[np.int16]) -> None:
        """Take the next samples, mono at 16 kHz."""
        ...

    def take(self, spectra: Spectra) -> None:
        """Take the spectra of the whole."""
        ...


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """What a user may ask of any engine.

    Args:
        hints: believe the transcript's own times to within a few seconds.
        accept_poor: return words and times even where the transcript seems to be of another recording; the report's
            `poor_match` says so.
        models: which neural model, from where, and on what device.
        listener: hears the recording along, with an engine that computes spectra; the others leave it alone.
    """

    hints: bool = False
    accept_poor: bool = False
    models: ModelOptions = field(default_factory=ModelOptions)
    listener: Listener | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A media file to align.

    Args:
        path: any file that ffmpeg reads.
        stream: which of its audio streams, from 0; `None`: the default one.
        hash: the SHA-256 of the file, computed in the background.
        channel: which one alone, from 0; `None`: all together.
    """

    path: Path
    stream: int | None
    hash: BackgroundHash
    channel: int | None = None

    @classmethod
    def open(cls, path: Path, stream: int | None = None, channel: int | None = None) -> Recording:
        """Begin to hash a file."""
        return cls(path, stream, BackgroundHash(path), channel)


@dataclass(frozen=True, slots=True)
class VoiceStretch:
    """Seconds from `start` to `end` in which the voice numbered `voice` (0, 1, ...) is heard."""

    start: float
    end: float
    voice: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """What an engine found.

    Args:
        words: one for each token of `transcript`.
        transcript: the one given, or its phrases where the language is written without spaces.
        language: two-letter code of ISO 639-1.
        duration: of the recording, in seconds.
        engine: what made it.
        unscripted: stretches of sound that no word covers.
        report: what a user should be told beside the words.
        voices: stretches in each of which one voice is heard, in order; empty where the engine does not tell voices
            apart.
    """

    words: tuple[Word, ...]
    transcript: Transcript
    language: str
    duration: float
    engine: EngineInfo
    unscripted: tuple[Unscripted, ...] = ()
    report: Report = field(default_factory=Report)
    voices: tuple[VoiceStretch, ...] = ()


class Engine(Protocol):
    """An acoustic model, and the searches over it."""

    def check(self, transcript: Transcript, language: str) -> None:
        """Raise `LanguageNotServed` where this engine, as it is installed, cannot align the transcript.

        `language` is a two-letter code or `auto`: tell it from the text.
        """
        ...

    def align(
        self,
        recording: Recording,
        transcript: Transcript,
        language: str,
        options: AlignOptions,
        on_progress: ProgressCallback,
    ) -> Aligned:
        """Find out when each token is said.

        Raises `InputsDoNotFit` where the transcript is not of this recording and `options` do not accept that,
        `FileProblem` for media or a model that cannot be read, `UsageError` for an option that the engine lacks.
        """
        ...


def load_engine(name: str) -> Engine:
    """Return the engine called `name`; raises `UsageError` where there is none."""
    if name not in ENGINES:
        raise UsageError(f"no engine is called {name!r}; there are {', '.join(['auto', *ENGINES])}")
    module, _, attribute = ENGINES[name].partition(":")
    engine: Engine = getattr(importlib.import_module(module), attribute)()
    return engine
