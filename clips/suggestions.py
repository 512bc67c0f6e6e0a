"""Stretches that would stand alone as clips: complete thoughts of 15 to 60 s that need no context.

No model and no network: each suggestion states its reasons. English has word lists (`words/en.toml`); other
languages are judged by marks, pauses, turns and rare words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from align.document import Alignment, Word
from align.neighbours import timed_after, timed_before
from align.turns import word_speakers
from clips.quotes import Span
from clips.sentences import ends_sentence
from clips.standalone import Sentence, describe_sentence, plain, word_lists
from clips.titles import title_of

__all__ = ["Suggestion", "suggest"]

SHORTEST, LONGEST = 15.0, 60.0
"""Seconds: what short-form platforms take, and long enough for a thought."""
COMMON = 1 / 400
"""A word said more often than this share of all words carries no subject."""
FULL = 0.25
"""Seconds of silence at an edge that a listener hears as one."""
WEIGHTS = {
    "question and answer": 0.10,
    "opening": 0.08,
    "point": 0.05,
    "pause": 0.05,
    "turn": 0.06,
    "closing": 0.08,
    "left open": -0.12,
    "laughter": 0.08,
    "rare": 0.04,
    "length": 0.05,
    "holds together": 0.10,
    "leans": -0.30,
    "stray": -0.06,
    "reply": -0.08,
    "filler": -0.04,
    "doubt": -0.03,
}
"""What each trait adds to a score that begins at 0.3; chosen by reading the best of two hours of conversation."""
OPENING = 6
"""Words of a first sentence, at least: a shorter one leaves open what it is about."""
FLUENT = 40
"""Words of which one may be a filler; more count against a stretch."""
VARIETY = 0.35
"""How much of its score a stretch loses that is about the same words as one before it."""
DOUBTFUL = 0.5
"""A score below which a time is uncertain."""
PROMISING = 400
"""Stretches that are compared with each other, at least."""
NEARBY, CLOSE_BY = 120.0, 0.1
"""Seconds within which two stretches count as of the same passage, and what the second one loses at most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stretch of whole sentences, how good it looks (0..1), a title of its own words, and why."""

    span: Span
    start: float
    end: float
    score: float
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Talk:
    """An alignment as suggestions look at it.

    Args:
        sentences, speakers, spans: each sentence, who begins it, and its times in seconds; `None` where it has none.
        lost, doubts: words before each sentence that are not in the audio, and whose times are uncertain.
        turns, chapters: words that begin one.
        counts: how often each word is said.
        places: the number of each sentence by its first word.
    """

    alignment: Alignment
    sentences: tuple[Sentence, ...]
    speakers: tuple[str | None, ...]
    turns: frozenset[int]
    chapters: frozenset[int]
    counts: Counter[str]
    places: Mapping[int, int]
    spans: tuple[tuple[float, float] | None, ...]
    lost: tuple[int, ...]
    doubts: tuple[int, ...]


def suggest(
    alignment: Alignment,
    *,
    limit: int = 10,
    shortest: float = SHORTEST,
    longest: float = LONGEST,
    speaker: str | None = None,
) -> list[Suggestion]:
    """Return the best stretches, best first, none overlapping; every word of them is in the audio.

    Args:
        limit: at most so many.
        shortest, longest: their length in seconds.
        speaker: only what this person says, a question before it aside; `None`: everybody.
    """
    talk = _talk(alignment)
    found: dict[tuple[int, int], tuple[Suggestion, frozenset[str]]] = {}
    for run, times in _candidates(talk, shortest, longest):
        if speaker is None or _says(talk, run, speaker):
            rated = _rate(talk, run, times)
            found[rated.span.first, rated.span.last] = rated, frozenset[str]().union(*(each.content for each in run))
    return _varied(list(found.values()), limit)


def _talk(alignment: Alignment) -> _Talk:
    lists = word_lists(alignment.language)
    texts = [word.text for word in alignment.words]
    counts = Counter(map(plain, texts))
    often = max(4, len(texts) * COMMON)
    common = frozenset(word for word, count in counts.items() if count > often)
    ends = [i for i in range(len(texts)) if ends_sentence(alignment, i)]
    sentences = tuple(
        describe_sentence(texts[before + 1 : end + 1], before + 1, lists, common)
        for before, end in pairwise([-1, *ends])
    )
    every = word_speakers(alignment.speakers, len(texts))
    turns = frozenset(turn.word for turn in alignment.speakers)
    chapters = frozenset(chapter.word for chapter in alignment.chapters)
    words = [alignment.words[each.first : each.last + 1] for each in sentences]
    return _Talk(
        alignment,
        sentences,
        tuple(every[each.first] for each in sentences),
        turns,
        chapters,
        counts,
        {each.first: place for place, each in enumerate(sentences)},
        tuple(map(_span, words)),
        tuple(accumulate((sum(word.status == "absent" for word in each) for each in words), initial=0)),
        tuple(accumulate((sum(map(_is_doubtful, each)) for each in words), initial=0)),
    )


def _span(words: Sequence[Word]) -> tuple[float, float] | None:
    timed = [word.span for word in words if word.timed]
    return (timed[0][0], timed[-1][1]) if timed else None


def _is_doubtful(word: Word) -> bool:
    return word.status == "interpolated" or (word.score is not None and word.score < DOUBTFUL)


def _candidates(
    talk: _Talk, shortest: float, longest: float
) -> Iterator[tuple[tuple[Sentence, ...], tuple[float, float]]]:
    """Yield every run of sentences that may be a clip, with its times in seconds."""
    for first, opening in enumerate(talk.sentences):
        following = talk.sentences[first + 1 : first + 2]
        if not _may_open(opening) or (opening.question and any(each.question and each.leans for each in following)):
            continue
        quoted = 0
        for last in range(first, len(talk.sentences)):
            sentence = talk.sentences[last]
            if last > first and _parts(talk, first, last):
                break
            if sentence.pleasantry or sentence.heading or sentence.broken:
                break
            run = talk.sentences[first : last + 1]
            times = _times(talk, first, last)
            if times is None or times[1] - times[0] > longest:
                break
            quoted += sentence.quotes
            if times[1] - times[0] >= shortest and _may_close(sentence) and not quoted:
                yield run, times


def _may_open(sentence: Sentence) -> bool:
    short = sentence.last - sentence.first + 1 < OPENING
    unfit = (
        sentence.fragment
        or sentence.broken
        or sentence.reply
        or sentence.pleasantry
        or sentence.heading
        or sentence.announcing
    )
    return not (unfit or short)


def _may_close(sentence: Sentence) -> bool:
    return not (sentence.question or sentence.announcing or sentence.reply or sentence.answering)


def _parts(talk: _Talk, first: int, last: int) -> bool:
    """Tell whether a stretch cannot go on into sentence `last`: a chapter, another speaker, or another's question."""
    if talk.sentences[last].first in talk.chapters:
        return True
    if talk.sentences[last].first in talk.turns:
        # An answer follows its question; nobody else takes over.
        asked = talk.sentences[last - 1].question and talk.speakers[last - 1] == talk.speakers[first]
        return not asked or any(talk.sentences[k].first in talk.turns for k in range(first + 1, last))
    return talk.sentences[last].question and not talk.speakers[last] and last > first + 1


def _times(talk: _Talk, first: int, last: int) -> tuple[float, float] | None:
    """Return when sentences `first` to `last` begin and end; `None` where a word is not in the audio.

    So it is where something unscripted lies inside.
    """
    if talk.lost[last + 1] > talk.lost[first]:
        return None
    spans = [span for span in talk.spans[first : last + 1] if span]
    if not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    if any(stretch.start < end and stretch.end > start for stretch in talk.alignment.unscripted):
        return None
    return start, end


def _says(talk: _Talk, run: Sequence[Sentence], speaker: str) -> bool:
    """Tell whether everything but an opening question is said by one person."""
    by = [talk.speakers[talk.places[each.first]] for each in run]
    return by[-1] == speaker and all(
        name == speaker or (each.question and place < 2) for place, (name, each) in enumerate(zip(by, run, strict=True))
    )


def _rate(talk: _Talk, run: tuple[Sentence, ...], times: tuple[float, float]) -> Suggestion:
    span = Span(run[0].first, run[-1].last)
    gains = [*_opening(talk, run), *_middle(run), *_edges(talk, run, span), *_substance(talk, run, times)]
    score = 0.3 + sum(gain for gain, _ in gains)
    reasons = tuple(reason for _, reason in gains if reason)
    return Suggestion(
        span, *times, round(max(0.0, min(1.0, score)), 3), title_of(run, word_lists(talk.alignment.language)), reasons
    )


def _opening(talk: _Talk, run: Sequence[Sentence]) -> Iterator[tuple[float, str]]:
    opening = run[0]
    if opening.leans:
        yield WEIGHTS["leans"], f"opens with “{opening.leans}”, which leans on what came before"
    elif opening.question:
        yield WEIGHTS["question and answer"], "a question and its answer"
    else:
        yield WEIGHTS["opening"] if opening.inviting else 0.0, "opens on its own feet"
    if opening.first in talk.turns:
        yield WEIGHTS["turn"], "begins a turn"


def _middle(run: Sequence[Sentence]) -> Iterator[tuple[float, str]]:
    """Yield what speaks for one thought: sentences that lean on those before them, or share their words."""
    known = set(run[0].content)
    stray = 0
    for before, sentence in pairwise(run):
        stray += not before.question and not (sentence.leans or sentence.reply or sentence.content & known)
        known |= sentence.content
    yield WEIGHTS["holds together"] * (1 - stray / max(1, len(run) - 1)), "holds together" if not stray else ""
    yield WEIGHTS["stray"] * max(0, stray - 1), ""
    # The first word of an answer may be "Yeah"; later it is somebody else's.
    replies = sum(sentence.reply or sentence.answering for sentence in run[2 if run[0].question else 1 :])
    yield WEIGHTS["reply"] * replies, "somebody puts in a word" if replies else ""


def _edges(talk: _Talk, run: Sequence[Sentence], span: Span) -> Iterator[tuple[float, str]]:
    for side, pause in (
        ("before", _pause(talk.alignment, span.first, -1)),
        ("after", _pause(talk.alignment, span.last, 1)),
    ):
        if pause >= FULL:
            yield WEIGHTS["pause"], f"a pause of {pause:.1f} s {side}"
    following = span.last + 1
    if following >= len(talk.alignment.words) or following in talk.turns or following in talk.chapters:
        yield WEIGHTS["closing"], "ends a turn"
        return
    then = talk.sentences[talk.places[following]]
    if then.question or then.reply or (then.pleasantry and not then.leans):
        yield WEIGHTS["closing"], "somebody else goes on"
    elif then.leans:
        yield WEIGHTS["left open"], f"what follows goes on from it (“{then.leans}”)"
    elif then.content & run[-1].content:
        yield WEIGHTS["left open"] / 2, ""


def _substance(talk: _Talk, run: Sequence[Sentence], times: tuple[float, float]) -> Iterator[tuple[float, str]]:
    kinds = sorted(frozenset[str]().union(*(sentence.points for sentence in run)))
    yield WEIGHTS["point"] * min(4, len(kinds)), f"has a point: {', '.join(kinds)}" if kinds else ""
    rare = [word for sentence in run for word in sorted(sentence.content) if talk.counts[word] == 1 and len(word) > 5]
    if len(rare) >= 3:
        yield WEIGHTS["rare"], f"says what is said nowhere else: {', '.join(rare[:3])}"
    if any(sentence.laughter for sentence in run):
        yield WEIGHTS["laughter"], "somebody laughs"
    if 20 <= times[1] - times[0] <= 45:
        yield WEIGHTS["length"], ""
    fillers = sum(sentence.fillers for sentence in run)
    yield WEIGHTS["filler"] * max(0, fillers - (run[-1].last - run[0].first) // FLUENT), ""
    place = talk.places[run[0].first]
    doubts = talk.doubts[place + len(run)] - talk.doubts[place]
    if doubts:
        yield max(-0.2, WEIGHTS["doubt"] * doubts), f"{doubts} words with uncertain times"


def _pause(alignment: Alignment, index: int, step: int) -> float:
    """Return the silence beside a word, seconds; 1 at the ends of the talk."""
    words = alignment.words
    other = timed_before(words, index) if step < 0 else timed_after(words, index + 1)
    if other is None or not words[index].timed:
        return 1.0
    (start, end), (begin, stop) = words[index].span, words[other].span
    return max(0.0, begin - end if step > 0 else start - stop)


def _varied(rated: list[tuple[Suggestion, frozenset[str]]], limit: int) -> list[Suggestion]:
    """Return the best one, then ever the best of the rest, less where it is about the same or lies close by."""
    rated.sort(key=lambda each: (-each[0].score, each[0].start))
    left = [(*each, 0.0) for each in rated[: max(PROMISING, 20 * limit)]]
    kept: list[Suggestion] = []
    while left and len(kept) < limit:
        best, content, _ = max(left, key=lambda each: (each[0].score - each[2], -each[0].start))
        kept.append(best)
        left = [
            (one, said, max(loss, _likeness(one, said, best, content)))
            for one, said, loss in left
            if one.end <= best.start or one.start >= best.end
        ]
    return kept


def _likeness(one: Suggestion, said: frozenset[str], other: Suggestion, content: frozenset[str]) -> float:
    """Return what a stretch loses beside one that was taken."""
    shared = len(said & content) / max(1, min(len(said), len(content)))
    apart = max(one.start - other.end, other.start - one.end)
    return VARIETY * shared + max(0.0, CLOSE_BY * (1 - apart / NEARBY))
