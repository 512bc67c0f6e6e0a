"""TTML in the IMSC 1.1 Text form, through `ttconv`: the common tongue of broadcasters."""

from __future__ import annotations

import io
from fractions import Fraction

from ttconv import model
from ttconv.imsc import writer
from ttconv.imsc.config import IMSCWriterConfiguration
from ttconv.style_properties import (
    ColorType,
    CoordinateType,
    DisplayAlignType,
    ExtentType,
    LengthType,
    StyleProperties,
    TextAlignType,
)

from subtitles.colours import colour_of
from subtitles.formats.xml_text import xml_text
from subtitles.track import Event, Line, Track

__all__ = ["write"]


def write(track: Track) -> bytes:
    """Return the cues as IMSC Text; times are milliseconds, or frames where the options have a frame rate."""
    document = model.ContentDocument()
    document.set_lang(track.alignment.language)
    region = _region(document)
    body, division = model.Body(document), model.Div(document)
    document.set_body(body)
    body.push_child(division)
    for event in track.events:
        division.push_child(_paragraph(document, region, track, event))
    tree = writer.from_model(document, IMSCWriterConfiguration(fps=track.options.fps))
    data = io.BytesIO()
    tree.write(data, encoding="utf-8", xml_declaration=True)
    return data.getvalue()


def _region(document: model.ContentDocument) -> model.Region:
    region = model.Region("bottom", document)
    percent = LengthType.Units.pct
    region.set_style(StyleProperties.Origin, CoordinateType(x=LengthType(10, percent), y=LengthType(10, percent)))
    region.set_style(StyleProperties.Extent, ExtentType(width=LengthType(80, percent), height=LengthType(80, percent)))
    region.set_style(StyleProperties.DisplayAlign, DisplayAlignType.after)
    region.set_style(StyleProperties.TextAlign, TextAlignType.center)
    document.put_region(region)
    return region


def _paragraph(document: model.ContentDocument, region: model.Region, track: Track, event: Event) -> model.P:
    paragraph = model.P(document)
    paragraph.set_region(region)
    paragraph.set_begin(_time(track, event.start))
    paragraph.set_end(_time(track, event.end))
    for number, line in enumerate(event.lines):
        if number:
            paragraph.push_child(model.Br(document))
        paragraph.push_child(_span(document, track, line))
    return paragraph


def _span(document: model.ContentDocument, track: Track, line: Line) -> model.Span:
    span = model.Span(document)
    colour = colour_of(track, line.name)
    if colour is not None:
        red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
        span.set_style(StyleProperties.Color, ColorType((red, green, blue, 255)))
    span.push_child(model.Text(document, xml_text(line.text)))
    return span


def _time(track: Track, seconds: float) -> Fraction:
    rate = track.options.fps or Fraction(1000)
    return Fraction(round(seconds * rate)) / rate
