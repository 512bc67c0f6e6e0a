from __future__ import annotations

import re

from align.document import Speaker
from clips.drawing.ass import Drawing
from clips.drawing.captions import draw_captions
from clips.drawing.names import NameCard, NameLook, draw_names, first_words
from clips.drawing.safe_areas import safe_area
from clips.drawing.styles import style_of
from clips.fonts import font_named
from clips.picture import Frame
from tests.clips.films import alignment_of

LOOK = NameLook(font_named("Manrope ExtraBold"), font_named("Manrope"), (255, 176, 32))
TALK = alignment_of(
    "So we opened a bakery. Why there? Because of the fog that nobody liked at all.",
    begin=0.5,
    word=0.4,
    gap=0.1,
    duration=9.0,
    speakers=(Speaker(0, "Ada"), Speaker(5, "Grace"), Speaker(7, "Ada")),
)
TALL = Frame(1080, 1920)


def shown(drawing: Drawing) -> list[tuple[str, float]]:
    return [(re.sub(r"\{[^}]*\}", "", e.text), e.start) for e in drawing.events if e.style == "Name" and e.layer == 4]


def test_a_name_comes_with_its_speakers_first_word_and_once() -> None:
    assert first_words(TALK) == [("Ada", 0.5), ("Grace", 3.0)]
    drawing = draw_names(TALK, TALL, safe_area(TALL), {}, LOOK, duration=9.0, captions=Drawing())
    assert [row for row in shown(drawing) if not row[0].startswith("m ")] == [("Ada", 0.5), ("Grace", 3.0)]
    assert all(event.end <= 3.0 for event in drawing.events if event.start < 1)


def test_a_name_card_stands_in_the_safe_area_above_the_captions() -> None:
    area = safe_area(TALL)
    for name in ("clean", "burst", "lower-third"):
        captions = draw_captions(TALK, TALL, style_of(name), duration=9.0)
        cards = {"Ada": NameCard("Ada Lovelace, Countess of Lovelace and of much else", "Mathematician")}
        for event in draw_names(TALK, TALL, area, cards, LOOK, duration=9.0, captions=captions).events:
            assert event.top >= area.y
            assert event.bottom <= area.bottom + 0.1
            for caption in captions.events:
                if caption.start < event.end and caption.end > event.start:
                    assert event.bottom <= caption.top


def test_hostile_names_are_text() -> None:
    cards = {"Ada": NameCard("{\\p1}m 0 0", "\\N")}
    drawing = draw_names(TALK, TALL, safe_area(TALL), cards, LOOK, duration=9.0, captions=Drawing())
    assert any("\\{{}\\\u2060p1}m 0 0" in event.text for event in drawing.events)
