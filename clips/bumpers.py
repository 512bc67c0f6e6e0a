"""Bumpers: what a brand has stand before and behind a clip (intro, outro, end card), brought to the clip's own form.

Their sound is levelled to the clip's, to the sample; their picture is scaled to its size and rate, to the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from align.errors import UsageError
from align.media import MediaInfo, read_pcm
from clips.brand import Brand, EndCard
from clips.drawing.colours import Rgb, hex_of
from clips.frames import FramePlan
from clips.loudness import SILENCE, integrated, limit
from clips.picture import Frame, display_size, shape
from clips.sound import RATE, ClipSound, Level, gain_for
from clips.source_frames import source_frames

__all__ = [
    "NO_BUMPERS",
    "Bumper",
    "Bumpers",
    "PlacedCard",
    "bumper_picture",
    "bumper_sound",
    "bumpers_of",
    "joined_picture",
    "joined_sound",
    "refuse_long",
]

FADE = 0.01
"""Seconds in which the sound of a bumper comes and goes."""
SAME_SHAPE = 0.03
"""Difference of two aspect ratios, as a share, from which a bumper stands on a blurred copy of itself: a crop would cut
its letters."""

Kind = Literal["intro", "end card", "outro"]


@dataclass(frozen=True, slots=True)
class Bumper:
    """One piece: a file or an end card, and for how many seconds it stands (whole frames, where there is a picture)."""

    kind: Kind
    seconds: float
    info: MediaInfo | None = None
    card: EndCard | None = None

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.kind if self.info is None else f"{self.kind} {self.info.path.name}"


@dataclass(frozen=True, slots=True)
class Bumpers:
    """What stands before and behind a clip, in order."""

    before: tuple[Bumper, ...] = ()
    after: tuple[Bumper, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    @property
    def lead(self) -> float:
        """Seconds before the clip."""
        return sum(bumper.seconds for bumper in self.before)

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.lead + sum(bumper.seconds for bumper in self.after)

    def record(self) -> list[dict[str, Any]]:
        """Return it for the manifest."""
        every = (*self.before, *self.after)
        files = [None if one.info is None else one.info.path.name for one in every]
        return [
            {"kind": one.kind, "file": file, "seconds": round(one.seconds, 3)}
            for one, file in zip(every, files, strict=True)
        ]


NO_BUMPERS = Bumpers()


def bumpers_of(brand: Brand, rate: Fraction | None) -> Bumpers:
    """Return a brand's bumpers for clips of `rate` frames a second; `None`: for sound alone, without an end card.

    Raises `UsageError` for a file without a picture where one is needed, or without sound where that is all there is.
    """
    intro = () if brand.intro is None else (_of_file("intro", brand.intro, rate),)
    outro = () if brand.outro is None else (_of_file("outro", brand.outro, rate),)
    card: tuple[Bumper, ...] = ()
    if brand.end_card is not None and rate is not None:
        card = (Bumper("end card", _whole(brand.end_card.seconds, rate), card=brand.end_card),)
    return Bumpers(intro, (*card, *outro))


def _of_file(kind: Kind, info: MediaInfo, rate: Fraction | None) -> Bumper:
    if rate is not None and info.video is None:
        raise UsageError(f"the {kind} {info.path.name} has no picture, and the clips have; give one that has")
    if rate is None and info.audio is None:
        raise UsageError(f"the {kind} {info.path.name} has no sound, and the clips are nothing else; give one that has")
    return Bumper(kind, _whole(info.duration or 0.0, rate), info)


def _whole(seconds: float, rate: Fraction | None) -> float:
    """Return the seconds of whole frames, one at least; of whole samples where there is no picture."""
    grid = Fraction(RATE) if rate is None else rate
    return float(max(1, round(seconds * grid)) / grid)


def refuse_long(bumpers: Bumpers, duration: float) -> None:
    """Raise `UsageError` where a bumper is longer than the clip that it belongs to."""
    for bumper in (*bumpers.before, *bumpers.after):
        if bumper.seconds > duration:
            raise UsageError(
                f"the {bumper.name} lasts {bumper.seconds:.1f} s and the clip {duration:.1f} s, and would outlast it;"
                " shorten it, take more words, or give --no-bumpers"
            )


def joined_sound(
    sound: ClipSound, bumpers: Bumpers, target: float | None, *, ceiling: float, length: float | None = None
) -> ClipSound:
    """Return the sound of a clip with its bumpers', each brought to `target` LUFS, or to the clip's own loudness.

    `length`: seconds of the clip's picture, which its sound is filled up to.
    """
    channels = sound.samples.shape[1]
    level = sound.loudness if target is None else target
    parts = [bumper_sound(one, level, channels, ceiling) for one in bumpers.before]
    parts.append(sound.samples)
    if length is not None:
        short = max(0, round(length * RATE) - len(sound.samples))
        parts.append(np.zeros((short, channels), np.float32))
    parts += [bumper_sound(one, level, channels, ceiling) for one in bumpers.after]
    whole = np.concatenate(parts)
    return replace(sound, samples=whole, loudness=round(integrated(whole), 2))


def bumper_sound(bumper: Bumper, target: float, channels: int, ceiling: float) -> NDArray[np.float32]:
    """Return a bumper's samples, [time, channel] at `RATE`, brought to `target` LUFS; silence where it has none."""
    count = round(bumper.seconds * RATE)
    silence = np.zeros((count, channels), np.float32)
    if bumper.info is None or bumper.info.audio is None:
        return silence
    samples = read_pcm(bumper.info, 0.0, bumper.seconds, rate=RATE, channels=channels)[:count]
    loudness = integrated(samples)
    if loudness > SILENCE and target > SILENCE:
        samples = limit(samples * np.float32(10 ** (gain_for(Level(target), loudness) / 20)), ceiling)[0]
    silence[: len(samples)] = samples
    ramp = np.linspace(0, 1, min(round(FADE * RATE), count), dtype=np.float32)[:, None]
    silence[: len(ramp)] *= ramp
    silence[count - len(ramp) :] *= ramp[::-1]
    return silence


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """An end card ready to be drawn: its colour, an image that fills it, and an ASS file with the folder of its fonts.

    `logo`: a picture, and its width and place in pixels.
    """

    back: Rgb
    image: Path | None
    ass: Path
    fonts: Path
    logo: tuple[Path, int, int, int] | None = None


def joined_picture(
    ffmpeg: Any, picture: Any, bumpers: Bumpers, card: PlacedCard | None, frame: Frame, rate: Fraction
) -> Any:
    """Return the picture of a clip between those of its bumpers, all of the same size and rate."""
    before = [bumper_picture(ffmpeg, one, card, frame, rate, number) for number, one in enumerate(bumpers.before)]
    after = [bumper_picture(ffmpeg, one, card, frame, rate, 5 + number) for number, one in enumerate(bumpers.after)]
    return ffmpeg.concat(*before, picture, *after, v=1, a=0) if before or after else picture


def bumper_picture(
    ffmpeg: Any, bumper: Bumper, card: PlacedCard | None, frame: Frame, rate: Fraction, number: int
) -> Any:
    """Return a bumper's picture as a stream of ffmpeg-python; `number` is its own among those of one command."""
    count = round(bumper.seconds * rate)
    if bumper.info is not None:
        film = bumper.info.video
        assert film is not None
        plan = FramePlan(0.0, count, rate, 0.0, True, 0.0, bumper.seconds)
        # Far from the numbers of the clip's own pieces: the same file may be among them.
        stream = source_frames(ffmpeg, bumper.info, film, plan, number=1000 + number)
        return shape(stream, film, Frame(frame.width, frame.height, "crop" if _alike(film, frame) else "blur"))
    assert card is not None
    return _card_picture(ffmpeg, card, frame, rate, count)


def _alike(film: Any, frame: Frame) -> bool:
    width, height = display_size(film)
    return abs(width * frame.height / (height * frame.width) - 1) < SAME_SHAPE


def _card_picture(ffmpeg: Any, card: PlacedCard, frame: Frame, rate: Fraction, count: int) -> Any:
    pace = f"{rate.numerator}/{rate.denominator}"
    colour = hex_of(card.back).replace("#", "0x")
    source = f"color=c={colour}:s={frame.width}x{frame.height}:r={pace},format=rgb24"
    picture = ffmpeg.input(source, f="lavfi").video
    if card.image is not None:
        image = ffmpeg.input(f"file:{card.image}", protocol_whitelist="file,pipe").video.filter("format", "rgb24")
        size = (frame.width, frame.height)
        image = image.filter("scale", *size, force_original_aspect_ratio="increase", flags="lanczos")
        picture = picture.overlay(image.filter("crop", *size).filter("setsar", "1"), eof_action="repeat")
    if card.logo is not None:
        file, width, x, y = card.logo
        logo = ffmpeg.input(f"file:{file}", protocol_whitelist="file,pipe").video.filter("scale", width, -1)
        picture = picture.overlay(logo.filter("format", "rgba"), x=x, y=y, eof_action="repeat")
    picture = picture.filter("trim", end_frame=count).filter("scale", out_color_matrix="bt709", out_range="tv")
    picture = picture.filter("format", "yuv420p").filter("setsar", "1")
    picture = picture.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    return picture.filter("ass", filename=str(card.ass), fontsdir=str(card.fonts))
