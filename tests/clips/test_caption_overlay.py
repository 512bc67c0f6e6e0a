from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import probe, run_ffmpeg
from clips.caption_overlay import overlay_for
from clips.captions import AssEvent, ass_file, caption_events
from clips.fonts import built_in_font
from clips.frames import plan_frames
from clips.picture import Frame, frame_of
from clips.render import BurnedCaptions, video_command
from tests.clips.films import alignment_of, make_film, read_numbers

FONT = built_in_font()


@pytest.mark.parametrize("frame", [Frame(1920, 1080), Frame(1080, 1920), Frame(1080, 1080), Frame(270, 480)])
def test_the_band_holds_the_lines_and_no_more(frame: Frame) -> None:
    events = [AssEvent(0.0, 1.0, "one\\Ntwo"), AssEvent(1.5, 2.0, "three")]
    band = overlay_for(frame, events, Fraction(25), 75)
    assert band.top % 2 == band.frame.height % 2 == 0
    assert band.top + band.frame.height <= frame.height
    assert band.frame.height < 0.3 * frame.height
    assert band.changes == (0, 25, 38, 50)


def test_changes_fall_on_the_first_frame_that_libass_shows_them_on() -> None:
    events = [AssEvent(n / 10, n / 10 + 0.1, str(n)) for n in range(10)]
    rate = Fraction(30000, 1001)
    changes = overlay_for(Frame(1920, 1080), events, rate, 29).changes
    for change, hundredths in zip(changes, range(0, 100, 10), strict=True):
        shown = [n for n in range(40) if int(n / rate * 1000) >= hundredths * 10]
        assert change == shown[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["It cost me $18,000 and there was a goat living on the stairs.", "Ế Ẫ ẞ gjpqy| Ệ Ǖ Ộ (Qţ)"]
)
@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
def test_it_shows_what_drawing_on_every_frame_shows(tmp_path: Path, size: tuple[int, int], text: str) -> None:
    film = make_film(tmp_path / "a.mp4", 100, "30000/1001", size=size)
    info = probe(film)
    assert info.video is not None
    plan = plan_frames(info, info.video, 0.5, 2.5)
    frame = frame_of(info.video, "source")
    words = alignment_of(text, begin=0.3, word=0.1, gap=0.03)
    events = caption_events(words, frame, "highlight", FONT, duration=2.0)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copyfile(FONT.path, fonts / FONT.path.name)
    band = overlay_for(frame, events, plan.rate, plan.count)

    def drawn(lines: tuple[int, int] | None) -> NDArray[np.int16]:
        captions = tmp_path / f"{lines is None}.ass"
        captions.write_text(ass_file(frame, events, FONT, lines=lines), encoding="utf-8")
        burned = BurnedCaptions(captions, fonts, band if lines else None)
        args = video_command(info, info.video, [plan], frame, None, tmp_path / "x.mp4", captions=burned)  # type: ignore[arg-type]
        args = [*args[: args.index("mp4") - 1], "-f", "rawvideo", "-fps_mode", "passthrough", "-"]
        raw = run_ffmpeg(args).stdout
        return np.frombuffer(raw, np.uint8).astype(np.int16).reshape(plan.count, -1)

    every, once = drawn(None), drawn((band.top, band.frame.height))
    assert np.abs(every - once).max() <= 4
    # There is something to see, and it changes with the words.
    assert len({frame.tobytes() for frame in once[:, band.top * size[0] : size[0] * size[1]]}) >= 8


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
    events = [AssEvent(n / 10, n / 10 + 0.1, f"word {n}") for n in range(19)]
    captions, fonts, output = tmp_path / "captions.ass", tmp_path / "fonts", tmp_path / "clip.mp4"
    fonts.mkdir()
    shutil.copyfile(FONT.path, fonts / FONT.path.name)
    band = overlay_for(frame, events, plans[0].rate, count)
    captions.write_text(ass_file(frame, events, FONT, lines=(band.top, band.frame.height)), encoding="utf-8")
    args = video_command(info, info.video, plans, frame, None, output, captions=BurnedCaptions(captions, fonts, band))
    assert args[args.index("-filter_complex") + 1].count("shuffleframes") == 2
    run_ffmpeg(args)
    assert read_numbers(output) == [*range(15, 38), *range(75, 100)]
