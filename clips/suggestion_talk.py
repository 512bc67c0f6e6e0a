"""A talk as suggestions look at it: its sentences with their times, and the runs of them that may be a clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from align.document import Alignment, Word
from align.turns import word_speakers
from clips.sentences import ends_sentence
from clips.standalone import Sentence, describe_sentence, plain, word_lists

__all__ = ["Talk", "candidates", "talk_of"]

COMMON = 1 / 400
"""A word said more often than this share of all words carries no subject."""
ECHO = 11
"""Words, less one, of a sentence that only says again what was said."""
INTRODUCTION = 60.0
"""Seconds from the beginning within which people are introduced."""
OPENING = 6
"""Words of a first sentence, at least: a shorter one leaves open what it is about."""
DOUBTFUL = 0.5
"""A score below which a time is uncertain."""


@dataclass(frozen=True, slots=True)
class Talk:
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


def talk_of(alignment: Alignment) -> Talk:
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
    return Talk(
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


def candidates(
    talk: Talk, shortest: float, longest: float
) -> Iterator[tuple[tuple[Sentence, ...], tuple[float, float]]]:
    """Yield every run of sentences that may be a clip, with its times in seconds."""
    begin = _introduced(talk)
    for first, opening in enumerate(talk.sentences[begin:], begin):
        following = talk.sentences[first + 1 : first + 2]
        if not _may_open(opening) or (opening.question and any(each.question and each.leans for each in following)):
            continue
        quoted = 0
        for last in range(first, len(talk.sentences)):
            sentence = talk.sentences[last]
            if last > first and _echoes(talk.sentences[last - 1], sentence):
                break
            if last > first and _parts(talk, first, last):
                break
            if sentence.pleasantry or sentence.heading or sentence.broken or sentence.interviewing:
                break
            run = talk.sentences[first : last + 1]
            times = _times(talk, first, last)
            if times is None or times[1] - times[0] > longest:
                break
            quoted += sentence.quotes
            if times[1] - times[0] >= shortest and _may_close(sentence) and not quoted:
                yield run, times


def _introduced(talk: Talk) -> int:
    """Return the first sentence behind the introduction: what lies between a welcome and the thanks for it."""
    polite = [
        place
        for place, (sentence, span) in enumerate(zip(talk.sentences, talk.spans, strict=True))
        if sentence.pleasantry and span is not None and span[1] < INTRODUCTION
    ]
    return polite[-1] + 1 if len(polite) > 1 else 0


def _echoes(before: Sentence, sentence: Sentence) -> bool:
    """Tell whether a short sentence says the one before it again: somebody agrees."""
    short = sentence.last - sentence.first < ECHO
    return short and bool(sentence.content) and sentence.content <= before.content


def _may_open(sentence: Sentence) -> bool:
    short = sentence.last - sentence.first + 1 < OPENING
    unfit = (
        sentence.leans
        or sentence.backward
        or sentence.fragment
        or sentence.broken
        or sentence.reply
        or sentence.pleasantry
        or sentence.heading
        or sentence.announcing
    )
    return not (bool(unfit) or short)


def _may_close(sentence: Sentence) -> bool:
    open_ended = sentence.question or sentence.announcing or sentence.dangling
    return not (open_ended or sentence.reply or sentence.answering)


def _parts(talk: Talk, first: int, last: int) -> bool:
    """Tell whether a stretch cannot go on into sentence `last`: a chapter, another speaker, or another's question."""
    if talk.sentences[last].first in talk.chapters:
        return True
    if talk.sentences[last].first in talk.turns:
        # An answer follows its question; nobody else takes over.
        asked = talk.sentences[last - 1].question and talk.speakers[last - 1] == talk.speakers[first]
        return not asked or any(talk.sentences[k].first in talk.turns for k in range(first + 1, last))
    return talk.sentences[last].question and not talk.speakers[last] and last > first + 1


def _times(talk: Talk, first: int, last: int) -> tuple[float, float] | None:
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
