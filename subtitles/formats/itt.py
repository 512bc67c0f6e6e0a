"""iTunes Timed Text: TTML as Apple's store and Final Cut Pro take it, counted in frames."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

from align.errors import UsageError
from align.timecode import Rate, Timecode
from subtitles.formats.xml_text import xml_text
from subtitles.track import Event, Track

__all__ = ["write"]

TT = "http://www.w3.org/ns/ttml"
PARAMETER, STYLING, XML = f"{TT}#parameter", f"{TT}#styling", "http://www.w3.org/XML/1998/namespace"

RATES = {
    Fraction(24000, 1001): (24, "1000 1001"),
    Fraction(24): (24, "1 1"),
    Fraction(25): (25, "1 1"),
    Fraction(30000, 1001): (30, "1000 1001"),
    Fraction(30): (30, "1 1"),
    Fraction(50): (50, "1 1"),
    Fraction(60000, 1001): (60, "1000 1001"),
}
"""Frame rates of Apple's specification, with the numbers that say them."""

REGIONS = {"top": ("0% 0%", "before"), "bottom": ("0% 85%", "after")}
"""The two regions that the specification asks for: origin and alignment; each is a strip of 15% of the picture."""


def write(track: Track) -> str:
    """Return the cues as iTT, at the options' frame rate or 25.

    Raises `UsageError` for a rate that the format does not have.
    """
    fps = track.options.fps or Fraction(25)
    if fps not in RATES:
        raise UsageError("iTT has 23.976, 24, 25, 29.97, 30, 50 or 59.94 frames a second; give --fps 25")
    rate = Rate(fps, bool(track.options.drop_frame) and Rate(fps).may_drop)
    for prefix, name in (("", TT), ("ttp", PARAMETER), ("tts", STYLING)):
        ET.register_namespace(prefix, name)
    root = ET.Element(f"{{{TT}}}tt", _parameters(track.alignment.language, rate))
    _head(root)
    division = ET.SubElement(ET.SubElement(root, f"{{{TT}}}body", {"style": "normal"}), f"{{{TT}}}div")
    for event in track.events:
        _paragraph(division, event, rate)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _parameters(language: str, rate: Rate) -> dict[str, str]:
    base, multiplier = RATES[rate.fps]
    return {
        f"{{{XML}}}lang": language,
        f"{{{PARAMETER}}}timeBase": "smpte",
        f"{{{PARAMETER}}}frameRate": str(base),
        f"{{{PARAMETER}}}frameRateMultiplier": multiplier,
        f"{{{PARAMETER}}}dropMode": "dropNTSC" if rate.drop else "nonDrop",
    }


def _head(root: ET.Element) -> None:
    head = ET.SubElement(root, f"{{{TT}}}head")
    styles = ET.SubElement(head, f"{{{TT}}}styling")
    looks = {"fontFamily": "sansSerif", "fontWeight": "normal", "fontStyle": "normal", "color": "white"}
    named = {f"{{{STYLING}}}{key}": value for key, value in {**looks, "fontSize": "100%"}.items()}
    ET.SubElement(styles, f"{{{TT}}}style", {f"{{{XML}}}id": "normal", **named})
    layout = ET.SubElement(head, f"{{{TT}}}layout")
    for name, (origin, alignment) in REGIONS.items():
        shape = {"origin": origin, "extent": "100% 15%", "textAlign": "center", "displayAlign": alignment}
        places = {f"{{{STYLING}}}{key}": value for key, value in shape.items()}
        ET.SubElement(layout, f"{{{TT}}}region", {f"{{{XML}}}id": name, **places})


def _paragraph(division: ET.Element, event: Event, rate: Rate) -> None:
    first, last = rate.frame_at(event.start), rate.frame_at(event.end)
    begin, end = (str(Timecode(frame, rate)) for frame in (first, max(last, first + 1)))
    paragraph = ET.SubElement(division, f"{{{TT}}}p", {"begin": begin, "end": end, "region": "bottom"})
    lines = [xml_text(line.text) for line in event.lines]
    paragraph.text = lines[0]
    for line in lines[1:]:
        ET.SubElement(paragraph, f"{{{TT}}}br").tail = line
