"""Captions of a clip: words in a style, as what libass draws.

`draw_captions` is the one way from words and a style to ASS. It divides the words into pages, sets each in its box
inside the safe area, and writes for each word what it looks like before, while and after it is said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from align.document import Alignment
from align.errors import UsageError
from align.spacing import join_words
from align.turns import speaker_at
from clips.drawing.animation import LABEL, RISE, Placed, PlacedPage, page_events
from clips.drawing.ass import AssStyle, Drawing
from clips.drawing.breaks import Page, PageRules, TimedWord, divide, line_text, line_width
from clips.drawing.safe_areas import Box, safe_area
from clips.drawing.styles import CaptionStyle
from clips.emoji import ATTRIBUTION, emoji_font, runs_of, text_width
from clips.fonts import FONTS, Font, chosen_font, font_named
from clips.picture import Frame

__all__ = [
    "CaptionBox",
    "caption_box",
    "caption_notes",
    "draw_captions",
    "font_of",
    "place_pages",
    "refuse_unfit",
    "refuse_unknown_letters",
    "runs_leftward",
    "unknown_letters",
]

JOIN = 0.02
"""Seconds by which a join may lie inside a word beside it, after cutting."""
SQUEEZE = 1.0
"""The part by which a burst may be too wide for its box, so that it is made smaller instead of torn apart."""
LINE_SQUEEZE = 0.5
"""The same for whole lines: a page may be drawn so much smaller that no line ends behind an article."""
SMALLEST = 0.36
"""Of a style's size: how far a page is made smaller so that a long word fits into a line."""
LEAST_STEADY = 0.5
"""Of a style's size: all pages are drawn no smaller than this for the sake of long ones."""
SMALLER = 55.0
"""Cost of a page that is drawn smaller than the others: a little less than that of a clumsy break."""
LONGEST_PAGES = 0.1
"""Share of a clip's pages that may be drawn smaller than the others."""
FEW_PAGES = 4
"""From so many pages on, one of them may be smaller in any case."""
LEAST_EDGE = 0.85
"""Of its full width: an outline does not get thinner than this, however small its page is drawn."""


STAND_INS = ("Manrope ExtraBold", "Source Sans Black", "Source Sans Bold")
"""Fonts with Cyrillic, Greek and Vietnamese letters."""

UNDER = 0.25
"""Em that tails of letters and bars behind lines reach below a line's em in the fonts that are used."""

SOFT = 1.0
"""Points that the soft edge of an outline or a box takes."""


@dataclass(frozen=True, slots=True)
class CaptionBox:
    """Where captions may stand: the safe area, less what the style keeps at the sides; `em` in pixels.

    `edges`: heights in the picture that captions must not stand on (the edges of a letterbox).
    """

    area: Box
    em: float
    edges: tuple[float, ...] = ()


def font_of(style: CaptionStyle, text: str = "") -> Font:
    """Return the font that a style names: one that comes with pullquote, or a file.

    Where one that comes with pullquote lacks letters of `text`, another that has them all stands in for it.
    """
    font = chosen_font(style.font)
    if style.font not in FONTS or not unknown_letters(text, font):
        return font
    others = (font_named(name) for name in STAND_INS)
    return next((other for other in others if not unknown_letters(text, other)), font)


def caption_box(
    style: CaptionStyle, frame: Frame, platform: str | None = None, *, edges: tuple[float, ...] = ()
) -> CaptionBox:
    """Return where captions of a style stand in a picture."""
    em = style.size * min(frame.width, frame.height)
    area = safe_area(frame, platform)
    edge = style.outline + (style.shadow_size if style.shadow else 0.0)
    beside = max(edge, style.box_padding if style.box != "none" else 0.0) * em + SOFT
    width = min(style.width * area.width - 2 * beside, style.longest * em)
    x = area.x + beside if style.align == "left" else area.middle[0] - width / 2
    return CaptionBox(Box(x, area.y, width, area.height), em, edges)


def draw_captions(
    words: Alignment,
    frame: Frame,
    style: CaptionStyle,
    *,
    duration: float,
    platform: str | None = None,
    box: CaptionBox | None = None,
) -> Drawing:
    """Return the captions of a clip: `words` with times from its beginning, which last `duration` seconds.

    The first page stands from the first frame where it begins within a second. `box` overrules where captions stand.
    Raises `UsageError` for letters that the font does not have, and where a word does not fit at the style's size.
    """
    text = style.shown(join_words(words.words))
    font = font_of(style, text)
    refuse_unknown_letters(text, font)
    place = box or caption_box(style, frame, platform)
    pages = place_pages(words, style, font, place, duration=duration)
    events = [event for page in pages for event in page_events(page, style, font)]
    return Drawing(tuple(events), tuple(_styles(style, font, {page.em: page.edge for page in pages})))


def _styles(style: CaptionStyle, font: Font, edges: Mapping[float, float]) -> Iterator[AssStyle]:
    """Yield the styles for each size of the em, with the outline that it has; both in pixels."""
    for em, edge in sorted(edges.items()):
        yield AssStyle(
            f"Caption{round(em)}",
            font,
            em,
            style.rgb(style.colour),
            style.rgb(style.outline_colour),
            edge,
            style.tracking * em,
        )
        yield AssStyle(f"Label{round(em)}", font, LABEL * em, style.rgb("on-accent"))


def place_pages(
    words: Alignment, style: CaptionStyle, font: Font, place: CaptionBox, *, duration: float
) -> list[PlacedPage]:
    """Return the pages with every word at its place in pixels."""
    from subtitles.language import get_language

    timed = _timed_words(words, style, font)
    space, width = font.width(" ") + style.tracking, place.area.width / place.em
    squeeze = SQUEEZE if style.words else LINE_SQUEEZE
    rules = PageRules(width, space, style.words, style.lines, squeeze=squeeze, smaller=SMALLER)
    kinds = get_language(words.language).break_between
    pages = divide(timed, rules, kinds, duration=duration)
    share = _steady_share(pages, rules)
    if share < 1:
        most = 1 / SMALLEST if style.words else 1 + LINE_SQUEEZE
        steady = replace(rules, width=width / share, squeeze=max(0.0, share * most - 1))
        pages = divide(timed, steady, kinds, duration=duration)
    return [_place(page, style, place, space, share * place.em) for page in pages]


def _steady_share(pages: Sequence[Page], rules: PageRules) -> float:
    """Return the size at which all pages but the longest fit, as a share of the style's."""
    fitting = sorted(min(1.0, rules.width / _widest(page, rules.space)) for page in pages)
    exceptions = max(int(LONGEST_PAGES * len(fitting)), 1 if len(fitting) >= FEW_PAGES else 0)
    return max(LEAST_STEADY, fitting[exceptions]) if fitting else 1.0


def _widest(page: Page, space: float) -> float:
    return max(line_width(line, space) for line in page.lines)


def _timed_words(words: Alignment, style: CaptionStyle, font: Font) -> list[TimedWord]:
    from subtitles.timeline import make_timeline

    timeline = make_timeline(words)
    walls = [span.start for span in words.unscripted]
    shown: list[TimedWord] = []
    starts, ends = timeline.starts.tolist(), timeline.ends.tolist()
    apart = False  # a space before what cannot be drawn
    for index, said, start, end, gap in zip(timeline.index, timeline.texts, starts, ends, timeline.gaps, strict=True):
        runs = runs_of(style.shown(said), font)
        if not runs:
            apart = apart or gap
            continue
        text, speaker = "".join(run.text for run in runs), speaker_at(words.speakers, index)
        width = sum(run.width for run in runs) + style.tracking * len(text)
        coloured = runs if any(run.emoji for run in runs) else ()
        word = TimedWord(text, start, max(start, end), width, said, speaker=speaker, runs=coloured, apart=gap or apart)
        apart = False
        if shown:
            joined = any(shown[-1].end - JOIN <= at <= start + JOIN for at in walls)
            word = replace(word, wall=joined or speaker != shown[-1].speaker)
        shown.append(word)
    return shown


def _place(page: Page, style: CaptionStyle, place: CaptionBox, space: float, most: float) -> PlacedPage:
    """Return a page at its place, with an em of at most so many pixels."""
    em = min(most, place.area.width / _widest(page, space))
    if em < SMALLEST * place.em:
        raise _too_wide(max(page.words, key=lambda word: word.width).text, style)
    label = page.words[0].speaker if style.name_label else None
    # A label stands still, however many lines there are below it.
    rows = style.lines if label else len(page.lines)
    height = (rows - 1) * style.leading * em + em
    top = _top(style, place, height, em, above=1.6 * LABEL * em if label else 0.0)
    words: list[Placed] = []
    boxes = []
    for number, line in enumerate(page.lines):
        wide = em * line_width(line, space)
        leftward = runs_leftward(line_text(line))
        edge = place.area.right - wide if leftward else place.area.x
        x = edge if style.align == "left" else place.area.middle[0] - wide / 2
        y = top + number * style.leading * em + em / 2
        boxes.append(Box(x, y - em / 2, wide, em))
        shown: list[Placed] = []
        for word in reversed(line) if leftward else line:
            width = em * word.width
            before = 0.0 if not shown else em * (shown[-1].word if leftward else word).gap(space)
            shown.append(Placed(word, x + before + width / 2, y, width))
            x += before + width
        words += reversed(shown) if leftward else shown
    return PlacedPage(page.start, page.end, tuple(words), tuple(boxes), em, label, _edge(style, place, em))


def _edge(style: CaptionStyle, place: CaptionBox, em: float) -> float:
    """Return the pixels of an outline: letters that are drawn smaller still need one that is seen."""
    return style.outline * max(em, LEAST_EDGE * place.em)


def runs_leftward(text: str) -> bool:
    """Tell whether a line is written from right to left: most of its letters are, as in Hebrew and Arabic.

    >>> runs_leftward("\u05e9\u05dc\u05d5\u05dd, ok"), runs_leftward("so")
    (True, False)
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)


def _top(style: CaptionStyle, place: CaptionBox, height: float, em: float, *, above: float) -> float:
    """Return where the first line begins: at the style's position, whole inside the area, on no edge of a letterbox."""
    margin = style.box_above * em if style.box in ("line", "block") else _edge(style, place, em)
    shade = style.shadow_drop + style.shadow_size if style.shadow else 0.0
    under = 0.0 if style.box == "block" else (UNDER + shade) * em
    under += RISE * em if style.enter == "rise" else 0.0
    least, most = place.area.y + margin + above, place.area.bottom - margin - under - height
    top = least + style.position * max(0.0, most - least)
    top = min(top, most) if most >= least else least
    for edge in place.edges:
        if top - margin - above < edge < top + height + margin + under:
            below, over = edge + margin + above, edge - margin - under - height
            # In the bar where it has room for the text, else in the picture.
            top = below if below <= most else max(least, over)
    return top


def unknown_letters(text: str, font: Font) -> list[str]:
    """Return the letters and digits that the font does not have, each once."""
    return [c for c in font.missing(text) if unicodedata.category(c)[0] in "LN"]


def refuse_unknown_letters(
    text: str, font: Font, advice: str = "name one that can with --font, or --style none"
) -> None:
    """Raise `UsageError` where there are letters or digits that the font does not have."""
    missing = unknown_letters(text, font)
    if missing:
        shown = " ".join(missing[:12]) + (" ..." if len(missing) > 12 else "")
        scripts = ", ".join(dict.fromkeys(_script(c) for c in missing))
        raise UsageError(f"the font {font.family} cannot draw {shown} ({scripts}); {advice}")


def refuse_unfit(words: Sequence[str], style: CaptionStyle, frame: Frame, platform: str | None = None) -> str:
    """Return the signs of `words` that will be left out; raises `UsageError` for letters that the font does not have,
    and for a word that does not fit into a line.
    """
    shown, place = style.shown(" ".join(words)), caption_box(style, frame, platform)
    font = font_of(style, shown)
    refuse_unknown_letters(shown, font)
    for word in shown.split():
        width = place.em * (text_width(word, font) + style.tracking * len(word))
        if SMALLEST * width > place.area.width:
            raise _too_wide(word, style)
    drawn = "".join(run.text for run in runs_of(shown, font) if run.emoji)
    return "".join(sign for sign in font.missing(shown) if sign not in drawn)


def caption_notes(
    words: Sequence[str], style: CaptionStyle, frame: Frame, platform: str | None = None
) -> tuple[str, ...]:
    """Return what a user should know of emoji and other signs in burned captions. Raises as `refuse_unfit` does."""
    missing = refuse_unfit(words, style, frame, platform)
    shown = style.shown(" ".join(words))
    font = font_of(style, shown)
    lines = [ATTRIBUTION] if any(run.emoji for run in runs_of(shown, font)) else []
    if font != font_of(style):
        lines.append(f"drawn in {font.family}: {font_of(style).family} lacks letters of it")
    if missing:
        advice = "" if emoji_font() else "; pip install 'pullquote[emoji]' draws emoji"
        lines.append(f"not in the captions' font, left out: {' '.join(missing)}{advice}")
    return tuple(lines)


def _too_wide(word: str, style: CaptionStyle) -> UsageError:
    return UsageError(
        f"{word!r} does not fit into a line of the style {style.name} at this size; choose a smaller --size, or another"
        " --style"
    )


def _script(letter: str) -> str:
    """Return what a letter belongs to, as Unicode's names begin: "CJK", "Arabic"."""
    name = unicodedata.name(letter, "unknown letters").split()[0]
    return name if name == "CJK" else name.capitalize()
