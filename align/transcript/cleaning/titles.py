"""Titles and particulars at the top of a transcript: what it is called, when it was recorded, who takes part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from align.sentences import ends_in_sentence_mark
from align.transcript.lines import SourceLine, Tally, plain
from align.transcript.names import ROLES, can_be_name
from align.transcript.times import TIME

__all__ = ["leave_out_titles"]

TOP = 25  # lines in which titles and particulars stand
LONGEST_TITLE = 12  # words
LONGEST_VALUE = 15  # words
SMALL_WORD = 4  # letters: shorter words of a title may be in small letters
SHARE_OF_CAPITALS = 0.7  # of the longer words of a title
LONGEST_SENTENCE = 60  # words, in the mean, of talk that is written with full stops ...
FEWEST_SENTENCES = 3  # ... of which there must be some ...
SAMPLE = 200  # ... in so many lines
FEWEST_PARTICULARS = 2  # in a row, unless the value alone tells

PARTICULARS = frozenset(
    """file filename file name audio video recording recorded date time place location venue title subject topic project
    study episode season show podcast series program programme event meeting present attendees participants participant
    speakers hosts host guests guest interviewer interviewers interviewee interviewees respondent moderator narrator
    producer director transcriber transcript transcription duration length language client job order version id code url
    link source author editor status published publication keywords tags format camera reel tape interview
    datum ort dauer sprache titel datei fecha lugar título duración archivo lieu durée titre fichier data luogo durata
    titolo""".split()
)
"""First or last words of what stands before the colon."""

_FIELD = re.compile(r"(?P<key>[^\W\d_][^:：.!?]{0,40}?)[ \t]{0,3}[:：][ \t]{1,8}(?P<value>\S.*)")
_MADE_BY = re.compile(
    r"(?:transcribed|transcript|transcription|typed|edited|reviewed|proofread|produced|recorded|hosted)"
    r"(?: and \w{1,20})? (?:by|on|at|in|for):? \S.{0,80}",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\S{1,80}\.(?:mp3|wav|m4a|mp4|mov|aac|flac|ogg|webm|mkv|docx?|txt|srt|pdf)|https?://\S{1,200}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|[\d:]{4,8}(?: ?(?:h|min|minutes|am|pm))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’]*")
_TIMED = re.compile(TIME)
_ASIDE = re.compile(r"[ ]{0,9}[(\[][^()\[\]]{1,60}[)\]]$")
_PARTED = re.compile(r"[\W_]+")  # a rule of signs


def leave_out_titles(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out particulars and, above talk with full stops, titles; headings stay chapters."""
    top, sure = _top(lines)
    if not top or not _is_talk(lines[top[-1] + 1 :]):
        top = sure
    for place in top:
        tally.add("titles and particulars at the top", lines[place].number)
    out = set(top)
    return [line for place, line in enumerate(lines) if place not in out]


def _top(lines: Sequence[SourceLine]) -> tuple[list[int], list[int]]:
    """Return places of titles and particulars at the top, and of the particulars among them.

    They end with the last particular, or the last title above a blank line.
    """
    counts = Counter(plain(line.text) for line in lines)
    fields = [_is_field(plain(line.text)) for line in lines[: TOP + 1]]
    found: list[int] = []
    sure: list[int] = []
    for place, line in enumerate(lines[:TOP]):
        text = plain(line.text)
        if line.heading:
            continue
        particular = _is_particular(text, fields, place)
        if not (particular or _PARTED.fullmatch(text) or _is_title(text, counts)):
            break
        found.append(place)
        if particular:
            sure.append(place)
    # A line of capitals right above others may be the name of who speaks.
    while found and found[-1] not in sure and not (found[-1] + 1 < len(lines) and lines[found[-1] + 1].gap):
        found.pop()
    return found, sure


def _is_field(text: str) -> bool:
    """Tell whether the line is a particular with its value, such as "Date: 12 March"."""
    field = _FIELD.fullmatch(text)
    if field is None or len(field["value"].split()) > LONGEST_VALUE:
        return False
    words = field["key"].lower().split()
    if len(words) > 3 or not ({words[0], words[-1]} & PARTICULARS):
        return False
    # A role stands before what somebody says, too.
    names = [part.strip() for part in re.split(r"[,;&]| and ", field["value"])]
    return not ROLES & {words[0], words[-1]} or all(map(can_be_name, names))


def _is_particular(text: str, fields: Sequence[bool], place: int) -> bool:
    if _MADE_BY.fullmatch(text):
        return True
    if not fields[place]:
        return False
    near = sum(fields[max(0, place - 1) : place + 2])
    field = _FIELD.fullmatch(text)
    return near >= FEWEST_PARTICULARS or (field is not None and _TELLING.fullmatch(field["value"]) is not None)


def _is_title(text: str, counts: Counter[str]) -> bool:
    """Tell whether the line could be one: short, no sentence, its longer words in capitals, and nowhere else in the
    file.
    """
    words = _WORD.findall(text)
    if not words or len(words) > LONGEST_TITLE or counts[text] > 1:
        return False
    if _is_sentence(text) or _is_sentence(_ASIDE.sub("", text)):
        return False
    if text.endswith((",", ";", ":", "-", "–", "—")) or _TIMED.search(text) or "\t" in text:
        return False
    long = [word for word in words if len(word) >= SMALL_WORD] or words
    return words[0][0].isupper() and sum(word[0].isupper() for word in long) >= SHARE_OF_CAPITALS * len(long)


def _is_talk(lines: Sequence[SourceLine]) -> bool:
    """Tell whether the text below has full stops, and does not go on from the line above in small letters."""
    words = [word for line in lines[:SAMPLE] if not line.heading for word in plain(line.text).split()]
    ends = sum(map(_is_sentence, words))
    return ends >= FEWEST_SENTENCES and ends * LONGEST_SENTENCE >= len(words) and not words[0][0].islower()


def _is_sentence(text: str) -> bool:
    return ends_in_sentence_mark(text.rstrip("*_ "))
