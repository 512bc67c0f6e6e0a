"""What is seen in the frames of a clip: its shots, and in each the faces, where they are and how their mouths move.

One pass over small grey frames, one at a time: memory does not grow with the clip.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo, Stream, stream_ffmpeg
from clips.focus.detector import Box, FaceDetector, overlap
from clips.frames import FramePlan
from clips.picture import display_size
from clips.source_frames import source_frames

__all__ = ["Face", "Shot", "read_frames", "scan_shots"]


@dataclass(frozen=True, slots=True)
class Scanning:
    """How frames are looked at; set by hand on films of drawn and of photographed faces.

    Args:
        height: lines of the frames that are looked at.
        look: columns and lines of the thumbnails by which shots are told apart.
        change, times: levels (of 255) that two thumbnails of different shots differ by at least, and how many times
            what neighbouring frames usually differ by.
        usual: frames that what is usual is taken from.
        rest: levels that frames of one shot may always differ by, for noise.
        every, anew: seconds from look to look for known faces, and for new ones.
        motion: measurements of mouths a second.
        seen: share of the looks in which a face must be found.
        same: overlap of boxes that are one face.
        small: share of the width of a shot's largest face below which one is of somebody in the background.
    """

    height: int = 360
    look: tuple[int, int] = (32, 18)
    change: float = 6.0
    times: float = 4.0
    usual: int = 12
    rest: float = 0.5
    every: float = 0.4
    anew: float = 2.0
    motion: float = 12.5
    seen: float = 0.5
    same: float = 0.25
    small: float = 0.4


SCANNING = Scanning()

MOUTH, BROW = (0.22, 0.66, 0.78, 1.02), (0.2, 0.12, 0.8, 0.45)
"""Left, top, right and bottom of the mouth and of what is above the eyes, in shares of a face's box."""

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Face:
    """A face in a shot.

    Args:
        frames, boxes: where it was found: frames of the clip, and boxes in shares of the picture.
        measured, motion: frames of the clip, and how much the mouth moved beyond the rest of the face.
    """

    frames: NDArray[np.int64]
    boxes: NDArray[np.float64]
    measured: NDArray[np.int64]
    motion: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shot:
    """Frames `first` to `end` (exclusive) of the clip, what they look like on average, and the faces from the left."""

    first: int
    end: int
    look: NDArray[np.float64]
    faces: tuple[Face, ...]


@dataclass(slots=True)
class _Track:
    box: Box
    looks: int = 0
    frames: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    measured: list[int] = field(default_factory=list)
    motion: list[float] = field(default_factory=list)

    def found(self, frame: int, box: Box) -> None:
        self.box = box
        self.frames.append(frame)
        self.boxes.append(box)


def read_frames(info: MediaInfo, film: Stream, plan: FramePlan) -> Iterator[Grey]:
    """Yield the frames of a plan, small and grey: exactly those that the clip will have."""
    import ffmpeg

    wide, tall = display_size(film)
    height = min(SCANNING.height, tall)
    width = max(2, 2 * round(wide * height / tall / 2))
    stream = source_frames(ffmpeg, info, film, plan).filter("scale", width, height, flags="area")
    out = ffmpeg.output(stream.filter("format", "gray"), "pipe:", f="rawvideo", fps_mode="passthrough")
    for block in stream_ffmpeg(["-v", "error", *ffmpeg.get_args(out)], width * height):
        yield np.frombuffer(block, np.uint8).reshape(height, width)


def scan_shots(
    info: MediaInfo, film: Stream, plan: FramePlan, offset: int, on_frame: Callable[[int], None] = lambda frame: None
) -> list[Shot]:
    """Return the shots of a stretch of film that begins with frame `offset` of the clip."""
    detector = FaceDetector()
    watch = _Watch(detector, float(plan.rate))
    out: list[Shot] = []
    for number, picture in enumerate(read_frames(info, film, plan), start=offset):
        if watch.is_new_shot(picture) and watch.count:
            out.append(watch.shot(number))
        watch.see(number, picture)
        on_frame(number)
    if watch.count:
        out.append(watch.shot(offset + plan.count))
    return out


class _Watch:
    """Looks at frame after frame of one shot, then of the next."""

    def __init__(self, detector: FaceDetector, rate: float) -> None:
        self._detector = detector
        self._every, self._anew = (max(1, round(seconds * rate)) for seconds in (SCANNING.every, SCANNING.anew))
        self._step = max(1, round(rate / SCANNING.motion))
        self._thumbnail: NDArray[np.float64] | None = None
        self._steps: deque[float] = deque(maxlen=SCANNING.usual)
        self._start()

    def _start(self) -> None:
        self.count = 0
        self._first = 0
        self._sum = np.zeros(SCANNING.look[::-1])
        self._tracks: list[_Track] = []
        self._measured: Grey | None = None
        self._shape = (1, 1)

    def is_new_shot(self, picture: Grey) -> bool:
        """Tell whether a frame is unlike the one before."""
        thumbnail = _thumbnail(picture)
        before, self._thumbnail = self._thumbnail, thumbnail
        if before is None:
            return False
        step = float(np.abs(thumbnail - before).mean())
        usual = statistics.median(self._steps) if self._steps else 0.0
        new = step > max(SCANNING.change, SCANNING.times * (usual + SCANNING.rest))
        if new:
            self._steps.clear()
        else:
            self._steps.append(step)
        return new

    def see(self, frame: int, picture: Grey) -> None:
        """Take the next frame of the shot."""
        if self.count == 0:
            self._first, self._shape = frame, picture.shape
        assert self._thumbnail is not None
        self._sum += self._thumbnail
        since = self.count
        self.count += 1
        if since % self._anew == 0:
            self._look_for_all(frame, picture)
        elif since % self._every == 0:
            self._look_again(frame, picture)
        if since % self._step == 0:
            self._measure(frame, picture)

    def _look_for_all(self, frame: int, picture: Grey) -> None:
        left = list(self._tracks)
        for box in self._detector.find(picture):
            own = max(left, key=lambda track: overlap(track.box, box), default=None)
            if own is None or overlap(own.box, box) < SCANNING.same:
                own = _Track(box)
                self._tracks.append(own)
            else:
                left.remove(own)
            own.found(frame, box)
        for track in self._tracks:
            track.looks += 1

    def _look_again(self, frame: int, picture: Grey) -> None:
        for track in self._tracks:
            track.looks += 1
            box = self._detector.find_again(picture, track.box)
            if box is not None and overlap(box, track.box) >= SCANNING.same:
                track.found(frame, box)

    def _measure(self, frame: int, picture: Grey) -> None:
        before, self._measured = self._measured, picture
        if before is None:
            return
        for track in self._tracks:
            mouth, brow, spread = _changes(before, picture, track.box)
            track.measured.append(frame)
            track.motion.append(max(0.0, mouth - brow) / spread)

    def shot(self, end: int) -> Shot:
        """Return the shot that ends before frame `end`, and begin the next one."""
        height, width = self._shape
        faces = [
            Face(
                np.array(track.frames),
                np.array(track.boxes) / (width, height, width, height),
                np.array(track.measured, np.int64),
                np.array(track.motion),
            )
            for track in self._tracks
            if len(track.frames) >= max(SCANNING.seen * track.looks, min(2, track.looks))
        ]
        largest = max((_width(face) for face in faces), default=0.0)
        faces = [face for face in faces if _width(face) >= SCANNING.small * largest]
        faces.sort(key=lambda face: float(np.median(face.boxes[:, 0] + face.boxes[:, 2] / 2)))
        out = Shot(self._first, end, self._sum / max(self.count, 1), tuple(faces))
        self._start()
        return out


def _width(face: Face) -> float:
    return float(np.median(face.boxes[:, 2]))


def _thumbnail(picture: Grey) -> NDArray[np.float64]:
    columns, lines = SCANNING.look
    rows, places = (
        np.arange(count) * size // count for count, size in zip((lines, columns), picture.shape, strict=True)
    )
    sums = np.add.reduceat(np.add.reduceat(picture, rows, axis=0, dtype=np.float64), places, axis=1)
    areas = np.outer(np.diff([*rows, picture.shape[0]]), np.diff([*places, picture.shape[1]]))
    out: NDArray[np.float64] = sums / areas
    return out


def _changes(before: Grey, now: Grey, box: Box) -> tuple[float, float, float]:
    """Return how much mouth and brow changed, and how much the levels of the face are spread."""
    left, top, width, height = box

    def part(picture: Grey, place: tuple[float, float, float, float]) -> NDArray[np.float32]:
        rows = slice(max(0, round(top + place[1] * height)), max(1, round(top + place[3] * height)))
        columns = slice(max(0, round(left + place[0] * width)), max(1, round(left + place[2] * width)))
        return picture[rows, columns].astype(np.float32)

    mouth, brow = (
        float(np.abs(part(now, place) - part(before, place)).mean()) if part(now, place).size else 0.0
        for place in (MOUTH, BROW)
    )
    whole = part(now, (0.0, 0.0, 1.0, 1.0))
    return mouth, brow, float(whole.std()) + LEAST_SPREAD if whole.size else 1.0


LEAST_SPREAD = 8.0
"""Levels: so that faces in the dark do not count for more than they show."""
