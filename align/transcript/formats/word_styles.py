"""The styles of a Word document: which are headings, and which hide what is written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

__all__ = ["OFF", "UNSAID", "StyleParser", "value_of"]

OFF = ("0", "false", "off", "none")
"""Values with which a property is switched off."""

UNSAID = {
    "vanish": "hidden text",
    "specVanish": "hidden text",
    "strike": "struck-through text",
    "dstrike": "struck-through text",
}
"""Properties of text that is not printed, or printed as cut out, and what it is counted as."""

MOST_PARENTS = 20
_HEADING = re.compile(r"(heading|title|überschrift|titre|título|titolo|kop|rubrik|nagłówek)\b", re.IGNORECASE)


_CONTENTS = re.compile(r"(?:toc (?:heading|\d)|table of figures)", re.IGNORECASE)
"""Names of the styles of tables of contents, the same in all languages."""


@dataclass(slots=True)
class _Style:
    name: str = ""
    parent: str = ""
    bold: bool | None = None
    own: dict[str, bool] = field(default_factory=dict)


class StyleParser:
    """Takes in the XML of the styles through `parser`."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EntityDeclHandler = self._refuse
        self._styles: dict[str, _Style] = {}
        self._style = _Style()

    def _refuse(self, *_: Any) -> None:
        raise ValueError("is a Word document with entities of its own, which are not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "style":
            self._style = self._styles.setdefault(value_of(attributes, "styleId"), _Style())
        elif name == "name":
            self._style.name = value_of(attributes, "val")
        elif name == "basedOn":
            self._style.parent = value_of(attributes, "val")
        elif name == "b":
            self._style.bold = value_of(attributes, "val") not in OFF
        elif name in UNSAID:
            self._style.own[UNSAID[name]] = value_of(attributes, "val") not in OFF

    @property
    def headings(self) -> set[str]:
        """Identifiers of styles that are headings by their names."""
        return {key for key, style in self._styles.items() if _HEADING.match(style.name)}

    @property
    def unsaid(self) -> Mapping[str, str]:
        """Identifiers of styles whose text nobody says, with what it is counted as."""
        found = {key: self._kind(key) for key in self._styles}
        return {key: kind for key, kind in found.items() if kind}

    @property
    def bold(self) -> frozenset[str]:
        """Identifiers of styles whose text is bold."""
        decided = {
            key: next((style.bold for style in self._lineage(key) if style.bold is not None), False)
            for key in self._styles
        }
        return frozenset(key for key, on in decided.items() if on)

    def _lineage(self, key: str) -> Iterator[_Style]:
        """Yield a style and those that it is based on."""
        for _ in range(MOST_PARENTS):
            style = self._styles.get(key)
            if style is None:
                break
            yield style
            key = style.parent

    def _kind(self, key: str) -> str:
        if _CONTENTS.fullmatch(self._styles[key].name):
            return "table of contents"
        decided: dict[str, bool] = {}
        for style in self._lineage(key):
            decided = {**style.own, **decided}
        return next((kind for kind, on in decided.items() if on), "")


def value_of(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its name without namespace, "" where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")
