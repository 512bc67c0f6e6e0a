"""A film of faces that talk in turns, and its alignment: who is where in each frame is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from align.document import Alignment, EngineInfo, Media, Speaker, Word
from samples.faces import Box, Seat, Shot, Turn, face_box, words_of, write_film
from tests.clips.films import with_media
from tests.speakers.conversation import RATE, write_wave

NAMES = ("Ada", "Bob", "Cleo")
SIZE = (480, 270)

TWO = (Seat(0, 0.25, 0.45, 0.36), Seat(1, 0.75, 0.5, 0.36))
CLOSE = (Seat(1, 0.62, 0.5, 0.55),)
SHOTS = (Shot(5.4, TWO, 0), Shot(2.6, CLOSE, 3), Shot(4.0, TWO, 0))
TURNS = (Turn(0, 0.3, 2.8), Turn(1, 3.0, 6.8), Turn(0, 7.0, 9.4), Turn(1, 9.4, 9.9), Turn(0, 10.0, 11.8))
"""Bob's last turn is too short to be looked at."""


def talking_film(
    folder: Path, shots: Sequence[Shot] = SHOTS, turns: Sequence[Turn] = TURNS, *, named: bool = True
) -> Path:
    """Write `film.mp4` and `film.align.json`; gives the alignment's path."""
    seconds = sum(shot.seconds for shot in shots)
    noise = np.random.default_rng(1).normal(0, 0.05, int(seconds * RATE))
    sound = write_wave(folder / "film.wav", noise)
    film = write_film(folder / "film.mp4", shots, turns, sound, size=SIZE)
    alignment = alignment_of_turns(turns, seconds)
    document = folder / "film.align.json"
    with_media(alignment if named else replace(alignment, speakers=()), film).save(document)
    return document


def alignment_of_turns(turns: Sequence[Turn], seconds: float) -> Alignment:
    words: list[Word] = []
    speakers: list[Speaker] = []
    for turn in turns:
        speakers.append(Speaker(len(words), NAMES[turn.person], 0.99))
        said = words_of(turn)
        for number, (start, end) in enumerate(said):
            stop = "." if number == len(said) - 1 else ""
            words.append(Word(f"w{len(words)}{stop}", round(start, 3), round(end, 3), 0.97))
    media = Media("film.mp4", "0" * 64, seconds)
    return Alignment(media, "en", EngineInfo("test", "1"), tuple(words), speakers=tuple(speakers))


def speaker_box(time: float, shots: Sequence[Shot] = SHOTS, turns: Sequence[Turn] = TURNS) -> Box | None:
    """Where the face of who speaks is, in shares of the picture; `None`: he is not in it, or nobody speaks."""
    person = next((turn.person for turn in turns if turn.start <= time < turn.end), None)
    at = 0.0
    for shot in shots:
        if at <= time < at + shot.seconds:
            return next((face_box(seat, SIZE) for seat in shot.seats if seat.person == person), None)
        at += shot.seconds
    return None
