"""Clips made from the page: one after the other, stopped, failed in a line, and repeated by the command shown."""

from __future__ import annotations

import base64
import shlex
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import UsageError
from align.media import probe, run_ffmpeg
from align.own_program import CommandFailed, Stopped
from align.progress import ProgressCallback
from cli import main
from clips.audiogram import card_frames
from clips.brand import Brand, EndCard, Logo, read_brand
from clips.brand_picture import logo_box
from clips.drawing import Look
from clips.drawing.cards import layout_of
from clips.picture import frame_for
from clips.selects import read_selects as read_list
from review.making import ClipMaker, Making, Wish, brand_file, clip_arguments
from review.preview import Preview, font_names, preview
from review.selects import Select, add_select, read_selects, remove_select, select_of
from tests.clips.films import alignment_of

SELECT = Select("0:00:01.000", "0:00:02.600", "-dash", "Good morning,", "9:16", "burst")
WISH = Wish("burst", "9:16", "medium")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "never true"
        time.sleep(0.005)


class Script:
    """Stands for the command: waits until the test lets it go on."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.at_work = 0
        self.most = 0

    def __call__(
        self, arguments: Sequence[str], on_progress: ProgressCallback, stop: threading.Event
    ) -> dict[str, Any]:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        on_progress(0.5, "encoding")
        try:
            while not self.go.wait(0.01):
                if stop.is_set():
                    raise Stopped
        finally:
            self.at_work -= 1
        if "--title=bad" in arguments:
            raise CommandFailed("the font cannot draw this")
        return {"clips": [{"files": {"clip": "01.mp4"}}], "failed": []}


def make(maker: ClipMaker, title: str = "one") -> Making:
    return maker.make(title, ["clip", "a.align.json", "0:01-0:02", f"--title={title}", "-o", "clips"])


def test_clips_are_made_one_after_the_other() -> None:
    script = Script()
    maker = ClipMaker(script)
    first, second = make(maker), make(maker, "two")
    until(lambda: first.share == 0.5)
    assert (first.state, second.state) == ("working", "waiting")
    script.go.set()
    until(lambda: first.state == second.state == "done")
    assert first.file == Path("clips/01.mp4")
    assert script.most == 1
    assert [making.id for making in maker.all()] == [second.id, first.id]


def test_a_clip_that_fails_says_why_and_one_that_is_stopped_makes_room() -> None:
    script = Script()
    maker = ClipMaker(script)
    stopped, failed = make(maker), make(maker, "bad")
    maker.stop(stopped.id)
    script.go.set()
    until(lambda: failed.state == "failed")
    assert failed.line == "the font cannot draw this"
    assert stopped.state in ("stopped", "done")
    with pytest.raises(UsageError, match="no longer"):
        maker.stop(99)
    maker.close()


def test_the_command_is_one_that_the_command_line_takes(tmp_path: Path) -> None:
    arguments = clip_arguments(tmp_path / "talk.align.json", tmp_path / "talk.mp3", SELECT, WISH, picture=False)
    command = main.commands.get("clip") or main.get_command(None, "clip")  # type: ignore[arg-type]  # needs no context
    assert command is not None
    context = command.make_context("clip", arguments[1:], resilient_parsing=True)
    assert context.params["title"] == "-dash"
    assert context.params["audiogram"] is True
    assert context.params["quotes"] == ("0:00:01.000-0:00:02.600",)
    assert shlex.split(Making(1, "x", tuple(arguments)).command) == ["pullquote", *arguments]


@pytest.mark.parametrize(
    "body",
    [{}, {"style": "burst", "aspect": "2:1", "size": "medium"}, {"style": 5, "aspect": "1:1", "size": "medium"}],
)
def test_a_wish_that_cannot_be_meant_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Wish.of(body)


def test_the_list_keeps_shape_and_style_and_the_command_reads_it(document: Alignment, tmp_path: Path) -> None:
    path = tmp_path / "talk.selects.csv"
    add_select(path, select_of(document, 0, 4, "Plain"))
    assert path.read_text().splitlines()[0] == "start,end,title,words"
    rows = add_select(path, select_of(document, 0, 4, "Styled", look=("9:16", "burst")))
    assert path.read_text().splitlines()[0] == "start,end,title,words,aspect,captions"
    assert read_selects(path) == rows
    plain, styled = read_list(path)
    assert (plain.aspect, plain.captions, styled.aspect, styled.captions) == (None, None, "9:16", "burst")
    remove_select(path, 1, rows[1].words)
    assert path.read_text().splitlines()[0] == "start,end,title,words"


def test_the_preview_places_every_word_inside_the_picture(document: Alignment, tmp_path: Path) -> None:
    source = Preview(document, tmp_path, None, None)
    data = preview(source, 0, 4, WISH)
    assert (data["width"], data["height"]) == (1080, 1920)
    words = [word for page in data["pages"] for word in page["words"]]
    assert [word[0] for word in words] == ["GOOD", "MORNING,", "-", "EVERYBODY."]
    for _, x, y, width, begin, end, _ in words:
        assert x - width / 2 >= 0
        assert x + width / 2 <= 1080
        assert 0 < y < 1920
        assert begin <= end
    assert preview(source, 0, 4, Wish("none", "1:1", "medium"))["pages"] == []


def red_picture(path: Path) -> Path:
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "color=c=red:s=80x40", "-frames:v", "1", str(path)])
    return path


def sounding(document: Alignment, folder: Path) -> Preview:
    """A recording without a picture, whose sound grows louder."""
    info = probe(Path(__file__).resolve().parents[2] / "samples" / "sample.mp3")
    rate = 48_000

    def read_sound(start: float, end: float) -> NDArray[np.float32]:
        at = np.arange(round((end - start) * rate)) / rate
        return (np.sin(2 * np.pi * 220 * at) * at / (end - start)).astype(np.float32)

    return Preview(document, folder, info, read_sound)


@pytest.mark.slow
def test_the_card_of_a_sound_is_part_of_the_preview(document: Alignment, tmp_path: Path) -> None:
    source = sounding(document, tmp_path)
    data = preview(source, 0, 4, WISH, "A good title")
    card = data["card"]
    assert base64.b64decode(card["picture"]).startswith(b"\xff\xd8")
    assert len(card["levels"]) == card_frames(data["end"] - data["start"])
    assert card["levels"][-1] > card["levels"][0]
    assert [wave["kind"] for wave in card["waves"]] == ["bars", "bars"]
    assert preview(source, 0, 4, WISH, "Another title")["card"]["picture"] != card["picture"]
    assert preview(source, 0, 4, Wish("none", "1:1", "medium"), "A good title")["card"]["levels"]
    with pytest.raises(UsageError, match="give another title"):
        preview(source, 0, 4, WISH, "\u65e5\u672c")
    (tmp_path / "pullquote.toml").write_text('[clip]\ncard = "minimal"\nwave = "dots"\n')
    own = preview(source, 0, 4, WISH, "A good title")["card"]
    assert own["waves"][-1]["kind"] == "dots"
    assert own["picture"] != card["picture"]


@pytest.mark.slow
def test_the_logo_of_a_brand_is_part_of_the_preview(document: Alignment, tmp_path: Path) -> None:
    red_picture(tmp_path / "l.png")
    (tmp_path / "brand.toml").write_text('[logo]\nfile = "l.png"\nwidth = 0.1\nopacity = 0.5\n')
    source = Preview(document, tmp_path, None, None, read_brand(tmp_path / "brand.toml"))
    logo = preview(source, 0, 4, WISH)["logo"]
    box = logo_box(Look(brand=source.brand), frame_for("9:16"))
    assert box is not None
    assert logo["box"] == [round(box.x), round(box.y), round(box.width), round(box.height)]
    assert logo["seen"] == 0.5
    assert base64.b64decode(logo["picture"]).startswith(b"\x89PNG")
    assert preview(Preview(document, tmp_path, None, None), 0, 4, WISH)["logo"] is None


@pytest.mark.parametrize(
    ("first", "last", "wish", "says"),
    [
        (4, 6, WISH, "no times"),
        (0, 4, Wish("nonsense", "1:1", "medium"), "nonsense"),
        (0, 4, Wish("burst", "1:1", "huge"), "huge"),
    ],
)
def test_a_preview_of_nothing_is_one_line(
    document: Alignment, tmp_path: Path, first: int, last: int, wish: Wish, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        preview(Preview(document, tmp_path, None, None), first, last, wish)


def test_a_brand_is_seen_in_the_preview_and_used_by_make(tmp_path: Path) -> None:
    logo = Logo(red_picture(tmp_path / "a.png"), "bottom-left", 0.6, 1.0, 0.5)
    brand = Brand(accent="#00c2a8", caption_font="Fjalla One", logo=logo)
    document = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0)
    plain = preview(Preview(document, tmp_path, None, None), 0, 5, WISH)
    seen = preview(Preview(document, tmp_path, None, None, brand), 0, 5, WISH)
    assert seen["style"]["accent"] == "#00c2a8"
    assert seen["style"]["font"] == font_names().index("Fjalla One")
    # Captions stand above a logo that they would touch.
    assert seen["pages"][0]["words"][0][2] < plain["pages"][0]["words"][0][2] - 100
    own, document_file = tmp_path / "brand.toml", tmp_path / "a.align.json"
    arguments = clip_arguments(document_file, None, SELECT, WISH, picture=True, brand=own)
    assert arguments[arguments.index("--brand") + 1] == str(own)
    (tmp_path / "pullquote.toml").write_text('[clip]\nbrand = "ours.toml"\n', encoding="utf-8")
    assert brand_file(tmp_path, None) == Path("ours.toml")
    assert brand_file(tmp_path, Path("b.toml")) == Path("b.toml")


def test_the_preview_names_what_a_brand_puts_around_the_clip() -> None:
    document = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0)
    brand = Brand(end_card=EndCard("Hear it all", seconds=1.5))
    assert preview(Preview(document, Path(), None, None, brand), 0, 5, WISH)["around"] == ["end card 1.5 s"]
    assert preview(Preview(document, Path(), None, None), 0, 5, WISH)["around"] == []
    long = Brand(end_card=EndCard("Hear it all", seconds=15.0))
    with pytest.raises(UsageError, match="shorten it, take more words"):
        preview(Preview(document, Path(), None, None, long), 0, 5, WISH)


@pytest.mark.slow
def test_the_preview_has_the_box_that_a_light_picture_asks_for(tmp_path: Path) -> None:
    document, wish = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0), Wish("clean", "9:16", "medium")
    shown = {}
    for colour in ("white", "black"):
        film = tmp_path / f"{colour}.mp4"
        source = f"color=c={colour}:s=320x180:r=25:d=4"
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", str(film)])
        shown[colour] = preview(Preview(document, tmp_path, probe(film), None), 0, 5, wish)["style"]["box"]
    assert shown == {"white": "line", "black": "none"}


@pytest.mark.slow
def test_the_preview_of_sound_stands_where_the_audiogram_has_its_captions(tmp_path: Path) -> None:
    sound, frame = tmp_path / "talk.wav", frame_for("1:1")
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=r=16000:d=4", str(sound)])
    document = alignment_of("So we opened a bakery.", begin=0.5, duration=4.0)
    source = Preview(document, tmp_path, probe(sound), None)
    box = layout_of("cover-large", frame).captions
    for page in preview(source, 0, 5, Wish("highlight", "1:1", "medium"))["pages"]:
        for x, y, width, height in page["lines"]:
            assert box.x <= x
            assert x + width <= box.right
            assert box.y <= y
            assert y + height <= box.bottom
