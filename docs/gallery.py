"""Make `docs/gallery.md` and its pictures: every caption style and every layout of audiograms, from the sample's words.

`python -m docs.gallery` writes them anew. The backdrop and the cover are drawn here, so nothing has to be downloaded.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.document import Alignment, Engine, Media, Speaker, Word
from align.media import run_ffmpeg
from clips.audiogram import Card, still_arguments
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file, filled
from clips.drawing.captions import draw_captions
from clips.drawing.cards import CardText, Palette, card_captions, card_drawing, layout_names, layout_of
from clips.drawing.colours import hex_of
from clips.drawing.styles import load_styles
from clips.fonts import font_named
from clips.picture import Aspect, Frame, frame_for

ROOT = Path(__file__).resolve().parent
PICTURES = ROOT / "pictures" / "gallery"
SECONDS = 12.0
MOMENTS = (1.05, 2.2, 4.3)
"""Seconds at which a style is shown."""
CARD_MOMENT = 4.75
"""Seconds at which a layout is shown."""
ASPECTS: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")
MIDDLE = "crop=iw:ih*0.5:0:ih*0.22"
"""What is shown of an upright picture: where captions stand."""
README_STYLES = ("burst", "box", "highlight", "card", "glow")
TITLE, SPEAKER = "A bakery that used to be a lighthouse", "Ada Pern · Other People's Kitchens"
RATE, FPS = 16_000, 30.0


def sample_words() -> Alignment:
    """Return the first words of the sample, with the times that they were made with."""
    with (ROOT.parent / "samples" / "gold.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t"))
    timed = [(row[1], float(row[2]), float(row[3])) for row in rows if len(row) == 4 and float(row[2]) >= 0]
    begin = timed[0][1] - 0.3
    words = [Word(text, start - begin, end - begin, 0.99) for text, start, end in timed if end - begin < SECONDS - 0.5]
    media = Media("sample.mp3", "0" * 64, SECONDS)
    return Alignment(media, "en", Engine("gold", "1"), tuple(words), speakers=(Speaker(0, "Ada Pern"),))


def scene(frame: Frame) -> Drawing:
    """Return a lighthouse at dusk, for a picture of any shape."""
    wide, tall = frame.width, frame.height
    foot, x = 0.8 * tall, (0.86 if tall > 1.5 * wide else 0.68) * wide
    unit = min(wide, tall) / 10

    def shape(colour: tuple[int, int, int], points: Sequence[tuple[float, float]], opacity: float = 1.0) -> AssEvent:
        left, top = min(p[0] for p in points), min(p[1] for p in points)
        rest = [f"{round(8 * (px - left))} {round(8 * (py - top))}" for px, py in points]
        text = filled(left, top, f"m {rest[0]} l {' '.join(rest[1:])}", colour, opacity)
        return AssEvent(0.0, 1e5, text, "Scene")

    turn = np.linspace(0, 2 * np.pi, 60)
    sun = [(0.27 * wide + 1.5 * unit * np.cos(a), 0.5 * tall + 1.5 * unit * np.sin(a)) for a in turn]
    hills = [(0.0, foot)] + [
        (s * wide, foot - unit * (0.5 + 0.6 * np.sin(5 * s) + 0.3 * np.sin(13 * s))) for s in np.linspace(0, 1, 60)
    ]
    roof = [(x - 0.62 * unit, foot - 5.4 * unit), (x, foot - 6.1 * unit), (x + 0.62 * unit, foot - 5.4 * unit)]
    tower = [(x - 0.75 * unit, foot), (x - 0.5 * unit, foot - 4.6 * unit), (x + 0.5 * unit, foot - 4.6 * unit)]
    events = [
        shape((255, 214, 150), sun, 0.9),
        shape((74, 58, 110), [*hills, (wide, tall), (0, tall)]),
        shape((250, 240, 228), [*tower, (x + 0.75 * unit, foot)]),
        shape((214, 72, 72), [(x - 0.66 * unit, foot - 1.7 * unit), (x - 0.59 * unit, foot - 3 * unit),
                              (x + 0.59 * unit, foot - 3 * unit), (x + 0.66 * unit, foot - 1.7 * unit)]),
        shape((255, 236, 170), [(x - 0.4 * unit, foot - 4.6 * unit), (x - 0.4 * unit, foot - 5.4 * unit),
                                (x + 0.4 * unit, foot - 5.4 * unit), (x + 0.4 * unit, foot - 4.6 * unit)]),
        shape((214, 72, 72), roof),
        shape((38, 30, 66), [(0, foot + 0.4 * unit), (wide, foot), (wide, tall), (0, tall)]),
    ]  # fmt: skip
    return Drawing(tuple(events), (AssStyle("Scene", font_named("Manrope"), 20.0, align=7),))


@dataclass(frozen=True, slots=True)
class Studio:
    """A folder for what a picture is made of."""

    folder: Path

    def ass(self, frame: Frame, *drawings: Drawing) -> str:
        """Write drawings one over another; returns the filters that draw them."""
        names = []
        for number, drawing in enumerate(drawings):
            fonts = self.folder / f"fonts{number}"
            shutil.rmtree(fonts, ignore_errors=True)
            fonts.mkdir()
            for place, font in enumerate(drawing.fonts):
                shutil.copyfile(font.path, fonts / f"{place}{font.path.suffix}")
            path = self.folder / f"{number}.ass"
            path.write_text(ass_file(frame, drawing), encoding="utf-8")
            names.append(f"ass=filename={path}:fontsdir={fonts}")
        return ",".join(names)

    def style(self, name: str, aspect: Aspect, at: float, path: Path, width: int) -> None:
        """Make a picture of a style at a moment."""
        frame, words = frame_for(aspect), sample_words()
        captions = draw_captions(words, frame, load_styles()[name], duration=SECONDS)
        sky = f"gradients=s={frame.width}x{frame.height}:c0=0x1d1a4a:c1=0xb04a4a:x0=0:y0=0:x1=0:y1={frame.height - 1}"
        filters = (
            f"setpts=PTS+{at}/TB,{self.ass(frame, scene(frame), captions)},{MIDDLE},scale={width}:-2:flags=lanczos"
        )
        run_ffmpeg(
            [
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                f"{sky}:nb_colors=2",
                "-frames:v",
                "1",
                "-vf",
                filters,
                str(path),
            ]
        )

    def cover(self) -> Path:
        """Return the cover of the made show."""
        path, frame = self.folder / "cover.png", Frame(900, 900)
        if not path.exists():
            sky = "gradients=s=900x900:c0=0x2b5d8a:c1=0xffc27a:x0=0:y0=0:x1=0:y1=899:nb_colors=2"
            args = ["-f", "lavfi", "-i", sky, "-frames:v", "1", "-vf", self.ass(frame, scene(frame)), str(path)]
            run_ffmpeg(["-v", "error", "-y", *args])
        return path

    def card(self, name: str, aspect: Aspect, path: Path, height: int) -> None:
        """Make a picture of a layout."""
        frame, words, cover = frame_for(aspect), sample_words(), self.cover()
        layout = layout_of(name, frame)
        text = CardText(TITLE, SPEAKER)
        drawing = card_drawing(
            layout, frame, text, _voice(words), palette=Palette(), duration=SECONDS, fps=FPS, rate=RATE
        )
        drawing += card_captions(
            layout, frame, load_styles()[layout.style], words, duration=SECONDS, accent=hex_of(Palette().accent)
        )
        self.ass(frame, drawing)
        ass, fonts = self.folder / "0.ass", self.folder / "fonts0"
        still = still_arguments(Card(layout, Palette(), cover), frame, ass, fonts, CARD_MOMENT)
        whole = self.folder / "card.png"
        run_ffmpeg([*still, str(whole)])
        run_ffmpeg(["-v", "error", "-y", "-i", str(whole), "-vf", f"scale=-2:{height}:flags=lanczos", str(path)])


def _voice(words: Alignment) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return a sound that is loud where a word is said."""
    time = np.arange(round(SECONDS * RATE)) / RATE
    loud = np.zeros_like(time)
    for word in words.words:
        if word.start is not None and word.end is not None:
            loud += np.exp(-(((time - (word.start + word.end) / 2) / ((word.end - word.start) / 2 + 0.02)) ** 2))
    noise = np.random.default_rng(3).standard_normal(len(time))
    return (0.2 * loud * noise).astype(np.float32)[:, None]


def side_by_side(pictures: Sequence[Path], path: Path) -> None:
    """Lay pictures of one height beside each other, and write them as JPEG."""
    inputs = [argument for picture in pictures for argument in ("-i", str(picture))]
    stacked = f"hstack=inputs={len(pictures)}" if len(pictures) > 1 else "null"
    coded = ["-q:v", "4", "-pix_fmt", "yuvj420p"]
    run_ffmpeg(["-v", "error", "-y", *inputs, "-filter_complex", stacked, *coded, str(path)])


def page() -> str:
    """Return the text of the gallery."""
    lines = [
        "# Gallery",
        "",
        "Every caption style at three moments of the same talk, and every layout of audiograms in four shapes. Made",
        "from the sample by `python -m docs.gallery`; [clips](clips.md) tells how each is chosen and changed.",
        "",
        "## Caption styles",
        "",
    ]
    for style in load_styles().values():
        picture = f"![{style.name}](pictures/gallery/{style.name}.jpg)"
        lines += [f"### `--style {style.name}`", "", style.about, "", picture, ""]
    lines += ["## Layouts of audiograms", ""]
    for name in layout_names():
        lines += [f"### `--card {name}`", "", f"![{name}](pictures/gallery/card-{name}.jpg)", ""]
    return "\n".join(lines)


def make() -> None:
    """Write the page and its pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        studio, folder = Studio(Path(name)), Path(name)
        for style in load_styles():
            shots = [folder / f"{number}.png" for number in range(len(MOMENTS))]
            for shot, at in zip(shots, MOMENTS, strict=True):
                studio.style(style, "9:16", at, shot, 300)
            side_by_side(shots, PICTURES / f"{style}.jpg")
        shots = [folder / f"readme{number}.png" for number in range(len(README_STYLES))]
        for shot, style in zip(shots, README_STYLES, strict=True):
            studio.style(style, "9:16", MOMENTS[1], shot, 200)
        side_by_side(shots, PICTURES / "styles.jpg")
        for card in layout_names():
            shots = [folder / f"card{number}.png" for number in range(len(ASPECTS))]
            for shot, aspect in zip(shots, ASPECTS, strict=True):
                studio.card(card, aspect, shot, 340)
            side_by_side(shots, PICTURES / f"card-{card}.jpg")
    (ROOT / "gallery.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    make()
