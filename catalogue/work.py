"""One episode of a batch: its key, the alignment, the subtitles, and what the report shows of it."""

from __future__ import annotations

import hashlib
import json
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align import Alignment, __version__
from align.document import Speaker
from align.errors import ProgramFailed, PullquoteError, UsageError
from align.files import write_whole
from align.spacing import join_words
from catalogue.episodes import Episode
from catalogue.ledger import Entry
from catalogue.records import Records
from catalogue.remote import LocalCopies
from catalogue.stores import FolderStore, Store

if TYPE_CHECKING:
    from speakers import VoiceListener

__all__ = [
    "Outputs",
    "check_writable",
    "episode_key",
    "facts_of",
    "failed",
    "make_episode",
    "outputs_exist",
    "with_speakers",
]

WORST_PLACES = 3
"""Shown of each episode."""

PLACE = 12
"""Words in a place."""


COMMAND_TIME = 3600.0
"""Seconds after which a command of the user's list is stopped."""

FLAGGED = (0, 1)
"""Exit codes of a command that did its work; with 1 it says that something wants to be looked at."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is made of each episode: subtitles in all `formats` for each of `profiles`, by `engine`.

    `commands` are pullquote's own, without its name, run in their order afterwards: `{alignment}`, `{audio}`,
    `{folder}` and `{id}` stand for the episode's.
    """

    formats: tuple[str, ...] = ("srt", "vtt")
    profiles: tuple[str, ...] = ("default",)
    engine: str = "auto"
    commands: tuple[str, ...] = ()


def episode_key(episode: Episode, outputs: Outputs, records: Records, copies: LocalCopies) -> str:
    """Hash sound, text, options and version: while it stays the same there is nothing to do."""
    parts = [
        __version__,
        records.file_hash(episode.audio, copies),
        records.file_hash(episode.transcript, copies),
        episode.language,
        asdict(outputs),
        *episode.speakers,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def subtitle_names(episode: Episode, outputs: Outputs) -> dict[str, tuple[str, str]]:
    """Return the names of an episode's subtitle files, each with its profile and format."""
    several = len(outputs.profiles) > 1
    return {
        f"{episode.id}{f'.{profile}' if several else ''}.{format}": (profile, format)
        for profile in outputs.profiles
        for format in outputs.formats
    }


def document_name(episode: Episode) -> str:
    """Return the name of an episode's alignment document."""
    return f"{episode.id}.align.json"


def outputs_exist(episode: Episode, outputs: Outputs, store: Store) -> bool:
    """Tell whether every file of the episode is there."""
    names = [document_name(episode), *subtitle_names(episode, outputs)]
    return all(store.exists(f"{episode.id}/{name}") for name in names)


def make_episode(episode: Episode, outputs: Outputs, store: Store, key: str, copies: LocalCopies) -> Entry:
    """Align an episode and write its files; what goes wrong becomes an entry with its exit code and reason."""
    began, spent = time.monotonic(), time.process_time()
    try:
        audio, transcript = copies.of(episode.audio), copies.of(episode.transcript)
        with store.filling(episode.id) as folder:
            alignment = _align(episode, outputs, audio, transcript)
            _write(alignment, episode, outputs, folder, here=isinstance(store, FolderStore))
            flagged = [_run(command, episode, folder, audio) for command in outputs.commands]
    except PullquoteError as error:
        return failed(episode, key, error)
    except MemoryError:
        return Entry(episode.id, key, 4, "there was not enough memory; give fewer --jobs", _basics(episode))
    facts = {
        **_basics(episode),
        **facts_of(alignment),
        "document": f"{episode.id}/{document_name(episode)}",
        "seconds": round(time.monotonic() - began, 1),
        "processor": round(time.process_time() - spent, 1),
    }
    facts["warnings"] += [told for told in flagged if told]
    return Entry(episode.id, key, 0, "", facts)


def failed(episode: Episode, key: str, error: PullquoteError) -> Entry:
    """Return the entry of an episode that could not be made."""
    return Entry(episode.id, key, error.exit_code, error.message(), _basics(episode))


def _align(episode: Episode, outputs: Outputs, audio: Path, transcript: Path) -> Alignment:
    from align import align_file
    from align.engine import AlignOptions
    from speakers import VoiceListener

    listener = VoiceListener() if len(episode.speakers) > 1 else None
    options = AlignOptions(listener=listener)
    alignment = align_file(audio, transcript, language=episode.language, engine=outputs.engine, options=options)
    if episode.speakers and not alignment.speakers:
        alignment = with_speakers(alignment, episode.speakers, listener)
    return replace(alignment, media=replace(alignment.media, path=str(episode.audio)))


def with_speakers(alignment: Alignment, names: Sequence[str], listener: VoiceListener | None) -> Alignment:
    """Give the words of a transcript without labels to the speakers of the manifest, who first speak in that order."""
    if len(names) == 1:
        return replace(alignment, speakers=(Speaker(0, names[0]),))
    from speakers import speakers_of
    from speakers.options import SpeakerChoice

    numbered = tuple(f"{number}={name}" for number, name in enumerate(names, start=1))
    try:
        told = speakers_of(alignment, SpeakerChoice(True, len(names), numbered, None, (), listener=listener))
    except UsageError as error:  # fewer voices than names, or more names than can be told apart
        return _warned(alignment, f"the manifest's speakers were not told apart: {error.message()}")
    return _warned(told.alignment, *told.warnings)


def _warned(alignment: Alignment, *warnings: str) -> Alignment:
    report = alignment.report
    return replace(alignment, report=replace(report, warnings=(*report.warnings, *warnings)))


def _write(alignment: Alignment, episode: Episode, outputs: Outputs, folder: Path, *, here: bool) -> None:
    """Write subtitles and document; what goes elsewhere does not say where its media are seen from this machine."""
    from subtitles import lay_out
    from subtitles.formats import format_of

    tracks = {profile: lay_out(alignment, profile) for profile in outputs.profiles}
    for name, (profile, format) in subtitle_names(episode, outputs).items():
        write_whole(folder / name, format_of(folder / name, format).write(tracks[profile]), force=True)
    if here:
        alignment.save(folder / document_name(episode), force=True)
    else:
        write_whole(folder / document_name(episode), alignment.to_json(), force=True)


def _run(command: str, episode: Episode, folder: Path, audio: Path) -> str:
    """Run one of the user's commands; returns what it flagged. Raises `ProgramFailed` where it did not do its work."""
    names = {"alignment": folder / document_name(episode), "audio": audio, "folder": folder, "id": episode.id}
    arguments = [_filled(argument, names) for argument in shlex.split(command)]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pullquote", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=COMMAND_TIME,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ProgramFailed(f"pullquote {command}", 124, f"took longer than {COMMAND_TIME:.0f} s") from None
    lines = ended.stderr.strip().splitlines() or ended.stdout.strip().splitlines() or ["it said nothing"]
    if ended.returncode not in FLAGGED:
        raise ProgramFailed(f"pullquote {command}", ended.returncode, lines[-1])
    return f"pullquote {command}: {lines[-1]}" if ended.returncode else ""


def _filled(argument: str, names: Mapping[str, object]) -> str:
    for name, value in names.items():
        argument = argument.replace(f"{{{name}}}", str(value))
    return argument


def _basics(episode: Episode) -> dict[str, Any]:
    return {"title": episode.title, "audio": str(episode.audio), "transcript": str(episode.transcript)}


def facts_of(alignment: Alignment) -> dict[str, Any]:
    """Measure what tells how well an alignment went.

    `doubtful` and `absent` are counts of words, `unscripted` is in seconds; `places` are the stretches of words that
    most likely are wrong, worst first: start in seconds, share of doubtful words, text.
    """
    counts = alignment.summary()
    scores = sorted(word.score for word in alignment.words if word.score is not None)
    length = alignment.media.duration
    return {
        "duration": round(length, 1),
        "language": alignment.language,
        "engine": alignment.engine.name,
        "words": counts["words"],
        "absent": counts["absent"],
        "doubtful": counts["interpolated"],
        "unscripted": round(sum(each.end - each.start for each in alignment.unscripted), 1),
        "score": round(scores[len(scores) // 2], 3) if scores else 0.0,
        "places": _worst_places(alignment),
        "warnings": list(alignment.report.warnings),
    }


def _worst_places(alignment: Alignment) -> list[dict[str, Any]]:
    """Return stretches that do not overlap, with the largest shares of words in doubt; none without such words."""
    words = alignment.words
    bad = [word.status in ("interpolated", "absent") for word in words]
    found: list[tuple[int, int]] = []
    for first in range(0, len(words), PLACE):
        if count := sum(bad[first : first + PLACE]):
            found.append((-count, first))
    places = []
    for count, first in sorted(found)[:WORST_PLACES]:
        part = words[first : first + PLACE]
        start = next((word.span[0] for word in words[first:] if word.timed), alignment.media.duration)
        text = join_words(part)
        places.append({"start": round(start, 2), "share": round(-count / len(part), 2), "text": text, "word": first})
    return places


def check_writable(store: Store) -> None:
    """Raise `FileProblem` where nothing can be written to the place for the results."""
    store.write(".pullquote/probe", b"")
    store.remove(".pullquote/probe")
