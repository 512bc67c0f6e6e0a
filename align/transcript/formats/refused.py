"""Text files that are no transcript: refused as what they are, with what to do instead."""

from __future__ import annotations

import re

from align.transcript.lines import Reading, SourceText

__all__ = ["fits", "read"]

HEAD = 2000  # characters

_KINDS: tuple[tuple[str, str], ...] = (
    (r"Scenarist_SCC", "is SCC, captions as codes; save it as SRT"),
    (r"<SAMI\b", "is SAMI; save it as SRT or WebVTT"),
    (r"\{\d+\}\{\d+\}", "is MicroDVD, whose times are frames; save it as SRT"),
    (r"\[\d+\]\[\d+\]", "is MPL2, whose times are tenths of a second; save it as SRT"),
    (
        r"TITLE:.*\n(?:FCM:.*\n|\s*\n)*\s*\d{3,6}\s+\S+\s+\S+\s+[CDWK]",
        "is an edit list (EDL), a transcript was expected",
    ),
    (r'(?:File type = )?"?ooTextFile', "is a Praat TextGrid; read it with `pullquote import --from textgrid`"),
    (
        r"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE[^>]{0,300}>\s*)?<(?:fcpxml|xmeml)\b",
        "is an editor's timeline, a transcript was expected",
    ),
    (r"(?:<\?xml[^>]{0,200}\?>\s*)?<ANNOTATION_DOCUMENT", "is an ELAN document; export it as text or subtitles"),
    (r"(?:<\?xml[^>]{0,200}\?>\s*)?<(?:rss|feed)\b", "is a feed; save the transcript that it links to"),
    (
        r"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]{0,990}\n(?:[ \t][^\n]{0,990}\n){0,20}){0,60}MIME-Version:",
        "is an e-mail or a web archive (MHTML); save the page as HTML, or its text",
    ),
    (r"%!PS|%PDF", "is PostScript or PDF; save its text"),
    (r"\\documentclass|\\begin\{document\}", "is LaTeX; save its text"),
    (r"<window\b[^<>]{0,900}>\s{0,99}<(?:time|clear|br|font|p|b|center)\b", "is RealText; save it as SRT or WebVTT"),
    (
        r"(?:<!--[^<>]{0,900}-->\s{0,99})?"
        r"<(?:timedtext|transcript(?:ion)?|USFSubtitles|captions|subtitles|smil|Trans|TEI)\b[^<>]{0,900}>\s{0,99}<[A-Za-z]",
        "is XML of a kind that pullquote does not read; save it as text or SRT",
    ),
    (
        r"<\?xml(?![\s\S]{0,600}<(?:html|!DOCTYPE html))",
        "is XML of a kind that pullquote does not read; save it as text or SRT",
    ),
)
"""What the first characters look like, and what to tell people."""


def _problem(source: SourceText) -> str | None:
    head = source.text[:HEAD].lstrip()
    return next((problem for pattern, problem in _KINDS if re.match(pattern, head, re.IGNORECASE)), None)


def fits(source: SourceText) -> bool:
    """Tell whether the file is one of another kind."""
    return _problem(source) is not None


def read(source: SourceText) -> Reading:
    """Refuse the file with a `ValueError` that says what it is."""
    raise ValueError(_problem(source))
