"""Lines for an episode's `<item>` in a feed with the podcast namespace: soundbites, links to transcripts and chapters.

Rules from the namespace's pages on `soundbite` and `transcript`: a title of 128 characters at most, 15 to 120 s
recommended.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from align.clock import decimal_text
from align.errors import UsageError
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Clip, Job

__all__ = ["write"]

_TITLE_LENGTH = 128
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
_CHAPTERS = "application/json+chapters"
_TIMED = ("text/vtt", "application/x-subrip", "application/json")


def write(job: Job) -> Written:
    """Write a `<podcast:transcript>` for each address, a `<podcast:soundbite>` for each clip that is one stretch.

    Raises `UsageError` where there is neither, nor an address of chapters, or an address ends in no suffix known.
    """
    if not job.clips and not job.transcripts and not job.chapters_url:
        raise UsageError("there is nothing to write; give --clips, --transcript-url or --chapters-url")
    lines = [_transcript(url, job.alignment.language) for url in job.transcripts]
    if job.chapters_url:
        lines.append(f'<podcast:chapters url={quoteattr(one_line(job.chapters_url))} type="{_CHAPTERS}" />')
    notes: list[str] = []
    for clip in job.clips:
        if len(clip.spans) > 1:
            notes.append(f"{clip.title!r} has several parts; a soundbite is one stretch, so it is left out")
            continue
        lines.append(_soundbite(clip))
        seconds = float(clip.whole.end - clip.whole.start)
        if not 15 <= seconds <= 120:
            notes.append(f"{clip.title!r} lasts {seconds:.1f} s; 15 to 120 s are recommended for a soundbite")
    return Written(("".join(f"{line}\n" for line in lines),), tuple(notes))


def _soundbite(clip: Clip) -> str:
    start, duration = decimal_text(clip.whole.start), decimal_text(clip.whole.end - clip.whole.start)
    title = escape(one_line(clip.title, _TITLE_LENGTH))
    return f'<podcast:soundbite startTime="{start}" duration="{duration}">{title}</podcast:soundbite>'


def _transcript(url: str, language: str) -> str:
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix not in _TYPES:
        raise UsageError(f"{url!r} does not end like a transcript: {', '.join(_TYPES)}")
    kind = _TYPES[suffix]
    rel = ' rel="captions"' if kind in _TIMED else ""
    place, tongue = quoteattr(one_line(url)), quoteattr(one_line(language))
    return f'<podcast:transcript url={place} type="{kind}" language={tongue}{rel} />'
