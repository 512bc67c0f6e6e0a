"""The files of an EPUB: package, navigation, a page and an overlay for each chapter."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from align.clock import clock_text, decimal_text

__all__ = ["Book", "Chapter", "Sentence", "chapter_page", "navigation", "overlay", "package"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in the sound, in seconds; `speaker` where a turn begins with it.

    `gap`: whether a space stands before it, where it does not begin a paragraph.
    """

    name: str
    text: str
    times: tuple[float, float] | None
    speaker: str = ""
    gap: bool = True

    @property
    def heard(self) -> tuple[float, float] | None:
        """The times, where they last at all."""
        return self.times if self.times is not None and self.times[1] > self.times[0] else None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page: the stem of its files, its heading, its paragraphs."""

    name: str
    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...]

    @property
    def timed(self) -> tuple[Sentence, ...]:
        """The sentences that are heard."""
        return tuple(one for paragraph in self.paragraphs for one in paragraph if one.heard is not None)

    @property
    def duration(self) -> float:
        """Seconds of sound under the page."""
        return sum(end - start for start, end in (one.heard for one in self.timed if one.heard))


@dataclass(frozen=True, slots=True)
class Book:
    """What the files have in common; `sound` is the file beside the pages."""

    title: str
    language: str
    identifier: str
    modified: str
    sound: str
    sound_type: str
    chapters: tuple[Chapter, ...]


def package(book: Book) -> str:
    """Return the package document: facts, files, their order."""
    facts, files, order = [], [], []
    for chapter in book.chapters:
        linked = f' media-overlay="{chapter.name}-overlay"' if chapter.timed else ""
        files.append(
            f'<item id="{chapter.name}" href="{chapter.name}.xhtml" media-type="application/xhtml+xml"{linked}/>'
        )
        order.append(f'<itemref idref="{chapter.name}"/>')
        if chapter.timed:
            name = f"{chapter.name}-overlay"
            files.append(f'<item id="{name}" href="{chapter.name}.smil" media-type="application/smil+xml"/>')
            facts.append(f'<meta property="media:duration" refines="#{name}">{_clock(chapter.duration)}</meta>')
    total = sum(chapter.duration for chapter in book.chapters)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang={quoteattr(book.language)}>
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{book.identifier}</dc:identifier>
<dc:title>{escape(book.title)}</dc:title>
<dc:language>{escape(book.language)}</dc:language>
<meta property="dcterms:modified">{book.modified}</meta>
<meta property="media:duration">{_clock(total)}</meta>
<meta property="media:active-class">-epub-media-overlay-active</meta>
{_lines(facts)}
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="sound" href="{book.sound}" media-type="{book.sound_type}"/>
{_lines(files)}
</manifest>
<spine>
{_lines(order)}
</spine>
</package>
"""


def navigation(book: Book) -> str:
    """Return the table of contents."""
    rows = [f'<li><a href="{one.name}.xhtml">{escape(one.title)}</a></li>' for one in book.chapters]
    return _page(
        book, book.title, f'<nav epub:type="toc"><h1>{escape(book.title)}</h1>\n<ol>\n{_lines(rows)}\n</ol></nav>'
    )


def chapter_page(book: Book, chapter: Chapter) -> str:
    """Return a chapter as XHTML, each sentence with its identifier."""
    blocks = []
    for paragraph in chapter.paragraphs:
        name = f'<span class="speaker">{escape(paragraph[0].speaker)}:</span> ' if paragraph[0].speaker else ""
        spans = [f'<span id="{one.name}">{escape(one.text)}</span>' for one in paragraph]
        gaps = [" " if number and one.gap else "" for number, one in enumerate(paragraph)]
        text = "".join(f"{gap}{span}" for gap, span in zip(gaps, spans, strict=True))
        blocks.append(f"<p>{name}{text}</p>")
    return _page(book, chapter.title, f"<section><h1>{escape(chapter.title)}</h1>\n{_lines(blocks)}\n</section>")


def overlay(book: Book, chapter: Chapter) -> str:
    """Return the media overlay: a pair of text and sound for each sentence."""
    page = f"{chapter.name}.xhtml"
    pairs = []
    for number, one in enumerate(chapter.timed, 1):
        assert one.heard is not None
        start, end = (decimal_text(each, 3) for each in one.heard)
        sound = f'<audio src="{book.sound}" clipBegin="{start}s" clipEnd="{end}s"/>'
        pairs.append(f'<par id="p{number}"><text src="{page}#{one.name}"/>{sound}</par>')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body>
<seq id="seq" epub:textref="{page}">
{_lines(pairs)}
</seq>
</body>
</smil>
"""


def _page(book: Book, title: str, body: str) -> str:
    code = quoteattr(book.language)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang={code} xml:lang={code}>
<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""


def _clock(seconds: float) -> str:
    return clock_text(seconds, hours=1)


def _lines(rows: list[str]) -> str:
    return "\n".join(rows)
