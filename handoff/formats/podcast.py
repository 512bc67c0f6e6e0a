"""Lines for an episode's `<item>` in a feed with the podcast namespace: people, soundbites, links to transcripts and
chapters.

Rules from the namespace's pages on `soundbite`, `transcript` and `person`: a title or a name of 128 characters at most,
15 to 120 s recommended; who has no role is taken for the host, so that each has one.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from align.clock import decimal_text
from align.errors import UsageError
from align.turns import speaker_names
from handoff.escape import one_line
from handoff.formats import Written
from handoff.job import Clip, Job
from handoff.people import Person

__all__ = ["write"]

_TITLE_LENGTH = _NAME_LENGTH = 128
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"
"""What stands for itself in an address, besides letters, figures and `-._`; what is encoded stays so."""

_CHAPTERS = "application/json+chapters"
_TIMED = ("text/vtt", "application/x-subrip", "application/json")


def write(job: Job) -> Written:
    """Write a `<podcast:transcript>` for each address, a `<podcast:soundbite>` for each clip that is one stretch.

    Raises `UsageError` where there is neither, nor an address of chapters, or an address is none of the web or ends in
    no suffix known.
    """
    if not (job.clips or job.transcripts or job.chapters_url or job.people):
        raise UsageError("there is nothing to write; give --clips, --transcript-url, --chapters-url or --person")
    lines = [_transcript(url, job.alignment.language) for url in job.transcripts]
    if job.chapters_url:
        lines.append(f'<podcast:chapters url={quoteattr(_address(job.chapters_url))} type="{_CHAPTERS}" />')
    lines += map(_person, job.people)
    notes = _without_role(job)
    for clip in job.clips:
        if len(clip.spans) > 1:
            notes.append(f"{clip.title!r} has several parts; a soundbite is one stretch, so it is left out")
            continue
        lines.append(_soundbite(clip))
        seconds = float(clip.whole.end - clip.whole.start)
        if not 15 <= seconds <= 120:
            notes.append(f"{clip.title!r} lasts {seconds:.1f} s; 15 to 120 s are recommended for a soundbite")
    return Written(("".join(f"{line}\n" for line in lines),), tuple(notes))


def _person(person: Person) -> str:
    group = "" if person.group == "cast" else f" group={quoteattr(person.group)}"
    links = ((key, getattr(person, key)) for key in ("img", "href"))
    more = "".join(f" {key}={quoteattr(one_line(value))}" for key, value in links if value)
    name = escape(one_line(person.name, _NAME_LENGTH))
    return f"<podcast:person role={quoteattr(person.role)}{group}{more}>{name}</podcast:person>"


def _without_role(job: Job) -> list[str]:
    """Say who speaks and has no role, where others have one."""
    known = {person.name for person in job.people}
    missing = [name for name in speaker_names(job.alignment.speakers) if known and name not in known]
    return [f"{name} speaks and has no role; give --person '{name}=guest' or another" for name in missing]


def _soundbite(clip: Clip) -> str:
    start, duration = decimal_text(clip.whole.start), decimal_text(clip.whole.end - clip.whole.start)
    title = escape(one_line(clip.title, _TITLE_LENGTH))
    return f'<podcast:soundbite startTime="{start}" duration="{duration}">{title}</podcast:soundbite>'


def _transcript(url: str, language: str) -> str:
    address = _address(url)
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix not in _TYPES:
        raise UsageError(f"{url!r} does not end like a transcript: {', '.join(_TYPES)}")
    kind = _TYPES[suffix]
    rel = ' rel="captions"' if kind in _TIMED else ""
    place, tongue = quoteattr(address), quoteattr(one_line(language))
    return f'<podcast:transcript url={place} type="{kind}" language={tongue}{rel} />'


def _address(url: str) -> str:
    """Return a full address of the web, with what none may hold percent-encoded (RFC 3986)."""
    try:
        parts = urlsplit(url)
        known = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{url!r} is no address of a feed; write it whole, as in https://example.com/episode.vtt")
    return quote(one_line(url), safe=URL_SIGNS)
