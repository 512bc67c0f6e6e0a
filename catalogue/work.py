"""One episode of a batch: its key, the alignment, the subtitles, and what the report shows of it."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from align import Alignment, __version__
from align.errors import FileProblem, PullquoteError
from align.files import make_folder, write_whole
from catalogue.episodes import Episode
from catalogue.ledger import Entry, Ledger

__all__ = ["Outputs", "episode_key", "make_episode", "outputs_exist", "paths_of"]

WORST_PLACES = 3
"""Shown of each episode."""

PLACE = 12
"""Words in a place."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is made of each episode: subtitles in all `formats` for each of `profiles`, by `engine`."""

    formats: tuple[str, ...] = ("srt", "vtt")
    profiles: tuple[str, ...] = ("default",)
    engine: str = "auto"


def episode_key(episode: Episode, outputs: Outputs, ledger: Ledger) -> str:
    """Hash sound, text, options and version: while it stays the same there is nothing to do."""
    parts = [
        __version__,
        ledger.file_hash(episode.audio),
        ledger.file_hash(episode.transcript),
        episode.language,
        asdict(outputs),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def paths_of(episode: Episode, outputs: Outputs, out: Path) -> dict[Path, tuple[str, str]]:
    """Return the subtitle files of an episode, each with its profile and format."""
    folder = out / episode.id
    several = len(outputs.profiles) > 1
    return {
        folder / f"{episode.id}{f'.{profile}' if several else ''}.{format}": (profile, format)
        for profile in outputs.profiles
        for format in outputs.formats
    }


def document_of(episode: Episode, out: Path) -> Path:
    """Return where the alignment of an episode is written."""
    return out / episode.id / f"{episode.id}.align.json"


def outputs_exist(episode: Episode, outputs: Outputs, out: Path) -> bool:
    """Tell whether every file of the episode is there."""
    return document_of(episode, out).exists() and all(path.exists() for path in paths_of(episode, outputs, out))


def make_episode(episode: Episode, outputs: Outputs, out: Path, key: str) -> Entry:
    """Align an episode and write its files; what goes wrong becomes an entry with its exit code and reason."""
    began = time.monotonic()
    try:
        alignment = _align(episode, outputs, out)
    except PullquoteError as error:
        return Entry(episode.id, key, error.exit_code, str(error), _basics(episode))
    except MemoryError:
        return Entry(episode.id, key, 4, "there was not enough memory; give fewer --jobs", _basics(episode))
    facts = {
        **_basics(episode),
        **facts_of(alignment),
        "document": str(document_of(episode, out).relative_to(out)),
        "seconds": round(time.monotonic() - began, 1),
    }
    return Entry(episode.id, key, 0, "", facts)


def _align(episode: Episode, outputs: Outputs, out: Path) -> Alignment:
    from align import align_file
    from subtitles import lay_out
    from subtitles.formats import format_of

    alignment = align_file(episode.audio, episode.transcript, language=episode.language, engine=outputs.engine)
    make_folder(out / episode.id)
    tracks = {profile: lay_out(alignment, profile) for profile in outputs.profiles}
    for path, (profile, format) in paths_of(episode, outputs, out).items():
        write_whole(path, format_of(path, format).write(tracks[profile]), force=True)
    alignment.save(document_of(episode, out), force=True)
    return alignment


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
        text = " ".join(word.text for word in part)
        places.append({"start": round(start, 2), "share": round(-count / len(part), 2), "text": text, "word": first})
    return places


def check_writable(out: Path) -> None:
    """Raise `FileProblem` where nothing can be written to the output folder."""
    probe = out / ".pullquote" / "probe"
    try:
        write_whole(probe, "", force=True)
        probe.unlink()
    except OSError as error:
        raise FileProblem(out, f"cannot be written to: {error.strerror}") from None
