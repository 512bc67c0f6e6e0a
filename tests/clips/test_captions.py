from __future__ import annotations

import itertools
import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.errors import FileProblem, UsageError
from align.media import probe, run_ffmpeg
from cli import main
from clips.audiogram import card_events, layout_of
from clips.captions import AssEvent, ass_file, caption_events, caption_margins, escape
from clips.fonts import built_in_font, read_font
from clips.picture import Frame, frame_for
from clips.quotes import Span
from clips.sidecar import Piece, clip_alignment
from tests.clips.films import alignment_of, make_film, read_numbers, telling_sound, with_media

TALL, SQUARE, WIDE = Frame(1080, 1920), Frame(1080, 1080), Frame(1920, 1080)
FONT = built_in_font()
TEXT = "Today I'm in a bakery that used to be a lighthouse. It cost me $18,000 and there was a goat."


def plain(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text).replace("\\N", " ")


def test_the_font_is_known() -> None:
    assert FONT.family == "Source Sans Pro"
    assert FONT.missing("Größe, naïve — “quoted” 25% …") == ""
    assert FONT.missing("ok 😀 中文 😀") == "😀中文"


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "font.ttf"
    for content in (b"", b"text", b"\0\1\0\0\0\xff" + bytes(40)):
        path.write_bytes(content)
        with pytest.raises(FileProblem, match="is not a TrueType or OpenType font"):
            read_font(path)


@pytest.mark.parametrize("frame", [TALL, SQUARE, WIDE, Frame(1080, 1350)])
def test_captions_stay_inside_the_safe_area(frame: Frame) -> None:
    place = caption_margins(frame)
    assert place.side >= 0.1 * frame.width
    top = frame.height - place.below - 2.5 * place.size
    assert top > frame.height * 0.2
    if frame is TALL:
        assert frame.height - place.below <= 1920 - 450
        assert 1280 <= frame.height - place.below <= 1380
        assert place.side >= 160


@pytest.mark.parametrize("style", ["clean", "highlight", "karaoke"])
def test_every_word_is_shown_once_and_from_the_first_frame(style: str) -> None:
    words = alignment_of(TEXT, begin=0.4, duration=12.0)
    events = caption_events(words, TALL, style, FONT, duration=12.0)
    blocks = list(dict.fromkeys(plain(event.text) for event in events))
    assert " ".join(blocks) == TEXT
    assert events[0].start == 0
    for one, other in itertools.pairwise(events):
        assert one.start < one.end <= other.start + 0.011
    for event in events:
        rows = re.sub(r"\{[^}]*\}", "", event.text).split("\\N")
        assert len(rows) <= 2
        assert all(len(row) <= 24 for row in rows)


def test_the_word_that_is_said_is_lit() -> None:
    words = alignment_of(TEXT, begin=0.4, duration=12.0)
    events = caption_events(words, TALL, "highlight", FONT, duration=12.0)
    for word in words.words:
        assert word.start is not None
        at = word.start + 0.1
        (event,) = [event for event in events if event.start <= at < event.end]
        assert re.findall(r"\{\\c[^}]*\}(.*?)\{\\r\}", event.text) == [word.text]


def test_karaoke_does_not_drift() -> None:
    words = alignment_of("one two three four", begin=0.333, word=0.111, gap=0.0371, duration=3.0)
    (event,) = caption_events(words, TALL, "karaoke", FONT, duration=3.0)
    at, begins = 0, []
    for kind, length, text in re.findall(r"\{\\k(f?)(\d+)\}([^{]*)", event.text):
        if kind:
            begins.append((text.strip(), at))
        at += int(length)
    expected = [(word.text, round(word.start * 100)) for word in words.words if word.start is not None]
    assert begins == expected


def test_signs_without_glyph_are_left_out_and_letters_refused() -> None:
    events = caption_events(alignment_of("so happy 😀👍🏽 today"), TALL, "clean", FONT, duration=9.0)
    assert [plain(event.text) for event in events] == ["so happy today"]
    with pytest.raises(UsageError, match="cannot draw 中 文; name one that can with `font`"):
        caption_events(alignment_of("so 中文 today"), TALL, "clean", FONT, duration=9.0)


def test_text_cannot_become_tags() -> None:
    assert escape("{\\b1}x\\N") == "\\{\\\u2060b1\\}x\\\u2060N"
    text = ass_file(WIDE, [AssEvent(61.239, 3661.0, escape("a,b\nc"))], FONT)
    assert "Dialogue: 0,0:01:01.24,1:01:01.00,Caption,,0,0,0,,a,b c" in text
    assert "PlayResX: 1920\nPlayResY: 1080\nWrapStyle: 2" in text


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1", "4:5"])
def test_nothing_of_an_audiogram_overlaps(aspect: str) -> None:
    frame = frame_for(aspect)  # type: ignore[arg-type]
    layout, place = layout_of(frame), caption_margins(frame)
    for box in (layout.cover, layout.title, layout.wave):
        assert box.x >= 0
        assert box.x + box.width <= frame.width
    assert layout.cover.y + layout.cover.height <= layout.wave.y
    assert layout.title.y + layout.title.height <= layout.wave.y
    assert layout.wave.y + layout.wave.height <= frame.height - place.below - 2.2 * place.size
    assert len(card_events(frame, "Title", "Ada", 5.0, initials="T")) == 2


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
    for captions in ("none", "highlight"):
        args = [*common, "--captions", captions, "-o", str(tmp_path / captions), "--json"]
        result = CliRunner().invoke(main, args, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        (entry,) = json.loads(result.stdout)["clips"]
        path = tmp_path / captions / entry["files"]["clip"]
        # The numbers end above the lowest fifth of the picture, where the captions stand.
        white = brightness(path, 1.0, "iw:ih/5:0:4*ih/5")
        assert (white > 0.01) == (captions == "highlight")
        first, last = entry["spans"][0]["frames"]
        if captions == "none":
            assert read_numbers(path) == list(range(first, last))


@pytest.mark.slow
@pytest.mark.parametrize("cover", [False, True])
def test_an_audiogram(folder: Path, tmp_path: Path, cover: bool) -> None:
    args = ["clip", str(folder / "film.align.json"), "Today I'm in a bakery", "--audiogram", "--aspect", "9:16"]
    args += ["--height", "480", "--title", "A goat", "--quality", "draft", "-o", str(tmp_path), "--json"]
    if cover:
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "color=white:s=90x60", "-frames:v", "1", f"{tmp_path}/a.png"])
        art = (tmp_path / "a.png").rename(tmp_path / "art %03d.png")
        args += ["--cover", str(art)]
    result = CliRunner().invoke(main, args, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    path = tmp_path / entry["files"]["clip"]
    info = probe(path)
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.width, info.video.height, info.video.fps) == (270, 480, Fraction(30))
    assert info.duration == pytest.approx(entry["duration"], abs=0.06)
    layout = layout_of(Frame(270, 480)).cover
    white = brightness(path, 0.5, f"{layout.width}:{layout.height}:{layout.x}:{layout.y}")
    assert (white > 0.9) == cover
    # Captions from the first second, as the sound is often off.
    assert brightness(path, 0.1, "iw:ih/4:0:ih/2") > 0.001


def test_no_caption_goes_over_a_join() -> None:
    words = alignment_of("so here is one thing we said and here is another thing that came much later.")
    pieces = [Piece(Span(2, 4), 1.9, 3.4, 0.0), Piece(Span(8, 10), 4.9, 6.4, 1.5)]
    clip = clip_alignment(words, pieces)
    events = caption_events(clip, TALL, "clean", FONT, duration=3.0)
    assert [plain(event.text) for event in events] == ["is one thing", "here is another"]
    assert events[0].end <= 1.5 < events[1].start + 0.2


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1", "4:5"])
@pytest.mark.parametrize(
    "title", ["Goat", "What a goat taught a baker about the sea and the price of bread", "long " * 60]
)
def test_titles_fit_into_their_box(aspect: str, title: str) -> None:
    frame = frame_for(aspect)  # type: ignore[arg-type]
    box = layout_of(frame).title
    (event,) = card_events(frame, title, "Ada Lovelace, Grace Hopper · The Long Show With A Name", 5.0)
    rows = event.text.split("\\N")
    sizes = [int(found) for row in rows for found in re.findall(r"\\fs(\d+)", row)]
    assert len(sizes) == len(rows)
    assert sum(sizes) <= box.height + 4
    for row, size in zip(rows, sizes, strict=True):
        assert len(plain(row)) * size * 0.4 <= box.width
    assert plain(event.text).startswith(title.split()[0])


@pytest.mark.slow
def test_letters_that_cannot_be_drawn_are_named_before_anything_is_cut(folder: Path, tmp_path: Path) -> None:
    words = alignment_of(TEXT.replace("bakery", "面包店"))
    with_media(words, folder / "film.mp4").save(tmp_path / "a.align.json")
    args = ["clip", str(tmp_path / "a.align.json"), "Today I'm in a", "It cost me", "--media", f"{folder}/film.mp4"]
    result = CliRunner().invoke(main, [*args, "word:5-7", "--captions", "clean", "--dry-run"])
    assert result.exit_code == 2
    assert "cannot draw 面 包 店; name one that can with --font" in result.stderr
    assert "«It cost me»" in result.stdout
