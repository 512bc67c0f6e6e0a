"""A recording and a transcript to an alignment: read, choose an engine, align, document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from align.blas import one_blas_thread
from align.document import Alignment, Media, PoorMatch, Word
from align.engine import ENGINES, Aligned, AlignOptions, ProgressCallback, Recording, load_engine
from align.errors import FileProblem, InputsSwapped, LanguageNotServed
from align.json_values import language_value
from align.media.ffmpeg import first_bytes, looks_like_text
from align.mismatch import few_found
from align.pronunciation.detection import Detection, contradiction, detect
from align.pronunciation.languages import find_language
from align.tracks import align_tracks, recording_warnings
from align.transcript.encoding import looks_like_media
from align.transcript.reader import Transcript, read_transcript

__all__ = ["align_file", "chosen_engine", "read_inputs"]


def align_file(
    audio: str | Path,
    transcript: str | Path,
    *,
    language: str = "auto",
    engine: str = "auto",
    stream: int | None = None,
    channel: int | None = None,
    options: AlignOptions | None = None,
    on_progress: ProgressCallback | None = None,
) -> Alignment:
    """Find out when each word of a transcript is said.

    Args:
        audio: any media that ffmpeg reads.
        transcript: text, Word, subtitles, a web page or JSON; see `align.transcript.formats.FORMATS`.
        language: two-letter code, or `auto` to tell it from the text (English where hardly anything tells).
        engine: `pocketsphinx` (embedded), `whisperx`, or `auto`: the embedded one unless the language needs the other.
        stream: which of the file's audio streams, from 0; where `None` the default one, or the first that fits.
        channel: which channel of it alone, from 0; all together where `None`.
        options: whether to believe the transcript's own times, to accept a poor match, and which models to use.
        on_progress: called with the share done (0..1) and what is being done.

    Raises:
        FileProblem: a file cannot be read or is not what it should be.
        InputsDoNotFit: the transcript is not of this recording, and the options do not accept a poor match.
        UsageError: the inputs are swapped, or no engine serves the language.
    """
    audio, transcript = Path(audio), Path(transcript)
    read = read_inputs(audio, transcript)
    detection = detect(" ".join(read.words))
    code = detection.code if language == "auto" else language
    chosen = load_engine(chosen_engine(engine, read, code))
    recording, chosen_options = Recording.open(audio, stream, channel), options or AlignOptions()
    report_progress = on_progress or (lambda share, doing: None)

    def align(track: Recording, last: bool) -> Aligned:
        track_options = chosen_options if last else replace(chosen_options, accept_poor=False)
        return chosen.align(track, read, code, track_options, report_progress)

    with one_blas_thread():
        aligned, recording = align_tracks(recording, align, accept_poor=chosen_options.accept_poor)
    warnings = (
        *recording_warnings(audio, stream, recording.stream, channel),
        *_language_warnings(detection, code),
        *_match_warnings(aligned.report.poor_match, aligned.words),
    )
    return _document(recording, read, aligned, warnings)


def chosen_engine(engine: str, transcript: Transcript, language: str) -> str:
    """Return the name of the engine to use: for `auto`, the first of `ENGINES` that serves the language.

    Raises `UsageError` for another name, `LanguageNotServed` where no engine will do.
    """
    if engine != "auto":
        load_engine(engine)
        return engine
    refusals = []
    for name in ENGINES:
        try:
            load_engine(name).check(transcript, language)
        except LanguageNotServed as refusal:
            refusals.append(refusal)
        else:
            return name
    raise refusals[0]


def read_inputs(audio: Path, transcript: Path) -> Transcript:
    """Read the transcript, after making sure that it is the one and the audio the other."""
    if looks_like_media(transcript):
        if audio.is_file() and looks_like_text(first_bytes(audio)):
            raise InputsSwapped(audio, transcript)
        raise FileProblem(transcript, "is sound or video; a transcript is text")
    return read_transcript(transcript)


def _language_warnings(detection: Detection, language: str) -> tuple[str, ...]:
    """Say what to say where the words of the transcript are surely in another language than the one named."""
    if not contradiction(detection, language):
        return ()
    told, named = (find_language(code) for code in (detection.code, language))
    return (
        f"the transcript looks {told.name}, and was aligned as {named.name};"
        f" leave --language out, or give --language {told.code}",
    )


def _match_warnings(match: PoorMatch | None, words: Sequence[Word]) -> tuple[str, ...]:
    if match is None:
        few = few_found(np.array([word.status == "aligned" for word in words if word.status != "silent"], np.bool_))
        return (few,) if few else ()
    return (
        f"only {match.found} of {match.total} words were found: the transcript may be of another recording,"
        " and the times are guesses",
    )


def _document(recording: Recording, read: Transcript, aligned: Aligned, warnings: tuple[str, ...]) -> Alignment:
    transcript, report = aligned.transcript, aligned.report
    return Alignment(
        media=Media(
            str(recording.path),
            recording.hash.hexdigest(),
            aligned.duration,
            stream=recording.stream,
            channel=recording.channel,
        ),
        language=language_value("language", aligned.language),
        engine=aligned.engine,
        words=aligned.words,
        chapters=transcript.chapters,
        paragraphs=transcript.paragraphs,
        lines=transcript.lines,
        speakers=transcript.speakers,
        unscripted=aligned.unscripted,
        report=replace(
            report,
            dropped_lines=read.dropped_lines,
            overlaps=read.overlaps,
            warnings=(*read.warnings, *report.warnings, *warnings),
            left_out=read.left_out,
        ),
    )
