"""A transcript where there is none: faster-whisper alone, or whisperX's recogniser on a card, and its diarisation.

What comes out is text that `align.transcript.reader` reads like any other, with `Speaker 1:` before each turn if asked.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.ctc.models import choose_device, require_whisperx
from align.diarise import Turn, diarise, labelled_text, load_diariser, speakers_of, turns_of
from align.document import Word
from align.engine import AlignOptions, ModelOptions, Recogniser
from align.errors import FileProblem, PullquoteError, UsageError
from align.files import temporary_folder
from align.media.pcm import stream_pcm
from align.progress import ProgressCallback
from align.sentences import split_sentences
from align.whisper import installed, recognise_lightly
from align.whisper_models import Segment, first_line, load_problem, local_model, quietly

__all__ = [
    "Draft",
    "Segment",
    "Turn",
    "diarise",
    "labelled_text",
    "load_diariser",
    "recognise",
    "speakers_of",
    "transcribe_file",
    "transcript_text",
    "turns_of",
]

NOT_INSTALLED = (
    "nothing that transcribes is installed; install it with pip install 'pullquote[transcribe]'. A transcript that you"
    " have is aligned all the same, and pullquote import reads what other recognisers write"
)

BATCH = {"cpu": 4, "cuda": 16}

COMPUTE = {"cpu": "int8", "cuda": "float16"}
"""Arithmetic of the recogniser: on processors eight bits are as right as 32 and several times as fast."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript as text, its language, and how many segments and speakers it has."""

    text: str
    language: str
    segments: int
    speakers: int
    warning: str = ""


def transcribe_file(
    audio: Path,
    recogniser: Recogniser,
    progress: ProgressCallback = lambda share, doing: None,
    *,
    stream: int | None = None,
    channel: int | None = None,
) -> Draft:
    """Recognise a recording, and label its speakers if asked; `stream` and `channel` as for `align_file`.

    On processors faster-whisper does it alone, where it is installed; what it recognised is kept as it goes.

    Raises `UsageError` (nothing installed that can do it, no CUDA), `FileProblem` (media or model).
    """
    lightly = _lightly(recogniser)
    share = 0.5 if recogniser.diarize else 1.0
    # Recognising takes long: a model that cannot be had is told before, not after.
    diariser = load_diariser(recogniser) if recogniser.diarize else None

    def tick(done: float) -> None:
        progress(share * done, "recognising")

    if lightly:
        sound = None
        language, segments = recognise_lightly(audio, recogniser, tick, stream=stream, channel=channel)
    else:
        sound = _samples(audio, stream, channel)
        language, segments = recognise(sound, recogniser, tick)
    if not segments:
        raise FileProblem(audio, "holds no speech that the recogniser understands")
    text = transcript_text(segments)
    count, warning = 0, ""
    if diariser is not None:
        try:
            sound = _samples(audio, stream, channel) if sound is None else sound
            turns = diarise(
                diariser, sound, recogniser, lambda done: progress(0.5 + 0.3 * done, "telling speakers apart")
            )
            words = _placed(audio, text, language, recogniser.models, stream=stream, channel=channel)
        except Exception as error:
            # What was recognised is worth more than labels.
            warning = f"speakers could not be told apart, the transcript has no labels: {first_line(error)}"
        else:
            speakers = speakers_of(words, turns)
            text = labelled_text(words, speakers)
            count = len({speaker.name for speaker in speakers})
    progress(1.0, "transcribed")
    return Draft(text, language, len(segments), count, warning)


def _lightly(recogniser: Recogniser) -> bool:
    """Tell whether faster-whisper is to do it alone; raises `UsageError` where what is needed is not installed."""
    whisperx = importlib.util.find_spec("whisperx") is not None
    if recogniser.diarize and not whisperx:
        raise UsageError(
            "--diarize needs whisperX: install it with pip install 'pullquote[whisperx]', or transcribe without it and"
            " have the speakers told apart with pullquote speakers after aligning"
        )
    if not installed():
        if not whisperx:
            raise UsageError(NOT_INSTALLED)
        return False
    return not whisperx or choose_device(recogniser.models.device) == "cpu"


def _samples(audio: Path, stream: int | None, channel: int | None) -> NDArray[np.float32]:
    """Return the whole recording: whisperX takes nothing less (64 kB a second)."""
    return np.concatenate(
        [block.astype(np.float32) / 32768 for block in stream_pcm(audio, stream=stream, channel=channel)]
    )


def recognise(
    sound: NDArray[np.float32], recogniser: Recogniser, tick: Callable[[float], None] = lambda share: None
) -> tuple[str, tuple[Segment, ...]]:
    """Return the language, and the segments in order; 16 kHz mono samples in -1..1."""
    device = choose_device(recogniser.models.device)
    with quietly(recogniser.models.offline or Path(recogniser.model).is_dir()):
        pipeline = _load(recogniser, device)
        batch = BATCH[device]
        while True:
            try:
                result = pipeline.transcribe(
                    sound,
                    batch_size=batch,
                    language=recogniser.language or _only_language(pipeline),
                    progress_callback=lambda percent: tick(percent / 100),
                )
                break
            except (RuntimeError, MemoryError) as error:
                if "out of memory" not in str(error).lower() and not isinstance(error, MemoryError):
                    raise PullquoteError(f"the recogniser failed: {first_line(error)}") from None
                if batch == 1:
                    raise PullquoteError(f"out of memory on {device}; use a smaller --model") from None
                batch //= 2
    return segments_of(result)


def _only_language(pipeline: Any) -> str | None:
    """English for a model that knows nothing else and cannot tell languages; `None`: let the model tell."""
    model = getattr(getattr(pipeline, "model", None), "model", None)
    return None if getattr(model, "is_multilingual", True) else "en"


def segments_of(result: Mapping[str, Any]) -> tuple[str, tuple[Segment, ...]]:
    """Return whisperX's `TranscriptionResult` as ours; empty segments are left out."""
    rows = (
        Segment(float(row["start"]), float(row["end"]), " ".join(str(row["text"]).split()))
        for row in result["segments"]
    )
    return str(result["language"]), tuple(row for row in rows if row.text)


def _load(recogniser: Recogniser, device: str) -> Any:
    models = recogniser.models
    folder = local_model(recogniser)
    try:
        return require_whisperx().load_model(
            folder or recogniser.model,
            device,
            language=recogniser.language,
            compute_type=COMPUTE[device],
            vad_method="pyannote",  # its weights come inside whisperX; the other is fetched from GitHub
            download_root=None if models.model_dir is None else str(models.model_dir),
            local_files_only=models.offline or folder is not None,
            threads=os.cpu_count() or 4,
        )
    except Exception as error:
        raise load_problem(recogniser, error, local=folder is not None) from None


def _placed(
    audio: Path, text: str, language: str, models: ModelOptions, *, stream: int | None, channel: int | None
) -> tuple[Word, ...]:
    """Give the recognised words times, so that a change of speaker falls between two words."""
    from align.aligner import align_file

    with temporary_folder() as folder:
        draft = Path(folder) / "draft.txt"
        draft.write_text(text, encoding="utf-8")
        options = AlignOptions(models=models)
        return align_file(audio, draft, language=language, stream=stream, channel=channel, options=options).words


def transcript_text(segments: Sequence[Segment]) -> str:
    """Write a paragraph a segment, a line a sentence."""
    return "\n\n".join("\n".join(split_sentences(segment.text)) for segment in segments) + "\n"
