"""Speaker labels and times written between the words: found, understood, and masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.sentences import CLOSERS, ends_in_sentence_mark
from align.transcript.double_labels import second_label, sure_seconds
from align.transcript.layouts import HEAD, LAYOUTS, LONGEST_LABEL, LabelLayout, Lead, lead_of, matches
from align.transcript.lines import FIRST, MASK, Mark, SourceLine, compact, mask_spans, masked
from align.transcript.names import can_be_name, is_common_word, own_name, tidy_name
from align.transcript.times import BOXED, SPOKEN_TIME, TIME, hint_of, time_of
from align.transcript.votes import Candidate, Tallies, elect

__all__ = ["ends_sentence", "label_lines"]

_OTHER_ENDS = ("]", "—", "–", "-")
"""What ends a line that is no sentence: a note in brackets, talk that is broken off."""
_NOTE = "♪"  # ends a line of a song
_EMPHASIS = "*_"  # of Markdown, behind the full stop
_TAIL = 80  # characters of a line in which its end is looked for
_TIMES_BEHIND = re.compile(rf"(?:(?<!\s)\s*(?:{TIME}))+$")
_ENDS_OF_TIMES = frozenset("0123456789)]}>#s")
_BOXED = re.compile(BOXED)
_ONLY_SPOKEN = re.compile(rf"\s*{SPOKEN_TIME}\s*$")
_TURN = re.compile(r"(?<!\S)(?:(?:>>+|＞＞+)(?![>=])|\[SPEAKER_TURN\])[ \t]{0,8}")
_INSIDE = re.compile(
    r"(?<=[.!?…\"”)\]—-] )(?P<name>[^\W\d_][^:.!?…\"“”\n\0]{0,40}?)[ \xa0]?[:：](?=\s)[ \t]{0,8}", re.MULTILINE
)
_DASH_BEFORE = re.compile(r"(?<=\s)[-–—][ ]{1,2}$")
FEW_LINES = 20  # that hold a whole transcript
FEWEST_INSIDE = 2  # times that each of two names must stand inside lines to be labels there
BARE_SHARE = 0.2  # of the paragraphs that must open with a time for times without brackets to be layout


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends in a full stop or its like, times behind it aside."""
    tail = text[-4 * _TAIL :].replace(MASK, "").rstrip()[-_TAIL:]
    if tail[-1:] in _ENDS_OF_TIMES:
        tail = _TIMES_BEHIND.sub("", tail).rstrip() or tail
    opened = tail.rstrip(_EMPHASIS + CLOSERS)
    return tail.endswith(_OTHER_ENDS) or opened.endswith(_NOTE) or ends_in_sentence_mark(opened)


@dataclass(slots=True)
class _Seen:
    """A line, what opens it, and what could be its label."""

    line: SourceLine
    head: str
    places: Sequence[int]
    lead: Lead
    whole: bool
    candidates: list[Candidate]
    spoken: bool = False

    @property
    def only_time(self) -> bool:
        return self.spoken or (self.whole and self.lead.time is not None and not self.head[self.lead.end :].strip())


def label_lines(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with labels and times masked and marked; headings that are speakers become lines that hold a
    label.

    Everything a line holds but its labels and times stays.
    """
    seen = [_look_at(line) for line in lines]
    bodies = [one for one in seen if not one.line.heading]
    titles = [one for one in seen if one.line.heading]
    tallies, bare = _vote(bodies)
    won = elect(tallies)
    _join_labels(tallies.candidates, won)
    called = _called(tallies.candidates, won)
    speakers = elect(_vote_of_titles(seen)) if titles else {}
    timed = sum(one.only_time for one in titles) > 1
    inside = _inside_names(bodies, won)
    won |= {layout: frozenset(inside) for layout in LAYOUTS if inside and layout.evidence == "colon"}
    spoken = _are_spoken_times(bodies)
    known = re.compile("|".join(map(re.escape, sorted(inside, key=len, reverse=True))) or "(?!)")
    labelled: list[SourceLine] = []
    after_speaker = False
    for one in seen:
        if one.line.heading:
            done = _labelled_title(one, speakers, timed=timed)
        else:
            done = _called_by_name(_labelled(one, won, bare=bare, spoken=spoken, known=known), called)
            if after_speaker:
                done = replace(done, gap=min(done.gap, 0))
        after_speaker = one.line.heading and not done.heading
        labelled.append(done)
    return labelled


def _join_labels(candidates: Sequence[Candidate], won: Mapping[LabelLayout, frozenset[str]]) -> None:
    """Take two labels in a row as one, where the first is a role and the second says who has it."""
    doubled = [one for one in candidates if one.second and one.name in won.get(one.layout, ())]
    names = sure_seconds((one.name, one.second) for one in doubled if one.second)
    for one in doubled:
        if one.second and (one.second.sure or one.name in names):
            one.called, one.end = one.second.name, one.second.end


def _called(candidates: Sequence[Candidate], won: Mapping[LabelLayout, frozenset[str]]) -> dict[str, str]:
    """Return roles that a single person has, with what that person is called: "HOST (Ada)", from then on "HOST"."""
    names: dict[str, set[str]] = {}
    for one in candidates:
        if one.called != one.name and one.name in won.get(one.layout, ()):
            names.setdefault(one.name, set()).add(one.called)
    return {role: next(iter(found)) for role, found in names.items() if len(found) == 1}


def _called_by_name(line: SourceLine, called: Mapping[str, str]) -> SourceLine:
    if not any(mark.name in called for mark in line.marks):
        return line
    marks = (replace(mark, name=called.get(mark.name or "", mark.name)) for mark in line.marks)
    return replace(line, marks=tuple(marks))


def _look_at(line: SourceLine) -> _Seen:
    raw = line.text[: 3 * HEAD]
    head, places = compact(raw) if MASK in raw else (raw, range(len(raw)))
    whole = len(head) <= HEAD and len(raw) == len(line.text)
    head = head[:HEAD]
    lead = lead_of(head)
    bold = min(line.bold, len(head)) or _bold_end(raw, head, places, lead.end)
    candidates = []
    for layout, found in matches(head, lead, whole=whole, bold=bold):
        numbered = layout.evidence == "number"
        name = f"Speaker {found['name']}" if numbered else tidy_name(found["name"])
        if numbered or can_be_name(name, any_case=not layout.whole):
            time = found.groupdict().get("time")
            timed = bool(lead.turn or lead.time or time)
            is_bold = bold is not None and layout.evidence == "colon" and bold >= found.end("name")
            called = name if numbered else own_name(found["name"])
            candidate = Candidate(layout, name, found.end(), called, time, timed, is_bold)
            candidate.second = second_label(name, head, found.end()) if layout.evidence in ("colon", "pair") else None
            candidates.append(candidate)
    spoken = whole and head.lstrip()[:1].isdigit() and _ONLY_SPOKEN.match(head) is not None
    return _Seen(line, head, places, lead, whole, candidates, spoken)


def _bold_end(raw: str, head: str, places: Sequence[int], start: int) -> int | None:
    """Return the column of `head` at which markup ends that opened at `start`, as in "**Ada:** Hello"."""
    begin = len(head) - len(head[start:].lstrip())
    if begin == len(head) or places[begin] == 0 or raw[places[begin] - 1] != MASK:
        return None
    end = raw.find(MASK, places[begin])
    return None if end < 0 else next((k for k, place in enumerate(places) if place > end), len(head))


def _vote(seen: Sequence[_Seen]) -> tuple[Tallies, bool]:
    """Return all candidates with what stands around them; and whether times without brackets are layout."""
    tallies = Tallies()
    bare: list[float] = []
    alone = 0
    carried = False
    finished, label_alone = True, False
    for place, one in enumerate(seen):
        gap = one.line.gap
        opens = finished or gap > 1
        paragraph = carried or (not label_alone and (gap > 0 or finished))
        if one.lead.bare and one.lead.time:
            bare.append(time_of(one.lead.time))
        if one.only_time:
            alone += one.lead.bare
            label_alone = finished = True
            carried = paragraph
            continue
        carried = False
        tallies.lines += 1
        tallies.paragraphs += paragraph
        followed = None
        for candidate in one.candidates:
            candidate.opens, candidate.paragraph = opens, paragraph
            if candidate.layout.whole:
                followed = _is_followed(seen, place) if followed is None else followed
                candidate.followed = followed
        tallies.candidates += one.candidates
        label_alone = any(c.layout.evidence == "colon" and c.end >= len(one.head) and one.whole for c in one.candidates)
        finished = label_alone or ends_sentence(one.line.text)
    rising = sum(later >= earlier for earlier, later in pairwise(bare))
    ordered = rising >= 0.7 * (len(bare) - 1)
    often = len(bare) > BARE_SHARE * tallies.paragraphs
    return tallies, len(bare) > 1 and ordered and (often or alone == len(bare))


def _is_followed(seen: Sequence[_Seen], place: int) -> bool:
    """Tell whether words come right after a label that takes its whole line; further times and copies of it aside."""
    names = {candidate.name for candidate in seen[place].candidates}
    for later in seen[place + 1 : place + 5]:
        if later.line.gap > 1 and later.line.gap > seen[place].line.gap:
            return False
        if later.only_time or any(candidate.name in names for candidate in later.candidates):
            continue
        return later.lead.time is None
    return False


def _vote_of_titles(seen: Sequence[_Seen]) -> Tallies:
    """Return headings as candidates: each opens a paragraph, and is followed by words where no heading comes next."""
    tallies = Tallies()
    for place, one in enumerate(seen):
        if not one.line.heading:
            continue
        tallies.lines += 1
        tallies.paragraphs += 1
        followed = place + 1 < len(seen) and not seen[place + 1].line.heading
        one.candidates[:] = [c for c in one.candidates if c.layout.whole or c.end >= len(one.head)]
        for candidate in one.candidates:
            candidate.followed = followed
        tallies.candidates += one.candidates
    return tallies


def _are_spoken_times(seen: Sequence[_Seen]) -> bool:
    """Tell whether lines such as "4 seconds" are times: they are many, and never go back."""
    times = [time_of(one.head) for one in seen if one.spoken]
    if len(times) < 2 or len(times) < 0.1 * len(seen):
        return False
    return all(later >= earlier for earlier, later in pairwise(times))


def _inside_names(seen: Sequence[_Seen], won: Mapping[LabelLayout, frozenset[str]]) -> set[str]:
    """Return names that are labels inside lines: those that open lines, and where few lines hold much, those that
    recur.
    """
    names = {name for layout, found in won.items() if layout.evidence == "colon" for name in found}
    counts: dict[str, int] = {}
    for one in seen if len(seen) <= FEW_LINES else ():
        opening = [c.name for c in one.candidates if c.layout.evidence == "colon"][:1]
        for name in (*opening, *(tidy_name(found["name"]) for found in _INSIDE.finditer(one.line.text))):
            if can_be_name(name) and not is_common_word(name):
                counts[name] = counts.get(name, 0) + 1
    recurring = {name for name, count in counts.items() if count >= FEWEST_INSIDE}
    return names | recurring if len(recurring | names) > 1 else names


def _labelled_title(one: _Seen, won: Mapping[LabelLayout, frozenset[str]], *, timed: bool) -> SourceLine:
    for candidate in one.candidates:
        if candidate.name in won.get(candidate.layout, ()):
            stamp = candidate.time or one.lead.time
            mark = Mark(0, True, candidate.called, hint_of(stamp))
            return replace(one.line, text="", heading=False, gap=FIRST, marks=(*one.line.marks, mark))
    if timed and one.only_time:
        mark = Mark(0, time=hint_of(one.lead.time or one.head))
        return replace(one.line, text="", heading=False, gap=FIRST, marks=(*one.line.marks, mark))
    return one.line


def _labelled(
    one: _Seen, won: Mapping[LabelLayout, frozenset[str]], *, bare: bool, spoken: bool, known: re.Pattern[str]
) -> SourceLine:
    line, lead = one.line, one.lead
    if one.spoken and spoken:
        return replace(line, text="", marks=(*line.marks, Mark(0, time=time_of(one.head))))
    text, marks = line.text, list(line.marks)
    end = 0
    winner = next((c for c in one.candidates if c.name in won.get(c.layout, ())), None)
    if winner is not None:
        end = winner.end
        stamp = winner.time or lead.time
        marks.append(Mark(0, True, winner.called, hint_of(stamp)))
    elif lead.time is not None and (bare or not lead.bare):
        end = lead.end
        marks.append(Mark(0, bool(lead.turn), None, hint_of(lead.time)))
    elif lead.turn:
        end = lead.turn
        marks.append(Mark(0, True))
    start = 0
    if end:
        begin = 0 if winner is not None or not lead.bullet else lead.bullet
        start = one.places[end - 1] + 1
        text = masked(text, one.places[begin] if begin else 0, start)
    closing, last = "" if winner is None else winner.layout.closing, len(text.rstrip())
    if closing and text[start:last].endswith(closing):
        text = masked(text, last - len(closing), last)
    found = sorted(_inside(text, start, known), key=lambda label: label[:2])
    if found:
        text = mask_spans(text, ((first, last) for first, last, _ in found))
        marks += [mark for _, _, mark in found]
    return line if text is line.text and len(marks) == len(line.marks) else replace(line, text=text, marks=tuple(marks))


def _inside(text: str, start: int, known: re.Pattern[str]) -> Iterator[tuple[int, int, Mark]]:
    """Yield labels after the beginning of the line: times in brackets, ">>", and known names after a finished
    sentence.
    """
    if any(sign in text for sign in ("[", "{", "#", "<0")):
        for boxed in _BOXED.finditer(text, start):
            yield boxed.start(), boxed.end(), Mark(boxed.end(), time=hint_of(boxed[0]))
    if any(sign in text for sign in (">>", "＞＞", "[SPEAKER_TURN]")):
        for turn in _TURN.finditer(text, start):
            head = text[turn.end() : turn.end() + HEAD]
            named = ":" in head[:LONGEST_LABEL] or "：" in head[:LONGEST_LABEL]
            label = named and next(
                (f for layout, f in matches(head, Lead(0, 0, 0, None), whole=False) if layout.evidence == "colon"), None
            )
            if label and known.fullmatch(tidy_name(label["name"])):
                end = turn.end() + label.end()
                yield turn.start(), end, Mark(end, True, tidy_name(label["name"]))
            else:
                yield turn.start(), turn.end(), Mark(turn.end(), True)
    if ":" in text or "：" in text:
        for found in _INSIDE.finditer(text, start):
            name = tidy_name(found["name"])
            if known.fullmatch(name):
                # A dash before the name says as much as it does.
                dash = _DASH_BEFORE.search(text, max(start, found.start() - 4), found.start())
                yield dash.start() if dash else found.start(), found.end(), Mark(found.end(), True, name)
