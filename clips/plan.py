"""What will be made, before anything is made: places, cuts, frames, names, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.clock import clock_text
from align.document import Alignment
from align.errors import FileProblem
from align.media import MediaInfo, Stream, channel_report, choose_stream, read_pcm
from align.spacing import join_words
from align.turns import turns_within
from clips.audiogram import RATE as CARD_RATE
from clips.bumpers import NO_BUMPERS, Bumpers, bumpers_of, refuse_long
from clips.cuts import Cut, cut_points, outer_limits, to_sentence, with_handles, word_warnings
from clips.decoded import DecodedCache, DecodedSound
from clips.differences import Difference, differences_text
from clips.film_clock import FilmClock
from clips.focus import FocusPlan, Footage, plan_focus
from clips.frames import FramePlan, clip_rate, plan_frames, read_times_and_sound
from clips.naming import clip_stem
from clips.picture import Aspect, Frame, frame_for, frame_of
from clips.queries import is_within, resolve, stretch
from clips.quotes import Match, QuoteIndex, Span
from clips.settings import Select, Settings
from clips.sidecar import Piece
from clips.sound import RATE, Slot

__all__ = ["ClipPlan", "Episode", "plan_clip"]


@dataclass(frozen=True, slots=True)
class Episode:
    """An alignment, the media to cut, and its index of quotes."""

    alignment: Alignment
    info: MediaInfo
    index: QuoteIndex

    def mono(self, stream: int | None, channel: int | None, start: float, end: float) -> NDArray[np.float32]:
        """Mono samples at 48 kHz between two times."""
        return read_pcm(self.info, start, end, rate=RATE, stream=stream, channel=channel)[:, 0]


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
    differences: tuple[Difference, ...] = ()
    film: Stream | None = None
    channels: int = 2
    focus: FocusPlan | None = None
    bumpers: Bumpers = NO_BUMPERS

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
            audible = (max(plan.start, cut.available[0]), min(plan.end, cut.available[1]))
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
            frame = frame_of(self.film, self.aspect, fit=settings.fit, focus=settings.focus, height=settings.height)
            return replace(frame, framing=self.focus.framing) if self.focus is not None else frame
        return frame_for(self.aspect, settings.height) if settings.audiogram else None

    @property
    def encoder_memory(self) -> float:
        """MB that ffmpeg takes to make it; 0 for what is sound alone.

        Measurement on films of 360 to 2160 lines; the six frames that wait for captions come on top.
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
    def length(self) -> float:
        """Seconds of the finished file: the clip and its bumpers."""
        return self.duration + self.bumpers.seconds

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Where each span of words lies in the source and in the clip."""
        pieces, offset = [], 0.0
        for span, slot in zip(self.spans, self.slots, strict=True):
            length = slot.length / RATE
            pieces.append(Piece(span, slot.start, slot.start + length, offset))
            offset += length
        return tuple(pieces)


def plan_clip(
    episode: Episode, select: Select, settings: Settings, number: int, *, decoded: DecodedCache | None = None
) -> ClipPlan:
    """Decide one clip; nothing is written.

    `decoded` keeps the sound that was read on the way. Raises what `resolve`, `cut_points` and `plan_frames` raise.
    """
    alignment = episode.alignment
    sound = choose_stream(episode.info, settings.stream)
    film_clock = _film_clock(episode.info)
    near = stretch(select.times, film_clock)
    match = resolve(episode.index, select.quote, nth=select.nth, film=film_clock, near=near)
    spans = [to_sentence(alignment, span) for span in match.spans] if settings.to_sentence else list(match.spans)
    film = episode.info.video if settings.format == "mp4" and not settings.audiogram else None
    channels = 1 if settings.channel is not None else min(2, sound.channels or 2)
    reading = _Reading(episode, settings, sound, film, channels)
    located = [_cut_span(reading, span) for span in spans]
    cuts = [cut for cut, _, _ in located]
    frames = [plan for _, plan, _ in located if plan is not None]
    if decoded is not None:
        decoded.keep(number, [samples for _, _, samples in located if samples is not None])
    text = " [..] ".join(_text(alignment, span) for span in spans)
    start = frames[0].start if frames else cuts[0].start
    aspect = settings.aspect if settings.format == "mp4" else "source"
    if settings.audiogram and aspect == "source":
        aspect = "1:1"
    focus = _focus(episode, settings, spans, frames, film) if film is not None else None
    stem = clip_stem(settings.show, settings.episode, number, start, select.title or text, aspect)
    plan = ClipPlan(
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
        differences=match.differences,
        warnings=(
            *_warnings(episode, match, spans, cuts, frames),
            *([f"is not said at {select.times}, as the list has it"] if _is_elsewhere(alignment, match, near) else []),
            *(focus.warnings if focus is not None else ()),
        ),
        film=film,
        channels=channels,
        focus=focus,
    )
    plan = replace(plan, bumpers=_bumpers(plan), warnings=(*plan.warnings, *_undrawn(plan, alignment)))
    refuse_long(plan.bumpers, plan.duration)
    return plan


def _bumpers(plan: ClipPlan) -> Bumpers:
    settings = plan.settings
    if not settings.bumpers:
        return NO_BUMPERS
    rate = plan.frames[0].rate if plan.frames else CARD_RATE if plan.frame is not None else None
    return bumpers_of(settings.look.brand, rate)


def _focus(
    episode: Episode, settings: Settings, spans: Sequence[Span], frames: Sequence[FramePlan], film: Stream
) -> FocusPlan | None:
    """Return what the picture follows; `None`: nobody was to be followed."""
    if settings.follow is None or settings.fit != "crop":
        return None
    frame = frame_of(film, settings.aspect, height=settings.height)
    footage = Footage(episode.alignment, episode.info, film, spans, frames)
    size = (frame.width, frame.height)
    return plan_focus(footage, settings.follow, settings.layout, size, settings.focus)


LONGEST_SINGLE_READ = 120.0
"""Seconds of a span whose whole sound is read to find its ends, and kept; of longer ones the ends are read alone."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read to decide a clip: its sound, and its film where there is one."""

    episode: Episode
    settings: Settings
    sound: Stream
    film: Stream | None
    channels: int


def _cut_span(reading: _Reading, span: Span) -> tuple[Cut, FramePlan | None, DecodedSound | None]:
    """Return where to cut a span, its frames where there is a film, and the sound that was read to decide."""
    episode, settings = reading.episode, reading.settings
    alignment, info = episode.alignment, episode.info
    duration = info.duration or alignment.media.duration
    _refuse_beyond(info, alignment, span)
    limits, alone = outer_limits(alignment, span), channel_report(info, reading.sound).mono
    begin, end = max(0.0, limits[0] - settings.handles), limits[1] + settings.handles
    times, decoded = _read_whole(reading, begin, end) if end - begin < LONGEST_SINGLE_READ else (None, None)

    def read_sound(start: float, end: float) -> NDArray[np.float32]:
        kept = decoded.between(round(start * RATE), round(end * RATE)) if decoded else None
        if kept is None:
            return episode.mono(settings.stream, settings.channel, start, end)
        return kept.mean(axis=1) if alone is None or kept.shape[1] == 1 else kept[:, alone]

    cut = with_handles(cut_points(alignment, span, read_sound), settings.handles, duration)
    if decoded is not None and not decoded.samples.any():
        cut = replace(cut, flags=(*cut.flags, NO_SOUND))
    film = reading.film
    return cut, plan_frames(info, film, cut.start, cut.end, times) if film is not None else None, decoded


NO_SOUND = "the recording holds no sound here"
BEYOND_END = 2.0
"""Times the length of the recording within which words may lie: without an index, its length is an estimate."""


def _refuse_beyond(info: MediaInfo, alignment: Alignment, span: Span) -> None:
    """Raise `FileProblem` where words of the span lie behind the recording's end."""
    latest = max(
        (word.end for word in alignment.words[span.first : span.last + 1] if word.end is not None), default=0.0
    )
    if info.duration is not None and latest > BEYOND_END * max(info.duration, 1.0):
        length, at = clock_text(info.duration), clock_text(latest)
        raise FileProblem(info.path, f"ends at {length}, before words of the quote ({at}); align it again")


def _read_whole(reading: _Reading, begin: float, end: float) -> tuple[list[float] | None, DecodedSound]:
    """Read all of a span's sound, and with it the times of its frames where one reading gives both."""
    info, channels, first = reading.episode.info, reading.channels, round(begin * RATE)
    settings = reading.settings
    if reading.film is not None and settings.channel is None:
        both = read_times_and_sound(info, reading.film, reading.sound, begin, end, rate=RATE, channels=channels)
        if both is not None:
            return both[0], DecodedSound(first, both[1])
    stream, channel = settings.stream, settings.channel
    samples = read_pcm(info, begin, end, rate=RATE, channels=channels, stream=stream, channel=channel)
    return None, DecodedSound(first, samples)


def _text(alignment: Alignment, span: Span) -> str:
    return join_words(alignment.words[span.first : span.last + 1])


def _speakers(alignment: Alignment, spans: Sequence[Span]) -> tuple[str, ...]:
    turns = (turn for span in spans for turn in turns_within(alignment.speakers, span.first, span.last))
    return tuple(dict.fromkeys(turn.name for turn in turns if turn.name))


def _film_clock(info: MediaInfo) -> FilmClock | None:
    """Return how frames are counted in what an editor sees: the film's, even where only its sound is cut."""
    return None if info.video is None else FilmClock.of(clip_rate(info.video), info.timecode)


def _warnings(
    episode: Episode, match: Match, spans: Sequence[Span], cuts: Sequence[Cut], frames: Sequence[FramePlan]
) -> list[str]:
    found = [differences_text(match.differences)] if match.differences else []
    found += [warning for span in spans for warning in word_warnings(episode.alignment, span)]
    found += [flag for cut in cuts for flag in cut.flags]
    if frames and not all(plan.even for plan in frames):
        found.append(f"the source has no constant frame rate; the clip has {float(frames[0].rate):.2f}")
    if len(frames) > 1:
        found.append("the picture jumps where spans are joined")
    for plan in frames:
        if plan.first_pts > plan.start + 0.1 or plan.last_pts < plan.end - 0.5:
            found.append("the picture does not last as long as the sound")
    return list(dict.fromkeys(found))


def _is_elsewhere(alignment: Alignment, match: Match, near: tuple[float, float] | None) -> bool:
    return near is not None and not is_within(alignment, match, near)


def _undrawn(plan: ClipPlan, alignment: Alignment) -> tuple[str, ...]:
    """Return what a user should know of emoji and other signs in burned captions. Raises as `refuse_unfit` does."""
    settings, frame = plan.settings, plan.frame
    if frame is None:
        return ()
    _refuse_titles(plan)
    if settings.captions == "none":
        return ()
    from clips.drawing.captions import caption_notes
    from clips.drawing.look import styled

    words = [word.text for span in plan.spans for word in alignment.words[span.first : span.last + 1]]
    return caption_notes(words, styled(settings.captions, settings.look), frame, settings.look.platform)


def _refuse_titles(plan: ClipPlan) -> None:
    """Raise `UsageError` where a title, a name or an end card has letters that its font lacks."""
    from clips.drawing.captions import refuse_unknown_letters
    from clips.drawing.names import NameCard
    from clips.fonts import chosen_font, font_named

    settings, brand = plan.settings, plan.settings.look.brand
    titles, plain = chosen_font(brand.title_font or "Manrope ExtraBold"), font_named("Manrope")
    drawn = settings.audiogram or settings.thumbnail is not None
    rows = [(plan.select.title, titles, "title")] if drawn else []
    if settings.audiogram:
        rows.append((" ".join([*plan.speakers, settings.show]), plain, "name"))
    if settings.look.names:
        cards = [brand.names.get(name, NameCard(name)) for name in plan.speakers]
        rows += [(card.name, titles, "name") for card in cards] + [(card.role, plain, "name") for card in cards]
    if brand.end_card is not None and settings.bumpers:
        rows += [(brand.end_card.title, titles, "end card"), (brand.end_card.line, plain, "end card")]
    for text, font, what in rows:
        refuse_unknown_letters(text, font, f"give another {what}, or a font for titles in --brand")
