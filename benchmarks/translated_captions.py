"""Captions of translations: how near they stand to what they translate, and whether they keep to the rules.

    python -m benchmarks.translated_captions [ENGLISH.vtt FRENCH.vtt]

Two kinds are measured: subtitles of people in two languages with the same cues, whose words are spread over each cue,
and made translations with known links (`benchmarks.translated`), said at an even pace.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from align.document import Alignment, EngineInfo, Media, Word
from align.transcript import Token, Transcript
from benchmarks.translated import Made, make_translation
from subtitles import lay_out
from subtitles.check import check_track
from subtitles.reading import TextCue, read_subtitles
from translation import Translated, time_translation

__all__ = ["Captioned", "captions_of_made", "captions_of_people"]

NEAR = 0.5
"""Seconds within which a caption should begin after or before what it translates."""

TOGETHER = 1.0
"""Seconds between the starts of two cues of people that are of the same words: times of whole seconds, rounded."""

LETTER, BREATH = 0.07, 0.6
"""Seconds that a letter takes to say, and between sentences."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """What captions came to.

    Args:
        near: share of the sentences of the original whose captions stand within `NEAR` of it.
        sentences: how many were measured.
        broken: hard rules of the profile that the captions break.
    """

    near: float
    sentences: int
    broken: int


def captions_of_people(
    original: Path, translation: Path, languages: tuple[str, str], *, within: float = NEAR
) -> Captioned:
    """Caption by the words of one file of subtitles and compare with the original of each cue of the other.

    Measured are the cues of the translation in which a sentence begins with the cue. Their original is the cue that
    begins with them, within `TOGETHER` seconds, since people's times may be whole seconds. `within` is what counts as
    near, in seconds.
    """
    ours, theirs = (read_subtitles(path).cues for path in (original, translation))
    texts = [_words(cue) for cue in theirs]
    made = time_translation(_said(_spread(ours), languages[0]), _transcript(texts, range(len(texts))), languages[1])
    firsts = set(_first_words(made))
    starts = {word.line: word.start for k, word in enumerate(made.alignment.words) if word.column == 1 and k in firsts}
    known = [(_original_start(cue, ours), starts[line]) for line, cue in enumerate(theirs, 1) if line in starts]
    return _captioned([at is not None and abs(at - start) <= within for start, at in known], made)


def _original_start(cue: TextCue, ours: Sequence[TextCue]) -> float:
    """Return when the original of a cue begins; where no cue begins with it, its own start."""
    nearest = min((other.start for other in ours), key=lambda start: abs(start - cue.start))
    return nearest if abs(nearest - cue.start) <= TOGETHER else cue.start


def captions_of_made(made: Made) -> Captioned:
    """Caption a made translation and compare with the times of its original.

    Measured are the links with both sides: their words begin and end within `NEAR` of their original, and they are on
    screen while it is heard.
    """
    words: list[Word] = []
    at, spans = 1.0, []
    for sentence in made.ours:
        begun = at
        for text in _closed(sentence.texts):
            words.append(Word(text, round(at, 3), round(at + LETTER * len(text), 3), 0.9))
            at += LETTER * len(text)
        spans.append((begun, at))
        at += BREATH
    texts = [_closed(one.texts) for one in made.theirs]
    timed = time_translation(_said(words, "en"), _transcript(texts, _openers(made)), "de")
    heard = {(word.line, word.column): k for k, word in enumerate(timed.alignment.words)}
    shown = {
        word.index: (event.start, event.end)
        for event in lay_out(timed.alignment).events
        for line in event.lines
        for word in line.words
    }
    near = []
    for ours, theirs in made.links:
        if theirs:
            first, last = heard[theirs[0] + 1, 1], heard[theirs[-1] + 1, len(texts[theirs[-1]])]
            span = (spans[ours[0]][0], spans[ours[-1]][1])
            near.append(_stands(timed.alignment, shown, (first, last), span))
    return _captioned(near, timed)


def _stands(
    alignment: Alignment,
    shown: Mapping[int, tuple[float, float]],
    words: tuple[int, int],
    span: tuple[float, float],
) -> bool:
    """Tell whether the words from the first to the last begin and end near the span and are on screen in it."""
    first, last = (alignment.words[k] for k in words)
    if not (first.timed and last.timed and words[0] in shown and words[1] in shown):
        return False
    said = abs(first.span[0] - span[0]) <= NEAR and abs(last.span[1] - span[1]) <= NEAR
    return said and shown[words[0]][0] <= span[0] + NEAR and shown[words[1]][1] >= span[1] - NEAR


def _openers(made: Made) -> list[int]:
    """Return the sentences of theirs that open a paragraph."""
    return [k for k, one in enumerate(made.theirs) if not k or one.paragraph != made.theirs[k - 1].paragraph]


def _closed(texts: Sequence[str]) -> list[str]:
    """Write words as a sentence: a capital and a full stop."""
    return [*(f"{text[:1].upper()}{text[1:]}" if not k else text for k, text in enumerate(texts[:-1])), texts[-1] + "."]


def _words(cue: TextCue) -> list[str]:
    return " ".join(cue.lines).split()


def _spread(cues: Sequence[TextCue]) -> list[Word]:
    """Spread the words of each cue over it by their letters."""
    made = []
    for cue in cues:
        texts = _words(cue)
        edges = [0, *accumulate(len(text) + 1 for text in texts)]
        pace = (cue.end - cue.start) / max(1, edges[-1])
        made += [
            Word(text, round(cue.start + a * pace, 3), round(cue.start + b * pace, 3), 0.9)
            for text, a, b in zip(texts, edges, edges[1:], strict=False)
        ]
    return made


def _said(words: Sequence[Word], language: str) -> Alignment:
    media = Media("said.wav", "0" * 64, words[-1].span[1] + 1)
    return Alignment(media=media, language=language, engine=EngineInfo("planted", "1"), words=tuple(words))


def _transcript(texts: Sequence[Sequence[str]], openers: Sequence[int]) -> Transcript:
    """Return texts as a transcript, a line each; a word's column is its number in the line."""
    tokens = [Token(word, line, column) for line, text in enumerate(texts, 1) for column, word in enumerate(text, 1)]
    firsts = [0, *accumulate(map(len, texts))]
    return Transcript(Path("translation.txt"), tuple(tokens), paragraphs=tuple(firsts[k] for k in openers if texts[k]))


def _first_words(made: Translated) -> list[int]:
    """Return where the sentences of the translation begin in its alignment."""
    places = {}
    at = 0
    for pair in made.pairs:
        for k in pair.theirs:
            places[k] = at
            at += made.theirs[k].stop - made.theirs[k].first
    return list(places.values())


def _captioned(near: Sequence[bool], made: Translated) -> Captioned:
    hard = [one for one in check_track(lay_out(made.alignment)) if one.level == "hard"]
    return Captioned(sum(near) / max(1, len(near)), len(near), len(hard))


def _main(arguments: Sequence[str]) -> None:
    for count, seed in ((300, 1), (300, 2), (1500, 1)):
        found = captions_of_made(make_translation(count, seed=seed))
        print(f"{count} made sentences, seed {seed}: {found.near:.1%} of links near, {found.broken} rules broken")
    if arguments:
        english, french = map(Path, arguments)
        for within in (NEAR, 1.0):
            found = captions_of_people(english, french, ("en", "fr"), within=within)
            shown = f"{found.near:.1%} of {found.sentences} cues within {within} s"
            print(f"English to French: {shown}, {found.broken} rules broken")


if __name__ == "__main__":
    _main(sys.argv[1:])
