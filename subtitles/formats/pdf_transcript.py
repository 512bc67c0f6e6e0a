"""A transcript to print: paragraphs with their time and speaker, chapters as headings and bookmarks; by reportlab."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from align.clock import clock_text
from align.errors import ProgramMissing, UsageError
from align.json_values import bare_language
from subtitles.formats.docx_transcript import RIGHT_TO_LEFT
from subtitles.formats.text import Paragraph, paragraphs
from subtitles.track import Track

__all__ = ["write"]

REGULAR, BOLD = "SourceSansPro-Regular", "SourceSansPro-Bold"
SIZE, LEADING, MARGIN = 11, 15, 64
"""Points, on A4."""

SHOWN = 8
"""Missing characters that a message names."""


def write(track: Track) -> bytes:
    """Return the document; the same track gives the same bytes.

    Raises `ProgramMissing` without reportlab, `UsageError` where the font lacks characters or the script runs from
    right to left.
    """
    if importlib.util.find_spec("reportlab") is None:
        raise ProgramMissing("reportlab", "install it with pip install 'pullquote[pdf]', or write .docx")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import SimpleDocTemplate

    blocks = list(paragraphs(track))
    if bare_language(track.alignment.language) in RIGHT_TO_LEFT:
        raise UsageError("PDF transcripts run from left to right; write .docx, and have Word save it as PDF")
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_font_folder() / f"{name}.ttf")))
    _refuse_missing(blocks, set(pdfmetrics.getFont(REGULAR).face.charToGlyph))
    held = io.BytesIO()
    title = Path(track.alignment.media.path).stem
    template = SimpleDocTemplate(
        held, title=title, invariant=1, lang=track.alignment.language,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    template.build(_story(blocks), onFirstPage=_number, onLaterPages=_number)
    return held.getvalue()


def _font_folder() -> Path:
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or not found.submodule_search_locations:
        raise ProgramMissing("the font Source Sans", "install font-source-sans-pro")
    return Path(found.submodule_search_locations[0]) / "files"


def _refuse_missing(blocks: list[Paragraph], known: set[int]) -> None:
    text = "".join(f"{block.name or ''}{block.text}{''.join(block.titles)}" for block in blocks)
    missing = [c for c in dict.fromkeys(text) if ord(c) not in known and c.isprintable() and not c.isspace()]
    if missing:
        shown = " ".join(missing[:SHOWN]) + (" ..." if len(missing) > SHOWN else "")
        raise UsageError(f"the font of PDF transcripts lacks {shown}; write .docx, and have Word save it as PDF")


def _story(blocks: list[Paragraph]) -> list[Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Block

    body = ParagraphStyle("body", fontName=REGULAR, fontSize=SIZE, leading=LEADING, spaceAfter=LEADING / 2)
    head = ParagraphStyle("head", parent=body, fontName=BOLD, fontSize=SIZE + 3, leading=LEADING + 4, spaceBefore=12)
    grey = HexColor("#666666").hexval().replace("0x", "#")
    story = []
    for number, block in enumerate(blocks):
        for k, title in enumerate(block.titles):
            mark = f"chapter-{number}-{k}"
            story.append(_heading(f'<a name="{mark}"/>{_markup(title)}', head, mark, title))
        time = f'<font color="{grey}">{clock_text(int(block.start), places=0)}</font>&#160; '
        name = f'<font name="{BOLD}">{_markup(block.name)}:</font> ' if block.name is not None else ""
        story.append(Block(time + name + _markup(block.text), body))
    return story


def _heading(text: str, style: Any, mark: str, title: str) -> Any:
    """Return a heading that adds itself to the reader's outline where it is drawn."""
    from reportlab.platypus import Paragraph as Block

    # reportlab carries no types.
    class Heading(Block):  # type: ignore[misc]
        def draw(self) -> None:
            self.canv.bookmarkPage(mark)
            self.canv.addOutlineEntry(title, mark, 0)
            super().draw()

    return Heading(text, style)


def _markup(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable() or c.isspace()))


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(REGULAR, 9)
    canvas.drawCentredString(document.pagesize[0] / 2, MARGIN / 2, str(document.page))
