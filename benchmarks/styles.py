"""Every caption style in every shape over five backgrounds: contrast, safe area, widths, timing, cost of drawing."""

from __future__ import annotations

import math
import resource
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Engine, Media, Word
from align.media import probe, run_ffmpeg
from benchmarks.context import Report, Settings, say
from benchmarks.tables import Table
from clips.behind import grey_range, luminances
from clips.caption_overlay import overlay_for
from clips.drawing.animation import PlacedPage
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.captions import caption_box, draw_captions, font_of, place_pages
from clips.drawing.legibility import legible, rows_behind
from clips.drawing.safe_areas import safe_area
from clips.drawing.styles import CaptionStyle, load_styles
from clips.frames import plan_frames
from clips.picture import Aspect, Frame, frame_for, frame_of
from clips.render import BurnedCaptions, Encoding, video_command

__all__ = ["styles"]

Rgb = NDArray[np.float64]

SHAPES: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")
BACKGROUNDS = {
    "white": "color=c=white:s={0}x{1}",
    "black": "color=c=black:s={0}x{1}",
    "busy": "testsrc2=s={0}x{1},noise=alls=60:allf=t",
    "face": "gradients=s={0}x{1}:c0=0xf3cfb3:c1=0x7a4a33:nb_colors=2:type=radial:x0={2}:y0={3}:x1=0:y1=0:seed=2",
    "orange": "color=c=0xff8a1f:s={0}x{1}",
}
TEXT = "So we opened a bakery in the old lighthouse, and nobody came before noon because of the fog that never left."
AT = 1.4
"""Seconds at which frames are judged; nothing moves there."""
SIZE = 540
"""Points of the shorter side."""
HEIGHTS: dict[Aspect, int] = {"9:16": 960, "4:5": 676, "1:1": SIZE, "16:9": SIZE}
RAW = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
FPS = 30
WORST = 10
"""Percentile of the points beside letters: thinner slivers of a picture do not make a letter unreadable."""
RING = 2
"""Points beside a letter that it has to stand out from: four of a picture of 1080, the width of a thin outline."""
SLACK = 60
"""Levels by which a point has to change to count as drawn on: less is the last of a soft shadow."""


def spoken(seconds: float = 8.0) -> Alignment:
    """Return the text at a usual pace."""
    words, time = [], 0.2
    for token in TEXT.split():
        length = 0.12 + 0.045 * len(token)
        words.append(Word(token, round(time, 3), round(time + length, 3), 0.9))
        time += length + 0.06
    return Alignment(Media("made", "0" * 64, seconds), "en", Engine("made", "1"), tuple(words))


@dataclass(frozen=True, slots=True)
class Canvas:
    """A folder and a shape, with the pictures behind: `backs`, [background, line, column, part], 0..255."""

    folder: Path
    frame: Frame
    backs: Rgb

    @classmethod
    def of(cls, folder: Path, frame: Frame) -> Canvas:
        """Make all backgrounds in a shape."""
        sizes = (frame.width, frame.height, frame.width // 2, frame.height // 2)
        raw = b"".join(
            run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", source.format(*sizes), "-frames:v", "1", *RAW]).stdout
            for source in BACKGROUNDS.values()
        )
        return cls(folder, frame, cls._read(raw, frame))

    @staticmethod
    def _read(raw: bytes, frame: Frame) -> Rgb:
        return np.frombuffer(raw, np.uint8).reshape(-1, frame.height, frame.width, 3).astype(np.float64)

    def drawn(self, drawing: Drawing, backs: Rgb) -> Rgb:
        """Return pictures with something drawn on them as it is at `AT`."""
        path = self.folder / "backs.rgb"
        path.write_bytes(backs.astype(np.uint8).tobytes())
        given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{self.frame.width}x{self.frame.height}"]
        filters = f"format=yuv444p,settb=1/1000,setpts={AT * 1000:.0f}+N,{burned(self.folder, self.frame, drawing)}"
        arguments = ["-v", "error", *given, "-i", str(path), "-vf", filters, "-fps_mode", "passthrough", *RAW]
        return self._read(run_ffmpeg(arguments).stdout, self.frame)


def burned(folder: Path, frame: Frame, drawing: Drawing) -> str:
    """Write a drawing; returns the filter that draws it."""
    fonts, path = folder / "fonts", folder / "captions.ass"
    shutil.rmtree(fonts, ignore_errors=True)
    fonts.mkdir()
    for number, font in enumerate(drawing.fonts):
        shutil.copyfile(font.path, fonts / f"{number}{font.path.suffix}")
    path.write_text(ass_file(frame, drawing), encoding="utf-8")
    return f"ass=filename={path}:fontsdir={fonts}"


def grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Return a mask with `by` points more around it."""
    out: NDArray[np.bool_] = mask.copy()
    for _ in range(by):
        out[1:] |= out[:-1].copy()
        out[:-1] |= out[1:].copy()
        out[:, 1:] |= out[:, :-1].copy()
        out[:, :-1] |= out[:, 1:].copy()
    return out


def contrasts(shown: Rgb, letters: NDArray[np.bool_], page: PlacedPage) -> Iterator[float]:
    """Yield for each word of a page how its letters stand out from what is right beside them."""
    light = luminances(shown)
    beside = grown(letters, RING) & ~grown(letters, 1)
    inner = ~grown(~letters, 1)
    for placed in page.words:
        rows = slice(max(0, int(placed.y - page.em * 0.7)), int(placed.y + page.em * 0.7))
        columns = slice(max(0, int(placed.x - placed.width / 2)), int(placed.x + placed.width / 2))
        fill, ring = light[rows, columns][inner[rows, columns]], light[rows, columns][beside[rows, columns]]
        if len(fill) > 20 and len(ring) > 20:
            text = float(np.median(fill))
            each = (np.maximum(text, ring) + 0.05) / (np.minimum(text, ring) + 0.05)
            yield float(np.percentile(each, WORST))


def letters_of(canvas: Canvas, style: CaptionStyle, words: Alignment) -> NDArray[np.bool_]:
    """Return where letters are, without outline, shadow and box."""
    shown = "hidden" if style.waiting == "hidden" else "#ffffff"
    # Outline, shadow and box keep their room, which moves the letters; the outline is as black as what lies behind.
    bare = replace(style, outline_colour="#000000", colour="#ffffff", lit="#ffffff", said="#ffffff")
    bare = replace(bare, waiting=shown, sweep=False, name_label=False)
    drawing = draw_captions(words, canvas.frame, bare, duration=8.0, box=caption_box(style, canvas.frame))
    drawing = replace(drawing, events=tuple(event for event in drawing.events if event.layer == 2))
    letters: NDArray[np.bool_] = canvas.drawn(drawing, np.zeros_like(canvas.backs[:1]))[0].min(axis=2) > 140
    return letters


def judged(canvas: Canvas, name: str) -> tuple[float, int, int]:
    """Return the least contrast of a style in a shape, points outside of the safe area, and lines that are too wide."""
    frame, words, area = canvas.frame, spoken(), safe_area(canvas.frame)
    least, outside, wide = math.inf, 0, 0
    base = load_styles()[name]
    place = caption_box(base, frame)
    seen = slice(*(round(row) for row in rows_behind(base, place.area, place.em)))
    fitted = [legible(base, *grey_range(back[seen].astype(np.uint8))) for back in canvas.backs]
    for style in dict.fromkeys(fitted):
        backs = canvas.backs[[number for number, other in enumerate(fitted) if other == style]]
        box = caption_box(style, frame)
        pages = place_pages(words, style, font_of(style), box, duration=8.0)
        wide += sum(line.width > box.area.width + 0.5 for page in pages for line in page.lines)
        page = next(page for page in pages if page.start <= AT < page.end)
        letters = letters_of(canvas, style, words)
        drawing = draw_captions(words, frame, style, duration=8.0)
        # What ffmpeg makes of the picture without captions: colours change a little on their way.
        plain = canvas.drawn(replace(drawing, events=()), backs)
        for back, shown in zip(plain, canvas.drawn(drawing, backs), strict=True):
            least = min([least, *contrasts(shown, letters, page)])
            changed = np.abs(shown - back).max(axis=2) > SLACK
            # A point that lies half inside belongs to the area.
            inside = slice(math.floor(area.y), math.ceil(area.bottom)), slice(math.floor(area.x), math.ceil(area.right))
            changed[inside] = False
            outside += int(changed.sum())
    return least, outside, wide


def late(name: str) -> float:
    """Return by how many frames at most a word is lit beside its time, or a page comes where a style lights none."""
    style, words = load_styles()[name], spoken()
    frame = frame_for("9:16")
    pages = place_pages(words, style, font_of(style), caption_box(style, frame), duration=8.0)
    events = draw_captions(words, frame, style, duration=8.0).events
    starts = {round(event.start * 100) for event in events if event.layer in (0, 1, 2)} | {
        round(start * 100) for event in events for start, _ in event.moving
    }
    lights = style.sweep or style.grow != 1 or style.box == "word"
    lights = lights or len({style.lit, style.said, style.waiting} - {"colour", style.colour}) > 0
    said = [placed.word.start for page in pages for placed in page.words if placed.word.start >= page.start]
    said = said if lights else [page.start for page in pages]
    shown = [min(starts, key=lambda start: abs(start / 100 - at)) for at in said]
    return max(
        abs(math.ceil(Fraction(hundredths, 100) * FPS) - math.ceil(at * FPS - 1e-9))
        for hundredths, at in zip(shown, said, strict=True)
    )


def cost(folder: Path, film: Path, name: str, runs: int) -> float:
    """Return the processor time of pullquote's command over that of drawing every frame: the median of `runs`."""
    info = probe(film)
    assert info.video is not None
    plan = plan_frames(info, info.video, 0.0, 4.0)
    frame = frame_of(info.video, "source")
    drawing = draw_captions(spoken(), frame, load_styles()[name], duration=4.0)
    burned(folder, frame, drawing)
    band, ass = overlay_for(frame, drawing, plan.rate, plan.count), folder / "band.ass"
    ass.write_text(ass_file(frame, drawing, band=band is not None), encoding="utf-8")
    ours, plain = (
        video_command(
            info, info.video, [plan], frame, None, folder / "out.mp4", encoding=Encoding(threads=1), captions=captions
        )
        for captions in (
            BurnedCaptions(ass, folder / "fonts", band),
            BurnedCaptions(folder / "captions.ass", folder / "fonts"),
        )
    )
    return statistics.median(_spent(ours) / _spent(plain) for _ in range(runs))


def _spent(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run_ffmpeg(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def styles(settings: Settings) -> Report:
    """Judge all styles; `--runs` times each command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = folder / "film.mp4"
        source = "testsrc2=s=540x960:r=30:d=5,noise=alls=10:allf=t"
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
        run_ffmpeg(["-v", "error", "-y", "-f", "lavfi", "-i", source, *coded, str(film)])
        rows, figures = [], {}
        canvases = [Canvas.of(folder, frame_for(aspect, HEIGHTS[aspect])) for aspect in SHAPES]
        for style in load_styles():
            say(f"{style} ...")
            found = [judged(canvas, style) for canvas in canvases]
            least, outside, wide = min(f[0] for f in found), sum(f[1] for f in found), sum(f[2] for f in found)
            ratio = cost(folder, film, style, max(3, settings.runs))
            rows.append((style, round(least, 2), outside, wide, late(style), round(ratio, 2)))
            figures[style] = {"contrast": least, "outside": outside, "wide": wide, "late": rows[-1][4], "cost": ratio}
    columns = ("style", "least contrast", "points outside", "lines too wide", "frames late", "cost")
    wanted = ("wanted", "4.5", "0", "0", "1", "1.15")
    title = "Caption styles, four shapes, five backgrounds"
    return Report([Table(title, columns, [*rows, wanted])], figures)
