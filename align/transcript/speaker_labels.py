"""Speaker labels and times written between the words: found, understood, and masked.

"NAME:" is a label where it looks like a name and the transcript treats it as one: it recurs at the beginning of
lines that follow a finished sentence, or most paragraphs open like that, or a time or ">>" stands beside it. So
"Note: bring a coat" stays a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from align.transcript.lines import MASK, Mark, SourceLine, compact, masked, seconds

__all__ = ["SENTENCE_END", "Labels", "find_labels"]

SENTENCE_END = re.compile(r"[.!?…♪][\"'”’»)\]*_]*\s*$|[\]—–-]\s*$")
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,:]\d{1,3})?"
RANGE = rf"{CLOCK}(?:\s*(?:-->|-|–|—|to)\s*{CLOCK})?"
STAMP = rf"(?:\[\s*{RANGE}\s*\]|\(\s*{RANGE}\s*\)|<\s*{RANGE}\s*>|{RANGE})"
BOXED = re.compile(rf"\[\s*(?P<start>{CLOCK})(?:\s*(?:-->|-|–|—|to)\s*{CLOCK})?\s*\]")
TURN = re.compile(r"(?<!\S)(?:>>+|＞＞+)(?![>=])\s*")
PARTICLES = "de|da|das|do|dos|del|della|di|du|la|le|van|von|der|den|het|ten|ter|bin|ibn|al|el|y|e|and|the|of"
PART = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
NAME = rf"(?:[^\W\d_][\w.'’-]*)(?:[ \t\xa0]+(?:{PART}|{PARTICLES}|&|\d+)){{0,5}}"
LABEL = re.compile(
    rf"""\s*(?:(?P<turn>>>+|＞＞+)\s*)?
    (?:(?P<before>{STAMP})\s*[-–—|:]?\s*)?
    (?:\[?(?P<name>{NAME})\]?\s*(?:\((?P<aside>[^()\d][^()]{{0,30}})\)|\[[^\]\d][^\]]{{0,30}}\])?\s*
       (?:(?P<between>{STAMP})\s*)?[:：](?!\S[^\s]*//)(?=\s|$|[\"“'‘])\s*(?:(?P<after>\[{RANGE}\]|\({RANGE}\))\s*)?)?""",
    re.VERBOSE,
)
ALONE = re.compile(
    rf"\s*(?:(?P<name>{NAME})\s*[|,–—-]?\s+(?P<time>{STAMP})|(?P<first>{STAMP})\s+[|,–—-]?\s*(?P<last>{NAME}))\s*$"
)
LONGEST = 40

ROLES = frozenset(
    """speaker host cohost co-host guest interviewer interviewee moderator narrator announcer reporter anchor presenter
    man woman boy girl male female audience student teacher professor operator caller unknown participant respondent
    voiceover sprecher sprecherin moderatorin interviewerin gast erzähler locutor locutora presentador presentadora
    entrevistador entrevistadora invitado invitada narrador présentateur présentatrice intervieweur invité invitée
    narrateur intervistatore intervistatrice conduttore ospite narratore spreker presentator prowadzący prowadząca
    gość narrator apresentador apresentadora convidado intervjuare gäst moderador invitat gazdă""".split()
)
"""Who somebody is rather than what they are called; small letters and a number are fine."""

PROSE = frozenset(
    """note notes warning caution tip tips remember example examples update edit summary conclusion introduction intro
    outro question answer problem solution result results reason fact rule step chapter part section title subject date
    time place location source copyright transcript transcription translation music sound cut scene act appendix figure
    table first second third fourth fifth finally lastly next then now also however but and so or because if when where
    why how what who which that this these those the a an my our your his her its their one two three four five six
    seven eight nine ten yes no okay ok well oh right maybe perhaps like today tomorrow yesterday here there again i we
    you he she it they in on at by for from to with about after before monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december spoiler disclaimer
    reminder ps re cc fwd http https www mailto quote meaning namely option point lesson idea thing things goal plan
    sometimes nota ejemplo atención pregunta respuesta ahora hoy beispiel hinweis achtung frage antwort heute jetzt
    exemple remarque attention réponse maintenant esempio domanda risposta oggi ora nb""".split()
)
"""Words that open sentences with a colon; never a speaker's name by themselves."""

PAIRS = (("Q", "A"), ("Question", "Answer"), ("F", "A"), ("P", "R"), ("Frage", "Antwort"), ("Pregunta", "Respuesta"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be a label: where, and what speaks for it."""

    name: str
    sure: bool
    bold: bool
    opens: bool
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """Which labels a transcript uses."""

    names: frozenset[str] = frozenset()
    bare_times: bool = False
    alone: bool = False

    def of(self, line: SourceLine) -> tuple[str, list[Mark]]:
        """The line with its labels masked, and what they say."""
        text, places = compact(line.text)
        marks = list(line.marks)
        result = line.text

        def hide(start: int, end: int) -> int:
            nonlocal result
            if end > start:
                result = masked(result, places[start], places[end - 1] + 1)
            return places[end - 1] + 1 if end else 0

        end, mark = self._opening(text)
        if mark is not None:
            at = hide(0, end)
            marks.append(Mark(at, mark.turn, mark.name, mark.time))
        for start, stop, mark in self._inside(text, end):
            marks.append(Mark(hide(start, stop), mark.turn, mark.name, mark.time))
        return result, marks

    def _opening(self, text: str) -> tuple[int, Mark | None]:
        """How much of the line is a label, and its meaning."""
        if self.alone and (alone := ALONE.match(text)) and _namelike(alone["name"] or alone["last"]):
            return len(text), Mark(
                0, True, _tidy(alone["name"] or alone["last"]), _clock(alone["time"] or alone["first"])
            )
        found = LABEL.match(text)
        if found is None:
            return 0, None
        time = next((_clock(found[g]) for g in ("before", "between", "after") if found[g]), None)
        name = _tidy(found["name"]) if found["name"] else None
        if name is not None and name in self.names:
            return found.end(), Mark(0, True, name, time)
        stamp = found["before"] or ""
        if stamp[:1] not in tuple("[(<") and not self.bare_times:
            stamp = ""
        end = found.end("before") if stamp else found.end("turn") if found["turn"] else 0
        if not end:
            return 0, None
        return end, Mark(0, bool(found["turn"]), None, _clock(stamp) if stamp else None)

    def _inside(self, text: str, start: int) -> Iterable[tuple[int, int, Mark]]:
        """Labels after the beginning of the line: ">>", times in square brackets, known names in capitals."""
        for boxed in BOXED.finditer(text, start):
            yield boxed.start(), boxed.end(), Mark(0, time=_clock(boxed["start"]))
        for turn in TURN.finditer(text, start):
            label = LABEL.match(text, turn.start())
            if label and label["name"] and _tidy(label["name"]) in self.names:
                yield turn.start(), label.end(), Mark(0, True, _tidy(label["name"]))
            else:
                yield turn.start(), turn.end(), Mark(0, True)
        for shout in re.finditer(
            r"(?<=[.!?…\"”)\]—-]\s)(?P<name>[^\W\d_a-z][^\Wa-z]+(?:[ ][^\Wa-z]+){0,2}):\s", text[start:]
        ):
            if _tidy(shout["name"]) in self.names:
                yield start + shout.start(), start + shout.end(), Mark(0, True, _tidy(shout["name"]))


def find_labels(lines: Sequence[SourceLine]) -> Labels:
    """Learn from all lines which labels the transcript uses."""
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    bare = alone = paragraphs = 0
    finished, label_alone = True, False
    for line in lines:
        text = line.text.replace(MASK, "")
        if line.heading:
            finished = True
            continue
        opens = finished or line.gap > 1
        paragraph = line.gap > 0 or (finished and not label_alone)
        paragraphs += paragraph
        found = LABEL.match(text)
        if found:
            bare += bool(found["before"]) and found["before"][0] not in "[(<"
            if found["name"] and _namelike(found["name"]):
                sure = bool(found["turn"] or found["before"] or found["between"] or found["after"])
                name = _tidy(found["name"])
                bold = _is_bold(line.text, text, found.end("name"))
                candidates[name].append(Candidate(name, sure, bold, opens, paragraph))
        if (single := ALONE.match(text)) and _namelike(single["name"] or single["last"]):
            alone += 1
        label_alone = found is not None and found.end() == len(text)
        finished = label_alone or SENTENCE_END.search(text) is not None
    names = {name for name, seen in candidates.items() if _is_label(name, seen)}
    names |= {name for pair in PAIRS if all(name in candidates for name in pair) for name in pair}
    names |= _by_majority(candidates, paragraphs)
    return Labels(frozenset(names), bare_times=bare > 1 and bare > 0.2 * paragraphs, alone=alone > 1)


def _is_bold(raw: str, text: str, end: int) -> bool:
    """Whether markup closes right before or after the colon, as in "**Ada:** Hello"."""
    colon = next(place for place in range(end, len(text)) if text[place] in ":：")
    place = compact(raw)[1][colon]
    return MASK in (raw[place - 1], raw[place + 1 : place + 2]) and raw.lstrip()[0] == MASK


def _is_label(name: str, seen: Sequence[Candidate]) -> bool:
    words = name.lower().replace("_", " ").split()
    if any(one.sure for one in seen):
        return True
    opening = sum(one.opens for one in seen)
    if words[0] in ROLES and all(word.isdigit() or word in ROLES for word in words[1:]):
        return opening > 0
    if words[0].strip(".") in PROSE or opening < 0.8 * len(seen):
        return False
    if name.isupper() and len(name) > 1:
        return True
    return (len(seen) > 1 or seen[0].bold) and all(
        part[0].isupper() or part[0].isdigit() or part in PARTICLES for part in name.split()
    )


def _by_majority(candidates: dict[str, list[Candidate]], paragraphs: int) -> set[str]:
    """Names that occur once, where most paragraphs open with one."""
    good = {
        name: sum(one.paragraph for one in seen)
        for name, seen in candidates.items()
        if name.lower().split()[0].strip(".") not in PROSE and name[0].isupper() and any(one.opens for one in seen)
    }
    return set(good) if len(good) > 1 and sum(good.values()) > 0.5 * paragraphs else set()


def _namelike(name: str | None) -> bool:
    if not name or len(name) > LONGEST or len(name.split()) > 6:
        return False
    first = name.split()[0]
    return first[0].isupper() or first.lower().split("_")[0] in ROLES or not (first[0].islower() or first[0].isdigit())


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _clock(stamp: str) -> float:
    found = re.search(CLOCK, stamp)
    return seconds(found[0]) if found else 0.0
