"""A transcript to read in Word: paragraphs with their time and speaker, chapters as headings; through python-docx."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import RGBColor

from align.clock import clock_text
from align.json_values import bare_language
from subtitles.formats.text import paragraphs
from subtitles.formats.xml_text import xml_text
from subtitles.formats.zip_dates import without_dates
from subtitles.track import Track

__all__ = ["RIGHT_TO_LEFT", "write"]

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi")
"""Languages whose paragraphs begin on the right."""

GREY = RGBColor(0x66, 0x66, 0x66)
"""Of times: there when looked for, out of the way of reading."""


def write(track: Track) -> bytes:
    """Return the document: `[HH:MM:SS] Name: words`, the time of the first word, the name in bold."""
    document = docx.Document()
    reversed_script = bare_language(track.alignment.language) in RIGHT_TO_LEFT
    document.core_properties.language = track.alignment.language
    for each in paragraphs(track):
        for title in each.titles:
            heading = document.add_heading(xml_text(title), level=1)
            _direct(heading, reversed_script)
        paragraph = document.add_paragraph()
        time = paragraph.add_run(f"[{clock_text(int(each.start), places=0)}] ")
        time.font.color.rgb = GREY
        if each.name is not None:
            paragraph.add_run(f"{xml_text(each.name)}: ").bold = True
        paragraph.add_run(xml_text(each.text))
        _direct(paragraph, reversed_script)
    held = io.BytesIO()
    document.save(held)
    return without_dates(held.getvalue())


def _direct(paragraph: Any, reversed_script: bool) -> None:
    """Set a paragraph from right to left; python-docx has no property for it."""
    if reversed_script:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # where it begins: on the right
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run.font.rtl = True
