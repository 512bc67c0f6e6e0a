"""The options that say who speaks, for `align`, `run` and `speakers`, and what these commands do with them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.console import note
from align.errors import UsageError

if TYPE_CHECKING:
    from align.document import Alignment
    from align.engine import ProgressCallback
    from speakers.listening import VoiceListener
    from speakers.segments import Segment
    from speakers.telling import Told

__all__ = [
    "SpeakerChoice",
    "check_choice",
    "print_speakers",
    "speaker_options",
    "speakers_of",
    "told_apart",
    "track_files",
]

MOST = 12
"""Speakers that are told apart."""


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """What the options say.

    Args:
        asked: whether speakers are to be told apart at all.
        count: how many; `None`: as many as there are.
        names: rows NUMBER=NAME.
        voices: the file of known voices.
        tracks: rows NAME=FILE.
        model: a diarisation model by name, or `None`.
        listener: hears the recording while it is aligned.
    """

    asked: bool
    count: int | None
    names: tuple[str, ...]
    voices: Path | None
    tracks: tuple[str, ...]
    model: str | None = None
    listener: VoiceListener | None = None


class _Count(click.ParamType[str]):
    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if text != "auto" and not (text.isdecimal() and 1 <= int(text) <= MOST):
            self.fail(f"{text!r} is neither a number from 1 to {MOST} nor auto", param, ctx)
        return text


def speaker_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options; the command gets them as one argument, `speakers`."""

    @click.option("--speakers", "count", type=_Count(), metavar="N|auto", help="Tell so many voices apart.")
    @click.option(
        "--track", "tracks", metavar="NAME=FILE", multiple=True, help="NAME's microphone: a file, or stream:N."
    )
    @click.option("--name", "names", metavar="N=NAME", multiple=True, help="Name of the Nth to speak.")
    @click.option(
        "--voices",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The known voices of a show.",
    )
    @click.option(
        "--speaker-model",
        "speaker_model",
        metavar="NAME",
        help="Use a model that is installed: polyvoice, pyannote[=FOLDER].",
    )
    @functools.wraps(command)
    def with_speakers(
        *args: Any,
        count: str | None,
        tracks: tuple[str, ...],
        names: tuple[str, ...],
        voices: Path | None,
        speaker_model: str | None,
        **kwargs: Any,
    ) -> None:
        asked = count is not None or bool(tracks) or voices is not None or bool(names) or speaker_model is not None
        listener = None
        # A model decodes the recording itself; voices are measured on what was heard along.
        if asked and not tracks and (speaker_model is None or voices is not None):
            from speakers.listening import VoiceListener

            listener = VoiceListener()
        number = None if count in (None, "auto") else int(count or 0)
        command(*args, speakers=SpeakerChoice(asked, number, names, voices, tracks, speaker_model, listener), **kwargs)

    return with_speakers


def check_choice(choice: SpeakerChoice) -> None:
    """Raise before any work is done what could never succeed: names twice, a file of voices of another version."""
    from speakers.enrolment import load_voices
    from speakers.models import check_model, parse_model
    from speakers.names import parse_names
    from speakers.tracks import parse_tracks

    parse_names(choice.names)
    parse_tracks(choice.tracks)
    if choice.tracks and choice.names:
        raise UsageError("--track names its speakers itself; leave --name out")
    if choice.tracks and choice.voices is not None:
        raise UsageError("--track names its speakers itself; leave --voices out")
    if choice.tracks and choice.count not in (None, len(choice.tracks)):
        raise UsageError(
            f"--speakers {choice.count} was asked for and {len(choice.tracks)} tracks were given; leave --speakers out"
        )
    if choice.model is not None:
        if choice.tracks:
            raise UsageError("--track tells speakers apart by itself; leave --speaker-model out")
        check_model(parse_model(choice.model))
    if choice.voices is not None:
        load_voices(choice.voices)


def track_files(choice: SpeakerChoice) -> list[Path]:
    """Return the files of the speakers' own microphones."""
    from speakers.tracks import parse_tracks

    return [Path(source) for source in parse_tracks(choice.tracks).values() if not source.startswith("stream:")]


def speakers_of(alignment: Alignment, choice: SpeakerChoice, on_progress: ProgressCallback | None = None) -> Told:
    """Tell who speaks as the options ask; the recording is decoded only if the engine did not hear it along."""
    from speakers.listening import listen
    from speakers.names import parse_names
    from speakers.telling import Request, tell_speakers
    from speakers.tracks import parse_tracks, tell_by_tracks

    media = Path(alignment.media.path)
    if choice.tracks:
        return tell_by_tracks(alignment, media, parse_tracks(choice.tracks), on_progress)
    heard = choice.listener.heard if choice.listener is not None else None
    request = Request(choice.count, parse_names(choice.names), choice.voices, _model(alignment, choice, on_progress))
    return tell_speakers(alignment, request, lambda: heard or listen(media, alignment, on_progress))


def _model(
    alignment: Alignment, choice: SpeakerChoice, on_progress: ProgressCallback | None
) -> Callable[[], Sequence[Segment]] | None:
    if choice.model is None:
        return None
    from speakers.models import parse_model, segments_of

    model = replace(parse_model(choice.model), count=choice.count)
    return lambda: segments_of(Path(alignment.media.path), alignment, model, on_progress)


def told_apart(alignment: Alignment, choice: SpeakerChoice) -> Alignment:
    """Return the alignment with its turns, where the options ask for them; says on stderr who was told apart."""
    if not choice.asked:
        return alignment
    told = speakers_of(alignment, choice)
    print_speakers(told)
    return told.alignment


def print_speakers(told: Told) -> None:
    """Say on stderr who was told apart."""
    turns = len(told.alignment.speakers)
    named = ", ".join(told.speakers)
    count = len(told.speakers)
    note(f"{count} speakers: {named}; {turns} turns" if count > 1 else f"one speaker{': ' + named if named else ''}")
    if told.uncertain:
        note(f"{_words(told.uncertain)} not surely given to the right speaker")
    if told.together:
        note(f"{_words(told.together)} said while another speaks")
    for warning in told.warnings:
        note(f"warning: {warning}")


def _words(count: int) -> str:
    return f"{count} word{' is' if count == 1 else 's are'}"
