"""XML that others wrote: read as text, without entities of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.entities import html5
from pathlib import Path

from align.errors import FileProblem
from align.transcript import decode, read_bytes

__all__ = ["read_xml"]

NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*;)")
"""Signs by name, without the five that XML has."""


def read_xml(path: Path, *, entities: str, otherwise: str) -> ET.Element:
    """Return the root of an XML file.

    Raises `FileProblem` where it cannot be read, declares entities, or is not XML.

    Args:
        entities: who needs no entities of their own: "which no feed needs".
        otherwise: what to say of a file that is not XML: "is not a feed".
    """
    text = decode(path, read_bytes(path))
    # An entity may stand for gigabytes, or for a file of the user's.
    if "<!entity" in text.lower():
        raise FileProblem(path, f"declares entities of its own, {entities}; it is not read")
    try:
        return ET.fromstring(text)
    except (ET.ParseError, ValueError) as error:
        told = error
    # Feeds are often written with the names that HTML has for signs, which XML does not know.
    try:
        return ET.fromstring(NAMED.sub(lambda found: html5.get(found[1], found[0]), text))
    except (ET.ParseError, ValueError):
        raise FileProblem(path, f"{otherwise}: {told}") from None
