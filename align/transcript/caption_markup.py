"""What of a caption's line is markup: tags of WebVTT, HTML and ASS, entities, names of speakers.

Markup is masked, not cut out, so that the columns of the words stay true. Every pattern is linear: none looks
past the next `<`, `>` or brace, and entities have a longest length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

from align.transcript.lines import BAR, MASK, Mark, compact

__all__ = ["CaptionLine", "clean_lines", "plain_text"]

_ELEMENTS = (
    "a abbr b big body br c center cite code del div em font h[1-6] head hr html i img ins lang li mark ol p q rp rt"
    " ruby s small span strike strong sub sup table td th tr tt u ul v"
).split()
_NAMED = rf"<(?=[/a-z])/?(?:{'|'.join(_ELEMENTS)})(?:[\s./][^<>]*)?>"
_TIME = r"<(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,9}>"
_OVERRIDE = r"\{\\[^{}]*\}|\\[Nnh]|\{[cfhopsy]:[^{}\s]{1,40}\}"
_TOKEN = r"<\|[^<>|]{1,40}\|>"  # of recognisers: a time, a language, a task
_ENTITY = r"&(?:amp;){0,4}(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_UNCLOSED = r"&(?:amp|lt|gt|quot|nbsp)(?=[\s,.!?]|$)"  # the entities that are typed by hand, their semicolon forgotten
_MARK = "\ufeff"  # a byte order mark: in the middle, where files were joined

_SRT = re.compile(rf"{_NAMED}|{_TIME}|{_TOKEN}|{_OVERRIDE}|{_ENTITY}|{_UNCLOSED}|{_MARK}|{BAR}", re.IGNORECASE)
_VTT = re.compile(rf"<[^<>]*>|{_ENTITY}|{_UNCLOSED}|{_MARK}", re.IGNORECASE)
_ESCAPED = re.compile(rf"{_NAMED}|{_TIME}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,200})>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li)[\s/>]|\\n|\|", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """A line of a caption that holds something.

    Args:
        text: as in the file from column `offset` on, markup masked.
        number: of the line in the file, from 1.
        offset: columns before `text` begins.
        marks: speakers that the markup names.
    """

    text: str
    number: int
    offset: int = 0
    marks: tuple[Mark, ...] = ()

    @property
    def plain(self) -> str:
        """What a viewer reads."""
        return self.text.replace(MASK, "")


def plain_text(line: str, *, every_tag: bool) -> str:
    """Drop the markup of a line and decode its entities; a `<br>` becomes a line break.

    >>> plain_text("<v Ada>a &lt; b</v>", every_tag=True), plain_text("{\\\\an8}<i>a < b</i>", every_tag=False)
    ('a < b', 'a < b')
    >>> plain_text("me&amp;mdash;it <em>is</em><br/>&lt;i&gt;so&lt;/i&gt;", every_tag=False)
    'me—it is\\nso'
    """
    return _masked(line, every_tag=every_tag)[0].replace(MASK, "")


def clean_lines(line: str, number: int, *, every_tag: bool, offset: int = 0) -> Iterator[CaptionLine]:
    """Mask the markup of a line of the file and part it at its `<br>`; lines without text are left out.

    With `every_tag` whatever stands between `<` and `>` is a tag, as in WebVTT; else only what HTML knows.
    """
    text, names = _masked(line, every_tag=every_tag)
    at = used = 0
    for piece in text.split("\n"):
        first, end = used, at + len(piece)
        while used < len(names) and names[used][0] <= end:
            used += 1
        if piece.replace(MASK, "").strip():
            marks = tuple(Mark(column - at, turn=True, name=name) for column, name in names[first:used])
            yield CaptionLine(piece, number, offset + at, marks)
        at = end + 1


def _masked(line: str, *, every_tag: bool) -> tuple[str, list[tuple[int, str]]]:
    names: list[tuple[int, str]] = []
    parts: list[str] = []
    at, escaped = 0, False
    for found in (_VTT if every_tag else _SRT).finditer(line):
        begin, end = found.span()
        shown, name = _shown(found[0])
        parts += (line[at:begin], shown)
        at = end
        escaped |= shown[0] == "<"
        if name:
            names.append((at, name))
    if not parts:
        return line, names
    text = "".join([*parts, line[at:]])
    return (_without_escaped_tags(text) if escaped else text), names


@lru_cache(4096)
def _shown(markup: str) -> tuple[str, str | None]:
    """Return what stands in place of a piece of markup, as long as it is, and the speaker whom it names."""
    if markup[0] == "&":
        keep = _sign(markup)
    else:
        keep = "\n" if _BREAK.match(markup) else " " if markup in ("\\h", "\\H") else ""
    voice = _VOICE.match(markup)
    name = " ".join(html.unescape(voice[1]).split()) if voice else None
    return keep + MASK * (len(markup) - len(keep)), name


def _sign(entity: str) -> str:
    # Escaped twice and more: what remains of `&amp;amp;mdash;` is the last entity.
    body = entity[1:]
    while body.lower().startswith("amp;") and len(body) > 4:
        body = body[4:]
    # Not `html.unescape` for names: it takes `&nothing;` for `&not` and `hing;`.
    sign = html.unescape(f"&{body}") if body[0] == "#" else html5.get(body) or html5.get(body.lower())
    if sign is None:
        return entity
    return "".join(" " if c.isspace() and c != "\xa0" else c for c in sign if c.isspace() or c.isprintable())


def _without_escaped_tags(text: str) -> str:
    """Mask the tags that entities spell, such as `&lt;i&gt;`."""
    plain, places = compact(text)
    signs = list(text)
    for found in _ESCAPED.finditer(plain):
        for place in range(found.start(), found.end()):
            signs[places[place]] = MASK
        if _BREAK.match(found[0]):
            signs[places[found.start()]] = "\n"
    return "".join(signs)
