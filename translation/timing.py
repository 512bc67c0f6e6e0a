"""Times for the words of a translation: each where the same share of its original is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from align import __version__
from align.clock import clock_text
from align.document import Alignment, Chapter, EngineInfo, Report, Speaker, Status, Word
from align.errors import InputsDoNotFit
from align.spacing import gaps_before
from align.transcript import Transcript, part_addresses, split_phrases, writes_without_spaces
from align.turns import word_speakers
from translation.coverage import covered
from translation.evidence import known_words
from translation.pairing import Pair, pair_and_learn
from translation.placing import place_words
from translation.sentences import Sentence, sentences_of
from translation.strangers import refuse_stranger
from translation.stretches import LEFT_OUT

__all__ = ["Translated", "in_parts", "sentences_in", "spoken_sentences", "time_translation"]


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation with times.

    Args:
        alignment: its words, each with the times of its share of the original.
        ours, theirs: sentences of both.
        pairs: which of them translate which, in the order of the original.
        starts: when each sentence of ours begins, in seconds.
        doubts: what speaks against its being the translation of all of the original, a line each; they stand among the
            warnings of the alignment, too.
    """

    alignment: Alignment
    ours: tuple[Sentence, ...]
    theirs: tuple[Sentence, ...]
    pairs: tuple[Pair, ...]
    starts: tuple[float, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def uncertain(self) -> tuple[Pair, ...]:
        """The pairs to look at."""
        return tuple(pair for pair in self.pairs if pair.uncertain)


def time_translation(
    original: Alignment,
    translation: Transcript,
    language: str,
    *,
    pairs: Sequence[Pair] | None = None,
    doubts: Sequence[str] = (),
) -> Translated:
    """Give the words of a translation times.

    Args:
        original: an alignment of what is said.
        translation: what it means, in the same order or with paragraphs moved.
        language: of the translation, two letters.
        pairs: where it is known which sentences translate which, of those that `sentences_in` finds in the
            translation as `in_parts` gives it.
        doubts: what the caller doubts of it.

    Raises `InputsDoNotFit` where it is no translation of the original, or the original has no times.
    """
    if not any(word.timed for word in original.words):
        raise InputsDoNotFit("the alignment has no words with times")
    if pairs is None:
        translation = in_parts(translation, language)
    ours = spoken_sentences(original)
    theirs = sentences_in(translation, language)
    if pairs is None:
        part = covered(ours, theirs)
        spoken = ours[part.start : part.stop]
        found, known = pair_and_learn(spoken, theirs)
        told = (refuse_stranger(spoken, theirs, found), _missing(original, ours, part))
        doubts = (*doubts, *filter(None, told))
        pairs = _beside(found, part, len(ours))
    else:
        known = known_words(ours, theirs, {})
    pairs = _with_neighbours(pairs)
    times: list[tuple[float, float] | None] = [None] * len(translation.words)
    said: list[int] = [0] * len(translation.words)
    order: list[int] = []
    for pair in pairs:
        indices = [k for index in pair.theirs for k in range(theirs[index].first, theirs[index].stop)]
        order += indices
        if pair.ours and indices:
            source = [k for index in pair.ours for k in range(ours[index].first, ours[index].stop)]
            heard = [k for k in source if original.words[k].timed]
            placed = place_words([original.words[k] for k in heard], [translation.words[k] for k in indices], known)
            for k, word in zip(indices, placed, strict=True):
                times[k], said[k] = (word.start, word.end), heard[word.said]
    translation = replace(translation, warnings=(*translation.warnings, *doubts))
    document = _document(original, translation, language, times, said, order)
    starts = [_heard(original, one)[0] for one in ours]
    return Translated(document, ours, theirs, tuple(pairs), tuple(starts), tuple(doubts))


def _beside(pairs: Sequence[Pair], part: range, count: int) -> list[Pair]:
    """Return pairs with a part of `count` sentences as those of all, with the others, which have no translation."""
    before, after = ([Pair((k,), (), LEFT_OUT) for k in each] for each in (range(part.start), range(part.stop, count)))
    moved = [replace(pair, ours=tuple(part.start + k for k in pair.ours)) for pair in pairs]
    return [*before, *moved, *after]


def _missing(original: Alignment, ours: Sequence[Sentence], part: range) -> str | None:
    """Say which part of the original has no translation."""
    if len(part) == len(ours):
        return None
    start, end = _heard(original, ours[part.start])[0], _heard(original, ours[part.stop - 1])[1]
    return (
        f"the translation covers {len(part)} of {len(ours)} sentences, from {clock_text(start, places=0, hours=0)} to"
        f" {clock_text(end, places=0, hours=0)}; the others have no captions"
    )


def _heard(original: Alignment, sentence: Sentence) -> tuple[float, float]:
    """Return when a sentence of the original begins and ends."""
    spans = [word.span for word in original.words[sentence.first : sentence.stop] if word.timed]
    return spans[0][0], spans[-1][1]


def in_parts(translation: Transcript, language: str) -> Transcript:
    """Return a translation in parts that each stand on one line: words, phrases of a script without spaces."""
    if writes_without_spaces(language):
        translation = split_phrases(translation, language)
    return part_addresses(translation)


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
