from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import probe, run_ffmpeg
from clips.caption_overlay import CaptionOverlay, overlay_for
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file
from clips.drawing.captions import draw_captions
from clips.drawing.styles import style_of
from clips.fonts import built_in_font
from clips.frames import plan_frames
from clips.picture import Frame, frame_of
from clips.render import BurnedCaptions, video_command
from tests.clips.films import alignment_of, make_film, read_numbers

FONT = built_in_font()


def drawing_of(*spans: tuple[float, float]) -> Drawing:
    events = [
        AssEvent(start, end, f"{{\\an5\\pos(320,300)}}word {n}", top=270, bottom=330)
        for n, (start, end) in enumerate(spans)
    ]
    return Drawing(tuple(events), (AssStyle("Caption", FONT, 24.0),))


def band_of(frame: Frame, drawing: Drawing, rate: Fraction, count: int) -> CaptionOverlay:
    band = overlay_for(frame, drawing, rate, count)
    assert band is not None
    return band


@pytest.mark.parametrize("frame", [Frame(1920, 1080), Frame(1080, 1920), Frame(1080, 1080), Frame(270, 480)])
def test_the_band_holds_the_lines_and_no_more(frame: Frame) -> None:
    words = alignment_of("It cost me a lot and nobody came before noon", begin=0.4, duration=9.0)
    for name in ("clean", "burst", "box", "card", "lower-third"):
        band = band_of(frame, draw_captions(words, frame, style_of(name), duration=9.0), Fraction(25), 225)
        assert band.top % 2 == band.height % 2 == 0
        assert band.top + band.height <= frame.height
        assert band.height < 0.5 * frame.height


def test_what_changes_all_the_time_or_shines_through_is_drawn_on_every_frame() -> None:
    words = alignment_of("It cost me a lot and nobody came before noon", begin=0.1, word=0.3, gap=0.01, duration=4.0)
    frame = Frame(1080, 1080)
    swept = draw_captions(words, frame, style_of("karaoke"), duration=3.0)
    assert overlay_for(frame, swept, Fraction(25), 75) is None
    coloured = replace(style_of("broadcast"), box_colour="#ff8000", box_opacity=0.5)
    assert overlay_for(frame, draw_captions(words, frame, coloured, duration=3.0), Fraction(25), 75) is None


def test_changes_fall_on_the_first_frame_that_libass_shows_them_on() -> None:
    rate = Fraction(30000, 1001)
    changes = band_of(Frame(1920, 1080), drawing_of(*((n / 10, n / 10 + 0.1) for n in range(10))), rate, 29).changes
    for change, hundredths in zip(changes, range(0, 100, 10), strict=True):
        shown = [n for n in range(40) if int(n / rate * 1000) >= hundredths * 10]
        assert change == shown[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["clean", "broadcast", "burst", "box", "card", "lower-third"])
def test_it_shows_what_drawing_on_every_frame_shows(tmp_path: Path, name: str) -> None:
    size = (360, 640)
    film = make_film(tmp_path / "a.mp4", 70, "30000/1001", size=size)
    info = probe(film)
    assert info.video is not None
    plan = plan_frames(info, info.video, 0.2, 2.2)
    frame = frame_of(info.video, "source")
    words = alignment_of("It cost me $18,000: gjpqy| (Qß).", begin=0.3, word=0.3, gap=0.05)
    drawing = draw_captions(words, frame, style_of(name), duration=2.0)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for number, font in enumerate(drawing.fonts):
        shutil.copyfile(font.path, fonts / f"{number}{font.path.suffix}")
    band = band_of(frame, drawing, plan.rate, plan.count)

    def drawn(overlay: CaptionOverlay | None) -> NDArray[np.int16]:
        captions = tmp_path / f"{overlay is None}.ass"
        captions.write_text(ass_file(frame, drawing, band=overlay is not None), encoding="utf-8")
        burned = BurnedCaptions(captions, fonts, overlay)
        args = video_command(info, info.video, [plan], frame, None, tmp_path / "x.mp4", captions=burned)  # type: ignore[arg-type]
        args = [*args[: args.index("mp4") - 1], "-f", "rawvideo", "-fps_mode", "passthrough", "-"]
        raw = run_ffmpeg(args).stdout
        return np.frombuffer(raw, np.uint8).astype(np.int16).reshape(plan.count, -1)

    every, once = drawn(None), drawn(band)
    apart, area = np.abs(every - once), size[0] * size[1]
    # Soft shadows that meet differ by a few levels, nothing that is seen.
    assert apart.max() <= 40
    assert (apart > 8).mean() < 0.003
    # There is something to see, and it changes with the words.
    assert (once[:, band.top * size[0] : area] > 200).any()
    if name in ("burst", "box", "card"):
        assert len({frame.tobytes() for frame in once[:, band.top * size[0] : area]}) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("coded", ["", "-preset medium -refs 4 -bf 3"])
def test_frames_that_wait_to_be_drawn_on_stay_in_order(tmp_path: Path, coded: str) -> None:
    # Two spans, the second to the film's last frame; neither has a whole number of groups.
    colours = "-color_primaries bt709 -color_trc bt709 -colorspace bt709"
    film = make_film(tmp_path / "a.mp4", 100, "25", f"{colours} {coded}", size=(640, 360))
    info = probe(film)
    assert info.video is not None
    plans = [plan_frames(info, info.video, 0.6, 1.5), plan_frames(info, info.video, 3.0, 4.0)]
    count = sum(plan.count for plan in plans)
    frame = frame_of(info.video, "source")
    drawing = drawing_of(*((n / 5, n / 5 + 0.2) for n in range(10)))
    captions, fonts, output = tmp_path / "captions.ass", tmp_path / "fonts", tmp_path / "clip.mp4"
    fonts.mkdir()
    shutil.copyfile(FONT.path, fonts / FONT.path.name)
    band = band_of(frame, drawing, plans[0].rate, count)
    captions.write_text(ass_file(frame, drawing, band=True), encoding="utf-8")
    args = video_command(info, info.video, plans, frame, None, output, captions=BurnedCaptions(captions, fonts, band))
    assert args[args.index("-filter_complex") + 1].count("shuffleframes") == 2
    run_ffmpeg(args)
    assert read_numbers(output) == [*range(15, 38), *range(75, 100)]
