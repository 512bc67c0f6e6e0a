"""How clips are made, for all of them and for one; nothing here reads or runs anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from align.errors import UsageError
from align.media import MediaInfo, has_filter
from clips.drawing.look import Look, styled
from clips.focus import Follow, Layout
from clips.picture import Aspect, Fit, is_hdr
from clips.render import Encoding

__all__ = [
    "AUDIO_FORMATS",
    "Select",
    "Settings",
    "check_pictures",
    "check_selects",
    "check_settings",
    "refuse_without_libass",
    "settings_of_clip",
]

AUDIO_FORMATS = ("mp3", "m4a", "wav", "flac")


@dataclass(frozen=True, slots=True)
class Settings:
    """How clips are made.

    Args:
        format: `mp4` (a picture: the source's own or an audiogram), or `mp3`, `m4a`, `wav`, `flac`.
        captions: the name of a caption style, or `none`; `look`: what is changed in it.
        focus: what a crop keeps, 0 (left) to 1 (right), where it follows nobody.
        follow: whom it follows; `layout`: how several people are shown.
        target: LUFS, `None` to leave the loudness alone.
        per_clip: bring every clip to it by itself.
        bumpers: put the brand's intro, end card and outro before and behind each clip.
        thumbnail: also write a picture: at so many seconds of the clip, or `auto`.
        handles: seconds more at both sides, for hand-off.
        high_pass: Hz, `None` for none.
        denoise: take steady noise off.
        audiogram: draw a picture even where the source has one.
        cover: an image for it.
        stream, channel: which audio stream, and which channel of it alone, from 0; `None`: the default one, and all.
    """

    format: str = "mp4"
    aspect: Aspect = "source"
    fit: Fit = "crop"
    focus: float = 0.5
    follow: Follow | None = None
    layout: Layout = "follow"
    height: int | None = None
    encoding: Encoding = field(default_factory=Encoding)
    captions: str = "none"
    look: Look = field(default_factory=Look)
    target: float | None = -16.0
    per_clip: bool = False
    high_pass: float | None = None
    denoise: bool = False
    bumpers: bool = True
    thumbnail: float | Literal["auto"] | None = None
    handles: float = 0.0
    to_sentence: bool = False
    audiogram: bool = False
    cover: Path | None = None
    stream: int | None = None
    channel: int | None = None
    show: str = ""
    episode: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """One clip that somebody wants: a quote (or times, a turn, words, a pattern), and what is special about it.

    `None`: as for all clips. `loudness` in LUFS or "off", `handles` in seconds. `times` are those that a list has
    beside a quote, as in `0:12-0:41`: they choose among places, and are told where they are wrong.
    """

    quote: str
    title: str = ""
    nth: int | None = None
    aspect: Aspect | None = None
    captions: str | None = None
    focus: float | None = None
    follow: Follow | None = None
    loudness: float | Literal["off"] | None = None
    fit: Fit | None = None
    to_sentence: bool | None = None
    handles: float | None = None
    times: str = ""


def settings_of_clip(base: Settings, select: Select) -> Settings:
    """Return the settings of one clip: those of all, but for what its select says."""
    target = base.target
    if select.loudness is not None:
        target = None if select.loudness == "off" else select.loudness
    return dataclasses.replace(
        base,
        aspect=select.aspect or base.aspect,
        captions=select.captions or base.captions,
        fit=select.fit or base.fit,
        focus=base.focus if select.focus is None else select.focus,
        follow=base.follow if select.focus is None else select.follow,
        handles=base.handles if select.handles is None else select.handles,
        target=target,
        to_sentence=base.to_sentence if select.to_sentence is None else select.to_sentence,
    )


PICTURED = ("--audiogram", "--aspect", "--style")
"""Options that ask for a picture."""


def check_settings(settings: Settings, info: MediaInfo) -> None:
    """Raise `UsageError` for what cannot be made from these media."""
    if settings.format == "mp4" and info.video is None and not settings.audiogram:
        raise UsageError(f"{info.path.name} has no picture; choose --format mp3, m4a, wav or flac, or --audiogram")
    film = info.video if settings.format == "mp4" and not settings.audiogram else None
    if film is not None and is_hdr(film) and not has_filter("zscale"):
        raise UsageError(f"{info.path.name} has high dynamic range, and this ffmpeg has no zscale to map it to BT.709")
    if settings.captions != "none" or settings.audiogram:
        refuse_without_libass()


def refuse_without_libass() -> None:
    """Raise `UsageError` where this ffmpeg cannot draw captions."""
    if not has_filter("ass"):
        raise UsageError("this ffmpeg has no libass, which draws captions; set PULLQUOTE_FFMPEG to one that has")


def check_pictures(form: str, asked: Sequence[bool]) -> None:
    """Raise `UsageError` where one of `PICTURED` is asked for and sound alone is made; `form` as it was asked for."""
    named = [name for name, on in zip(PICTURED, asked, strict=True) if on]
    what = "the recording" if form == "auto" else f"--format {form}"
    if "--audiogram" in named:
        raise UsageError(f"--audiogram makes a film; leave out --format {form}")
    if named:
        raise UsageError(f"{what} has no picture for {' and '.join(named)}; give --audiogram and a waveform is drawn")


def check_selects(selects: Sequence[Select], settings: Settings) -> None:
    """Raise `UsageError` for a style that is not known, and where a clip asks for a picture and there is none."""
    for name in dict.fromkeys(select.captions for select in selects if select.captions not in (None, "none")):
        styled(str(name), settings.look)
    if settings.format == "mp4":
        return
    for number, select in enumerate(selects, start=1):
        wanted = {"aspect": (select.aspect, "source"), "captions": (select.captions, "none")}
        for key, (value, plain) in wanted.items():
            if value not in (None, plain):
                raise UsageError(
                    f"clip {number} asks for {key} {value!r}, and {settings.format} has no picture; give --audiogram to"
                    " draw one, or leave it out"
                )
