"""Words of a recogniser brought to the words of its text: pieces joined, punctuation put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from align.recognised.words import RecognisedWord
from align.spacing import SPACELESS

__all__ = ["join_pieces", "with_text"]


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


def with_text(words: Sequence[RecognisedWord], segments: Iterable[str]) -> list[RecognisedWord]:
    """Give the words the spelling and punctuation of the text, where both have the same letters in the same order.

    Each segment of the text begins a line. Words whose text is another stay as they are.
    """
    tokens = [(token, not place) for segment in segments for place, token in enumerate(segment.split())]
    if "".join(_letters(token) for token, _ in tokens) != "".join(_letters(word.text) for word in words):
        return list(words)
    made: list[RecognisedWord] = []
    spoken = [word for word in words if _letters(word.text)]
    place, ahead = 0, 0  # the next word, and letters that it and those before it have given to no token
    for token, line in tokens:
        parts = []
        wanted = len(_letters(token))
        while ahead < wanted and place < len(spoken):
            parts.append(spoken[place])
            ahead += len(_letters(spoken[place].text))
            place += 1
        ahead -= wanted
        if not wanted:
            made.append(RecognisedWord(token, status="silent", line=line))
        elif not parts:
            # The word before held this token's letters, too.
            made.append(replace(made[-1], text=token, line=line))
        else:
            whole = parts[0]
            for part in parts[1:]:
                whole = _joined(whole, part)
            made.append(replace(whole, text=token, line=line))
    return made


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
