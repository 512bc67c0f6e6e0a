"""Words of a recogniser brought to the words of its text: pieces joined, punctuation put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from align.matching import steps_between
from align.recognised.words import RecognisedWord
from align.spacing import SPACELESS

__all__ = ["join_pieces", "letters_of", "with_text"]

LEAST_EQUAL = 0.5
"""Of the words that must be those of the text for it to be theirs."""
SPOKEN_SIGNS = ("&", "+", "=", "@", "%")
"""Signs without letters that stand for a word."""


def join_pieces(words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """Join what belongs to one word, where the words of a segment come with the spaces before them.

    Whisper cuts `twenty-five` and `$5,000` into pieces; one without a space before it belongs to the word before.
    """
    if not any(word.text[:1].isspace() for word in words[1:]):
        return list(words)
    made: list[RecognisedWord] = []
    for word in words:
        apart = word.text[:1].isspace() or not word.text.strip()
        if apart or not made or SPACELESS.match(word.text) or SPACELESS.match(made[-1].text[-1:]):
            made.append(word)
        else:
            made[-1] = _joined(made[-1], word)
    return made


def _joined(before: RecognisedWord, after: RecognisedWord) -> RecognisedWord:
    scores = [word.score for word in (before, after) if word.score is not None]
    return replace(
        before,
        text=before.text + after.text,
        start=after.start if before.start is None else before.start,
        end=before.end if after.end is None else after.end,
        score=min(scores, default=None),
    )


def _whole(parts: Sequence[RecognisedWord]) -> RecognisedWord:
    return reduce(_joined, parts)


def with_text(words: Sequence[RecognisedWord], segments: Iterable[str]) -> list[RecognisedWord]:
    """Give the words the spelling and punctuation of the text, where both have the same letters in the same order.

    Each segment of the text begins a line. Where they differ, the text counts: its words share the time of those that
    stand there, or have none of their own; words that it lacks stay. Words whose text is another stay as they are.
    """
    tokens = [(token, not place) for segment in segments for place, token in enumerate(segment.split())]
    spoken = [word for word in words if letters_of(word.text)]
    letters = [letters_of(word.text) for word in spoken]
    said = [place for place, (token, _) in enumerate(tokens) if letters_of(token)]
    wanted = [letters_of(tokens[place][0]) for place in said]
    if "".join(letters) == "".join(wanted):
        return _spelt(spoken, tokens)
    steps = steps_between(letters, wanted)
    if sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal") < LEAST_EQUAL * len(letters):
        return list(words)
    made: list[RecognisedWord] = []
    edges = [0, *said[1:], len(tokens)]  # signs go with the word before them, the first ones with the first word
    for _, i1, i2, j1, j2 in steps:
        block, there = tokens[edges[j1] : edges[j2]] if j2 > j1 else [], spoken[i1:i2]
        if "".join(letters[i1:i2]) == "".join(wanted[j1:j2]):
            made += _spelt(there, block)
        elif block:
            made += _sharing(there, block)
        elif made and made[-1].text in SPOKEN_SIGNS:
            made[-1] = replace(_whole(there), text=made[-1].text, line=made[-1].line)
        else:
            made += there
    return made


def _spelt(spoken: Sequence[RecognisedWord], tokens: Sequence[tuple[str, bool]]) -> list[RecognisedWord]:
    """Return the tokens with the times of the words, which have the same letters."""
    made: list[RecognisedWord] = []
    place, ahead = 0, 0  # the next word, and letters that it and those before it have given to no token
    for token, line in tokens:
        parts = []
        wanted = len(letters_of(token))
        while ahead < wanted and place < len(spoken):
            parts.append(spoken[place])
            ahead += len(letters_of(spoken[place].text))
            place += 1
        ahead -= wanted
        if not wanted:
            made.append(RecognisedWord(token, status="silent", line=line))
        elif not parts:
            # The word before held this token's letters, too.
            made.append(replace(made[-1], text=token, line=line))
        elif len(parts) > 1 and not ahead and SPACELESS.search(token):
            cut = _cut(token, [len(letters_of(part.text)) for part in parts])
            made += [
                replace(part, text=piece, line=line and not place_)
                for place_, (part, piece) in enumerate(zip(parts, cut, strict=True))
            ]
        else:
            made.append(replace(_whole(parts), text=token, line=line))
    return made


def _cut(token: str, counts: Sequence[int]) -> list[str]:
    """Part a token without spaces into pieces of so many letters each; signs go with the letters before them."""
    pieces = [""]
    left = list(counts)
    for sign in token:
        letters = len(letters_of(sign))
        if letters and left[0] <= 0 and len(left) > 1:
            pieces.append("")
            del left[0]
        left[0] -= letters
        pieces[-1] += sign
    return pieces + [""] * (len(counts) - len(pieces))


def _sharing(spoken: Sequence[RecognisedWord], tokens: Sequence[tuple[str, bool]]) -> list[RecognisedWord]:
    """Return the tokens with the time of other words among them, by their letters; without times where none stand."""
    start = next((word.start for word in spoken if word.start is not None), None)
    end = next((word.end for word in reversed(spoken) if word.end is not None), None)
    speaker = spoken[0].speaker if spoken else None
    counts = [len(letters_of(token)) for token, _ in tokens]
    made: list[RecognisedWord] = []
    done = 0
    for (token, line), count in zip(tokens, counts, strict=True):
        if not count:
            made.append(RecognisedWord(token, status="silent", line=line))
            continue
        times: tuple[float | None, float | None] = (None, None)
        if start is not None and end is not None:
            step = (end - start) / sum(counts)
            times = start + step * done, start + step * (done + count)
        made.append(RecognisedWord(token, *times, status="interpolated", speaker=speaker, line=line))
        done += count
    return made


def letters_of(text: str) -> str:
    """Return the letters and figures of a text, in small letters: what two ways to write it share."""
    return "".join(c for c in text.casefold() if c.isalnum())
