"""A transcript where there is none: whisperX's recogniser, and its diarisation where the user has that model.

What comes out is text that `align.transcript.reader` reads like any other, with `Speaker 1:` before each turn if asked.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.ctc.models import choose_device, offline_environment, path_meant, require_whisperx
from align.document import Speaker, Word
from align.engine import AlignOptions, ModelOptions, Recogniser
from align.errors import FileProblem, PullquoteError, UsageError, shown
from align.files import temporary_folder
from align.media.pcm import stream_pcm
from align.progress import ProgressCallback
from align.sentences import split_sentences

__all__ = [
    "Draft",
    "Segment",
    "Turn",
    "load_diariser",
    "recognise",
    "speakers_of",
    "transcribe_file",
    "transcript_text",
]

NEEDED = ("model.bin", "config.json", "tokenizer.json")
BATCH = {"cpu": 4, "cuda": 16}

COMPUTE = {"cpu": "int8", "cuda": "float16"}
"""Arithmetic of the recogniser: on processors eight bits are as right as 32 and several times as fast."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Some sentences, at most 30 s; times in seconds are those of the voice activity, not of words."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks from `start` to `end` (seconds); `speaker` is the diarisation's own name."""

    start: float
    end: float
    speaker: str


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

    Raises `UsageError` (whisperX not installed, no CUDA), `FileProblem` (media or model).
    """
    require_whisperx()
    share = 0.5 if recogniser.diarize else 1.0
    # Recognising takes long: a model that cannot be had is told before, not after.
    diariser = load_diariser(recogniser) if recogniser.diarize else None
    sound = _samples(audio, stream, channel)
    language, segments = recognise(sound, recogniser, lambda done: progress(share * done, "recognising"))
    if not segments:
        raise FileProblem(audio, "holds no speech that the recogniser understands")
    text = transcript_text(segments)
    count, warning = 0, ""
    if diariser is not None:
        try:
            turns = diarise(
                diariser, sound, recogniser, lambda done: progress(0.5 + 0.3 * done, "telling speakers apart")
            )
            words = _placed(audio, text, language, recogniser.models, stream=stream, channel=channel)
        except Exception as error:
            # What was recognised is worth more than labels.
            warning = f"speakers could not be told apart, the transcript has no labels: {_first_line(error)}"
        else:
            speakers = speakers_of(words, turns)
            text = labelled_text(words, speakers)
            count = len({speaker.name for speaker in speakers})
    progress(1.0, "transcribed")
    return Draft(text, language, len(segments), count, warning)


def _samples(audio: Path, stream: int | None, channel: int | None) -> NDArray[np.float32]:
    """Return the whole recording: whisperX's recogniser takes nothing less (64 kB a second)."""
    return np.concatenate(
        [block.astype(np.float32) / 32768 for block in stream_pcm(audio, stream=stream, channel=channel)]
    )


def recognise(
    sound: NDArray[np.float32], recogniser: Recogniser, tick: Callable[[float], None] = lambda share: None
) -> tuple[str, tuple[Segment, ...]]:
    """Return the language, and the segments in order; 16 kHz mono samples in -1..1."""
    device = choose_device(recogniser.models.device)
    with _quietly(recogniser.models.offline or Path(recogniser.model).is_dir()):
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
                    raise PullquoteError(f"the recogniser failed: {_first_line(error)}") from None
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
    name, models = recogniser.model, recogniser.models
    local = Path(name).expanduser().is_dir() or path_meant(name)
    if local:
        name = str(Path(name).expanduser())
        _check_folder(Path(name))
    elif models.offline:
        _check_present(name, models.model_dir)
    try:
        return require_whisperx().load_model(
            name,
            device,
            language=recogniser.language,
            compute_type=COMPUTE[device],
            vad_method="pyannote",  # its weights come inside whisperX; the other is fetched from GitHub
            download_root=None if models.model_dir is None else str(models.model_dir),
            local_files_only=models.offline or local,
            threads=os.cpu_count() or 4,
        )
    except Exception as error:
        problem = "is not a model that the recogniser can load" if local else "there is no such model to be had"
        raise FileProblem(recogniser.model, f"{problem}: {_first_line(error)}") from None


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise FileProblem(folder, "there is no such model folder")
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if missing:
        raise FileProblem(folder, f"is not a recogniser in CTranslate2's form: it has no {' and no '.join(missing)}")


def _check_present(name: str, model_dir: Path | None) -> None:
    """Offline: raise `FileProblem` that says which file is missing and where it would go."""
    known: Mapping[str, str] = importlib.import_module("faster_whisper.utils")._MODELS
    repository = name if "/" in name else known.get(name)
    if repository is None:
        raise FileProblem(name, f"there is no such model; the sizes are {', '.join(known)}")
    hub = importlib.import_module("huggingface_hub")
    folder = model_dir or Path(importlib.import_module("huggingface_hub.constants").HF_HUB_CACHE)
    for file in NEEDED:
        if not isinstance(hub.try_to_load_from_cache(repository, file, cache_dir=folder), str):
            place = folder / f"models--{repository.replace('/', '--')}" / "snapshots"
            problem = f"{file} is missing and --offline forbids to fetch it; it belongs under {shown(place)}"
            raise FileProblem(repository, problem)


def load_diariser(recogniser: Recogniser) -> Any:
    """Load the diarisation model; it is gated: accept its licence, and set `HF_TOKEN` for the first download.

    Raises `FileProblem` where it cannot be had, `UsageError` for a device that is not there.
    """
    models, name = recogniser.models, recogniser.diarize_model
    with _quietly(_is_local(recogniser)):
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
            raise FileProblem(name or "--diarize", f"{problem}: {_first_line(error)}") from None


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
    with _quietly(_is_local(recogniser)):
        return turns_of(pipeline(sound, progress_callback=lambda percent: tick(percent / 100), **given))


def turns_of(table: Any) -> tuple[Turn, ...]:
    """Return whisperX's data frame of turns as ours, in order."""
    rows = zip(table["start"], table["end"], table["speaker"], strict=True)
    return tuple(sorted((Turn(float(a), float(b), str(who)) for a, b, who in rows), key=lambda turn: turn.start))


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


def transcript_text(segments: Sequence[Segment]) -> str:
    """Write a paragraph a segment, a line a sentence."""
    return "\n\n".join("\n".join(split_sentences(segment.text)) for segment in segments) + "\n"


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


def _first_line(error: BaseException) -> str:
    return shown(next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300])


@contextlib.contextmanager
def _quietly(offline: bool) -> Iterator[None]:
    """Keep the libraries from printing, from telling their makers who uses them, and, if asked, off the network."""
    os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")
    with offline_environment(offline), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
