"""What will be made, before anything is made: places, cuts, frames, names, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import InputsDoNotFit, UsageError
from align.media import MediaInfo, Stream, choose_stream, has_filter, read_pcm
from clips.asking import pick
from clips.cuts import Cut, cut_points, reach, to_sentence, with_handles, word_warnings
from clips.frames import FramePlan, look, plan_frames
from clips.naming import clip_stem
from clips.picture import Aspect, Fit, Frame, frame_for, frame_of, is_hdr
from clips.quotes import QuoteIndex, Span
from clips.render import Encoding
from clips.sidecar import Piece
from clips.sound import RATE, Heard, Slot

__all__ = ["AUDIO_FORMATS", "ClipPlan", "Episode", "Select", "Settings", "plan_clip"]

AUDIO_FORMATS = ("mp3", "m4a", "wav", "flac")
CaptionStyle = Literal["none", "clean", "highlight", "karaoke"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How clips are made.

    Args:
        format: `mp4` (a picture: the source's own or an audiogram), or `mp3`, `m4a`, `wav`, `flac`.
        target: LUFS, `None` to leave the loudness alone. per_clip: bring every clip to it by itself.
        handles: seconds more at both sides, for hand-off.
        high_pass: Hz, `None` for none. denoise: take steady noise off.
        audiogram: draw a picture even where the source has one. cover: an image for it.
    """

    format: str = "mp4"
    aspect: Aspect = "source"
    fit: Fit = "crop"
    focus: float = 0.5
    height: int | None = None
    encoding: Encoding = field(default_factory=Encoding)
    captions: CaptionStyle = "none"
    font: Path | None = None
    target: float | None = -16.0
    per_clip: bool = False
    high_pass: float | None = None
    denoise: bool = False
    handles: float = 0.0
    to_sentence: bool = False
    audiogram: bool = False
    cover: Path | None = None
    stream: int | None = None
    show: str = ""
    episode: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """One clip that somebody wants: a quote (or times, a turn, words, a pattern), and what is special about it.

    `None`: as for all clips. `loudness` in LUFS or "off", `handles` in seconds.
    """

    quote: str
    title: str = ""
    nth: int | None = None
    aspect: Aspect | None = None
    captions: CaptionStyle | None = None
    focus: float | None = None
    loudness: float | Literal["off"] | None = None
    fit: Fit | None = None
    to_sentence: bool | None = None
    handles: float | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """An alignment, the media to cut, and its index of quotes."""

    alignment: Alignment
    info: MediaInfo
    index: QuoteIndex

    def hear(self, stream: int | None, start: float, end: float) -> NDArray[np.float32]:
        """Mono samples at 48 kHz between two times."""
        return read_pcm(self.info, start, end, rate=RATE, stream=stream)[:, 0]


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """One clip, decided: everything but the making."""

    number: int
    select: Select
    settings: Settings
    stem: str
    aspect: Aspect
    score: float
    text: str
    speakers: tuple[str, ...]
    spans: tuple[Span, ...]
    cuts: tuple[Cut, ...]
    frames: tuple[FramePlan, ...]
    warnings: tuple[str, ...]
    film: Stream | None = None
    channels: int = 2
    heard: tuple[Heard, ...] = field(default=(), compare=False, repr=False)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The pieces of sound; with a picture they fill its whole frames, as far as no neighbour is heard."""
        if not self.frames:
            return tuple(Slot.of(cut) for cut in self.cuts)
        slots, done, frames = [], 0, 0
        for cut, plan in zip(self.cuts, self.frames, strict=True):
            # Counted from the beginning, so that roundings do not add up against the picture.
            frames += plan.count
            length = round(frames / plan.rate * RATE) - done
            done += length
            audible = (max(plan.start, cut.room[0]), min(plan.end, cut.room[1]))
            slots.append(Slot(plan.start, length, audible, cut.fade_in, cut.fade_out))
        return tuple(slots)

    @property
    def frame_count(self) -> int:
        """Frames in the clip, 0 where the source's picture is not in it."""
        return sum(plan.count for plan in self.frames)

    @property
    def frame(self) -> Frame | None:
        """The finished picture, `None` where there is none."""
        settings = self.settings
        if self.film is not None:
            return frame_of(self.film, self.aspect, fit=settings.fit, focus=settings.focus, height=settings.height)
        return frame_for(self.aspect, settings.height) if settings.audiogram else None

    @property
    def encoder_memory(self) -> float:
        """MB that ffmpeg takes to make it; 0 for what is sound alone.

        Measured on films of 360 to 2160 lines; the six frames that wait for captions come on top.
        """
        if self.frame is None:
            return 0.0
        film = (self.film.width or 0) * (self.film.height or 0) if self.film is not None else 0
        return 115 + 14e-6 * film + 140e-6 * self.frame.width * self.frame.height

    @property
    def duration(self) -> float:
        """Seconds."""
        return sum(slot.length for slot in self.slots) / RATE

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Where each span of words lies in the source and in the clip."""
        pieces, offset = [], 0.0
        for span, slot in zip(self.spans, self.slots, strict=True):
            length = slot.length / RATE
            pieces.append(Piece(span, slot.start, slot.start + length, offset))
            offset += length
        return tuple(pieces)


def plan_clip(episode: Episode, select: Select, settings: Settings, number: int) -> ClipPlan:
    """Decide one clip. Raises what `pick`, `cut_points` and `plan_frames` raise; nothing is written."""
    alignment = episode.alignment
    sound = choose_stream(episode.info, settings.stream)
    match = pick(episode.index, select.quote, nth=select.nth)
    spans = [to_sentence(alignment, span) for span in match.spans] if settings.to_sentence else list(match.spans)
    film = episode.info.video if settings.format == "mp4" and not settings.audiogram else None
    channels = min(2, sound.channels or 2)
    placed = [_place(episode, span, settings, sound, channels, film) for span in spans]
    cuts = [cut for cut, _, _ in placed]
    frames = [plan for _, plan, _ in placed if plan is not None]
    text = " [..] ".join(_text(alignment, span) for span in spans)
    start = frames[0].start if frames else cuts[0].start
    aspect = settings.aspect if settings.format == "mp4" else "source"
    if settings.audiogram and aspect == "source":
        aspect = "1:1"
    stem = clip_stem(settings.show, settings.episode, number, start, select.title or text, aspect)
    return ClipPlan(
        number=number,
        select=select,
        settings=settings,
        stem=stem,
        aspect=aspect,
        score=match.score,
        text=text,
        speakers=_speakers(alignment, spans),
        spans=tuple(spans),
        cuts=tuple(cuts),
        frames=tuple(frames),
        warnings=(*_warnings(episode, spans, cuts, frames), *_undrawn(settings, text)),
        film=film,
        channels=channels,
        heard=tuple(heard for _, _, heard in placed if heard is not None),
    )


LONGEST_LOOK = 120.0
"""Seconds of a span whose whole sound is read to find its ends, and kept; of longer ones the ends are read alone."""


def _place(
    episode: Episode, span: Span, settings: Settings, sound: Stream, channels: int, film: Stream | None
) -> tuple[Cut, FramePlan | None, Heard | None]:
    """Where to cut a span, its frames where there is a film, and the sound that was read to decide."""
    alignment, info = episode.alignment, episode.info
    duration = info.duration or alignment.media.duration
    around = reach(alignment, span)
    begin, end = max(0.0, around[0] - settings.handles), around[1] + settings.handles
    times, heard = None, None
    if end - begin < LONGEST_LOOK:
        seen = look(info, film, sound, begin, end, rate=RATE, channels=channels) if film is not None else None
        if seen is None:
            samples = read_pcm(info, begin, end, rate=RATE, channels=channels, stream=settings.stream)
        else:
            times, samples = seen
        heard = Heard(round(begin * RATE), samples)

    def hear(start: float, end: float) -> NDArray[np.float32]:
        known = heard.between(round(start * RATE), round(end * RATE)) if heard else None
        return episode.hear(settings.stream, start, end) if known is None else known.mean(axis=1)

    cut = with_handles(cut_points(alignment, span, hear), settings.handles, duration)
    return cut, plan_frames(info, film, cut.start, cut.end, times) if film is not None else None, heard


def _text(alignment: Alignment, span: Span) -> str:
    return " ".join(word.text for word in alignment.words[span.first : span.last + 1])


def _speakers(alignment: Alignment, spans: Sequence[Span]) -> tuple[str, ...]:
    names = []
    for span in spans:
        talking = [s for s in alignment.speakers if s.word <= span.first][-1:]
        talking += [s for s in alignment.speakers if span.first < s.word <= span.last]
        names += [s.name for s in talking if s.name]
    return tuple(dict.fromkeys(names))


def _warnings(episode: Episode, spans: Sequence[Span], cuts: Sequence[Cut], frames: Sequence[FramePlan]) -> list[str]:
    found = [warning for span in spans for warning in word_warnings(episode.alignment, span)]
    found += [flag for cut in cuts for flag in cut.flags]
    if frames and not all(plan.even for plan in frames):
        found.append(f"the source has no constant frame rate; the clip has {float(frames[0].rate):.2f}")
    if len(frames) > 1:
        found.append("the picture jumps where spans are joined")
    for plan in frames:
        if plan.first_pts > plan.start + 0.1 or plan.last_pts < plan.end - 0.5:
            found.append("the picture does not last as long as the sound")
    return list(dict.fromkeys(found))


def _undrawn(settings: Settings, text: str) -> list[str]:
    """Signs, such as emoji, that burned captions leave out. Raises as `read_font` does, and for letters."""
    if settings.captions == "none":
        return []
    from clips.captions import refuse_unknown_letters
    from clips.fonts import built_in_font, read_font

    font = read_font(settings.font) if settings.font else built_in_font()
    refuse_unknown_letters(text, font)
    missing = font.missing(text)
    return [f"not in the captions' font, left out: {' '.join(missing)}"] if missing else []


def check_media(alignment: Alignment, info: MediaInfo) -> None:
    """Raise where the media cannot be what was aligned: far too short for the words.

    Raises `InputsDoNotFit`; a file without duration passes.
    """
    last = max((word.span[1] for _, word in alignment.timed()), default=0.0)
    if info.duration is not None and last > info.duration + 5:
        raise InputsDoNotFit(
            f"{info.path.name} lasts {info.duration:.0f} s, but the alignment's last word ends at {last:.0f} s:"
            " these are not the media that were aligned"
        )


def check_settings(settings: Settings, info: MediaInfo) -> None:
    """Raise `UsageError` for what cannot be made from these media."""
    if settings.format == "mp4" and info.video is None and not settings.audiogram:
        raise UsageError(f"{info.path.name} has no picture; choose --format mp3, m4a, wav or flac, or --audiogram")
    film = info.video if settings.format == "mp4" and not settings.audiogram else None
    if film is not None and is_hdr(film) and not has_filter("zscale"):
        raise UsageError(f"{info.path.name} has high dynamic range, and this ffmpeg has no zscale to map it to BT.709")
    if (settings.captions != "none" or settings.audiogram) and not has_filter("ass"):
        raise UsageError("this ffmpeg has no libass, which draws captions; set PULLQUOTE_FFMPEG to one that has")
