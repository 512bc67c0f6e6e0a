"""The picture that follows the speaker: films of drawn and of photographed faces whose places are known."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment, EngineInfo, Media, Speaker, Word
from align.hashing import file_sha256
from align.media import probe
from benchmarks.context import Report, Settings, say
from benchmarks.measure import pullquote
from benchmarks.tables import Table
from benchmarks.talk_recordings import write_sound
from clips.frames import frame_times
from samples.faces import Photo, Seat, Shot, Turn, face_box, words_of, write_film
from samples.voices import RATE

__all__ = ["focus"]

SIZE, FPS = (960, 540), 25

SECONDS = 60.0
"""Of a film."""

NAMES = ("Ada", "Bob", "Cleo")

PHOTO_BOX = (177, 38, 97, 132)
"""Left, top, width and height of the face in scikit-image's photograph of Eileen Collins (NASA, public domain)."""

SHORTEST, LONGEST = 1.0, 8.0
"""Seconds of a turn; one in eight is a reply of half a second."""

REPLY, REPLIES = 0.5, 0.125

LEAST_STEP = 1.5
"""Seconds that a framing must stand."""

WANTED = 0.95

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Film:
    """A film and what is known of it."""

    name: str
    document: Path
    shots: tuple[Shot, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a clip came to.

    Args:
        whole: share of the frames in which the speaker is in the shot, and his whole face in the picture.
        turned: the same without replies that are too short to be turned to.
        inside: changes at a turn that lie inside a word.
        short: framings of a shot that stand for less than they must.
    """

    frames: int
    whole: float
    turned: float
    inside: int
    short: int
    exact: bool
    warnings: int


def focus(settings: Settings) -> Report:
    """Return how much of the time the speaker's whole face is in the picture, for two and three people."""
    folder = settings.folder / "focus"
    rows, figures = [], {}
    for kind, photo in (("drawn", None), ("photographed", _photo())):
        if kind == "photographed" and photo is None:
            say("photographed faces: left out; pip install scikit-image, which brings the photograph")
            continue
        for people in (2, 3):
            outcomes = []
            for number in range(max(1, settings.runs)):
                rng = np.random.default_rng(settings.seed + 10 * number + people)
                film = _film(folder / f"{kind}-{people}-{number}", people, rng, photo)
                say(f"{film.name} ...")
                outcomes.append(_outcome(film))
            name = f"{people} {kind} faces"
            figures[name] = [outcome.whole for outcome in outcomes]
            rows.append(_row(name, outcomes))
    columns = (
        "on",
        "films",
        "face whole",
        "without short replies",
        "cuts in a word",
        "too short",
        "frames exact",
        "unsure",
    )
    return Report([Table("the picture follows the speaker", columns, rows, [f"{WANTED:.0%} wanted"])], figures)


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str | int | float, ...]:
    whole, turned = (
        float(np.average(values, weights=[outcome.frames for outcome in outcomes]))
        for values in ([outcome.whole for outcome in outcomes], [outcome.turned for outcome in outcomes])
    )
    exact = "yes" if all(outcome.exact for outcome in outcomes) else "no"
    inside, short, unsure = (sum(getattr(one, what) for one in outcomes) for what in ("inside", "short", "warnings"))
    return name, len(outcomes), whole, turned, inside, short, exact, unsure


def _photo() -> Photo | None:
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        return None
    import cv2

    picture = cv2.imread(str(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png"))
    return None if picture is None else (picture, PHOTO_BOX)


def _film(folder: Path, people: int, rng: Rng, photo: Photo | None) -> Film:
    """Return a film of some people: all of them together, each alone, shot after shot; made anew each time."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    turns = _turns(people, rng)
    shots = _shots(people, rng)
    sound = rng.normal(0, 0.05, int(SECONDS * RATE)).astype(np.float32)
    write_sound(sound, folder / "film.flac")
    film = write_film(folder / "film.mp4", shots, turns, folder / "film.flac", size=SIZE, rate=FPS, photo=photo)
    words: list[Word] = []
    speakers: list[Speaker] = []
    for turn in turns:
        speakers.append(Speaker(len(words), NAMES[turn.person], 0.99))
        words += [Word("w", round(start, 3), round(end, 3), 0.97) for start, end in words_of(turn)]
    media = Media(str(film), file_sha256(film), SECONDS)
    alignment = Alignment(media, "en", EngineInfo("known", "1"), tuple(words), speakers=tuple(speakers))
    alignment.save(folder / "film.align.json")
    return Film(folder.name, folder / "film.align.json", tuple(shots), tuple(turns))


def _turns(people: int, rng: Rng) -> list[Turn]:
    at, last, out = 0.4, -1, []
    while at < SECONDS - 1.5:
        person = int(rng.choice([k for k in range(people) if k != last]))
        length = REPLY if rng.random() < REPLIES else float(rng.uniform(SHORTEST, LONGEST))
        end = min(at + length, SECONDS - 0.4)
        out.append(Turn(person, round(at, 3), round(end, 3)))
        at, last = end + float(rng.uniform(0.0, 0.4)), person
    return out


def _shots(people: int, rng: Rng) -> list[Shot]:
    """Everybody in a row, and now and then one or two alone; each setup has its own backdrop and places."""
    places = np.linspace(0.5 / people, 1 - 0.5 / people, people) + rng.uniform(-0.03, 0.03, people)
    size = float(rng.uniform(0.24, 0.3)) if people == 3 else float(rng.uniform(0.28, 0.36))
    together = tuple(
        Seat(k, float(places[k]), float(rng.uniform(0.42, 0.5)), size * float(rng.uniform(0.95, 1.05)))
        for k in range(people)
    )
    alone = [(Seat(k, float(rng.uniform(0.35, 0.65)), 0.5, float(rng.uniform(0.45, 0.6))),) for k in range(people)]
    shots, at = [], 0.0
    while at < SECONDS - 1e-6:
        length = min(float(rng.integers(75, 300)) / FPS, SECONDS - at)
        which = int(rng.integers(people)) if rng.random() < 0.35 else None
        seats = together if which is None else alone[which]
        shots.append(Shot(length, seats, 1 if which is None else 2 + which))
        at += length
    return shots


def _outcome(film: Film) -> Outcome:
    words = Alignment.load(film.document).words
    folder = film.document.parent / "clips"
    options = ("--focus", "auto", "--aspect", "9:16", "--height", "480", "--quality", "draft", "--sheet", "--json")
    done = pullquote("clip", str(film.document), f"word:1-{len(words)}", "-o", str(folder), *options)
    entry = json.loads((folder / "clips.json").read_text(encoding="utf-8"))["clips"][0] if not done.code else {}
    if not entry:
        raise RuntimeError(done.stderr)
    span, steps = entry["spans"][0], entry["focus"]["steps"]
    start, count = span["in"], span["frames"][1] - span["frames"][0]
    seen, long = [], []
    for frame in range(count):
        found = _speaker(film, start + (frame + 0.5) / FPS)
        if found is not None:
            turn, seat = found
            seen.append(_whole(seat, _place(steps, frame)))
            long.append(turn.end - turn.start >= LEAST_STEP)
    clip = folder / entry["files"]["clip"]
    info = probe(clip)
    assert info.video is not None
    whole = np.array(seen, float)
    return Outcome(
        frames=len(seen),
        whole=float(whole.mean()),
        turned=float(whole[np.array(long)].mean()),
        inside=_inside_words(steps, start, [word.span for word in words]),
        short=_too_short(steps, entry["focus"]["shots"], count),
        exact=len(frame_times(info, info.video, 0.0, SECONDS + 5)) == count,
        warnings=sum("not clear" in line for line in entry["warnings"]),
    )


def _speaker(film: Film, time: float) -> tuple[Turn, Seat] | None:
    turn = next((turn for turn in film.turns if turn.start <= time < turn.end), None)
    at = 0.0
    for shot in film.shots:
        if at <= time < at + shot.seconds and turn is not None:
            seat = next((seat for seat in shot.seats if seat.person == turn.person), None)
            return None if seat is None else (turn, seat)
        at += shot.seconds
    return None


def _place(steps: Sequence[dict[str, Any]], frame: int) -> float:
    """Return the left edge of the crop, as a share of the picture's width."""
    step = [step for step in steps if step["frame"] <= frame][-1]
    return float(step["x"]) * (1 - _share())


def _share() -> float:
    return 9 / 16 / (SIZE[0] / SIZE[1])


def _whole(seat: Seat, left: float) -> bool:
    box = face_box(seat, SIZE)
    return left <= box[0] + 1e-3 and box[0] + box[2] <= left + _share() + 1e-3


def _inside_words(steps: Sequence[dict[str, Any]], start: float, words: Sequence[tuple[float, float]]) -> int:
    """Count the changes at turns that lie inside a word by more than half a frame."""
    half = 0.5 / FPS + 1e-3
    times = [start + step["frame"] / FPS for step in steps if step["why"] == "turn"]
    return sum(any(a + half < time < b - half for a, b in words) for time in times)


def _too_short(steps: Sequence[dict[str, Any]], shots: Sequence[int], count: int) -> int:
    """Count the framings that stand for less than they must, but for shots that are shorter."""
    frames = [step["frame"] for step in steps]
    pairs = list(zip(frames, [*frames[1:], count], strict=True))
    cuts = {*shots, count}
    return sum(end - first < LEAST_STEP * FPS - 1 and not (first in cuts and end in cuts) for first, end in pairs)
