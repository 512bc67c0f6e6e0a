"""Where the tags of a page end: quoted values may hold brackets, and pictures of any length."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["MOST_TAGS", "Tag", "TagFinder", "refuse_mostly_tags"]

MANY_TAGS = 50_000
"""From here on a page must hold a letter for each tag. With each word in an element of its own it has two or more."""
MOST_TAGS = 300_000
"""A page with each word of twelve hours in an element of its own has 250,000."""

_OPENED = re.compile(r"</?[A-Za-z]")
_ANY_TAG = re.compile(r"<[^<>]*>")

LONGEST_VALUE = 2000  # characters of a value that may hold `<`; a longer one with it has lost its quotation mark
MOST_BLANKS = 40  # between the equals sign and the value
MOST_STOPS = 400  # brackets and quotation marks in one tag
MOST_WASTED = 2_000_000
"""Characters looked through in vain on a page: from then on, a tag ends at the next bracket."""
LONGEST_ATTRIBUTES = 4000  # characters of the attributes that are kept; addresses and pictures are longer
_DATA = "data:"

_NAME = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?=[\s/>])")
_PLAIN = re.compile(r"<(?P<closing>/)?(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?P<attributes>(?:[\s/][^<>\"']{0,3000})?)>")
"""Most tags: no quotation marks in them."""
_STOP = re.compile(r"[\"'>]")
_TO_BRACKET = re.compile(r"[^<>]{0,3000}>")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in small letters, its attributes as written, where it ends, and what kind it is."""

    name: str
    attributes: str
    end: int
    closing: bool
    void: bool


class TagFinder:
    """Finds tags in a page, in time linear in its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.wasted = 0

    def at(self, opening: int) -> Tag | None:
        """Return the tag that begins at a `<`, or `None` where it is text.

        >>> TagFinder('<p title="a > b">c').at(0).end, TagFinder("a <b").at(2)
        (17, None)
        """
        if plain := _PLAIN.match(self.text, opening):
            name, attributes = plain["name"].lower(), plain["attributes"]
            return Tag(name, attributes, plain.end(), plain["closing"] is not None, attributes.endswith("/"))
        named = _NAME.match(self.text, opening)
        if named is None:
            return None
        end = self._end(named.end()) if self.wasted < MOST_WASTED else None
        if end is None:
            bracket = _TO_BRACKET.match(self.text, named.end())
            if bracket is None:
                return None
            end = bracket.end()
        void = self.text[end - 2] == "/"
        attributes = self.text[named.end() : min(end - 1, named.end() + LONGEST_ATTRIBUTES)]
        return Tag(named["name"].lower(), attributes, end, self.text.startswith("</", opening), void)

    def _end(self, start: int) -> int | None:
        """Return where the tag ends, `None` where one of its quotation marks is never closed."""
        place = start
        for _ in range(MOST_STOPS):
            stop = _STOP.search(self.text, place)
            if stop is None:
                place = len(self.text)
                break
            if stop[0] == ">":
                return stop.end()
            place = stop.end()
            if not self.text[max(start, stop.start() - MOST_BLANKS) : stop.start()].rstrip().endswith("="):
                continue  # an apostrophe in a value without quotation marks, or in a name
            close = self.text.find(stop[0], place)
            if close < 0 or not self._is_value(place, close):
                place = len(self.text) if close < 0 else close
                break
            place = close + 1
        self.wasted += place - start
        return None

    def _is_value(self, start: int, end: int) -> bool:
        return (
            end - start <= LONGEST_VALUE
            or self.text.find("<", start, end) < 0
            or self.text.startswith(_DATA, start)
            or self.text.find(_DATA, start, start + LONGEST_VALUE) >= 0
        )


def refuse_mostly_tags(text: str) -> None:
    """Refuse at once what would only be refused after a long walk."""
    tags = len(_OPENED.findall(text)) if text.count("<") > MANY_TAGS else 0
    if tags > MOST_TAGS:
        raise ValueError(f"is too large for a transcript (more than {MOST_TAGS:,} tags)")
    if tags > MANY_TAGS and sum(map(str.isalnum, _ANY_TAG.sub("", text))) < tags:
        raise ValueError("is not a transcript (most of it is tags)")
