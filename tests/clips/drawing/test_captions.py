from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.document import Speaker
from align.errors import UsageError
from align.media import run_ffmpeg
from cli import main
from clips.drawing.animation import PlacedPage, page_events
from clips.drawing.ass import Drawing
from clips.drawing.captions import caption_box, draw_captions, font_of, place_pages
from clips.drawing.colours import ass_colour
from clips.drawing.safe_areas import safe_area
from clips.drawing.styles import load_styles, style_names
from clips.emoji import Run
from clips.picture import Frame, frame_for
from clips.quotes import Span
from clips.sidecar import Piece, clip_alignment
from tests.clips.films import alignment_of, make_film, read_numbers, telling_sound, with_media

TALL, SQUARE, WIDE, PORTRAIT = Frame(1080, 1920), Frame(1080, 1080), Frame(1920, 1080), Frame(1080, 1350)
SHAPES = [TALL, SQUARE, WIDE, PORTRAIT, Frame(270, 480)]
STYLES = load_styles()
TEXT = "Today I'm in a bakery that used to be a lighthouse. It cost me $18,000 and there was a goat."


def plain(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)


def pages_of(name: str, text: str = TEXT, frame: Frame = TALL, **given: float) -> list[PlacedPage]:
    style = STYLES[name]
    words = alignment_of(text, begin=given.get("begin", 0.4), word=0.2, gap=given.get("gap", 0.1), duration=30.0)
    return place_pages(words, style, font_of(style), caption_box(style, frame), duration=30.0)


def words_at(drawing: Drawing, at: float) -> list[str]:
    """The texts that stand on the layer of words at a time."""
    return [plain(event.text) for event in drawing.events if event.layer == 2 and event.start <= at < event.end]


@pytest.mark.parametrize("frame", SHAPES)
@pytest.mark.parametrize("name", style_names())
def test_nothing_stands_outside_the_safe_area(name: str, frame: Frame) -> None:
    style, area = STYLES[name], safe_area(frame)
    for page in pages_of(name, frame=frame):
        beside = max(style.outline, style.box_padding if style.box != "none" else 0) * page.em
        assert page.block.x - beside >= area.x - 0.01
        assert page.block.right + beside <= area.right + 0.01
        assert page.block.y >= area.y
        assert page.block.bottom <= area.bottom + 0.01
        for line in page.lines:
            assert line.width <= caption_box(style, frame).area.width + 0.01


@pytest.mark.parametrize("name", style_names())
def test_every_word_is_shown_once_and_from_the_first_frame(name: str) -> None:
    style = STYLES[name]
    pages = pages_of(name)
    assert " ".join(placed.word.text for page in pages for placed in page.words) == style.shown(TEXT)
    assert pages[0].start == 0
    for one, other in itertools.pairwise(pages):
        assert one.start < one.end <= other.start
    for page in pages:
        assert len(page.lines) <= style.lines
        assert not style.words or len(page.words) <= style.words + 2


@pytest.mark.parametrize("name", [name for name in style_names() if STYLES[name].lit == "accent" and name != "karaoke"])
def test_the_word_that_is_said_is_lit(name: str) -> None:
    style = STYLES[name]
    words = alignment_of(TEXT, begin=0.4, duration=20.0)
    events = draw_captions(words, TALL, style, duration=20.0).events
    accent = ass_colour(style.rgb("accent"))
    for word in words.words:
        assert word.start is not None
        at = word.start + 0.005
        lit = [plain(e.text) for e in events if e.layer == 2 and e.start <= at < e.end and f"\\1c{accent}" in e.text]
        assert lit == [style.shown(word.text)]


def test_hidden_words_come_when_they_are_said() -> None:
    words = alignment_of("one two three four", begin=0.4, word=0.2, gap=0.1, duration=4.0)
    drawing = draw_captions(words, TALL, STYLES["reveal"], duration=4.0)
    assert [words_at(drawing, at) for at in (0.5, 0.75, 1.05, 1.35)] == [
        ["one"],
        ["one", "two"],
        ["one", "two", "three"],
        ["one", "two", "three", "four"],
    ]


def test_karaoke_does_not_drift() -> None:
    words = alignment_of("one two three four", begin=0.333, word=0.111, gap=0.0371, duration=3.0)
    events = [e for e in draw_captions(words, WIDE, STYLES["karaoke"], duration=3.0).events if "\\kf" in e.text]
    begins = []
    for event in events:
        wait, length = re.search(r"\\k(\d+)", event.text), re.search(r"\\kf(\d+)", event.text)
        assert length is not None
        begins.append((plain(event.text), round(event.start * 100) + int(wait[1] if wait else 0)))
    assert begins == [(word.text, round(word.start * 100)) for word in words.words if word.start is not None]


def test_bursts_hold_phrases_together() -> None:
    pages = pages_of("burst", "We opened a bakery in the old lighthouse and it would have been the end of the road.")
    said = [" ".join(placed.word.text.lower() for placed in page.words) for page in pages]
    for text in said:
        assert text.split()[-1] not in ("a", "the", "in", "of", "would", "have", "and")


LONG = (
    "So we understood that responsibility is shared. Nobody remembers the beginning. We argued about the"
    " administration of the lighthouse, and it was a good day. She bought a boat. He sold the house. They made bread"
    " in a pan. It rained all night, and we sat by the fire. Then the sun came out. I had a cup of tea and a bun."
)


@pytest.mark.parametrize("name", ["burst", "burst-lower", "pop", "punch", "glow"])
def test_bursts_of_a_clip_have_one_size_but_for_the_longest(name: str) -> None:
    sizes = [page.em for page in pages_of(name, LONG)]
    usual = max(sizes)
    assert sum(size < 0.99 * usual for size in sizes) <= 0.15 * len(sizes)
    assert usual >= 0.5 * STYLES[name].size * 1080


def test_one_endless_word_does_not_make_the_others_small() -> None:
    sizes = [page.em for page in pages_of("pop", "Yes. No. Uncharacteristically. Good. Bad. Ugly.")]
    assert sorted(sizes)[0] < sorted(sizes)[1]
    assert sorted(sizes)[1] >= 0.5 * STYLES["pop"].size * 1080


def test_words_of_a_script_without_spaces_touch_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clips.drawing.captions.runs_of", lambda text, font: (Run(text, float(len(text)), False),))
    style = STYLES["highlight"]
    words = replace(alignment_of("今日は いい 天気です。", begin=0.4), language="ja")
    box = caption_box(style, WIDE)
    (page,) = place_pages(words, style, font_of(style), box, duration=9.0)
    for before, after in itertools.pairwise(page.words):
        assert after.x - after.width / 2 == pytest.approx(before.x + before.width / 2)
    drawing = Drawing(tuple(page_events(page, style, font_of(style))))
    assert "今日はいい天気です。" in [plain(event.text) for event in drawing.events]


def test_no_line_is_an_orphan() -> None:
    for text in (
        "The whole thing was about absolutely nothing at",
        "Everybody knew that she would be there tomorrow now",
    ):
        for page in pages_of("highlight", text):
            rows = [[w for w in page.words if w.y == line.middle[1]] for line in page.lines]
            widths = [line.width for line in page.lines]
            for row, width in zip(rows, widths, strict=True):
                assert len(row) > 1 or width > 0.5 * max(widths) or all(len(other) == 1 for other in rows)


def test_a_word_that_does_not_fit_is_made_smaller_or_refused() -> None:
    (page,) = pages_of("punch", "Counterrevolution")
    assert page.em < STYLES["punch"].size * 1080
    with pytest.raises(UsageError, match="does not fit into a line of the style punch at this size"):
        pages_of("punch", "Donaudampfschifffahrtsgesellschaftskapitän")


def test_captions_of_a_letterbox_stand_in_the_bar_or_in_the_picture() -> None:
    style = STYLES["highlight"]
    words = alignment_of(TEXT, begin=0.4, duration=20.0)
    for position in (0.0, 0.3, 0.5, 0.62, 0.7, 0.8, 1.0):
        moved = replace(style, position=position)
        box = caption_box(moved, TALL, edges=(656.0, 1264.0))
        for page in place_pages(words, moved, font_of(moved), box, duration=20.0):
            for edge in (656.0, 1264.0):
                assert not page.block.y - style.outline * page.em < edge < page.block.bottom + style.outline * page.em


def test_a_label_names_who_speaks_and_stands_still() -> None:
    speakers = (Speaker(0, "Ada"), Speaker(11, "Grace"))
    words = alignment_of(TEXT, begin=0.4, duration=20.0, speakers=speakers)
    events = draw_captions(words, WIDE, STYLES["lower-third"], duration=20.0).events
    labels = [event for event in events if event.style.startswith("Label") and event.layer == 2]
    assert list(dict.fromkeys(plain(event.text) for event in labels)) == ["Ada", "Grace"]
    assert len({event.top for event in labels}) == 1


def test_signs_without_glyph_are_left_out_and_letters_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clips.emoji.emoji_font", lambda: None)
    drawing = draw_captions(alignment_of("so happy 😀👍🏽 today", begin=0.5), TALL, STYLES["clean"], duration=9.0)
    assert words_at(drawing, 1.1) == ["so", "happy", "today"]
    with pytest.raises(UsageError, match=r"cannot draw 中 文 \(CJK\); name one that can with `font`"):
        draw_captions(alignment_of("so 中文 today"), TALL, STYLES["clean"], duration=9.0)


def test_no_caption_goes_over_a_join() -> None:
    words = alignment_of("so here is one thing we said and here is another thing that came much later.")
    pieces = [Piece(Span(2, 4), 1.9, 3.4, 0.0), Piece(Span(8, 10), 4.9, 6.4, 1.5)]
    clip = clip_alignment(words, pieces)
    style = STYLES["clean"]
    pages = place_pages(clip, style, font_of(style), caption_box(style, TALL), duration=3.0)
    assert [" ".join(w.word.text for w in page.words) for page in pages] == ["is one thing", "here is another"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("episode")
    make_film(folder / "film.mp4", 300, "25", sound=telling_sound(12))
    with_media(alignment_of(TEXT), folder / "film.mp4").save(folder / "film.align.json")
    return folder


def brightness(path: Path, time: float, part: str) -> float:
    """The share of almost white points in a part of the picture (ffmpeg's crop)."""
    args = ["-v", "error", "-ss", str(time), "-i", str(path), "-frames:v", "1", "-vf", f"crop={part},format=gray"]
    raw = run_ffmpeg([*args, "-f", "rawvideo", "-"]).stdout
    return float((np.frombuffer(raw, np.uint8) > 225).mean())


@pytest.mark.slow
def test_captions_are_burned_in_and_frames_stay_right(folder: Path, tmp_path: Path) -> None:
    common = ["clip", str(folder / "film.align.json"), "It cost me ... a goat", "--quality", "draft", "--height", "360"]
    for style in ("none", "highlight"):
        args = [*common, "--style", style, "-o", str(tmp_path / style), "--json"]
        result = CliRunner().invoke(main, args, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        (entry,) = json.loads(result.stdout)["clips"]
        path = tmp_path / style / entry["files"]["clip"]
        # The numbers end above the lowest fifth of the picture, where the captions stand.
        white = brightness(path, 1.0, "iw:ih/5:0:4*ih/5")
        assert (white > 0.01) == (style == "highlight")
        first, last = entry["spans"][0]["frames"]
        if style == "none":
            assert read_numbers(path) == list(range(first, last))


@pytest.mark.slow
def test_letters_that_cannot_be_drawn_are_named_before_anything_is_cut(folder: Path, tmp_path: Path) -> None:
    words = alignment_of(TEXT.replace("bakery", "面包店"))
    with_media(words, folder / "film.mp4").save(tmp_path / "a.align.json")
    args = ["clip", str(tmp_path / "a.align.json"), "Today I'm in a", "It cost me", "--media", f"{folder}/film.mp4"]
    result = CliRunner().invoke(main, [*args, "word:5-7", "--style", "broadcast", "--dry-run"])
    assert result.exit_code == 2
    assert "cannot draw 面 包 店 (CJK); name one that can with --font" in result.stderr
    assert "«It cost me»" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--style", "neon"], "no caption style is called 'neon'; there are none, clean, broadcast, "),
        (["--style", "burst", "--size", "huge"], "--size 'huge': small, medium, large or a percentage"),
        (["--style", "burst", "--position", "left"], "--position 'left': top, middle, bottom or a percentage"),
        (["--style", "burst", "--color", "#12"], "--color '#12': a colour such as #ffd400, or one of black,"),
        (["--style", "burst", "--font", "Comic"], "no font is called 'Comic'; there are Source Sans, "),
        (
            ["--style", "punch", "--size", "300%", "--aspect", "9:16"],
            "does not fit into a line of the style punch at this size",
        ),
        (["--audiogram", "--title", "\u65e5\u672c"], "cannot draw \u65e5 \u672c (CJK); give another title"),
    ],
)
def test_what_cannot_be_drawn_is_one_clear_line(folder: Path, tmp_path: Path, given: list[str], said: str) -> None:
    args = [
        "clip",
        str(folder / "film.align.json"),
        "that used to be a lighthouse",
        *given,
        "-o",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.rglob("*.mp4"))


def test_presets_know_the_safe_area_of_their_platform() -> None:
    narrow, wide = safe_area(TALL), safe_area(TALL, "tiktok")
    assert wide.width > narrow.width
    assert narrow.bottom <= 0.65 * 1920 < wide.bottom
    assert safe_area(frame_for("1:1"), "tiktok") == safe_area(frame_for("1:1"))


def test_letters_that_a_style_lacks_are_drawn_in_a_font_that_has_them() -> None:
    style = STYLES["burst"]
    assert font_of(style, "SO WE OPENED").family == font_of(style).family
    for text in ("МЫ ОТКРЫЛИ ПЕКАРНЮ", "ΑΝΟΙΞΑΜΕ ΦΟΥΡΝΟ", "PŘÍŠTÍ LÉTO", "CHÚNG TÔI ĐÃ MỞ"):
        font = font_of(style, text)
        assert font.family.startswith("Manrope")
        assert font.missing(text) == ""
    assert draw_captions(alignment_of("мы открыли", begin=0.5), TALL, style, duration=9.0).fonts[0].family != "Lato"
    with pytest.raises(UsageError, match="CJK"):
        draw_captions(alignment_of("日本", begin=0.5), TALL, style, duration=9.0)
    own = replace(style, font=str(font_of(style).path))
    with pytest.raises(UsageError, match="Cyrillic"):
        draw_captions(alignment_of("мы", begin=0.5), TALL, own, duration=9.0)


def test_words_of_a_line_written_from_right_to_left_stand_so(monkeypatch: pytest.MonkeyPatch) -> None:
    words, style = alignment_of("ab cd ef", begin=0.5), STYLES["reveal"]
    box = caption_box(style, TALL)
    (page,) = place_pages(words, style, font_of(style), box, duration=9.0)
    monkeypatch.setattr("clips.drawing.captions.runs_leftward", lambda text: True)
    (turned,) = place_pages(words, style, font_of(style), box, duration=9.0)
    assert [placed.word.text for placed in turned.words] == [placed.word.text for placed in page.words]
    assert [placed.x for placed in page.words] == sorted(placed.x for placed in page.words)
    assert [placed.x for placed in turned.words] == sorted((placed.x for placed in turned.words), reverse=True)
    assert turned.lines[0].right == pytest.approx(box.area.right)


def test_a_phrase_of_a_burst_stays_on_one_line_and_its_edge_stays_seen() -> None:
    style = STYLES["burst"]
    for text in ("from the Transformer", "in the lighthouse", "through the architecture"):
        (page,) = pages_of("burst", text)
        assert len(page.lines) == 1
        assert 0.5 * style.size * 1080 <= page.em < style.size * 1080
        assert page.edge >= 0.8 * style.outline * style.size * 1080
        assert page.edge > style.outline * page.em
