"""What programs write around a transcript: who made it, when it was recorded, that it may hold errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from align.transcript.lines import SourceLine, Tally, plain

__all__ = ["CREDITS", "NOTICES", "Notice", "leave_out_credits", "leave_out_notices"]

LONGEST = 300  # characters
TOP = 25  # lines at the beginning in which `top` notices stand


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that a program writes.

    Args:
        pattern: of the whole line.
        top: it counts only near the beginning.
        block: what follows it up to a blank line belongs to it.
    """

    pattern: str
    top: bool = False
    block: bool = False


CREDITS = (
    r"\(?(?:transcribed|transcription|transcripts?|captions?|captioned|subtitles|subtitled|sub(?:title)?s? created)"
    r"(?: provided)? by:? (?:the )?(?:https?://\S+|(?:www\.)?\w{1,30}\.(?:com|org|net|ai|io)\b|otter|rev|temi|trint|sonix"
    r"|descript|happy ?scribe|amara|riverside|fireflies|turboscribe|whisper)\b.*",
    r"(?:subtitle|caption)s? (?:edit(?:ed|or)?|author|workshop|sync(?:ed|hronized)?)(?: and corrections)? by:? .{1,80}",
    r"(?:downloaded|advertise your product or brand here|support us and become vip member).{0,80}"
    r"\b(?:opensubtitles|subscene|yify|yts|osdb)\b.{0,40}",
)
"""What programs and collections of subtitles add to a transcript and to captions alike."""

NOTICES = (
    Notice(r"(?:total )?word ?count\s*:\s*[\d.,]{1,9}|[\[(][\d.,]{1,9} words[\])]"),
    Notice(r"sonix is the world.s most advanced automated transcription.*"),
    Notice(r"<(?:begin|end) subtitles>"),
    Notice(r"automatically convert your \w{2,5} files to text.*"),
    Notice(r"this transcript was exported on .{6,40} - view latest version .*"),
    Notice(r"this (?:editable )?transcript (?:was|is) (?:computer|auto(?:matically)?|machine)[ -]?generated.*"),
    Notice(r"people can also change the text after it was created\.?"),
    Notice(
        r"[\[(*]?\s*(?:end|start|beginning) of (?:the )?"
        r"(?:transcript(?:ion)?|recording|audio|interview|tape)\s*[\])*]?\.?"
    ),
    Notice(r"[\[(](?:end|start) (?:transcript(?:ion)?|recording)[\])]"),
    Notice(r"(?:[\[(<]\s*end\s*[\])>]|[*=#~_-]{2,}\s*(?:the )?end\s*[*=#~_-]{2,}|-\s*30\s*-)\.?"),
    Notice(r".{1,60} (?:started|stopped) (?:the )?(?:transcription|recording)\.?"),
    Notice(r"meeting (?:ended|started) (?:after|at) [\d:]+.*"),
    Notice(r"(?:summary )?keywords", top=True, block=True),
    Notice(r"(?:attendees|participants|speakers)", top=True, block=True),
    Notice(r"(?:\S.{0,120} [-–—|:] )?transcript(?:ion)?", top=True),
    Notice(
        r"(?:(?:direct|cross|re-?direct|re-?cross|further)[ -]){0,2}examination"
        r"(?:[ ,-]*\(?(?:continu(?:ed|ing)|resumed)\)?)?(?: by (?:mr|ms|mrs|dr)\. [\w'’-]{1,40})?:?"
    ),
    Notice(
        r"(?:audio |video |running )?(?:duration|length|run ?time)\s*:\s*[\d:.]+(?: ?(?:min(?:ute)?s?|h|hrs?|s|sec))?",
        top=True,
    ),
    Notice(
        r"(?:audio |video )?(?:file|file ?name|recording)\s*:\s*\S.{0,120}"
        r"\.(?:mp3|wav|m4a|mp4|mov|aac|flac|ogg|webm|mkv)",
        top=True,
    ),
)
"""As Otter, Rev, Google Meet, Teams, typists and court reporters write them."""

_LISTED = re.compile(r"[^\d:\s][^:]*[^:.?!]")
_PATTERNS = [(re.compile(notice.pattern, re.IGNORECASE), notice) for notice in NOTICES]
_CREDITS = [re.compile(pattern, re.IGNORECASE) for pattern in CREDITS]


def leave_out_credits(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out lines, of captions too, that name the program or the collection that they come from."""
    result: list[SourceLine] = []
    for line in lines:
        said = plain(line.text) if len(line.text) <= LONGEST and "by" in line.text.lower() else ""
        if said and not line.heading and any(pattern.fullmatch(said) for pattern in _CREDITS):
            tally.add("notices of a program", line.number)
        else:
            result.append(line)
    return result


def leave_out_notices(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out what a program has written about the transcript."""
    result: list[SourceLine] = []
    listed = False
    for place, line in enumerate(lines):
        notice = None if line.heading else _notice(line.text, place)
        # What is listed below such a line, as names are, ends where a sentence, a label or a time stands.
        listed = (
            listed and notice is None and line.gap == 0 and _LISTED.fullmatch(plain(line.text[:LONGEST])) is not None
        )
        if notice is None and not listed:
            result.append(line)
            continue
        tally.add("notices of a program", line.number)
        listed = listed or (notice is not None and notice.block)
    return result


def _notice(text: str, place: int) -> Notice | None:
    if len(text) > LONGEST:
        return None
    said = plain(text)
    return next(
        (notice for pattern, notice in _PATTERNS if (place < TOP or not notice.top) and pattern.fullmatch(said)), None
    )
