"""Times for the words of a translation: each where the same share of its original is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align import __version__
from align.document import Alignment, Chapter, EngineInfo, Report, Speaker, Status, Word
from align.errors import InputsDoNotFit
from align.spacing import gaps_before
from align.transcript import Transcript, split_phrases, writes_without_spaces
from align.turns import word_speakers
from translation.pairing import Floats, Pair, likeness_to_chance, pair_sentences
from translation.sentences import Sentence, letters_of, sentences_of

__all__ = ["Translated", "sentences_in", "spoken_sentences", "time_translation"]

FEWEST = 30
"""Sentences below which two texts are too short to tell a stranger."""

LIKE_CHANCE = 0.85
"""Cost of the pairs over that of the text backwards, above which this is no translation of it: measured are 0.28 for
English and French, up to 0.7 for made translations of 60 sentences, and 0.86 and more for nearly all strangers."""

CLAUSE = (",", ";", ":", "–", "—", "،", "、", "，", "；", "：")
"""Marks behind which a clause ends."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation with times.

    Args:
        alignment: its words, each with the times of its share of the original.
        ours, theirs: sentences of both.
        pairs: which of them translate which, in the order of the original.
        starts: when each sentence of ours begins, in seconds.
    """

    alignment: Alignment
    ours: tuple[Sentence, ...]
    theirs: tuple[Sentence, ...]
    pairs: tuple[Pair, ...]
    starts: tuple[float, ...] = ()

    @property
    def uncertain(self) -> tuple[Pair, ...]:
        """The pairs to look at."""
        return tuple(pair for pair in self.pairs if pair.uncertain)


def time_translation(
    original: Alignment, translation: Transcript, language: str, *, pairs: Sequence[Pair] | None = None
) -> Translated:
    """Give the words of a translation times.

    Args:
        original: an alignment of what is said.
        translation: what it means, in the same order or with paragraphs moved.
        language: of the translation, two letters.
        pairs: where it is known which sentences translate which, of those that `sentences_in` finds; the translation
            is parted into phrases already then.

    Raises `InputsDoNotFit` where it is no translation of the original, or the original has no times.
    """
    if not any(word.timed for word in original.words):
        raise InputsDoNotFit("the alignment has no words with times")
    if pairs is None and writes_without_spaces(language):
        translation = split_phrases(translation, language)
    ours = spoken_sentences(original)
    theirs = sentences_in(translation, language)
    if pairs is None:
        pairs = pair_sentences(ours, theirs)
        _refuse_stranger(ours, theirs, pairs)
    pairs = _with_neighbours(pairs)
    times: list[tuple[float, float] | None] = [None] * len(translation.words)
    said: list[int] = [0] * len(translation.words)
    order: list[int] = []
    for pair in pairs:
        indices = [k for index in pair.theirs for k in range(theirs[index].first, theirs[index].stop)]
        order += indices
        if pair.ours and indices:
            _time_pair(original, [ours[k] for k in pair.ours], translation.words, indices, times, said)
    document = _document(original, translation, language, times, said, order)
    starts = [next(w.span[0] for w in original.words[one.first : one.stop] if w.timed) for one in ours]
    return Translated(document, ours, theirs, tuple(pairs), tuple(starts))


def spoken_sentences(original: Alignment) -> tuple[Sentence, ...]:
    """Return the sentences of what is said; words without times are in none."""
    return sentences_of(
        [word.text for word in original.words],
        original.language,
        openers={*original.paragraphs, *(turn.word for turn in original.speakers)},
        left_out={k for k, word in enumerate(original.words) if not word.timed},
        gaps=gaps_before(original.words),
        lines=frozenset(original.lines),
    )


def sentences_in(translation: Transcript, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a translation, whose words are phrases where its language has no spaces."""
    return sentences_of(
        translation.words,
        language,
        openers=frozenset(translation.openers),
        gaps=gaps_before(translation.tokens),
        lines=frozenset(translation.lines),
    )


def _refuse_stranger(ours: Sequence[Sentence], theirs: Sequence[Sentence], pairs: Sequence[Pair]) -> None:
    if min(len(ours), len(theirs)) < FEWEST:
        return
    both = sum(len(pair.theirs) for pair in pairs if pair.ours and not pair.uncertain)
    likeness = likeness_to_chance(ours, theirs, pairs)
    if both < len(theirs) / 3 or likeness > LIKE_CHANCE:
        raise InputsDoNotFit(
            "this does not look like a translation of what is said here: hardly a sentence fits",
            advice="give the translation of this recording",
        )


def _with_neighbours(pairs: Sequence[Pair]) -> list[Pair]:
    """Join sentences that the translator added to the pair before them, so that they are on screen somewhere."""
    made: list[Pair] = []
    waiting: tuple[int, ...] = ()
    for pair in pairs:
        if pair.ours and pair.theirs:
            made.append(replace(pair, theirs=(*waiting, *pair.theirs)))
            waiting = ()
        elif pair.ours:
            made.append(pair)
        elif made and made[-1].theirs:
            made[-1] = replace(made[-1], theirs=(*made[-1].theirs, *pair.theirs), cost=max(made[-1].cost, pair.cost))
        else:
            waiting = (*waiting, *pair.theirs)
    return made


def _time_pair(
    original: Alignment,
    ours: Sequence[Sentence],
    words: Sequence[str],
    indices: Sequence[int],
    times: list[tuple[float, float] | None],
    said: list[int],
) -> None:
    """Place the words of a pair: clause by clause where both have as many, by letters within them."""
    source = [k for one in ours for k in range(one.first, one.stop) if original.words[k].timed]
    for our_part, their_part in _clauses(original, source, words, indices):
        spans = [original.words[k].span for k in our_part]
        knots = np.concatenate([[0.0], np.cumsum([_letters(original.words[k].text) for k in our_part])])
        # A knot at each end of a word: pauses between words are passed over in no letters.
        at = np.repeat(knots, 2)[1:-1] / knots[-1]
        seconds = np.array([edge for span in spans for edge in span])
        shares = np.concatenate([[0.0], np.cumsum([_letters(words[k]) for k in their_part])])
        shares /= shares[-1]
        for number, k in enumerate(their_part):
            start = _at(shares[number], at, seconds, right=True)
            end = _at(shares[number + 1], at, seconds, right=False)
            times[k] = (round(start, 3), round(max(start, end), 3))
            said[k] = our_part[min(len(our_part) - 1, int(np.searchsorted(knots[1:] / knots[-1], shares[number])))]


def _at(share: float, at: Floats, seconds: Floats, *, right: bool) -> float:
    """Return the time of a share of the letters; at a pause its end (`right`) or its beginning."""
    place = int(np.searchsorted(at, share + (1e-9 if right else -1e-9), side="right" if right else "left"))
    low, high = max(0, place - 1), min(len(at) - 1, place)
    if at[high] - at[low] < 1e-12:
        return float(seconds[high] if right else seconds[low])
    return float(seconds[low] + (seconds[high] - seconds[low]) * (share - at[low]) / (at[high] - at[low]))


def _letters(text: str) -> float:
    return max(1.0, float(letters_of(text)))


def _clauses(
    original: Alignment, source: Sequence[int], words: Sequence[str], indices: Sequence[int]
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield the parts that go together: the clauses, where both sides have as many of like length, else the whole."""
    ours = _parted(source, [original.words[k].text for k in source])
    theirs = _parted(indices, [words[k] for k in indices])
    if len(ours) == len(theirs) > 1:
        our_lengths = np.array([sum(_letters(original.words[k].text) for k in part) for part in ours])
        their_lengths = np.array([sum(_letters(words[k]) for k in part) for part in theirs])
        ratios = (their_lengths / their_lengths.sum()) / (our_lengths / our_lengths.sum())
        if ratios.max() < 2 and ratios.min() > 0.5:
            yield from zip(ours, theirs, strict=True)
            return
    yield source, indices


def _parted(indices: Sequence[int], texts: Sequence[str]) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    for index, text in zip(indices, texts, strict=True):
        parts[-1].append(index)
        if text.endswith(CLAUSE):
            parts.append([])
    return [part for part in parts if part]


def _document(
    original: Alignment,
    translation: Transcript,
    language: str,
    times: Sequence[tuple[float, float] | None],
    said: Sequence[int],
    order: Sequence[int],
) -> Alignment:
    """Return the translation as an alignment, in the order of the original; it serves every other command."""
    openers = {*translation.paragraphs}
    names = word_speakers(original.speakers, len(original.words))
    words: list[Word] = []
    paragraphs: list[int] = []
    speakers: list[Speaker] = []
    name: str | None = None
    for k in order:
        token, found = translation.tokens[k], times[k]
        start, end = found or (None, None)
        status: Status = "interpolated" if found else "silent"
        if k in openers or not words:
            paragraphs.append(len(words))
        who = names[said[k]]
        if found and who != name:
            speakers.append(Speaker(len(words), who))
            name = who
        words.append(Word(token.text, start, end, None, status, token.line, token.column))
    place = {k: number for number, k in enumerate(order)}
    chapters = [Chapter(c.title, place[c.word]) for c in translation.chapters if c.word in place]
    return Alignment(
        media=original.media,
        language=language,
        engine=EngineInfo("translation", __version__, {"original": original.language}),
        words=tuple(words),
        chapters=tuple(sorted(chapters, key=lambda chapter: chapter.word)),
        paragraphs=tuple(paragraphs),
        speakers=tuple(speakers),
        report=Report(warnings=translation.warnings),
    )
