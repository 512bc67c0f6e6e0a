"""What the XML writers share: building, escaping and printing a tree."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from handoff.escape import one_line

__all__ = ["child", "document"]


def child(parent: ET.Element, tag: str, text: object = None, **attributes: object) -> ET.Element:
    """Add a new element under `parent`; text and attributes are put on one line, booleans become TRUE or FALSE."""
    element = ET.SubElement(parent, tag, {name: _value(value) for name, value in attributes.items()})
    if text is not None:
        element.text = _value(text)
    return element


def document(root: ET.Element, doctype: str) -> str:
    """Write the tree as a document, indented, with its type named."""
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {doctype}>\n{body}\n'


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return one_line(str(value))
