"""What a quality check flags in cues when it knows the words: other text, cues too early, too late or over silence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from align.document import Alignment, Word
from align.matching import match_words, plain
from subtitles.profiles import Profile
from subtitles.reading import TextCue
from subtitles.rules import SLACK, Finding, cue_size, speed_text
from subtitles.sounds import describes_sound
from subtitles.track import Track

__all__ = [
    "NOT_SAID", "Place", "check_against", "check_alignment", "cue_words", "is_sayable", "known_pairs", "paired",
]  # fmt: skip

EARLY, LATE = 0.125, 0.25  # seconds: 3 frames at 24, and what is still felt as together
HALF_FRAME = 0.021  # seconds, at 24: what whole frames may add
SILENCE = 0.5  # seconds of unscripted sound or silence that a cue may hold


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a cue: the cue's position, whether it is the cue's first or last, and what it says."""

    cue: int
    first: bool
    last: bool
    text: str


NOT_SAID = "-–—>♪ "
"""Signs before the words of a line: of a speaker, of a song."""

Pairs = tuple[list[Place], list[tuple[int, int]]]


def cue_words(cue: TextCue, names: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a cue that are said: no dashes, and no label of a known speaker."""
    words: list[str] = []
    for line in (line.lstrip(NOT_SAID) for line in cue.said or cue.lines):
        label, colon, rest = line.partition(":")
        words += (rest if colon and label.strip().casefold() in names else line).split()
    return [word for word in words if is_sayable(word)]


def is_sayable(text: str) -> bool:
    """Tell whether there are letters, figures, or a sign that people say, like `=` or `%`."""
    return any(c.isalnum() or c in "&%#@*/" or (unicodedata.category(c)[0] == "S" and c not in "♪♫♬") for c in text)


def paired(cues: Sequence[TextCue], alignment: Alignment) -> Pairs:
    """Return the cues' words, and pairs of (position in that list, index of the word in the alignment)."""
    names = frozenset(turn.name.casefold() for turn in alignment.speakers if turn.name)
    places: list[Place] = []
    for k, cue in enumerate(cues):
        words = cue_words(cue, names)
        places += [Place(k, n == 0, n == len(words) - 1, word) for n, word in enumerate(words)]
    index = [i for i, word in enumerate(alignment.words) if is_sayable(word.text)]
    pairs = match_words([plain(place.text) for place in places], [plain(alignment.words[i].text) for i in index])
    return places, [(p, index[q]) for p, q in pairs]


def check_alignment(alignment: Alignment) -> Iterator[Finding]:
    """Yield words of the transcript that are not in the sound, run by run."""
    runs = groupby(enumerate(alignment.words), key=lambda pair: pair[1].status == "absent")
    for absent, run in runs:
        words = [word for _, word in run]
        if absent:
            text = _quoted([word.text for word in words])
            where = f", line {words[0].line}" if words[0].line is not None else ""
            yield Finding("absent", "soft", f"{len(words)} words of the transcript are not said{where}", context=text)


def known_pairs(track: Track) -> Pairs:
    """Return the same as `paired` for cues that were made from the alignment, and know their words."""
    places: list[Place] = []
    pairs: list[tuple[int, int]] = []
    for k, event in enumerate(track.events):
        words = [word for line in event.lines for word in line.words]
        for n, word in enumerate(words):
            pairs.append((len(places), word.index))
            places.append(Place(k, n == 0, n == len(words) - 1, word.text))
    return places, pairs


def check_against(
    cues: Sequence[TextCue],
    alignment: Alignment,
    profile: Profile,
    found: Sequence[Finding] = (),
    known: Pairs | None = None,
) -> Iterator[Finding]:
    """Compare cues with the words that are said and when.

    What was `found` before comes first. `speed` becomes `pace` where the speaker is faster than the limit, `duration`
    `rapid` and `gap` `tight` where the next words follow too soon for either. Which word of the cues is which of the
    alignment is found out unless it is `known`.
    """
    places, pairs = known or paired(cues, alignment)
    first: dict[int, Word] = {}
    last: dict[int, Word] = {}
    said: dict[int, tuple[float, float]] = {}
    for p, i in pairs:
        if alignment.words[i].timed:
            k, span = places[p].cue, alignment.words[i].span
            said[k] = (said.get(k, span)[0], span[1])
            if places[p].first:
                first[places[p].cue] = alignment.words[i]
            if places[p].last:
                last[places[p].cue] = alignment.words[i]
    for finding in found:
        if finding.rule == "gap" and finding.cue is not None and _deliberate(cues, finding.cue - 1, alignment):
            continue
        k = -1 if finding.cue is None else finding.cue - 1
        finding = _with_haste(finding, k, cues, said, profile)
        yield _with_pace(finding, cues[k], said[k], profile) if k in said else finding
    yield from _differences(cues, alignment, places, pairs)
    for k, cue in enumerate(cues):
        yield from _times(cue, first.get(k), last.get(k), profile)
        yield from _silence(cue, alignment)


def _deliberate(cues: Sequence[TextCue], k: int, alignment: Alignment) -> bool:
    """Tell whether the gap before cue k is open because sound that is in no transcript stands in it."""
    before, after = cues[k - 1].end, cues[k].start
    return any(stretch.start < after and stretch.end > before for stretch in alignment.unscripted)


def _with_haste(
    finding: Finding, k: int, cues: Sequence[TextCue], said: Mapping[int, tuple[float, float]], profile: Profile
) -> Finding:
    """Return a cue too short or too close to the one before because the talk leaves no time for more."""
    short = {"duration": k, "gap": k - 1}.get(finding.rule)
    if short is None or not {short, short + 1} <= said.keys():
        return finding
    if cues[short].end - cues[short].start > profile.min_duration + SLACK:
        return finding
    time = said[short + 1][0] - said[short][0]
    if time >= profile.min_duration + profile.min_gap + SLACK:
        return finding
    comment = f"{finding.comment}; it gives way, for the next words follow after {max(0.0, time):.3f} s"
    return replace(finding, rule="rapid" if finding.rule == "duration" else "tight", level="soft", comment=comment)


def _with_pace(finding: Finding, cue: TextCue, span: tuple[float, float], profile: Profile) -> Finding:
    said = span[1] - span[0]
    if finding.rule != "speed" or said <= 0:
        return finding
    chars, words = cue_size(cue)
    comment = f"{finding.comment}; it is said at {speed_text(chars, words, said, profile)}"
    return replace(finding, rule="pace" if profile.reading_time(chars, words) > said else "speed", comment=comment)


def _differences(
    cues: Sequence[TextCue], alignment: Alignment, places: Sequence[Place], pairs: Sequence[tuple[int, int]]
) -> Iterator[Finding]:
    known = {p for p, _ in pairs}
    for k, run in groupby((p for p in range(len(places)) if p not in known), key=lambda p: places[p].cue):
        words = [places[p].text for p in run]
        yield _at(cues[k], "words", f"{len(words)} words that the alignment does not have", _quoted(words))
    unsaid = [(places[p].cue, alignment.words[i].text) for p, i in pairs if alignment.words[i].status == "absent"]
    for k, group in groupby(unsaid, key=lambda pair: pair[0]):
        words = [text for _, text in group]
        yield _at(cues[k], "absent", f"{len(words)} words that are not said", _quoted(words))
    if not pairs:
        return
    for (p, i), (_, j) in zip([(-1, -1), *pairs], [*pairs, (len(places), len(alignment.words))], strict=True):
        missing = [w.text for w in alignment.words[i + 1 : j] if w.timed and is_sayable(w.text)]
        if missing:
            comment = f"{len(missing)} words that are said are missing from here on"
            yield _at(cues[places[max(p, 0)].cue], "words", comment, _quoted(missing))


def _times(cue: TextCue, first: Word | None, last: Word | None, profile: Profile) -> Iterator[Finding]:
    if first is not None:
        early = first.span[0] - cue.start
        if early > max(EARLY, profile.lead + HALF_FRAME) + SLACK:
            yield _at(cue, "early", f"starts {early:.2f} s before its first word is said")
        elif -early > max(LATE, profile.lag + HALF_FRAME) + SLACK:
            yield _at(cue, "late", f"starts {-early:.2f} s after its first word is said")
    if last is not None:
        held = cue.end - last.span[1]
        wanted = max(last.span[1] + profile.linger, cue.start + profile.min_duration) + profile.close_gaps
        if held > LATE and cue.end > wanted + SLACK:
            yield _at(cue, "held", f"stays {held:.2f} s after its last word")
        elif -held > max(LATE, profile.lead + profile.min_gap + HALF_FRAME) + SLACK:
            yield _at(cue, "cut", f"ends {-held:.2f} s before its last word does")


def _silence(cue: TextCue, alignment: Alignment) -> Iterator[Finding]:
    if any(describes_sound(word) for line in cue.lines for word in line.split()):
        return
    for stretch in alignment.unscripted:
        shared = min(cue.end, stretch.end) - max(cue.start, stretch.start)
        if shared > SILENCE + SLACK:
            yield _at(cue, "silence", f"stands over {shared:.2f} s of {stretch.kind} that is in no transcript")


def _at(cue: TextCue, rule: str, comment: str, context: str | None = None) -> Finding:
    return Finding(rule, "soft", comment, cue.number, cue.start, "|".join(cue.lines) if context is None else context)


def _quoted(words: Sequence[str]) -> str:
    return " ".join(words) if len(words) <= 12 else f"{' '.join(words[:6])} ... {' '.join(words[-5:])}"
