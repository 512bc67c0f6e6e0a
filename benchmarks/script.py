"""What is said in a made episode, and in which order: a transcript becomes pieces, and pieces get rougher.

Pure: a list of pieces in, a list of pieces out, decided by a seeded generator. A piece knows which transcript tokens it
speaks, so whatever is cut, added, repeated or moved, the answer stays known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from samples.voices import VOICES, Voice

__all__ = [
    "Piece",
    "cut_apart",
    "scripted",
    "stitched",
    "structure",
    "with_adverts",
    "with_cuts",
    "with_fillers",
    "with_stings",
    "with_takes",
]

Kind = Literal["speech", "music", "laughter"]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of an episode.

    Args:
        tokens: what is said; empty for music.
        index: for each token, its place in the transcript; `None` where the transcript does not have it.
        voice: who says it.
        gap: seconds of quiet before it.
        kind: what it is; music and laughter last `seconds`.
        cut: in the transcript, but not in the audio.
        bed: dB that music under it is below the voice; `None`: no music.
    """

    tokens: tuple[str, ...] = ()
    index: tuple[int | None, ...] = ()
    voice: Voice = VOICES[0]
    gap: float = 0.3
    kind: Kind = "speech"
    seconds: float = 0.0
    cut: bool = False
    bed: float | None = None

    @property
    def scripted(self) -> bool:
        """Whether any of it is in the transcript."""
        return any(i is not None for i in self.index)


def _chapters(text: str) -> Iterator[tuple[str | None, list[str]]]:
    """Title and own lines of each chapter; the repeated opening is left out."""
    kept: list[str] = []
    parts = re.split(r"^#+ *([^\n]*)$", text, flags=re.MULTILINE)
    for title, body in zip([None, *parts[1::2]], parts[::2], strict=True):
        lines = [line for line in body.splitlines() if line.strip()]
        most = min(len(lines), len(kept))
        repeated = max(n for n in range(most + 1) if kept[len(kept) - n :] == lines[:n])
        kept += lines[repeated:]
        if title is not None or lines:
            yield title, lines[repeated:]


def stitched(text: str) -> tuple[str, ...]:
    """Return tokens of a transcript whose chapters open with the last lines of the one before.

    Independent of `align.transcript.reader` on purpose: the benchmark's answers must not come from what is measured.

    >>> stitched("# One\\n\\na b\\n\\nc d\\n\\n# Two\\n\\nc d\\n\\ne")
    ('a', 'b', 'c', 'd', 'e')
    """
    return tuple(token for _, lines in _chapters(text) for line in lines for token in line.split())


def structure(text: str) -> tuple[list[tuple[str, int]], list[int]]:
    """Return chapters as (title, index of the first token), and the indices of the tokens that begin a line."""
    titles: list[tuple[str, int]] = []
    starts: list[int] = []
    count = 0
    for title, lines in _chapters(text):
        if title is not None:
            titles.append((title, count))
        for line in lines:
            starts.append(count)
            count += len(line.split())
    return titles, starts


def sentences(tokens: Sequence[str], longest: int = 28) -> list[range]:
    """Index ranges of the sentences; one that is longer breaks at a comma or, failing that, anywhere."""
    found: list[range] = []
    first = 0
    for i, token in enumerate(tokens):
        length = i + 1 - first
        ends = re.search(r"[.?!…][\"'”’)]*$", token) and not re.fullmatch(r"(Dr|Mr|Mrs|Ms|St|[A-Z])\.", token)
        if ends or (length > longest and token.endswith((",", ";", "-", "–"))) or length > 2 * longest:
            found.append(range(first, i + 1))
            first = i + 1
    if first < len(tokens):
        found.append(range(first, len(tokens)))
    return found


def scripted(tokens: Sequence[str], rng: Rng, *, cast: Sequence[Voice] = VOICES[:4], pace: float = 1.0) -> list[Piece]:
    """Return the transcript as people would say it: turns of one to nine sentences, pauses of natural lengths."""
    pieces: list[Piece] = []
    speaker, left = 0, 0
    for place in sentences(tokens):
        gap = float(np.clip(rng.lognormal(-1.3, 0.6), 0.05, 1.6))
        if left == 0:
            speaker = int(rng.choice([i for i in range(len(cast)) if i != speaker or len(cast) == 1]))
            left = int(rng.integers(1, 10))
            gap = float(np.clip(rng.lognormal(-1.0, 0.8), 0.02, 2.5))
        left -= 1
        voice = cast[speaker]
        voice = replace(voice, stretch=voice.stretch * pace * float(rng.uniform(0.94, 1.06)))
        pieces.append(Piece(tuple(tokens[i] for i in place), tuple(place), voice, gap))
    return pieces


def with_cuts(pieces: Sequence[Piece], rng: Rng, share: float = 0.02) -> list[Piece]:
    """Cut that share of the sentences from the audio, one to three in a row, never the first or the last."""
    out = list(pieces)
    wanted = max(1, round(share * len(pieces))) if len(pieces) > 8 else 0
    while wanted > 0:
        first, run = int(rng.integers(1, len(pieces) - 3)), int(rng.integers(1, 4))
        # Cuts keep a distance from each other, or they would be one cut.
        if any(piece.cut for piece in out[max(0, first - 2) : first + run + 2]):
            continue
        for i in range(first, first + run):
            out[i] = replace(out[i], cut=True)
        wanted -= run
    return out


FILLERS = ("um,", "uh,", "um", "uh", "er,", "uh, I mean,", "you know,")


def with_fillers(pieces: Sequence[Piece], rng: Rng, share: float = 0.03) -> list[Piece]:
    """Say "um", "uh" and the like before that share of the words, and now and then begin a word twice."""
    out: list[Piece] = []
    for piece in pieces:
        tokens: list[str] = []
        index: list[int | None] = []
        for token, place in zip(piece.tokens, piece.index, strict=True):
            if piece.kind == "speech" and rng.random() < share:
                extra = str(rng.choice(FILLERS)).split() if rng.random() < 0.8 else [f"{token.strip('.,?!')},"]
                tokens += extra
                index += [None] * len(extra)
            tokens.append(token)
            index.append(place)
        out.append(replace(piece, tokens=tuple(tokens), index=tuple(index)))
    return out


def with_adverts(
    pieces: Sequence[Piece], rng: Rng, adverts: Sequence[Sequence[str]], cast: Sequence[Voice]
) -> list[Piece]:
    """Put each advert (its sentences as strings) somewhere, framed by stings, half of them over music."""
    at = sorted((int(rng.integers(3, len(pieces))) for _ in adverts), reverse=True)
    out = list(pieces)
    for number, (place, advert) in enumerate(zip(at, adverts, strict=True)):
        voice = cast[int(rng.integers(len(cast)))]
        bed = float(rng.uniform(8, 14)) if rng.random() < 0.5 else None
        spoken = [_unscripted(sentence.split(), voice, float(rng.uniform(0.2, 0.5)), bed) for sentence in advert]
        stings = [_sting(rng, 1.5, 4.0)] if number % 2 else []
        out[place:place] = [*stings, *spoken, *stings]
    return out


def _unscripted(tokens: Sequence[str], voice: Voice, gap: float, bed: float | None) -> Piece:
    return Piece(tuple(tokens), (None,) * len(tokens), voice, gap, bed=bed)


def _sting(rng: Rng, shortest: float, longest: float) -> Piece:
    return Piece(kind="music", seconds=float(rng.uniform(shortest, longest)), gap=0.4)


def with_stings(pieces: Sequence[Piece], rng: Rng, count: int, *, beds: float = 0.0) -> list[Piece]:
    """Add opening music, `count` stings and laughs; music lies under that share (`beds`) of the sentences, in sixes."""
    out = list(pieces)
    for first in range(0, len(out), 6):
        if rng.random() < beds:
            level = float(rng.uniform(10, 18))
            out[first : first + 6] = [replace(piece, bed=level) for piece in out[first : first + 6]]
    for number, place in enumerate(sorted(rng.integers(2, len(out), count).tolist(), reverse=True)):
        laugh = Piece(kind="laughter", seconds=float(rng.uniform(0.7, 2.2)), gap=0.1)
        out.insert(place, laugh if number % 3 == 2 else _sting(rng, 2.0, 9.0))
    return [Piece(kind="music", seconds=float(rng.uniform(8, 22)), gap=0.5), *out]


def with_takes(pieces: Sequence[Piece], rng: Rng, share: float = 0.04) -> list[Piece]:
    """Say that share of the sentences twice; the second take is the one the transcript means."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.scripted and not piece.cut and len(piece.tokens) > 4 and rng.random() < share:
            first = replace(piece, index=(None,) * len(piece.index))
            out.append(replace(first, voice=replace(piece.voice, stretch=piece.voice.stretch * 1.06)))
            out.append(replace(piece, gap=max(0.4, piece.gap)))
        else:
            out.append(piece)
    return out


def cut_apart(pieces: Sequence[Piece], order: Sequence[int]) -> list[Piece]:
    """Return the pieces as `len(order)` equal chapters, moved into that order."""
    edges = [round(len(pieces) * i / len(order)) for i in range(len(order) + 1)]
    return [piece for i in order for piece in pieces[edges[i] : edges[i + 1]]]
