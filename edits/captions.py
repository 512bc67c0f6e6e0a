"""Captions and names burned into an edit: drawn once for the whole, written out for each reading of the film."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from align.errors import UsageError
from clips.brand import Brand
from clips.brand_picture import fonts_beside
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.captions import caption_notes
from clips.drawing.look import CaptionRequest, caption_look, styled
from clips.drawn import Backdrop, film_drawing
from clips.picture import Frame, display_size
from clips.settings import refuse_without_libass
from edits.plan import EditPlan, retimed

__all__ = ["EditCaptions", "captions_of"]


@dataclass(frozen=True, slots=True)
class EditCaptions:
    """What is drawn over the picture of an edit, with times from the edit's beginning.

    Args:
        stretched: the film's points are not square, so that letters have to be pressed together with them.
        notes: what a user should know of signs that are not drawn.
    """

    drawing: Drawing
    frame: Frame
    rate: Fraction
    stretched: bool = False
    notes: tuple[str, ...] = ()

    def filters(self, first: int, count: int, folder: Path) -> str:
        """Return filters for ffmpeg that draw on a reading whose first frame is the edit's frame `first`.

        Files that they need are written to `folder`. Empty where nothing is to be drawn.
        """
        start, end = float(first / self.rate), float((first + count) / self.rate)
        events = tuple(event for event in self.drawing.events if event.start < end and event.end > start)
        if not events:
            return ""
        fonts, path = folder / "fonts", folder / "captions.ass"
        if not fonts.is_dir():
            fonts_beside(self.drawing, fonts)
        path.write_text(ass_file(self.frame, replace(self.drawing, events=events)), encoding="utf-8")
        size = f":original_size={self.frame.width}x{self.frame.height}" if self.stretched else ""
        pace = f"{self.rate.denominator}/({self.rate.numerator}*TB)"
        drawn = f"ass=filename={_escaped(str(path))}:fontsdir={_escaped(str(fonts))}{size}"
        return f"setpts=(N+{first})*{pace},{drawn},setpts=N*{pace}"


def _escaped(text: str) -> str:
    """Return a value for a filter within a graph: escaped as a value, and then as a part of the graph.

    >>> print(_escaped("C:/it's, here"))
    C\\\\:/it\\\\\\'s\\, here
    """
    return re.sub(r"([\\'\[\],;])", r"\\\1", re.sub(r"([\\':])", r"\\\1", text))


def captions_of(plan: EditPlan, asked: CaptionRequest, brand: Brand | None, folder: Path) -> EditCaptions | None:
    """Return the captions and names that were asked for; `None`: none were.

    `folder`: where a `pullquote.toml` may have styles of the user's own. Raises `UsageError` for a style that is not
    known and for what cannot be drawn.
    """
    name = asked.captions or "none"
    if name == "none" and not asked.names:
        return None
    film = plan.info.video
    if film is None or plan.rate is None:
        raise UsageError(f"there is no picture for {'--style' if name != 'none' else '--names'}; name the output .mp4")
    refuse_without_libass()
    look = caption_look(asked, brand or Brand(), folder)
    words = retimed(replace(plan, lead=0.0, tail=0.0))
    frame = Frame(*display_size(film))
    spans = tuple((part.start, part.end) for part in plan.parts if part.run is not None)
    drawing = film_drawing(Backdrop(plan.info, film, spans, frame), words, name, look, duration=plan.duration)
    texts = [word.text for word in words.words]
    notes = () if name == "none" else caption_notes(texts, styled(name, look), frame)
    return EditCaptions(drawing, frame, plan.rate, film.sar != 1, tuple(notes))
